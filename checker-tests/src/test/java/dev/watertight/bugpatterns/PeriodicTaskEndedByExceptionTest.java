package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class PeriodicTaskEndedByExceptionTest {
  private static final String HEADER =
      """
      import java.io.*;
      import java.util.*;
      import java.util.concurrent.*;
      """;

  @Test
  void caught() {
    compile(
        """
        class A {
          void start(ScheduledExecutorService timer, Queue<String> texts) {
            timer.scheduleAtFixedRate(
                () -> {
                  try {
                    System.out.println(Integer.parseInt(texts.remove()));
                  } catch (NumberFormatException e) {
                    System.out.println("no number");
                  }
                },
                1, 1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void caughtByTheCaller() {
    compile(
        """
        class A {
          void start(ScheduledExecutorService timer, Queue<String> texts) {
            timer.scheduleAtFixedRate(
                () -> {
                  try {
                    read(texts);
                  } catch (RuntimeException e) {
                    System.out.println("no number");
                  }
                },
                2, 2, TimeUnit.SECONDS);
          }

          private static void read(Queue<String> texts) {
            System.out.println(Integer.parseInt(texts.remove()));
          }
        }
        """);
  }

  @Test
  void futureWatched() {
    compile(
        """
        class A {
          void run(ScheduledExecutorService timer, Queue<String> texts) throws Exception {
            timer.scheduleAtFixedRate(
                    () -> System.out.println(Integer.parseInt(texts.remove())),
                    3, 3, TimeUnit.SECONDS)
                .get();
          }
        }
        """);
  }

  @Test
  void wayToEnd() {
    compile(
        """
        class A {
          private int rounds;

          void start(ScheduledExecutorService timer) {
            timer.scheduleAtFixedRate(
                () -> {
                  if (rounds++ == 4) {
                    throw new CancellationException();
                  }
                },
                4, 4, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void mistakeOfACaller() {
    compile(
        """
        class A {
          private boolean isClosed;

          void start(ScheduledExecutorService timer) {
            timer.scheduleAtFixedRate(this::tick, 5, 5, TimeUnit.SECONDS);
          }

          private void tick() {
            if (isClosed) {
              throw new IllegalStateException("closed");
            }
            System.out.println("tick");
          }
        }
        """);
  }

  @Test
  void schedulerOfItsOwn() {
    compile(
        """
        class A {
          interface Guarding extends ScheduledExecutorService {}

          void start(Guarding timer, Queue<String> texts) {
            timer.scheduleAtFixedRate(
                () -> System.out.println(Integer.parseInt(texts.remove())),
                6, 6, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void handlerOfFailures() {
    compile(
        """
        class A {
          interface OnFailure {
            void failed(Exception e);
          }

          void start(ScheduledExecutorService timer, Queue<String> texts, OnFailure handler) {
            timer.scheduleAtFixedRate(
                () -> {
                  try {
                    System.out.println(Integer.parseInt(texts.remove()));
                  } catch (RuntimeException e) {
                    handler.failed(e);
                  }
                },
                10, 10, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void textThatIsNoNumber() {
    compile(
        """
        class A {
          void start(ScheduledExecutorService timer, Queue<String> texts) {
            // BUG: Diagnostic contains: such as the RuntimeException of line 12
            timer.scheduleAtFixedRate(() -> read(texts), 7, 7, TimeUnit.SECONDS);
          }

          private static void read(Queue<String> texts) {
            String text = texts.poll();
            System.out.println(Integer.parseInt(text));
          }
        }
        """);
  }

  @Test
  void functionOfOthers() {
    compile(
        """
        class A {
          interface Gauge {
            int value();
          }

          private final List<Gauge> gauges = new CopyOnWriteArrayList<>();

          public void add(Gauge gauge) {
            gauges.add(gauge);
          }

          void start(ScheduledExecutorService timer) {
            // BUG: Diagnostic contains: scheduleWithFixedDelay() runs its task no more
            timer.scheduleWithFixedDelay(
                () -> {
                  for (Gauge gauge : gauges) {
                    System.out.println(gauge.value());
                  }
                },
                8, 8, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void failureWrapped() {
    compile(
        """
        class A {
          void start(Timer timer, OutputStream out) {
            // BUG: Diagnostic contains: such as the UncheckedIOException of line 14
            timer.schedule(
                new TimerTask() {
                  @Override
                  public void run() {
                    try {
                      out.write(9);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }
                },
                9, 9);
          }
        }
        """);
  }

  @Test
  void replacement() {
    String program =
        """
        import java.util.Queue;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;
        import java.util.logging.Level;
        import java.util.logging.Logger;

        class A {
          private static final Logger LOG = Logger.getLogger("a");

          void log(String what, Exception e) {
            LOG.log(Level.WARNING, what, e);
          }

          void start(ScheduledExecutorService timer, Queue<String> texts) {
            timer.scheduleAtFixedRate(%s, 1, 1, TimeUnit.SECONDS);
          }
        }
        """;
    Repair.by(PeriodicTaskEndedByException.class)
        .turns(
            program.formatted("() -> System.out.println(Integer.parseInt(texts.remove()))"),
            program.formatted(
                """
                () -> {
                      try {
                        System.out.println(Integer.parseInt(texts.remove()));
                      } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "periodic task failed", e);
                      }
                    }"""));
  }

  @Test
  void levelThatIsNotKnownThere() {
    Repair.by(PeriodicTaskEndedByException.class)
        .keeps(
            """
            import java.util.Queue;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;
            import java.util.logging.Level;
            import java.util.logging.Logger;

            class A {
              private static final Logger LOG = Logger.getLogger("a");

              void log(Level level, String what, Exception e) {
                LOG.log(level, what, e);
              }

              void start(ScheduledExecutorService timer, Queue<String> texts) {
                // BUG: Diagnostic contains: such as
                timer.scheduleAtFixedRate(
                    () -> System.out.println(Integer.parseInt(texts.remove())),
                    1, 1, TimeUnit.SECONDS);
              }
            }
            """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            PeriodicTaskEndedByException.class, PeriodicTaskEndedByExceptionTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }
}
