package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterPermitsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void permitKeptOnFailure() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              long size(Path file) throws IOException, InterruptedException {
                semaphore.acquire();
                long size = Files.size(file);
                // BUG: Diagnostic contains: release() on 'semaphore' is skipped when line 16 throws IOException; acquire() on line 15 then waits for ever
                semaphore.release();
                return size;
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitKeptOnReturn() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              String name(List<String> names) throws InterruptedException {
                semaphore.acquire();
                if (names.isEmpty()) {
                  return "";
                }
                String name = names.get(0);
                // BUG: Diagnostic contains: is skipped when line 17 returns
                semaphore.release();
                return name;
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitReleased() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              long size(Path file) throws IOException, InterruptedException {
                semaphore.acquire();
                try {
                  return Files.size(file);
                } finally {
                  semaphore.release();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitGivenBackByAnotherMethod() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore semaphore = new Semaphore(2);

              void open(Path file) throws IOException, InterruptedException {
                semaphore.acquire();
                Files.size(file);
              }

              void close() {
                semaphore.release();
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitKeptByATask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void delete(List<Path> files, ExecutorService executor) throws InterruptedException {
                Semaphore semaphore = new Semaphore(4);
                for (Path file : files) {
                  semaphore.acquire();
                  executor.submit(
                      () -> {
                        Files.delete(file);
                        // BUG: Diagnostic contains: is skipped when line 18 throws IOException; acquire() on line 15
                        semaphore.release();
                        return null;
                      });
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitAsASignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void size(Path file) throws InterruptedException {
                Semaphore semaphore = new Semaphore(0);
                new Thread(
                        () -> {
                          try {
                            Files.size(file);
                            // BUG: Diagnostic contains: is skipped when line 17 throws IOException, which is caught
                            semaphore.release();
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                semaphore.acquire();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatDoesNotArrive() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void delete(List<Path> files) {
                Phaser phaser = new Phaser(1);
                for (Path file : files) {
                  phaser.register();
                  new Thread(
                          () -> {
                            try {
                              Files.delete(file);
                              // BUG: Diagnostic contains: is skipped when line 19 throws IOException, which is caught; arriveAndAwaitAdvance()
                              phaser.arriveAndDeregister();
                            } catch (IOException e) {
                              System.out.println(e);
                            }
                          })
                      .start();
                }
                phaser.arriveAndAwaitAdvance();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatDies() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void sizes(Path file) {
                CyclicBarrier barrier = new CyclicBarrier(3);
                for (int i = 0; i < 3; i++) {
                  new Thread(
                          () -> {
                            try {
                              Files.size(file);
                              // BUG: Diagnostic contains: await() on 'barrier' is skipped when line 18 throws IOException, which is caught; await() on line 20
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
            """)
        .doTest();
  }

  @Test
  void openedByOthersAgain() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final java.util.concurrent.CountDownLatch open =
                  new java.util.concurrent.CountDownLatch(1);
              private boolean isOpen;

              void open(Path file) throws IOException {
                if (isOpen) {
                  return;
                }
                Files.size(file);
                isOpen = true;
                open.countDown();
              }

              void awaitOpen() throws InterruptedException {
                open.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fewerTasksThanPermitsOfAField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private final Semaphore seats = new Semaphore(3);

              boolean take(int price) throws InterruptedException {
                seats.acquire();
                if (price > 7) {
                  return true;
                }
                seats.release();
                return false;
              }

              public static void main(String[] args) {
                A hall = new A();
                for (int price : new int[] {6, 7, 8}) {
                  new Thread(
                          () -> {
                            try {
                              hall.take(price);
                            } catch (InterruptedException e) {
                              return;
                            }
                          })
                      .start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void moreTasksThanPermitsOfAField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private final Semaphore seats = new Semaphore(3);

              boolean take(int price) throws InterruptedException {
                seats.acquire();
                if (price > 7) {
                  return true;
                }
                // BUG: Diagnostic contains: skipped when line 9 returns; acquire() on line 7 then waits
                seats.release();
                return false;
              }

              public static void main(String[] args) {
                A hall = new A();
                for (int price : new int[] {8, 9, 10, 11, 12}) {
                  new Thread(
                          () -> {
                            try {
                              hall.take(price);
                            } catch (InterruptedException e) {
                              return;
                            }
                          })
                      .start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void allPermitsAreNeededInTheEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Semaphore slots = new Semaphore(3);

              private void load(String name) throws InterruptedException {
                slots.acquire();
                if (name.isEmpty()) {
                  return;
                }
                System.out.println(name);
                // BUG: Diagnostic contains: skipped when line 11 returns; acquire()
                slots.release();
              }

              void start(String name) {
                new Thread(
                        () -> {
                          try {
                            load(name);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void end() throws InterruptedException {
                slots.acquire(3);
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnGivesThePermitBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Semaphore slots = new Semaphore(3);

              private void load(String name) throws InterruptedException {
                slots.acquire();
                if (name.isEmpty()) {
                  slots.release();
                  return;
                }
                System.out.println(name);
                slots.release();
              }

              void start(String name) {
                new Thread(
                        () -> {
                          try {
                            load(name);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void end() throws InterruptedException {
                slots.acquire(3);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fewerPermitsAreNeededInTheEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Semaphore slots = new Semaphore(3);

              private void load(String name) throws InterruptedException {
                slots.acquire();
                if (name.isEmpty()) {
                  return;
                }
                System.out.println(name);
                slots.release();
              }

              void start(String name) {
                new Thread(
                        () -> {
                          try {
                            load(name);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void end() throws InterruptedException {
                slots.drainPermits();
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodsThatTakeAndGiveBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              static class Gate {
                private final int width;
                private final Semaphore free;

                Gate(int width) {
                  this.width = width;
                  this.free = new Semaphore(width);
                }

                void enter() {
                  free.acquireUninterruptibly();
                }

                void leave() {
                  free.release();
                }

                void close() {
                  free.acquireUninterruptibly(width);
                }
              }

              private final Gate gate = new Gate(4);

              private void early(String name) {
                if (name.isEmpty()) {
                  return;
                }
                gate.enter();
                System.out.println(name);
                gate.leave();
              }

              private void late(String name) {
                gate.enter();
                if (name.isEmpty()) {
                  return;
                }
                // BUG: Diagnostic contains: release() on 'free' is skipped when line 42 returns
                gate.leave();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(() -> a.early("b")).start();
                new Thread(() -> a.late(args[0])).start();
                a.gate.close();
              }
            }
            """)
        .doTest();
  }
}
