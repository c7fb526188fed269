package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.AbandonedWaiter;
import org.junit.jupiter.api.Test;

/** Parties that return before they are withdrawn. */
final class WithdrawalFixesTest {
  @Test
  void oneEarlyReturn() {
    fixed(
        """
              if (cells.length == 0) {
                return;
              }
              stages.arriveAndAwaitAdvance();
              cells[0]++;
              stages.arriveAndDeregister();
        """,
        """
              if (cells.length == 0) {
                stages.arriveAndDeregister();
                return;
              }
              stages.arriveAndAwaitAdvance();
              cells[0]++;
              stages.arriveAndDeregister();
        """);
  }

  @Test
  void withdrawnInFinally() {
    unchanged(
        """
              try {
                if (cells.length == 0) {
                  return;
                }
                stages.arriveAndAwaitAdvance();
              } finally {
                stages.arriveAndDeregister();
              }
        """);
  }

  @Test
  void withdrawnNowhere() {
    unchanged(
        """
              if (cells.length == 0) {
                return;
              }
              stages.arriveAndAwaitAdvance();
              cells[0]++;
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(AbandonedWaiter.class, WithdrawalFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.List;
    import java.util.concurrent.Phaser;

    final class A {
      private final Phaser stages = new Phaser(1);

      final class Worker implements Runnable {
        private final int[] cells;

        Worker(int[] cells) {
          this.cells = cells;
          stages.register();
        }

        @Override
        public void run() {
    CODE
        }
      }

      void render() {
        for (int[] cells : List.of(new int[0], new int[1])) {
          new Thread(new Worker(cells)).start();
        }
        stages.arriveAndAwaitAdvance();
        stages.arriveAndDeregister();
      }
    }
    """
        .replace("CODE\n", code);
  }
}
