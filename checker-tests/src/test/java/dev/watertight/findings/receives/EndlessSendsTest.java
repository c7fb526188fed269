package dev.watertight.findings.receives;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import org.junit.jupiter.api.Test;

/** Loops that wait for room in a channel. */
final class EndlessSendsTest {
  private static final String HEADER =
      """
      import java.util.concurrent.ArrayBlockingQueue;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.concurrent.LinkedBlockingQueue;

      """;

  @Test
  void flagIsNotSeen() {
    compile(
        StopFlagWithoutWakeup.class,
        """
        class Reader {
          private final BlockingQueue<Long> times = new ArrayBlockingQueue<>(4);
          private volatile boolean stopped;

          void start() {
            new Thread(
                    () -> {
                      try {
                        // BUG: Diagnostic contains: Loop waits in put() and does not see that
                        while (!stopped) {
                          times.put(System.nanoTime());
                        }
                      } catch (InterruptedException e) {
                        System.out.println("bye");
                      }
                    })
                .start();
          }

          Long next() throws InterruptedException {
            return times.take();
          }

          void stop() {
            stopped = true;
          }
        }
        """);
  }

  @Test
  void stopMakesRoom() {
    compile(
        StopFlagWithoutWakeup.class,
        """
        class Reader {
          private final BlockingQueue<Long> times = new ArrayBlockingQueue<>(5);
          private volatile boolean stopped;

          void start() {
            new Thread(this::run).start();
          }

          private void run() {
            try {
              while (!stopped) {
                times.put(System.nanoTime());
              }
            } catch (InterruptedException e) {
              System.out.println("bye");
            }
          }

          void stop() {
            stopped = true;
            times.clear();
          }
        }
        """);
  }

  @Test
  void receiverGoesOn() {
    compile(
        StopFlagWithoutWakeup.class,
        """
        class Pipe {
          private final BlockingQueue<Long> times = new ArrayBlockingQueue<>(6);
          private volatile boolean stopped;

          void start() {
            new Thread(this::run).start();
            new Thread(this::print).start();
          }

          private void run() {
            try {
              while (!stopped) {
                times.put(System.nanoTime());
              }
            } catch (InterruptedException e) {
              System.out.println("bye");
            }
          }

          private void print() {
            try {
              while (true) {
                System.out.println(times.take());
              }
            } catch (InterruptedException e) {
              System.out.println("bye");
            }
          }

          void stop() {
            stopped = true;
          }
        }
        """);
  }

  @Test
  void unboundedQueue() {
    compile(
        StopFlagWithoutWakeup.class,
        """
        class Reader {
          private final BlockingQueue<Long> times = new LinkedBlockingQueue<>();
          private volatile boolean stopped;

          void start() {
            new Thread(this::run).start();
          }

          private void run() {
            try {
              while (!stopped) {
                times.put(System.nanoTime());
              }
            } catch (InterruptedException e) {
              System.out.println("bye");
            }
          }

          void stop() {
            stopped = true;
          }
        }
        """);
  }

  @Test
  void executorIsOnlyShutDown() {
    compile(
        ReceiveLoopNeverEnds.class,
        """
        class Clock {
          private final BlockingQueue<Long> times = new ArrayBlockingQueue<>(7);
          private final ExecutorService executor = Executors.newSingleThreadExecutor();

          void start() {
            executor.execute(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Loop waits in put() until it is interrupted
                    while (true) {
                      times.put(System.nanoTime());
                    }
                  } catch (InterruptedException e) {
                    System.out.println("bye");
                  }
                });
          }

          Long next() throws InterruptedException {
            return times.take();
          }

          void stop() {
            executor.shutdown();
          }
        }
        """);
  }

  @Test
  void interruptOfTimedReceiveIsSwallowed() {
    compile(
        ReceiveLoopNeverEnds.class,
        """
        import java.util.concurrent.TimeUnit;

        class Printer implements AutoCloseable {
          private final BlockingQueue<String> lines;

          Printer(BlockingQueue<String> lines) {
            this.lines = lines;
            new Thread(this::run).start();
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around poll() swallows interrupts
            while (true) {
              try {
                System.out.println(lines.poll(8, TimeUnit.MINUTES));
              } catch (InterruptedException e) {
                System.out.println("again");
              }
            }
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  @Test
  void interruptIsSwallowedInThreadOfOneCall() {
    compile(
        ReceiveLoopNeverEnds.class,
        """
        class Names {
          static void print(String name) {
            BlockingQueue<String> names = new LinkedBlockingQueue<>();
            new Thread(
                    () -> {
                      // BUG: Diagnostic contains: Loop around take() swallows interrupts
                      while (true) {
                        try {
                          System.out.println(names.take());
                        } catch (InterruptedException e) {
                          System.out.println(e);
                        }
                      }
                    })
                .start();
            names.add(name);
          }
        }
        """);
  }

  @Test
  void loopOfNoObject() {
    compile(
        ReceiveLoopNeverEnds.class,
        """
        class Session implements AutoCloseable {
          private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

          static {
            new Thread(Session::write).start();
          }

          private static void write() {
            while (true) {
              try {
                System.out.println(LOG.take());
              } catch (InterruptedException e) {
                System.out.println("goes on");
              }
            }
          }

          @Override
          public void close() {
            LOG.add("closed");
          }
        }
        """);
  }

  private static void compile(Class<? extends BugChecker> check, String source) {
    int imports = source.startsWith("import") ? source.indexOf("\n\n") + 2 : 0;
    CompilationTestHelper.newInstance(check, EndlessSendsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source.substring(0, imports) + HEADER + source.substring(imports))
        .doTest();
  }
}
