package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What is said of the Java twins of well-known Go programs about sends. */
final class GoExamplesSendTest {
  /** A send on an unbuffered channel in the only goroutine, no receiver. */
  @Test
  void sendInOnlyGoroutine() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> ch = Channel.newRendezvousChannel();
                // BUG: Diagnostic contains: Nobody receives from 'ch'; send() waits for ever
                ch.send(42);
                System.out.println("never printed");
              }
            }
            """)
        .doTest();
  }

  /** One goroutine sends once, main receives once. */
  @Test
  void oneSendOneReceive() {
    String program =
        """
        import com.softwaremill.jox.Channel;

        class A {
          public static void main(String[] args) throws InterruptedException {
            Channel<Integer> ch = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    ch.send(42);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            System.out.println(ch.receive());
          }
        }
        """;
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", program)
        .doTest();
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", program)
        .doTest();
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", program)
        .doTest();
  }

  /** Three pipeline stages, the last stops reading early and tells nobody. */
  @Test
  void pipelineWhoseLastStageStops() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              private static Channel<Integer> generate(List<Integer> numbers) {
                Channel<Integer> out = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int number : numbers) {
                          out.send(number);
                        }
                        out.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                return out;
              }

              private static Channel<Integer> square(Channel<Integer> in) {
                Channel<Integer> out = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        while (in.receiveOrClosed() instanceof Integer number) {
                          // BUG: Diagnostic contains: The receiver of 'out' can leave early, on line
                          out.send(number * number);
                        }
                        out.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                return out;
              }

              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> squares = square(generate(List.of(1, 2, 3, 4, 5)));
                while (squares.receiveOrClosed() instanceof Integer square) {
                  System.out.println(square);
                  if (square > 4) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
