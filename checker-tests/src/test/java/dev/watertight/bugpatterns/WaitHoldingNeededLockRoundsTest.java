package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/**
 * Sends into a channel that fills up only if nobody takes anything between the rounds of a loop.
 */
final class WaitHoldingNeededLockRoundsTest {
  @Test
  void nobodyTakesUntilTheEnd() {
    check(
        "// BUG: Diagnostic contains: put() waits while it holds a monitor",
        """
        void load(List<String> lines) throws InterruptedException {
          for (String line : lines) {
            add(line);
          }
          flush();
        }
        """);
  }

  @Test
  void senderTakesWhenItIsFull() {
    check(
        "",
        """
        void load(List<String> lines) throws InterruptedException {
          int pending = 0;
          for (String line : lines) {
            add(line);
            pending++;
            if (pending == 3) {
              flush();
              pending = 0;
            }
          }
          flush();
        }
        """);
  }

  @Test
  void senderWaitsForTheReceiver() {
    check(
        "",
        """
        private final Semaphore empty = new Semaphore(0);

        void load(List<String> lines) throws InterruptedException {
          new Thread(
                  () -> {
                    for (String line : lines) {
                      flush();
                      empty.release();
                    }
                  })
              .start();
          for (String line : lines) {
            add(line);
            empty.acquire();
          }
        }
        """);
  }

  private static void check(String report, String load) {
    CompilationTestHelper.newInstance(
            WaitHoldingNeededLock.class, WaitHoldingNeededLockRoundsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Semaphore;

            class A {
              private final BlockingQueue<String> rows = new ArrayBlockingQueue<>(3);

              synchronized void add(String row) throws InterruptedException {
                %s
                rows.put(row);
              }

              synchronized void flush() {
                rows.drainTo(new ArrayList<>());
              }

              %s

              public static void main(String[] args) throws InterruptedException {
                new A().load(List.of("a", "b", "c", "d", "e"));
              }
            }
            """
                .formatted(report, load))
        .doTest();
  }
}
