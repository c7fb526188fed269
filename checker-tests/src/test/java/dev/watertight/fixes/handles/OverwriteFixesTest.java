package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.HandleOverwrittenWhileOpen;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class OverwriteFixesTest {
  @Test
  void local() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                // The second.
                pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                // The second.
                pool.shutdown();
                pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                pool.shutdown();
              }
            }
            """);
  }

  @Test
  void uninitialized() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool;
                // BUG: Diagnostic contains: overwritten
                pool = Executors.newFixedThreadPool(4);
                pool.execute(task);
                pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                pool.shutdown();
              }
            }
            """);
  }

  @Test
  void reference() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> executor =
                  new AtomicReference<>(Executors.newFixedThreadPool(6));

              void reload() {
                executor.set(Executors.newFixedThreadPool(7));
              }

              void m(Runnable task) {
                executor.get().execute(task);
              }

              void close() {
                executor.get().shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> executor =
                  new AtomicReference<>(Executors.newFixedThreadPool(6));

              void reload() {
                ExecutorService previous = executor.getAndSet(Executors.newFixedThreadPool(7));
                if (previous != null) {
                  previous.shutdown();
                }
              }

              void m(Runnable task) {
                executor.get().execute(task);
              }

              void close() {
                executor.get().shutdown();
              }
            }
            """);
  }

  @Test
  void field() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService executor;

              void connect() {
                executor = Executors.newFixedThreadPool(8);
              }

              void reconnect(Runnable task) {
                executor = Executors.newFixedThreadPool(8);
                executor.execute(task);
              }

              void close() {
                executor.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService executor;

              void connect() {
                executor = Executors.newFixedThreadPool(8);
              }

              void reconnect(Runnable task) {
                if (executor != null) {
                  executor.shutdown();
                }
                executor = Executors.newFixedThreadPool(8);
                executor.execute(task);
              }

              void close() {
                executor.shutdown();
              }
            }
            """);
  }

  @Test
  void referenceGivesBackOld() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> pool =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));

              void run(Runnable task) {
                pool.get().execute(task);
              }

              void replace() {
                pool.getAndSet(Executors.newFixedThreadPool(2));
              }

              void close() {
                pool.get().shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> pool =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));

              void run(Runnable task) {
                pool.get().execute(task);
              }

              void replace() {
                ExecutorService previous = pool.getAndSet(Executors.newFixedThreadPool(2));
                if (previous != null) {
                  previous.shutdown();
                }
              }

              void close() {
                pool.get().shutdown();
              }
            }
            """);
  }

  @Test
  void releasedAsElsewhere() {
    String before =
        """
        import java.util.List;
        import java.util.concurrent.Executors;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class A {
          public static void main(String[] args) {
            ScheduledExecutorService watch = null;
            for (String host : List.of("a", "b")) {
              watch = Executors.newSingleThreadScheduledExecutor();
              watch.schedule(() -> System.out.println(host), 30, TimeUnit.SECONDS);
            }
            if (watch != null) {
              watch.shutdownNow();
            }
          }
        }
        """;
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            before,
            before.replace(
                "      watch = Exec",
                "      if (watch != null) {\n"
                    + "        watch.shutdownNow();\n"
                    + "      }\n"
                    + "      watch = Exec"));
  }

  @Test
  void nobodyReleasesTheLast() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Bench {
              private ExecutorService hands = Executors.newFixedThreadPool(1);

              private void reset() {
                hands = Executors.newFixedThreadPool(2);
              }

              private void stop() {
                System.out.println("stopped");
              }

              private void turn() throws Exception {
                System.out.println(hands.submit(() -> "turned").get());
              }

              public static void main(String[] args) throws Exception {
                Bench bench = new Bench();
                bench.turn();
                bench.reset();
                bench.turn();
                bench.stop();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Bench {
              private ExecutorService hands = Executors.newFixedThreadPool(1);

              private void reset() {
                hands.shutdown();
                hands = Executors.newFixedThreadPool(2);
              }

              private void stop() {
                System.out.println("stopped");
                hands.shutdown();
              }

              private void turn() throws Exception {
                System.out.println(hands.submit(() -> "turned").get());
              }

              public static void main(String[] args) throws Exception {
                Bench bench = new Bench();
                bench.turn();
                bench.reset();
                bench.turn();
                bench.stop();
              }
            }
            """);
  }

  @Test
  void oldOneOwesASignal() {
    Repair.by(ExpiringHandleNotReleased.class)
        .keeps(
            """
            import java.util.Timer;
            import java.util.TimerTask;
            import java.util.concurrent.CountDownLatch;

            class A implements AutoCloseable {
              private Timer timer = new Timer();

              void restart(CountDownLatch ticks) {
                // BUG: Diagnostic contains: (cancel() on the old one drops its tasks
                timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        ticks.countDown();
                      }
                    },
                    0);
              }

              @Override
              public void close() {
                timer.cancel();
              }

              public static void main(String[] args) throws InterruptedException {
                CountDownLatch ticks = new CountDownLatch(2);
                try (A a = new A()) {
                  a.restart(ticks);
                  a.restart(ticks);
                  ticks.await();
                }
              }
            }
            """);
  }

  /** Whoever waits for a queued task would wait for ever if that were dropped. */
  @Test
  void notDroppedWhereOthersWaitForTasks() {
    String before =
        """
        import java.util.concurrent.CountDownLatch;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A implements AutoCloseable {
          private ExecutorService pool;

          A() {
            restart();
          }

          final void restart() {
            pool = Executors.newFixedThreadPool(1);
            pool.execute(() -> System.out.println("started"));
          }

          void ask() throws InterruptedException {
            CountDownLatch answered = new CountDownLatch(1);
            pool.execute(
                () -> {
                  System.out.println("asked");
                  answered.countDown();
                });
            answered.await();
          }

          @Override
          public void close() {
            pool.shutdownNow();
          }

          public static void main(String[] args) throws InterruptedException {
            try (A a = new A()) {
              a.ask();
              a.restart();
              a.ask();
            }
          }
        }
        """;
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            before,
            before.replace(
                "    pool = Exec",
                "    if (pool != null) {\n      pool.shutdown();\n    }\n    pool = Exec"));
  }

  @Test
  void callerUsesBoth() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A implements AutoCloseable {
              private ExecutorService pool;

              Future<?> start(Runnable task) {
                // BUG: Diagnostic contains: yours to choose
                pool = Executors.newFixedThreadPool(2);
                return pool.submit(task);
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }

              public static void main(String[] args) throws Exception {
                try (A a = new A()) {
                  Future<?> one = a.start(() -> System.out.println(1));
                  Future<?> other = a.start(() -> System.out.println(2));
                  one.get();
                  other.get();
                }
              }
            }
            """);
  }
}
