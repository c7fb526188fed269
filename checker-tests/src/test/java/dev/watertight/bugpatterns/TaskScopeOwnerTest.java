package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** Task scopes belong to the thread that opens them, which joins them once. */
@EnabledForJreRange(minVersion = 25)
final class TaskScopeOwnerTest {
  private void reports(String code) {
    CompilationTestHelper.newInstance(TaskScopeNotJoined.class, getClass())
        .setArgs(TaskScopeApi.ofRunningJdk())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.StructuredTaskScope;
            """
                + code)
        .doTest();
  }

  @Test
  void joinedMoreThanOnce() {
    reports(
        """
        class A {
          void inLoop(List<Callable<String>> tasks) throws InterruptedException {
            try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
              for (Callable<String> task : tasks) {
                // BUG: Diagnostic contains: Task scope has been joined when this runs again
                scope.fork(task);
                scope.join();
              }
            }
          }

          void twice(Callable<String> task) throws InterruptedException {
            try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
              scope.fork(task);
              scope.join();
              // BUG: Diagnostic contains: Task scope has been joined when this runs again
              scope.join();
            }
          }

          void oneScopeEach(List<Callable<String>> tasks) throws InterruptedException {
            for (Callable<String> task : tasks) {
              try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                scope.fork(task);
                scope.join();
              }
            }
          }
        }
        """);
  }

  @Test
  void usedByAnotherThread() {
    reports(
        """
        class A {
          private final StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open();

          void forkedByPool(ExecutorService pool, Callable<String> task) throws InterruptedException {
            try (StructuredTaskScope<String, Void> own = StructuredTaskScope.open()) {
              // BUG: Diagnostic contains: Another thread runs this than the one that opened
              pool.execute(() -> own.fork(task));
              own.join();
            }
          }

          void openedByPool(ExecutorService pool, Callable<String> task) {
            pool.submit(
                () -> {
                  try (StructuredTaskScope<String, Void> own = StructuredTaskScope.open()) {
                    own.fork(task);
                    own.join();
                    return null;
                  }
                });
          }

          void openedHereForkedByWhatMayRunHere(Callable<String> task) throws Exception {
            Executor direct = Runnable::run;
            try (StructuredTaskScope<String, Void> own = StructuredTaskScope.open()) {
              direct.execute(() -> own.fork(task));
              CompletableFuture.completedFuture(1).thenAccept(one -> own.fork(task)).join();
              own.join();
            }
          }

          void openedByThread(List<Callable<String>> tasks) {
            new Thread(() -> runAll(tasks)).start();
          }

          private void runAll(List<Callable<String>> tasks) {
            try (StructuredTaskScope<String, Void> own = StructuredTaskScope.open()) {
              tasks.forEach(task -> own.fork(task));
              own.join();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void expireLater() {
            new Thread(this::expire).start();
          }

          private void expire() {
            // BUG: Diagnostic contains: Another thread runs this than the one that opened
            scope.close();
          }
        }
        """);
  }
}
