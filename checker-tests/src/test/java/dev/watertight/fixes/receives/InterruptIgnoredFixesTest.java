package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.InterruptIgnored;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class InterruptIgnoredFixesTest {
  private static final String TASK =
      """
      import java.util.concurrent.*;

      class A {
        private final ExecutorService pool = Executors.newSingleThreadExecutor();
        private int rounds;

        void start() {
          pool.execute(() -> run());
        }

        void stop() {
          pool.shutdownNow();
        }

      %s}
      """;

  @Test
  void clauseThatGoesOn() {
    turn(
        """
          private void run() {
            while (true) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                rounds = 0;
              }
            }
          }
        """,
        """
          private void run() {
            while (true) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                rounds = 0;
                Thread.currentThread().interrupt();
                return;
              }
            }
          }
        """);
  }

  @Test
  void clauseThatRestoresTheFlag() {
    turn(
        """
          private void run() {
            while (true) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }
        """,
        """
          private void run() {
            while (true) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
            }
          }
        """);
  }

  @Test
  void clauseForAllExceptions() {
    turn(
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (Exception e) {
                rounds = 0;
              }
            }
          }
        """,
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              } catch (Exception e) {
                rounds = 0;
              }
            }
          }
        """);
  }

  @Test
  void helperThatSwallows() {
    turn(
        """
          private void run() {
            while (true) {
              rounds++;
              pause();
            }
          }

          private static void pause() {
            try {
              Thread.sleep(200);
            } catch (InterruptedException e) {
            }
          }
        """,
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              pause();
            }
          }

          private static void pause() {
            try {
              Thread.sleep(200);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        """);
  }

  @Test
  void helperOfALoopThatLooks() {
    turn(
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              pause();
            }
          }

          private static void pause() {
            try {
              Thread.sleep(200);
            } catch (InterruptedException e) {
            }
          }
        """,
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              pause();
            }
          }

          private static void pause() {
            try {
              Thread.sleep(200);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        """);
  }

  @Test
  void loopThatNeverLooks() {
    turn(
        """
          private void run() {
            while (true) {
              rounds++;
              System.out.print("");
            }
          }
        """,
        """
          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              rounds++;
              System.out.print("");
            }
          }
        """);
  }

  @Test
  void loopThatLooksAtAFlagOnly() {
    turn(
        """
          private boolean isDone;

          private void run() {
            while (!isDone) {
              rounds++;
              System.out.print("");
            }
          }
        """,
        """
          private boolean isDone;

          private void run() {
            while (!Thread.currentThread().isInterrupted() && !isDone) {
              rounds++;
              System.out.print("");
            }
          }
        """);
  }

  @Test
  void waitThatCannotBeInterrupted() {
    Repair.by(InterruptIgnored.class)
        .keeps(
            TASK.formatted(
                """
          private final Semaphore permits = new Semaphore(0);

          private void run() {
            // BUG: Diagnostic contains: ask Thread.currentThread().isInterrupted() in it
            while (true) {
              permits.acquireUninterruptibly();
              rounds++;
            }
          }
        """));
  }

  private static void turn(String before, String after) {
    Repair.by(InterruptIgnored.class).turns(TASK.formatted(before), TASK.formatted(after));
  }
}
