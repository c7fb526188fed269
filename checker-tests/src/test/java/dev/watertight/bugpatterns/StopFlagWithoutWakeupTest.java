package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class StopFlagWithoutWakeupTest {
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
  void stateOfSeveral() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private enum State {
                RUNNING,
                PAUSED,
                STOPPED
              }

              private static final int STOPPING = 2;

              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private volatile State state = State.RUNNING;
              private volatile State woken = State.RUNNING;
              private volatile int phase;

              void start() {
                new Thread(this::untilStopped).start();
                new Thread(this::untilPhase).start();
                new Thread(this::untilWoken).start();
              }

              private void untilStopped() {
                try {
                  // BUG: Diagnostic contains: does not see that line 52 sets 'state'
                  while (state != State.STOPPED) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void untilPhase() {
                try {
                  // BUG: Diagnostic contains: sets 'phase'
                  while (phase < STOPPING) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void pause() {
                state = State.PAUSED;
                phase = 1;
              }

              void stop() {
                state = State.STOPPED;
                phase = STOPPING;
              }

              private final BlockingQueue<Runnable> others = new LinkedBlockingQueue<>();

              private boolean isLive() {
                return woken == State.RUNNING;
              }

              private void untilWoken() {
                try {
                  while (isLive()) {
                    others.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void wake() {
                woken = State.STOPPED;
                others.add(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void stateInAtomicReference() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Press.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicReference;

            class Press {
              private enum State {
                IDLE,
                RUNNING,
                STOPPED
              }

              private final BlockingQueue<String> sheets = new LinkedBlockingQueue<>();
              private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
              private final AtomicReference<State> other = new AtomicReference<>(State.IDLE);

              void start() {
                if (state.compareAndSet(State.IDLE, State.RUNNING)) {
                  new Thread(this::print).start();
                  new Thread(this::untilOther).start();
                }
              }

              private void print() {
                try {
                  // BUG: Diagnostic contains: does not see that line 46 sets 'state'
                  while (state.get() == State.RUNNING) {
                    System.out.println(sheets.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              // Nobody says that it is to stop.
              private void untilOther() {
                try {
                  while (other.get() != State.STOPPED) {
                    System.out.println(sheets.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                state.set(State.STOPPED);
                other.getAndSet(State.RUNNING);
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchForFlag() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              static final class ByCount {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final CountDownLatch stopped = new CountDownLatch(1);

                ByCount() {
                  new Thread(this::run).start();
                }

                private void run() {
                  try {
                    // BUG: Diagnostic contains: Loop waits in take() and does not see that
                    while (stopped.getCount() > 0) {
                      System.out.println(queue.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void stop() {
                  stopped.countDown();
                }
              }

              static final class ByWait {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final CountDownLatch stopped = new CountDownLatch(1);

                ByWait() {
                  new Thread(this::run).start();
                }

                private void run() {
                  try {
                    // BUG: Diagnostic contains: Loop waits in take() and does not see that
                    while (!stopped.await(3, TimeUnit.SECONDS)) {
                      System.out.println(queue.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void stop() {
                  stopped.countDown();
                }
              }

              static final class OfSeveral {
                private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                private final CountDownLatch open = new CountDownLatch(3);

                OfSeveral() {
                  new Thread(this::run).start();
                }

                private void run() {
                  try {
                    while (open.getCount() > 0) {
                      System.out.println(queue.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void send(String last) {
                  queue.add(last);
                  open.countDown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneMoreComesFromAnIterableOfItsOwn() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Iterator;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> beats = new LinkedBlockingQueue<>();
              private volatile boolean on = true;

              private final class Drum implements Iterable<String>, Iterator<String> {
                private boolean last;

                @Override
                public Iterator<String> iterator() {
                  return this;
                }

                @Override
                public boolean hasNext() {
                  return !last;
                }

                @Override
                public String next() {
                  last = !on;
                  return "boom";
                }
              }

              void start() {
                new Thread(this::beat).start();
                new Thread(this::listen).start();
              }

              private void beat() {
                for (String beat : new Drum()) {
                  beats.add(beat);
                }
              }

              private void listen() {
                try {
                  while (on) {
                    System.out.println(beats.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                on = false;
              }
            }
            """)
        .doTest();
  }
}
