package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class FieldReleasesTest {
  @Test
  void array() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService[] lanes = new ExecutorService[2];

              A() {
                for (int i = 0; i < lanes.length; i++) {
                  lanes[i] = Executors.newFixedThreadPool(1);
                }
              }

              void run(int lane, Runnable task) {
                lanes[lane].execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService[] lanes = new ExecutorService[2];

              A() {
                for (int i = 0; i < lanes.length; i++) {
                  lanes[i] = Executors.newFixedThreadPool(1);
                }
              }

              void run(int lane, Runnable task) {
                lanes[lane].execute(task);
              }

              @Override
              public void close() {
                for (ExecutorService executor : lanes) {
                  if (executor != null) {
                    executor.shutdown();
                  }
                }
              }
            }
            """);
  }

  @Test
  void reference() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> current = new AtomicReference<>();

              void run(Runnable task) {
                if (current.get() == null) {
                  current.set(Executors.newFixedThreadPool(2));
                }
                current.get().execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A implements AutoCloseable {
              private final AtomicReference<ExecutorService> current = new AtomicReference<>();

              void run(Runnable task) {
                if (current.get() == null) {
                  current.set(Executors.newFixedThreadPool(2));
                }
                current.get().execute(task);
              }

              @Override
              public void close() {
                ExecutorService executor = current.getAndSet(null);
                if (executor != null) {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void tooWideType() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.Executors;

            class A {
              private final Executor runner;

              A(int size) {
                this.runner = Executors.newFixedThreadPool(size);
              }

              void run(Runnable task) {
                runner.execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService runner;

              A(int size) {
                this.runner = Executors.newFixedThreadPool(size);
              }

              void run(Runnable task) {
                runner.execute(task);
              }

              @Override
              public void close() {
                runner.shutdown();
              }
            }
            """);
  }

  @Test
  void tooWideTypeOfTwo() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: never shut down
              private final Executor runner = Executors.newFixedThreadPool(2), direct = Runnable::run;

              void run(Runnable task) {
                runner.execute(task);
                direct.execute(task);
              }
            }
            """);
  }
}
