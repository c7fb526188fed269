package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that end, although nobody interrupts the wait when the flag is set. */
final class StopFlagWithoutWakeupLoopsThatEndTest {
  @Test
  void poisonedByOtherMethod() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Poisoned extends Thread {
                private static final Object DEATH = new Object();
                private final BlockingQueue<Object> requests = new LinkedBlockingQueue<>();
                private volatile boolean finished;

                @Override
                public void run() {
                  try {
                    while (!finished) {
                      Object request = requests.take();
                      if (request == DEATH) {
                        break;
                      }
                      System.out.println(request);
                    }
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }

                void process(Object request) {
                  if (!finished) {
                    requests.add(request);
                  }
                }

                void shutdown() {
                  finished = true;
                  requests.clear();
                  requests.add(DEATH);
                }
              }

              static void startPoisoned() {
                Poisoned p = new Poisoned();
                p.start();
                p.process(1);
                p.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void background() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            class Flag {
              static final class Background implements AutoCloseable {
                private final BlockingQueue<Runnable> operations = new DelayQueueLike();
                private final ExecutorService executor = Executors.newSingleThreadExecutor();
                private final AtomicBoolean started = new AtomicBoolean(true);

                Background() {
                  executor.submit(
                      () -> {
                        loop();
                        return null;
                      });
                }

                static final class DelayQueueLike extends LinkedBlockingQueue<Runnable> {}

                private void loop() {
                  while (started.get()) {
                    try {
                      operations.take().run();
                    } catch (InterruptedException e) {
                      // tested by the loop
                    }
                  }
                }

                void add(Runnable operation) {
                  operations.add(operation);
                }

                @Override
                public void close() {
                  if (started.compareAndSet(true, false)) {
                    executor.shutdownNow();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void inheritedLoop() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Flag {
              abstract static class Base {
                private boolean started;

                void start() {
                  started = true;
                }

                void stop() {
                  started = false;
                }

                boolean isStarted() {
                  return started;
                }
              }

              static final class Appender extends Base {
                private final BlockingQueue<String> events = new ArrayBlockingQueue<>(256);
                private final Worker worker = new Worker();

                @Override
                void start() {
                  super.start();
                  worker.start();
                }

                @Override
                void stop() {
                  super.stop();
                  worker.interrupt();
                }

                void append(String event) {
                  events.offer(event);
                }

                private final class Worker extends Thread {
                  @Override
                  public void run() {
                    while (isStarted()) {
                      try {
                        System.out.println(events.take());
                      } catch (InterruptedException e) {
                        break;
                      }
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void timed() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class Flag {
              static final class Timed implements Runnable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean stopped;

                @Override
                public void run() {
                  try {
                    while (!stopped) {
                      String line = lines.poll(100, TimeUnit.MILLISECONDS);
                      if (line != null) {
                        System.out.println(line);
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void stop() {
                  stopped = true;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pool() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Pool {
                private static final Runnable NOOP = () -> {};
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final List<Thread> threads = new ArrayList<>();
                private volatile boolean stopping;

                void start(int size) {
                  for (int i = 0; i < size; i++) {
                    Thread thread = new Thread(this::runJobs, "pool-" + i);
                    threads.add(thread);
                    thread.start();
                  }
                }

                private void runJobs() {
                  while (!stopping) {
                    try {
                      Runnable job = jobs.take();
                      job.run();
                    } catch (InterruptedException e) {
                      System.err.println("ignored");
                    }
                  }
                }

                void execute(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopping = true;
                  for (int i = 0; i < threads.size(); i++) {
                    jobs.offer(NOOP);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetByWriterThread() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.nio.ByteBuffer;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Writer implements Runnable {
                private final BlockingQueue<ByteBuffer> out = new LinkedBlockingQueue<>();
                private volatile boolean closing;

                @Override
                public void run() {
                  try {
                    while (!closing) {
                      System.out.println(out.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void send(ByteBuffer buffer) {
                  out.add(buffer);
                }

                private void markClosing() {
                  closing = true;
                }

                void close() {
                  markClosing();
                  send(ByteBuffer.allocate(0));
                }
              }

              static Writer startWriter() {
                Writer writer = new Writer();
                new Thread(writer).start();
                return writer;
              }
            }
            """)
        .doTest();
  }

  @Test
  void cancelled() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Cancelled {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private final ExecutorService pool;
                private Future<?> task;
                private volatile boolean running;

                Cancelled(ExecutorService pool) {
                  this.pool = pool;
                }

                void start() {
                  running = true;
                  task = pool.submit(this::drain);
                }

                private void drain() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void stop() {
                  running = false;
                  task.cancel(true);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadKept() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Kept implements Runnable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean done;
                private volatile Thread runner;

                @Override
                public void run() {
                  runner = Thread.currentThread();
                  while (!done) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                      break;
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void finish() {
                  done = true;
                  Thread thread = runner;
                  if (thread != null) {
                    thread.interrupt();
                  }
                }
              }

              static Kept startKept() {
                Kept kept = new Kept();
                new Thread(kept).start();
                return kept;
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagGiven() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;

            class Flag {
              static final class Given implements Runnable {
                private final BlockingQueue<String> lines;
                private volatile boolean done;

                public Given(BlockingQueue<String> lines) {
                  this.lines = lines;
                }

                @Override
                public void run() {
                  try {
                    while (!done) {
                      System.out.println(lines.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                public void stop() {
                  done = true;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void selfEnding() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.io.IOException;
            import java.io.OutputStream;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class SelfEnding {
                private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
                private final OutputStream out;
                private boolean open = true;

                SelfEnding(OutputStream out) {
                  this.out = out;
                  new Thread(this::write).start();
                }

                private void write() {
                  while (open) {
                    try {
                      out.write(packets.take());
                    } catch (InterruptedException | IOException e) {
                      open = false;
                    }
                  }
                }

                void packet(byte[] packet) {
                  packets.add(packet);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void blockingCallInTask() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Flow;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Blocking implements Flow.Subscriber<String> {
                private static final Object TERMINATED = new Object();
                private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
                private volatile boolean cancelled;

                void await() throws InterruptedException {
                  for (; ; ) {
                    if (cancelled) {
                      break;
                    }
                    Object value = queue.poll();
                    if (value == null) {
                      value = queue.take();
                    }
                    if (cancelled || value == TERMINATED) {
                      break;
                    }
                  }
                }

                public void cancel() {
                  cancelled = true;
                  queue.offer(TERMINATED);
                }

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String value) {
                  queue.offer(value);
                }

                @Override
                public void onError(Throwable t) {
                  queue.offer(t);
                }

                @Override
                public void onComplete() {
                  queue.offer(TERMINATED);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void restartedLoop() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flag.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Flag {
              static final class Restarted {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean active = true;

                Restarted() {
                  Thread thread = new Thread(this::drain);
                  thread.setDaemon(true);
                  thread.start();
                }

                private void drain() {
                  try {
                    while (active) {
                      System.out.println(lines.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void resume() {
                  active = true;
                }
              }
            }
            """)
        .doTest();
  }
}
