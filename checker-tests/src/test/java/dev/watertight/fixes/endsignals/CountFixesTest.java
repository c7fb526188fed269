package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.WaitNeverEnded;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class CountFixesTest {
  private static final String SIMULATION =
      """
      import java.util.*;
      import java.util.concurrent.*;

      class A {
        private final int workers;
        private final List<int[]> shards;
        private final CyclicBarrier end;

        A(int workers, List<int[]> shards) {
          this.workers = workers;
          this.shards = shards;
          this.end = new CyclicBarrier(COUNT);
        }

        void run() {
          for (int[] shard : shards) {
            new Thread(() -> evolve(shard)).start();
          }
        }

        private void evolve(int[] shard) {
          try {
            shard[0] += workers;
            end.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            return;
          }
        }

        public static void main(String[] args) {
          new A(3, List.of(new int[] {1}, new int[] {2})).run();
          System.out.println("started");
        }
      }
      """;

  private static final String LATCH =
      """
      import java.util.concurrent.*;

      class A {
        private static final int WORKERS = 3;
        private int started = 2;

        void run() throws InterruptedException {
          CountDownLatch done = new CountDownLatch(COUNT);
          for (int i = 0; i < BOUND; i++) {
            new Thread(done::countDown).start();
          }
          // BUG: Diagnostic contains: waits for ever
          done.await();
        }

        public static void main(String[] args) throws InterruptedException {
          new A().run();
          System.out.println("done " + WORKERS);
        }
      }
      """;

  @Test
  void elementsOfTheLoop() {
    Repair.by(WaitNeverEnded.class)
        .turns(
            SIMULATION.replace("COUNT", "workers"), SIMULATION.replace("COUNT", "shards.size()"));
  }

  @Test
  void numberOfRounds() {
    Repair.by(WaitNeverEnded.class).turns(latch("3", "2"), latch("2", "2"));
  }

  @Test
  void constantThatHasAName() {
    // The loop is perhaps what is wrong.
    Repair.by(WaitNeverEnded.class).keeps(LATCH.replace("COUNT", "WORKERS").replace("BOUND", "2"));
  }

  @Test
  void numberOfALocalLoopOnly() {
    Repair.by(WaitNeverEnded.class)
        .keeps(
            LATCH
                .replace("COUNT", "3")
                .replace("BOUND", "bound")
                .replace("    for (", "    int bound = 2;\n    for ("));
  }

  @Test
  void poolForAllThatMeet() {
    Repair.by(WaitNeverEnded.class)
        .turns(pool("names.size()", "2"), pool("names.size()", "names.size()"));
  }

  private static String pool(String parties, String threads) {
    return """
    import java.util.*;
    import java.util.concurrent.*;

    class A {
      static void run(List<String> names) {
        CyclicBarrier end = new CyclicBarrier(PARTIES);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        for (String name : names) {
          pool.execute(() -> meet(name, end));
        }
        pool.shutdown();
      }

      private static void meet(String name, CyclicBarrier end) {
        try {
          end.await();
        } catch (InterruptedException | BrokenBarrierException e) {
          System.out.println(name);
        }
      }

      public static void main(String[] args) {
        run(Arrays.asList("a", "b", "c"));
      }
    }
    """
        .replace("PARTIES", parties)
        .replace("THREADS", threads);
  }

  private static String latch(String count, String bound) {
    return LATCH
        .replace("COUNT", count)
        .replace("BOUND", bound)
        .replaceAll("(?m)^ *// BUG.*\\R", "");
  }
}
