package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void countedInFinally() {
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
              void sizes(List<Path> files, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(files.size());
                for (Path file : files) {
                  executor.execute(
                      () -> {
                        try {
                          Files.size(file);
                        } catch (IOException e) {
                          return;
                        } finally {
                          latch.countDown();
                        }
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void handlerOfThreads() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              void run(String name) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                Thread thread =
                    new Thread(
                        () -> {
                          if (name.isEmpty()) {
                            throw new IllegalStateException("no name");
                          }
                          latch.countDown();
                        });
                thread.setUncaughtExceptionHandler((failed, e) -> System.exit(1));
                thread.start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorThatSeesFailures() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private static final class Pool extends ThreadPoolExecutor {
                private Pool() {
                  super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                }

                @Override
                protected void afterExecute(Runnable task, Throwable failure) {
                  if (failure != null) {
                    System.exit(2);
                  }
                }
              }

              void run(String name) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                ExecutorService pool = new Pool();
                pool.execute(
                    () -> {
                      if (name.isEmpty()) {
                        throw new IllegalStateException("no name");
                      }
                      latch.countDown();
                    });
                latch.await();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void caughtException() {
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
              void sizes(List<Path> files, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(files.size());
                for (Path file : files) {
                  executor.execute(
                      () -> {
                        try {
                          Files.size(file);
                          // BUG: Diagnostic contains: countDown() on 'latch' is skipped when line 15 throws IOException, which is caught; await() on line 23 then waits for ever
                          latch.countDown();
                        } catch (IOException e) {
                          System.out.println(e);
                        }
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void thrownException() {
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
              void size(Path file, ExecutorService executor) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                executor.submit(
                    () -> {
                      long size = Files.size(file);
                      // BUG: Diagnostic contains: is skipped when line 13 throws IOException; await()
                      latch.countDown();
                      return size;
                    });
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnBefore() {
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
              private final CountDownLatch latch = new CountDownLatch(2);

              private void print(String name) {
                if (name.isEmpty()) {
                  return;
                }
                System.out.println(name);
                // BUG: Diagnostic contains: is skipped when line 13 returns
                latch.countDown();
              }

              void start(String one, String other) {
                new Thread(() -> print(one)).start();
                new Thread(() -> print(other)).start();
              }

              void end() throws InterruptedException {
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countedByAMethodThatIsSkipped() {
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
              private final CountDownLatch latch = new CountDownLatch(1);

              private void done() {
                latch.countDown();
              }

              void start(Path file) throws InterruptedException {
                new Thread(
                        () -> {
                          try {
                            Files.size(file);
                            // BUG: Diagnostic contains: countDown() on 'latch' is skipped when line 19 throws IOException, which is caught
                            done();
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void gateThatStaysClosed() {
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
              void start(Path file) throws IOException {
                CountDownLatch gate = new CountDownLatch(1);
                for (int i = 0; i < 3; i++) {
                  new Thread(
                          () -> {
                            try {
                              gate.await();
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                Files.size(file);
                // BUG: Diagnostic contains: is skipped when line 22 throws IOException
                gate.countDown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void failsBeforeAnybodyWaits() {
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
              void start(Path file) throws IOException {
                CountDownLatch gate = new CountDownLatch(1);
                Files.size(file);
                new Thread(
                        () -> {
                          try {
                            gate.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                gate.countDown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countedMoreOftenThanNeeded() {
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
              void first(List<Path> files) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                for (Path file : files) {
                  new Thread(
                          () -> {
                            try {
                              Files.size(file);
                              latch.countDown();
                            } catch (IOException e) {
                              System.out.println(e);
                            }
                          })
                      .start();
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void triedAgain() {
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
              void wait(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          while (latch.getCount() > 0) {
                            try {
                              Files.size(file);
                              latch.countDown();
                            } catch (IOException e) {
                              System.out.println("not there yet");
                            }
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countedByTheLastOne() {
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
              private int left = 2;

              private synchronized boolean isLast() {
                return --left == 0;
              }

              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                for (int i = 0; i < 2; i++) {
                  new Thread(
                          () -> {
                            if (isLast()) {
                              latch.countDown();
                            }
                          })
                      .start();
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void toldByTheResult() {
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
              void size(Path file, ExecutorService executor) throws Exception {
                CountDownLatch latch = new CountDownLatch(1);
                java.util.concurrent.Future<Long> size =
                    executor.submit(
                        () -> {
                          long found = Files.size(file);
                          latch.countDown();
                          return found;
                        });
                size.get();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waiterHasFailed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              String ask(ExecutorService executor) throws ExecutionException, InterruptedException {
                CountDownLatch gate = new CountDownLatch(1);
                Future<String> answer =
                    executor.submit(
                        () -> {
                          gate.await();
                          return "open";
                        });
                try {
                  answer.get(1, TimeUnit.SECONDS);
                  throw new AssertionError("not yet");
                } catch (TimeoutException e) {
                  System.out.println("waits");
                }
                gate.countDown();
                return answer.get();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitedForOnlyIfDone() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Semaphore;

            class A {
              void size(Path file) throws InterruptedException {
                CompletableFuture<Long> size = new CompletableFuture<>();
                Thread reader =
                    new Thread(
                        () -> {
                          try {
                            size.complete(Files.size(file));
                          } catch (IOException e) {
                            System.out.println("cannot read");
                          }
                        });
                reader.start();
                reader.join();
                if (size.isDone()) {
                  System.out.println(size.join());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void askedForFailureBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Semaphore;

            class A {
              private volatile IOException failure;

              void size(Path file) throws InterruptedException {
                CountDownLatch ready = new CountDownLatch(1);
                Thread reader =
                    new Thread(
                        () -> {
                          try {
                            System.out.println(Files.size(file));
                            ready.countDown();
                          } catch (IOException e) {
                            failure = e;
                          }
                        });
                reader.start();
                reader.join();
                if (failure != null) {
                  System.out.println("cannot read");
                  return;
                }
                ready.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void onePermitForEach() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Semaphore;

            class A {
              void sizes(List<Path> files, ExecutorService executor) throws InterruptedException {
                Semaphore slots = new Semaphore(files.size());
                for (Path file : files) {
                  slots.acquire();
                  executor.execute(
                      () -> {
                        try {
                          System.out.println(Files.size(file));
                          slots.release();
                        } catch (IOException e) {
                          System.out.println("cannot read");
                        }
                      });
                }
                System.out.println(slots.availablePermits());
              }
            }
            """)
        .doTest();
  }

  @Test
  void interrupted() {
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
              void size(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                Thread own = Thread.currentThread();
                new Thread(
                        () -> {
                          try {
                            Files.size(file);
                            latch.countDown();
                          } catch (IOException e) {
                            own.interrupt();
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedOver() {
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
              interface Registry {
                void add(CountDownLatch latch);
              }

              void size(Path file, Registry registry) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                registry.add(latch);
                new Thread(
                        () -> {
                          try {
                            Files.size(file);
                            latch.countDown();
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void processEnds() {
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
              void size(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          try {
                            Files.size(file);
                          } catch (IOException e) {
                            System.exit(1);
                          }
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
  void futureCompletedOnOnePath() {
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
              String read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: complete() on 'text' is skipped when line 15 throws IOException, which is caught; join() on line 21
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureThatFails() {
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
              String read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
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
            """)
        .doTest();
  }

  @Test
  void futureThatFailsForOneException() {
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
              String read(Path file, Callable<String> end) {
                CompletableFuture<String> text = new CompletableFuture<>();
                new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: is skipped when line 15 throws Exception, which is caught
                            text.complete(Files.readString(file) + end.call());
                          } catch (IOException e) {
                            text.completeExceptionally(e);
                          } catch (Exception e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                return text.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureWithTimeLimit() {
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
              String read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                text.completeOnTimeout("", 1, TimeUnit.SECONDS);
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
            """)
        .doTest();
  }

  @Test
  void waitForWhatIsMadeOfIt() {
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
              int read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: join() on line 21 then waits for ever
                            text.complete(Files.readString(file));
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                return text.thenApply(String::length).join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void askedForByWhoeverCalls() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.concurrent.*;

            class A {
              private final CountDownLatch loaded = new CountDownLatch(1);

              void load(Path file) {
                try {
                  Files.size(file);
                  loaded.countDown();
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              void awaitLoaded() throws InterruptedException {
                loaded.await();
              }

              boolean isLoaded() {
                return loaded.getCount() == 0;
              }

              static void serve(Path file) throws InterruptedException {
                A catalog = new A();
                new Thread(() -> catalog.load(file)).start();
                Thread.sleep(20);
                if (catalog.isLoaded()) {
                  catalog.awaitLoaded();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageThatCannotFail() {
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
                read.whenComplete(
                    (number, failure) -> {
                      if (failure == null) {
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
  void permitsOfOthersGivenBack() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore seats = new Semaphore(2);

              boolean sit(int weight) throws InterruptedException {
                seats.acquire();
                if (weight > 90) {
                  seats.release();
                  return false;
                }
                System.out.println("seated");
                return true;
              }

              void empty() {
                seats.release(2);
              }

              void close() throws InterruptedException {
                seats.acquire(2);
              }

              static void main(String[] args) throws InterruptedException {
                A bus = new A();
                bus.sit(70);
                bus.sit(80);
                bus.empty();
                Thread closing =
                    new Thread(
                        () -> {
                          try {
                            bus.close();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                closing.start();
                closing.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void testOfWhatThePlatformSays() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              private static final CountDownLatch KNOWN = new CountDownLatch(1);

              private static void read() {
                String text = Runtime.version().toString();
                int length = text.length();
                if (length > 0) {
                  KNOWN.countDown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Thread reader = new Thread(A::read);
                reader.start();
                KNOWN.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void testOfWhatComesFromOutside() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              private static final CountDownLatch KNOWN = new CountDownLatch(1);

              private static void read() {
                String text = System.getenv("HOME");
                int length = text.length();
                if (length > 0) {
                  // BUG: Diagnostic contains: is skipped
                  KNOWN.countDown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Thread reader = new Thread(A::read);
                reader.start();
                KNOWN.await();
              }
            }
            """)
        .doTest();
  }
}
