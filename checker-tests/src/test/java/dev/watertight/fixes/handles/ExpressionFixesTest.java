package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class ExpressionFixesTest {
  @Test
  void bodyOfLambda() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.Executors;

            class A {
              final Callable<Integer> one = () -> Executors.newFixedThreadPool(1).submit(() -> 1).get();
            }
            """,
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              final Callable<Integer> one =
                  () -> {
                    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                      return executor.submit(() -> 1).get();
                    }
                  };
            }
            """);
  }

  @Test
  void bodyOfLambdaWithoutResult() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                Runnable r = () -> Executors.newFixedThreadPool(8).execute(task);
                r.run();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                Runnable r =
                    () -> {
                      ExecutorService executor = Executors.newFixedThreadPool(8);
                      try {
                        executor.execute(task);
                      } finally {
                        executor.shutdown();
                      }
                    };
                r.run();
              }
            }
            """);
  }

  @Test
  void fieldOfObject() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              private final Future<?> field = Executors.newFixedThreadPool(6).submit(() -> 1);
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              private final Future<?> field;

              {
                ExecutorService executor = Executors.newFixedThreadPool(6);
                try {
                  field = executor.submit(() -> 1);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void objectThatKeepsIt() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import com.google.common.eventbus.AsyncEventBus;
            import com.google.common.eventbus.EventBus;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: (where to release it is yours to choose)
              private final EventBus bus = new AsyncEventBus(Executors.newFixedThreadPool(2));

              void post(String event) {
                bus.post(event);
              }
            }
            """);
  }

  @Test
  void unbraced() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Executors;

            class A {
              void m(boolean wanted, Runnable task) {
                if (wanted) Executors.newFixedThreadPool(1).execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(boolean wanted, Runnable task) {
                if (wanted) {
                  ExecutorService executor = Executors.newFixedThreadPool(1);
                  try {
                    executor.execute(task);
                  } finally {
                    executor.shutdown();
                  }
                }
              }
            }
            """);
  }
}
