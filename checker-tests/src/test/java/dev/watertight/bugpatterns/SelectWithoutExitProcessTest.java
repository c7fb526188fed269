package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that run as long as the process, or whose end is out of view. */
final class SelectWithoutExitProcessTest {
  private static final String HEADER =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.ChannelClosed;
      import com.softwaremill.jox.ChannelClosedException;
      import com.softwaremill.jox.Select;
      import com.softwaremill.jox.SelectClause;
      import com.softwaremill.jox.Source;
      import java.io.IOException;
      import java.time.Duration;
      import java.util.List;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.concurrent.Future;
      import java.util.concurrent.ScheduledExecutorService;
      import java.util.concurrent.TimeUnit;
      import java.util.concurrent.TimeoutException;
      """;

  @Test
  void loopOfMain() {
    silentOn(
        """
        class OwnLoopOfMain {
          public static void main(String[] args) throws InterruptedException {
            Channel<String> lines = Channel.newBufferedChannel(1);
            Channel<String> signals = Channel.newBufferedChannel(2);
            lines.send(args[0]);
            while (true) {
              System.out.println(Select.select(lines.receiveClause(), signals.receiveClause()));
            }
          }
        }
        """);
  }

  @Test
  void startedByMain() {
    silentOn(
        """
        class StartedByMain {
          public static void main(String[] args) throws InterruptedException {
            Channel<String> lines = Channel.newBufferedChannel(3);
            listen(lines);
            lines.send(args[0]);
          }

          private static void listen(Source<String> lines) {
            Thread.ofPlatform().start(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(lines.receiveClause()));
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
  void startedByStaticInitializer() {
    silentOn(
        """
        class Static {
          private static final Channel<String> EVENTS = Channel.newBufferedChannel(4);

          static {
            Thread.ofPlatform().daemon().start(Static::listen);
          }

          private static void listen() {
            try {
              while (true) {
                System.out.println(Select.select(EVENTS.receiveClause()));
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          static void publish(String event) throws InterruptedException {
            EVENTS.send(event);
          }
        }
        """);
  }

  @Test
  void daemonThread() {
    silentOn(
        """
        class Daemon {
          private final Channel<String> events = Channel.newBufferedChannel(5);

          Daemon() {
            Thread listener = new Thread(this::listen);
            listener.setDaemon(true);
            listener.start();
          }

          private void listen() {
            try {
              while (true) {
                System.out.println(Select.select(events.receiveClause()));
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void close() {
            System.out.println("bye");
          }
        }
        """);
  }

  @Test
  void classWithoutEnd() {
    silentOn(
        """
        class NoEnd {
          private final Channel<String> events = Channel.newBufferedChannel(6);

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(events.receiveClause()));
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
  void channelsGiven() {
    silentOn(
        """
        class Given {
          public void listen(Source<String> orders, Source<String> cancels) {
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(
                      Select.select(orders.receiveClause(), cancels.receiveClause()));
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
  void channelsRegistered() {
    silentOn(
        """
        class Registered {
          native void register(Channel<String> channel);

          void listen() {
            Channel<String> orders = Channel.newBufferedChannel(1);
            register(orders);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(orders.receiveClause()));
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
  void clausesWithCallBack() {
    silentOn(
        """
        class CallBack {
          interface Bus {
            void subscribe(java.util.function.Consumer<String> subscriber);
          }

          void listen(Bus bus) {
            Channel<String> orders = Channel.newUnlimitedChannel();
            bus.subscribe(order -> {
              try {
                orders.send(order);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(orders.receiveClause()));
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
  void clausesGiven() {
    silentOn(
        """
        class Clauses {
          void listen(SelectClause<String>[] clauses) {
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(clauses));
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
  void libraryMethod() {
    silentOn(
        """
        class LibraryMethod {
          private final Channel<String> orders = Channel.newBufferedChannel(2);

          public void serve() throws InterruptedException {
            while (true) {
              System.out.println(Select.select(orders.receiveClause()));
            }
          }
        }
        """);
  }

  private static void silentOn(String source) {
    compile(source);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(SelectWithoutExit.class, SelectWithoutExitProcessTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }
}
