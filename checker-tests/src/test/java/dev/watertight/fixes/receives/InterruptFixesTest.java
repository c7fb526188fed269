package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.ReceiveLoopNotInterrupted;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class InterruptFixesTest {
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
              private int sent;
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
                sent++;
              }

              public void disconnect() {
                if (closed) {
                  return;
                }
                closed = true;
                System.out.println(sent);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private int sent;
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
                sent++;
              }

              public void disconnect() {
                if (closed) {
                  return;
                }
                closed = true;
                System.out.println(sent);
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
                try {
                  int count = 0;
                  for (String line : all) {
                    lines.put(line);
                    count++;
                  }
                  return count;
                } finally {
                  printer.interrupt();
                }
              }
            }
            """);
  }

  @Test
  void makerForgets() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                new Thread(() -> work(lines)).start(); // Prints.
                for (String line : all) {
                  lines.add(line);
                }
              }

              private static void work(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
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
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread thread = new Thread(() -> work(lines));
                thread.start(); // Prints.
                try {
                  for (String line : all) {
                    lines.add(line);
                  }
                } finally {
                  thread.interrupt();
                }
              }

              private static void work(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void makerVirtual() {
    Repair.by(ReceiveLoopNotInterrupted.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread.startVirtualThread(
                    () -> {
                      while (true) {
                        try {
                          System.out.println(lines.take());
                        } catch (InterruptedException e) {
                          break;
                        }
                      }
                    });
                all.forEach(lines::add);
                System.out.println("sent");
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread thread = Thread.startVirtualThread(
                    () -> {
                      while (true) {
                        try {
                          System.out.println(lines.take());
                        } catch (InterruptedException e) {
                          break;
                        }
                      }
                    });
                try {
                  all.forEach(lines::add);
                  System.out.println("sent");
                } finally {
                  thread.interrupt();
                }
              }
            }
            """);
  }
}
