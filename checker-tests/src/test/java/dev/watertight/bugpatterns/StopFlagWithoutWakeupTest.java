package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class StopFlagWithoutWakeupTest {
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

  @Test
  void threadInField() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class FieldThread {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private boolean running = true;
              private final Thread worker;

              FieldThread() {
                worker = new Thread(this::work, "worker");
                worker.start();
              }

              private void work() {
                try {
                  // BUG: Diagnostic contains: Loop waits in take() and does not see that line
                  while (running) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              void stop() {
                running = false; // Enough.
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedLater() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class StartedLater {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running;
              private Thread worker;

              void start() {
                running = true;
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                // BUG: Diagnostic contains: sets 'running'; nothing wakes it
                while (running) {
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              void stop() {
                if (running) running = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadForgotten() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class Forgotten implements AutoCloseable {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(16);
              private final AtomicBoolean closed = new AtomicBoolean();

              Forgotten() {
                new Thread(this::print).start();
              }

              void line(String line) throws InterruptedException {
                lines.put(line);
              }

              private void print() {
                try {
                  // BUG: Diagnostic contains: sets 'closed'
                  while (!closed.get()) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                if (!closed.compareAndSet(false, true)) {
                  return;
                }
                System.out.println("closed");
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadItself() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class ThreadItself extends Thread {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile boolean done;

              ThreadItself() {
                start();
              }

              void line(String line) {
                lines.add(line);
              }

              @Override
              public void run() {
                // BUG: Diagnostic contains: sets 'done'
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    break;
                  }
                }
              }

              void done() {
                done = true;
              }

              static class Log {
                private final ThreadItself printer = new ThreadItself();

                void log(String line) {
                  printer.line(line);
                }

                void end() {
                  printer.done();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopInExecutor() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Executor implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService executor = Executors.newSingleThreadExecutor();
              private volatile boolean closed;

              Executor() {
                executor.execute(this::print);
              }

              void line(String line) {
                lines.add(line);
              }

              private void print() {
                // BUG: Diagnostic contains: sets 'closed'
                while (!closed) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              @Override
              public void close() {
                closed = true;
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void severalThreads() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Several implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> workers = new ArrayList<>();
              private volatile boolean closed;

              Several(int count) {
                for (int i = 0; i < count; i++) {
                  Thread worker = new Thread(this::work);
                  workers.add(worker);
                  worker.start();
                }
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                // BUG: Diagnostic contains: sets 'closed'
                while (true) {
                  if (closed) {
                    return;
                  }
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    continue;
                  }
                }
              }

              @Override
              public void close() {
                closed = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadNotSeen() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class NotSeen {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);
              private volatile boolean stopped;

              void start() {
                worker.start();
              }

              private void work() {
                // BUG: Diagnostic contains: sets 'stopped'
                while (true) {
                  try {
                    jobs.take().run();
                    if (stopped) {
                      return;
                    }
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              void stop() {
                stopped = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByListener() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class Listener {
                private volatile boolean running = true;
                private final Reader[] readers = new Reader[4];
                private int next;

                Listener() {
                  for (int i = 0; i < readers.length; i++) {
                    Reader reader = new Reader("reader " + i);
                    readers[i] = reader;
                    reader.start();
                  }
                }

                private class Reader extends Thread {
                  private final BlockingQueue<Runnable> pending = new LinkedBlockingQueue<>(8);

                  Reader(String name) {
                    super(name);
                  }

                  @Override
                  public void run() {
                    doRunLoop();
                  }

                  private void doRunLoop() {
                    while (running) {
                      try {
                        for (int i = pending.size(); i > 0; i--) {
                          pending.take().run();
                        }
                        pending.take().run();
                      } catch (InterruptedException e) {
                        if (running) System.err.println(e);
                      }
                    }
                  }

                  void add(Runnable connection) throws InterruptedException {
                    pending.put(connection);
                  }

                  void shutdown() {
                    try {
                      super.interrupt();
                      super.join();
                    } catch (InterruptedException ie) {
                      Thread.currentThread().interrupt();
                    }
                  }
                }

                void accept(Runnable connection) throws InterruptedException {
                  readers[next++ % readers.length].add(connection);
                }

                void stop() {
                  running = false;
                  for (Reader reader : readers) reader.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsItself() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class InterruptsItself extends Thread {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean running = true;

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void halt() {
                  running = false;
                  this.interrupt();
                }

                static void use() {
                  InterruptsItself two = new InterruptsItself();
                  two.start();
                  two.add("");
                  two.halt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedBySuperclass() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              abstract static class Stoppable extends Thread {
                protected volatile boolean running = true;

                void halt() throws InterruptedException {
                  running = false;
                  interrupt();
                  join();
                }
              }

              static final class StoppedBySuperclass extends Stoppable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }
              }

              static void stoppedBySuperclass() throws InterruptedException {
                StoppedBySuperclass t = new StoppedBySuperclass();
                t.start();
                t.add("x");
                t.halt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsArrayOfThreads() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ThreadArray {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Thread[] threads = new Thread[3];
                private volatile boolean stopped;

                void start() {
                  for (int i = 0; i < threads.length; i++) {
                    threads[i] = new Thread(this::work, "w" + i);
                    threads[i].start();
                  }
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  for (int i = 0; i < threads.length; i++) {
                    threads[i].interrupt();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsListOfThreads() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ThreadList {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final List<Thread> threads = new ArrayList<>();
                private volatile boolean stopped;

                void start() {
                  for (int i = 0; i < 3; i++) {
                    Thread t = new Thread(this::work, "w" + i);
                    t.start();
                    threads.add(t);
                  }
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  threads.forEach(Thread::interrupt);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsSetOfWorkers() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.HashSet;
            import java.util.Set;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class WorkerSet {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Set<Worker> workers = new HashSet<>();
                private volatile boolean stopped;

                private final class Worker implements Runnable {
                  private final Thread thread;

                  Worker() {
                    thread = new Thread(this);
                  }

                  @Override
                  public void run() {
                    while (!stopped) {
                      try {
                        jobs.take().run();
                      } catch (InterruptedException e) {
                        System.err.println(e);
                      }
                    }
                  }

                  void interruptIfStarted() {
                    Thread t = thread;
                    if (t != null && !t.isInterrupted()) {
                      try {
                        t.interrupt();
                      } catch (SecurityException ignore) {
                      }
                    }
                  }
                }

                void start() {
                  Worker w = new Worker();
                  workers.add(w);
                  w.thread.start();
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  for (Worker w : workers) w.interruptIfStarted();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsByHelper() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ByHelper {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private Thread worker;
                private volatile boolean stopped;

                void start() {
                  worker = new Thread(this::work);
                  worker.setDaemon(true);
                  worker.start();
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  Threads.stopAndJoin(worker, 1000);
                  worker = null;
                }
              }

              static final class Threads {
                static void stopAndJoin(Thread thread, long millis) {
                  if (thread == null) return;
                  thread.interrupt();
                  try {
                    thread.join(millis);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsThreadGroup() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ByGroup {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final ThreadGroup group = new ThreadGroup("workers");
                private volatile boolean stopped;

                void start() {
                  for (int i = 0; i < 2; i++) {
                    new Thread(group, this::work, "w" + i).start();
                  }
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  group.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptBySetter() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Executor;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class KeptBySetter {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private volatile Thread runner;
                private volatile boolean stopped;

                void start(Executor e) {
                  e.execute(this::work);
                }

                void startOwn() {
                  new Thread(this::work).start();
                }

                private void work() {
                  setRunner(Thread.currentThread());
                  try {
                    while (!stopped) {
                      try {
                        jobs.take().run();
                      } catch (InterruptedException e) {
                        System.err.println(e);
                      }
                    }
                  } finally {
                    setRunner(null);
                  }
                }

                private void setRunner(Thread t) {
                  runner = t;
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  if (runner != null) runner.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInReference() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicReference;

            class Interrupted {
              static final class KeptInReference {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final AtomicReference<Thread> runner = new AtomicReference<>();
                private volatile boolean stopped;

                void startOwn() {
                  new Thread(this::work).start();
                }

                private void work() {
                  if (!runner.compareAndSet(null, Thread.currentThread())) throw new IllegalStateException();
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  Thread t = runner.getAndSet(null);
                  if (t != null) t.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInSet() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.Set;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class KeptInSet {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Set<Thread> active = ConcurrentHashMap.newKeySet();
                private volatile boolean stopped;

                void startOwn() {
                  new Thread(this::work).start();
                }

                private void work() {
                  active.add(Thread.currentThread());
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  for (Thread t : active) t.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInClosure() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class KeptInClosure {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private volatile boolean stopped;
                private final List<Runnable> closers = new ArrayList<>();

                void startOwn() {
                  new Thread(this::work).start();
                }

                private void work() {
                  final Thread me = Thread.currentThread();
                  closers.add(() -> me.interrupt());
                  closers.add(me::interrupt);
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  closers.forEach(Runnable::run);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void helperGivenThis() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class Threads {
                static void stopAndJoin(Thread thread, long millis) {
                  if (thread == null) return;
                  thread.interrupt();
                  try {
                    thread.join(millis);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              static final class HelperGivenThis extends Thread {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean running = true;

                HelperGivenThis() {
                  start();
                }

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void halt() {
                  running = false;
                  Threads.stopAndJoin(this, 10);
                }

                static void use() {
                  HelperGivenThis t = new HelperGivenThis();
                  t.add("");
                  t.halt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void overridesInterrupt() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class OverridesInterrupt extends Thread {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean running = true;

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                @Override
                public void interrupt() {
                  running = false;
                  super.interrupt();
                }

                static void use() {
                  OverridesInterrupt t = new OverridesInterrupt();
                  t.start();
                  t.add("");
                  t.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsByGetter() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ByGetter implements Runnable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Thread thread;
                private volatile boolean open = true;

                ByGetter() {
                  thread = new Thread(this, "x");
                }

                ByGetter begin() {
                  thread.start();
                  return this;
                }

                @Override
                public void run() {
                  while (open) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                Thread getThread() {
                  return thread;
                }

                void close() {
                  open = false;
                  getThread().interrupt();
                }
              }

              static void byGetter() {
                ByGetter f = new ByGetter().begin();
                f.add(() -> {});
                f.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsByShutdownHook() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ByShutdownHook extends Thread {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean running = true;

                ByShutdownHook() {
                  Runtime.getRuntime()
                      .addShutdownHook(
                          new Thread() {
                            @Override
                            public void run() {
                              running = false;
                              ByShutdownHook.this.interrupt();
                            }
                          });
                }

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                static void use() {
                  ByShutdownHook t = new ByShutdownHook();
                  t.start();
                  t.add("");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedBySubclass() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static class StoppedBySubclass extends Thread {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                protected volatile boolean running = true;

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void halt() {
                  running = false;
                }
              }

              static final class StopsItself extends StoppedBySubclass {
                @Override
                void halt() {
                  super.halt();
                  interrupt();
                }

                static void use() {
                  StoppedBySubclass t = new StopsItself();
                  t.start();
                  t.add("");
                  t.halt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsMapOfThreads() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.Map;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ThreadMap {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final Map<String, Thread> threads = new ConcurrentHashMap<>();
                private volatile boolean stopped;

                void start(String name) {
                  Thread t = new Thread(this::work, name);
                  threads.put(name, t);
                  t.start();
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  threads
                      .values()
                      .forEach(
                          t -> {
                            if (t.isAlive()) {
                              t.interrupt();
                            }
                          });
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadInOptional() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class ThreadInOptional {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private Optional<Thread> thread = Optional.empty();
                private volatile boolean stopped;

                void start() {
                  Thread t = new Thread(this::work);
                  thread = Optional.of(t);
                  t.start();
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  thread.ifPresent(Thread::interrupt);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadFromFactory() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadFactory;

            class Interrupted {
              static final class FromFactory {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private final ThreadFactory factory;
                private Thread thread;
                private volatile boolean stopped;

                FromFactory(ThreadFactory factory) {
                  this.factory = factory;
                }

                void start() {
                  thread = factory.newThread(this::work);
                  thread.start();
                }

                private void work() {
                  while (!stopped) {
                    try {
                      jobs.take().run();
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                void stop() {
                  stopped = true;
                  thread.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadInGroup() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Interrupted.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Interrupted {
              static final class InGroup extends Thread {
                private static final ThreadGroup GROUP = new ThreadGroup("lines");
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean running = true;

                InGroup(ThreadGroup group) {
                  super(group, "printer");
                }

                @Override
                public void run() {
                  while (running) {
                    try {
                      System.out.println(lines.take());
                    } catch (InterruptedException e) {
                      System.err.println(e);
                    }
                  }
                }

                void add(String line) {
                  lines.add(line);
                }

                void halt() {
                  running = false;
                }

                static void use() {
                  InGroup t = new InGroup(GROUP);
                  t.start();
                  t.add("");
                  t.halt();
                  GROUP.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void restoresOwnInterrupt() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Restores.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Restores extends Thread {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile boolean done;

              @Override
              public void run() {
                // BUG: Diagnostic contains: sets 'done'
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    interrupt();
                    break;
                  }
                }
              }

              void line(String line) {
                lines.add(line);
              }

              void done() {
                done = true;
              }

              static void use() {
                Restores r = new Restores();
                r.start();
                r.line("");
                r.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsAnotherThread() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Restores.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class OtherThread extends Thread {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Thread watchdog =
                  new Thread() {
                    @Override
                    public void run() {
                      if (done) {
                        interrupt();
                      }
                    }
                  };
              private volatile boolean done;

              @Override
              public void run() {
                // BUG: Diagnostic contains: sets 'done'
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    break;
                  }
                }
              }

              void line(String line) {
                lines.add(line);
              }

              void done() {
                done = true;
                watchdog.start();
              }

              static void use() {
                OtherThread r = new OtherThread();
                r.start();
                r.line("");
                r.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyNamesThread() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Restores.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class OnlyNamed {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Map<Thread, String> names = new HashMap<>();
              private volatile boolean done;

              void start() {
                new Thread(this::print).start();
              }

              private void print() {
                Thread me = Thread.currentThread();
                me.setName(names.getOrDefault(Thread.currentThread(), "printer"));
                // BUG: Diagnostic contains: sets 'done'
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    me.interrupt();
                    break;
                  }
                }
              }

              void line(String line) {
                lines.add(line);
              }

              void done() {
                done = true;
              }
            }
            """)
        .doTest();
  }
}
