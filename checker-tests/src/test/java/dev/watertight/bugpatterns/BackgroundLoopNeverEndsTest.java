package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class BackgroundLoopNeverEndsTest {
  @Test
  void closedWithoutInterrupt() {
    assertReports(
        """
        class A implements AutoCloseable {
          private final Thread thread = new Thread(this::tick);

          A() {
            thread.start();
          }

          private void tick() {
            try {
              // BUG: Diagnostic contains: Loop around sleep() ends when it is interrupted, which close() does not do; its thread never ends
              while (true) {
                System.out.println("tick");
                Thread.sleep(1000);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
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
  void swallowsTheInterrupt() {
    assertReports(
        """
        class A implements AutoCloseable {
          private final Thread thread = new Thread(this::tick);

          A() {
            thread.start();
          }

          private void tick() {
            // BUG: Diagnostic contains: Loop around sleep() swallows interrupts and has no other way out; its thread never ends
            while (true) {
              try {
                Thread.sleep(1000);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
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
  void loopThatAnotherCheckReports() {
    assertReports(
        """
        class A implements AutoCloseable {
          private final Thread thread = new Thread(this::tick);

          A() {
            thread.start();
          }

          private void tick() {
            // The interrupt of close() is swallowed, says InterruptIgnored.
            while (true) {
              try {
                Thread.sleep(2000);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
            }
          }

          @Override
          public void close() {
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void executorThatRefusesEndsTheLoop() {
    assertReports(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A implements AutoCloseable {
          private final ExecutorService workers = Executors.newFixedThreadPool(2);
          private final Thread thread = new Thread(this::tick);

          A() {
            thread.start();
          }

          private void tick() {
            while (true) {
              workers.execute(() -> System.out.println("tick"));
              try {
                Thread.sleep(3000);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
            }
          }

          @Override
          public void close() {
            workers.shutdown();
          }
        }
        """);
  }

  @Test
  void executorOnlyShutDown() {
    assertReports(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(
                () -> {
                  // BUG: Diagnostic contains: Loop around sleep() ends when it is interrupted, and its executor is only shut down, which does not interrupt; its thread never ends
                  while (!Thread.currentThread().isInterrupted()) {
                    try {
                      TimeUnit.SECONDS.sleep(1);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                });
          }

          @Override
          public void close() {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void flagThatNobodySets() {
    assertReports(
        """
        class A {
          private volatile boolean running = true;

          void start() {
            new Thread(this::tick).start();
          }

          private void tick() {
            // BUG: Diagnostic contains: Loop around sleep() ends when it is interrupted, which stop() does not do
            while (running) {
              try {
                Thread.sleep(1000);
              } catch (InterruptedException e) {
                return;
              }
            }
          }

          void stop() {
            System.out.println("stopped");
          }
        }
        """);
  }

  @Test
  void pollWithTimeLimit() {
    assertReports(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

          A() {
            Thread.startVirtualThread(this::print);
          }

          void write(String line) {
            lines.add(line);
          }

          private void print() {
            // BUG: Diagnostic contains: Loop around poll() ends when it is interrupted, which close() does not do
            while (true) {
              try {
                String line = lines.poll(5, TimeUnit.SECONDS);
                if (line != null) {
                  System.out.println(line);
                }
              } catch (InterruptedException e) {
                return;
              }
            }
          }

          @Override
          public void close() {
            lines.clear();
          }
        }
        """);
  }

  @Test
  void workerOfAnObjectThatIsClosed() {
    assertReports(
        """
        class A implements AutoCloseable {
          private final Worker worker = new Worker();

          A() {
            new Thread(worker).start();
          }

          private static final class Worker implements Runnable {
            @Override
            public void run() {
              try {
                // BUG: Diagnostic contains: Loop around sleep() ends when it is interrupted, which close() does not do
                while (true) {
                  Thread.sleep(1000);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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
  void startedByAFactory() {
    assertReports(
        """
        class Lease implements AutoCloseable {
          static Lease acquire() {
            Lease lease = new Lease();
            new Thread(lease::renew).start();
            return lease;
          }

          private void renew() {
            try {
              // BUG: Diagnostic contains: which close() does not do
              while (true) {
                Thread.sleep(100);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void close() {
            System.out.println("given back");
          }
        }
        """);
  }

  @Test
  void startedByAStaticMethodForTheProcess() {
    assertReports(
        """
        class Monitor implements AutoCloseable {
          static void watch() {
            new Thread(Monitor::loop).start();
          }

          private static void loop() {
            try {
              while (true) {
                Thread.sleep(100);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
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
  void interruptedByTheCloser() {
    assertReports(
        """
        class A implements AutoCloseable {
          private final Thread thread = new Thread(this::tick);

          A() {
            thread.start();
          }

          private void tick() {
            try {
              while (true) {
                Thread.sleep(1000);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void close() {
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void flagSetByTheCloser() {
    assertReports(
        """
        class A implements AutoCloseable {
          private volatile boolean running = true;

          A() {
            new Thread(this::tick).start();
          }

          private void tick() {
            while (running) {
              try {
                Thread.sleep(100);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
            }
          }

          @Override
          public void close() {
            running = false;
          }
        }
        """);
  }

  @Test
  void endsByItself() {
    assertReports(
        """
        abstract class A implements AutoCloseable {
          void start() {
            new Thread(this::retry).start();
          }

          private void retry() {
            try {
              while (true) {
                if (connect()) {
                  return;
                }
                Thread.sleep(100);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          abstract boolean connect();
        }
        """);
  }

  @Test
  void objectThatNobodyCloses() {
    assertReports(
        """
        class A {
          void start() {
            new Thread(this::tick).start();
          }

          private void tick() {
            try {
              while (true) {
                Thread.sleep(1000);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void startedByTheInitializerOfAClass() {
    assertReports(
        """
        class A implements AutoCloseable {
          private static final Thread SWEEPER = new Sweeper();

          private static class Sweeper extends Thread {
            Sweeper() {
              setDaemon(true);
              start();
            }

            @Override
            public void run() {
              while (true) {
                try {
                  Thread.sleep(1000);
                } catch (InterruptedException e) {
                  System.out.println(SWEEPER);
                }
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
  void threadInStaticField() {
    assertReports(
        """
        class A implements AutoCloseable {
          private static Thread sweeper;

          void start() {
            synchronized (A.class) {
              if (sweeper == null) {
                sweeper = new Thread(A::sweep);
                sweeper.setDaemon(true);
                sweeper.start();
              }
            }
          }

          private static void sweep() {
            while (true) {
              try {
                Thread.sleep(1000);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
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
  void workerInStaticField() {
    assertReports(
        """
        class A implements AutoCloseable {
          private static Sweeper sweeper;

          void start() {
            if (sweeper == null) {
              sweeper = new Sweeper();
            }
          }

          private static class Sweeper extends Thread {
            Sweeper() {
              setDaemon(true);
              start();
            }

            @Override
            public void run() {
              try {
                while (true) {
                  Thread.sleep(1000);
                }
              } catch (InterruptedException e) {
                interrupt();
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
  void threadThatOthersGet() {
    assertReports(
        """
        public class A implements AutoCloseable {
          private final Thread thread = new Thread(this::tick);

          public A() {
            thread.start();
          }

          public Thread thread() {
            return thread;
          }

          private void tick() {
            try {
              while (true) {
                Thread.sleep(1000);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  private static void assertReports(String source) {
    CompilationTestHelper.newInstance(
            BackgroundLoopNeverEnds.class, BackgroundLoopNeverEndsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void closingMethodOverridden() {
    compileSubclass("super.close();", "");
  }

  @Test
  void closingMethodReplaced() {
    compileSubclass(
        "System.out.println(4);", "// BUG: Diagnostic contains: which close() does not do");
  }

  private void compileSubclass(String closing, String report) {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              static class Cache implements AutoCloseable {
                private final Thread janitor = new Thread(this::tidy);

                Cache() {
                  janitor.start();
                }

                private void tidy() {
                  try {
                    %s
                    while (true) {
                      Thread.sleep(300);
                      System.out.println("tidied");
                    }
                  } catch (InterruptedException e) {
                    System.out.println("closed");
                  }
                }

                @Override
                public void close() {
                  janitor.interrupt();
                }
              }

              static final class Counting extends Cache {
                @Override
                public void close() {
                  %s
                }
              }

              public static void main(String[] args) {
                try (Cache cache = new Counting()) {
                  System.out.println(cache);
                }
              }
            }
            """
                .formatted(report, closing))
        .doTest();
  }
}
