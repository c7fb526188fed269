package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleOwnerNeverClosedTest {
  @Test
  void ownerWithoutNeed() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class CannotBeClosed {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
            }

            class ThreadsTimeOut implements AutoCloseable {
              private final ExecutorService pool = Executors.newCachedThreadPool();

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class A {
              void noCloser() {
                CannotBeClosed owner = new CannotBeClosed();
                System.out.println(owner.hashCode());
              }

              void expiring() {
                ThreadsTimeOut owner = new ThreadsTimeOut();
                owner.send("expiring");
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerClosed() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void closed() {
                Relay relay = new Relay();
                relay.send("closed");
                relay.close();
              }

              void closedByTryWithResources() {
                try (Relay relay = new Relay()) {
                  relay.send("try");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerHandedToOthers() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              native void register(AutoCloseable closeable);

              void givenAway() {
                Relay relay = new Relay();
                register(relay);
              }

              Relay returned() {
                return new Relay();
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerNeverClosed() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              public static void main(String[] args) {
                // BUG: Diagnostic contains: Relay with its fixed pool of 2 platform threads in 'relay' is never closed
                Relay relay = new Relay();
                relay.send("and then the process hangs");
              }

              void dropped() {
                // BUG: Diagnostic contains: Relay with its fixed pool of 2 platform threads in 'relay' is never closed; its threads never end
                Relay relay = new Relay();
                relay.send("dropped");
              }

              void thrownAway() {
                // BUG: Diagnostic contains: Relay with its fixed pool of 2 platform threads is thrown away and never closed
                new Relay().send("thrown away");
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerClosedByItsOwner() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class ClosesItsRelay implements AutoCloseable {
              private final Relay relay = new Relay();

              @Override
              public void close() {
                relay.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerForgottenByItsOwner() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class ForgetsItsRelay {
              // BUG: Diagnostic contains: Relay with its fixed pool of 2 platform threads in field 'relay' is never closed
              private final Relay relay = new Relay();

              void greet() {
                relay.send("hello");
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedLater() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Ticker.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Ticker {
              private ScheduledExecutorService scheduler;

              void start(Runnable task) {
                scheduler = Executors.newSingleThreadScheduledExecutor();
                scheduler.scheduleAtFixedRate(task, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                shutdownScheduler();
              }

              private void shutdownScheduler() {
                scheduler.shutdownNow();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void neverStarted() {
                Ticker ticker = new Ticker();
                System.out.println(ticker.hashCode());
              }

              void stopped(Runnable task) {
                Ticker ticker = new Ticker();
                ticker.start(task);
                ticker.stop();
              }

              void stoppedOnSomePaths(boolean tidy, Runnable task) {
                Ticker ticker = new Ticker();
                ticker.start(task);
                if (tidy) {
                  ticker.stop();
                }
              }

              void started(Runnable task) {
                // BUG: Diagnostic contains: Ticker with its scheduler with one platform thread in 'ticker' is never
                Ticker ticker = new Ticker();
                ticker.start(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructors() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Relay.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay {
              private final ExecutorService pool;
              private final boolean owns;

              Relay(ExecutorService pool) {
                this.pool = pool;
                this.owns = false;
              }

              Relay(int threads) {
                this.pool = Executors.newFixedThreadPool(threads);
                this.owns = true;
              }

              Relay() {
                this(4);
              }

              void send(String text) {
                pool.execute(() -> System.out.println(text));
              }

              void stop() {
                if (owns) {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void borrows(ExecutorService shared) {
                Relay relay = new Relay(shared);
                relay.send("borrowed");
              }

              void opens() {
                // BUG: Diagnostic contains: Relay with its fixed pool of threads platform threads in 'relay' is never stopped
                Relay relay = new Relay(2);
                relay.send("own");
              }

              void opensThroughOther() {
                // BUG: Diagnostic contains: Relay with its fixed pool of threads platform threads in 'relay' is never stopped
                Relay relay = new Relay();
                relay.send("default");
              }
            }
            """)
        .doTest();
  }

  /** The private method that releases may have any name: what is public closes. */
  @Test
  void privateReleases() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;

            class A {
              static class EndsInHelper {
                private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);

                void start(Runnable task) {
                  pool.execute(task);
                }

                void stop() {
                  end();
                }

                private void end() {
                  pool.shutdown();
                }
              }

              static class EndsInCloserOfItsOwn {
                private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(2);

                void start(Runnable task) {
                  pool.execute(task);
                }

                void stop() {
                  shutdownQuietly();
                }

                private void shutdownQuietly() {
                  pool.shutdown();
                }
              }

              void stopped(Runnable task) {
                EndsInHelper owner = new EndsInHelper();
                owner.start(task);
                owner.stop();
              }

              void helper(Runnable task) {
                // BUG: Diagnostic contains: EndsInHelper with its scheduled pool of 1 platform thread is thrown away and never stopped
                new EndsInHelper().start(task);
              }

              void closerOfItsOwn(Runnable task) {
                // BUG: Diagnostic contains: EndsInCloserOfItsOwn with its scheduled pool of 2 platform threads is thrown away and never stopped
                new EndsInCloserOfItsOwn().start(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedOrNot() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Server {
              private final ScheduledExecutorService flusher = Executors.newScheduledThreadPool(1);

              void start() {
                flusher.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
              }

              void submitNothing() {
                flusher.execute(null);
              }

              String answer(String question) {
                return "no";
              }

              void stop() {
                flusher.shutdown();
              }
            }

            class A {
              public static void main(String[] args) {
                // The process is the server.
                new Server().start();
              }

              String notStarted() {
                return new Server().answer("?");
              }

              void refused() {
                new Server().submitNothing();
              }

              String started() {
                // BUG: Diagnostic contains: Server with its scheduled pool of 1 platform thread in 'server' is never
                Server server = new Server();
                server.start();
                return server.answer("!");
              }
            }
            """)
        .doTest();
  }

  @Test
  void registersItself() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Registry {
              private final List<AutoCloseable> all = new ArrayList<>();

              void add(AutoCloseable closeable) {
                all.add(closeable);
              }

              void closeAll() throws Exception {
                for (AutoCloseable closeable : all) {
                  closeable.close();
                }
              }
            }

            class Relay implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              Relay(Registry registry) {
                registry.add(this);
              }

              void send(Runnable message) {
                pool.execute(message);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class A {
              void m(Registry registry, Runnable message) {
                new Relay(registry).send(message);
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerOfOwner() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              Relay() {
                pool.execute(() -> {});
              }

              void close() {
                pool.shutdown();
              }
            }

            class Office {
              private final Relay relay = new Relay();

              void open() {}

              void closeOffice() {
                relay.close();
              }
            }

            class A {
              void closed() {
                Office office = new Office();
                office.open();
                office.closeOffice();
              }

              void forgotten() {
                // BUG: Diagnostic contains: Office with its Relay with its fixed pool of 1 platform thread in 'office' is never
                Office office = new Office();
                office.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeByFactory() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Relay {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              private Relay() {}

              static Relay of() {
                return new Relay();
              }

              void send(Runnable message) {
                pool.execute(message);
              }

              void close() {
                pool.shutdown();
              }
            }

            class A {
              void m(Runnable message) {
                // BUG: Diagnostic contains: Relay with its fixed pool of 1 platform thread in 'relay' is never
                Relay relay = Relay.of();
                relay.send(message);
              }
            }
            """)
        .doTest();
  }

  @Test
  void busyPools() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flusher {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              Flusher(Runnable flush) {
                worker.execute(
                    () -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        flush.run();
                      }
                    });
              }

              void stop() {
                worker.shutdownNow();
              }
            }

            class Drainer {
              private final ExecutorService worker = Executors.newCachedThreadPool();

              void drain(BlockingQueue<String> queue) {
                worker.submit(
                    () -> {
                      while (true) {
                        if (queue.take().isEmpty()) {
                          return null;
                        }
                      }
                    });
              }

              void stop() {
                worker.shutdownNow();
              }
            }

            class A {
              void untilInterrupted(Runnable flush) {
                // BUG: Diagnostic contains: Flusher with its single platform thread
                new Flusher(flush);
              }

              void untilEmpty(BlockingQueue<String> queue) {
                new Drainer().drain(queue);
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeByConstructorReference() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              static final class Mail implements AutoCloseable {
                private final ExecutorService senders = Executors.newFixedThreadPool(2);

                void send(String text) {
                  senders.execute(() -> System.out.println(text));
                }

                @Override
                public void close() {
                  senders.shutdown();
                }
              }

              static final class Kept {
                private static final Map<String, Supplier<Mail>> MAKERS =
                    // BUG: Diagnostic contains: Mail with its fixed pool of 2 platform threads in 'mail'
                    Map.of("mail", Mail::new);

                void send(String kind) {
                  Mail mail = MAKERS.get(kind).get();
                  mail.send("kept");
                }
              }

              static final class Passed {
                private void send(Supplier<Mail> maker) {
                  Mail mail = maker.get();
                  mail.send("passed");
                }

                void send() {
                  // BUG: Diagnostic contains: in 'mail'
                  send(Mail::new);
                }
              }

              static final class Closed {
                private final Map<String, Supplier<Mail>> makers = Map.of("mail", Mail::new);

                void send(String kind) {
                  try (Mail mail = makers.get(kind).get()) {
                    mail.send("closed");
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolThatOthersGetAndClose() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "Build.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Build {
              private static final class Stage {
                private ExecutorService pool;

                void begin() {
                  pool = Executors.newFixedThreadPool(2);
                }

                void add(Runnable step) {
                  pool.execute(step);
                }

                ExecutorService pool() {
                  return pool;
                }
              }

              private static final class Stages {
                private final Stage stage = new Stage();

                void run(Runnable step) {
                  stage.begin();
                  stage.add(step);
                  finish(stage.pool());
                }

                private static void finish(ExecutorService pool) {
                  pool.shutdown();
                }
              }

              public static void main(String[] args) {
                new Stages().run(() -> System.out.println("compile"));
              }
            }
            """)
        .doTest();
  }
}
