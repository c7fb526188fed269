package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.AbandonedWaiter;
import dev.watertight.bugpatterns.AbandonedWaiterOnFailure;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class FailureSignalsTest {
  @Test
  void inTheClause() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;

            class A {
              String read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                new Thread(
                        () -> {
                          try {
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;

            class A {
              String read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                new Thread(
                        () -> {
                          try {
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                            text.completeExceptionally(e);
                            System.out.println(e);
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """);
  }

  @Test
  void inTheClauseThatCatches() {
    String program =
        """
        import java.io.IOException;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.concurrent.CompletableFuture;

        class A {
          long size(Path file) {
            CompletableFuture<Long> size = new CompletableFuture<>();
            new Thread(
                    () -> {
                      try {
                        size.complete(Files.size(file));
                      } catch (IllegalStateException e) {
                        System.out.println("state");
                      } catch (IOException e) {
        %s                System.out.println("file");
                      }
                    })
                .start();
            return size.join();
          }
        }
        """;
    Repair.by(AbandonedWaiter.class)
        .turns(
            program.formatted(""),
            program.formatted("                size.completeExceptionally(e);\n"));
  }

  @Test
  void inAnEmptyClause() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;

            class A {
              private final CompletableFuture<String> text = new CompletableFuture<>();

              String read(Path file) {
                new Thread(
                        () -> {
                          try {
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;

            class A {
              private final CompletableFuture<String> text = new CompletableFuture<>();

              String read(Path file) {
                new Thread(
                        () -> {
                          try {
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                            text.completeExceptionally(e);
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """);
  }

  @Test
  void aroundTheBody() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;

            class A {
              String read(Path file, ExecutorService executor) {
                CompletableFuture<String> text = new CompletableFuture<>();
                executor.submit(
                    () -> {
                      String found = Files.readString(file);
                      text.complete(found);
                      return found.length();
                    });
                return text.join();
              }
            }
            """,
            """
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;

            class A {
              String read(Path file, ExecutorService executor) {
                CompletableFuture<String> text = new CompletableFuture<>();
                executor.submit(
                    () -> {
                      try {
                        String found = Files.readString(file);
                        text.complete(found);
                        return found.length();
                      } catch (Throwable e) {
                        text.completeExceptionally(e);
                        throw e;
                      }
                    });
                return text.join();
              }
            }
            """);
  }

  @Test
  void aroundAnExpression() {
    Repair.by(AbandonedWaiterOnFailure.class)
        .turns(
            """
            import java.util.concurrent.CompletableFuture;

            class A {
              int parse(String text) {
                CompletableFuture<Integer> number = new CompletableFuture<>();
                Thread.startVirtualThread(() -> number.complete(Integer.parseInt(text)));
                return number.join();
              }
            }
            """,
            """
            import java.util.concurrent.CompletableFuture;

            class A {
              int parse(String text) {
                CompletableFuture<Integer> number = new CompletableFuture<>();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        number.complete(Integer.parseInt(text));
                      } catch (Throwable e) {
                        number.completeExceptionally(e);
                        throw e;
                      }
                    });
                return number.join();
              }
            }
            """);
  }

  @Test
  void latchInFinally() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CountDownLatch;

            class A {
              void size(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          try {
                            System.out.println(Files.size(file));
                            latch.countDown();
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.CountDownLatch;

            class A {
              void size(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          try {
                            System.out.println(Files.size(file));
                          } catch (IOException e) {
                            System.out.println(e);
                          } finally {
                            latch.countDown();
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """);
  }

  @Test
  void permitAcquiredBeforeTheTry() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              void print(Path file) throws IOException, InterruptedException {
                System.out.println(file);
                semaphore.acquire();
                System.out.println(Files.size(file));
                semaphore.release();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              void print(Path file) throws IOException, InterruptedException {
                System.out.println(file);
                semaphore.acquire();
                try {
                  System.out.println(Files.size(file));
                } finally {
                  semaphore.release();
                }
              }
            }
            """);
  }

  @Test
  void permitAcquiredInsideOfATry() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              void print(Path file) throws InterruptedException {
                try {
                  semaphore.acquire();
                  System.out.println(Files.size(file));
                  semaphore.release();
                } catch (IOException e) {
                  System.out.println(e);
                }
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              void print(Path file) throws InterruptedException {
                try {
                  semaphore.acquire();
                  try {
                    System.out.println(Files.size(file));
                  } finally {
                    semaphore.release();
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }
            }
            """);
  }

  @Test
  void nothingForABarrier() {
    Repair.by(AbandonedWaiter.class)
        .keeps(
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;

            class A {
              void sizes(Path file) {
                CyclicBarrier barrier = new CyclicBarrier(3);
                for (int i = 0; i < 3; i++) {
                  new Thread(
                          () -> {
                            try {
                              Files.size(file);
                              // BUG: Diagnostic contains: what to tell those who wait
                              barrier.await();
                            } catch (IOException e) {
                              System.out.println(e);
                            } catch (InterruptedException | BrokenBarrierException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
              }
            }
            """);
  }
}
