package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Programs that await all the work of an executor whose threads end by themselves. */
final class ExpiringHandleNotReleasedAwaitedTest {
  @Test
  void invokedInMain() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            ForkJoinPool pool = new ForkJoinPool(2);
            System.out.println(pool.invoke(ForkJoinTask.adapt(() -> 1)));
            System.out.println(pool.hasQueuedSubmissions());
          }
        }
        """);
  }

  @Test
  void joinedInMethodThatMainCallsOnce() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            sum(3);
          }
          static void sum(int n) {
            ForkJoinPool pool = new ForkJoinPool(2);
            ForkJoinTask<Integer> sum = pool.submit(() -> n + 1);
            System.out.println(sum.join());
          }
        }
        """);
  }

  @Test
  void handedToMethodThatWaits() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws Exception {
            ForkJoinPool pool = new ForkJoinPool(2);
            sum(pool, 1);
            sum(pool, 2);
          }
          static void sum(ForkJoinPool pool, int n) throws Exception {
            System.out.println(pool.submit(() -> n + 1).get());
          }
        }
        """);
  }

  @Test
  void eachFutureOfAListAwaited() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws Exception {
            ForkJoinPool pool = new ForkJoinPool(2);
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
              int n = i;
              all.add(pool.submit(() -> n + 1));
            }
            for (Future<Integer> one : all) {
              System.out.println(one.get());
            }
          }
        }
        """);
  }

  @Test
  void awaitedUntilQuiet() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            ForkJoinPool pool = new ForkJoinPool(2);
            pool.execute(() -> System.out.println("work"));
            pool.awaitQuiescence(1, TimeUnit.HOURS);
          }
        }
        """);
  }

  @Test
  void latchOfTheOnlyTask() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            CompletableFuture.supplyAsync(() -> "a", Executors.newVirtualThreadPerTaskExecutor())
                .thenAccept(
                    text -> {
                      System.out.println(text);
                      done.countDown();
                    });
            done.await();
          }
        }
        """);
  }

  @Test
  void latchOfAnotherTask() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            new Thread(done::countDown).start();
            // BUG: Diagnostic contains: tasks still running are abandoned
            CompletableFuture.supplyAsync(() -> "a", Executors.newVirtualThreadPerTaskExecutor())
                .thenAccept(text -> System.out.println(text));
            done.await();
          }
        }
        """);
  }

  @Test
  void oneTaskNotAwaited() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down
            ForkJoinPool pool = new ForkJoinPool(2);
            System.out.println(pool.submit(() -> 1).join());
            pool.execute(() -> System.out.println("work"));
          }
        }
        """);
  }

  @Test
  void awaitedOnOneWayOnly() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down
            ForkJoinPool pool = new ForkJoinPool(2);
            ForkJoinTask<Integer> sum = pool.submit(() -> 1);
            if (args.length > 0) {
              System.out.println(sum.join());
            }
          }
        }
        """);
  }

  @Test
  void waitWithTimeLimit() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws Exception {
            // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down
            ForkJoinPool pool = new ForkJoinPool(2);
            System.out.println(pool.submit(() -> 1).get(1, TimeUnit.SECONDS));
          }
        }
        """);
  }

  @Test
  void madeInEachRound() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) {
            for (String arg : args) {
              // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down
              ForkJoinPool pool = new ForkJoinPool(2);
              System.out.println(pool.submit(arg::length).join());
            }
          }
        }
        """);
  }

  @Test
  void methodOfALibrary() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          int sum(int n) {
            // BUG: Diagnostic contains: Fork-join pool in 'pool' is never shut down
            ForkJoinPool pool = new ForkJoinPool(2);
            return pool.submit(() -> n + 1).join();
          }
        }
        """);
  }

  @Test
  void threadsThatKeepTheProcess() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          public static void main(String[] args) throws Exception {
            // BUG: Diagnostic contains: Cached pool of platform threads in 'pool' is never shut down
            ExecutorService pool = Executors.newCachedThreadPool();
            System.out.println(pool.submit(() -> 1).get());
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            ExpiringHandleNotReleased.class, ExpiringHandleNotReleasedAwaitedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
