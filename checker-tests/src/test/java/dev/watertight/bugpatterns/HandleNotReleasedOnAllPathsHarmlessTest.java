package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/**
 * Exceptions that are declared and never come: of tasks that throw nothing, and interrupts of main.
 */
final class HandleNotReleasedOnAllPathsHarmlessTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Fixed pool of 1 platform thread in 'pool' is not shut down when";

  @Test
  void waitForATaskByAMethodReference() {
    check(
        "",
        """
        private static void await(ExecutorService pool) throws Exception {
          pool.submit(Program::greet).get();
        }
        """);
  }

  @Test
  void waitForATaskByALambda() {
    check(
        "",
        """
        private static void await(ExecutorService pool) throws Exception {
          Future<?> greeting = pool.submit(() -> greet());
          try {
            greeting.get(1, TimeUnit.SECONDS);
          } catch (TimeoutException e) {
            System.out.println("late");
          }
        }
        """);
  }

  @Test
  void waitForATaskOfAClass() {
    check(
        "",
        """
        private static final class Greeting implements Runnable {
          @Override
          public void run() {
            greet();
          }
        }

        private static void await(ExecutorService pool) throws Exception {
          pool.submit(new Greeting()).get();
        }
        """);
  }

  @Test
  void waitForATaskThatMayFail() {
    check(
        REPORTED,
        """
        private static String read() throws java.io.IOException {
          return java.nio.file.Files.readString(java.nio.file.Path.of("greeting"));
        }

        private static void await(ExecutorService pool) throws Exception {
          pool.submit(Program::read).get();
        }
        """);
  }

  @Test
  void waitForATaskOfOthers() {
    check(
        REPORTED,
        """
        static Runnable task;

        private static void await(ExecutorService pool) throws Exception {
          pool.submit(task).get();
        }
        """);
  }

  @Test
  void waitForATaskThatWaitsForOneOfItsKind() {
    check(
        "",
        """
        private static void nest(ExecutorService pool, int depth) {
          try {
            if (depth > 0) {
              pool.submit(() -> nest(pool, depth - 1)).get();
            }
          } catch (InterruptedException | ExecutionException e) {
            System.out.println(e);
          }
        }

        private static void await(ExecutorService pool) throws Exception {
          pool.submit(() -> nest(pool, 2)).get();
        }
        """);
  }

  @Test
  void onlyInterrupts() {
    check(
        "",
        """
        private static void await(ExecutorService pool) throws Exception {
          pool.execute(Program::greet);
          Thread.sleep(2);
        }
        """);
  }

  @Test
  void interruptsAndOthers() {
    check(
        REPORTED,
        """
        private static void await(ExecutorService pool) throws Exception {
          pool.execute(Program::greet);
          Thread.sleep(3);
          System.in.read();
        }
        """);
  }

  @Test
  void interruptOfAnotherThreadThanThatOfMain() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private void pause() throws Exception {
                Thread.sleep(4);
              }

              void run(Runnable task) throws Exception {
                // BUG: Diagnostic contains: in 'pool' is not shut down when line 13 throws
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                pause();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitForATaskThatNobodyInterrupts() {
    check(
        "",
        """
        private static void await(ExecutorService pool) throws Exception {
          Future<?> sleep =
              pool.submit(
                  () -> {
                    Thread.sleep(20);
                    return null;
                  });
          sleep.get();
        }
        """);
  }

  private static void check(String report, String members) {
    CompilationTestHelper.newInstance(
            HandleNotReleasedOnAllPaths.class, HandleNotReleasedOnAllPathsHarmlessTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            final class Program {
              private static void greet() {
                System.out.println("hello");
              }

            %s
              public static void main(String[] args) throws Exception {
                %s
                ExecutorService pool = Executors.newFixedThreadPool(1);
                await(pool);
                pool.shutdown();
              }
            }
            """
                .formatted(members.indent(2), report))
        .doTest();
  }
}
