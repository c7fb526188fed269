package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.bugpatterns.HandleOwnerNeverClosed;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class LocalFixesTest {
  @Test
  void awaited() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              void m() throws Exception {
                System.out.println("first");
                // The pool.
                ExecutorService pool = Executors.newFixedThreadPool(2); // two

                // The task.
                Future<Integer> one = pool.submit(() -> 1); // one
                /* The result. */
                System.out.println(one.get());
                // The end.
                System.out.println("last");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              void m() throws Exception {
                System.out.println("first");
                // The pool.
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) { // two

                  // The task.
                  Future<Integer> one = pool.submit(() -> 1); // one
                  /* The result. */
                  System.out.println(one.get());
                }
                // The end.
                System.out.println("last");
              }
            }
            """);
  }

  @Test
  void awaitedSecond() {
    Repair.by(HandleNeverReleased.class)
        .second()
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3); // three

                // The task.
                return pool.submit(() -> 1).get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3); // three

                try {
                  // The task.
                  return pool.submit(() -> 1).get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void release17() {
    Repair.by(HandleNeverReleased.class)
        .release("17")
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(4);
                return pool.submit(() -> 1).get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(4);
                try {
                  return pool.submit(() -> 1).get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void fireAndForget() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                System.out.println("started");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(5);
                try {
                  pool.execute(task);
                } finally {
                  pool.shutdown();
                }
                System.out.println("started");
              }
            }
            """);
  }

  @Test
  void latch() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) throws InterruptedException {
                CountDownLatch gate = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(6);
                ExecutorService pool = Executors.newFixedThreadPool(6);
                for (int i = 0; i < 6; i++) {
                  pool.execute(
                      () -> {
                        task.run();
                        done.countDown();
                      });
                  pool.execute(() -> gate.countDown());
                }
                gate.countDown();
                done.await();
                System.out.println("done");
              }
            }
            """,
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) throws InterruptedException {
                CountDownLatch gate = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(6);
                try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
                  for (int i = 0; i < 6; i++) {
                    pool.execute(
                        () -> {
                          task.run();
                          done.countDown();
                        });
                    pool.execute(() -> gate.countDown());
                  }
                  gate.countDown();
                  done.await();
                }
                System.out.println("done");
              }
            }
            """);
  }

  @Test
  void endless() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(BlockingQueue<Runnable> queue) {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(() -> loop(queue));
              }

              private void loop(BlockingQueue<Runnable> queue) {
                while (!Thread.currentThread().isInterrupted()) {
                  queue.poll().run();
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(BlockingQueue<Runnable> queue) {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                try {
                  pool.execute(() -> loop(queue));
                } finally {
                  pool.shutdown();
                }
              }

              private void loop(BlockingQueue<Runnable> queue) {
                while (!Thread.currentThread().isInterrupted()) {
                  queue.poll().run();
                }
              }
            }
            """);
  }

  @Test
  void endlessButAwaited() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              Object m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(22);
                pool.execute(
                    new Runnable() {
                      @Override
                      public void run() {
                        while (true) {
                          Thread.yield();
                        }
                      }
                    });
                return pool.submit(() -> 1).get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              Object m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(22);
                try {
                  pool.execute(
                      new Runnable() {
                        @Override
                        public void run() {
                          while (true) {
                            Thread.yield();
                          }
                        }
                      });
                  return pool.submit(() -> 1).get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void periodic() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              void m(Runnable task) {
                // BUG: Diagnostic contains:
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);
                timer.scheduleAtFixedRate(task, 1, 1, TimeUnit.SECONDS);
              }
            }
            """);
  }

  @Test
  void laterStages() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              CompletableFuture<Integer> m() {
                // BUG: Diagnostic contains:
                ExecutorService pool = Executors.newFixedThreadPool(9);
                return CompletableFuture.supplyAsync(() -> 1, pool).thenApplyAsync(i -> i + 1, pool);
              }
            }
            """);
  }

  @Test
  void textBlock() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(10);
                return pool.submit(() -> \"""
                    a
                  b
                    \""").get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(10)) {
                  return pool.submit(() -> \"""
                    a
                  b
                    \""").get();
                }
              }
            }
            """);
  }

  @Test
  void declaredAsExecutor() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                final Executor pool = Executors.newFixedThreadPool(11);
                return CompletableFuture.supplyAsync(() -> 1, pool).join();
              }
            }
            """,
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                try (final ExecutorService pool = Executors.newFixedThreadPool(11)) {
                  return CompletableFuture.supplyAsync(() -> 1, pool).join();
                }
              }
            }
            """);
    Repair.by(HandleNeverReleased.class)
        .release("17")
        .turns(
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                Executor pool = Executors.newFixedThreadPool(12);
                return CompletableFuture.supplyAsync(() -> 1, pool).join();
              }
            }
            """,
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                ExecutorService pool = Executors.newFixedThreadPool(12);
                try {
                  return CompletableFuture.supplyAsync(() -> 1, pool).join();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void assigned() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = null;
                try {
                  pool = Executors.newFixedThreadPool(13);
                  pool.execute(task);
                } finally {
                  System.out.println("end");
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                ExecutorService pool = null;
                try {
                  pool = Executors.newFixedThreadPool(13);
                  try {
                    pool.execute(task);
                  } finally {
                    pool.shutdown();
                  }
                } finally {
                  System.out.println("end");
                }
              }
            }
            """);
  }

  @Test
  void existingTry() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                ExecutorService pool = Executors.newFixedThreadPool(23);
                try {
                  return pool.submit(() -> 1).get();
                } catch (Exception e) {
                  return 0;
                }
              }

              void n(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(24);
                // Start.
                try {
                  pool.execute(task);
                } catch (IllegalStateException e) {
                  System.out.println(pool);
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() {
                try (ExecutorService pool = Executors.newFixedThreadPool(23)) {
                  return pool.submit(() -> 1).get();
                } catch (Exception e) {
                  return 0;
                }
              }

              void n(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(24);
                // Start.
                try {
                  pool.execute(task);
                } catch (IllegalStateException e) {
                  System.out.println(pool);
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void severalDeclarators() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) {
                // BUG: Diagnostic contains:
                ExecutorService one = Executors.newFixedThreadPool(14), two = null;
                one.execute(task);
              }
            }
            """);
  }

  @Test
  void switchGroup() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(int i, Runnable task) {
                switch (i) {
                  case 1:
                    // BUG: Diagnostic contains:
                    ExecutorService pool = Executors.newFixedThreadPool(15);
                    pool.execute(task);
                    break;
                  default:
                }
              }
            }
            """);
  }

  @Test
  void lambda() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.Executors;

            class A {
              Callable<Integer> m() {
                return () -> {
                  var pool = Executors.newFixedThreadPool(16);
                  return pool.submit(() -> 1).get();
                };
              }
            }
            """,
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.Executors;

            class A {
              Callable<Integer> m() {
                return () -> {
                  try (var pool = Executors.newFixedThreadPool(16)) {
                    return pool.submit(() -> 1).get();
                  }
                };
              }
            }
            """);
  }

  @Test
  void earlyReturn() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task, boolean b) {
                ExecutorService pool = Executors.newFixedThreadPool(17);
                pool.execute(task);
                if (b) {
                  return;
                }
                pool.shutdown();
                System.out.println("end");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task, boolean b) {
                ExecutorService pool = Executors.newFixedThreadPool(17);
                try {
                  pool.execute(task);
                  if (b) {
                    return;
                  }
                } finally {
                  pool.shutdown();
                }
                System.out.println("end");
              }
            }
            """);
  }

  @Test
  void shutDownNow() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(18);
                int i = pool.submit(() -> 1).get();
                pool.shutdownNow();
                return i;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(18);
                try {
                  int i = pool.submit(() -> 1).get();
                  return i;
                } finally {
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void awaitTermination() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              boolean m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(19);
                pool.submit(task).get();
                pool.shutdown();
                return pool.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              boolean m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(19);
                try {
                  pool.submit(task).get();
                  pool.shutdown();
                  return pool.awaitTermination(1, TimeUnit.SECONDS);
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void releaseAtTheEndOfABranch() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.ByteBuffer;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            class A {
              void m(ServerSocketChannel server, ByteBuffer buffer) throws IOException {
                while (true) {
                  SocketChannel client = server.accept();
                  if (client != null) {
                    client.configureBlocking(false);
                    client.read(buffer);
                    client.close();
                  }
                }
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.ByteBuffer;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            class A {
              void m(ServerSocketChannel server, ByteBuffer buffer) throws IOException {
                while (true) {
                  try (SocketChannel client = server.accept()) {
                    if (client != null) {
                      client.configureBlocking(false);
                      client.read(buffer);
                    }
                  }
                }
              }
            }
            """);
  }

  @Test
  void commentedRelease() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(20);
                int i = pool.submit(() -> 1).get();
                // No more tasks.
                pool.shutdown();
                return i;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(20)) {
                  int i = pool.submit(() -> 1).get();
                  // No more tasks.
                  pool.shutdown();
                  return i;
                }
              }
            }
            """);
  }

  @Test
  void passedOn() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              ExecutorService m(boolean b, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(21);
                pool.execute(task);
                if (b) {
                  throw new IllegalStateException("b");
                }
                return pool;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              ExecutorService m(boolean b, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(21);
                pool.execute(task);
                if (b) {
                  pool.shutdown();
                  throw new IllegalStateException("b");
                }
                return pool;
              }
            }
            """);
  }

  @Test
  void scopeLeftBeforeJoin() {
    Repair.by(HandleNeverReleased.class)
        .preview()
        .keeps(
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void m(boolean b) throws InterruptedException {
                // BUG: Diagnostic contains:
                StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open();
                scope.fork(() -> 1);
                if (b) {
                  return;
                }
                scope.join();
              }
            }
            """);
  }

  @Test
  void scope() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .preview()
        .turns(
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void m() throws InterruptedException {
                var scope = StructuredTaskScope.open();
                scope.fork(() -> 1);
                scope.join();
                scope.close();
              }
            }
            """,
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              void m() throws InterruptedException {
                try (var scope = StructuredTaskScope.open()) {
                  scope.fork(() -> 1);
                  scope.join();
                }
              }
            }
            """);
  }

  @Test
  void sourceLevelOlderThanClassPath() {
    Repair.by(HandleNeverReleased.class)
        .source("11")
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.submit(task).get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try {
                  pool.submit(task).get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void waitsForSomeTimeOnly() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              boolean m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                return pool.awaitTermination(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              boolean m(Runnable task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try {
                  pool.execute(task);
                  return pool.awaitTermination(1, TimeUnit.SECONDS);
                } finally {
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void waitsForTaskForSomeTime() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              static String m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                Future<String> answer = pool.submit(A::work);
                try {
                  return answer.get(10, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                  return "late";
                }
              }

              static String work() {
                try {
                  Thread.sleep(60_000);
                  return "done";
                } catch (InterruptedException e) {
                  return "interrupted";
                }
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              static String m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  Future<String> answer = pool.submit(A::work);
                  try {
                    return answer.get(10, TimeUnit.MILLISECONDS);
                  } catch (TimeoutException e) {
                    return "late";
                  }
                } finally {
                  pool.shutdownNow();
                }
              }

              static String work() {
                try {
                  Thread.sleep(60_000);
                  return "done";
                } catch (InterruptedException e) {
                  return "interrupted";
                }
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m());
              }
            }
            """);
  }

  @Test
  void timeLimitInCalledMethod() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              static String m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                return within(pool.submit(A::work));
              }

              static String within(Future<String> answer) throws Exception {
                try {
                  return answer.get(10, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                  return "late";
                }
              }

              static String work() {
                try {
                  Thread.sleep(60_000);
                  return "done";
                } catch (InterruptedException e) {
                  return "interrupted";
                }
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m());
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              static String m() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  return within(pool.submit(A::work));
                } finally {
                  pool.shutdownNow();
                }
              }

              static String within(Future<String> answer) throws Exception {
                try {
                  return answer.get(10, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                  return "late";
                }
              }

              static String work() {
                try {
                  Thread.sleep(60_000);
                  return "done";
                } catch (InterruptedException e) {
                  return "interrupted";
                }
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m());
              }
            }
            """);
  }

  @Test
  void invokesAllForSomeTime() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static boolean m(List<Callable<String>> tasks) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                return pool.invokeAll(tasks, 1, TimeUnit.SECONDS).get(0).isCancelled();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static boolean m(List<Callable<String>> tasks) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  return pool.invokeAll(tasks, 1, TimeUnit.SECONDS).get(0).isCancelled();
                } finally {
                  pool.shutdownNow();
                }
              }
            }
            """);
  }

  @Test
  void taskLeftAloneBesideTimeLimit() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static String m(Runnable audit) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(audit);
                return pool.submit(() -> "answer").get(1, TimeUnit.SECONDS);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static String m(Runnable audit) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                try {
                  pool.execute(audit);
                  return pool.submit(() -> "answer").get(1, TimeUnit.SECONDS);
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void timeLimitOfTaskItself() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static String m(BlockingQueue<String> queue) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                return pool.submit(() -> queue.poll(1, TimeUnit.SECONDS)).get();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              static String m(BlockingQueue<String> queue) throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                  return pool.submit(() -> queue.poll(1, TimeUnit.SECONDS)).get();
                }
              }
            }
            """);
  }

  @Test
  void openedByFunction() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              void m(Runnable task) {
                Supplier<ExecutorService> pools = () -> Executors.newFixedThreadPool(1);
                ExecutorService pool = pools.get();
                pool.execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              void m(Runnable task) {
                Supplier<ExecutorService> pools = () -> Executors.newFixedThreadPool(1);
                ExecutorService pool = pools.get();
                try {
                  pool.execute(task);
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void anotherIsReturned() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ConcurrentMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ConcurrentMap<String, ExecutorService> pools = new ConcurrentHashMap<>();

              ExecutorService get(String key, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.submit(task);
                ExecutorService old = pools.putIfAbsent(key, pool);
                return old == null ? pool : old;
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ConcurrentMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ConcurrentMap<String, ExecutorService> pools = new ConcurrentHashMap<>();

              ExecutorService get(String key, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.submit(task);
                ExecutorService old = pools.putIfAbsent(key, pool);
                if (old != null) {
                  pool.shutdown();
                }
                return old == null ? pool : old;
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void lostWithoutBraces() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ConcurrentMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ConcurrentMap<String, ExecutorService> pools = new ConcurrentHashMap<>();

              ExecutorService get(String key, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.submit(task);
                ExecutorService old = pools.putIfAbsent(key, pool);
                if (old != null) return old;
                return pool;
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ConcurrentMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ConcurrentMap<String, ExecutorService> pools = new ConcurrentHashMap<>();

              ExecutorService get(String key, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.submit(task);
                ExecutorService old = pools.putIfAbsent(key, pool);
                if (old != null) {
                  pool.shutdown();
                  return old;
                }
                return pool;
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void nothingUsesIt() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.nio.channels.Selector;

            class A {
              void m() throws java.io.IOException {
                // BUG: Diagnostic contains: (nothing uses it: leave it out,
                Selector selector = Selector.open();
              }
            }
            """);
  }

  @Test
  void lentToObject() {
    Repair.by(HandleOwnerNeverClosed.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pool implements AutoCloseable {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static class Greeter {
                private final Pool pool;

                Greeter(Pool pool) {
                  this.pool = pool;
                }

                void greet() {
                  pool.add(() -> System.out.println("hello"));
                }
              }

              static void run() {
                Pool pool = new Pool();
                Greeter greeter = new Greeter(pool);
                greeter.greet();
                System.out.println("done");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pool implements AutoCloseable {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static class Greeter {
                private final Pool pool;

                Greeter(Pool pool) {
                  this.pool = pool;
                }

                void greet() {
                  pool.add(() -> System.out.println("hello"));
                }
              }

              static void run() {
                try (Pool pool = new Pool()) {
                  Greeter greeter = new Greeter(pool);
                  greeter.greet();
                }
                System.out.println("done");
              }
            }
            """);
  }

  @Test
  void lentToThrownAwayObject() {
    Repair.by(HandleOwnerNeverClosed.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pool implements AutoCloseable {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static class Greeter {
                private final Pool pool;

                Greeter(Pool pool) {
                  this.pool = pool;
                }

                void greet() {
                  pool.add(() -> System.out.println("hello"));
                }
              }

              static void run() {
                Pool pool = new Pool();
                new Greeter(pool).greet();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pool implements AutoCloseable {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static class Greeter {
                private final Pool pool;

                Greeter(Pool pool) {
                  this.pool = pool;
                }

                void greet() {
                  pool.add(() -> System.out.println("hello"));
                }
              }

              static void run() {
                try (Pool pool = new Pool()) {
                  new Greeter(pool).greet();
                }
              }
            }
            """);
  }

  @Test
  void givenToObjectWithThread() {
    Repair.by(HandleOwnerNeverClosed.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pool implements AutoCloseable {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static class Greeter {
                private final Pool pool;

                Greeter(Pool pool) {
                  this.pool = pool;
                }

                void greet() {
                  pool.add(() -> System.out.println("hello"));
                }

                void greetLater() {
                  new Thread(this::greet).start();
                }
              }

              static void run() {
                // BUG: Diagnostic contains: (where to release it is yours to choose)
                Pool pool = new Pool();
                new Greeter(pool).greetLater();
              }
            }
            """);
  }

  @Test
  void releasesOnEachWay() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              static int m(int n) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                Future<Integer> sum = pool.submit(() -> n + 1);
                if (n < 0) {
                  pool.shutdown();
                  return 0;
                }
                if (sum.get() > 9) {
                  pool.shutdown();
                  throw new IllegalStateException("too much");
                }
                if (sum.get() > 5) {
                  // No more tasks.
                  pool.shutdown();
                  System.out.println("much");
                }
                pool.shutdown();
                return sum.get();
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m(1));
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              static int m(int n) throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                  Future<Integer> sum = pool.submit(() -> n + 1);
                  if (n < 0) {
                    return 0;
                  }
                  if (sum.get() > 9) {
                    throw new IllegalStateException("too much");
                  }
                  if (sum.get() > 5) {
                    // No more tasks.
                    pool.shutdown();
                    System.out.println("much");
                  }
                  return sum.get();
                }
              }

              public static void main(String[] args) throws Exception {
                System.out.println(m(1));
              }
            }
            """);
  }

  @Test
  void releasesOnEachWayMoved() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .release("11")
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              static int m(int n) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                Future<Integer> sum = pool.submit(() -> n + 1);
                if (n < 0) {
                  pool.shutdown();
                  return 0;
                }
                if (sum.get() > 9) {
                  pool.shutdown();
                  throw new IllegalStateException("too much");
                }
                if (sum.get() > 5) {
                  // No more tasks.
                  pool.shutdown();
                  System.out.println("much");
                }
                pool.shutdown();
                return sum.get();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              static int m(int n) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try {
                  Future<Integer> sum = pool.submit(() -> n + 1);
                  if (n < 0) {
                    return 0;
                  }
                  if (sum.get() > 9) {
                    throw new IllegalStateException("too much");
                  }
                  if (sum.get() > 5) {
                    // No more tasks.
                    pool.shutdown();
                    System.out.println("much");
                  }
                  return sum.get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }
}
