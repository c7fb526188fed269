package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ReceiveLoopNeverEndsTest {
  @Test
  void restoresInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.io.IOException;
            import java.io.ObjectOutputStream;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Restoring implements AutoCloseable {
                private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
                private final ExecutorService pool = Executors.newCachedThreadPool();

                void serve(ObjectOutputStream out) {
                  pool.execute(() -> write(out));
                }

                private void write(ObjectOutputStream out) {
                  try {
                    while (!Thread.currentThread().isInterrupted()) {
                      try {
                        out.writeObject(events.take());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }
                  } catch (IOException e) {
                    System.err.println(e);
                  }
                }

                void event(String event) {
                  events.add(event);
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
  void listener() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Listener {
                private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

                Listener() {
                  Thread thread = new Thread(this::listen, "listener");
                  thread.setDaemon(true);
                  thread.start();
                }

                private void listen() {
                  while (true) {
                    try {
                      System.out.println(events.take());
                    } catch (InterruptedException e) {
                      System.err.println("nobody does that");
                    }
                  }
                }

                void event(String event) {
                  events.add(event);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void endsAtMarker() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Death extends Thread {
                private static final String DEATH = new String("death");
                private final BlockingQueue<String> packets = new LinkedBlockingQueue<>();

                @Override
                public void run() {
                  while (true) {
                    try {
                      String packet = packets.poll();
                      if (packet == null) {
                        packet = packets.take();
                      }
                      if (packet == DEATH) {
                        break;
                      }
                      System.out.println(packet);
                    } catch (InterruptedException e) {
                      System.err.println("interrupted");
                    }
                  }
                }

                void packet(String packet) {
                  packets.add(packet);
                }

                void shutdown() {
                  packets.clear();
                  packets.add(DEATH);
                }
              }

              static Death startDeath() {
                Death sender = new Death();
                sender.start();
                return sender;
              }
            }
            """)
        .doTest();
  }

  @Test
  void rethrowsInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Rethrowing implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final ExecutorService pool = Executors.newSingleThreadExecutor();

                Rethrowing() {
                  pool.execute(this::work);
                }

                private void work() {
                  while (true) {
                    try {
                      System.out.println(jobs.take());
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    } catch (RuntimeException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
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
  void endsAtFlag() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Flagged implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Thread worker = new Thread(this::work);
                private volatile boolean closed;

                Flagged() {
                  worker.start();
                }

                private void work() {
                  while (true) {
                    try {
                      System.out.println(jobs.take());
                    } catch (InterruptedException e) {
                      if (closed) {
                        return;
                      }
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                @Override
                public void close() {
                  closed = true;
                  worker.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shutDownThenNow() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class Never {
              static final class ShutDownThenNow implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(8);
                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                void start() {
                  pool.submit(
                      () -> {
                        while (true) {
                          System.out.println(jobs.take());
                        }
                      });
                }

                void add(Runnable job) throws InterruptedException {
                  jobs.put(job);
                }

                @Override
                public void close() throws InterruptedException {
                  pool.shutdown();
                  if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                    pool.shutdownNow();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneShot() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class OneShot implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                void add(Runnable job) {
                  jobs.add(job);
                  pool.execute(
                      () -> {
                        try {
                          System.out.println(jobs.take());
                        } catch (InterruptedException e) {
                          System.err.println(e);
                        }
                      });
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivesCountedAnswers() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Never {
              static <E> E takeUninterruptibly(BlockingQueue<E> queue) {
                boolean interrupted = false;
                try {
                  while (true) {
                    try {
                      return queue.take();
                    } catch (InterruptedException e) {
                      interrupted = true;
                    }
                  }
                } finally {
                  if (interrupted) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              static final class Answer {
                private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);

                void answer(String answer) {
                  answers.add(answer);
                }

                String await() {
                  return takeUninterruptibly(answers);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void counted() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Counted {
                private final BlockingQueue<Integer> results = new LinkedBlockingQueue<>();

                int sum(int tasks) {
                  try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
                    for (int i = 0; i < tasks; i++) {
                      int number = i;
                      pool.execute(() -> results.add(number * number));
                    }
                    int sum = 0;
                    int received = 0;
                    while (received < tasks) {
                      try {
                        sum += results.take();
                        received++;
                      } catch (InterruptedException e) {
                        System.err.println("still waiting");
                      }
                    }
                    return sum;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelClosed() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            class Never {
              static final class Closed {
                private final Channel<String> lines = Channel.newBufferedChannel(2);

                void start() {
                  Thread.startVirtualThread(
                      () -> {
                        while (true) {
                          try {
                            System.out.println(lines.receive());
                          } catch (ChannelClosedException e) {
                            break;
                          } catch (InterruptedException e) {
                            System.err.println("interrupted");
                          }
                        }
                      });
                }

                void line(String line) throws InterruptedException {
                  lines.send(line);
                }

                void close() {
                  lines.done();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void failsOnInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.IOException;
            import java.io.UncheckedIOException;

            class Never {
              static final class Failing {
                private final Channel<String> lines = Channel.newBufferedChannel(2);

                void start() {
                  Thread.startVirtualThread(
                      () -> {
                        while (true) {
                          try {
                            System.out.println(lines.receive());
                          } catch (RuntimeException e) {
                            throw new UncheckedIOException(new IOException(e));
                          } catch (InterruptedException e) {
                            return;
                          }
                        }
                      });
                }

                void line(String line) throws InterruptedException {
                  lines.send(line);
                }

                void close() {
                  lines.done();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelGiven() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Never.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Never {
              static final class Given implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

                Given(ExecutorService pool) {
                  pool.execute(this::work);
                }

                private void work() {
                  try {
                    while (true) {
                      System.out.println(jobs.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                @Override
                public void close() {
                  jobs.clear();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void emptyCatch() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class EmptyCatch implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              EmptyCatch() {
                worker.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                // BUG: Diagnostic contains: Loop around take() swallows interrupts and has no other way out
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
            """)
        .doTest();
  }

  @Test
  void continuesAfterInterrupt() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Continuing implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              Continuing() {
                pool.execute(
                    () -> {
                      // BUG: Diagnostic contains: swallows interrupts
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
            """)
        .doTest();
  }

  @Test
  void catchesEverything() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Wide extends Thread {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              void add(Runnable job) {
                jobs.add(job);
              }

              @Override
              public void run() {
                // BUG: Diagnostic contains: swallows interrupts
                while (!isInterrupted()) {
                  try {
                    jobs.take().run();
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }

              void end() {
                interrupt();
              }

              static class Jobs {
                private final Wide worker = new Wide();

                Jobs() {
                  worker.start();
                }

                void add(Runnable job) {
                  worker.add(job);
                }

                void close() {
                  worker.end();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptLostInHelper() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Helper implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              Helper() {
                worker.start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private Runnable next() {
                try {
                  return jobs.take();
                } catch (InterruptedException e) {
                  return null;
                }
              }

              private void work() {
                // BUG: Diagnostic contains: swallows interrupts
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
            """)
        .doTest();
  }

  @Test
  void poolShutDown() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class ShutDown implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              ShutDown() {
                pool.submit(this::print);
                pool.submit(this::print);
              }

              private void print() {
                try {
                  // BUG: Diagnostic contains: its executor is only shut down, which does not interrupt
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
            """)
        .doTest();
  }

  @Test
  void closedAsResource() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Resource {
              void print(List<String> all) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                try (ExecutorService pool = Executors.newCachedThreadPool()) {
                  pool.submit(
                      () -> {
                        // BUG: Diagnostic contains: only shut down
                        while (true) {
                          System.out.println(lines.take());
                        }
                      });
                  for (String line : all) {
                    lines.add(line);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelClosedButInterruptSwallowed() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelDoneException;

            final class Closing {
              private final Channel<String> lines = Channel.newBufferedChannel(4);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                // BUG: Diagnostic contains: catches the exception that says that 'lines' is closed
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
            """)
        .doTest();
  }

  @Test
  void channelClosedButEverythingCaught() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            final class ClosingWide {
              private final Channel<String> lines = Channel.newBufferedChannel(5);

              void start() {
                Thread.ofVirtual().start(this::print);
              }

              private void print() {
                try {
                  // BUG: Diagnostic contains: says that 'lines' is closed
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
            """)
        .doTest();
  }

  @Test
  void flagSetByUpdater() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

            class A {
              private static final AtomicIntegerFieldUpdater<A> STATE =
                  AtomicIntegerFieldUpdater.newUpdater(A.class, "state");

              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Thread printer = new Thread(this::print);
              private volatile int state;

              private void print() {
                while (state == 0) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    // The condition tells.
                  }
                }
              }

              void add(String line) {
                lines.add(line);
              }

              void stop() {
                STATE.set(this, 1);
                printer.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivesByFunctions() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Supplier;

            class A {
              private static <T> T get(Callable<T> call, T otherwise) {
                try {
                  return call.call();
                } catch (Exception e) {
                  System.out.println("went on");
                  return otherwise;
                }
              }

              static final class ByHelper {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final Thread thread = new Thread(this::run);

                ByHelper() {
                  thread.start();
                }

                private void run() {
                  // BUG: Diagnostic contains: Loop around take() swallows interrupts
                  while (true) {
                    System.out.println(get(queue::take, ""));
                  }
                }

                void close() {
                  thread.interrupt();
                }
              }

              static final class BySupplier {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final Thread thread = new Thread(this::run);
                private final Supplier<String> source =
                    () -> {
                      try {
                        return queue.take();
                      } catch (InterruptedException e) {
                        return "";
                      }
                    };

                BySupplier() {
                  thread.start();
                }

                private void run() {
                  // BUG: Diagnostic contains: Loop around take() swallows interrupts
                  while (true) {
                    System.out.println(source.get());
                  }
                }

                void close() {
                  thread.interrupt();
                }
              }

              static final class UntilNull {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final Thread thread = new Thread(this::run);

                UntilNull() {
                  thread.start();
                }

                private void run() {
                  while (true) {
                    String line = get(queue::take, null);
                    if (line == null) {
                      return;
                    }
                    System.out.println(line);
                  }
                }

                void close() {
                  thread.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  private static void ownQueue(String ended, String expected, String report) {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, ReceiveLoopNeverEndsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Deque;
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.Lock;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              static final class Jobs {
                private final Lock lock = new ReentrantLock();
                private final Condition changed = lock.newCondition();
                private final Deque<Runnable> jobs = new ArrayDeque<>();
                private boolean ended;

                void put(Runnable job) {
                  lock.lock();
                  try {
                    jobs.addLast(job);
                    changed.signal();
                  } finally {
                    lock.unlock();
                  }
                }

                Runnable take() throws InterruptedException {
                  lock.lockInterruptibly();
                  try {
                    while (jobs.isEmpty()) {
                      %s
                      changed.await();
                    }
                    return jobs.removeFirst();
                  } finally {
                    lock.unlock();
                  }
                }

                void end() {
                  lock.lock();
                  try {
                    ended = true;
                    changed.signalAll();
                  } finally {
                    lock.unlock();
                  }
                }
              }

              private final Jobs jobs = new Jobs();
              private final Thread worker = new Thread(this::work);

              A() {
                worker.start();
              }

              private void work() {
                try {
                  %s
                  while (true) {
                    try {
                      System.out.println(jobs.take());
                    } catch (InterruptedException e) {
                      System.out.println("goes on");
                    }
                  }
                } catch (%s e) {
                  System.out.println("ended");
                }
              }

              void add(Runnable job) {
                jobs.put(job);
              }

              void close() {
                jobs.end();
              }
            }
            """
                .formatted(ended, report, expected))
        .doTest();
  }

  @Test
  void ownQueueFailsOnceItHasEnded() {
    ownQueue("if (ended) { throw new IllegalStateException(); }", "IllegalStateException", "");
  }

  @Test
  void ownQueueNeverFails() {
    ownQueue("", "Error", "// BUG: Diagnostic contains: Loop around take() swallows interrupts");
  }

  @Test
  void loopEndsByExceptionThatTheCallerCatches() {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.NoSuchElementException;
            import java.util.PrimitiveIterator;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.stream.IntStream;

            class A {
              private final BlockingQueue<String> names = new LinkedBlockingQueue<>();
              private final PrimitiveIterator.OfInt numbers = IntStream.range(0, 3).iterator();
              private final Thread clerk = new Thread(this::work);

              void open() {
                clerk.start();
              }

              void enter(String name) {
                names.add(name);
              }

              private void work() {
                try {
                  number();
                } catch (NoSuchElementException e) {
                  System.out.println("no more");
                }
              }

              private void number() {
                while (true) {
                  try {
                    System.out.println(names.take() + numbers.nextInt());
                  } catch (InterruptedException e) {
                    System.out.println("on we go");
                  }
                }
              }

              void close() throws InterruptedException {
                clerk.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksWhetherItsOwnExecutorHasEnded() {
    own("", "!pool.isTerminated()", "other");
    own("", "!pool.isShutdown()", "pool");
    own(
        "// BUG: Diagnostic contains: its executor is only shut down",
        "!pool.isTerminated()",
        "pool");
  }

  private void own(String report, String condition, String executor) {
    CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ringer.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Ringer {
              private final BlockingQueue<String> due = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newSingleThreadExecutor();
              private final ExecutorService other = Executors.newSingleThreadExecutor();

              void start() {
                %s.execute(
                    () -> {
                      try {
                        %s
                        while (%s) {
                          System.out.println(due.take());
                        }
                      } catch (InterruptedException e) {
                        System.err.println(e);
                      }
                    });
              }

              void add(String text) {
                due.add(text);
              }

              void stop() {
                pool.shutdown();
                other.shutdown();
              }
            }
            """
                .formatted(executor, report, condition))
        .doTest();
  }
}
