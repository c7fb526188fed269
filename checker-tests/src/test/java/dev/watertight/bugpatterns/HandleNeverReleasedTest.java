package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleNeverReleasedTest {
  @Test
  void nothingToRelease() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ForkJoinPool;

            class A {
              void noOpener() {
                ForkJoinPool.commonPool().execute(() -> {});
              }

              void neverGivenTask() {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                System.out.println(pool.isShutdown());
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsEndByThemselves() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ForkJoinPool;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void threadsEndByThemselves(Runnable task) {
                Executors.newCachedThreadPool().execute(task);
                Executors.newSingleThreadExecutor().execute(task);
                Executors.newVirtualThreadPerTaskExecutor().execute(task);
                new ForkJoinPool(3).execute(task);
                new ThreadPoolExecutor(0, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>())
                    .execute(task);
              }

              void coreThreadsTimeOut(Runnable task) {
                ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(5, 5, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.allowCoreThreadTimeOut(true);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void released() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void shutDown(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                pool.shutdown();
              }

              void closedByTryWithResources(Runnable task) {
                try (ExecutorService pool = Executors.newFixedThreadPool(7)) {
                  pool.execute(task);
                }
              }

              void shutDownOnSomePaths(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(10);
                pool.submit(task).get();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedToOthers() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              native void register(ExecutorService executor);

              ExecutorService returned(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(8);
                pool.execute(task);
                return pool;
              }

              void givenAway(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(9);
                pool.execute(task);
                register(pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void localNeverReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void local(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is never shut down; its threads never end
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
              }

              void sizeInVariable(int size, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of size platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(size);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void thrownAway() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledThreadPoolExecutor;

            class A {
              void thrownAway(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread is thrown away and never shut down
                Executors.newFixedThreadPool(1).execute(task);
              }

              void scheduledPoolThrownAway(Runnable task) {
                // BUG: Diagnostic contains: Scheduled pool of 110 platform threads is thrown away and never shut down
                new ScheduledThreadPoolExecutor(110).execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void kindsOfExecutors() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.ScheduledThreadPoolExecutor;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void scheduler(Runnable task) {
                // BUG: Diagnostic contains: Scheduler with one platform thread in 'ticks' is never shut down
                ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
                ticks.scheduleAtFixedRate(task, 0, 1, TimeUnit.SECONDS);
              }

              void constructors(Runnable task) {
                ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: Pool of 3 platform threads in 'pool' is never shut down
                    new ThreadPoolExecutor(3, 3, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.execute(task);
                // BUG: Diagnostic contains: Scheduled pool of 4 platform threads in 'other' is never shut down
                ScheduledThreadPoolExecutor other = new ScheduledThreadPoolExecutor(4);
                other.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void coreThreadsDoNotTimeOut() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void coreThreadsDoNotTimeOut(Runnable task) {
                ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: Pool of 5 platform threads in 'pool' is never shut down
                    new ThreadPoolExecutor(5, 5, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.allowCoreThreadTimeOut(false);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitingIsNoRelease() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              void waitingIsNoRelease(Runnable task) throws InterruptedException {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(11);
                pool.execute(task);
                pool.awaitTermination(1, TimeUnit.MINUTES);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lentToBorrower() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void lentToBorrower(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 12 platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(12);
                CompletableFuture.runAsync(task, pool).join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void wrapped() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void wrapped(Runnable task) {
                ExecutorService pool =
                    // BUG: Diagnostic contains: Fixed pool of 13 platform threads in 'pool'
                    Executors.unconfigurableExecutorService(Executors.newFixedThreadPool(13));
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedInLambda() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;

            class A {
              int inLambda(Runnable task) {
                Runnable start =
                    // BUG: Diagnostic contains: Fixed pool of 14 platform threads is thrown away
                    () -> Executors.newFixedThreadPool(14).execute(task);
                start.run();
                return 14;
              }
            }
            """)
        .doTest();
  }

  @Test
  void localsFromFactoryOfOtherUnit() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "shop/Pools.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Pools {
              private Pools() {}

              static ExecutorService workers() {
                return Executors.newFixedThreadPool(1);
              }

              static void end(ExecutorService pool) {
                pool.shutdown();
              }

              static void use(ExecutorService pool, Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .addSourceLines(
            "shop/Application.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;

            class Application {
              void batch(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread in 'pool' is never shut down
                ExecutorService pool = Pools.workers();
                Pools.use(pool, task);
              }

              void releasedBatch(Runnable task) {
                ExecutorService pool = Pools.workers();
                try {
                  Pools.use(pool, task);
                } finally {
                  Pools.end(pool);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void guavaWrappers() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.ListeningExecutorService;
            import com.google.common.util.concurrent.MoreExecutors;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void exiting(Runnable task) {
                MoreExecutors.getExitingExecutorService(
                        (ThreadPoolExecutor) Executors.newFixedThreadPool(1))
                    .execute(task);
              }

              void decoratorReleased(Runnable task) throws InterruptedException {
                ListeningExecutorService pool =
                    MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(2));
                pool.execute(task);
                MoreExecutors.shutdownAndAwaitTermination(pool, 1, TimeUnit.SECONDS);
              }

              void decorator(Runnable task) {
                ListeningExecutorService pool =
                    // BUG: Diagnostic contains: Fixed pool of 3 platform threads in 'pool' is never shut down
                    MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(3));
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void guavaServices() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Heartbeat.java",
            """
            import com.google.common.util.concurrent.AbstractScheduledService;
            import java.time.Duration;

            final class Heartbeat extends AbstractScheduledService {
              @Override
              protected void runOneIteration() {}

              @Override
              protected Scheduler scheduler() {
                return Scheduler.newFixedRateSchedule(Duration.ZERO, Duration.ofSeconds(1));
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void neverStarted() {
                Heartbeat heartbeat = new Heartbeat();
                System.out.println(heartbeat.isRunning());
              }

              void stopped() {
                Heartbeat heartbeat = new Heartbeat();
                heartbeat.startAsync().awaitRunning();
                heartbeat.stopAsync();
              }

              void started() {
                // BUG: Diagnostic contains: Scheduled service with one platform thread in 'heartbeat' is never stopped
                Heartbeat heartbeat = new Heartbeat();
                heartbeat.startAsync().awaitRunning();
              }

              void startedFluently() {
                // BUG: Diagnostic contains: Scheduled service with one platform thread is thrown away and never stopped
                new Heartbeat().startAsync();
              }
            }
            """)
        .doTest();
  }

  @Test
  void frameworks() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            @Retention(RetentionPolicy.RUNTIME)
            @interface Bean {}

            @Retention(RetentionPolicy.RUNTIME)
            @interface PreDestroy {}

            class Configuration {
              @Bean
              ExecutorService workers() {
                return Executors.newFixedThreadPool(1);
              }
            }

            class Component {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              @PreDestroy
              private void end() {
                pool.shutdown();
              }
            }

            class ComponentNobodyDestroys {
              // BUG: Diagnostic contains: Fixed pool of 3 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              @PreDestroy
              void end() {
                System.out.println(pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolThatShutsItselfDown() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class OneShot extends ThreadPoolExecutor {
              OneShot() {
                super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              }

              @Override
              protected void afterExecute(Runnable task, Throwable failure) {
                shutdown();
              }
            }

            class Counting extends ThreadPoolExecutor {
              Counting() {
                super(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              }

              @Override
              public void shutdown() {
                super.shutdown();
              }
            }

            class A {
              void endsItself(Runnable task) {
                new OneShot().execute(task);
              }

              void doesNot(Runnable task) {
                // BUG: Diagnostic contains: Pool of platform threads is thrown away
                new Counting().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolWhoseClassLetsThreadsTimeOut() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class Elastic extends ThreadPoolExecutor {
              Elastic(int size) {
                super(size, size, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                allowCoreThreadTimeOut(true);
              }
            }

            class Sized extends ThreadPoolExecutor {
              Sized(int core) {
                super(core, 9, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              }

              Sized() {
                this(0);
              }
            }

            class A {
              void timesOut(Runnable task) {
                new Elastic(2).execute(task);
                new Sized().execute(task);
                new Sized(0).execute(task);
              }

              void keepsThreads(Runnable task) {
                // BUG: Diagnostic contains: Pool of 3 platform threads is thrown away
                new Sized(3).execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lambdasBesideTheOnlyClassOfAnInterface() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            interface Disposer {
              void dispose(ExecutorService pool);
            }

            class Keeper implements Disposer {
              @Override
              public void dispose(ExecutorService pool) {}
            }

            interface Printer {
              void print(ExecutorService pool);
            }

            class A {
              void released(Runnable task, Disposer disposer) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                disposer.dispose(pool);
              }

              void printed(Runnable task, Printer printer) {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is never
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                printer.print(pool);
              }

              void run(Runnable task) {
                released(task, ExecutorService::shutdown);
                released(task, pool -> pool.shutdownNow());
                printed(task, pool -> System.out.println(pool));
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenBackFromServer() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpServer;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void start(HttpServer server) {
                server.setExecutor(Executors.newFixedThreadPool(2));
                server.start();
              }

              void stop(HttpServer server) {
                server.stop(0);
                ((ExecutorService) server.getExecutor()).shutdown();
              }
            }
            """)
        .doTest();
  }
}
