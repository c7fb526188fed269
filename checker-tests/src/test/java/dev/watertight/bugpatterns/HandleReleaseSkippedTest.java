package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleReleaseSkippedTest {
  @Test
  void releasedFirst() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class First implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
              private InputStream input;

              @Override
              public void close() throws IOException {
                pool.shutdown();
                input.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedInFinally() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class InFinally implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private InputStream input;

              @Override
              public void close() throws IOException {
                try {
                  input.close();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void exceptionCaught() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ExceptionCaught implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(3);
              private InputStream input;

              @Override
              public void close() {
                try {
                  input.close();
                } catch (IOException e) {
                  e.printStackTrace();
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void earlyReturn() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class EarlyReturn implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(4);
              private boolean closed;

              @Override
              public void close() {
                if (closed) {
                  return;
                }
                closed = true;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void anotherCloserDoesIt() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class AnotherCloserDoesIt {
              private final ExecutorService pool = Executors.newFixedThreadPool(5);
              private InputStream input;

              void stop() throws IOException {
                input.close();
                pool.shutdown();
              }

              void shutdownNow() {
                pool.shutdownNow();
              }
            }
            """)
        .doTest();
  }

  @Test
  void noClosingMethod() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class NoClosingMethod {
              private final ExecutorService pool = Executors.newFixedThreadPool(6);
              private InputStream input;

              void rotate() throws IOException {
                input.close();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsTimeOut() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThreadsTimeOut implements AutoCloseable {
              private final ExecutorService pool = Executors.newCachedThreadPool();
              private InputStream input;

              @Override
              public void close() throws IOException {
                input.close();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedSecond() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Second implements AutoCloseable {
              // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is not shut down when line 13 throws IOException; its threads never end
              private final ExecutorService pool = Executors.newFixedThreadPool(7);
              private InputStream input;

              @Override
              public void close() throws IOException {
                input.close();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsBeforeRelease() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class WaitsFirst {
              // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is not shut down when line 10 throws InterruptedException
              private final ExecutorService pool = Executors.newFixedThreadPool(8);
              private Thread reader;

              void stop() throws InterruptedException {
                reader.join();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void exceptionBehindTheRelease() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class FailsBehindWhatIsNotOwned implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(11);
              private String name;
              private InputStream input;

              @Override
              public void close() throws IOException {
                if (name != null) {
                  pool.shutdown();
                }
                input.close();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void subclasses() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class CallsSuper extends Base {
              @Override
              public void close() {
                System.out.println("closing");
                super.close();
              }
            }

            class OverridesSomethingElse extends Base {
              @Override
              public String toString() {
                return "pool";
              }
            }

            class Forgotten implements AutoCloseable {
              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is not shut down by ForgetsSuper, which overrides the closing method without calling it on super; its threads never end
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class OpensByOtherConstructor implements AutoCloseable {
              private final ExecutorService pool;

              OpensByOtherConstructor(int size) {
                pool = Executors.newFixedThreadPool(size);
              }

              OpensByOtherConstructor(ExecutorService pool) {
                this.pool = pool;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class Borrowing extends OpensByOtherConstructor {
              Borrowing(ExecutorService pool) {
                super(pool);
              }

              @Override
              public void close() {
                System.out.println("not ours");
              }
            }

            class ForgetsSuper extends Forgotten {
              @Override
              public void close() {
                System.out.println("closing");
              }
            }
            """)
        .doTest();
  }

  @Test
  void throwsInElse() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Flags {
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
            }
            """)
        .doTest();
  }

  @Test
  void throwsEarly() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class ThrowsEarly {
                private final boolean owned;
                private final ExecutorService executor;

                ThrowsEarly(ExecutorService given) {
                  this.owned = given == null;
                  this.executor = given == null ? Executors.newFixedThreadPool(2) : given;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!owned) {
                    throw new IOException("shared executor");
                  }
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagAfterTernary() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class FlagAfterTernary {
                private final ExecutorService executor;
                private final boolean shared;

                FlagAfterTernary(ExecutorService given) {
                  executor = given != null ? given : Executors.newFixedThreadPool(3);
                  shared = given != null;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() {
                  if (shared) throw new UnsupportedOperationException();
                  executor.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagAsParameter() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class FlagAsParameter {
                private final ExecutorService executor;
                private final boolean owner;

                FlagAsParameter() {
                  this(Executors.newFixedThreadPool(4), true);
                }

                FlagAsParameter(ExecutorService e) {
                  this(e, false);
                }

                private FlagAsParameter(ExecutorService e, boolean owner) {
                  this.executor = e;
                  this.owner = owner;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!owner) throw new IOException("not ours");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoConstructors() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
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
            }
            """)
        .doTest();
  }

  @Test
  void ownerInOptional() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class InOptional {
                private final ExecutorService executor;
                private final Optional<ExecutorService> own;

                InOptional(ExecutorService given) {
                  own = given == null ? Optional.of(Executors.newFixedThreadPool(6)) : Optional.empty();
                  executor = given == null ? own.get() : given;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() {
                  own.ifPresent(ExecutorService::shutdown);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerMaybeInOptional() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class MaybeOptional {
                private final Optional<ExecutorService> own;

                MaybeOptional(boolean parallel) {
                  own = parallel ? Optional.of(Executors.newFixedThreadPool(6)) : Optional.empty();
                }

                void submit(Runnable r) {
                  if (own.isPresent()) own.get().execute(r);
                }

                void close() throws IOException {
                  own.orElseThrow(() -> new IOException("none")).shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownInField() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class OwnInField {
                private final ExecutorService executor;
                private final ExecutorService own;

                OwnInField(ExecutorService given) {
                  if (given == null) {
                    own = Executors.newFixedThreadPool(7);
                    executor = own;
                  } else {
                    own = null;
                    executor = given;
                  }
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (own == null) throw new IOException("not ours");
                  own.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyReleasedIfStarted() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class Started {
                private ExecutorService executor;
                private boolean started;

                void start() {
                  if (started) throw new IllegalStateException("started");
                  executor = Executors.newFixedThreadPool(8);
                  started = true;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void stop() throws IOException {
                  if (!started) throw new IOException("not started");
                  executor.shutdown();
                  started = false;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stateInEnum() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class EnumState {
                enum State {
                  NEW,
                  RUNNING,
                  STOPPED
                }

                private ExecutorService executor;
                private volatile State state = State.NEW;

                void start() {
                  executor = Executors.newFixedThreadPool(9);
                  state = State.RUNNING;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void stop() throws IOException {
                  if (state != State.RUNNING) throw new IOException("not running");
                  executor.shutdown();
                  state = State.STOPPED;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stateInAtomic() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicBoolean;

            class Flags {
              static class AtomicState {
                private ExecutorService executor;
                private final AtomicBoolean running = new AtomicBoolean();

                void start() {
                  if (!running.compareAndSet(false, true)) throw new IllegalStateException();
                  executor = Executors.newFixedThreadPool(9);
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void stop() throws IOException {
                  if (!running.compareAndSet(true, false)) throw new IOException("not running");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void handleFromBuilder() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class FromBuilder {
                private final ExecutorService executor;
                private final boolean shutdownOnClose;

                FromBuilder(Builder b) {
                  if (b.executor != null) {
                    executor = b.executor;
                    shutdownOnClose = b.closeIt;
                  } else {
                    executor = Executors.newFixedThreadPool(10);
                    shutdownOnClose = true;
                  }
                }

                static class Builder {
                  ExecutorService executor;
                  boolean closeIt;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!shutdownOnClose) throw new IOException("no");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedTwice() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class ClosedTwice {
                private final ExecutorService executor = Executors.newFixedThreadPool(11);
                private boolean closed;

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (closed) throw new IOException("already closed");
                  closed = true;
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ensuresOpen() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class EnsuresOpen {
                private final ExecutorService executor = Executors.newFixedThreadPool(12);
                private boolean closed;

                void submit(Runnable r) {
                  executor.execute(r);
                }

                private void ensureOpen() throws IOException {
                  if (closed) throw new IOException("already closed");
                }

                void close() throws IOException {
                  ensureOpen();
                  closed = true;
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagGetter() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class FlagGetter {
                private final ExecutorService executor;
                private final boolean owned;

                FlagGetter(ExecutorService e) {
                  owned = e == null;
                  executor = owned ? Executors.newFixedThreadPool(13) : e;
                }

                private boolean isOwned() {
                  return owned;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!isOwned()) throw new IOException("no");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void checksOwner() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class ChecksOwner {
                private final ExecutorService executor;
                private final boolean owned;

                ChecksOwner(ExecutorService e) {
                  owned = e == null;
                  executor = owned ? Executors.newFixedThreadPool(14) : e;
                }

                private void checkOwned() {
                  if (!owned) throw new IllegalStateException("no");
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() {
                  checkOwned();
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void handleReplaced() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class Replaced {
                private ExecutorService executor = Executors.newFixedThreadPool(15);
                private boolean own = true;

                void setExecutor(ExecutorService e) {
                  executor.shutdown();
                  executor = e;
                  own = false;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  if (!own) throw new IOException("no");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void failsFirst() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Flags {
              static class FailsFirst {
                private final boolean exclusive;
                private final ScheduledExecutorService executor;
                private Closeable in;

                FailsFirst(ScheduledExecutorService executor, Closeable in) {
                  this.in = in;
                  if (executor == null) {
                    this.exclusive = true;
                    // BUG: Diagnostic contains: in field 'executor' is not shut down when line
                    this.executor = Executors.newSingleThreadScheduledExecutor();
                  } else {
                    this.exclusive = false;
                    this.executor = executor;
                  }
                }

                void start() {
                  executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                }

                void shutdown() throws IOException {
                  in.close();
                  if (exclusive) {
                    executor.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsThenThrows() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class Flags {
              static class WaitsThenThrows {
                // BUG: Diagnostic contains: is not shut down when line
                private final ExecutorService executor = Executors.newFixedThreadPool(16);
                private final ExecutorService other;

                WaitsThenThrows(ExecutorService other) {
                  this.other = other;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                void close() throws IOException {
                  boolean ended = false;
                  try {
                    ended = other.awaitTermination(1, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  if (!ended) throw new IOException("still busy");
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void checksThenFails() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Flags.java",
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Flags {
              static class ChecksThenFails {
                // BUG: Diagnostic contains: is not shut down when line
                private final ExecutorService executor = Executors.newFixedThreadPool(17);
                private final Closeable in;
                private boolean closed;

                ChecksThenFails(Closeable in) {
                  this.in = in;
                }

                void submit(Runnable r) {
                  executor.execute(r);
                }

                private void endInput() throws IOException {
                  if (closed) {
                    throw new IOException("closed");
                  }
                  in.close();
                }

                void close() throws IOException {
                  endInput();
                  executor.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void bothReleasedFirst() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class BothFirst {
              private final ExecutorService readers = Executors.newFixedThreadPool(1);
              private final ExecutorService writers = Executors.newFixedThreadPool(2);
              private boolean started = true;

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                writers.shutdown();
                try {
                  readers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedBehindCatch() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class BehindCatch {
              private final ExecutorService readers = Executors.newFixedThreadPool(1);
              private final ExecutorService writers = Executors.newFixedThreadPool(2);
              private boolean started = true;

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                try {
                  readers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
                writers.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureSkipsOnlyWhatIsNotStarted() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class OnlyIfStarted {
              private final ExecutorService readers = Executors.newFixedThreadPool(1);
              private final ExecutorService writers = Executors.newFixedThreadPool(2);
              private boolean started = true;

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                try {
                  readers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
                if (started) {
                  writers.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void skippedByCaughtException() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class Skipped {
              private final ExecutorService readers = Executors.newFixedThreadPool(1);
              // BUG: Diagnostic contains: in field 'writers' is not shut down when line 19 throws InterruptedException
              private final ExecutorService writers = Executors.newFixedThreadPool(2);
              private boolean started = true;

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                try {
                  readers.shutdown();
                  readers.awaitTermination(1, TimeUnit.SECONDS);
                  writers.shutdown();
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
              }
            }
            """)
        .doTest();
  }
}
