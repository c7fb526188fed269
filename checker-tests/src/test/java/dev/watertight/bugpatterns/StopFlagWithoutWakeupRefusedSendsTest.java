package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Sends after the stop that look at the same flag before, and those that may come all the same. */
final class StopFlagWithoutWakeupRefusedSendsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Loop waits in take() and does not see that line";

  private static final String STOP =
      """
      void stop() {
        running = false;
      }
      """;

  @Test
  void refusedByAnException() {
    check(
        REPORTED,
        """
        void submit(String line) {
          if (!running) {
            throw new IllegalStateException("closed");
          }
          lines.add(line);
        }
        """
            + STOP);
  }

  @Test
  void takenWhileRunning() {
    check(
        REPORTED,
        """
        boolean submit(String line) {
          if (isRunning() && !line.isBlank()) {
            return lines.offer(line);
          }
          return false;
        }

        private boolean isRunning() {
          return this.running;
        }
        """
            + STOP);
  }

  @Test
  void notRefused() {
    check(
        "",
        """
        void submit(String line) {
          lines.add(line);
        }
        """
            + STOP);
  }

  @Test
  void refusedWhileRunning() {
    check(
        "",
        """
        void submit(String line) {
          if (running) {
            return;
          }
          lines.add(line);
        }
        """
            + STOP);
  }

  @Test
  void restart() {
    check(
        "",
        """
        void submit(String line) {
          if (!running) {
            running = true;
          }
          if (running) {
            lines.add(line);
          }
        }
        """
            + STOP);
  }

  @Test
  void switched() {
    check(
        "",
        """
        void submit(String line) {
          if (!running) {
            return;
          }
          lines.add(line);
        }

        void set(boolean value) {
          running = value;
        }

        void stop() {
          set(false);
          set(true);
        }
        """);
  }

  @Test
  void refusedByAnother() {
    check(
        "",
        """
        void submit(String line) {
          if (!other.running) {
            return;
          }
          lines.add(line);
        }

        private final Printer other = this == first ? new Printer() : first;
        private static final Printer first = new Printer();
        """
            + STOP);
  }

  @Test
  void waitsInBetween() {
    check(
        "",
        """
        void submit(BlockingQueue<String> typed) throws InterruptedException {
          if (!running) {
            return;
          }
          lines.add(typed.take());
        }
        """
            + STOP);
  }

  @Test
  void setInBetween() {
    check(
        "",
        """
        void submit(String line) {
          if (!running) {
            return;
          }
          if (line.equals("bye")) {
            stop();
          }
          lines.add(line);
        }
        """
            + STOP);
  }

  @Test
  void setInAnEarlierRound() {
    check(
        "",
        """
        void submit(String line) {
          if (!running) {
            return;
          }
          for (int i = 0; i < 10; i++) {
            lines.add(line);
            if (i == 5) {
              running = false;
            }
          }
        }
        """
            + STOP);
  }

  @Test
  void flagThatIsSeenOnlyAfterTheMonitorIsFree() {
    check(
        "",
        """
        synchronized void submit(String line) {
          if (!running) {
            throw new IllegalStateException("closed");
          }
          lines.add(line);
        }

        private synchronized boolean isRunning() {
          return running;
        }

        synchronized void stop() {
          submit("last");
          running = false;
        }
        """,
        "isRunning()");
  }

  private void check(String report, String members) {
    check(report, members, "running");
  }

  private void check(String report, String members, String condition) {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Printer.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Printer {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::print).start();
              }

              private void print() {
                %s
                while (%s) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

            %s}
            """
                .formatted(report, condition, members.indent(2)))
        .addSourceLines(
            "Shop.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;

            final class Shop {
              public static void main(String[] args) throws Exception {
                Printer printer = new Printer();
                printer.start();
                printer.stop();
                printer.submit(%s);
              }
            }
            """
                .formatted(
                    members.contains("BlockingQueue") ? "new LinkedBlockingQueue<>()" : "\"late\""))
        .doTest();
  }
}
