package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

final class NonDaemonStaticHandleTest {
  @Test
  void identification() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class InstanceField {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
            }

            class ThreadsTimeOut {
              private static final ExecutorService POOL = Executors.newCachedThreadPool();
            }

            class ShutDown {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

              static void stop() {
                POOL.shutdown();
              }
            }

            class ShutDownByHook {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

              static {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> POOL.shutdownNow()));
              }
            }

            class ConstantField {
              // BUG: Diagnostic contains: Fixed pool of 4 platform threads in field 'POOL' is never shut down and its threads are no daemons; they keep the JVM from exiting
              private static final ExecutorService POOL = Executors.newFixedThreadPool(4);

              static void run(Runnable task) {
                POOL.execute(task);
              }
            }

            class LazyField {
              private static ExecutorService pool;

              static synchronized void run(Runnable task) {
                if (pool == null) {
                  // BUG: Diagnostic contains: Fixed pool of 5 platform threads in field 'pool' is never shut down
                  pool = Executors.newFixedThreadPool(5);
                }
                pool.execute(task);
              }
            }

            class Holder {
              private static final class Lazy {
                // BUG: Diagnostic contains: Fixed pool of 6 platform threads in field 'POOL' is never shut down
                static final ExecutorService POOL = Executors.newFixedThreadPool(6);
              }

              void run(Runnable task) {
                Lazy.POOL.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void exposed() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "Shown.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Shown {
              public static final ExecutorService POOL = Executors.newFixedThreadPool(1);
            }
            """)
        .doTest();
  }

  @Test
  void singletons() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            enum EnumSingleton {
              INSTANCE;

              // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pool' is never shut down and its threads are no daemons
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            final class LazySingleton {
              private static LazySingleton instance;

              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is never shut down and its threads are no daemons
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              private LazySingleton() {}

              static synchronized LazySingleton get() {
                if (instance == null) {
                  instance = new LazySingleton();
                }
                return instance;
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void daemonsByFactory() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            class Daemons {
              static final ThreadFactory DAEMONS =
                  task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                  };
              static final ExecutorService CONSTANT = Executors.newFixedThreadPool(1, DAEMONS);
              static final ExecutorService REFERENCE =
                  Executors.newFixedThreadPool(2, Daemons::daemon);
              static final ExecutorService CLASS =
                  Executors.newFixedThreadPool(6, new DaemonFactory());

              void run(Runnable task) {
                CONSTANT.execute(task);
                REFERENCE.execute(task);
                CLASS.execute(task);
              }

              static Thread daemon(Runnable task) {
                Thread thread = new Thread(task, "daemon");
                thread.setDaemon(true);
                return thread;
              }

              static class DaemonFactory implements ThreadFactory {
                @Override
                public Thread newThread(Runnable task) {
                  Thread thread = Executors.defaultThreadFactory().newThread(task);
                  thread.setDaemon(true);
                  return thread;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void daemonsByBuilder() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.ThreadFactoryBuilder;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Daemons {
              static final ExecutorService BUILDER =
                  Executors.newFixedThreadPool(3, Thread.ofPlatform().daemon().factory());
              static final ExecutorService VIRTUAL =
                  Executors.newFixedThreadPool(4, Thread.ofVirtual().factory());
              static final ExecutorService GUAVA =
                  Executors.newFixedThreadPool(
                      5, new ThreadFactoryBuilder().setDaemon(true).setNameFormat("d-%d").build());

              void run(Runnable task) {
                BUILDER.execute(task);
                VIRTUAL.execute(task);
                GUAVA.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void factoryOutOfView() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            class Unknown {
              static final ThreadFactory FACTORY = lookUp();
              static final ExecutorService POOL = Executors.newFixedThreadPool(7, FACTORY);

              static native ThreadFactory lookUp();

              static ExecutorService pool;

              void run(Runnable task) {
                POOL.execute(task);
                pool.execute(task);
              }

              static void start(boolean daemon) {
                pool =
                    Executors.newFixedThreadPool(
                        8,
                        task -> {
                          Thread thread = new Thread(task);
                          thread.setDaemon(daemon);
                          return thread;
                        });
              }
            }
            """)
        .doTest();
  }

  @Test
  void defaultFactories() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class Plain {
              static final ExecutorService DEFAULT =
                  // BUG: Diagnostic contains: Fixed pool of 9 platform threads in field 'DEFAULT' is never shut down and its threads are no daemons
                  Executors.newFixedThreadPool(9, Executors.defaultThreadFactory());
              static final ExecutorService REFERENCE =
                  // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'REFERENCE'
                  Executors.newFixedThreadPool(11, Thread::new);
              static final ExecutorService CONSTRUCTED =
                  // BUG: Diagnostic contains: Pool of 12 platform threads in field 'CONSTRUCTED'
                  new ThreadPoolExecutor(12, 12, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

              void run(Runnable task) {
                DEFAULT.execute(task);
                REFERENCE.execute(task);
                CONSTRUCTED.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownFactoriesOfPlainThreads() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Plain {
              static final ExecutorService NAMED =
                  // BUG: Diagnostic contains: Fixed pool of 10 platform threads in field 'NAMED'
                  Executors.newFixedThreadPool(10, task -> new Thread(task, "worker"));
              static final ExecutorService EXPLICITLY_NOT =
                  // BUG: Diagnostic contains: Fixed pool of 13 platform threads in field 'EXPLICITLY_NOT'
                  Executors.newFixedThreadPool(
                      13,
                      task -> {
                        Thread thread = new Thread(task);
                        thread.setDaemon(false);
                        return thread;
                      });

              void run(Runnable task) {
                NAMED.execute(task);
                EXPLICITLY_NOT.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverGivenTask() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class NeverGivenTask {
              static final ExecutorService POOL = Executors.newFixedThreadPool(14);
            }
            """)
        .doTest();
  }

  @Test
  void staticInitializers() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            class A {
              static native ThreadFactory lookUp();

              static {
                ExecutorService daemons =
                    Executors.newFixedThreadPool(1, Thread.ofPlatform().daemon().factory());
                daemons.execute(() -> {});
                ExecutorService unknown = Executors.newFixedThreadPool(2, lookUp());
                unknown.execute(() -> {});
                ExecutorService ended = Executors.newFixedThreadPool(3);
                ended.execute(() -> {});
                ended.shutdown();
                // BUG: Diagnostic contains: Fixed pool of 4 platform threads in 'pool' is never shut down and its threads are no daemons; they keep the JVM from exiting
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedThroughGetter() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static ExecutorService pool;

              private static ExecutorService pool() {
                return pool;
              }

              public static void main(String[] args) {
                pool = Executors.newFixedThreadPool(2);
                try {
                  pool().execute(() -> {});
                } finally {
                  pool().shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void helperMakesDaemons() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      1,
                      task -> {
                        Thread thread = new Thread(task);
                        prepare(thread);
                        return thread;
                      });

              private static void prepare(Thread thread) {
                thread.setDaemon(true);
              }

              static void run(Runnable task) {
                POOL.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void hookThatNeverRuns() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "Report.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Report {
              // BUG: Diagnostic contains: they keep the JVM from exiting
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              Report() {
                Thread end = new Thread(this::end);
                Runtime.getRuntime().addShutdownHook(end);
              }

              void end() {
                pool.shutdown();
              }

              public static void main(String[] args) {
                new Report().pool.execute(() -> System.out.println("done"));
              }
            }
            """)
        .doTest();
  }

  @Test
  void hookOfProcessThatIsStoppedFromOutside() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "Server.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Server {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              Server() {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> pool.shutdown()));
              }

              public static void main(String[] args) throws Exception {
                Server server = new Server();
                while (true) {
                  int request = System.in.read();
                  server.pool.execute(() -> System.out.println(request));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void hookOfPeriodicWork() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "Agent.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Agent {
              private static final ScheduledExecutorService CLOCK = Executors.newScheduledThreadPool(1);

              public static void main(String[] args) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> CLOCK.shutdownNow()));
                CLOCK.scheduleAtFixedRate(() -> System.out.println("tick"), 0, 1, TimeUnit.SECONDS);
              }
            }
            """)
        .doTest();
  }

  @Test
  void factorySetLater() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final ThreadPoolExecutor DAEMONS =
                  new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
              private static final ThreadPoolExecutor USERS =
                  // BUG: Diagnostic contains: USERS
                  new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

              static {
                DAEMONS.setThreadFactory(
                    task -> {
                      Thread thread = new Thread(task, "background");
                      thread.setDaemon(true);
                      return thread;
                    });
                USERS.setThreadFactory(Executors.defaultThreadFactory());
              }

              static void run(Runnable task) {
                DAEMONS.execute(task);
                USERS.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsOfDaemons() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static final class Inherited {
                private static final ExecutorService POOL =
                    Executors.newFixedThreadPool(2, task -> new Thread(task, "part"));

                private static void boot() {
                  POOL.execute(() -> System.out.println("part"));
                }

                static void start() {
                  Thread boot = new Thread(Inherited::boot, "boot");
                  boot.setDaemon(true);
                  boot.start();
                }
              }

              static final class OfUserThread {
                private static final ExecutorService POOL =
                    // BUG: Diagnostic contains: POOL
                    Executors.newFixedThreadPool(3, task -> new Thread(task, "part"));

                private static void boot() {
                  POOL.execute(() -> System.out.println("part"));
                }

                static void start() {
                  new Thread(OfUserThread::boot, "boot").start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  @EnabledForJreRange(minVersion = 25, maxVersion = 25)
  void stableValues() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .setArgs("--enable-preview", "--release", "25")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDown {
              private static final StableValue<ExecutorService> POOL = StableValue.of();

              static void run(Runnable task) {
                POOL.orElseSet(() -> Executors.newFixedThreadPool(1)).execute(task);
              }

              static void stop() {
                POOL.orElseThrow().shutdown();
              }
            }

            class NeverShutDown {
              private static final StableValue<ExecutorService> POOL = StableValue.of();

              static void run(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'POOL' is never shut down
                POOL.orElseSet(() -> Executors.newFixedThreadPool(2)).execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void singleThreads() {
    compileLog("", "// BUG: Diagnostic contains: they keep the JVM from exiting");
    compileLog("System.exit(0);", "");
  }

  private void compileLog(String end, String report) {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "Log.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Log {
              %s
              private static final ExecutorService WRITER = Executors.newSingleThreadExecutor();

              static void log(String text) {
                WRITER.execute(() -> System.out.println(text));
              }

              public static void main(String[] args) {
                log("started");
                %s
              }
            }
            """
                .formatted(report, end))
        .doTest();
  }

  @Test
  void singleThreadThatTheHookRefersTo() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            class A {
              // BUG: Diagnostic contains: keep the JVM from exiting
              private final ExecutorService pool = Executors.newSingleThreadExecutor();
              void run() {
                pool.execute(() -> System.out.println("x"));
              }
              void stop() {
                pool.shutdown();
              }
              public static void main(String[] args) {
                A a = new A();
                Runtime.getRuntime().addShutdownHook(new Thread(a::stop));
                a.run();
              }
            }
            """)
        .doTest();
  }
}
