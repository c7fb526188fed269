package dev.watertight.fixes.timeouts;

import dev.watertight.bugpatterns.TimedOutTaskLeftWaiting;
import dev.watertight.bugpatterns.TimedOutTaskNotCancelled;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class CancelFixesTest {
  private static final String ASKING =
      """
      import java.util.concurrent.*;

      class A {
        private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

        void onReply(String reply) {
          replies.add(reply);
        }

        String ask(ExecutorService pool) throws Exception {
          Future<String> reply = pool.submit(replies::take);
      %s  }
      }
      """;

  private static final String PROGRAM =
      """
      import java.util.concurrent.*;

      class A {
        public static void main(String[] args) throws InterruptedException {
          CountDownLatch never = new CountDownLatch(1);
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.submit(() -> { never.await(); return 1; });
          pool.shutdown();
      %s  }
      }
      """;

  @Test
  void inClause() {
    turn(
        """
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return null;
            }
        """,
        """
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              reply.cancel(true);
              return null;
            }
        """);
  }

  @Test
  void inEmptyClause() {
    turn(
        """
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {}
            return null;
        """,
        """
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              reply.cancel(true);
            }
            return null;
        """);
  }

  @Test
  void uncaught() {
    turn(
        """
            return reply.get(1, TimeUnit.SECONDS);
        """,
        """
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } finally {
              reply.cancel(true);
            }
        """);
  }

  @Test
  void unread() {
    turnProgram(
        """
            pool.awaitTermination(1, TimeUnit.SECONDS);
        """,
        """
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
              pool.shutdownNow();
            }
        """);
  }

  @Test
  void told() {
    turnProgram(
        """
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
              System.out.println("late");
            }
        """,
        """
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
              pool.shutdownNow();
              System.out.println("late");
            }
        """);
  }

  @Test
  void ofAnotherObject() {
    Repair.by(TimedOutTaskNotCancelled.class)
        .keeps(
            """
            import java.util.concurrent.*;

            class A {
              private static final class Job {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
              }

              public static void main(String[] args) throws InterruptedException {
                CountDownLatch never = new CountDownLatch(1);
                Job job = new Job();
                job.pool.submit(() -> { never.await(); return 1; });
                job.pool.shutdown();
                // BUG: Diagnostic contains: gives up
                job.pool.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """);
  }

  @Test
  void inARule() {
    keep(
        """
            switch (replies.size()) {
              // BUG: Diagnostic contains: gives up
              case 1 -> reply.get(1, TimeUnit.SECONDS);
              default -> System.out.println("none");
            }
            return null;
        """);
  }

  private static void keep(String code) {
    Repair.by(TimedOutTaskLeftWaiting.class).keeps(ASKING.formatted(code));
  }

  private static void turn(String before, String after) {
    Repair.by(TimedOutTaskLeftWaiting.class)
        .turns(ASKING.formatted(before), ASKING.formatted(after));
  }

  private static void turnProgram(String before, String after) {
    Repair.by(TimedOutTaskNotCancelled.class)
        .turns(PROGRAM.formatted(before), PROGRAM.formatted(after));
  }
}
