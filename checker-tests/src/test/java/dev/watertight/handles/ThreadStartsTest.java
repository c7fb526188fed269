package dev.watertight.handles;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ThreadStartsTest {
  @Test
  void inertUses() {
    CompilationTestHelper.newInstance(StartPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void inert() throws InterruptedException {
                ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: starts no thread
                    new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.setKeepAliveTime(2, TimeUnit.SECONDS);
                pool.setRejectedExecutionHandler(new ThreadPoolExecutor.AbortPolicy());
                pool.allowCoreThreadTimeOut(true);
                pool.awaitTermination(1, TimeUnit.SECONDS);
                System.out.println(pool.getPoolSize() + " " + pool.isTerminated() + pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void tasksGiven() {
    CompilationTestHelper.newInstance(StartPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void execute(Runnable task) {
                // BUG: Diagnostic contains: starts threads
                Executors.newFixedThreadPool(2).execute(task);
              }

              void prestart() {
                ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: starts threads
                    new ThreadPoolExecutor(3, 3, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.prestartAllCoreThreads();
              }

              void reference(java.util.List<Runnable> tasks) {
                // BUG: Diagnostic contains: starts threads
                tasks.forEach(Executors.newFixedThreadPool(4)::execute);
              }

              void borrowed(Runnable task) {
                // BUG: Diagnostic contains: starts threads
                CompletableFuture.runAsync(task, Executors.newFixedThreadPool(5));
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedLaterInLambda() {
    CompilationTestHelper.newInstance(StartPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void laterInLambda(Runnable task) {
                // BUG: Diagnostic contains: starts threads
                ExecutorService pool = Executors.newFixedThreadPool(6);
                Runnable later = () -> pool.submit(task);
                later.run();
              }
            }
            """)
        .doTest();
  }

  @Test
  void serviceNotStarted() {
    CompilationTestHelper.newInstance(StartPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.AbstractScheduledService;

            class A {
              abstract static class Service extends AbstractScheduledService {}

              void serviceNotStarted(Runnable task) {
                Service service =
                    // BUG: Diagnostic contains: starts no thread
                    new Service() {
                      @Override
                      protected void runOneIteration() {}

                      @Override
                      protected Scheduler scheduler() {
                        return null;
                      }
                    };
                service.addListener(new Service.Listener() {}, Runnable::run);
              }
            }
            """)
        .doTest();
  }

  @Test
  void serviceStarted() {
    CompilationTestHelper.newInstance(StartPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.AbstractScheduledService;

            class A {
              abstract static class Service extends AbstractScheduledService {}

              void serviceStarted() {
                Service service =
                    // BUG: Diagnostic contains: starts threads
                    new Service() {
                      @Override
                      protected void runOneIteration() {}

                      @Override
                      protected Scheduler scheduler() {
                        return null;
                      }
                    };
                service.startAsync().awaitRunning();
              }
            }
            """)
        .doTest();
  }

  /** Prints whether every handle that is opened has threads. */
  @BugPattern(summary = "Prints starts", severity = ERROR)
  public static final class StartPrinter extends BugChecker
      implements MethodInvocationTreeMatcher, NewClassTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      return print(tree, state);
    }

    @Override
    public Description matchNewClass(NewClassTree tree, VisitorState state) {
      return print(tree, state);
    }

    private Description print(ExpressionTree tree, VisitorState state) {
      Optional<Opening> opening = Openings.at(state.getPath(), state);
      return opening.isEmpty()
          ? Description.NO_MATCH
          : buildDescription(tree)
              .setMessage(
                  ThreadStarts.any(Fates.of(opening.get(), state), opening.get())
                      ? "starts threads"
                      : "starts no thread")
              .build();
    }
  }
}
