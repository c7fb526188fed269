package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that an executor cannot refuse, and those that it may. */
final class AbandonedWaiterOnFailureAcceptedTest {
  @Test
  void ownPoolBeforeItsShutdown() {
    compile(
        """
        import java.util.concurrent.*;
        class A {
          static void run(int n) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(1);
            Thread waiter = new Thread(() -> {
              try {
                start.await();
              } catch (InterruptedException e) {
                return;
              }
            });
            waiter.start();
            ExecutorService pool = Executors.newFixedThreadPool(n);
            pool.execute(() -> System.out.println("work"));
            pool.shutdown();
            start.countDown();
            waiter.join();
          }
        }
        """);
  }

  @Test
  void poolOfSomebodyElse() {
    compile(
        """
        import java.util.concurrent.*;
        class A {
          static void run(Executor pool) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(1);
            Thread waiter = new Thread(() -> {
              try {
                start.await();
              } catch (InterruptedException e) {
                return;
              }
            });
            waiter.start();

            pool.execute(() -> System.out.println("work"));

            // BUG: Diagnostic contains: countDown() on 'start' is skipped when line 14 throws
            start.countDown();
            waiter.join();
          }
        }
        """);
  }

  @Test
  void fullQueue() {
    compile(
        """
        import java.util.concurrent.*;
        class A {
          static void run(int n) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(1);
            Thread waiter = new Thread(() -> {
              try {
                start.await();
              } catch (InterruptedException e) {
                return;
              }
            });
            waiter.start();
            ExecutorService pool =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
            pool.execute(() -> System.out.println("work"));
            pool.shutdown();
            // BUG: Diagnostic contains: is skipped when line 15 throws
            start.countDown();
            waiter.join();
          }
        }
        """);
  }

  @Test
  void afterItsShutdown() {
    compile(
        """
        import java.util.concurrent.*;
        class A {
          static void run(int n) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(1);
            Thread waiter = new Thread(() -> {
              try {
                start.await();
              } catch (InterruptedException e) {
                return;
              }
            });
            waiter.start();
            ExecutorService pool = Executors.newFixedThreadPool(n);
            pool.shutdown();
            pool.execute(() -> System.out.println("work"));

            // BUG: Diagnostic contains: is skipped when line 15 throws
            start.countDown();
            waiter.join();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            AbandonedWaiterOnFailure.class, AbandonedWaiterOnFailureAcceptedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
