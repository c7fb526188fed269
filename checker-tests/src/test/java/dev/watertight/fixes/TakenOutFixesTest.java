package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import org.junit.jupiter.api.Test;

/** Handles that are taken out of a map by who only asks whether there was one. */
final class TakenOutFixesTest {
  @Test
  void answered() {
    fixed(
        """
          boolean drop(String tenant) {
            return pools.remove(tenant) != null;
          }
        """,
        """
          boolean drop(String tenant) {
            ExecutorService removed = pools.remove(tenant);
            if (removed != null) {
              removed.shutdown();
            }
            return removed != null;
          }
        """);
  }

  @Test
  void partOfMore() {
    unchanged(
        """
          boolean drop(String tenant) {
            return !tenant.isEmpty() && pools.remove(tenant) != null;
          }
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(
            HandleNotReleasedOnAllPaths.class, TakenOutFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.Map;
    import java.util.concurrent.ConcurrentHashMap;
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;

    final class A implements AutoCloseable {
      private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

      void submit(String tenant, Runnable work) {
        pools.computeIfAbsent(tenant, id -> Executors.newFixedThreadPool(2)).execute(work);
      }

    CODE
      @Override
      public void close() {
        pools.values().forEach(ExecutorService::shutdown);
      }
    }
    """
        .replace("CODE\n", code);
  }
}
