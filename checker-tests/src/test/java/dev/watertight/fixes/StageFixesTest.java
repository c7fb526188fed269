package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.AbandonedWaiterOnFailure;
import org.junit.jupiter.api.Test;

/** Signals that stages leave out when they fail. */
final class StageFixesTest {
  @Test
  void lastStatement() {
    fixed(
        """
              push(one)
                  .thenAccept(
                      receipt -> {
                        sent++;
                        open.countDown();
                      });
        """,
        """
              push(one)
                  .thenAccept(
                      receipt -> {
                        sent++;
                      })
                  .whenComplete((result, failure) -> open.countDown());
        """);
  }

  @Test
  void somethingAfterIt() {
    unchanged(
        """
              push(one)
                  .thenAccept(
                      receipt -> {
                        open.countDown();
                        sent++;
                      });
        """);
  }

  @Test
  void failuresSignalAlready() {
    unchanged(
        """
              push(one)
                  .thenAccept(
                      receipt -> {
                        sent++;
                        open.countDown();
                      })
                  .exceptionally(
                      e -> {
                        open.countDown();
                        return null;
                      });
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(
            AbandonedWaiterOnFailure.class, StageFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.List;
    import java.util.concurrent.CompletableFuture;
    import java.util.concurrent.CountDownLatch;
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;

    final class A {
      private final ExecutorService pool;
      private int sent;

      A(ExecutorService pool) {
        this.pool = pool;
      }

      void send(List<String> all) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(all.size());
        for (String one : all) {
    CODE
        }
        open.await();
      }

      private CompletableFuture<String> push(String one) {
        return CompletableFuture.supplyAsync(() -> deliver(one), pool);
      }

      public static void main(String[] args) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
          new A(pool).send(List.of("a", ""));
        }
      }

      private String deliver(String one) {
        if (one.isEmpty()) {
          throw new IllegalArgumentException();
        }
        return one;
      }
    }
    """
        .replace("CODE\n", code);
  }
}
