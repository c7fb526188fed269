package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.bugpatterns.ReceiveLoopNotInterrupted;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class InterruptFixesTest {
  private static final String POOL = "Executors.newSingleThreadExecutor()";
  private static final String START = "    ExecutorService pool = " + POOL + ";";
  private static final String MARK = "// BUG: Diagnostic contains: once its work is done";
  private static final String SHUT_DOWN =
      """
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.concurrent.LinkedBlockingQueue;

      class A {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        void add(String line) {
          lines.add(line);
        }

        void print() throws InterruptedException {
          ExecutorService pool = Executors.newSingleThreadExecutor();
          pool.execute(
              () -> {
                try {
                  %s
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });%s
          pool.shutdown();
        }
      }
      """;

  @Test
  void owner() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              A() {
                worker.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                jobs.clear();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              A() {
                worker.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                jobs.clear();
                worker.interrupt();
              }
            }
            """);
  }

  @Test
  void ownerForgets() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private boolean closed;

              public A(String name) {
                Runnable task =
                    () -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        try {
                          System.out.println(lines.take());
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    };
                Thread t = new Thread(task, name);
                t.setDaemon(true);
                t.start();
              }

              void add(String line) {
                lines.add(line);
              }

              public void disconnect() {
                if (closed) {
                  return;
                }
                closed = true;
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private boolean closed;
              private final Thread t;

              public A(String name) {
                Runnable task =
                    () -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        try {
                          System.out.println(lines.take());
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    };
                t = new Thread(task, name);
                t.setDaemon(true);
                t.start();
              }

              void add(String line) {
                lines.add(line);
              }

              public void disconnect() {
                if (closed) {
                  return;
                }
                closed = true;
                t.interrupt();
              }
            }
            """);
  }

  @Test
  void ownerExecutor() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private ExecutorService pool;

              void start() {
                pool = Executors.newSingleThreadExecutor();
                pool.submit(
                    () -> {
                      while (true) {
                        System.out.println(lines.take());
                      }
                    });
              }

              void add(String line) {
                lines.add(line);
              }

              void stop() {
                lines.clear();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private ExecutorService pool;

              void start() {
                pool = Executors.newSingleThreadExecutor();
                pool.submit(
                    () -> {
                      while (true) {
                        System.out.println(lines.take());
                      }
                    });
              }

              void add(String line) {
                lines.add(line);
              }

              void stop() {
                lines.clear();
                if (pool != null) {
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void makerWaitsForTheWork() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void print(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                CountDownLatch printed = new CountDownLatch(all.size());
                new Thread(() -> work(lines, printed)).start(); // Prints.
                for (String line : all) {
                  lines.put(line);
                }
                printed.await();
              }

              private static void work(BlockingQueue<String> lines, CountDownLatch printed) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                    printed.countDown();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void print(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                CountDownLatch printed = new CountDownLatch(all.size());
                Thread thread = new Thread(() -> work(lines, printed));
                thread.start(); // Prints.
                try {
                  for (String line : all) {
                    lines.put(line);
                  }
                  printed.await();
                } finally {
                  thread.interrupt();
                }
              }

              private static void work(BlockingQueue<String> lines, CountDownLatch printed) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                    printed.countDown();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void maker() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              int count(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            while (true) {
                              System.out.println(lines.take());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                printer.start();
                int count = 0;
                for (String line : all) {
                  lines.put(line);
                  count++;
                }
                return count;
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              int count(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            while (true) {
                              String next = lines.take();
                              if (next == END) {
                                return;
                              }
                              System.out.println(next);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                printer.start();
                int count = 0;
                for (String line : all) {
                  lines.put(line);
                  count++;
                }
                lines.add(END);
                return count;
              }
            }
            """);
  }

  @Test
  void makerOfBoundedQueue() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void run(List<Runnable> all) throws InterruptedException {
                BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(8);
                new Thread(() -> work(jobs)).start();
                for (Runnable job : all) {
                  jobs.put(job);
                }
              }

              private static void work(BlockingQueue<Runnable> jobs) {
                try {
                  while (true) {
                    Runnable job = jobs.take(); // The next.
                    job.run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Runnable END = () -> {};

              static void run(List<Runnable> all) throws InterruptedException {
                BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(8);
                new Thread(() -> work(jobs)).start();
                for (Runnable job : all) {
                  jobs.put(job);
                }
                jobs.put(END);
              }

              private static void work(BlockingQueue<Runnable> jobs) {
                try {
                  while (true) {
                    Runnable job = jobs.take(); // The next.
                    if (job == END) {
                      return;
                    }
                    job.run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void noValueToSpare() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .keeps(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<Long> all) {
                BlockingQueue<Long> numbers = new LinkedBlockingQueue<>();
                Thread.startVirtualThread(
                    () -> {
                      // BUG: Diagnostic contains: send an end marker, or interrupt it once all is done
                      while (true) {
                        try {
                          System.out.println(numbers.take());
                        } catch (InterruptedException e) {
                          break;
                        }
                      }
                    });
                all.forEach(numbers::add);
                System.out.println("sent");
              }
            }
            """);
  }

  @Test
  void sameTasksOfTheExecutor() {
    String source =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.LinkedBlockingQueue;

        class A implements AutoCloseable {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

          A() {
            for (int i = 0; i < 2; i++) {
              pool.execute(this::print);
            }
          }

          private void print() {
            try {
              while (true) {
                System.out.println(lines.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void add(String line) {
            lines.add(line);
          }

          @Override
          public void close() {
            pool.shutdown();
          }
        }
        """;
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(source, source.replace("shutdown()", "shutdownNow()"));
  }

  @Test
  void beforeItIsJoined() {
    String before =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
          private final Thread printer = new Thread(this::print);

          void start() {
            printer.start();
          }

          void add(String line) {
            lines.add(line);
          }

          private void print() {
            try {
              while (true) {
                System.out.println(lines.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void stop() throws InterruptedException {
            System.out.println("stopping");
            printer.join();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.stop();
          }
        }
        """;
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            before,
            before.replace("    printer.join();", "    printer.interrupt();\n    printer.join();"));
  }

  @Test
  void futureKept() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService threads = Executors.newFixedThreadPool(2);

              A() {
                threads.execute(this::serve);
              }

              private void serve() {
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void note(Runnable task) {
                threads.execute(task);
              }

              void close() throws InterruptedException {
                threads.shutdown();
                threads.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService threads = Executors.newFixedThreadPool(2);
              private final Future<?> task;

              A() {
                task = threads.submit(this::serve);
              }

              private void serve() {
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void note(Runnable task) {
                threads.execute(task);
              }

              void close() throws InterruptedException {
                threads.shutdown();
                task.cancel(true);
                threads.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """);
  }

  @Test
  void futuresKept() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService threads = Executors.newFixedThreadPool(3);

              A() {
                for (int i = 0; i < 2; i++) {
                  threads.execute(this::serve);
                }
              }

              private void serve() {
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void note(Runnable task) {
                threads.execute(task);
              }

              void close() {
                threads.shutdown();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CopyOnWriteArrayList;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService threads = Executors.newFixedThreadPool(3);
              private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();

              A() {
                for (int i = 0; i < 2; i++) {
                  tasks.add(threads.submit(this::serve));
                }
              }

              private void serve() {
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void note(Runnable task) {
                threads.execute(task);
              }

              void close() {
                threads.shutdown();
                tasks.forEach(kept -> kept.cancel(true));
              }
            }
            """);
  }

  @Test
  void waitOfSomeTime() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              A() {
                executor.submit(
                    () -> {
                      while (true) {
                        System.out.println(lines.take());
                      }
                    });
              }

              void close() throws InterruptedException {
                executor.shutdown();
                executor.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              A() {
                executor.submit(
                    () -> {
                      while (true) {
                        System.out.println(lines.take());
                      }
                    });
              }

              void close() throws InterruptedException {
                executor.shutdown();
                if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                  executor.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void otherTasksOfTheExecutor() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              A() {
                pool.execute(
                    () -> {
                      try {
                        while (true) {
                          System.out.println(lines.take());
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void save(Runnable saving) {
                pool.execute(saving);
              }

              void add(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Future<?> task;

              A() {
                task = pool.submit(
                    () -> {
                      try {
                        while (true) {
                          System.out.println(lines.take());
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void save(Runnable saving) {
                pool.execute(saving);
              }

              void add(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                pool.shutdown();
                task.cancel(true);
              }
            }
            """);
  }

  /** It would be interrupted before it has received anything. */
  @Test
  void shutDownRightBehindTheStart() {
    Repair.by(ReceiveLoopNeverEnds.class).keeps(SHUT_DOWN.formatted(MARK, ""));
  }

  @Test
  void shutDownBehindAWait() {
    String wait = "\n    Thread.sleep(1000);";
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            SHUT_DOWN.formatted("", wait),
            SHUT_DOWN.formatted("", wait).replace("shutdown()", "shutdownNow()"));
  }

  @Test
  void closedRightBehindTheStart() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .keeps(
            SHUT_DOWN
                .formatted(MARK, "")
                .replace(START, "    try (ExecutorService pool = " + POOL + ") {")
                .replace("    pool.shutdown();", "    }"));
  }
}
