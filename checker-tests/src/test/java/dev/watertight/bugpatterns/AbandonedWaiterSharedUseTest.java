package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Signals that code leaves out for data, where others wait: permits by key, phases, stages. */
final class AbandonedWaiterSharedUseTest {
  private static final String KEPT = "// BUG: Diagnostic contains: release() on 'slots' is skipped";
  private static final String ABSENT =
      "// BUG: Diagnostic contains: arriveAndAwaitAdvance() on 'phases' is skipped";
  private static final String FAILED =
      "// BUG: Diagnostic contains: countDown() on 'open' is skipped";

  @Test
  void permitOfAKeyIsKept() {
    checkPermits("if (host.isEmpty()) {return;}", "", KEPT);
  }

  @Test
  void permitIsKeptForWhatAMethodFindsOut() {
    checkPermits("if (isRefused(host)) {return;}", "", KEPT);
  }

  @Test
  void callerAsksTheSameMethodBefore() {
    checkPermits("if (isRefused(host)) {return;}", "if (isRefused(host)) {continue;}", "");
  }

  private void checkPermits(String early, String before, String report) {
    check(
        AbandonedWaiter.class,
        """
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.Semaphore;

        class A {
          private final Map<String, Semaphore> slots = new ConcurrentHashMap<>();
          private final List<String> refused;

          A(List<String> refused) {
            this.refused = refused;
          }

          private boolean isRefused(String host) {
            return refused.stream().anyMatch(host::startsWith);
          }

          void fetch(String host) throws InterruptedException {
            Semaphore slot = slots.computeIfAbsent(host, h -> new Semaphore(2));
            slot.acquire();
            %s
            try {
              System.out.println(host);
            } finally {
              %s
              slot.release();
            }
          }

          void fetchAll(List<String> hosts) throws InterruptedException {
            for (String host : hosts) {
              %s
              fetch(host);
            }
          }
        }
        """
            .formatted(early, report, before));
  }

  @Test
  void partyReturnsBeforeItsFirstPhase() {
    checkPhases("return;", ABSENT);
  }

  @Test
  void partyLeavesBeforeItsFirstPhase() {
    checkPhases("phases.arriveAndDeregister(); return;", "");
  }

  private void checkPhases(String early, String report) {
    check(
        AbandonedWaiter.class,
        """
        import java.util.List;
        import java.util.concurrent.Phaser;

        class Worker implements Runnable {
          private final int[] tile;
          private final Phaser phases;

          Worker(int[] tile, Phaser phases) {
            this.tile = tile;
            this.phases = phases;
            phases.register();
          }

          private boolean isBlank() {
            for (int cell : tile) {
              if (cell != 0) {
                return false;
              }
            }
            return true;
          }

          @Override
          public void run() {
            if (isBlank()) {
              %s
            }
            %s
            phases.arriveAndAwaitAdvance();
            System.out.println(tile.length);
            phases.arriveAndDeregister();
          }
        }

        class A {
          public static void main(String[] args) {
            render(List.of(new int[] {0, 0}, new int[] {1}));
          }

          private static void render(List<int[]> tiles) {
            Phaser phases = new Phaser(1);
            for (int[] tile : tiles) {
              new Thread(new Worker(tile, phases)).start();
            }
            phases.arriveAndAwaitAdvance();
            phases.arriveAndAwaitAdvance();
            phases.arriveAndDeregister();
          }
        }
        """
            .formatted(early, report));
  }

  @Test
  void stageBehindAnInterfaceRefusesWhatItIsGiven() {
    checkStages("thenAccept(r -> {", "\"\"", FAILED);
  }

  @Test
  void failedStageIsCountedToo() {
    checkStages("whenComplete((r, e) -> {", "\"\"", "");
  }

  @Test
  void stageBehindAnInterfaceGetsWhatItTakes() {
    checkStages("thenAccept(r -> {", "\"tok-2\"", "");
  }

  private void checkStages(String next, String second, String report) {
    check(
        AbandonedWaiterOnFailure.class,
        """
        import java.util.List;
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.CountDownLatch;

        interface Gateway {
          CompletableFuture<String> push(String device);
        }

        class Direct implements Gateway {
          @Override
          public CompletableFuture<String> push(String device) {
            return CompletableFuture.supplyAsync(() -> deliver(device));
          }

          private static String deliver(String device) {
            if (!device.startsWith("tok-")) {
              throw new IllegalArgumentException("bad " + device);
            }
            return device;
          }
        }

        class A {
          private final Gateway gateway = new Direct();

          private void send(List<String> batch) throws InterruptedException {
            CountDownLatch open = new CountDownLatch(batch.size());
            for (String device : batch) {
              gateway.push(device).%s
                System.out.println(r);
                %s
                open.countDown();
              });
            }
            open.await();
          }

          private void sendAll(List<String> all) throws InterruptedException {
            for (int from = 0; from < all.size(); from += 2) {
              send(all.subList(from, Math.min(all.size(), from + 2)));
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new A().sendAll(List.of("tok-1", %s));
          }
        }
        """
            .formatted(next, report, second));
  }

  @Test
  void promiseOfAKeyIsCompletedByTheFunctionThatMakesIt() {
    check(
        AbandonedWaiterOnFailure.class,
        """
        import java.util.Map;
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.ConcurrentHashMap;

        class A {
          private final Map<String, CompletableFuture<Integer>> loading = new ConcurrentHashMap<>();

          private CompletableFuture<Integer> load(String key) {
            return loading.computeIfAbsent(key, name -> {
              CompletableFuture<Integer> loaded = new CompletableFuture<>();
              Thread.ofVirtual().start(() -> {
                try {
                  // BUG: Diagnostic contains: complete() on 'loaded' is skipped
                  loaded.complete(Integer.parseInt(name));
                } catch (NumberFormatException e) {
                  System.out.println(name);
                }
              });
              return loaded;
            });
          }

          public static void main(String[] args) {
            A a = new A();
            System.out.println(a.load("1").join() + a.load("x").join());
          }
        }
        """);
  }

  private void check(Class<? extends BugChecker> check, String source) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
