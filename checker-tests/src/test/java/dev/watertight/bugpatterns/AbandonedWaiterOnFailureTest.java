package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterOnFailureTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void refusalIsNotExpected() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;

            class A {
              private static void check(String name) {
                if (name.isEmpty()) {
                  throw new IllegalArgumentException("no name");
                }
              }

              void print(String name) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          check(name);
                          latch.countDown();
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callback() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;

            class A {
              void run(Runnable callback) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          callback.run();
                          // BUG: Diagnostic contains: countDown() on 'latch' is skipped when line 13 throws RuntimeException; await() on line 18 then waits for ever
                          latch.countDown();
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callbackInView() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;

            class A {
              private void run(Runnable callback) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          callback.run();
                          latch.countDown();
                        })
                    .start();
                latch.await();
              }

              void print() throws InterruptedException {
                run(() -> System.out.println("x"));
              }
            }
            """)
        .doTest();
  }

  @Test
  void parsedText() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;

            class A {
              void parse(List<String> texts) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(texts.size());
                for (String text : texts) {
                  Thread.startVirtualThread(
                      () -> {
                        System.out.println(Integer.parseInt(text));
                        // BUG: Diagnostic contains: is skipped when line 14 throws RuntimeException
                        latch.countDown();
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void declaredButUncheckedException() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.TimeUnit;

            class A {
              int parse(String text) {
                CompletableFuture<Integer> number = new CompletableFuture<>();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        // BUG: Diagnostic contains: is skipped when line 15 throws NumberFormatException, which is caught
                        number.complete(Integer.parseInt(text));
                      } catch (NumberFormatException e) {
                        System.out.println(e);
                      }
                    });
                return number.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void functionBehindAStageThatFails() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Path;
            import java.util.concurrent.*;

            class A {
              int days(Path path) {
                CompletableFuture<Integer> days = new CompletableFuture<>();
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> path.toString().length());
                read.thenAccept(
                    length -> {
                      int number = Integer.parseInt(path.toString());
                      // BUG: Diagnostic contains: complete() on 'days' is skipped when line 10 throws
                      days.complete(length + number);
                    });
                return days.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageBeforeThatFails() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Path;
            import java.util.concurrent.*;

            class A {
              int days(Path path) {
                CompletableFuture<Integer> days = new CompletableFuture<>();
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Integer.parseInt(path.toString()));
                // BUG: Diagnostic contains: complete() on 'days' is skipped when line 7 throws RuntimeException; join()
                read.thenApply(number -> number + 1).thenAccept(days::complete);
                return days.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageBeforeThatCannotFail() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Path;
            import java.util.concurrent.*;

            class A {
              int days(Path path) {
                CompletableFuture<Integer> days = new CompletableFuture<>();
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> 3);
                read.thenAccept(days::complete);
                return days.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureOfTheStageBeforeHandled() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Path;
            import java.util.concurrent.*;

            class A {
              int days(Path path) {
                CompletableFuture<Integer> days = new CompletableFuture<>();
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Integer.parseInt(path.toString()));
                read.exceptionally(e -> 0).thenAccept(days::complete);
                return days.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void completedIfTheStageBeforeHasNotFailed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Path;
            import java.util.concurrent.*;

            class A {
              int days(Path path) {
                CompletableFuture<Integer> days = new CompletableFuture<>();
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Integer.parseInt(path.toString()));
                read.whenComplete(
                    (number, failure) -> {
                      if (failure == null) {
                        // BUG: Diagnostic contains: complete() on 'days' is skipped when line 7 throws
                        days.complete(number);
                      }
                    });
                return days.join();
              }
            }
            """)
        .doTest();
  }
}
