package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** The Java twins of well-known Go programs with a {@code select}, each with its verdict. */
final class GoExamplesSelectTest {
  @Test
  void producerWithTimer() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.ChannelClosed;
        import com.softwaremill.jox.Select;
        import java.time.Duration;

        class A {
          private static final Object TIMEOUT = new Object();

          public static void main(String[] args) throws InterruptedException {
            Channel<Integer> numbers = Channel.newRendezvousChannel();
            Thread.startVirtualThread(() -> {
              try {
                for (int i = 0; i < 5; i++) {
                  numbers.send(i);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                numbers.done();
              }
            });
            while (true) {
              Object next =
                  Select.<Object>selectOrClosedWithin(
                      Duration.ofSeconds(2), TIMEOUT, numbers.receiveClause());
              if (next == TIMEOUT || next instanceof ChannelClosed) {
                return;
              }
              System.out.println(next);
            }
          }
        }
        """);
  }

  @Test
  void endlessSelectInManyTasks() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.Select;

        class A {
          public static void main(String[] args) throws InterruptedException {
            for (int i = 0; i < 1000; i++) {
              worker();
            }
          }

          private static void worker() {
            Channel<String> left = Channel.newRendezvousChannel();
            Channel<String> right = Channel.newRendezvousChannel();
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  // BUG: Diagnostic contains: Nothing ends this select loop
                  System.out.println(Select.select(left.receiveClause(), right.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }
        }
        """);
  }

  @Test
  void defaultClauseThatSleeps() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.Select;

        class A {
          public static void main(String[] args) throws InterruptedException {
            for (int i = 0; i < 1000; i++) {
              worker();
            }
          }

          private static void worker() {
            Channel<String> left = Channel.newRendezvousChannel();
            Channel<String> right = Channel.newRendezvousChannel();
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  String next =
                      Select.select(
                          left.receiveClause(), right.receiveClause(), Select.defaultClause(""));
                  if (next.isEmpty()) {
                    Thread.sleep(10);
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }
        }
        """);
  }

  @Test
  void permanentListener() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.ChannelDoneException;
        import com.softwaremill.jox.Select;

        class ByClosing {
          private final Channel<String> events = Channel.newBufferedChannel(8);
          private final Channel<Void> stop = Channel.newRendezvousChannel();

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(
                      Select.<Object>select(events.receiveClause(), stop.receiveClause()));
                }
              } catch (ChannelDoneException e) {
                System.out.println("stopped");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void stop() {
            stop.done();
          }
        }

        class ByInterrupting {
          private final Channel<String> events = Channel.newBufferedChannel(9);
          private final Channel<String> alarms = Channel.newBufferedChannel(10);
          private final Thread listener = Thread.ofVirtual().unstarted(this::listen);

          private void listen() {
            try {
              while (true) {
                System.out.println(Select.select(alarms.receiveClause(), events.receiveClause()));
              }
            } catch (InterruptedException e) {
              System.out.println("stopped");
            }
          }

          void start() {
            listener.start();
          }

          void stop() {
            listener.interrupt();
          }
        }

        class ForTheProcess {
          private static final Channel<String> EVENTS = Channel.newBufferedChannel(11);
          private static final Channel<String> ALARMS = Channel.newBufferedChannel(12);

          public static void main(String[] args) {
            Thread.ofPlatform().start(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(ALARMS.receiveClause(), EVENTS.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }
        }
        """);
  }

  @Test
  void timerTickAndEvent() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.Select;
        import java.util.concurrent.ExecutorService;

        class A {
          void watch(ExecutorService pool, String event) throws InterruptedException {
            Channel<Long> ticks = Channel.newRendezvousChannel();
            Channel<String> events = Channel.newBufferedChannel(1);
            pool.submit(() -> {
              for (long tick = 0; ; tick++) {
                Thread.sleep(500);
                ticks.send(tick);
              }
            });
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(
                      Select.<Object>select(ticks.receiveClause(), events.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            events.send(event);
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(SelectWithoutExit.class, GoExamplesSelectTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
