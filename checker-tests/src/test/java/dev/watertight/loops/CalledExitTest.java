package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.ReceiveLoopNotInterrupted;
import org.junit.jupiter.api.Test;

/** Loops that end by what the code that they call does. */
final class CalledExitTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void exceptionThrownByCallee() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static class Done extends RuntimeException {
                private static final long serialVersionUID = 1L;
              }

              void thrown() {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            while (true) {
                              handle(queue.take());
                            }
                          } catch (Done | InterruptedException e) {
                            System.out.println("bye");
                          }
                        })
                    .start();
                queue.add("a");
              }

              private static void handle(String s) {
                if (s.equals("quit")) {
                  throw new Done();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void calleeShutsDown() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void exiting() {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            while (true) {
                              shutdown(queue.take());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                queue.add("a");
              }

              private static void shutdown(String s) {
                if (s.isEmpty()) {
                  Runtime.getRuntime().halt(1);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerInQueueOfFunctions() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Queued {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Queued() {
                new Thread(
                        () -> {
                          try {
                            while (true) {
                              jobs.take().run();
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              void close() {
                add(() -> Thread.currentThread().interrupt());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorWithThrowingTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Thrower implements AutoCloseable {
              private static final class Stop extends Error {
                private static final long serialVersionUID = 1L;
              }

              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Thrower() {
                new Thread(
                        () -> {
                          try {
                            while (true) {
                              jobs.take().run();
                            }
                          } catch (InterruptedException | Stop e) {
                            System.out.println("bye");
                          }
                        })
                    .start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              @Override
              public void close() {
                jobs.add(
                    () -> {
                      throw new Stop();
                    });
              }
            }
            """)
        .doTest();
  }

  @Test
  void checksOfArguments() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              A() {
                new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: until it is interrupted, which nobody does
                            while (true) {
                              handle(queue.take());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              private static void handle(String s) {
                if (s.isEmpty()) {
                  throw new IllegalArgumentException("empty");
                }
                System.out.println(s);
              }

              void add(String s) {
                queue.add(s);
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """)
        .doTest();
  }
}
