package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.WaitHoldingNeededLock;
import org.junit.jupiter.api.Test;

/** Waits that a method makes at its end while it has the monitor of its object. */
final class WaitOutsideTest {
  @Test
  void lastStatement() {
    fixed(
        """
          @Override
          public synchronized void close() throws InterruptedException {
            closed = true;
            // It may sleep.
            flusher.interrupt();
            flusher.join();
          }
        """,
        """
          @Override
          public void close() throws InterruptedException {
            synchronized (this) {
              closed = true;
              // It may sleep.
              flusher.interrupt();
            }
            flusher.join();
          }
        """);
  }

  @Test
  void somethingAfterIt() {
    unchanged(
        """
          @Override
          public synchronized void close() throws InterruptedException {
            closed = true;
            flusher.interrupt();
            flusher.join();
            ended++;
          }
        """);
  }

  @Test
  void changesBesideIt() {
    unchanged(
        """
          @Override
          public synchronized void close() {
            closed = true;
            flusher.interrupt();
            try {
              flusher.join();
            } catch (InterruptedException e) {
              ended++;
            }
          }
        """);
  }

  @Test
  void callerHasTheMonitor() {
    unchanged(
        """
          @Override
          public synchronized void close() throws InterruptedException {
            closed = true;
            flusher.interrupt();
            flusher.join();
          }

          synchronized void end() throws InterruptedException {
            close();
          }
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(WaitHoldingNeededLock.class, WaitOutsideTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    final class A implements AutoCloseable {
      private final Thread flusher = new Thread(this::loop);
      private volatile boolean closed;
      private int left;
      private int ended;

      A() {
        flusher.start();
      }

      private synchronized void flush() {
        left--;
      }

      private void loop() {
        while (!closed) {
          try {
            Thread.sleep(10);
          } catch (InterruptedException e) {
            break;
          }
        }
        flush();
      }

    CODE
    }
    """
        .replace("CODE\n", code);
  }
}
