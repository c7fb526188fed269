package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.HandleNeverReleased;
import org.junit.jupiter.api.Test;

/** Handles that are opened for an object and lent to it by its other constructor. */
final class OwnedFlagFixesTest {
  @Test
  void lentByTheOtherConstructor() {
    fixed(
        """
          A(int threads) {
            this("own", Executors.newFixedThreadPool(threads));
          }

          A(String title, ExecutorService shared) {
            this(title, shared, false);
          }
        """,
        """
          A(int threads) {
            this("own", Executors.newFixedThreadPool(threads), true);
          }

          A(String title, ExecutorService shared) {
            this(title, shared, false);
          }
        """);
  }

  @Test
  void otherConstructorDoesMore() {
    unchanged(
        """
          A(int threads) {
            this("own", Executors.newFixedThreadPool(threads));
          }

          A(String title, ExecutorService shared) {
            this(title, shared, false);
            System.out.println(title);
          }
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(HandleNeverReleased.class, OwnedFlagFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;

    final class A implements AutoCloseable {
      private final ExecutorService pool;
      private final boolean owned;
      private final String title;

    CODE
      private A(String title, ExecutorService pool, boolean owned) {
        this.title = title;
        this.pool = pool;
        this.owned = owned;
      }

      void print() {
        pool.execute(() -> System.out.println(title));
      }

      @Override
      public void close() {
        if (owned) {
          pool.shutdown();
        }
      }

      public static void main(String[] args) {
        try (A a = new A(2)) {
          a.print();
        }
      }
    }
    """
        .replace("CODE\n", code);
  }
}
