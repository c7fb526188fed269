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
  void fieldReleasedInClose() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownInClose implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
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
  void fieldReleasedThroughCopy() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownThroughCopy {
              private ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                ExecutorService old = pool;
                pool = null;
                if (old != null) {
                  old.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByMethodReference() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByMethodReference {
              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              ShutDownByMethodReference() {
                Runtime.getRuntime().addShutdownHook(new Thread(pool::shutdown));
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByInnerClass() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByInnerClass {
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              void run(Runnable task) {
                pool.execute(task);
              }

              class Registration implements AutoCloseable {
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
  void fieldReleasedByHelper() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByHelper {
              private final ExecutorService pool = Executors.newFixedThreadPool(5);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                end(pool);
              }

              private static void end(ExecutorService executor) {
                executor.shutdown();
              }
            }

            class ReleasedByCalledPrivateMethod {
              private final ExecutorService pool = Executors.newFixedThreadPool(6);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                end();
              }

              private void end() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldInjected() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class Injected {
              private final ExecutorService pool;

              Injected(ExecutorService pool) {
                this.pool = pool;
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldNeverReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Poller {
              private final ExecutorService pool =
                  // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is never shut down; its threads never end
                  Executors.newFixedThreadPool(7);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class StartedLater {
              private ExecutorService pool;

              void start(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(10);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldSetByConstructor() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class SetInConstructor {
              private final ExecutorService pool;

              SetInConstructor() {
                // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(8);
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class SetInInitializer {
              private final ExecutorService pool;

              {
                // BUG: Diagnostic contains: Fixed pool of 9 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(9);
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByMethodNobodyCalls() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class PrivateMethodNobodyCalls {
              // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(11);

              void run(Runnable task) {
                pool.execute(task);
              }

              private void end() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedBesideAnother() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ClosesOneOfTwo implements AutoCloseable {
              private final ExecutorService readers = Executors.newFixedThreadPool(12);
              // BUG: Diagnostic contains: Fixed pool of 13 platform threads in field 'writers' is never shut down
              private final ExecutorService writers = Executors.newFixedThreadPool(13);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              @Override
              public void close() {
                readers.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldOnlySetToNull() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ForgottenSetToNull {
              // BUG: Diagnostic contains: Fixed pool of 14 platform threads in field 'pool' is never shut down
              private ExecutorService pool = Executors.newFixedThreadPool(14);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldNeverGivenTask() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class NeverGivenTask {
              private final ExecutorService pool = Executors.newFixedThreadPool(15);

              boolean isDown() {
                return pool.isShutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldShownToSubclasses() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShownToSubclasses {
              // BUG: Diagnostic contains: Fixed pool of 16 platform threads in field 'pool' is never shut down
              protected final ExecutorService pool = Executors.newFixedThreadPool(16);

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsIteratedOver() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class IteratedOver {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(1));
              }

              void stop() {
                for (ExecutorService pool : pools) {
                  pool.shutdown();
                }
              }
            }

            class ForEachMethodReference {
              private final List<ExecutorService> pools =
                  List.of(Executors.newFixedThreadPool(2), Executors.newFixedThreadPool(3));

              void stop() {
                pools.forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsIteratedByHand() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.Iterator;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class IteratedByHand {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(4));
              }

              void stop() {
                Iterator<ExecutorService> iterator = pools.iterator();
                while (iterator.hasNext()) {
                  iterator.next().shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void valuesOfMapReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapValues {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(5)).execute(task);
              }

              void stop() {
                pools.values().forEach(pool -> pool.shutdown());
              }
            }
            """)
        .doTest();
  }

  @Test
  void entriesOfMapReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapEntries {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void add(String key) {
                pools.put(key, Executors.newFixedThreadPool(6));
              }

              void stop() {
                for (Map.Entry<String, ExecutorService> entry : pools.entrySet()) {
                  entry.getValue().shutdown();
                }
              }
            }

            class RemovedFromMap {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void add(String key) {
                pools.put(key, Executors.newFixedThreadPool(7));
              }

              void remove(String key) {
                ExecutorService pool = pools.remove(key);
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsOfArrayReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ArrayElements {
              private final ExecutorService[] pools = new ExecutorService[2];

              ArrayElements() {
                for (int i = 0; i < pools.length; i++) {
                  pools[i] = Executors.newFixedThreadPool(8);
                }
              }

              void stop() {
                for (int i = 0; i < pools.length; i++) {
                  pools[i].shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsStreamed() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Streamed {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(9));
              }

              void stop() {
                pools.stream().filter(pool -> !pool.isShutdown()).forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void collectionOnlyCleared() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OnlyCleared {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in
                ExecutorService pool = Executors.newFixedThreadPool(10);
                pools.add(pool);
                pool.execute(task);
              }

              void stop() {
                pools.clear();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mapNobodyEmpties() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapNobodyEmpties {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void run(String key, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pools' is never shut down
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(11)).execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void arrayNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ArrayNobodyReleases {
              private final ExecutorService[] pools =
                  // BUG: Diagnostic contains: Fixed pool of 12 platform threads in field 'pools' is never shut down
                  {Executors.newFixedThreadPool(12)};

              void run(Runnable task) {
                pools[0].execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void localCollections() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static void keep(ExecutorService pool, List<ExecutorService> pools) {
                pools.add(pool);
              }

              void keptInListOfCaller(List<ExecutorService> pools, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                keep(pool, pools);
              }

              void neverGivenTask() {
                List<ExecutorService> pools = new ArrayList<>();
                pools.add(Executors.newFixedThreadPool(2));
                System.out.println(pools.size());
              }

              void emptied(Runnable task) {
                List<ExecutorService> pools = new ArrayList<>();
                pools.add(Executors.newFixedThreadPool(3));
                pools.forEach(pool -> pool.execute(task));
                pools.forEach(ExecutorService::shutdown);
              }

              void list(Runnable task) {
                List<ExecutorService> pools = new ArrayList<>();
                // BUG: Diagnostic contains: Fixed pool of 4 platform threads in 'pools' is never shut down
                pools.add(Executors.newFixedThreadPool(4));
                pools.forEach(pool -> pool.execute(task));
              }

              void array(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 5 platform threads in 'pools' is never shut down
                ExecutorService[] pools = {Executors.newFixedThreadPool(5)};
                pools[0].execute(task);
              }

              @SuppressWarnings({"unchecked", "rawtypes"})
              void rawList(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 6 platform threads in 'pool' is never shut down; its threads never end (where to release it is yours to choose)
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                List pools = new ArrayList();
                pools.add(pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void referenceReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class ReferenceReleased {
              private final AtomicReference<ExecutorService> pool =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));

              void stop() {
                ExecutorService old = pool.getAndSet(null);
                if (old != null) {
                  old.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionalReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OptionalReleased {
              private final Optional<ExecutorService> pool =
                  Optional.of(Executors.newFixedThreadPool(2));

              void stop() {
                pool.ifPresent(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordComponentReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class RecordComponentReleased {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage = new Stage("parse", Executors.newFixedThreadPool(3));

              void stop() {
                stage.pool().shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadLocalReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThreadLocalReleased {
              private final ThreadLocal<ExecutorService> pool =
                  ThreadLocal.withInitial(() -> Executors.newFixedThreadPool(4));

              void stop() {
                pool.get().shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void referenceNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class ReferenceNobodyReleases {
              private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

              void start() {
                // BUG: Diagnostic contains: Fixed pool of 5 platform threads in field 'pool' is never shut down
                pool.set(Executors.newFixedThreadPool(5));
              }

              void run(Runnable task) {
                pool.get().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordComponentNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class RecordComponentNobodyReleases {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage =
                  // BUG: Diagnostic contains: Fixed pool of 6 platform threads in field 'pool' is never shut down
                  new Stage("parse", Executors.newFixedThreadPool(6));

              void run(Runnable task) {
                stage.pool().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadLocalNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThreadLocalNobodyReleases {
              private final ThreadLocal<ExecutorService> pool =
                  // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is never shut down
                  ThreadLocal.withInitial(() -> Executors.newFixedThreadPool(7));

              void run(Runnable task) {
                pool.get().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionalNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OptionalNobodyReleases {
              private final Optional<ExecutorService> pool =
                  // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down
                  Optional.of(Executors.newFixedThreadPool(8));

              void run(Runnable task) {
                pool.ifPresent(p -> p.execute(task));
              }
            }
            """)
        .doTest();
  }

  @Test
  void singletons() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class StaticField {
              static final ExecutorService POOL = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                POOL.execute(task);
              }
            }

            final class Singleton {
              private static final Singleton INSTANCE = new Singleton();

              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              private Singleton() {}

              static void run(Runnable task) {
                INSTANCE.pool.execute(task);
              }
            }

            enum EnumConstant {
              INSTANCE;

              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            final class SingletonOfOneOfTwo {
              private static final SingletonOfOneOfTwo INSTANCE = new SingletonOfOneOfTwo();

              // BUG: Diagnostic contains: Fixed pool of 4 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              private SingletonOfOneOfTwo() {}

              static SingletonOfOneOfTwo another() {
                return new SingletonOfOneOfTwo();
              }

              void run(Runnable task) {
                INSTANCE.pool.execute(task);
                pool.execute(task);
              }
            }

            final class SingletonThatCanBeStopped {
              private static final SingletonThatCanBeStopped INSTANCE = new SingletonThatCanBeStopped();

              // BUG: Diagnostic contains: Fixed pool of 5 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(5);
              private boolean stopped;

              private SingletonThatCanBeStopped() {}

              void run(Runnable task) {
                INSTANCE.pool.execute(task);
              }

              void stop() {
                stopped = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclasses() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            abstract class ReleasedBySubclass {
              protected final ExecutorService pool = Executors.newFixedThreadPool(1);
            }

            class Releasing extends ReleasedBySubclass {
              void stop() {
                pool.shutdown();
              }
            }

            abstract class ReleasedByNoSubclass {
              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is never shut down
              final ExecutorService pool = Executors.newFixedThreadPool(2);
            }

            class Using extends ReleasedByNoSubclass {
              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class TracingPool extends ThreadPoolExecutor {
              TracingPool(int size) {
                super(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              }
            }

            class UserOfSubclassOfPool {
              // BUG: Diagnostic contains: Pool of 3 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = new TracingPool(3);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class AnonymousPool {
              void run(Runnable task) {
                ExecutorService pool =
                    // BUG: Diagnostic contains: Pool of 4 platform threads in 'pool' is never shut down
                    new ThreadPoolExecutor(4, 4, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                      @Override
                      protected void terminated() {
                        System.out.println("done");
                      }
                    };
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsOfOtherUnits() {
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
            "shop/Importer.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;

            class Importer {
              final ExecutorService pool = Pools.workers();

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .addSourceLines(
            "shop/Exporter.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;

            class Exporter {
              // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pool' is never shut down
              final ExecutorService pool = Pools.workers();

              void run(Runnable task) {
                Pools.use(pool, task);
              }
            }
            """)
        .addSourceLines(
            "shop/Application.java",
            """
            package shop;

            class Application {
              private final Importer importer = new Importer();
              private final Exporter exporter = new Exporter();

              void stop() {
                Pools.end(importer.pool);
                System.out.println(exporter.pool);
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

  @Test
  void keysThatAreFunctions() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<Runnable, ExecutorService> pools = new HashMap<>();

              void add(Runnable listener) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pools' is never shut down
                pools.put(listener, Executors.newFixedThreadPool(1));
              }

              void fire() {
                pools.forEach((listener, pool) -> pool.execute(listener));
              }

              void remove(Runnable listener) {
                pools.remove(listener);
              }
            }
            """)
        .doTest();
  }
}
