package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Signals in a block and in its catch clauses: those of the block have not come yet, or have. */
final class AbandonedWaiterCaughtTest {
  @Test
  void signalInTheBlockAndInTheClause() {
    loads(
        """
        try {
          Thread.sleep(5);
          if (random.nextBoolean()) {
            return;
          }
          System.out.println("loaded");
          // BUG: Diagnostic contains: is skipped when line
          latch.countDown();
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeAReturnInTheBlock() {
    loads(
        """
        try {
          Thread.sleep(5);
          if (random.nextBoolean()) {
            System.out.println("skipped");
            return;
          }
          // BUG: Diagnostic contains: is skipped when line
          latch.countDown();
          return;
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalInTheBlockAndInAClauseForUncheckedExceptions() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          System.out.println(Integer.parseInt("1"));
          // BUG: Diagnostic contains: is skipped when line
          latch.countDown();
        } catch (NumberFormatException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeWhatIsCaught() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          latch.countDown();
          Thread.sleep(5);
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeWhatMayFail() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          latch.countDown();
          check();
        } catch (IllegalStateException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeACastThatMayFail() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          latch.countDown();
          Object text = "";
          System.exit((Integer) text);
        } catch (ClassCastException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalsOfALoopThatIsCaught() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          for (int i = 0; i < 2; i++) {
            Thread.sleep(5);
            latch.countDown();
          }
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalByAMethodThatFailsBehindIt() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          signal();
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeTheEndOfAResource() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          try (Room room = new Room()) {
            latch.countDown();
          }
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalBeforeAFinallyBlockThatFails() {
    loads(
        """
        try {
          if (random.nextBoolean()) {
            return;
          }
          try {
            latch.countDown();
          } finally {
            Thread.sleep(5);
          }
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  @Test
  void signalOfACaseThatFallsThrough() {
    loads(
        """
        try {
          switch (random.nextInt(3)) {
            case 0:
              return;
            case 1:
              latch.countDown();
            default:
              Thread.sleep(5);
          }
        } catch (InterruptedException e) {
          latch.countDown();
        }
        """);
  }

  private void loads(String code) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Loader.java",
            """
            import java.util.Random;
            import java.util.concurrent.CountDownLatch;

            class Loader {
              private final CountDownLatch latch = new CountDownLatch(3);
              private final Random random = new Random();

              void start() throws InterruptedException {
                for (int i = 0; i < 3; i++) {
                  new Thread(this::load).start();
                }
                latch.await();
              }

              private void load() {
            %s
              }

              private void check() {
                if (System.nanoTime() < 0) {
                  throw new IllegalStateException();
                }
              }

              private void signal() throws InterruptedException {
                %s
                Thread.sleep(5);
              }

              static class Room implements AutoCloseable {
                @Override
                public void close() throws InterruptedException {
                  Thread.sleep(5);
                }
              }
            }
            """
                .formatted(
                    code.indent(4).stripTrailing(),
                    code.contains("signal()") ? "latch.countDown();" : ""))
        .doTest();
  }
}
