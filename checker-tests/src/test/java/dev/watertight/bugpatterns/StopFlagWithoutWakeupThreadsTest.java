package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Threads that interrupt themselves, and those kept where they are hard to find. */
final class StopFlagWithoutWakeupThreadsTest {
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

  @Test
  void daemonOfMain() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static volatile boolean running = true;

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            while (running) {
                              System.out.println(lines.take());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                printer.setDaemon(true);
                printer.start();
                lines.put("a");
                running = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void toldToAHandlerOfExceptions() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Scheduler.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Scheduler {
              private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
              private final Thread.UncaughtExceptionHandler handler;
              private final Thread thread = new Thread(this::run);
              private volatile boolean alive = true;

              Scheduler(Thread.UncaughtExceptionHandler handler) {
                this.handler = handler;
              }

              void start() {
                thread.start();
              }

              void stop() {
                alive = false;
              }

              void put(Runnable task) {
                tasks.add(task);
              }

              private void run() {
                // BUG: Diagnostic contains: does not see that line 19 sets 'alive'
                while (alive) {
                  try {
                    tasks.take().run();
                  } catch (InterruptedException e) {
                    return;
                  } catch (RuntimeException e) {
                    handler.uncaughtException(thread, e);
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Scheduler scheduler = new Scheduler((thread, e) -> System.err.println(thread + " " + e));
                scheduler.start();
                scheduler.put(() -> System.out.println("ran"));
                Thread.sleep(50);
                scheduler.stop();
              }
            }
            """)
        .doTest();
  }
}
