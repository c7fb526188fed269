package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Well-known Go programs that close a channel, in Java, and what is said of them. */
final class GoExamplesCloseTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass());

  /** Three senders counted by a WaitGroup; a fourth goroutine waits and closes; main ranges. */
  @Test
  void closedByAFourthTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.CountDownLatch;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newRendezvousChannel();
                CountDownLatch senders = new CountDownLatch(3);
                for (int i = 0; i < 3; i++) {
                  int number = i;
                  Thread.startVirtualThread(() -> {
                    try {
                      numbers.send(number);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } finally {
                      senders.countDown();
                    }
                  });
                }
                Thread.startVirtualThread(() -> {
                  try {
                    senders.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    numbers.done();
                  }
                });
                numbers.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  /** The same, but closed right after the senders are started. */
  @Test
  void closedAtOnce() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newRendezvousChannel();
                for (int i = 0; i < 3; i++) {
                  int number = i;
                  Thread.startVirtualThread(() -> {
                    try {
                      numbers.send(number);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
                }
                // BUG: Diagnostic contains: 'numbers' is closed by done() while the sender that line 8 starts may still run; what it sends then is lost
                numbers.done();
                numbers.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  /** A buffer of two, two sends, a close, a range. */
  @Test
  void closedAfterItsOwnSends() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<String> names = Channel.newBufferedChannel(2);
                names.send("one");
                names.send("two");
                names.done();
                names.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  /** Closed while empty, then ranged over. */
  @Test
  void closedWhileEmpty() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<String> names = Channel.newBufferedChannel(2);
                names.done();
                names.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }
}
