package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.scanner.ScannerSupplier;
import org.junit.jupiter.api.Test;

/** Java twins of Go programs about senders that close their channel, or forget to. */
final class GoExamplesProducerTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(
              ScannerSupplier.fromBugCheckerClasses(
                  ChannelNeverClosed.class,
                  EndMarkerNeverSent.class,
                  EndSignalSkipped.class,
                  EndSignalSkippedOnFailure.class,
                  ReceiveLoopNeverEnds.class,
                  ReceiveLoopNotInterrupted.class,
                  StopFlagWithoutWakeup.class,
                  TooFewEndMarkers.class),
              getClass())
          .setArgs("-XDcompilePolicy=simple");

  /** {@code defer close(ch)} in the producer; the receiver selects between it and a timer. */
  @Test
  void deferredCloseAndTimer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosed;
            import com.softwaremill.jox.Select;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<String> values = Channel.newRendezvousChannel();
                Channel<String> timeout = Channel.newBufferedChannel(1);
                Thread.startVirtualThread(() -> produce(values));
                Thread.startVirtualThread(
                    () -> {
                      try {
                        Thread.sleep(2_000);
                        timeout.send("timeout");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                while (true) {
                  Object next = Select.selectOrClosed(values.receiveClause(), timeout.receiveClause());
                  if (next instanceof ChannelClosed || next.equals("timeout")) {
                    break;
                  }
                  System.out.println(next);
                }
              }

              private static void produce(Channel<String> values) {
                try {
                  for (int i = 0; i < 5; i++) {
                    values.send("value " + i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  values.done();
                }
              }
            }
            """)
        .doTest();
  }

  /** The goroutine forgets {@code close(ch)}; main ranges over the channel. */
  @Test
  void forgottenClose() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int i = 0; i < 3; i++) {
                          // BUG: Diagnostic contains: [ChannelNeverClosed] 'numbers' is sent to and never closed; forEach() on line 17 waits for its end for ever
                          numbers.send(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                numbers.forEach(System.out::println);
              }
            }
            """)
        .addSourceLines(
            "B.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosed;

            class B {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int i = 0; i < 3; i++) {
                          // BUG: Diagnostic contains: [ChannelNeverClosed] 'numbers' is sent to and never closed; the loop on line 18 waits for its end for ever
                          numbers.send(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                while (true) {
                  Object number = numbers.receiveOrClosed();
                  if (number instanceof ChannelClosed) {
                    break;
                  }
                  System.out.println(number);
                }
              }
            }
            """)
        .doTest();
  }

  /** A buffer of two, two sends, {@code close}, {@code range}. */
  @Test
  void bufferedAndClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                numbers.send(1);
                numbers.send(2);
                numbers.done();
                numbers.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  /** The same without {@code close}. */
  @Test
  void bufferedAndNotClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                // BUG: Diagnostic contains: [ChannelNeverClosed] 'numbers' is sent to and never closed; forEach() on line 9 waits for its end for ever
                numbers.send(1);
                numbers.send(2);
                numbers.forEach(System.out::println);
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
            import com.softwaremill.jox.ChannelDone;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<String> names = Channel.newBufferedChannel(5);
                names.done();
                names.forEach(System.out::println);

                Channel<String> others = Channel.newRendezvousChannel();
                others.done();
                while (true) {
                  Object other = others.receiveOrClosed();
                  if (other instanceof ChannelDone) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
