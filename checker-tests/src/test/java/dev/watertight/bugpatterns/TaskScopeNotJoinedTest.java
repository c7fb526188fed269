package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

final class TaskScopeNotJoinedTest {
  @EnabledForJreRange(minVersion = 25)
  @Test
  void noScopeOfItsOwn() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              void executor(Callable<String> task) throws Exception {
                try (ExecutorService pool = Executors.newCachedThreadPool()) {
                  pool.submit(task).get();
                }
              }

              String givenSubtasks(List<Subtask<String>> joined, Callable<String> task)
                  throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  Subtask<String> last = scope.fork(task);
                  String text = joined.get(0).get();
                  for (Subtask<String> one : joined) {
                    text += one.get();
                  }
                  scope.join();
                  return text + last.get();
                }
              }

              void nothingForked() throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  System.out.println(scope.isCancelled());
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void joined() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              String joined(Callable<String> task) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  Subtask<String> answer = scope.fork(task);
                  scope.join();
                  return answer.get();
                }
              }

              String joinedWithResult(List<Callable<String>> tasks) throws InterruptedException {
                try (StructuredTaskScope<String, String> scope =
                    StructuredTaskScope.open(Joiner.<String>anySuccessfulResultOrThrow())) {
                  for (Callable<String> task : tasks) {
                    scope.fork(task);
                  }
                  return scope.join();
                }
              }

              void joinedByHelper(Callable<String> task) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  scope.fork(task);
                  await(scope);
                }
              }

              private static void await(StructuredTaskScope<String, Void> scope)
                  throws InterruptedException {
                scope.join();
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void givenAway() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              native void register(StructuredTaskScope<?, ?> scope);

              void givenAway(Callable<String> task) {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  scope.fork(task);
                  register(scope);
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void leftByException() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void leftByException(Callable<String> task) throws Exception {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  scope.fork(task);
                  if (task.hashCode() == 0) {
                    throw new IllegalStateException();
                  }
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void readBeforeJoin() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              String readBeforeJoin(Callable<String> task) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  Subtask<String> answer = scope.fork(task);
                  // BUG: Diagnostic contains: Result is read before the task scope is joined; its subtask may still run, and get() throws IllegalStateException
                  String result = answer.get();
                  scope.join();
                  return result;
                }
              }

              String readOnOnePathBeforeJoin(boolean patient, Callable<String> task)
                  throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  Subtask<String> answer = scope.fork(task);
                  if (patient) {
                    scope.join();
                  }
                  // BUG: Diagnostic contains: Result is read before the task scope is joined
                  return answer.get();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void readFromList() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              String readFromList(List<Callable<String>> tasks) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  List<Subtask<String>> answers =
                      tasks.stream().map(task -> scope.fork(task)).toList();
                  // BUG: Diagnostic contains: Result is read before the task scope is joined
                  String first = answers.get(0).get();
                  scope.join();
                  return first;
                }
              }

              List<String> readFromListAfterJoin(List<Callable<String>> tasks)
                  throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  List<Subtask<String>> answers =
                      tasks.stream().map(task -> scope.fork(task)).toList();
                  scope.join();
                  return answers.stream().map(Subtask::get).toList();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void leftWithoutJoin() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void leftWithoutJoin(Callable<String> task) {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: Task scope is left without join() after this fork; close() interrupts the subtask and throws IllegalStateException
                  scope.fork(task);
                }
              }

              void leftEarly(List<Callable<String>> tasks) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  for (Callable<String> task : tasks) {
                    // BUG: Diagnostic contains: Task scope is left without join() after this fork
                    scope.fork(task);
                  }
                  if (tasks.size() > 3) {
                    return;
                  }
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void forkedInLambda() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void forkedInLambda(List<Callable<String>> tasks) {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  tasks.forEach(
                      // BUG: Diagnostic contains: Task scope is left without join() after this fork
                      task -> {
                        scope.fork(task);
                      });
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void identificationWithJdk21(@TempDir Path directory) throws IOException {
    TaskScopeApi.doTestWithJdk21(
        TaskScopeNotJoined.class,
        directory,
        "A.java",
        """
        import java.time.Instant;
        import java.util.concurrent.Callable;
        import java.util.concurrent.StructuredTaskScope;
        import java.util.concurrent.StructuredTaskScope.ShutdownOnFailure;
        import java.util.concurrent.StructuredTaskScope.ShutdownOnSuccess;
        import java.util.concurrent.StructuredTaskScope.Subtask;

        class A {
          String joined(Callable<String> task) throws Exception {
            try (ShutdownOnFailure scope = new ShutdownOnFailure()) {
              Subtask<String> answer = scope.fork(task);
              scope.join().throwIfFailed();
              return answer.get();
            }
          }

          String joinedWithDeadline(Callable<String> task) throws Exception {
            try (StructuredTaskScope<String> scope = new StructuredTaskScope<>()) {
              Subtask<String> answer = scope.fork(task);
              scope.joinUntil(Instant.MAX);
              return answer.get();
            }
          }

          String resultBeforeJoin(Callable<String> task) throws Exception {
            try (ShutdownOnSuccess<String> scope = new ShutdownOnSuccess<>()) {
              scope.fork(task);
              // BUG: Diagnostic contains: Result is read before the task scope is joined
              return scope.result();
            }
          }

          void leftWithoutJoin(Callable<String> task) {
            try (StructuredTaskScope<String> scope = new StructuredTaskScope<>()) {
              // BUG: Diagnostic contains: Task scope is left without join() after this fork
              scope.fork(task);
            }
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void numberKeptInAVariable() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void run(List<Callable<String>> jobs) throws InterruptedException {
                int count = jobs.size();
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  for (int i = 0; i < jobs.size(); i++) {
                    scope.fork(jobs.get(i));
                  }
                  if (count > 0) {
                    scope.join();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void flagGathersForks() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void gathers(List<String> names) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  boolean any = false;
                  for (String name : names) {
                    boolean isNew = !name.isEmpty();
                    any |= isNew;
                    if (isNew) {
                      scope.fork(() -> name);
                    }
                  }
                  if (!any) {
                    return;
                  }
                  scope.join();
                }
              }

              void forgets(List<String> names) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  boolean all = true;
                  for (String name : names) {
                    boolean isNew = !name.isEmpty();
                    all &= isNew;
                    if (isNew) {
                      // BUG: Diagnostic contains: Task scope is left without join()
                      scope.fork(() -> name);
                    }
                  }
                  if (!all) {
                    return;
                  }
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void readsThatOfTheRoundBefore() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              private Subtask<String> last;

              void ahead(List<String> pages) throws InterruptedException {
                Subtask<String> loaded = null;
                for (String page : pages) {
                  try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                    Subtask<String> loading = scope.fork(() -> page.strip());
                    if (loaded != null) {
                      System.out.println(loaded.get());
                    }
                    scope.join();
                    loaded = loading;
                  }
                }
              }

              void thatOfTheCallBefore(String page) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  Subtask<String> loading = scope.fork(() -> page.strip());
                  if (last != null) {
                    System.out.println(last.get());
                  }
                  scope.join();
                  last = loading;
                }
              }

              void thatOfThisRound(List<String> pages) throws InterruptedException {
                Subtask<String> loaded = null;
                for (String page : pages) {
                  try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                    Subtask<String> loading = scope.fork(() -> page.strip());
                    loaded = loading;
                    // BUG: Diagnostic contains: Result is read before
                    System.out.println(loaded.get());
                    scope.join();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void leftWhereNothingHasBeenForked() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;

            class A {
              record Work(List<String> open) {
                boolean isDone() {
                  return open.isEmpty();
                }
              }

              void askedOfWhatIsForked(Work work) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  for (String each : work.open()) {
                    scope.fork(() -> each.strip());
                  }
                  if (work.isDone()) {
                    return;
                  }
                  scope.join();
                }
              }

              void askedOfOthers(Work work, Work other) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  for (String each : work.open()) {
                    // BUG: Diagnostic contains: is left without join()
                    scope.fork(() -> each.strip());
                  }
                  if (other.isDone()) {
                    return;
                  }
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void readByAFunctionThatIsKept() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.function.Supplier;

            class A {
              List<String> all(List<Callable<String>> tasks) throws InterruptedException {
                List<Supplier<String>> answers = new ArrayList<>();
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  for (Callable<String> task : tasks) {
                    answers.add(scope.fork(task)::get);
                  }
                  scope.join();
                  return answers.stream().map(Supplier::get).toList();
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void noForkWhereForEachHasNothing() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int run(List<String> texts) throws InterruptedException {
                List<Subtask<Integer>> asked = new ArrayList<>();
                try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open()) {
                  texts.forEach(text -> asked.add(scope.fork(() -> text.length())));
                  if (asked.isEmpty()) {
                    return 0;
                  }
                  scope.join();
                }
                return asked.size();
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void joinUnderAQuestionThatAgrees() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              enum State {
                DONE,
                OPEN;

                boolean isOpen() {
                  return this == OPEN;
                }
              }

              int run(State state) throws InterruptedException {
                try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open()) {
                  Subtask<Integer> one = scope.fork(() -> 1);
                  if (state != State.DONE) {
                    scope.join();
                  }
                  if (state.isOpen()) {
                    return one.get();
                  }
                  scope.join();
                  return 0;
                }
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void forksOfForEachWhateverElseIsAsked() {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              int run(List<String> texts, boolean dry) throws InterruptedException {
                List<Subtask<Integer>> asked = new ArrayList<>();
                try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: Task scope is left without join()
                  texts.forEach(text -> asked.add(scope.fork(() -> text.length())));
                  if (dry) {
                    return 0;
                  }
                  scope.join();
                }
                return asked.size();
              }
            }
            """)
        .doTest();
  }
}
