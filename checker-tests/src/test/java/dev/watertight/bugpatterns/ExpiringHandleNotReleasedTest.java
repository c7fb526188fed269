package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ExpiringHandleNotReleasedTest {
  @Test
  void notExpiring() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ForkJoinPool;

            class A {
              void persistent(Runnable task) {
                Executors.newFixedThreadPool(1).execute(task);
              }

              void commonPool(Runnable task) {
                ForkJoinPool.commonPool().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverGivenTask() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void neverGivenTask() {
                ExecutorService pool = Executors.newCachedThreadPool();
                System.out.println(pool.isTerminated());
              }
            }
            """)
        .doTest();
  }

  @Test
  void released() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void shutDown(Runnable task) {
                ExecutorService pool = Executors.newCachedThreadPool();
                pool.execute(task);
                pool.shutdown();
              }

              void closedByTryWithResources(Runnable task) {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                  pool.submit(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void returned() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              ExecutorService returned(Runnable task) {
                ExecutorService pool = Executors.newWorkStealingPool();
                pool.execute(task);
                return pool;
              }
            }
            """)
        .doTest();
  }

  @Test
  void cachedPool() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void cached(Runnable task) {
                // BUG: Diagnostic contains: Cached pool of platform threads in 'pool' is never shut down; its threads linger until they time out
                ExecutorService pool = Executors.newCachedThreadPool();
                pool.execute(task);
              }

              void single(Runnable task) {
                // BUG: Diagnostic contains: Single platform thread in 'pool' is never shut down; its thread stays until garbage collection
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void virtualThreads() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void virtual(Runnable task) {
                // BUG: Diagnostic contains: Virtual-thread executor in 'pool' is never shut down; tasks still running are abandoned
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                pool.execute(task);
              }

              void threadPerTask(Runnable task) {
                ExecutorService pool =
                    // BUG: Diagnostic contains: Thread-per-task executor in 'pool' is never shut down
                    Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void forkJoinPools() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ForkJoinPool;

            class A {
              void forkJoin(Runnable task) {
                // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down; its threads linger
                ForkJoinPool pool = new ForkJoinPool(2);
                pool.execute(task);
              }

              void workStealing(Runnable task) {
                // BUG: Diagnostic contains: Work-stealing pool is thrown away and never shut down
                CompletableFuture.runAsync(task, Executors.newWorkStealingPool());
              }
            }
            """)
        .doTest();
  }

  @Test
  void coreThreadsTimeOut() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.SynchronousQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void noCoreThreads(Runnable task) {
                ExecutorService pool =
                    new ThreadPoolExecutor(0, 3, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
                pool.execute(task);
              }

              void coreThreadsTimeOut(Runnable task) {
                ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.allowCoreThreadTimeOut(true);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedOnOnePath() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String onOnePath(Callable<String> task) throws Exception {
                // BUG: Diagnostic contains: Single platform thread in 'pool' is not shut down when line 9 throws ExecutionException
                ExecutorService pool = Executors.newSingleThreadExecutor();
                String result = pool.submit(task).get();
                pool.shutdown();
                return result;
              }
            }
            """)
        .doTest();
  }

  @Test
  void overwritten() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void overwritten(List<Runnable> tasks) {
                ExecutorService pool = null;
                for (Runnable task : tasks) {
                  // BUG: Diagnostic contains: Virtual-thread executor in 'pool' is overwritten on line 10 while it is open
                  pool = Executors.newVirtualThreadPerTaskExecutor();
                  pool.execute(task);
                }
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fields() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class Static {
              private static final ExecutorService POOL = Executors.newCachedThreadPool();

              void run(Runnable task) {
                POOL.execute(task);
              }
            }

            class Closed implements AutoCloseable {
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void run(Runnable task) {
                pool.execute(task);
              }

              @Override
              public void close() {
                pool.close();
              }
            }

            class Mailer {
              // BUG: Diagnostic contains: Single platform thread in field 'pool' is never shut down; its thread stays
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class TimingOut {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

              TimingOut() {
                pool.allowCoreThreadTimeOut(true);
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class Replaced {
              private ExecutorService pool = Executors.newSingleThreadExecutor();

              void run(Runnable task) {
                pool.execute(task);
              }

              void restart() {
                // BUG: Diagnostic contains: Field 'pool' is given another single platform thread while the one it holds is open
                pool = Executors.newSingleThreadExecutor();
              }

              void stop() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void exposed() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "Shown.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Shown {
              public final ExecutorService pool = Executors.newCachedThreadPool();
              private final ExecutorService single = Executors.newSingleThreadExecutor();

              public ExecutorService single() {
                return single;
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasePassedBy() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ArrayDeque<String> lines = new ArrayDeque<>();

              // BUG: Diagnostic contains: is not shut down when line 17 leaves that out
              private final ExecutorService printer = Executors.newSingleThreadExecutor();

              void print() {
                printer.execute(() -> System.out.println("line"));
                lines.clear();
              }

              void close() {
                if (!lines.isEmpty()) {
                  printer.shutdown();
                }
              }
            }
            """)
        .doTest();
  }
}
