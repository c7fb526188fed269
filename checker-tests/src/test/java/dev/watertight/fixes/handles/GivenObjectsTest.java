package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class GivenObjectsTest {

  @Test
  void staysInItsMakersBlock() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                Context context = new Context("a", Executors.newFixedThreadPool(1));
                context.run(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                ExecutorService executor = Executors.newFixedThreadPool(1);
                try {
                  Context context = new Context("a", executor);
                  context.run(task);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void usedWhereItIsMade() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                new Context("a", Executors.newFixedThreadPool(1)).run(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                ExecutorService executor = Executors.newFixedThreadPool(1);
                try {
                  new Context("a", executor).run(task);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void handedOn() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              private Context last;

              void m(Runnable task) {
                // BUG: Diagnostic contains: never shut down
                Context context = new Context("a", Executors.newFixedThreadPool(1));
                context.run(task);
                last = context;
              }
            }
            """);
  }

  @Test
  void madeByItsOwnClass() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool;

              private A(ExecutorService pool) {
                this.pool = pool;
              }

              private int sum() throws Exception {
                return pool.submit(() -> 1).get();
              }

              static int m() throws Exception {
                A a = new A(Executors.newFixedThreadPool(3));
                return a.sum();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool;

              private A(ExecutorService pool) {
                this.pool = pool;
              }

              private int sum() throws Exception {
                return pool.submit(() -> 1).get();
              }

              static int m() throws Exception {
                try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
                  A a = new A(executor);
                  return a.sum();
                }
              }
            }
            """);
  }
}
