package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Waits for signals that come more often than the starts of tasks say, or that others end. */
final class WaitEndedOtherwiseTest {
  private static void test(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, WaitEndedOtherwiseTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.concurrent.*;

            final class A {
            %s}
            """
                .formatted(members.indent(2)))
        .doTest();
  }

  @Test
  void partiesThatDoNotWaitLeaveTheirWorkers() {
    test(
        WaitNeverEnded.class,
        """
        void run() {
          Phaser phaser = new Phaser(4);
          ExecutorService pool = Executors.newFixedThreadPool(2);
          for (int i = 0; i < 3; i++) {
            pool.execute(phaser::arrive);
          }
          pool.execute(phaser::arriveAndAwaitAdvance);
          pool.shutdown();
        }
        """);
  }

  @Test
  void taskOfTwoThreads() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(3);
          Runnable count = latch::countDown;
          new Thread(count).start();
          new Thread(count).start();
          // BUG: Diagnostic contains: it takes 3 signals on 'latch', and 2 come
          latch.await();
        }
        """);
  }

  @Test
  void taskRunHereToo() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Runnable count = latch::countDown;
          count.run();
          new Thread(count).start();
          latch.await();
        }
        """);
  }

  @Test
  void threadRunHereToo() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Thread thread = new Thread(latch::countDown);
          thread.start();
          thread.run();
          latch.await();
        }
        """);
  }

  @Test
  void stageThatRunsTheTaskAgain() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Runnable count = () -> latch.countDown();
          CompletableFuture.runAsync(count).thenRun(count);
          latch.await();
        }
        """);
  }

  @Test
  void objectOfAClassRunByAStageAgain() {
    test(
        WaitNeverEnded.class,
        """
        record Counting(CountDownLatch latch) implements Runnable {
          @Override
          public void run() {
            latch.countDown();
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Counting count = new Counting(latch);
          CompletableFuture.runAsync(count).thenRun(count);
          latch.await();
        }
        """);
  }

  @Test
  void taskThatHandsItselfOn() {
    test(
        WaitNeverEnded.class,
        """
        void run(Executor pool) throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          pool.execute(
              new Runnable() {
                private boolean isLast;

                @Override
                public void run() {
                  latch.countDown();
                  if (!isLast) {
                    isLast = true;
                    pool.execute(this);
                  }
                }
              });
          latch.await();
        }
        """);
  }

  @Test
  void partyThatLeavesInTime() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws Exception {
          CyclicBarrier barrier = new CyclicBarrier(3);
          new Thread(
                  () -> {
                    try {
                      barrier.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                      System.out.println(e);
                    }
                  })
              .start();
          barrier.await(1, TimeUnit.SECONDS);
        }
        """);
  }

  @Test
  void otherPartyIsInterrupted() {
    test(
        WaitNeverEnded.class,
        """
        void run() {
          CyclicBarrier barrier = new CyclicBarrier(3);
          Thread one =
              new Thread(
                  () -> {
                    try {
                      barrier.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                      System.out.println(e);
                    }
                  });
          one.start();
          new Thread(
                  () -> {
                    try {
                      barrier.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                      System.out.println(e);
                    }
                  })
              .start();
          one.interrupt();
        }
        """);
  }

  @Test
  void partyThatDiesWhileAnotherLeavesInTime() {
    test(
        AbandonedWaiter.class,
        """
        void run(Path file) throws Exception {
          CyclicBarrier barrier = new CyclicBarrier(3);
          for (int i = 0; i < 2; i++) {
            new Thread(
                    () -> {
                      try {
                        Files.size(file);
                        barrier.await();
                      } catch (IOException e) {
                        System.out.println(e);
                      } catch (InterruptedException | BrokenBarrierException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .start();
          }
          barrier.await(1, TimeUnit.SECONDS);
        }
        """);
  }

  @Test
  void latchOfAFieldCountedByTheCallBefore() {
    test(
        WaitNeverEnded.class,
        """
        private final CountDownLatch ready = new CountDownLatch(1);

        void run() throws InterruptedException {
          ready.await();
          new Thread(ready::countDown).start();
        }
        """);
  }

  @Test
  void latchOfNobodyThatIsOpen() {
    test(
        WaitNeverEnded.class,
        """
        void open() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(0);
          latch.await();
        }

        void perhaps(int count) throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(count);
          latch.await();
        }

        void never() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(1);
          // BUG: Diagnostic contains: nobody signals on 'latch'
          latch.await();
        }
        """);
  }

  @Test
  void phaseThatIsOver() {
    test(
        WaitNeverEnded.class,
        """
        void run(int phase) {
          Phaser phaser = new Phaser(1);
          phaser.awaitAdvance(phase);
        }
        """);
  }

  @Test
  void partyOfAFieldsValue() {
    test(
        WaitNeverEnded.class,
        """
        private final Phaser phaser = new Phaser(2);
        private final int phase = phaser.arrive();

        void run() {
          phaser.arriveAndAwaitAdvance();
        }
        """);
  }

  @Test
  void firstOfTwoFutures() {
    test(
        WaitNeverEnded.class,
        """
        void run(CompletableFuture<String> other) throws Exception {
          CompletableFuture<String> one = new CompletableFuture<>();
          one.applyToEither(other, text -> text).get();
        }

        void take(CompletableFuture<String> other) {
          CompletableFuture<String> one = new CompletableFuture<>();
          one.acceptEitherAsync(other, System.out::println).join();
        }
        """);
  }

  @Test
  void threadOfADaemon() {
    test(
        WaitNeverEnded.class,
        """
        private final CompletableFuture<String> never = new CompletableFuture<>();

        void ask() {
          new Thread(() -> System.out.println(never.join())).start();
        }

        public static void main(String[] args) throws InterruptedException {
          A a = new A();
          Thread.startVirtualThread(() -> a.ask()).join();
        }
        """);
  }

  @Test
  void threadThatInterruptsItself() {
    test(
        WaitNeverEnded.class,
        """
        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(1);
          Thread.currentThread().interrupt();
          latch.await();
        }
        """);
  }
}
