package dev.watertight.tasks;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.bugpatterns.TaskScopeApi;
import dev.watertight.wakers.Interrupters;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

final class TasksTest {
  private static final String MARKS =
      """
      class Marks {
        static void mark() {}
      }
      """;

  private static CompilationTestHelper helper(String... arguments) {
    return CompilationTestHelper.newInstance(TaskPrinter.class, TasksTest.class)
        .setArgs(arguments.length == 0 ? new String[] {"-XDcompilePolicy=simple"} : arguments)
        .addSourceLines("Marks.java", MARKS);
  }

  @Test
  void startedHere() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              void started() {
                // BUG: Diagnostic contains: apart by Thread(), NEVER.
                new Thread(() -> Marks.mark()).start();
              }

              void startedLater() {
                // BUG: Diagnostic contains: apart by Thread(), NEVER.
                Thread thread = new Thread(() -> Marks.mark());
                thread.start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedThread() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              void interrupted() throws InterruptedException {
                // BUG: Diagnostic contains: apart by Thread(), SEEN.
                Thread thread = new Thread(() -> Marks.mark());
                thread.start();
                thread.interrupt();
              }

              void interruptedOnFailure() {
                // BUG: Diagnostic contains: apart by Thread(), ON_FAILURE.
                Thread thread = new Thread(() -> Marks.mark());
                thread.start();
                try {
                  thread.join();
                } catch (InterruptedException e) {
                  thread.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInFieldAndStopped() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              private Thread kept;

              void keptInField() {
                // BUG: Diagnostic contains: apart by Thread(), SEEN.
                kept = new Thread(() -> Marks.mark());
                kept.start();
              }

              void stop() {
                kept.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void virtualThreads() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              void virtual() {
                // BUG: Diagnostic contains: apart by startVirtualThread(), NEVER.
                Thread.startVirtualThread(() -> Marks.mark());
              }

              void builder() {
                // BUG: Diagnostic contains: apart by start(), SEEN.
                Thread thread = Thread.ofVirtual().name("worker").start(() -> Marks.mark());
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void unstartedThread() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              void unstarted() {
                // BUG: Diagnostic contains: apart by unstarted(), NEVER.
                Thread thread = Thread.ofPlatform().daemon().unstarted(() -> Marks.mark());
                thread.start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnedThread() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              Thread returned() {
                // BUG: Diagnostic contains: apart by Thread(), UNKNOWN.
                Thread thread = new Thread(() -> Marks.mark());
                thread.start();
                return thread;
              }

              private Thread returnedToCaller() {
                // BUG: Diagnostic contains: apart by startVirtualThread(), SEEN.
                return Thread.startVirtualThread(() -> Marks.mark());
              }

              void caller() {
                Thread thread = returnedToCaller();
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void bodyOfThread() {
    helper()
        .addSourceLines(
            "A.java",
            """
            class A {
              void methodReference() {
                new Thread(this::body).start();
              }

              private void body() {
                // BUG: Diagnostic contains: apart by Thread(), NEVER.
                Marks.mark();
              }

              void anonymous() {
                Thread thread =
                    new Thread(
                        new Runnable() {
                          @Override
                          public void run() {
                            // BUG: Diagnostic contains: apart by Thread(), SEEN.
                            Marks.mark();
                          }
                        });
                thread.start();
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void runnableThread() {
    helper()
        .addSourceLines(
            "B.java",
            """
            class B {
              private volatile Thread current;

              void begin() {
                new Thread(this::remember).start();
              }

              private void remember() {
                current = Thread.currentThread();
                // BUG: Diagnostic contains: apart by Thread(), SEEN.
                Marks.mark();
              }

              void cut() {
                current.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadClasses() {
    helper()
        .addSourceLines(
            "Reader.java",
            """
            class Reader extends Thread {
              @Override
              public void run() {
                // BUG: Diagnostic contains: apart by start(), NEVER.
                Marks.mark();
              }
            }
            """)
        .addSourceLines(
            "Writer.java",
            """
            class Writer extends Thread {
              @Override
              public void run() {
                // BUG: Diagnostic contains: apart by start(), SEEN.
                Marks.mark();
              }

              void shutdown() {
                interrupt();
              }
            }
            """)
        .addSourceLines(
            "SelfStarter.java",
            """
            class SelfStarter extends Thread {
              SelfStarter() {
                start();
              }

              @Override
              public void run() {
                // BUG: Diagnostic contains: apart by start(), NEVER.
                Marks.mark();
              }
            }
            """)
        .addSourceLines(
            "Job.java",
            """
            class Job implements Runnable {
              private final Thread thread = new Thread(this);

              void begin() {
                thread.start();
              }

              @Override
              public void run() {
                step();
              }

              private void step() {
                // BUG: Diagnostic contains: apart by Thread(), NEVER.
                Marks.mark();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              public static void main(String[] args) {
                new Reader().start();
                new Writer().start();
                new SelfStarter();
                new Job().begin();
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorsOfFields() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService stopped = Executors.newFixedThreadPool(1);
              private final ExecutorService shutDown = Executors.newFixedThreadPool(2);
              private final ScheduledExecutorService left = Executors.newScheduledThreadPool(3);

              void close() {
                stopped.shutdownNow();
                shutDown.shutdown();
              }

              void stopped() {
                // BUG: Diagnostic contains: apart by execute(), SEEN.
                stopped.execute(() -> Marks.mark());
              }

              void shutDown() {
                // BUG: Diagnostic contains: apart by submit(), ONLY_SHUT_DOWN.
                shutDown.submit(() -> Marks.mark());
              }

              void left() {
                // BUG: Diagnostic contains: apart by scheduleAtFixedRate(), NEVER.
                left.scheduleAtFixedRate(() -> Marks.mark(), 1, 1, TimeUnit.SECONDS);
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorGiven() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void given(ExecutorService executor) {
                // BUG: Diagnostic contains: apart by submit(), AT_END_OF_EXECUTOR.
                executor.submit(() -> Marks.mark());
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskCancelled() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              private final ExecutorService stopped = Executors.newFixedThreadPool(1);
              private final ExecutorService shutDown = Executors.newFixedThreadPool(2);

              void close() {
                stopped.shutdownNow();
                shutDown.shutdown();
              }

              void cancelled(ExecutorService executor) {
                // BUG: Diagnostic contains: apart by submit(), SEEN.
                Future<?> future = executor.submit(() -> Marks.mark());
                future.cancel(true);
              }

              void cancelledGently() {
                // BUG: Diagnostic contains: apart by submit(), ONLY_SHUT_DOWN.
                Future<?> future = shutDown.submit(() -> Marks.mark());
                future.cancel(false);
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorAsResource() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void resource() {
                try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                  // BUG: Diagnostic contains: apart by submit(), ONLY_SHUT_DOWN.
                  executor.submit(() -> Marks.mark());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedOnFailure() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void stoppedOnFailure() {
                ExecutorService executor = Executors.newCachedThreadPool();
                try {
                  // BUG: Diagnostic contains: apart by execute(), ON_FAILURE.
                  executor.execute(() -> Marks.mark());
                } catch (RuntimeException e) {
                  executor.shutdownNow();
                }
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void completionStages() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService stopped = Executors.newFixedThreadPool(1);
              private final ExecutorService shutDown = Executors.newFixedThreadPool(2);

              void close() {
                stopped.shutdownNow();
                shutDown.shutdown();
              }

              void commonPool() {
                // BUG: Diagnostic contains: apart by runAsync(), NEVER.
                CompletableFuture<Void> future = CompletableFuture.runAsync(() -> Marks.mark());
                future.cancel(true);
              }

              void async() {
                // BUG: Diagnostic contains: apart by runAsync(), SEEN.
                CompletableFuture.runAsync(() -> Marks.mark(), stopped);
              }

              void stage(CompletableFuture<String> future) {
                // BUG: Diagnostic contains: apart by thenAcceptAsync(), ONLY_SHUT_DOWN.
                future.thenAcceptAsync(text -> Marks.mark(), shutDown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByMain() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              public static void main(String[] args) {
                // BUG: Diagnostic contains: caller main.
                Marks.mark();
                helper();
              }

              private static void helper() {
                // BUG: Diagnostic contains: caller main.
                Marks.mark();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByInitializer() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              private final String field = init();

              private static String init() {
                // BUG: Diagnostic contains: caller A.
                Marks.mark();
                return "";
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByAnybody() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              public void open() {
                // BUG: Diagnostic contains: caller open.
                Marks.mark();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledFromTwoPlaces() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              void calledFromTwoPlaces() {
                // BUG: Diagnostic contains: apart by Thread(), NEVER; caller second.
                Marks.mark();
              }

              public void first() {
                new Thread(() -> calledFromTwoPlaces()).start();
              }

              public void second() {
                calledFromTwoPlaces();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledInPlace() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Map;

            public class A {
              public void inPlace(List<String> names, Map<String, String> map) {
                // BUG: Diagnostic contains: caller inPlace.
                names.forEach(name -> Marks.mark());
                // BUG: Diagnostic contains: caller inPlace.
                names.stream().map(String::length).forEach(length -> Marks.mark());
                map.computeIfAbsent("", key -> marked(key));
              }

              private static String marked(String key) {
                // BUG: Diagnostic contains: caller inPlace.
                Marks.mark();
                return key;
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByOwnFunction() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.function.Consumer;

            public class A {
              public void ownFunction() {
                // BUG: Diagnostic contains: caller ownFunction.
                accept(text -> Marks.mark());
              }

              private static void accept(Consumer<String> consumer) {
                consumer.accept("");
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledBack() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              static native void register(Runnable callback);

              public void callback() {
                // BUG: Diagnostic contains: unknown.
                register(() -> Marks.mark());
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledInReturnedTask() {
    helper()
        .addSourceLines(
            "A.java",
            """
            public class A {
              public Runnable returned() {
                // BUG: Diagnostic contains: unknown.
                return () -> Marks.mark();
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void scopes() {
    String[] preview = TaskScopeApi.ofRunningJdk();
    helper(preview[0], preview[1], preview[2], "-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;

            class A {
              void failing() throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: apart by fork(), ON_FAILURE.
                  scope.fork(() -> Marks.mark());
                  scope.fork(() -> System.in.read());
                  scope.join();
                }
              }

              void besideOneThatNeverFails() throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  // BUG: Diagnostic contains: apart by fork(), NEVER.
                  scope.fork(() -> Marks.mark());
                  scope.fork(() -> "a");
                  scope.join();
                }
              }

              void awaitingAll() throws InterruptedException {
                try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                  // BUG: Diagnostic contains: apart by fork(), NEVER.
                  scope.fork(() -> Marks.mark());
                  scope.join();
                }
              }

              void firstResult() throws InterruptedException {
                try (var scope =
                    StructuredTaskScope.open(Joiner.<Object>anySuccessfulResultOrThrow())) {
                  // BUG: Diagnostic contains: apart by fork(), ON_FAILURE.
                  scope.fork(() -> Marks.mark());
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void scopesOfJdk21(@TempDir Path directory) throws IOException {
    TaskScopeApi.doTestWithJdk21(
        TaskPrinter.class,
        directory,
        "A.java",
        """
        import java.util.concurrent.StructuredTaskScope;
        import java.util.concurrent.StructuredTaskScope.ShutdownOnFailure;
        import java.util.concurrent.StructuredTaskScope.ShutdownOnSuccess;

        class A {
          static String mark() {
            return "";
          }

          void plain() throws InterruptedException {
            try (StructuredTaskScope<Object> scope = new StructuredTaskScope<>()) {
              // BUG: Diagnostic contains: apart by fork(), NEVER.
              scope.fork(() -> mark());
              scope.join();
            }
          }

          void failing() throws Exception {
            try (ShutdownOnFailure scope = new ShutdownOnFailure()) {
              // BUG: Diagnostic contains: apart by fork(), ON_FAILURE.
              scope.fork(() -> mark());
              scope.fork(() -> System.in.read());
              scope.join().throwIfFailed();
            }
          }

          void firstResult() throws Exception {
            try (ShutdownOnSuccess<String> scope = new ShutdownOnSuccess<>()) {
              // BUG: Diagnostic contains: apart by fork(), ON_FAILURE.
              scope.fork(() -> mark());
              scope.join();
            }
          }

          void shutDown() throws InterruptedException {
            try (StructuredTaskScope<Object> scope = new StructuredTaskScope<>()) {
              // BUG: Diagnostic contains: apart by fork(), ON_FAILURE.
              scope.fork(() -> mark());
              scope.shutdown();
              scope.join();
            }
          }
        }
        """);
  }

  /** Prints the tasks that run a call of {@code mark()}, and who interrupts them. */
  @BugPattern(summary = "Prints tasks", severity = ERROR)
  public static final class TaskPrinter extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      return ASTHelpers.getSymbol(tree).getSimpleName().contentEquals("mark")
          ? buildDescription(tree).setMessage(text(state)).build()
          : Description.NO_MATCH;
    }

    private static String text(VisitorState state) {
      ImmutableSet<Task> tasks = Tasks.of(state.getPath(), state);
      String all = verdict(Interrupters.at(state.getPath(), tasks, state));
      boolean more = !all.equals("UNKNOWN") && !all.equals(verdict(Interrupters.of(tasks, state)));
      return tasks.stream().map(task -> text(task, state)).sorted().collect(joining("; "))
          + (more ? "; at " + all : "")
          + ".";
    }

    private static String text(Task task, VisitorState state) {
      if (task instanceof Task.Apart apart) {
        Symbol start = ASTHelpers.getSymbol(apart.start().getLeaf());
        return "apart by %s(), %s"
            .formatted(
                start.isConstructor() ? start.owner.getSimpleName() : start.getSimpleName(),
                verdict(Interrupters.of(apart, state)));
      }
      return task instanceof Task.Caller caller
          ? "caller " + caller.symbol().getSimpleName()
          : "unknown";
    }

    private static String verdict(Interrupters interrupters) {
      if (interrupters.withoutFailure().isYes()) {
        return "SEEN";
      }
      if (!interrupters.known().isComplete()) {
        return "UNKNOWN";
      }
      return interrupters.mayEndWithExecutor()
          ? "AT_END_OF_EXECUTOR"
          : interrupters.answer().isYes()
              ? "ON_FAILURE"
              : interrupters.isOnlyShutDown() ? "ONLY_SHUT_DOWN" : "NEVER";
    }
  }
}
