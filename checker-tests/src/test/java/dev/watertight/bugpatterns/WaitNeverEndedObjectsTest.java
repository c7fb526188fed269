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
