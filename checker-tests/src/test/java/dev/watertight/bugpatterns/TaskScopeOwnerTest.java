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

  @Test
  void executorThatRunsQueuedTasksItself() {
    reports(
        """
        class A {
          static class Queued extends java.util.concurrent.AbstractExecutorService {
            private final java.util.Deque<Runnable> tasks = new java.util.ArrayDeque<>();

            @Override
            public void execute(Runnable task) {
              tasks.add(task);
              runAll();
            }

            private void runAll() {
              while (!tasks.isEmpty()) {
                tasks.poll().run();
              }
            }

            @Override
            public void shutdown() {}

            @Override
            public List<Runnable> shutdownNow() {
              return List.of();
            }

            @Override
            public boolean isShutdown() {
              return false;
            }

            @Override
            public boolean isTerminated() {
              return false;
            }

            @Override
            public boolean awaitTermination(long time, java.util.concurrent.TimeUnit unit) {
              return true;
            }
          }

          void here(Callable<String> task) throws Exception {
            Queued queued = new Queued();
            try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
              scope.fork(task);
              queued.submit(() -> scope.join());
            }
          }

          void apart(Callable<String> task, ExecutorService pool) throws Exception {
            try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
              scope.fork(task);
              // BUG: Diagnostic contains: Another thread
              pool.submit(() -> scope.join());
            }
          }
        }
        """);
  }
}
