package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Releases that are written down and do not come to pass: behind flags, and in loops. */
final class HandlesPassedByTest {
  @Test
  void flagThatConstructorIsGivenBesideHandle() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Mailer.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Mailer {
              private final ExecutorService pool;
              private final boolean shared;

              private Mailer(ExecutorService pool, boolean shared) {
                this.pool = pool;
                this.shared = shared;
              }

              static Mailer on(ExecutorService pool) {
                return new Mailer(pool, true);
              }

              static Mailer small() {
                return new Mailer(Executors.newFixedThreadPool(1), false);
              }

              static Mailer large() {
                // BUG: Diagnostic contains: Fixed pool of 9 platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(9);
                return new Mailer(pool, true);
              }

              void send(Runnable mail) {
                pool.execute(mail);
              }

              void close() {
                if (!shared) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagThatOnlyUncalledMethodSets() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Indexer.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Indexer {
              // BUG: Diagnostic contains: is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
              private final ExecutorService reached = Executors.newFixedThreadPool(2);
              private boolean started;
              private boolean warm;

              void start() {
                started = true;
              }

              void warmUp() {
                warm = true;
              }

              void add(Runnable task) {
                pool.execute(task);
                reached.execute(task);
              }

              void stop() {
                if (warm) {
                  reached.shutdown();
                }
                if (!started) {
                  return;
                }
                pool.shutdown();
              }

              public static void main(String[] args) {
                Indexer indexer = new Indexer();
                indexer.warmUp();
                indexer.add(() -> {});
                indexer.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagAndHandleBehindMethodsOfAnInterface() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              interface Unset {
                boolean isStarted();

                ExecutorService executor();

                default void stop() {
                  if (isStarted()) {
                    executor().shutdown();
                  }
                }
              }

              static class NeverStarted implements Unset {
                // BUG: Diagnostic contains: is never shut down
                private final ExecutorService pool = Executors.newFixedThreadPool(1);
                private boolean started;

                void start() {
                  pool.execute(() -> {});
                }

                @Override
                public boolean isStarted() {
                  return started;
                }

                @Override
                public ExecutorService executor() {
                  return pool;
                }
              }

              interface Set {
                boolean isStarted();

                ExecutorService executor();

                default void stop() {
                  if (isStarted()) {
                    executor().shutdown();
                  }
                }
              }

              static class Started implements Set {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
                private boolean started;

                void start() {
                  pool.execute(() -> {});
                  started = true;
                }

                @Override
                public boolean isStarted() {
                  return started;
                }

                @Override
                public ExecutorService executor() {
                  return pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagThatMainSets() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
              private boolean started;

              void close() {
                if (started) {
                  pool.shutdown();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.pool.execute(() -> {});
                a.started = true;
                a.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagThatIsNotSetYetWhenThreadsRun() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "Link.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicBoolean;

            class Link {
              // BUG: Diagnostic contains: is not shut down when line 26 leaves that out
              private final ExecutorService early = Executors.newFixedThreadPool(1);
              private final ExecutorService late = Executors.newFixedThreadPool(2);
              private boolean connected;

              Link() {
                early.execute(this::greet);
              }

              private void greet() {}

              void connect() {
                connected = true;
                late.execute(this::greet);
              }

              void close() {
                if (connected) {
                  late.shutdown();
                }
                if (!connected) {
                  return;
                }
                early.shutdown();
              }
            }

            class SetByTask {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
              private final AtomicBoolean running = new AtomicBoolean();

              SetByTask() {
                pool.execute(this::loop);
              }

              private void loop() {
                running.set(true);
              }

              void close() {
                if (running.compareAndSet(true, false)) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopThatIsLeftBeforeAllAreReleased() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadPoolExecutor;

            class Lanes {
              private final List<ExecutorService> left = new ArrayList<>();
              private final ExecutorService[] gaps = new ExecutorService[4];

              void open(Runnable task) {
                // BUG: Diagnostic contains: is not shut down when line 22 leaves that out
                left.add(Executors.newFixedThreadPool(1));
                left.get(0).execute(task);
                gaps[0] = Executors.newFixedThreadPool(2);
                gaps[0].execute(task);
              }

              void close() {
                for (ExecutorService lane : left) {
                  if (lane instanceof ThreadPoolExecutor pool && pool.getTaskCount() == 0) {
                    break;
                  }
                  lane.shutdown();
                }
                for (ExecutorService lane : gaps) {
                  if (lane == null) {
                    break;
                  }
                  lane.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void releaseInReferencesAndLambdasOfOwnMethods() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "Store.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Store {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void save(Runnable task) {
                pool.execute(task);
              }

              void close() {
                pool.shutdown();
              }
            }

            class Timed extends Store {
              static void time(Runnable action) {
                action.run();
              }

              @Override
              void close() {
                time(super::close);
              }
            }

            class Logged extends Store {
              @Override
              void close() {
                Timed.time(() -> super.close());
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnWhereNothingIsPending() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "Journal.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Journal {
              private final List<Runnable> open = new ArrayList<>();

              // BUG: Diagnostic contains: is not shut down when line 19 leaves that out
              private final ExecutorService writer = Executors.newFixedThreadPool(1);

              void write() {
                open.forEach(writer::execute);
                writer.execute(() -> {});
                open.clear();
              }

              void close() {
                if (open.isEmpty()) {
                  return;
                }
                write();
                writer.shutdown();
              }
            }
            """)
        .addSourceLines(
            "Batch.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Batch {
              private final List<String> given = new ArrayList<>();
              private final ExecutorService writer = Executors.newFixedThreadPool(1);

              void write(Runnable task, String name) {
                writer.execute(task);
                given.add(name);
              }

              void close() {
                if (given.isEmpty()) {
                  return;
                }
                writer.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopThatIsLeftAtFirstFreePlace() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Desks.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Desks {
              private static final class Desk {
                private String owner = "";
                private boolean busy;
                private ExecutorService pool;
                // BUG: Diagnostic contains: leaves that out
                private final ExecutorService spare = Executors.newFixedThreadPool(1);
              }

              private final Desk[] desks = {new Desk(), new Desk()};

              void run(String owner, Runnable task) {
                for (Desk desk : desks) {
                  if (desk.owner.isEmpty()) {
                    desk.owner = owner;
                    desk.pool = Executors.newFixedThreadPool(1);
                  }
                  if (desk.owner.equals(owner)) {
                    desk.pool.execute(task);
                    desk.spare.execute(task);
                    return;
                  }
                }
              }

              void close() {
                for (Desk desk : desks) {
                  if (desk.owner.isEmpty()) {
                    break;
                  }
                  desk.pool.shutdown();
                }
                for (Desk desk : desks) {
                  if (desk.busy) {
                    break;
                  }
                  desk.spare.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fileChannelBorrowsItsExecutor() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.nio.ByteBuffer;
            import java.nio.channels.AsynchronousFileChannel;
            import java.nio.file.Path;
            import java.util.Set;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void read(Path file, ByteBuffer to) throws Exception {
                // BUG: Diagnostic contains: 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, Set.of(), pool)) {
                  channel.read(to, 0).get();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByWhoCallsTheMaker() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              private final Supplier<ExecutorService> maker =
                  () -> {
                    ExecutorService pool = Executors.newFixedThreadPool(3);
                    pool.execute(() -> System.out.println("warm"));
                    return pool;
                  };

              void run(Runnable task) {
                try (ExecutorService pool = maker.get()) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }
}
