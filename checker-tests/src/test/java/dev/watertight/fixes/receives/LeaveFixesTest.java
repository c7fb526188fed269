package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class LeaveFixesTest {
  @Test
  void emptyCatch() {
    Repair.by(ReceiveLoopNeverEnds.class)
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
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                  }
                }
              }

              @Override
              public void close() {
                worker.interrupt();
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
                while (true) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  }
                }
              }

              @Override
              public void close() {
                worker.interrupt();
              }
            }
            """);
  }

  @Test
  void continuing() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              A() {
                pool.execute(
                    () -> {
                      for (; ; ) {
                        String line;
                        try {
                          line = lines.take();
                        } catch (InterruptedException e) {
                          System.err.println("interrupted");
                          continue;
                        }
                        System.out.println(line);
                      }
                    });
              }

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              A() {
                pool.execute(
                    () -> {
                      for (; ; ) {
                        String line;
                        try {
                          line = lines.take();
                        } catch (InterruptedException e) {
                          System.err.println("interrupted");
                          Thread.currentThread().interrupt();
                          return;
                        }
                        System.out.println(line);
                      }
                    });
              }

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """);
  }

  @Test
  void wide() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A extends Thread {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              void add(Runnable job) {
                jobs.add(job);
              }

              @Override
              public void run() {
                while (!isInterrupted()) {
                  try {
                    jobs.take().run();
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }

              static class Jobs {
                private final A worker = new A();

                Jobs() {
                  worker.start();
                }

                void close() {
                  worker.interrupt();
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A extends Thread {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              void add(Runnable job) {
                jobs.add(job);
              }

              @Override
              public void run() {
                while (!isInterrupted()) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }

              static class Jobs {
                private final A worker = new A();

                Jobs() {
                  worker.start();
                }

                void close() {
                  worker.interrupt();
                }
              }
            }
            """);
  }

  @Test
  void union() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.io.IOException;
            import java.io.Writer;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Thread writer;

              A(Writer out) {
                writer =
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              while (true) {
                                try {
                                  out.write(lines.take());
                                } catch (IOException | InterruptedException e) {
                                  System.err.println(e);
                                }
                              }
                            });
              }

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                writer.interrupt();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.Writer;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Thread writer;

              A(Writer out) {
                writer =
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              while (true) {
                                try {
                                  out.write(lines.take());
                                } catch (IOException | InterruptedException e) {
                                  System.err.println(e);
                                  if (e instanceof InterruptedException) {
                                    Thread.currentThread().interrupt();
                                    return;
                                  }
                                }
                              }
                            });
              }

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() {
                writer.interrupt();
              }
            }
            """);
  }

  @Test
  void callable() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void start() {
                pool.submit(() -> print());
              }

              private Integer print() {
                int count = 0;
                while (true) {
                  switch (count % 2) {
                    case 0:
                      try {
                        System.out.println(lines.take());
                      } catch (InterruptedException e) {
                        count--;
                      }
                      break;
                    default:
                      count++;
                  }
                }
              }

              void close() {
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void start() {
                pool.submit(() -> print());
              }

              private Integer print() {
                int count = 0;
                while (true) {
                  switch (count % 2) {
                    case 0:
                      try {
                        System.out.println(lines.take());
                      } catch (InterruptedException e) {
                        count--;
                        Thread.currentThread().interrupt();
                        return null;
                      }
                      break;
                    default:
                      count++;
                  }
                }
              }

              void close() {
                pool.shutdownNow();
              }
            }
            """);
  }

  @Test
  void helper() {
    Repair.by(ReceiveLoopNeverEnds.class)
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

              private Runnable next() {
                try {
                  return jobs.take();
                } catch (InterruptedException e) {
                  return null;
                }
              }

              private void work() {
                while (true) {
                  Runnable job = next();
                  if (job != null) {
                    job.run();
                  }
                }
              }

              @Override
              public void close() {
                worker.interrupt();
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

              private Runnable next() {
                try {
                  return jobs.take();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  return null;
                }
              }

              private void work() {
                while (!Thread.currentThread().isInterrupted()) {
                  Runnable job = next();
                  if (job != null) {
                    job.run();
                  }
                }
              }

              @Override
              public void close() {
                worker.interrupt();
              }
            }
            """);
  }

  @Test
  void nobodyInterrupts() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              A() {
                new Thread(this::work).start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                } finally {
                  System.out.println("end");
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
              private final Thread thread;

              A() {
                thread = new Thread(this::work);
                thread.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                      Thread.currentThread().interrupt();
                      return;
                    }
                  }
                } finally {
                  System.out.println("end");
                }
              }

              @Override
              public void close() {
                jobs.clear();
                thread.interrupt();
              }
            }
            """);
  }

  @Test
  void closing() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelDoneException;

            final class A {
              private final Channel<String> lines = Channel.newBufferedChannel(4);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                while (true) {
                  try {
                    System.out.println(lines.receive());
                  } catch (ChannelDoneException e) {
                    System.err.println("done");
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void line(String line) throws InterruptedException {
                lines.send(line);
              }

              void close() {
                lines.done();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelDoneException;

            final class A {
              private final Channel<String> lines = Channel.newBufferedChannel(4);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                while (true) {
                  try {
                    System.out.println(lines.receive());
                  } catch (ChannelDoneException e) {
                    System.err.println("done");
                    return;
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              void line(String line) throws InterruptedException {
                lines.send(line);
              }

              void close() {
                lines.done();
              }
            }
            """);
  }

  @Test
  void closingWide() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            final class A {
              private final Channel<String> lines = Channel.newBufferedChannel(5);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                try {
                  while (true) {
                    try {
                      System.out.println(lines.receive());
                    } catch (RuntimeException e) {
                      System.err.println("failed");
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              void line(String line) throws InterruptedException {
                lines.send(line);
              }

              void close() {
                lines.done();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            final class A {
              private final Channel<String> lines = Channel.newBufferedChannel(5);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                try {
                  while (true) {
                    try {
                      System.out.println(lines.receive());
                    } catch (ChannelClosedException e) {
                      return;
                    } catch (RuntimeException e) {
                      System.err.println("failed");
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              void line(String line) throws InterruptedException {
                lines.send(line);
              }

              void close() {
                lines.done();
              }
            }
            """);
  }

  @Test
  void shutDown() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              A() {
                pool.submit(this::print);
                pool.submit(this::print);
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

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() throws InterruptedException {
                pool.shutdown();
                pool.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              A() {
                pool.submit(this::print);
                pool.submit(this::print);
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

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void close() throws InterruptedException {
                pool.shutdown();
                if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void resource() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              void print(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                try (ExecutorService pool = Executors.newCachedThreadPool()) {
                  pool.submit(
                      () -> {
                        while (true) {
                          System.out.println(lines.take());
                        }
                      });
                  for (String line : all) {
                    lines.add(line);
                  }
                  Thread.sleep(1000);
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              void print(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                try (ExecutorService pool = Executors.newCachedThreadPool()) {
                  pool.submit(
                      () -> {
                        while (true) {
                          System.out.println(lines.take());
                        }
                      });
                  for (String line : all) {
                    lines.add(line);
                  }
                  Thread.sleep(1000);
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void commentThatIsTrueNoMore() {
    Repair.by(ReceiveLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              A() {
                pool.execute(this::print);
              }

              private void print() {
                while (true) {
                  try {
                    System.out.println(queue.take());
                  } catch (InterruptedException e) {
                    // go on
                  }
                }
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              A() {
                pool.execute(this::print);
              }

              private void print() {
                while (true) {
                  try {
                    System.out.println(queue.take());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  }
                }
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """);
  }
}
