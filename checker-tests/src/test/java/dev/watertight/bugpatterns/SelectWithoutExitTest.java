package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class SelectWithoutExitTest {
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
  void endedByTheSelect() {
    silentOn(
        """
        class DefaultClause {
          void poll(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(1);
            Channel<String> cancels = Channel.newBufferedChannel(2);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  String next =
                      Select.select(
                          orders.receiveClause(),
                          cancels.receiveClause(),
                          Select.defaultClause("nothing"));
                  if (next.equals("nothing")) {
                    Thread.sleep(10);
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            orders.send(order);
          }
        }

        class TimeLimit {
          void listen(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(3);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(
                      Select.selectWithin(Duration.ofSeconds(4), orders.receiveClause()));
                }
              } catch (TimeoutException | InterruptedException e) {
                System.out.println("no more orders");
              }
            });
            orders.send(order);
          }
        }

        class NotRepeated {
          String first(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(5);
            Channel<String> cancels = Channel.newBufferedChannel(6);
            orders.send(order);
            return Select.select(orders.receiveClause(), cancels.receiveClause());
          }
        }

        class Counted {
          void listen(int times) {
            Channel<String> orders = Channel.newBufferedChannel(7);
            Thread.startVirtualThread(() -> {
              try {
                for (int i = 0; i < times; i++) {
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
  void endedByAValue() {
    silentOn(
        """
        class QuitMessage {
          void listen(String order) throws InterruptedException {
            Channel<String> orders = Channel.newRendezvousChannel();
            Channel<Boolean> quit = Channel.newRendezvousChannel();
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  Object next = Select.<Object>select(orders.receiveClause(), quit.receiveClause());
                  if (next instanceof Boolean) {
                    break;
                  }
                  System.out.println(next);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            orders.send(order);
            quit.send(true);
          }
        }

        class TypedMessages {
          sealed interface Command permits Print, Stop {}

          record Print(String text) implements Command {}

          record Stop() implements Command {}

          void listen(String text) throws InterruptedException {
            Channel<Command> urgent = Channel.newBufferedChannel(1);
            Channel<Command> normal = Channel.newBufferedChannel(2);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  switch (Select.select(urgent.receiveClause(), normal.receiveClause())) {
                    case Print print -> System.out.println(print.text());
                    case Stop stop -> {
                      return;
                    }
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            normal.send(new Print(text));
            urgent.send(new Stop());
          }
        }

        class Failure {
          void listen(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(3);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  store(Select.select(orders.receiveClause()));
                }
              } catch (IOException | InterruptedException e) {
                System.out.println("stopped: " + e);
              }
            });
            orders.send(order);
          }

          native void store(String order) throws IOException;
        }
        """);
  }

  @Test
  void closedByOwner() {
    silentOn(
        """
        class ClosedByOwner implements AutoCloseable {
          private final Channel<String> orders = Channel.newBufferedChannel(4);
          private final Channel<String> cancels = Channel.newRendezvousChannel();

          ClosedByOwner() {
            Thread.startVirtualThread(this::listen);
          }

          private void listen() {
            try {
              while (true) {
                System.out.println(Select.select(orders.receiveClause(), cancels.receiveClause()));
              }
            } catch (ChannelClosedException e) {
              System.out.println("closed");
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          @Override
          public void close() {
            cancels.done();
          }
        }
        """);
  }

  @Test
  void closedByProducer() {
    silentOn(
        """
        class ClosedByProducer {
          void copy(List<String> lines) {
            Channel<String> out = Channel.newBufferedChannel(8);
            Channel<String> log = Channel.newUnlimitedChannel();
            Thread.startVirtualThread(() -> {
              try {
                for (String line : lines) {
                  out.send(line);
                }
                out.done();
              } catch (InterruptedException e) {
                out.error(e);
              }
            });
            Thread.startVirtualThread(() -> {
              while (true) {
                try {
                  Object next = Select.selectOrClosed(out.receiveClause(), log.receiveClause());
                  if (next instanceof ChannelClosed) {
                    return;
                  }
                  System.out.println(next);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
          }
        }
        """);
  }

  @Test
  void closedByHelper() {
    silentOn(
        """
        class ClosedByHelper {
          void listen() {
            Channel<String> orders = Channel.newBufferedChannel(9);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(orders.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(orders)));
          }

          private static void finish(Channel<String> channel) {
            channel.doneOrClosed();
          }
        }
        """);
  }

  @Test
  void ownThreadInterrupted() {
    silentOn(
        """
        class OwnThread {
          private final Channel<String> orders = Channel.newBufferedChannel(1);
          private final Channel<String> cancels = Channel.newBufferedChannel(2);
          private Thread worker;

          void start() {
            worker = new Thread(this::listen);
            worker.start();
          }

          private void listen() {
            try {
              while (true) {
                System.out.println(Select.select(orders.receiveClause(), cancels.receiveClause()));
              }
            } catch (InterruptedException e) {
              System.out.println("stopped");
            }
          }

          void stop() {
            worker.interrupt();
          }
        }
        """);
  }

  @Test
  void poolShutDownNow() {
    silentOn(
        """
        class Pool {
          private final ExecutorService pool = Executors.newCachedThreadPool();

          void session(Channel<String> unused) {
            Channel<String> orders = Channel.newBufferedChannel(3);
            pool.execute(() -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  System.out.println(Select.select(orders.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void poolOfTheCaller() {
    silentOn(
        """
        class PoolOfTheCaller {
          void session(ExecutorService pool) {
            Channel<String> orders = Channel.newBufferedChannel(4);
            pool.execute(() -> {
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
  void futureCancelled() {
    silentOn(
        """
        class Cancelled {
          void session(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(5);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              Future<?> listener = pool.submit(() -> {
                while (true) {
                  System.out.println(Select.select(orders.receiveClause()));
                }
              });
              orders.send(order);
              listener.cancel(true);
            }
          }
        }
        """);
  }

  @Test
  void flagAndInterrupt() {
    silentOn(
        """
        class FlagAndInterrupt {
          private final Channel<String> orders = Channel.newBufferedChannel(1);
          private final Thread worker = new Thread(this::listen);
          private volatile boolean running = true;

          void start() {
            worker.start();
          }

          private void listen() {
            while (true) {
              if (!running) {
                return;
              }
              try {
                System.out.println(Select.select(orders.receiveClause()));
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
            }
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          void stop() {
            running = false;
            worker.interrupt();
          }
        }
        """);
  }

  @Test
  void flagAndValue() {
    silentOn(
        """
        class FlagAndValue {
          private final Channel<String> orders = Channel.newBufferedChannel(2);
          private volatile boolean running = true;

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (running) {
                  System.out.println(Select.select(orders.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          void stop() throws InterruptedException {
            running = false;
            orders.send("");
          }
        }
        """);
  }

  @Test
  void flagOfTheLoop() {
    silentOn(
        """
        class FlagOfTheLoop {
          private final Channel<String> orders = Channel.newBufferedChannel(3);
          private boolean running = true;

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (running) {
                  running = !Select.select(orders.receiveClause()).isEmpty();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }
        }
        """);
  }

  @Test
  void keptBusy() {
    silentOn(
        """
        class Ticker {
          void watch(String event) throws InterruptedException {
            Channel<Long> ticks = Channel.newRendezvousChannel();
            Channel<String> events = Channel.newBufferedChannel(1);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  Thread.sleep(1000);
                  ticks.send(System.nanoTime());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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

        class Scheduled {
          void watch(ScheduledExecutorService timer) {
            Channel<Long> ticks = Channel.newBufferedChannel(2);
            timer.scheduleAtFixedRate(
                () -> {
                  try {
                    ticks.send(System.nanoTime());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                1,
                1,
                TimeUnit.SECONDS);
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  System.out.println(Select.select(ticks.receiveClause()));
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
  void many() {
    compile(
        """
        class Many {
          void serve(List<String> names) throws InterruptedException {
            for (String name : names) {
              Channel<String> orders = Channel.newBufferedChannel(1);
              Channel<String> cancels = Channel.newBufferedChannel(2);
              Thread.startVirtualThread(() -> {
                try {
                  while (true) {
                    // BUG: Diagnostic contains: nobody closes 'orders' or 'cancels', and nobody
                    String next = Select.select(orders.receiveClause(), cancels.receiveClause());
                    System.out.println(next);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
              orders.send(name);
            }
          }
        }
        """);
  }

  @Test
  void startedByMethod() {
    compile(
        """
        class Started {
          public static void main(String[] args) {
            Channel<String> work = Channel.newBufferedChannel(3);
            for (String arg : args) {
              Thread.startVirtualThread(() -> {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    // BUG: Diagnostic contains: nobody closes 'work'
                    System.out.println(arg + Select.select(work.receiveClause()));
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
            }
          }
        }
        """);
  }

  @Test
  void closingForgotten() {
    compile(
        """
        class Desk implements AutoCloseable {
          private final Channel<String> orders = Channel.newRendezvousChannel();
          private final Channel<String> cancels = Channel.newRendezvousChannel();

          Desk() {
            new Thread(this::listen).start();
          }

          private void listen() {
            for (; ; ) {
              try {
                step();
              } catch (ChannelClosedException | InterruptedException e) {
                return;
              }
            }
          }

          private void step() throws InterruptedException {
            SelectClause<String> clause = cancels.receiveClause(c -> "cancel " + c);
            // BUG: Diagnostic contains: nobody closes 'orders' or 'cancels', and nobody interrupts
            System.out.println(Select.select(orders.receiveClause(), clause));
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  @Test
  void interruptSwallowed() {
    compile(
        """
        class Swallows {
          private final Channel<String> orders = Channel.newBufferedChannel(4);
          private final Thread worker = new Thread(this::listen);

          void start() {
            worker.start();
          }

          private void listen() {
            while (true) {
              try {
                // BUG: Diagnostic contains: 'orders', and the loop swallows the interrupt
                System.out.println(Select.select(orders.receiveClause()));
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
            }
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          void stop() {
            worker.interrupt();
          }
        }
        """);
  }

  @Test
  void onlyAFlag() {
    compile(
        """
        class FlagOnly {
          private final Channel<String> orders = Channel.newBufferedChannel(6);
          private volatile boolean running = true;

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (running) {
                  // BUG: Diagnostic contains: stop() sets 'running', but nobody closes 'orders'
                  System.out.println(Select.select(orders.receiveClause()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void order(String order) throws InterruptedException {
            orders.send(order);
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void onlyShutDown() {
    compile(
        """
        class OnlyShutDown {
          private final ExecutorService pool = Executors.newCachedThreadPool();

          void session(String order) throws InterruptedException {
            Channel<String> orders = Channel.newBufferedChannel(5);
            pool.execute(() -> {
              try {
                while (true) {
                  // BUG: Diagnostic contains: nobody closes 'orders'
                  Object next = Select.selectOrClosed(orders.receiveClause());
                  if (next instanceof ChannelClosed) {
                    break;
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
            orders.send(order);
          }

          void stop() {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void endsAtValueOfItsOwn() {
    silentOn(
        """
        class OwnSignals {
          sealed interface Message permits ChannelFull, Data {}

          record ChannelFull() implements Message {}

          record Data(int size) implements Message {}

          private final Channel<Message> in = Channel.newBufferedChannel(1);
          private final Channel<Message> back = Channel.newBufferedChannel(1);

          void start() {
            Thread.startVirtualThread(() -> {
              try {
                while (true) {
                  switch (Select.select(in.receiveClause(), back.receiveClause())) {
                    case ChannelFull full -> {
                      return;
                    }
                    case Data data -> System.out.println(data.size());
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
          }

          void send(int size) throws InterruptedException {
            in.send(new Data(size));
            back.send(new Data(-size));
          }

          void close() throws InterruptedException {
            in.send(new ChannelFull());
          }
        }
        """);
  }

  private static void silentOn(String source) {
    compile(source);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(SelectWithoutExit.class, SelectWithoutExitTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }
}
