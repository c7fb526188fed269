package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Owners that release only the executor that they have opened. */
final class HandleOwnerNeverClosedExecutorsTest {
  @Test
  void executorGiven() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Owned {
              static class ThrowsInElse {
                private final boolean exclusive;
                private final ScheduledExecutorService executor;

                ThrowsInElse(ScheduledExecutorService executor) {
                  if (executor == null) {
                    this.exclusive = true;
                    this.executor = Executors.newSingleThreadScheduledExecutor();
                  } else {
                    this.exclusive = false;
                    this.executor = executor;
                  }
                }

                void start() {
                  executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                }

                void shutdown() throws InterruptedException {
                  if (exclusive) {
                    executor.shutdown();
                  } else {
                    throw new IllegalStateException("not ours");
                  }
                }
              }

              static class Given {
                private final ThrowsInElse sampler;

                Given(ScheduledExecutorService executor) {
                  sampler = new ThrowsInElse(executor);
                }

                void start() {
                  sampler.start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorGivenToOneOfTwoConstructors() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;

            class Owned {
              static class TwoConstructors {
                private final ExecutorService executor;
                private final boolean owner;

                TwoConstructors() {
                  executor = Executors.newFixedThreadPool(5);
                  owner = true;
                }

                TwoConstructors(ExecutorService e) {
                  executor = e;
                  owner = false;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!owner) throw new IOException("not ours");
                  executor.shutdown();
                }
              }

              static class GivenByOthers {
                private final TwoConstructors given;

                GivenByOthers(ScheduledExecutorService executor) {
                  given = new TwoConstructors(executor);
                }

                void start() {
                  given.submit(() -> {});
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorGivenByDelegation() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Owned {
              static class Delegates {
                private final ScheduledExecutorService executor;
                private final boolean own;

                Delegates() {
                  this((ScheduledExecutorService) null);
                }

                Delegates(ScheduledExecutorService given) {
                  if (given != null) {
                    executor = given;
                    own = false;
                  } else {
                    executor = Executors.newSingleThreadScheduledExecutor();
                    own = true;
                  }
                }

                void start() {
                  executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                }

                void close() {
                  if (own) {
                    executor.shutdown();
                  }
                }
              }

              static class GivenByOthers {
                private final Delegates delegates;

                GivenByOthers(ScheduledExecutorService executor) {
                  delegates = new Delegates(executor);
                }

                void start() {
                  delegates.start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownExecutor() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Owned {
              static class ThrowsInElse {
                private final boolean exclusive;
                private final ScheduledExecutorService executor;

                ThrowsInElse(ScheduledExecutorService executor) {
                  if (executor == null) {
                    this.exclusive = true;
                    this.executor = Executors.newSingleThreadScheduledExecutor();
                  } else {
                    this.exclusive = false;
                    this.executor = executor;
                  }
                }

                void start() {
                  executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                }

                void shutdown() throws InterruptedException {
                  if (exclusive) {
                    executor.shutdown();
                  } else {
                    throw new IllegalStateException("not ours");
                  }
                }
              }

              static class Own {
                // BUG: Diagnostic contains: ThrowsInElse with its scheduler with one platform thread in
                private final ThrowsInElse sampler = new ThrowsInElse(null);

                void start() {
                  sampler.start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownExecutorInOneOfTwoConstructors() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owned {
              static class TwoConstructors {
                private final ExecutorService executor;
                private final boolean owner;

                TwoConstructors() {
                  executor = Executors.newFixedThreadPool(5);
                  owner = true;
                }

                TwoConstructors(ExecutorService e) {
                  executor = e;
                  owner = false;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!owner) throw new IOException("not ours");
                  executor.shutdown();
                }
              }

              static class OwnByConstructor {
                // BUG: Diagnostic contains: TwoConstructors with its fixed pool of 5 platform threads
                private final TwoConstructors two = new TwoConstructors();

                void start() {
                  two.submit(() -> {});
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownExecutorByDelegation() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Owned.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Owned {
              static class Delegates {
                private final ScheduledExecutorService executor;
                private final boolean own;

                Delegates() {
                  this((ScheduledExecutorService) null);
                }

                Delegates(ScheduledExecutorService given) {
                  if (given != null) {
                    executor = given;
                    own = false;
                  } else {
                    executor = Executors.newSingleThreadScheduledExecutor();
                    own = true;
                  }
                }

                void start() {
                  executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                }

                void close() {
                  if (own) {
                    executor.shutdown();
                  }
                }
              }

              static class OwnByConstructor {
                // BUG: Diagnostic contains: Delegates with its scheduler with one platform thread in
                private final Delegates delegates = new Delegates();

                void start() {
                  delegates.start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closesOnlyAPart() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Ledger implements AutoCloseable {
              private final ExecutorService clerks = Executors.newFixedThreadPool(2);

              void write(String line) {
                clerks.execute(() -> System.out.println(line));
              }

              void close(String page) {
                write("end of " + page);
              }

              @Override
              public void close() {
                close(1);
              }

              void close(int seconds) {
                System.out.println(seconds);
                clerks.shutdown();
              }
            }

            class A {
              static void pageOnly() {
                // BUG: Diagnostic contains: is never closed
                Ledger ledger = new Ledger();
                ledger.write("a");
                ledger.close("first");
              }

              static void whole() {
                Ledger ledger = new Ledger();
                ledger.write("b");
                ledger.close(3);
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerOfContainer() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            interface Post {
              void send(String to);

              default void sendAll(List<String> receivers) {
                receivers.forEach(to -> send(to));
              }
            }

            class Routes implements Post, AutoCloseable {
              private final Map<String, ExecutorService> byTown = new HashMap<>();

              @Override
              public void send(String to) {
                byTown
                    .computeIfAbsent(to, town -> Executors.newFixedThreadPool(1))
                    .execute(() -> System.out.println(to));
              }

              @Override
              public void close() {
                byTown.values().forEach(ExecutorService::shutdown);
              }
            }

            class A {
              public static void main(String[] args) {
                // BUG: Diagnostic contains: is never closed
                Routes routes = new Routes();
                routes.sendAll(List.of("north", "south"));
              }

              static void closes() {
                try (Routes routes = new Routes()) {
                  routes.sendAll(List.of("east", "west"));
                }
              }

              static void unused() {
                Routes routes = new Routes();
                System.out.println(routes);
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneDelay() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Delay implements AutoCloseable {
              private final ScheduledExecutorService timer =
                  Executors.newScheduledThreadPool(1, Thread.ofPlatform().name("delay").factory());

              void later(Runnable task) {
                timer.schedule(task, 9, TimeUnit.MILLISECONDS);
              }

              @Override
              public void close() {
                timer.shutdown();
              }
            }

            class Beat implements AutoCloseable {
              private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

              void next() {
                timer.schedule(this::next, 9, TimeUnit.SECONDS);
              }

              @Override
              public void close() {
                timer.shutdown();
              }
            }

            class A {
              public static void main(String[] args) {
                // BUG: Diagnostic contains: is never closed
                Delay delay = new Delay();
                delay.later(() -> System.out.println("late"));
                Beat beat = new Beat();
                beat.next();
              }
            }
            """)
        .doTest();
  }
}
