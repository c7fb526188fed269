package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.NonDaemonStaticHandle;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class DaemonFixesTest {
  @Test
  void builder() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.ThreadPoolExecutor.AbortPolicy;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final ExecutorService ONE = Executors.newFixedThreadPool(2);
              private static final ExecutorService TWO = Executors.newSingleThreadScheduledExecutor();
              private static final ExecutorService THREE =
                  new ThreadPoolExecutor(
                      3, 3, 0, TimeUnit.DAYS, new LinkedBlockingQueue<>(), new AbortPolicy());

              void m(Runnable task) {
                ONE.execute(task);
                TWO.execute(task);
                THREE.execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.ThreadPoolExecutor.AbortPolicy;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final ExecutorService ONE =
                  Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
              private static final ExecutorService TWO =
                  Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
              private static final ExecutorService THREE =
                  new ThreadPoolExecutor(
                      3,
                      3,
                      0,
                      TimeUnit.DAYS,
                      new LinkedBlockingQueue<>(),
                      Thread.ofPlatform().daemon().factory(),
                      new AbortPolicy());

              void m(Runnable task) {
                ONE.execute(task);
                TWO.execute(task);
                THREE.execute(task);
              }
            }
            """);
  }

  @Test
  void lambda() {
    Repair.by(NonDaemonStaticHandle.class)
        .release("17")
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService ONE = Executors.newFixedThreadPool(4);

              void m(Runnable task) {
                ONE.execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService ONE =
                  Executors.newFixedThreadPool(
                      4,
                      task -> {
                        Thread thread = new Thread(task);
                        thread.setDaemon(true);
                        return thread;
                      });

              void m(Runnable task) {
                ONE.execute(task);
              }
            }
            """);
  }

  @Test
  void factoryGiven() {
    Repair.by(NonDaemonStaticHandle.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService ONE =
                  // BUG: Diagnostic contains: daemons
                  Executors.newFixedThreadPool(5, Executors.defaultThreadFactory());

              void m(Runnable task) {
                ONE.execute(task);
              }
            }
            """);
  }

  @Test
  void sourceLevelOlderThanClassPath() {
    Repair.by(NonDaemonStaticHandle.class)
        .source("11")
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService ONE = Executors.newFixedThreadPool(4);

              void m(Runnable task) {
                ONE.execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService ONE =
                  Executors.newFixedThreadPool(
                      4,
                      task -> {
                        Thread thread = new Thread(task);
                        thread.setDaemon(true);
                        return thread;
                      });

              void m(Runnable task) {
                ONE.execute(task);
              }
            }
            """);
  }

  @Test
  void tasksLeftByMain() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

              static void add(String text) {
                POOL.execute(() -> System.out.println(text));
              }

              public static void main(String[] args) {
                add("a");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

              static void add(String text) {
                POOL.execute(() -> System.out.println(text));
              }

              public static void main(String[] args) {
                add("a");
                POOL.shutdown();
              }
            }
            """);
  }

  @Test
  void tasksAwaitedByMain() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

              static void add(String text) {
                POOL.execute(() -> System.out.println(text));
              }

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());

              static void add(String text) {
                POOL.execute(() -> System.out.println(text));
              }

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """);
  }

  @Test
  void tasksLeftToAnEnum() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              enum Clock {
                INSTANCE;

                private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);

                void later(String text) {
                  pool.schedule(() -> System.out.println(text), 1, TimeUnit.SECONDS);
                }
              }

              public static void main(String[] args) {
                Clock.INSTANCE.later("a");
              }
            }
            """,
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              enum Clock {
                INSTANCE;

                private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);

                void later(String text) {
                  pool.schedule(() -> System.out.println(text), 1, TimeUnit.SECONDS);
                }
              }

              public static void main(String[] args) {
                Clock.INSTANCE.later("a");
                Clock.INSTANCE.pool.shutdown();
              }
            }
            """);
  }

  @Test
  void threadOfAnonymousFactory() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      new ThreadFactory() {
                        @Override
                        public Thread newThread(Runnable task) {
                          return new Thread(task, "worker");
                        }
                      });

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      new ThreadFactory() {
                        @Override
                        public Thread newThread(Runnable task) {
                          Thread thread = new Thread(task, "worker");
                          thread.setDaemon(true);
                          return thread;
                        }
                      });

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """);
  }

  @Test
  void threadOfLambda() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      task -> new Thread(task, "worker"));

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      task -> {
                        Thread thread = new Thread(task, "worker");
                        thread.setDaemon(true);
                        return thread;
                      });

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """);
  }

  @Test
  void namedThreadOfLambda() {
    Repair.by(NonDaemonStaticHandle.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      task -> {
                        Thread named = new Thread(task);
                        named.setName("worker");
                        return named;
                      });

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL =
                  Executors.newFixedThreadPool(
                      2,
                      task -> {
                        Thread named = new Thread(task);
                        named.setName("worker");
                        named.setDaemon(true);
                        return named;
                      });

              public static void main(String[] args) throws Exception {
                System.out.println(POOL.submit(() -> 1).get());
              }
            }
            """);
  }
}
