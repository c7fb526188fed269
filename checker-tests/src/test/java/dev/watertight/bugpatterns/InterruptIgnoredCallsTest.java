package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that wait by an interface, and threads that are started behind fluent calls. */
final class InterruptIgnoredCallsTest {
  private static final String PROBE =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class A implements AutoCloseable {
        interface Clock {
          void pause(long millis);
        }

        static class SystemClock implements Clock {
          @Override
          public void pause(long millis) {
            try {
              Thread.sleep(millis);
            } catch (InterruptedException e) {
              CAUGHT
            }
          }
        }

        OTHER

        private final ExecutorService pool = Executors.newCachedThreadPool();
        private final Clock clock;
        private int readings;

        A(Clock clock) {
          this.clock = clock;
          pool.execute(this::read);
        }

        private void read() {
          MARK
          while (!Thread.currentThread().isInterrupted()) {
            readings++;
            clock.pause(250);
          }
        }

        @Override
        public void close() {
          pool.shutdownNow();
        }

        public static void main(String[] args) throws InterruptedException {
          try (A probe = new A(new SystemClock())) {
            Thread.sleep(100);
          }
        }
      }
      """;

  @Test
  void interfaceSwallowsIt() {
    check("System.out.println(\"woken\");", "", "Loop around pause() swallows the interrupt");
  }

  @Test
  void interfaceRestoresIt() {
    check("Thread.currentThread().interrupt();", "", "");
  }

  @Test
  void interfaceThrows() {
    check("throw new IllegalStateException(e);", "", "");
  }

  @Test
  void interfaceHasAnotherImplementation() {
    check(
        "System.out.println(\"woken\");",
        """
        static class Manual implements Clock {
          @Override
          public void pause(long millis) {
            Thread.onSpinWait();
          }
        }

        static void readByHand() {
          new A(new Manual()).close();
        }
        """,
        "");
  }

  private void check(String caught, String other, String message) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            PROBE
                .replace("CAUGHT", caught)
                .replace("OTHER", other)
                .replace(
                    "MARK", message.isEmpty() ? "" : "// BUG: Diagnostic contains: " + message))
        .doTest();
  }

  private static final String TICKER =
      """
      class A {
        static class Ticker extends Thread {
          private Runnable task = () -> {};

          Ticker doing(Runnable task) {
            this.task = task;
            return RESULT;
          }

          @Override
          public void run() {
            MARK
            while (true) {
              task.run();
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                CAUGHT
              }
            }
          }
        }

        private final Ticker ticker = new Ticker();

        void open() {
          ticker.doing(() -> System.out.println("tick")).start();
        }

        void close() throws InterruptedException {
          ticker.interrupt();
          ticker.join();
        }

        public static void main(String[] args) throws InterruptedException {
          A a = new A();
          a.open();
          a.close();
        }
      }
      """;

  @Test
  void startedBehindFluentCall() {
    checkTicker("this", "System.out.println(e);", "join() in line 32 waits for it for ever");
  }

  @Test
  void startedBehindFluentCallAndLeft() {
    checkTicker("this", "return;", "");
  }

  @Test
  void otherThreadStarted() {
    checkTicker("new Ticker()", "System.out.println(e);", "");
  }

  private void checkTicker(String result, String caught, String message) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            TICKER
                .replace("RESULT", result)
                .replace("CAUGHT", caught)
                .replace(
                    "MARK", message.isEmpty() ? "" : "// BUG: Diagnostic contains: " + message))
        .doTest();
  }
}
