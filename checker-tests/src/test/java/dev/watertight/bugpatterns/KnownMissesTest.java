package dev.watertight.bugpatterns;

import org.junit.jupiter.api.Test;

/**
 * What the checks do not see. A test here that fails because a leak is found is good news: move it
 * to the check's own test.
 */
final class KnownMissesTest {
  @Test
  void signalsNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              interface Producer {
                void produce(Consumer consumer) throws Exception;
              }

              interface Consumer {
                void row(Object row);

                void end();
              }

              // Unknown code calls end(), unless it fails: which calls it has made by then is not known.
              void failingProducer(Producer producer) throws InterruptedException {
                BlockingQueue<Object> rows = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            producer.produce(
                                new Consumer() {
                                  @Override
                                  public void row(Object row) {
                                    rows.add(row);
                                  }

                                  @Override
                                  public void end() {
                                    rows.add(END);
                                  }
                                });
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        })
                    .start();
                for (Object row = rows.take(); row != END; row = rows.take()) {
                  System.out.println(row);
                }
              }

              // What can fail here is an array access, and only some kinds of calls are feared.
              void indexOutOfBounds(String[] lines) throws InterruptedException {
                BlockingQueue<Object> keys = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (String line : lines) {
                            keys.add(line.split(":", -1)[1]);
                          }
                          keys.add(END);
                        })
                    .start();
                for (Object key = keys.take(); key != END; key = keys.take()) {
                  System.out.println(key);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leaksNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              static native void unknown(ExecutorService pool);

              static native void unknownSupplier(Supplier<ExecutorService> supplier);

              // Unknown code that is given the handle may own it.
              void givenToUnknownCode(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                unknown(pool);
              }

              // Unchecked exceptions of arbitrary calls are ignored: every call would be an exit.
              void uncheckedException(String number, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                System.out.println(Integer.parseInt(number));
                pool.shutdown();
              }

              // The lambda's result goes to whoever calls it, which is not in view.
              void lambdaGivenToUnknownCode() {
                unknownSupplier(() -> Executors.newFixedThreadPool(3));
              }

              // A release in a lambda counts, whether or not anybody runs that.
              void lambdaNobodyRuns(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                Runnable end = () -> pool.shutdown();
                System.out.println(end);
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void startedTwiceNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // Nothing says that start() is called twice; names such as restart() do.
            class StartedTwice {
              private ExecutorService pool;

              void start() {
                pool = Executors.newFixedThreadPool(1);
              }

              void stop() {
                pool.shutdown();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void constructorFailingInHelperNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // The helper out of view that is given the pool may shut it down before it fails.
            class ConstructorFailsInHelper implements AutoCloseable {
              private final ExecutorService pool;

              ConstructorFailsInHelper(Callable<String> task) throws Exception {
                pool = Executors.newFixedThreadPool(2);
                checkFailFast(pool, task);
              }

              static native void checkFailFast(ExecutorService pool, Callable<String> task)
                  throws Exception;

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void getterOfInterfaceNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // The getter implements an interface, so code out of view can get and release it.
            class GetterOfInterface {
              interface HasPool {
                ExecutorService pool();
              }

              static class Owner implements HasPool {
                private final ExecutorService pool = Executors.newFixedThreadPool(3);

                @Override
                public ExecutorService pool() {
                  return pool;
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void closerNobodyCallsNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // A release in a method that others may call counts, whether or not anybody does.
            class CloserNobodyCalls {
              private final ExecutorService pool = Executors.newFixedThreadPool(5);

              void run(Runnable task) {
                pool.execute(task);
              }

              void finish() {
                pool.shutdown();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void oneOfManyNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // Which of many handles in a container is released is not known.
            class OneOfMany {
              private final ExecutorService[] pools = {
                Executors.newFixedThreadPool(6), Executors.newFixedThreadPool(7)
              };

              void stop() {
                pools[0].shutdown();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void closedOnlyIfLiveNotSeen() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // An early return of a closing method is taken to mean that it has run before.
            class ClosedOnlyIfLive implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(8);
              private boolean live;

              @Override
              public void close() {
                if (!live) {
                  return;
                }
                pool.shutdown();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  /** Without the other units, whoever can name the field may release what it holds. */
  @Test
  void otherUnitsOutOfView() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=byfile")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              final ExecutorService pool = Executors.newFixedThreadPool(1);
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void endOnlyInTheProtocolNotSeen() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.OutputStream;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.HashMap;
            import java.util.Map;

            class A {
              // The client of Kubernetes: the message of stream 3 says that the process has ended, and
              // that nothing comes on the other streams any more. Only the protocol says so; the pipes
              // are closed when the whole handler is, and read by whoever asks for them.
              public static class Streams implements Closeable {
                private final Map<Integer, PipedInputStream> input = new HashMap<>();
                private final Map<Integer, PipedOutputStream> output = new HashMap<>();

                public synchronized InputStream getInputStream(int stream) throws IOException {
                  out(stream);
                  return input.get(stream);
                }

                void message(int stream, byte[] data) throws IOException {
                  if (stream == 3) {
                    synchronized (this) {
                      notifyAll();
                    }
                  } else {
                    out(stream).write(data);
                  }
                }

                private synchronized OutputStream out(int stream) throws IOException {
                  if (!output.containsKey(stream)) {
                    PipedInputStream in = new PipedInputStream();
                    output.put(stream, new PipedOutputStream(in));
                    input.put(stream, in);
                  }
                  return output.get(stream);
                }

                @Override
                public synchronized void close() throws IOException {
                  for (PipedOutputStream out : output.values()) {
                    out.close();
                  }
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void handlersRegisteredNotSeen() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;

            class A {
              // Hazelcast: the loop does end at an interrupt, unless one of the handlers that it calls
              // catches that. One that does and does not restore the flag is a fault of its own, and
              // which handlers there are is said by whoever registers them.
              public static class Loop extends Thread {
                public interface Handler {
                  void handle() throws IOException;
                }

                private final Selector selector;

                Loop(Selector selector) {
                  this.selector = selector;
                }

                @Override
                public void run() {
                  try {
                    while (!isInterrupted()) {
                      if (selector.select(5_000) > 0) {
                        for (SelectionKey key : selector.selectedKeys()) {
                          ((Handler) key.attachment()).handle();
                        }
                      }
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }

                void shutdown() {
                  interrupt();
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void endToldByProducerNotSeen() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              // DbUnit: the producer fails before it has said that it is at its end, and the taker waits
              // in another object, value by value, for an end that only the producer tells of. Whether
              // a producer that fails has called endDataSet() is its own affair: some do, in finally.
              static class Rows {
                private static final Object END = new Object();
                private final BlockingQueue<Object> channel = new LinkedBlockingQueue<>();

                interface Producer {
                  void produce(Consumer consumer) throws IOException;
                }

                interface Consumer {
                  void row(Object[] values) throws InterruptedException;

                  void endDataSet() throws InterruptedException;
                }

                private static class Collector implements Runnable, Consumer {
                  private final Producer producer;
                  private final BlockingQueue<Object> channel;

                  Collector(Producer producer, BlockingQueue<Object> channel) {
                    this.producer = producer;
                    this.channel = channel;
                  }

                  @Override
                  public void run() {
                    try {
                      producer.produce(this);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }

                  @Override
                  public void row(Object[] values) throws InterruptedException {
                    channel.put(values);
                  }

                  @Override
                  public void endDataSet() throws InterruptedException {
                    channel.put(END);
                  }
                }

                Rows(Producer producer) {
                  Thread thread = new Thread(new Collector(producer, channel));
                  thread.setDaemon(true);
                  thread.start();
                }

                boolean next() throws InterruptedException {
                  return channel.take() != END;
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  /**
   * What is sent, and how often, is up to the callers; one program that has all of them is rare.
   */
  @Test
  void answersThatMayNotCome() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Double> east = new LinkedBlockingQueue<>();
              private final BlockingQueue<Double> west = new LinkedBlockingQueue<>();

              // Somebody answers as a rule. To wait for that without a limit may be what is wanted.
              double first(ExecutorService pool) throws InterruptedException, ExecutionException {
                return pool.invokeAny(List.of(east::take, west::take));
              }

              void answer(double price, boolean fromEast) {
                (fromEast ? east : west).add(price);
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void endlessWaitsNotSeen() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.Selector;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Future;

            class A {
              interface Store {
                Future<Void> delete(String name);
              }

              // A call to another host may hang, but nothing in the code says so.
              void deleteAll(Store store, List<String> names) throws Exception {
                List<Future<Void>> deletions = new ArrayList<>();
                for (String name : names) {
                  deletions.add(store.delete(name));
                }
                for (Future<Void> deletion : deletions) {
                  deletion.get();
                }
              }

              // Futures in an array or a list are not looked at one by one.
              void all() {
                CompletableFuture<?>[] pending = {new CompletableFuture<String>()};
                CompletableFuture.allOf(pending).join();
              }

              // The selector is woken for another reason, which counts for any.
              static class WokenToRegister {
                private final Selector selector;
                private volatile boolean running = true;

                WokenToRegister(Selector selector) {
                  this.selector = selector;
                  new Thread(this::loop).start();
                }

                private void loop() {
                  try {
                    while (running) {
                      selector.select();
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }

                void changed() {
                  selector.wakeup();
                }

                void stop() {
                  running = false;
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  /** A thread that has read from a pipe lets the writer go on waiting only while it lives. */
  @Test
  void pipesReadInPart() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.List;

            class A {
              // Whether the thread goes on, as those of a pool do, nobody asks.
              String first(List<String> lines) throws IOException {
                PipedWriter out = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(out));
                Thread.startVirtualThread(
                    () -> {
                      try (PrintWriter printer = new PrintWriter(out)) {
                        lines.forEach(printer::println);
                      }
                    });
                return in.readLine();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }
}
