package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class ThrownAwayFixesTest {
  @Test
  void returned() {
    Repair.by(ExpiringHandleNotReleased.class)
        .turns(
            """
            import java.util.concurrent.ForkJoinPool;

            class A {
              int m(int executor) throws Exception {
                return new ForkJoinPool(executor).submit(() -> 1).get(); // one
              }
            }
            """,
            """
            import java.util.concurrent.ForkJoinPool;

            class A {
              int m(int executor) throws Exception {
                try (ForkJoinPool executor2 = new ForkJoinPool(executor)) {
                  return executor2.submit(() -> 1).get(); // one
                }
              }
            }
            """);
  }

  @Test
  void release17() {
    Repair.by(HandleNeverReleased.class)
        .release("17")
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<Integer>> tasks) throws Exception {
                Executors.newFixedThreadPool(2).invokeAll(tasks);
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<Integer>> tasks) throws Exception {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                try {
                  executor.invokeAll(tasks);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void future() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              void m() throws Exception {
                Future<Integer> f = Executors.newFixedThreadPool(3).submit(() -> 1);
                System.out.println("submitted");
                System.out.println(f.get());
                System.out.println("done");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              void m() throws Exception {
                try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
                  Future<Integer> f = executor.submit(() -> 1);
                  System.out.println("submitted");
                  System.out.println(f.get());
                }
                System.out.println("done");
              }
            }
            """);
  }

  @Test
  void argument() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executors;

            class A {
              CompletableFuture<Integer> m() {
                return CompletableFuture.supplyAsync(() -> 1, Executors.newFixedThreadPool(4));
              }
            }
            """,
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              CompletableFuture<Integer> m() {
                ExecutorService executor = Executors.newFixedThreadPool(4);
                try {
                  return CompletableFuture.supplyAsync(() -> 1, executor);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void periodic() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              void m(Runnable task) {
                // BUG: Diagnostic contains: thrown away
                Executors.newScheduledThreadPool(5).scheduleAtFixedRate(task, 1, 1, TimeUnit.DAYS);
              }
            }
            """);
  }

  @Test
  void notInBlock() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.Executors;

            class A {
              void m(boolean b, int i, Runnable task) {
                // BUG: Diagnostic contains: thrown away
                Object o = b ? null : Executors.newFixedThreadPool(9).submit(task);
                switch (i) {
                  case 1:
                    // BUG: Diagnostic contains: thrown away
                    Executors.newFixedThreadPool(10).execute(task);
                    break;
                  default:
                }
              }
            }
            """);
  }

  @Test
  void openedAgainByItsTask() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;

            class A {
              void connect(int attempt) {
                Executors.newFixedThreadPool(1).execute(() -> retry(attempt));
              }

              private void retry(int attempt) {
                if (attempt < 3) {
                  connect(attempt + 1);
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void connect(int attempt) {
                ExecutorService executor = Executors.newFixedThreadPool(1);
                try {
                  executor.execute(() -> retry(attempt));
                } finally {
                  executor.shutdown();
                }
              }

              private void retry(int attempt) {
                if (attempt < 3) {
                  connect(attempt + 1);
                }
              }
            }
            """);
  }

  @Test
  void operand() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;

            class A {
              String m(String prefix) throws Exception {
                return prefix + Executors.newFixedThreadPool(1).submit(() -> "x").get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m(String prefix) throws Exception {
                try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                  return prefix + executor.submit(() -> "x").get();
                }
              }
            }
            """);
  }
}
