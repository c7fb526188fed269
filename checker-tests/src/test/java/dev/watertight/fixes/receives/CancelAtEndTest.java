package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class CancelAtEndTest {
  private static final String PROGRAM =
      """
      import java.util.concurrent.*;

      class A {
        private final BlockingQueue<String> feed = new LinkedBlockingQueue<>();
        private final CountDownLatch seen = new CountDownLatch(2);

        Void follow() throws InterruptedException {
          // BUG: Diagnostic contains: only shut down
          while (true) {
            System.out.println(feed.take());
            seen.countDown();
          }
        }

        void run() throws InterruptedException {
          try (ExecutorService tasks = Executors.newCachedThreadPool()) {
      CODE
          }
        }

        public static void main(String[] args) throws InterruptedException {
          new A().run();
        }
      }
      """;

  @Test
  void workIsDone() {
    turns(
        """
            Future<Void> follower = tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
            feed.add("a");
            seen.await();
        """,
        """
            Future<Void> follower = tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
            feed.add("a");
            seen.await();
            follower.cancel(true);
        """);
  }

  @Test
  void futureIsThrownAway() {
    turns(
        """
            tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
            feed.add("a");
            seen.await();
        """,
        """
            Future<?> task = tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
            feed.add("a");
            seen.await();
            task.cancel(true);
        """);
  }

  @Test
  void moreWorkBehindTheWait() {
    keeps(
        """
            tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
            feed.add("a");
            seen.await();
            feed.add("b");
        """);
  }

  @Test
  void noWait() {
    keeps(
        """
            tasks.submit(this::follow);
            tasks.submit(() -> feed.add("a"));
        """);
  }

  private static void turns(String code, String fixed) {
    Repair.by(ReceiveLoopNeverEnds.class)
        .source("21")
        .turns(
            source(code).replaceAll("(?m)^ *// BUG.*\\R", ""),
            source(fixed).replaceAll("(?m)^ *// BUG.*\\R", ""));
  }

  private static void keeps(String code) {
    Repair.by(ReceiveLoopNeverEnds.class).source("21").keeps(source(code));
  }

  private static String source(String code) {
    return PROGRAM.replace("CODE\n", code);
  }
}
