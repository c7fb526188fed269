package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterRoundsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void elementOfALoopThatFails() {
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
              void sizes(List<Path> files) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(files.size());
                new Thread(
                        () -> {
                          for (Path file : files) {
                            try {
                              Files.size(file);
                              // BUG: Diagnostic contains: which is caught
                              latch.countDown();
                            } catch (IOException e) {
                              System.out.println(e);
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
  void elementsCountedInAnyCase() {
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
              void sizes(List<Path> files) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(files.size());
                new Thread(
                        () -> {
                          for (Path file : files) {
                            try {
                              Files.size(file);
                            } catch (IOException e) {
                              System.out.println(e);
                            }
                            latch.countDown();
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
  void dataDecide() {
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
              void print(Path file) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          if (Files.exists(file)) {
                            System.out.println(file);
                            // BUG: Diagnostic contains: is skipped by a way that leads around it
                            latch.countDown();
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
  void whoWaitsAsksTheSame() {
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
              void print(boolean wait) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          if (wait) {
                            latch.countDown();
                          }
                        })
                    .start();
                if (wait) {
                  latch.await();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersDecide() {
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
              private volatile boolean isStopped;

              void stop() {
                isStopped = true;
              }

              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                new Thread(
                        () -> {
                          if (!isStopped) {
                            latch.countDown();
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
  void requestWithoutAnAnswer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final class Request {
                private final Path file;
                private final CompletableFuture<Long> size = new CompletableFuture<>();

                Request(Path file) {
                  this.file = file;
                }
              }

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::serve);

              void start() {
                thread.start();
              }

              void stop() {
                thread.interrupt();
              }

              long size(Path file) throws InterruptedException {
                Request request = new Request(file);
                requests.put(request);
                return request.size.join();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    try {
                      // BUG: Diagnostic contains: complete() on 'size' is skipped
                      request.size.complete(Files.size(request.file));
                    } catch (IOException e) {
                      System.out.println(e);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void requestPutBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final class Request {
                private final Path file;
                private final CompletableFuture<Long> size = new CompletableFuture<>();

                Request(Path file) {
                  this.file = file;
                }
              }

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::serve);

              void start() {
                thread.start();
              }

              void stop() {
                thread.interrupt();
              }

              long size(Path file) throws InterruptedException {
                Request request = new Request(file);
                requests.put(request);
                return request.size.join();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    try {

                      request.size.complete(Files.size(request.file));
                    } catch (IOException e) {
                      requests.put(request);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void triedUntilItIsCompleted() {
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
                          while (!text.isDone()) {
                            try {
                              text.complete(Files.readString(file));
                            } catch (IOException e) {
                              System.out.println("not there yet");
                            }
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
  void partyThatIsMadeToLeave() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              static class Party implements Runnable {
                private final boolean isVisible;
                private final CyclicBarrier frame;

                Party(boolean isVisible, CyclicBarrier frame) {
                  this.isVisible = isVisible;
                  this.frame = frame;
                }

                @Override
                public void run() {
                  if (!isVisible) {
                    return;
                  }
                  try {
                    // BUG: Diagnostic contains: await() on 'frame' is skipped when line 18 returns
                    frame.await();
                  } catch (InterruptedException | BrokenBarrierException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              static void run(boolean isOn) {
                CyclicBarrier frame = new CyclicBarrier(2);
                new Thread(new Party(true, frame)).start();
                new Thread(new Party(false, frame)).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void allPartiesLeave() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              static class Party implements Runnable {
                private final boolean isVisible;
                private final CyclicBarrier frame;

                Party(boolean isVisible, CyclicBarrier frame) {
                  this.isVisible = isVisible;
                  this.frame = frame;
                }

                @Override
                public void run() {
                  if (!isVisible) {
                    return;
                  }
                  try {
                    frame.await();
                  } catch (InterruptedException | BrokenBarrierException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              static void run(boolean isOn) {
                CyclicBarrier frame = new CyclicBarrier(2);
                new Thread(new Party(isOn, frame)).start();
                new Thread(new Party(isOn, frame)).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatFailsBeforeItArrives() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Phaser loaded = new Phaser(2);

              private void load(int size) {
                if (size < 0) {
                  throw new IllegalStateException("no size");
                }
                // BUG: Diagnostic contains: arrive() on 'loaded' is skipped when line 10 throws
                loaded.arrive();
              }

              void loadAll() {
                new Thread(() -> load(3)).start();
                new Thread(() -> load(-4)).start();
                loaded.awaitAdvance(0);
              }
            }
            """)
        .doTest();
  }

  @Test
  void laterPhaseIsAwaited() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Phaser loaded = new Phaser(2);

              private void load(int size) {
                if (size < 0) {
                  throw new IllegalStateException("no size");
                }
                loaded.arrive();
              }

              void loadAll() {
                new Thread(() -> load(3)).start();
                new Thread(() -> load(-4)).start();
                loaded.awaitAdvance(1);
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyLeavesBetweenItsRounds() {
    checkRounds(
        "return;",
        "// BUG: Diagnostic contains: is skipped when line",
        "turn.arriveAndDeregister();");
  }

  @Test
  void partyBreaksOffItsRounds() {
    checkRounds("break;", "", "turn.arriveAndDeregister();");
  }

  @Test
  void partySignsOffInAnyCase() {
    checkRounds("return;", "", "} finally { turn.arriveAndDeregister();");
  }

  private void checkRounds(String early, String report, String last) {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final Phaser turn = new Phaser(3);

              void play() throws InterruptedException {
                List<Thread> all = new ArrayList<>();
                for (String name : List.of("a", "bb", "ccc")) {
                  Thread player = new Thread(() -> run(name));
                  all.add(player);
                  player.start();
                }
                for (Thread player : all) {
                  player.join();
                }
              }

              private void run(String name) {
                %s
                for (int round = 0; round < 3; round++) {
                  if (name.length() <= round) {
                    %s
                  }
                  %s
                  turn.arriveAndAwaitAdvance();
                }
                %s
                %s
              }
            }
            """
                .formatted(last.startsWith("}") ? "try {" : "{", early, report, last, "}"))
        .doTest();
  }

  @Test
  void allPartiesLeaveForWhatTheBarrierFindsOut() {
    checkShared("isDone()", "");
  }

  @Test
  void eachPartyLeavesForItsOwnName() {
    checkShared(
        "name.length() <= round", "// BUG: Diagnostic contains: await() on 'step' is skipped");
  }

  private void checkShared(String test, String report) {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final CyclicBarrier step = new CyclicBarrier(3, this::check);
              private volatile boolean done;

              private void check() {
                done = true;
              }

              private boolean isDone() {
                return done;
              }

              void play() throws InterruptedException {
                List<Thread> all = new ArrayList<>();
                for (String name : List.of("a", "bb", "ccc")) {
                  Thread player = new Thread(() -> run(name));
                  all.add(player);
                  player.start();
                }
                for (Thread player : all) {
                  player.join();
                }
              }

              private void run(String name) {
                try {
                  for (int round = 0; round < 3; round++) {
                    if (%s) {
                      return;
                    }
                    %s
                    step.await();
                  }
                } catch (InterruptedException | BrokenBarrierException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """
                .formatted(test, report))
        .doTest();
  }
}
