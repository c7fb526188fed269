package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.BackgroundLoopNeverEnds;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Periodic tasks that an option tells the scheduler to go on with. */
final class ContinuedFixesTest {
  private static final String PROGRAM =
      """
      import java.util.concurrent.*;

      class A {
        static final class Options {
          boolean finish = true;
        }

        private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

        A(Options options) {
          timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(options.finish);
        }

        void start(Runnable task) {
          // BUG: Diagnostic contains: also after shutdown()
          timer.scheduleAtFixedRate(task, 0, 5, TimeUnit.MILLISECONDS);
        }

        void close() throws InterruptedException {
      CODE
        }

        public static void main(String[] args) throws InterruptedException {
          A a = new A(new Options());
          a.start(() -> Thread.yield());
          a.close();
          System.out.println("closed");
        }
      }
      """;

  @Test
  void closeWaitsForSomeTime() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            source(
                """
                    timer.shutdown();
                    if (!timer.awaitTermination(50, TimeUnit.MILLISECONDS)) {
                      System.out.println("busy");
                    }
                """),
            source(
                """
                    timer.shutdown();
                    if (!timer.awaitTermination(50, TimeUnit.MILLISECONDS)) {
                      timer.shutdownNow();
                      System.out.println("busy");
                    }
                """));
  }

  @Test
  void closeWaitsForNothing() {
    // Perhaps the option is what is wrong.
    Repair.by(BackgroundLoopNeverEnds.class)
        .keeps(PROGRAM.replace("CODE\n", "    timer.shutdown();\n    Thread.sleep(1);\n"));
  }

  private static String source(String code) {
    return PROGRAM.replace("CODE\n", code).replaceAll("(?m)^ *// BUG.*\\R", "");
  }
}
