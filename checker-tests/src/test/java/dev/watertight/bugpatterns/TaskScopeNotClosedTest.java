package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

final class TaskScopeNotClosedTest {
  @EnabledForJreRange(minVersion = 25)
  @Test
  void identification() {
    CompilationTestHelper.newInstance(TaskScopeNotClosed.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;
            import java.util.concurrent.StructuredTaskScope.Subtask;

            class A {
              native void register(StructuredTaskScope<?, ?> scope);

              void executor(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }

              void tryWithResources(Callable<String> task) throws InterruptedException {
                try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                  scope.fork(task);
                  scope.join();
                }
              }

              void closedInFinally(Callable<String> task) throws InterruptedException {
                StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
                try {
                  scope.fork(task);
                  scope.join();
                } finally {
                  scope.close();
                }
              }

              void nothingForked() {
                StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
                System.out.println(scope.hashCode());
              }

              void givenAway(Callable<String> task) {
                StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
                scope.fork(task);
                register(scope);
              }

              String neverClosed(Callable<String> task) throws InterruptedException {
                // BUG: Diagnostic contains: Task scope in 'scope' is never closed; tasks still running are abandoned
                StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
                Subtask<String> answer = scope.fork(task);
                scope.join();
                return answer.get();
              }

              String joinerGiven(Callable<String> task) throws Exception {
                StructuredTaskScope<String, String> scope =
                    // BUG: Diagnostic contains: Task scope in 'scope' is never closed
                    StructuredTaskScope.open(Joiner.<String>anySuccessfulResultOrThrow());
                scope.fork(task);
                return scope.join();
              }

              String closedUnlessInterrupted(Callable<String> task) throws InterruptedException {
                // BUG: Diagnostic contains: Task scope in 'scope' is not closed when line 64 throws InterruptedException
                StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
                Subtask<String> answer = scope.fork(task);
                scope.join();
                scope.close();
                return answer.get();
              }

              void thrownAway(Runnable task) {
                // BUG: Diagnostic contains: Task scope is thrown away and never closed
                StructuredTaskScope.open().fork(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void identificationWithJdk21(@TempDir Path directory) throws IOException {
    TaskScopeApi.doTestWithJdk21(
        TaskScopeNotClosed.class,
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
              String tryWithResources(Callable<String> task) throws Exception {
                try (ShutdownOnSuccess<String> scope = new ShutdownOnSuccess<>()) {
                  scope.fork(task);
                  return scope.join().result();
                }
              }

              String neverClosed(Callable<String> task) throws Exception {
                // BUG: Diagnostic contains: Task scope in 'scope' is never closed; tasks still running are abandoned
                ShutdownOnFailure scope = new ShutdownOnFailure();
                Subtask<String> answer = scope.fork(task);
                scope.join().throwIfFailed();
                return answer.get();
              }

              void closedUnlessLate(Callable<String> task) throws Exception {
                StructuredTaskScope<String> scope =
                    // BUG: Diagnostic contains: Task scope in 'scope' is not closed when line 29 throws TimeoutException
                    new StructuredTaskScope<>("answers", Thread.ofVirtual().factory());
                scope.fork(task);
                scope.joinUntil(Instant.now().plusSeconds(1));
                scope.close();
              }
            }
            """);
  }
}
