package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Closing methods that release only what their object has opened, or refuse. */
final class HandleReleaseSkippedOwnersTest {
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
}
