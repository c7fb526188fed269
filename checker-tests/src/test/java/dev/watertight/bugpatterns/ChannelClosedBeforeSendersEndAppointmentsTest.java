package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders that are not awaited, but have another appointment with who closes the channel. */
final class ChannelClosedBeforeSendersEndAppointmentsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass());

  @Test
  void sendersAcknowledge() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.SynchronousQueue;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void acknowledged() throws Exception {
                SynchronousQueue<String> ack = new SynchronousQueue<>();
                new Thread(() -> {
                  tick(1);
                  ack.offer("sent");
                }).start();
                ack.take();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivedBeforeClosing() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void receivedBefore() throws Exception {
                Thread.startVirtualThread(() -> tick(2));
                Thread.startVirtualThread(() -> tick(3));
                System.out.println(ticks.receive() + ticks.receive());
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void untilTheUserSaysStop() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.Scanner;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void untilTheUserSaysStop() {
                new Thread(() -> tick(4)).start();
                new Scanner(System.in).nextLine();
                ticks.done();
              }

              void forAWhile(ScheduledExecutorService clock) throws Exception {
                clock.scheduleAtFixedRate(() -> tick(5), 0, 1, TimeUnit.SECONDS);
                TimeUnit.MINUTES.sleep(1);
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendersSetAFlag() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();
              private volatile boolean ready;

              void flag() {
                new Thread(() -> {
                  tick(6);
                  ready = true;
                }).start();
                while (!ready) {
                  Thread.onSpinWait();
                }
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void coordinatorAwaits() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              interface Coordinator {
                void finished();

                void settle();
              }

              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void coordinator(Coordinator coordinator) {
                new Thread(() -> {
                  tick(7);
                  coordinator.finished();
                }).start();
                coordinator.settle();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void perhapsAtOnce() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.Executor;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void perhapsAtOnce(Executor executor) {
                executor.execute(() -> tick(8));
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void cutOffOnPurpose() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void cutOff() {
                Thread sender = new Thread(() -> tick(9));
                sender.start();
                sender.interrupt();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedOnFailure() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void failed(Runnable other) {
                try {
                  new Thread(() -> tick(10)).start();
                  other.run();
                } catch (IllegalStateException e) {
                  ticks.done();
                  throw e;
                }
              }

              void withError() {
                new Thread(() -> tick(11)).start();
                ticks.error(new IllegalStateException("no feed"));
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedInOtherBranch() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void nothingToDo(List<Integer> numbers) {
                for (int number : numbers) {
                  Thread.startVirtualThread(() -> tick(number));
                }
                if (numbers.isEmpty()) {
                  ticks.done();
                }
              }

              void otherBranch(boolean live) {
                if (live) {
                  new Thread(() -> tick(12)).start();
                  return;
                }
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderExpectsIt() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void senderExpectsIt() {
                new Thread(() -> {
                  try {
                    ticks.send(13);
                  } catch (ChannelClosedException | InterruptedException e) {
                    System.out.println("too late");
                  }
                }).start();
                ticks.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByMethodOfItsOwn() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void start() {
                new Thread(() -> tick(14)).start();
              }

              void stop() {
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void lastSenderCloses() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.atomic.AtomicInteger;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void lastOneCloses(int senders) throws InterruptedException {
                AtomicInteger left = new AtomicInteger(senders);
                for (int i = 0; i < senders; i++) {
                  int n = i;
                  Thread.startVirtualThread(() -> {
                    tick(n);
                    if (left.decrementAndGet() == 0) {
                      ticks.done();
                    }
                  });
                }
                ticks.forEach(System.out::println);
              }

              void oneSender() {
                Thread.startVirtualThread(() -> {
                  tick(15);
                  ticks.done();
                });
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTheSender() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              private final Channel<Long> ticks = Channel.newBufferedChannel(1);
              private volatile boolean running = true;

              Ticker() {
                new Thread(this::tick).start();
              }

              static void once() {
                Ticker ticker = new Ticker();
                ticker.close();
              }

              public void close() {
                running = false;
                ticks.done();
              }

              private void tick() {
                try {
                  while (running) {
                    ticks.send(System.nanoTime());
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
  void senderToldByFlag() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              private final Channel<Long> ticks = Channel.newBufferedChannel(1);
              private volatile boolean running = true;

              void byFlag() {
                new Thread(this::tick).start();
                running = false;
                ticks.done();
              }

              private void tick() {
                try {
                  while (running) {
                    ticks.send(System.nanoTime());
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
  void senderToldByItsEnd() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              void byItsEnd() {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                Thread.startVirtualThread(() -> {
                  try {
                    for (int i = 0; ; i++) {
                      numbers.send(i);
                    }
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                });
                System.out.println("running");
                numbers.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenByOthers() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              interface Store {
                void upload(InputStream in);
              }

              void takenByOthers(ExecutorService pool, Store store) throws IOException {
                try (PipedOutputStream out = new PipedOutputStream();
                    PipedInputStream in = new PipedInputStream(out)) {
                  pool.submit(() -> {
                    out.write(1);
                    out.close();
                    return null;
                  });
                  store.upload(in);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedInTurn() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              void inTurn(ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(() -> {
                  out.write(2);
                  return null;
                });
                System.out.println(in.read());
                out.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderHasNotTakenYet() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              void notTakenYet(ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(() -> {
                  out.write(3);
                  return null;
                });
                // BUG: Diagnostic contains: 'out' is closed by close() while the sender that line 10 starts may still run
                out.close();
                System.out.println(in.read());
              }
            }
            """)
        .doTest();
  }
}
