package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What looks like an early end of a channel, and is none. */
final class ChannelClosedBeforeSendersEndOthersTest {
  private static final String IMPORTS =
      """
      import java.util.ArrayList;
      import java.util.List;
      import java.util.concurrent.*;
      import com.softwaremill.jox.Channel;

      """;

  private static CompilationTestHelper helper(String... lines) {
    return CompilationTestHelper.newInstance(
            ChannelClosedBeforeSendersEnd.class, ChannelClosedBeforeSendersEndOthersTest.class)
        .addSourceLines("A.java", IMPORTS + String.join("\n", lines));
  }

  @Test
  void executorInViewThatRunsTasksAtOnce() {
    helper(
            """
            abstract class AtOnce extends AbstractExecutorService {
              @Override
              public void execute(Runnable task) {
                task.run();
              }
            }

            class A {
              private static final String END = new String("end");

              void run(AtOnce pool) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                pool.execute(() -> queue.add("a"));
                queue.add(END);
                while (queue.take() != END) {}
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorInViewThatHandsTasksToAThread() {
    helper(
            """
            abstract class Apart extends AbstractExecutorService {
              @Override
              public void execute(Runnable task) {
                new Thread(() -> task.run()).start();
              }
            }

            class A {
              private static final String END = new String("end");

              void run(Apart pool) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                pool.execute(() -> queue.add("b"));
                // BUG: Diagnostic contains: END
                queue.add(END);
                while (queue.take() != END) {}
              }
            }
            """)
        .doTest();
  }

  private static String signals(String color) {
    return """
    class A {
      enum Signal { OK, TEST, STOP }

      static %s

      void run() throws InterruptedException {
        BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
        Thread sensor = new Thread(() -> signals.add(Signal.OK));
        sensor.start();
        %s
        signals.add(Signal.TEST);
        for (Signal s = signals.take(); s != Signal.STOP; s = signals.take()) {
          if (isLast(s)) {
            return;
          }
        }
      }
    }
    """
        .formatted(color, color.contains("String") ? "" : "// BUG: Diagnostic contains: TEST");
  }

  @Test
  void constantThatOthersCompareSomethingElseWith() {
    helper(
            signals(
                """
                String color(Signal signal) {
                    if (signal == Signal.TEST) {
                      return "yellow";
                    }
                    return "green";
                  }

                  static boolean isLast(Signal signal) {
                    return false;
                  }
                """))
        .doTest();
  }

  @Test
  void constantThatAReceiverAsksAnotherMethodAbout() {
    helper(
            signals(
                """
                boolean isLast(Signal signal) {
                    if (signal == Signal.TEST) {
                      return true;
                    }
                    return false;
                  }
                """))
        .doTest();
  }

  @Test
  void manyChannelsFromOneExpression() {
    helper(
            """
            class A {
              void run() throws InterruptedException {
                List<Channel<String>> lanes = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                  lanes.add(Channel.newBufferedChannel(2));
                }
                for (Channel<String> lane : lanes) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          lane.send("c");
                          lane.done();
                        } catch (InterruptedException e) {
                          return;
                        }
                      });
                }
                for (Channel<String> lane : lanes) {
                  lane.toList();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneChannelForManySenders() {
    helper(
            """
            class A {
              void run() throws InterruptedException {
                Channel<String> lane = Channel.newBufferedChannel(2);
                for (int i = 0; i < 3; i++) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          lane.send("d");
                          // BUG: Diagnostic contains: 'lane' is closed by each of the senders
                          lane.done();
                        } catch (InterruptedException e) {
                          return;
                        }
                      });
                }
                lane.toList();
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerThatAConsumerHandsOn() {
    helper(
            """
            class A {
              private static final String END = new String("end");

              private final BlockingQueue<String> work = new LinkedBlockingQueue<>();

              private void consume() throws InterruptedException {
                handOn(untilEnd());
              }

              private String untilEnd() throws InterruptedException {
                while (true) {
                  String next = work.take();
                  if (next == END) {
                    return next;
                  }
                }
              }

              private void handOn(String marker) {
                work.add(marker);
              }

              void run() {
                for (int i = 0; i < 2; i++) {
                  new Thread(
                          () -> {
                            try {
                              consume();
                            } catch (InterruptedException e) {
                              return;
                            }
                          })
                      .start();
                }
                work.add("e");
                work.add(END);
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerThatLeavesTheInnerLoopOnly() {
    helper(
            """
            class A {
              private static final String PAGE = new String("page");
              private static final String END = new String("end");

              private void print(BlockingQueue<String> lines) throws InterruptedException {
                String line = "";
                while (line != END) {
                  while (true) {
                    line = lines.take();
                    if (line == PAGE || line == END) {
                      break;
                    }
                  }
                  System.out.println();
                }
              }

              void run() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread writer = new Thread(() -> lines.add("f"));
                writer.start();
                lines.put(PAGE);
                print(lines);
              }

              void runToTheEnd() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread writer = new Thread(() -> lines.add("g"));
                writer.start();
                // BUG: Diagnostic contains: 'lines' ends with END
                lines.put(END);
                print(lines);
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureAskedForItsState() {
    helper(
            """
            class A {
              void run(ExecutorService pool) {
                Channel<String> lane = Channel.newBufferedChannel(2);
                Future<?> sender = pool.submit(() -> lane.sendOrClosed("h"));
                while (true) {
                  if (sender.isDone()) {
                    break;
                  }
                }
                lane.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void directExecutorOfAMethod() {
    CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.MoreExecutors;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              private static ExecutorService executor() {
                return MoreExecutors.newDirectExecutorService();
              }

              void run() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                ExecutorService executor = executor();
                executor.execute(() -> lines.add("one"));
                lines.add(END);
                executor.shutdown();
                for (String line = lines.take(); line != END; line = lines.take()) {
                  System.out.println(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void lockThatSendersHold() {
    CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.locks.Lock;
            import java.util.concurrent.locks.ReadWriteLock;
            import java.util.concurrent.locks.ReentrantReadWriteLock;

            class A {
              private static final String END = new String("end");

              void receive(BlockingQueue<String> lines) throws InterruptedException {
                for (String line = lines.take(); line != END; line = lines.take()) {
                  System.out.println(line);
                }
              }

              void waits() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                ReadWriteLock lock = new ReentrantReadWriteLock();
                Lock sending = lock.readLock();
                Lock alone = lock.writeLock();
                new Thread(
                        () -> {
                          sending.lock();
                          lines.add("one");
                          sending.unlock();
                        })
                    .start();
                alone.lock();
                lines.add(END);
                receive(lines);
              }

              void locksSomethingElse() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                ReadWriteLock lock = new ReentrantReadWriteLock();
                new Thread(() -> lines.add("one")).start();
                lock.writeLock().lock();
                // BUG: Diagnostic contains: 'lines' ends with END while the sender
                lines.add(END);
                receive(lines);
              }
            }
            """)
        .doTest();
  }
}
