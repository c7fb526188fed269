package dev.watertight.findings.handles;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.Graphs;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PathSearchTest {
  @Test
  void tryFinally() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              void tryFinally(Runnable task) throws IOException {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  pool.execute(task);
                  mayFail();
                } finally {
                  pool.shutdown();
                }
              }

              void failsBeforeTry(Runnable task) throws IOException {
                // BUG: Diagnostic contains: lost by THROW IOException in [mayFail()]
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                mayFail();
                try {
                  mayFail();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void resourceInTry() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              void declaredResource(Runnable task) throws IOException {
                // BUG: Diagnostic contains: settled
                try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
                  pool.execute(task);
                  mayFail();
                }
              }

              void existingResource(Runnable task) throws IOException {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(4);
                try (pool) {
                  pool.execute(task);
                  mayFail();
                }
              }

              void existingResourceLate(Runnable task) throws IOException {
                // BUG: Diagnostic contains: lost by THROW IOException in [mayFail()]
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                mayFail();
                try (pool) {
                  mayFail();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void nestedTry() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              void nestedTry(Runnable task) throws IOException {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(6);
                try {
                  try {
                    pool.execute(task);
                    mayFail();
                  } catch (IOException e) {
                    mayFail();
                  }
                } finally {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void finallyThatFailsFirst() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              void finallyThatFailsFirst(Runnable task) throws IOException {
                // BUG: Diagnostic contains: lost by THROW IOException in [mayFail()]
                ExecutorService pool = Executors.newFixedThreadPool(7);
                try {
                  pool.execute(task);
                } finally {
                  mayFail();
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void someExceptionsCaught() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              static native void mayBeInterrupted() throws InterruptedException;

              void someCaught(Runnable task) throws IOException, InterruptedException {
                // BUG: Diagnostic contains: lost by THROW InterruptedException in [mayBeInterrupted()]
                ExecutorService pool = Executors.newFixedThreadPool(8);
                pool.execute(task);
                try {
                  mayFail();
                  mayBeInterrupted();
                } catch (IOException e) {
                  pool.shutdownNow();
                  throw e;
                }
                pool.shutdown();
              }

              void caughtUnchecked(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(11);
                try {
                  pool.execute(task);
                } catch (RuntimeException e) {
                  throw new IllegalStateException(e);
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void everythingCaught() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              static native void mayBeInterrupted() throws InterruptedException;

              void everythingCaught(Runnable task) throws Exception {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(9);
                try {
                  pool.execute(task);
                  mayFail();
                  mayBeInterrupted();
                } catch (Throwable e) {
                  pool.shutdownNow();
                  throw e;
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnInFinally() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              int returnInFinally(Runnable task) throws IOException {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(10);
                try {
                  pool.execute(task);
                  mayFail();
                  return 1;
                } finally {
                  pool.shutdown();
                  return 2;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedInsideTry() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void mayFail() throws IOException;

              void openerInsideTry(Runnable task) throws IOException {
                ExecutorService pool = null;
                try {
                  // BUG: Diagnostic contains: no loss
                  pool = Executors.newFixedThreadPool(12);
                  pool.execute(task);
                  mayFail();
                } finally {
                  if (pool != null) {
                    pool.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftAtTheEnd() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void endOfMethod(Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }

              int returnOfValue(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [return 7;]
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                if (lucky) {
                  return 7;
                }
                pool.shutdown();
                return 8;
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftByThrow() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void throwStatement(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: lost by THROW IllegalStateException in [throw new IllegalStateException();]
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                if (!lucky) {
                  throw new IllegalStateException();
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void overwritten() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void overwrite(Runnable task) {
                // BUG: Diagnostic contains: lost by OVERWRITE in [pool = null]
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(task);
                pool = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftBeforeFirstTask() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void beforeFirstTask(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(5);
                if (!lucky) {
                  return;
                }
                pool.execute(task);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void processExits() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void exit(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                System.exit(0);
              }

              void halt(boolean broken, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(task);
                if (broken) {
                  Runtime.getRuntime().halt(1);
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverLeft() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void endless(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(8);
                while (true) {
                  pool.execute(task);
                }
              }

              ExecutorService settled() {
                // BUG: Diagnostic contains: settled
                return Executors.newFixedThreadPool(9);
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnedLate() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              ExecutorService returnedLate(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(10);
                pool.execute(task);
                return pool;
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByLambda() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void closedByLambda(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(11);
                pool.execute(task);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> pool.shutdown()));
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftUnderLock() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void underLock(Runnable task) {
                synchronized (this) {
                  // BUG: Diagnostic contains: no loss
                  ExecutorService pool = Executors.newFixedThreadPool(13);
                  pool.execute(task);
                  pool.shutdown();
                }
              }

              synchronized void leavesLock(boolean lucky, Runnable task) {
                synchronized (task) {
                  // BUG: Diagnostic contains: lost by RETURN in [end]
                  ExecutorService pool = Executors.newFixedThreadPool(14);
                  pool.execute(task);
                  if (lucky) {
                    return;
                  }
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void usedInLoop() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void usedInLoop(List<Runnable> tasks) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(1);
                for (Runnable task : tasks) {
                  pool.execute(task);
                }
                pool.shutdown();
              }

              void eachRound(List<Runnable> tasks) {
                for (Runnable task : tasks) {
                  // BUG: Diagnostic contains: no loss
                  ExecutorService pool = Executors.newFixedThreadPool(2);
                  pool.execute(task);
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftByContinue() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void continues(List<Runnable> tasks) {
                for (Runnable task : tasks) {
                  // BUG: Diagnostic contains: lost by OVERWRITE
                  ExecutorService pool = Executors.newFixedThreadPool(3);
                  pool.execute(task);
                  if (task.hashCode() == 0) {
                    continue;
                  }
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void labels() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void labelledBreak(List<List<Runnable>> batches) {
                batches:
                for (List<Runnable> batch : batches) {
                  // BUG: Diagnostic contains: lost by RETURN in [end]
                  ExecutorService pool = Executors.newFixedThreadPool(4);
                  for (Runnable task : batch) {
                    pool.execute(task);
                    if (task.hashCode() == 0) {
                      break batches;
                    }
                  }
                  pool.shutdown();
                }
              }

              void labelledContinue(List<List<Runnable>> batches) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(5);
                batches:
                for (List<Runnable> batch : batches) {
                  for (Runnable task : batch) {
                    if (task.hashCode() == 0) {
                      continue batches;
                    }
                    pool.execute(task);
                  }
                }
                pool.shutdown();
              }

              void labelledBlock(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(6);
                block:
                {
                  pool.execute(task);
                  if (lucky) {
                    break block;
                  }
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void doWhileLoops() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void doWhile(Runnable task) {
                int rounds = 0;
                do {
                  // BUG: Diagnostic contains: no loss
                  ExecutorService pool = Executors.newFixedThreadPool(7);
                  pool.execute(task);
                  pool.shutdown();
                } while (++rounds < 3);
              }

              void doWhileThatOverwrites(Runnable task) {
                ExecutorService pool;
                do {
                  // BUG: Diagnostic contains: lost by OVERWRITE
                  pool = Executors.newFixedThreadPool(8);
                  pool.execute(task);
                } while (task.hashCode() == 0);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedOnFirstRound() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void openedOnFirstRound(List<Runnable> tasks) {
                ExecutorService pool = null;
                for (Runnable task : tasks) {
                  if (pool == null) {
                    // BUG: Diagnostic contains: no loss
                    pool = Executors.newFixedThreadPool(9);
                  }
                  pool.execute(task);
                }
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void endlessLoopWithBreak() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void whileTrueWithBreak(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(10);
                while (true) {
                  pool.execute(task);
                  if (task.hashCode() == 0) {
                    break;
                  }
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void bothBranches() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void bothBranches(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                if (lucky) {
                  pool.shutdown();
                } else {
                  pool.shutdownNow();
                }
              }

              void askedFirst(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(13);
                pool.execute(task);
                if (pool.isShutdown()) {
                  return;
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flags() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void flag(boolean own, Runnable task) {
                ExecutorService pool = null;
                if (own) {
                  // BUG: Diagnostic contains: no loss
                  pool = Executors.newFixedThreadPool(2);
                  pool.execute(task);
                }
                if (own) {
                  pool.shutdown();
                }
              }

              void derivedFlag(ExecutorService given, Runnable task) {
                final boolean own = given == null;
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = own ? Executors.newFixedThreadPool(3) : given;
                pool.execute(task);
                if (own) {
                  pool.shutdown();
                }
              }

              void otherFlag(boolean own, boolean tidy, Runnable task) {
                ExecutorService pool = null;
                if (own) {
                  // BUG: Diagnostic contains: lost by RETURN in [end]
                  pool = Executors.newFixedThreadPool(5);
                  pool.execute(task);
                }
                if (tidy && own) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void nullTests() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void nullTestOfGiven(ExecutorService given, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = given != null ? given : Executors.newFixedThreadPool(4);
                pool.execute(task);
                if (given == null) {
                  pool.shutdown();
                }
              }

              void nullChecked(boolean own, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = own ? Executors.newFixedThreadPool(6) : null;
                if (null != pool) {
                  pool.execute(task);
                }
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void switchStatements() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void switchStatement(int mode, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(task);
                switch (mode) {
                  case 0:
                    pool.shutdown();
                    break;
                  case 1:
                    pool.shutdownNow();
                }
              }

              void switchFallsThrough(int mode, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(8);
                pool.execute(task);
                switch (mode) {
                  case 0:
                    task.run();
                  default:
                    pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void switchExpressions() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int switchExpression(int mode, Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(9);
                pool.execute(task);
                return switch (mode) {
                  case 0 -> {
                    pool.shutdown();
                    yield 1;
                  }
                  default -> {
                    pool.shutdownNow();
                    yield 2;
                  }
                };
              }

              int switchExpressionThatForgets(int mode, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN
                ExecutorService pool = Executors.newFixedThreadPool(10);
                pool.execute(task);
                return switch (mode) {
                  case 0 -> {
                    pool.shutdown();
                    yield 1;
                  }
                  default -> 2;
                };
              }
            }
            """)
        .doTest();
  }

  @Test
  void typeTest() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void typeTest(Runnable task) {
                // BUG: Diagnostic contains: no loss
                Executor executor = Executors.newFixedThreadPool(11);
                executor.execute(task);
                if (executor instanceof ExecutorService pool) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shortCircuit() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void shortCircuit(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(12);
                pool.execute(task);
                boolean stopped = lucky && pool.shutdownNow().isEmpty();
                System.out.println(stopped);
              }
            }
            """)
        .doTest();
  }

  @Test
  void aliases() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadPoolExecutor;

            class A {
              private ExecutorService field;
              private final ExecutorService[] fields = new ExecutorService[1];

              static void end(ExecutorService pool) {
                pool.shutdown();
              }

              static void use(ExecutorService pool, Runnable task) {
                pool.execute(task);
              }

              void releasedThroughAlias(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                ThreadPoolExecutor alias = (ThreadPoolExecutor) pool;
                pool = null;
                alias.shutdown();
              }

              void helperUses(Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(2);
                use(pool, task);
              }

              void helperReleases(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(3);
                use(pool, task);
                end(pool);
              }

              void keptInField(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(task);
                field = pool;
              }

              void keptInArray(Runnable task) {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                fields[0] = pool;
              }

              void keptInFieldOnOnePath(boolean lucky, Runnable task) {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                if (lucky) {
                  field = pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void bodies() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                pool.shutdown();
              }

              final Runnable field =
                  () -> {
                    // BUG: Diagnostic contains: lost by RETURN in [end]
                    ExecutorService pool = Executors.newFixedThreadPool(3);
                    pool.execute(() -> {});
                  };

              A() {
                // BUG: Diagnostic contains: lost by RETURN in [end]
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(() -> {});
              }

              Runnable inLambda(Runnable task) {
                return () -> {
                  // BUG: Diagnostic contains: no loss
                  ExecutorService pool = Executors.newFixedThreadPool(5);
                  pool.execute(task);
                  pool.shutdown();
                };
              }

              Runnable inAnonymousClass(Runnable task) {
                return new Runnable() {
                  @Override
                  public void run() {
                    // BUG: Diagnostic contains: lost by RETURN in [end]
                    ExecutorService pool = Executors.newFixedThreadPool(6);
                    pool.execute(task);
                  }
                };
              }

              // BUG: Diagnostic contains: no body
              final ExecutorService initializer = Executors.newFixedThreadPool(7);
            }
            """)
        .doTest();
  }

  @Test
  void exceptionGoesOnAfterFinally() {
    CompilationTestHelper.newInstance(LossPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.io.Reader;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              ExecutorService caughtAfterResource(String file, Runnable task) throws IOException {
                // BUG: Diagnostic contains: no loss
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                try {
                  try (Reader reader = new FileReader(file)) {
                    reader.read();
                  }
                } catch (RuntimeException | IOException e) {
                  pool.shutdown();
                  throw e;
                }
                return pool;
              }

              ExecutorService notCaughtAfterFinally(Reader reader, Runnable task) throws IOException {
                // BUG: Diagnostic contains: lost by THROW IOException in [reader.read()]
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                try {
                  try {
                    reader.read();
                  } finally {
                    task.run();
                  }
                } catch (IllegalStateException e) {
                  pool.shutdown();
                  throw e;
                }
                return pool;
              }
            }
            """)
        .doTest();
  }

  /** Prints the exits at which every handle that a body opens is lost. */
  @BugPattern(summary = "Prints losses", severity = ERROR)
  public static final class LossPrinter extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      Optional<Opening> opening = Openings.at(state.getPath(), state);
      return opening.isEmpty()
          ? Description.NO_MATCH
          : buildDescription(tree).setMessage(text(opening.get(), state)).build();
    }

    private static String text(Opening opening, VisitorState state) {
      Optional<TreePath> body = Graphs.bodyAround(opening.path());
      if (body.isEmpty()) {
        return "no body";
      }
      Obligation obligation = Obligations.ofOpened(opening, body.get(), state);
      if (obligation.settled()) {
        return "settled";
      }
      String losses =
          PathSearch.losses(body.get(), obligation, state).stream()
              .sorted(Leaks.MOST_CONVINCING)
              .map(
                  loss ->
                      "%s %s in [%s]"
                          .formatted(
                              loss.exit(),
                              loss.exception(),
                              loss.at() == null ? "end" : state.getSourceForNode(loss.at()))
                          .replaceAll("\\s+", " "))
              .collect(joining(", "));
      return losses.isEmpty() ? "no loss" : "lost by " + losses;
    }
  }
}
