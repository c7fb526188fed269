package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Several objects with a latch each, and classes in view that extend those of the library. */
final class WaitNeverEndedObjectsTest {
  @Test
  void twoLoopsOverTheSameObjects() {
    checkModules(
        "",
        "for (Module module : modules) { module.ready(); }"
            + " for (Module module : modules) { module.ready(); }");
  }

  @Test
  void oneLoopWhereTwoAreNeeded() {
    checkModules(
        "// BUG: Diagnostic contains: it takes 2 signals on 'ready', and 1 come",
        "for (Module module : modules) { module.ready(); }");
  }

  @Test
  void objectSignalledOnceMoreInLoop() {
    checkModules(
        "",
        "Module first = new Module(); first.ready(); modules.add(first); new Thread(first).start();"
            + " for (Module module : modules) { module.ready(); }");
  }

  @Test
  void objectsMadeInLoopShareOneLatch() {
    checkSteps("", "");
  }

  @Test
  void someOfTheObjectsMadeInLoop() {
    checkSteps("// BUG: Diagnostic contains: it takes 4 signals on 'remaining', and 3 come", "- 1");
  }

  @Test
  void threadsInArrayShareBarrierOfTheirClass() {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            final class A extends Thread {
              private static final CyclicBarrier BARRIER = new CyclicBarrier(4);

              @Override
              public void run() {
                try {
                  BARRIER.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  return;
                }
              }

              public static void main(String[] args) {
                A[] all = new A[4];
                for (int i = 0; i < all.length / 2; i++) {
                  all[2 * i] = new A();
                  all[2 * i + 1] = new A();
                }
                for (A one : all) {
                  one.start();
                }
              }
            }
            """)
        .doTest();
  }

  private static void checkSteps(String report, String less) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedObjectsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            final class A {
              private final CountDownLatch remaining = new CountDownLatch(4);

              record Step(CountDownLatch latch) {
                void finish() {
                  latch.countDown();
                }
              }

              void complete() {
                for (int i = 0; i < 4 %s; i++) {
                  Step step = new Step(remaining);
                  step.finish();
                }
              }

              void await() throws InterruptedException {
                %s
                remaining.await();
              }

              public static void main(String[] args) throws InterruptedException {
                A all = new A();
                new Thread(all::complete).start();
                all.await();
              }
            }
            """
                .formatted(less, report))
        .doTest();
  }

  @Test
  void firstArgumentOfSubclassIsNoNumberOfThreads() {
    checkPool("", "new Stage(1, 4)");
  }

  @Test
  void numberThatSubclassPassesOn() {
    checkPool(
        "// BUG: Diagnostic contains: it takes 4 signals on 'barrier', and 3 come",
        "new Stage(1, 3)");
  }

  @Test
  void queueOfSubclassThatRefuses() {
    checkPool(
        "",
        "new ThreadPoolExecutor(1, 4, 1, TimeUnit.SECONDS,"
            + " new LinkedTransferQueue<Runnable>() {"
            + " @Override public boolean offer(Runnable task) { return tryTransfer(task); } })");
  }

  @Test
  void latchOfSubclassThatNeedsOne() {
    checkLatch("", "new Checkpoint(2)");
  }

  @Test
  void latchOfSubclassThatNeedsTwo() {
    checkLatch(
        "// BUG: Diagnostic contains: it takes 2 signals on 'latch', and 1 come",
        "new Pair(\"a\")");
  }

  private static void checkModules(String report, String signals) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedObjectsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            final class A {
              static final class Module implements Runnable {
                private final CountDownLatch ready = new CountDownLatch(2);

                void ready() {
                  ready.countDown();
                }

                @Override
                public void run() {
                  try {
                    %s
                    ready.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) {
                List<Module> modules = new ArrayList<>();
                for (String arg : args) {
                  Module made = new Module();
                  modules.add(made);
                  new Thread(made).start();
                }
                %s
              }
            }
            """
                .formatted(report, signals))
        .doTest();
  }

  private static void checkPool(String report, String pool) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedObjectsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              static final class Stage extends ThreadPoolExecutor {
                Stage(int stage, int threads) {
                  super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                }
              }

              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                ExecutorService pool = %s;
                for (int i = 0; i < 4; i++) {
                  %s
                  pool.submit(() -> barrier.await());
                }
                pool.shutdown();
              }
            }
            """
                .formatted(pool, report))
        .doTest();
  }

  private static void checkLatch(String report, String latch) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedObjectsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              static final class Checkpoint extends CountDownLatch {
                Checkpoint(int number) {
                  super(1);
                }
              }

              static final class Pair extends CountDownLatch {
                Pair(String name) {
                  super(2);
                }
              }

              void run() throws InterruptedException {
                CountDownLatch latch = %s;
                new Thread(latch::countDown).start();
                %s
                latch.await();
              }
            }
            """
                .formatted(latch, report))
        .doTest();
  }
}
