package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders that may send once more when the flag has been set, and those that do not. */
final class StopFlagWithoutWakeupSupplyTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Loop waits in take() and does not see that line";

  @Test
  void taskThatStartsItselfAgain() {
    check(
        "",
        """
        private final Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

        void start() {
          later.execute(this::tick);
        }

        private void tick() {
          lines.add("");
          if (printer.isAlive()) {
            later.execute(this::tick);
          }
        }
        """);
  }

  @Test
  void taskThatIsStartedOnce() {
    check(
        REPORTED,
        """
        private final Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

        void start() {
          later.execute(this::tick);
        }

        private void tick() {
          lines.add("");
        }
        """);
  }

  @Test
  void loopWithoutKnownRounds() {
    check(
        "",
        """
        void start() {
          new Thread(this::ticks).start();
        }

        private void ticks() {
          while (printer.isAlive()) {
            lines.add("");
          }
        }
        """);
  }

  @Test
  void loopWithKnownRounds() {
    check(
        REPORTED,
        """
        void start() {
          new Thread(this::ticks).start();
        }

        private void ticks() {
          for (int i = 0; i < 3; i++) {
            lines.add("");
          }
        }
        """);
  }

  @Test
  void onceAfterALoopWithoutKnownRounds() {
    check(
        "",
        """
        void start() {
          new Thread(this::last).start();
        }

        private void last() {
          while (!ready()) {
            Thread.onSpinWait();
          }
          lines.add("");
        }

        private boolean ready() {
          return System.nanoTime() % 1000 == 0;
        }
        """);
  }

  @Test
  void twoLoopsAndTheLastValuesForOne() {
    check(
        REPORTED,
        """
        private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

        void start() {
          new Thread(this::report).start();
        }

        private void report() {
          try {
            while (running) {
              System.err.println(errors.take());
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        void say(String text, boolean isError) {
          (isError ? errors : lines).add(text);
        }
        """,
        """
        errors.add("");
        errors.add("");
        """);
  }

  @Test
  void twoLoopsAndALastValueForEach() {
    check(
        "",
        """
        private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

        void start() {
          new Thread(this::report).start();
        }

        private void report() {
          try {
            while (running) {
              System.err.println(errors.take());
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        void say(String text, boolean isError) {
          (isError ? errors : lines).add(text);
        }
        """,
        """
        errors.add("");
        lines.add("");
        """);
  }

  @Test
  void processEndsThen() {
    check("", "void add(String line) { lines.add(line); }", "System.exit(0);");
  }

  @Test
  void nothingComesThen() {
    check(REPORTED, "void add(String line) { lines.add(line); }", "System.out.println(lines);");
  }

  @Test
  void wokenByTheNextCallOfAChain() {
    check(
        "",
        """
        Printer halt() {
          running = false;
          return this;
        }

        void wake() {
          lines.add("");
        }

        void end() {
          halt().wake();
        }
        """,
        "lines.add(\"\");");
  }

  private static void check(String report, String members) {
    check(report, members, "");
  }

  private static void check(String report, String members, String afterStop) {
    CompilationTestHelper.newInstance(
            StopFlagWithoutWakeup.class, StopFlagWithoutWakeupSupplyTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Printer.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class Printer {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Thread printer = new Thread(this::print);
              private volatile boolean running = true;

              void open() {
                printer.start();
              }

              private void print() {
                try {
                  %s
                  while (running) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

            %s
              void stop() {
                running = false;
            %s  }
            }
            """
                .formatted(report, members.indent(2), afterStop.indent(4)))
        .doTest();
  }

  @Test
  void resourceOfEachRoundGivesBackWhatItTook() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Desks.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class Desks {
              private final BlockingQueue<Integer> free = new ArrayBlockingQueue<>(1);
              private volatile boolean open = true;

              private final class Desk implements AutoCloseable {
                private final int number;

                Desk() throws InterruptedException {
                  number = free.take();
                }

                @Override
                public void close() {
                  free.add(number);
                }
              }

              void start() {
                free.add(1);
                new Thread(this::work).start();
                new Thread(this::work).start();
              }

              private void work() {
                try {
                  while (open) {
                    try (Desk desk = new Desk()) {
                      System.out.println(desk.number);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                open = false;
              }
            }
            """)
        .doTest();
  }
}
