package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits of tasks that are interrupted only when their end has been waited for. */
final class WaitNeverEndedLateInterruptsTest {
  private static final String REPORT = "// BUG: Diagnostic contains: waits for ever: it takes\n";

  @Test
  void barrierOfMorePartiesThanThreadsBehindInvokeAll() {
    compile(
        """
        CyclicBarrier step = new CyclicBarrier(4);
        try {
          List<Callable<Integer>> work = new ArrayList<>();
        """
            + REPORT
            + """
              for (int i = 0; i < 4; i++) work.add(() -> step.await());
              for (Future<Integer> f : pool.invokeAll(work)) f.get();
            } finally {
              pool.shutdownNow();
            }
            """);
  }

  @Test
  void latchOfMoreSignalsThanTasksInList() {
    compile(
        """
        CountDownLatch ready = new CountDownLatch(3);
        try {
          List<Future<?>> all = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            all.add(pool.submit(() -> {
              ready.countDown();
        """
            + REPORT
            + """
                  ready.await();
                  return 1;
                }));
              }
              for (Future<?> f : all) f.get();
            } finally {
              pool.shutdownNow();
            }
            """);
  }

  @Test
  void oneAnonymousTask() {
    compile(
        """
        CountDownLatch ready = new CountDownLatch(2);
        Future<?> f = pool.submit(new Callable<Integer>() {
          @Override public Integer call() throws InterruptedException {
            ready.countDown();
        """
            + REPORT
            + """
                ready.await();
                return 1;
              }
            });
            f.get();
            pool.shutdownNow();
            """);
  }

  @Test
  void waitForSomeTime() {
    compile(
        """
        CyclicBarrier step = new CyclicBarrier(4);
        try {
          for (int i = 0; i < 4; i++) pool.submit(() -> step.await());
          pool.awaitTermination(1, TimeUnit.SECONDS);
        } finally {
          pool.shutdownNow();
        }
        """);
  }

  @Test
  void waitForAnotherTask() {
    compile(
        """
        CyclicBarrier step = new CyclicBarrier(4);
        ExecutorService other = Executors.newFixedThreadPool(3);
        try {
          for (int i = 0; i < 4; i++) pool.submit(() -> step.await());
          other.submit(() -> System.out.println()).get();
        } finally {
          pool.shutdownNow();
          other.shutdown();
        }
        """);
  }

  @Test
  void returnBeforeWait() {
    compile(
        """
        CountDownLatch ready = new CountDownLatch(2);
        try {
          Future<?> f = pool.submit(() -> { ready.countDown(); ready.await(); return 1; });
          if (isQuick) return;
          f.get();
        } finally {
          pool.shutdownNow();
        }
        """);
  }

  @Test
  void waitForOtherTaskOfSameHelper() {
    compile(
        """
        CountDownLatch cancelled = new CountDownLatch(1);
        Future<?> first = start(pool, () -> System.out.println());
        Future<?> second = start(pool, () -> { cancelled.await(); return 1; });
        try {
          first.get();
        } finally {
          second.cancel(true);
          pool.shutdown();
        }
      }
      private static Future<?> start(ExecutorService pool, Callable<?> task) {
        return pool.submit(task);
      }
      private static Future<?> start(ExecutorService pool, Runnable task) {
        return start(pool, () -> { task.run(); return 0; });
        """);
  }

  @Test
  void waitForThreadOfOtherObject() {
    compile(
        """
        CountDownLatch dusk = new CountDownLatch(1);
        Worker actors = new Worker(() -> System.out.println()).begin();
        Worker lights = new Worker(() -> { try { dusk.await(); } catch (InterruptedException e) { } });
        lights.begin();
        actors.thread().join();
        lights.thread().interrupt();
        pool.shutdown();
      }
      static class Worker {
        private final Thread thread;
        Worker(Runnable work) { thread = new Thread(work); }
        Worker begin() { thread.start(); return this; }
        Thread thread() { return thread; }
        """);
  }

  @Test
  void waitForSameThread() {
    compile(
        """
        CountDownLatch dusk = new CountDownLatch(1);
        Worker lights = new Worker(() -> {
          // BUG: Diagnostic contains: waits for ever
          try { dusk.await(); } catch (InterruptedException e) { }
        });
        lights.begin();
        lights.thread().join();
        lights.thread().interrupt();
        pool.shutdown();
      }
      static class Worker {
        private final Thread thread;
        Worker(Runnable work) { thread = new Thread(work); }
        Worker begin() { thread.start(); return this; }
        Thread thread() { return thread; }
        """);
  }

  @Test
  void otherTaskInSameVariable() {
    compile(
        """
        CountDownLatch stopped = new CountDownLatch(1);
        Future<?> step = pool.submit(() -> System.out.println());
        step.get();
        step = pool.submit(() -> { stopped.await(); return 1; });
        System.in.read();
        step.cancel(true);
        pool.shutdown();
        """);
  }

  private void compile(String run) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class A {
              void run(boolean isQuick) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                %s
              }
            }
            """
                .formatted(run))
        .doTest();
  }
}
