package dev.watertight.fixes.unbounded;

import dev.watertight.bugpatterns.CompletionServiceTakeWithoutTask;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class TakeFixesTest {
  private static final String SOME =
      """
      import java.util.List;
      import java.util.concurrent.CompletionService;
      import java.util.concurrent.Executor;
      import java.util.concurrent.ExecutorCompletionService;

      class A {
        void run(Executor pool, List<String> names) throws Exception {
          CompletionService<String> done = new ExecutorCompletionService<>(pool);
          for (String name : names) {
            if (!name.isEmpty()) done.submit(() -> name);
          }
          for (String name : names) {
            System.out.println(done.take().get());
          }
        }
      }
      """;

  @Test
  void counting() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            SOME,
            """
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool, List<String> names) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                int submitted = 0;
                for (String name : names) {
                  if (!name.isEmpty()) {
                    done.submit(() -> name);
                    submitted++;
                  }
                }
                for (int i = 0; i < submitted; i++) {
                  System.out.println(done.take().get());
                }
              }
            }
            """);
  }

  @Test
  void constant() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            """
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                done.submit(() -> "left");
                done.submit(() -> "right");
                while (true) {
                  System.out.println(done.take().get());
                }
              }
            }
            """,
            """
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                done.submit(() -> "left");
                done.submit(() -> "right");
                for (int i = 0; i < 2; i++) {
                  System.out.println(done.take().get());
                }
              }
            }
            """);
  }

  @Test
  void elementUsed() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            SOME.replace("println(done", "println(name + done"),
            """
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool, List<String> names) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                int pending = 0;
                for (String name : names) {
                  if (!name.isEmpty()) {
                    done.submit(() -> name);
                    pending++;
                  }
                }
                for (String name : names) {
                  if (pending > 0) {
                    pending--;
                    System.out.println(name + done.take().get());
                  }
                }
              }
            }
            """);
  }

  @Test
  void twoTakesInOneStatement() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .keeps(
            """
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              String run(Executor pool) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                done.submit(() -> "left");
                // BUG: Diagnostic contains: 'done' gets 1 task
                return done.take().get() + done.take().get();
              }
            }
            """);
  }

  /** The loop comes to an end, and nothing behind it is what the method returns. */
  @Test
  void untilSuccess() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            abstract class A {
              abstract String load(String url) throws IOException;

              String fastest(Executor pool, List<String> urls) throws InterruptedException {
                CompletionService<String> race = new ExecutorCompletionService<>(pool);
                for (String url : urls) {
                  race.submit(() -> load(url));
                }
                while (true) {
                  try {
                    return race.take().get();
                  } catch (ExecutionException e) {
                    System.out.println(e.getCause());
                  }
                }
              }
            }
            """,
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            abstract class A {
              abstract String load(String url) throws IOException;

              String fastest(Executor pool, List<String> urls) throws InterruptedException {
                CompletionService<String> race = new ExecutorCompletionService<>(pool);
                int submitted = 0;
                for (String url : urls) {
                  race.submit(() -> load(url));
                  submitted++;
                }
                for (int i = 0; i < submitted; i++) {
                  try {
                    return race.take().get();
                  } catch (ExecutionException e) {
                    System.out.println(e.getCause());
                  }
                }
                throw new IllegalStateException("every task has failed");
              }
            }
            """);
  }

  @Test
  void noTimeLimitIsGuessed() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .keeps(
            """
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              int run(Executor pool) throws Exception {
                CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
                done.submit(() -> 1);
                while (true) {
                  // BUG: Diagnostic contains: how long to wait, is yours to choose)
                  System.out.println(done.take().get());
                }
              }
            }
            """);
  }

  @Test
  void serviceInField() {
    String before =
        """
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CompletionService<String> done = new ExecutorCompletionService<>(pool);

          void run(List<String> names) throws Exception {
            for (String name : names) if (!name.isEmpty()) done.submit(() -> name);
            for (String name : names) System.out.println(done.take().get());
          }

          void close() {
            pool.shutdown();
          }
        }
        """;
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            before,
            before
                .replace(
                    "for (String name : names) if (!name.isEmpty()) done.submit(() -> name);",
                    """
                    int submitted = 0;
                    for (String name : names) if (!name.isEmpty()) {
                      done.submit(() -> name);
                      submitted++;
                    }\
                    """
                        .replace("\n", "\n    "))
                .replace(
                    "for (String name : names) System",
                    "for (int i = 0; i < submitted; i++) System"));
  }

  @Test
  void takeBesideOtherWork() {
    Repair.by(CompletionServiceTakeWithoutTask.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool, List<String> names, List<String> seen) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                for (String name : names) {
                  if (!seen.contains(name)) {
                    done.submit(() -> name);
                  }
                }
                for (String name : names) {
                  String result = done.take().get();
                  System.out.println(result);
                  seen.add(name);
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorCompletionService;

            class A {
              void run(Executor pool, List<String> names, List<String> seen) throws Exception {
                CompletionService<String> done = new ExecutorCompletionService<>(pool);
                int pending = 0;
                for (String name : names) {
                  if (!seen.contains(name)) {
                    done.submit(() -> name);
                    pending++;
                  }
                }
                for (String name : names) {
                  if (pending > 0) {
                    pending--;
                    String result = done.take().get();
                    System.out.println(result);
                  }
                  seen.add(name);
                }
              }
            }
            """);
  }
}
