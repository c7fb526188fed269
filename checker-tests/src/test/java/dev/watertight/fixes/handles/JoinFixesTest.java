package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import dev.watertight.bugpatterns.TaskScopeNotJoined;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 25)
final class JoinFixesTest {
  @Test
  void beforeRead() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int sum() throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> left = scope.fork(() -> 1);
                  Subtask<Integer> right = scope.fork(() -> 2);
                  // Both must have ended here.
                  return left.get() + right.get();
                }
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int sum() throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> left = scope.fork(() -> 1);
                  Subtask<Integer> right = scope.fork(() -> 2);
                  // Both must have ended here.
                  scope.join();
                  return left.get() + right.get();
                }
              }
            }
            """);
  }

  @Test
  void afterForks() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void warmUp(Runnable cache, Runnable index) throws Exception {
                try (var scope = StructuredTaskScope.open()) {
                  scope.fork(cache);
                  scope.fork(index);
                }
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void warmUp(Runnable cache, Runnable index) throws Exception {
                try (var scope = StructuredTaskScope.open()) {
                  scope.fork(cache);
                  scope.fork(index);
                  scope.join();
                }
              }
            }
            """);
  }

  @Test
  void interruptionNotAllowed() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .keeps(
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int first() {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> first = scope.fork(() -> 1);
                  // BUG: Diagnostic contains: where to join is yours to choose
                  return first.get();
                }
              }
            }
            """);
  }

  @Test
  void earlyReturn() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int m(boolean quick) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> task = scope.fork(() -> 1);
                  if (quick) {
                    return 0;
                  }
                  scope.join();
                  return task.get();
                }
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int m(boolean quick) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> task = scope.fork(() -> 1);
                  if (quick) {
                    scope.join();
                    return 0;
                  }
                  scope.join();
                  return task.get();
                }
              }
            }
            """);
  }

  @Test
  void earlyReturnWithoutBraces() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int m(boolean quick) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> task = scope.fork(() -> 1);
                  if (quick) return 0;
                  scope.join();
                  return task.get();
                }
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int m(boolean quick) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> task = scope.fork(() -> 1);
                  if (quick) {
                    scope.join();
                    return 0;
                  }
                  scope.join();
                  return task.get();
                }
              }
            }
            """);
  }

  @Test
  void joinedOnSomePaths() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .keeps(
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              int m(boolean slow, Runnable task) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: where to join is yours to choose
                  scope.fork(task);
                  if (slow) {
                    scope.join();
                  }
                  return 0;
                }
              }
            }
            """);
  }

  @Test
  void laterJoinIsMoved() {
    String before =
        """
        import java.util.concurrent.StructuredTaskScope;
        import java.util.concurrent.StructuredTaskScope.Subtask;

        class A {
          public static void main(String[] args) throws InterruptedException {
            try (var scope = StructuredTaskScope.open()) {
              Subtask<String> name = scope.fork(() -> "name");
              Subtask<String> place = scope.fork(() -> "place");
              if (name.get().isEmpty()) {
                return;
              }
              scope.join();
              place.get();
            } catch (IllegalStateException e) {
              return;
            }
          }
        }
        """;
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            before,
            before
                .replace("      scope.join();\n", "")
                .replace("      if (name", "      scope.join();\n      if (name"));
  }

  @Test
  void joinWouldWaitForEver() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void run(BlockingQueue<String> in) throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: (a subtask ends only when it is interrupted;
                  scope.fork(
                      () -> {
                        while (true) {
                          System.out.println(in.take());
                        }
                      });
                  System.out.println("started");
                }
              }
            }
            """);
  }

  @Test
  void joinBeforeReturnWouldWaitForOthers() {
    for (String task : ImmutableList.of("answers::take", "() -> answers.take()", "this::answer")) {
      Repair.by(TaskScopeNotJoined.class)
          .preview()
          .keeps(
              """
              import java.util.concurrent.BlockingQueue;
              import java.util.concurrent.LinkedBlockingQueue;
              import java.util.concurrent.StructuredTaskScope;

              class A {
                private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

                String ask(boolean quick) throws InterruptedException {
                  try (var scope = StructuredTaskScope.<String>open()) {
                    // BUG: Diagnostic contains: (whether to wait for the subtasks before it returns
                    var late = scope.fork(TASK);
                    if (quick) {
                      return "quick";
                    }
                    scope.join();
                    return late.get();
                  }
                }

                private String answer() throws InterruptedException {
                  return answers.take();
                }
              }
              """
                  .replace("TASK", task));
    }
  }

  @Test
  void taskThatMayNotThrow() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A implements Runnable {
              @Override
              public void run() {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> size = scope.fork(() -> 1);
                  System.out.println(size.get());
                }
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A implements Runnable {
              @Override
              public void run() {
                try (var scope = StructuredTaskScope.open()) {
                  Subtask<Integer> size = scope.fork(() -> 1);
                  scope.join();
                  System.out.println(size.get());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void scopeForEachRound() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void all(List<List<Runnable>> rounds) {
                try (var scope = StructuredTaskScope.open()) {
                  for (List<Runnable> round : rounds) {
                    round.forEach(System.out::println);
                    for (Runnable task : round) {
                      scope.fork(task);
                    }
                    scope.join();
                  }
                  System.out.println("done");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void all(List<List<Runnable>> rounds) {
                try {
                  for (List<Runnable> round : rounds) {
                    try (var scope = StructuredTaskScope.open()) {
                      round.forEach(System.out::println);
                      for (Runnable task : round) {
                        scope.fork(task);
                      }
                      scope.join();
                    }
                  }
                  System.out.println("done");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void scopeAndLoopChangePlaces() {
    String before =
        """
        import java.util.List;
        import java.util.concurrent.StructuredTaskScope;

        class A {
          void all(List<Runnable> tasks) throws InterruptedException {
            try (var scope = StructuredTaskScope.open()) {
              for (Runnable task : tasks) {
                scope.fork(task);
                scope.join();
              }
            }
          }
        }
        """;
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            before,
            before
                .replace("    try (var", "    # (var")
                .replace(
                    "      for (Runnable task : tasks)",
                    "      try (var scope = StructuredTaskScope.open())")
                .replace(
                    "    # (var scope = StructuredTaskScope.open())",
                    "    for (Runnable task : tasks)"));
  }

  @Test
  void joinerForOneScope() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .keeps(
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;

            class A {
              void all(List<Runnable> tasks) throws InterruptedException {
                Joiner<Object, Void> joiner = Joiner.awaitAll();
                try (var scope = StructuredTaskScope.open(joiner)) {
                  for (Runnable task : tasks) {
                    // BUG: Diagnostic contains: (open another scope for it,
                    scope.fork(task);
                    scope.join();
                  }
                }
              }
            }
            """);
  }

  @Test
  void forksInLoop() {
    Repair.by(TaskScopeNotJoined.class)
        .preview()
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void tell(List<Runnable> messages) throws InterruptedException {
                try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
                  for (Runnable message : messages) {
                    scope.fork(message);
                  }
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void tell(List<Runnable> messages) throws InterruptedException {
                try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
                  for (Runnable message : messages) {
                    scope.fork(message);
                  }
                  scope.join();
                }
              }
            }
            """);
  }
}
