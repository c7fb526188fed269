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

  @Test
  void countedBehindTheSuccessOfAStage() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void parse(List<String> lines, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(lines.size());
                for (String line : lines) {
                  CompletableFuture.supplyAsync(() -> Integer.parseInt(line), executor)
                      .thenAccept(
                          number -> {
                            System.out.println(number);
                    // BUG: Diagnostic contains: await() on line 16 then waits for ever
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
  void countedMoreOftenThanNeededBehindStages() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void parse(List<String> lines, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                for (String line : lines) {
                  CompletableFuture.supplyAsync(() -> Integer.parseInt(line), executor)
                      .thenAccept(
                          number -> {
                            System.out.println(number);
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
  void countedBehindARepairedStage() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void parse(List<String> lines, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(lines.size());
                for (String line : lines) {
                  CompletableFuture.supplyAsync(() -> Integer.parseInt(line), executor)
                      .exceptionally(e -> 0)
                      .thenAccept(
                          number -> {
                            System.out.println(number);
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
  void permitKeptByARefusalThatIsCaughtElsewhere() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final Semaphore connections = new Semaphore(2);

              private int size(int id) {
                connections.acquireUninterruptibly();
                int size = request(id);
                // BUG: Diagnostic contains: release() on 'connections' is skipped when line 9 throws
                connections.release();
                return size;
              }

              private static int request(int id) {
                if (id < 0) {
                  throw new IllegalStateException("no access to " + id);
                }
                return id;
              }

              int sum(List<Integer> ids) {
                int sum = 0;
                for (int id : ids) {
                  try {
                    sum += size(id);
                  } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                  }
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusalThatNobodyCatches() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final Semaphore connections = new Semaphore(2);

              private int size(int id) {
                connections.acquireUninterruptibly();
                int size = request(id);
                connections.release();
                return size;
              }

              private static int request(int id) {
                if (id < 0) {
                  throw new IllegalStateException("no access to " + id);
                }
                return id;
              }

              int sum(List<Integer> ids) {
                int sum = 0;
                for (int id : ids) {
                  sum += size(id);
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void textThatDoesNotParseIsLeftOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;

            class A {
              private static void load(String row, CountDownLatch loaded) {
                try {
                  System.out.println(Long.parseLong(row));
                  // BUG: Diagnostic contains: throws NumberFormatException, which is caught
                  loaded.countDown();
                } catch (NumberFormatException e) {
                  System.out.println("rejected: " + row);
                }
              }

              static void loadAll(List<String> rows) throws InterruptedException {
                CountDownLatch loaded = new CountDownLatch(rows.size());
                for (String row : rows) {
                  new Thread(() -> load(row, loaded)).start();
                }
                loaded.await();
              }
            }
            """)
        .doTest();
  }
}
