package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** Task scopes are handles: they are opened, and must be closed, like executors. */
final class TaskScopeHandlesTest {
  private static final String IMPORTS =
      """
      import java.util.concurrent.Callable;
      import java.util.concurrent.StructuredTaskScope;
      import java.util.concurrent.StructuredTaskScope.Joiner;
      import java.util.concurrent.StructuredTaskScope.Subtask;
      """;

  private void reports(Class<? extends BugChecker> check, String code) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines("A.java", IMPORTS + code)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void closed() {
    reports(
        HandleNeverReleased.class,
        """
        class A {
          native void register(StructuredTaskScope<?, ?> scope);

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
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void neverClosed() {
    reports(
        HandleNeverReleased.class,
        """
        class A {
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

          void thrownAway(Runnable task) {
            // BUG: Diagnostic contains: Task scope is thrown away and never closed
            StructuredTaskScope.open().fork(task);
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void closedUnlessInterrupted() {
    reports(
        HandleNotReleasedOnAllPaths.class,
        """
        class A {
          String m(Callable<String> task) throws InterruptedException {
            // BUG: Diagnostic contains: Task scope in 'scope' is not closed when line 10 throws InterruptedException
            StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
            Subtask<String> answer = scope.fork(task);
            scope.join();
            scope.close();
            return answer.get();
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void overwritten() {
    reports(
        HandleOverwrittenWhileOpen.class,
        """
        class A {
          void m(Callable<String> task) throws InterruptedException {
            // BUG: Diagnostic contains: Task scope in 'scope' is overwritten on line 10 while it is open
            StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
            scope.fork(task);
            scope = StructuredTaskScope.open();
            scope.close();
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void noExpiringHandle() {
    reports(
        ExpiringHandleNotReleased.class,
        """
        class A {
          void m(Callable<String> task) {
            StructuredTaskScope<String, Void> scope = StructuredTaskScope.open();
            scope.fork(task);
          }
        }
        """);
  }

  @Test
  void neverClosedWithJdk21(@TempDir Path directory) throws IOException {
    TaskScopeApi.doTestWithJdk21(
        HandleNeverReleased.class,
        directory,
        "A.java",
        """
        import java.util.concurrent.Callable;
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
        }
        """);
  }

  @Test
  void closedUnlessLateWithJdk21(@TempDir Path directory) throws IOException {
    TaskScopeApi.doTestWithJdk21(
        HandleNotReleasedOnAllPaths.class,
        directory,
        "A.java",
        """
        import java.time.Instant;
        import java.util.concurrent.Callable;
        import java.util.concurrent.StructuredTaskScope;

        class A {
          void m(Callable<String> task) throws Exception {
            StructuredTaskScope<String> scope =
                // BUG: Diagnostic contains: Task scope in 'scope' is not closed when line 11 throws TimeoutException
                new StructuredTaskScope<>("answers", Thread.ofVirtual().factory());
            scope.fork(task);
            scope.joinUntil(Instant.now().plusSeconds(1));
            scope.close();
          }
        }
        """);
  }
}
