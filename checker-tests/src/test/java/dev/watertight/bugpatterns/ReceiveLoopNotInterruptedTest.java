package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ReceiveLoopNotInterruptedTest {
  @Test
  void printedByTheCaller() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Consumer;

            class NotInt {
              interface Events {
                void subscribe(Consumer<String> listener);
              }

              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void listen(Events events) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer = new Thread(() -> print(lines));
                printer.setDaemon(true);
                printer.start();
                events.subscribe(event -> lines.add(event));
              }
            }
            """)
        .doTest();
  }

  @Test
  void polledByDaemon() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void sample(ScheduledExecutorService scheduler) {
                BlockingQueue<String> samples = new LinkedBlockingQueue<>();
                scheduler.scheduleAtFixedRate(() -> samples.add("tick"), 1, 1, TimeUnit.SECONDS);
                new Thread(() -> print(samples)).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void pump() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void pump(java.io.BufferedReader in) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                new Thread(() -> print(lines)).start();
                new Thread(
                        () -> {
                          try {
                            while (true) {
                              lines.add(String.valueOf(in.read()));
                            }
                          } catch (java.io.IOException e) {
                            System.err.println(e);
                          }
                        })
                    .start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interrupted() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void interrupted(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new ArrayBlockingQueue<>(2);
                Thread printer = new Thread(() -> print(lines));
                printer.start();
                for (String line : all) {
                  lines.put(line);
                }
                printer.interrupt();
                printer.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void cancelledOrBorrowed() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void cancelled(List<String> all, ExecutorService pool) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Future<?> printing = pool.submit(() -> print(lines));
                lines.addAll(all);
                printing.cancel(true);
              }

              static void borrowed(List<String> all, ExecutorService pool) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                pool.execute(() -> print(lines));
                lines.addAll(all);
              }
            }
            """)
        .doTest();
  }

  @Test
  void counted() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void counted(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                int count = all.size();
                new Thread(
                        () -> {
                          try {
                            for (int i = 0; i < count; i++) {
                              System.out.println(lines.take());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                lines.addAll(all);
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadIsReturned() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static Thread returned() {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                lines.add("first");
                Thread printer = new Thread(() -> print(lines));
                printer.start();
                return printer;
              }
            }
            """)
        .doTest();
  }

  @Test
  void runsInMain() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                new Thread(() -> print(lines)).start();
                for (String line : args) {
                  lines.add(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByClient() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static final class Client implements AutoCloseable {
                private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
                private Thread writeThread;

                void connect() {
                  writeThread = new Thread(this::write);
                  writeThread.start();
                }

                private void write() {
                  try {
                    while (!Thread.interrupted()) {
                      System.out.println(out.take());
                    }
                  } catch (InterruptedException e) {
                    out.forEach(System.out::println);
                    Thread.currentThread().interrupt();
                  }
                }

                void send(String message) {
                  out.add(message);
                }

                @Override
                public void close() throws InterruptedException {
                  if (writeThread != null) {
                    this.writeThread.interrupt();
                    this.writeThread.join();
                    this.writeThread = null;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByServer() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static final class Server {
                private final List<Decoder> decoders = List.of(new Decoder(), new Decoder());
                private int next;

                void start() {
                  for (Decoder decoder : decoders) {
                    decoder.start();
                  }
                }

                void queue(String message) throws InterruptedException {
                  decoders.get(next++ % decoders.size()).put(message);
                }

                void stop() {
                  for (Decoder decoder : decoders) {
                    decoder.interrupt();
                  }
                }

                private static final class Decoder extends Thread {
                  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

                  void put(String message) throws InterruptedException {
                    messages.put(message);
                  }

                  @Override
                  public void run() {
                    try {
                      while (true) {
                        System.out.println(messages.take());
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }

                  void close() {
                    messages.clear();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void log() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static final class Log {
                private static final BlockingQueue<String> LINES = new LinkedBlockingQueue<>();

                static {
                  Thread thread = new Thread(() -> print(LINES));
                  thread.setDaemon(true);
                  thread.start();
                }

                private Log() {}

                static void log(String line) {
                  LINES.add(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void made() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadFactory;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static final class Made implements AutoCloseable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

                Made(ThreadFactory factory) {
                  factory.newThread(() -> print(lines)).start();
                }

                void add(String line) {
                  lines.add(line);
                }

                @Override
                public void close() {
                  lines.clear();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void batches() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "NotInt.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class NotInt {
              static void print(BlockingQueue<String> lines) {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static final class Batches implements AutoCloseable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private final ExecutorService pool = Executors.newSingleThreadExecutor();

                Batches() {
                  CompletableFuture.runAsync(() -> print(lines), pool);
                }

                void add(String line) {
                  lines.add(line);
                }

                @Override
                public void close() {
                  pool.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerDoesNotInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Owner implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              Owner() {
                worker.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  // BUG: Diagnostic contains: Loop waits in take() for values from 'jobs' until it is interrupted, which nobody does
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
            """)
        .doTest();
  }

  @Test
  void ownerForgetsThread() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class OwnerForgets {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private int sent;
              private boolean closed;

              public OwnerForgets(String name) {
                Runnable task =
                    () -> {
                      // BUG: Diagnostic contains: which nobody does
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
            """)
        .doTest();
  }

  @Test
  void executorOfOwner() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class OwnerExecutor {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private ExecutorService pool;

              void start() {
                pool = Executors.newSingleThreadExecutor();
                pool.submit(
                    () -> {
                      // BUG: Diagnostic contains: from 'lines'
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
            """)
        .doTest();
  }

  @Test
  void makerDoesNotInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Maker {
              int count(List<String> all) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: from 'lines'
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
            """)
        .doTest();
  }

  @Test
  void makerForgets() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class MakerForgets {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                new Thread(() -> work(lines)).start(); // Prints.
                for (String line : all) {
                  lines.add(line);
                }
              }

              private static void work(BlockingQueue<String> lines) {
                try {
                  // BUG: Diagnostic contains: from 'lines'
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void makerVirtual() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class MakerVirtual {
              static void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread.startVirtualThread(
                    () -> {
                      // BUG: Diagnostic contains: which nobody does
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
            """)
        .doTest();
  }
}
