package dev.watertight.program;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class GraphsTest {
  @Test
  void exceptionThroughFinally() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.locks.Lock;

            class A {
              void releasedOutside(Callable<Integer> task, Lock lock) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  lock.lock();
                  try {
                    pool.submit(task).get();
                  } finally {
                    lock.unlock();
                  }
                } finally {
                  pool.shutdown();
                }
              }

              void skipped(Callable<Integer> task, Lock lock) throws Exception {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is not shut
                ExecutorService pool = Executors.newFixedThreadPool(2);
                lock.lock();
                try {
                  pool.submit(task).get();
                } finally {
                  lock.unlock();
                }
                pool.shutdown();
              }

              void insideResource(Callable<Integer> task, AutoCloseable resource) throws Exception {
                try (resource) {
                  // BUG: Diagnostic contains: Fixed pool of 3 platform threads in 'pool' is not shut
                  ExecutorService pool = Executors.newFixedThreadPool(3);
                  pool.submit(task).get();
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  /** The graph builder does not end on these. */
  @Test
  @Timeout(60)
  void emptyEndlessLoops() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void whileLoop(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                while (true) {}
              }

              void forLoop(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                for (; ; ) {
                  continue;
                }
              }

              void doLoop(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                do {} while (true);
              }
            }
            """)
        .doTest();
  }
}
