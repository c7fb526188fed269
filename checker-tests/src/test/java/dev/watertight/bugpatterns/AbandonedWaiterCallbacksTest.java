package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterCallbacksTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void failureOnlyWritten() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    // BUG: Diagnostic contains: is skipped by failed()
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    System.out.println(cause);
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).join());
          }
        }
        """);
  }

  @Test
  void failureOfLibraryOnlyWritten() {
    compile(
        """
        class A {
          public static void main(String[] args) throws Exception {
            java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(100);
            CountDownLatch read = new CountDownLatch(1);
            try (java.nio.channels.AsynchronousFileChannel file =
                java.nio.channels.AsynchronousFileChannel.open(java.nio.file.Path.of(args[0]))) {
              file.read(
                  data,
                  0,
                  null,
                  new java.nio.channels.CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer n, Void unused) {
                      // BUG: Diagnostic contains: is skipped by failed()
                      read.countDown();
                    }

                    @Override
                    public void failed(Throwable cause, Void unused) {
                      System.out.println(cause);
                    }
                  });
              read.await();
            }
          }
        }
        """);
  }

  @Test
  void failureTold() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    reply.completeExceptionally(cause);
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).join());
          }
        }
        """);
  }

  @Test
  void failureOfLibraryTold() {
    compile(
        """
        class A {
          public static void main(String[] args) throws Exception {
            java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(100);
            CountDownLatch read = new CountDownLatch(1);
            try (java.nio.channels.AsynchronousFileChannel file =
                java.nio.channels.AsynchronousFileChannel.open(java.nio.file.Path.of(args[0]))) {
              file.read(
                  data,
                  0,
                  null,
                  new java.nio.channels.CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer n, Void unused) {
                      read.countDown();
                    }

                    @Override
                    public void failed(Throwable cause, Void unused) {
                      read.countDown();
                    }
                  });
              read.await();
            }
          }
        }
        """);
  }

  @Test
  void failureTakenForReply() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    done(cause.getMessage());
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).join());
          }
        }
        """);
  }

  @Test
  void waitWithTimeLimit() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    System.out.println(cause);
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).get(1, TimeUnit.SECONDS));
          }
        }
        """);
  }

  @Test
  void replyInAnyCase() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                      callback.done("");
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    System.out.println(cause);
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).join());
          }
        }
        """);
  }

  @Test
  void failureThrown() {
    compile(
        """
        interface Callback {
          void done(String reply);

          void failed(Exception cause);
        }

        class Api {
          void ask(String text, Callback callback) {
            new Thread(
                    () -> {
                      if (text.isEmpty()) {
                        callback.failed(new IllegalArgumentException("empty"));
                      } else {
                        callback.done(text.trim());
                      }
                    })
                .start();
          }
        }

        class A {
          private final Api api = new Api();

          CompletableFuture<String> ask(String text) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            api.ask(
                text,
                new Callback() {
                  @Override
                  public void done(String text) {
                    reply.complete(text);
                  }

                  @Override
                  public void failed(Exception cause) {
                    throw new IllegalStateException(cause);
                  }
                });
            return reply;
          }

          public static void main(String[] args) throws Exception {
            System.out.println(new A().ask(args[0]).join());
          }
        }
        """);
  }

  @Test
  void callerGoesOnToTheResult() {
    compile(
        """
        interface Listener {
          void imported(int rows);

          void skipped(String line, Exception reason);
        }

        class Importer {
          private final Listener listener;

          Importer(Listener listener) {
            this.listener = listener;
          }

          void run(List<String> lines) {
            int rows = 0;
            for (String line : lines) {
              rows += accept(line) ? 1 : 0;
            }
            listener.imported(rows);
          }

          private boolean accept(String line) {
            try {
              return Integer.parseInt(line) >= 0;
            } catch (NumberFormatException e) {
              listener.skipped(line, e);
              return false;
            }
          }
        }

        class A {
          public static void main(String[] args) throws Exception {
            CountDownLatch finished = new CountDownLatch(1);
            Importer importer =
                new Importer(
                    new Listener() {
                      @Override
                      public void imported(int rows) {
                        finished.countDown();
                      }

                      @Override
                      public void skipped(String line, Exception reason) {
                        System.out.println(line);
                      }
                    });
            new Thread(() -> importer.run(List.of(args))).start();
            finished.await();
          }
        }
        """);
  }

  @Test
  void triedAgainBehindTheFailure() {
    compile(
        """
        interface Delivery {
          void done(String receipt);

          void failed(Exception reason);
        }

        class Courier {
          private final ExecutorService pool;

          Courier(ExecutorService pool) {
            this.pool = pool;
          }

          void deliver(int attempt, Delivery delivery) {
            pool.execute(() -> attempt(attempt, delivery));
          }

          private void attempt(int attempt, Delivery delivery) {
            String receipt;
            try {
              receipt = post(attempt);
            } catch (Exception e) {
              delivery.failed(e);
              deliver(attempt + 1, delivery);
              return;
            }
            delivery.done(receipt);
          }

          private static String post(int attempt) throws Exception {
            if (attempt < 3) {
              throw new Exception("closed");
            }
            return "delivered";
          }
        }

        class A {
          public static void main(String[] args) {
            CompletableFuture<String> receipt = new CompletableFuture<>();
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
              new Courier(pool)
                  .deliver(
                      1,
                      new Delivery() {
                        @Override
                        public void done(String text) {
                          receipt.complete(text);
                        }

                        @Override
                        public void failed(Exception reason) {
                          System.out.println(reason);
                        }
                      });
              System.out.println(receipt.join());
            }
          }
        }
        """);
  }
}
