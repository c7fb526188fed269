package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Who sets the flag interrupts the thread, however it is found. */
final class StopFlagWithoutWakeupInterruptsTest {
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
}
