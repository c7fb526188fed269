package dev.watertight.fixes.threads;

import dev.watertight.bugpatterns.PeriodicSenderEndedByException;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class GuardFixesTest {
  private static final String PROGRAM =
      """
      import java.util.*;
      import java.util.concurrent.*;

      class A {
        private final CountDownLatch polled = new CountDownLatch(3);
        private final Queue<String> source = new ArrayDeque<>(List.of("1", "x", "2"));
        private int sum;

        private void poll() {
      POLL
        }

      MORE
        private int run() throws InterruptedException {
          ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
          // BUG: Diagnostic contains: runs its task no more
          clock.scheduleWithFixedDelay(this::poll, 0, 1, TimeUnit.MILLISECONDS);
          try {
            polled.await();
          } finally {
            clock.shutdownNow();
          }
          return sum;
        }

        public static void main(String[] args) throws InterruptedException {
          System.out.println(new A().run());
        }
      }
      """;

  private static final String POLL =
      """
          polled.countDown();
          sum += Integer.parseInt(source.poll());
      """;

  @Test
  void nobodyTellsOfExceptions() {
    turns(
        "",
        """
            try {
              polled.countDown();
              sum += Integer.parseInt(source.poll());
            } catch (RuntimeException e) {
              Thread thread = Thread.currentThread();
              thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        """);
  }

  @Test
  void traceIsPrintedElsewhere() {
    turns(
        """
          private static int parse(String text) {
            try {
              return Integer.parseInt(text);
            } catch (NumberFormatException e) {
              e.printStackTrace();
              return 0;
            }
          }

        """,
        """
            try {
              polled.countDown();
              sum += Integer.parseInt(source.poll());
            } catch (RuntimeException e) {
              e.printStackTrace();
            }
        """);
  }

  @Test
  void othersCallItToo() {
    Repair.by(PeriodicSenderEndedByException.class)
        .keeps(
            source(
                POLL,
                """
                  int now() {
                    poll();
                    return sum;
                  }

                """));
  }

  private static void turns(String more, String fixed) {
    Repair.by(PeriodicSenderEndedByException.class)
        .turns(
            source(POLL, more).replaceAll("(?m)^ *// BUG.*\\R", ""),
            source(fixed, more).replaceAll("(?m)^ *// BUG.*\\R", ""));
  }

  private static String source(String poll, String more) {
    return PROGRAM.replace("POLL\n", poll).replace("MORE\n", more);
  }
}
