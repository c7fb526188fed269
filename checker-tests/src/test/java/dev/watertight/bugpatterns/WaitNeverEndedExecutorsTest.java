package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedExecutorsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void poolSmallerThanTheBarrier() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                ExecutorService pool = Executors.newFixedThreadPool(2);
                for (int i = 0; i < 4; i++) {
                  // BUG: Diagnostic contains: it takes 4 signals on 'barrier', and 2 come
                  pool.submit(() -> barrier.await());
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolAsLargeAsTheBarrier() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                ExecutorService pool = Executors.newFixedThreadPool(4);
                for (int i = 0; i < 4; i++) {
                  pool.submit(() -> barrier.await());
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskBehindItselfInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              void run() {
                worker.execute(
                    () -> {
                      CountDownLatch latch = new CountDownLatch(1);
                      worker.execute(latch::countDown);
                      try {
                        // BUG: Diagnostic contains: the tasks that signal on 'latch' are to run in its own thread
                        latch.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void close() {
                worker.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskBeforeItInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              void run() {
                CountDownLatch latch = new CountDownLatch(1);
                worker.execute(latch::countDown);
                worker.execute(
                    () -> {
                      try {
                        latch.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void close() {
                worker.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partsThatWaitForTheirWorker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void build(int parts) {
                pool.submit(
                    () -> {
                      CountDownLatch built = new CountDownLatch(parts);
                      for (int i = 0; i < parts; i++) {
                        pool.execute(built::countDown);
                      }
                      // BUG: Diagnostic contains: the tasks that signal on 'built' are to run in its own thread
                      built.await();
                      return parts;
                    });
              }

              static void run() {
                A builder = new A();
                builder.build(2);
                builder.pool.shutdown();
              }
            }
            """)
        .doTest();
  }
}
