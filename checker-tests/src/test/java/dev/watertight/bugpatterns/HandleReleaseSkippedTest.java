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

              void run(Runnable task) {
                pool.execute(task);
              }

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

  @Test
  void subclassOverridesWhatStarts() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Quiet implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                submit(task);
              }

              private void submit(Runnable task) {
                pool.execute(task);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class RunsItself extends Quiet {
              @Override
              void run(Runnable task) {
                task.run();
              }

              @Override
              public void close() {}
            }

            class Loud implements AutoCloseable {
              // BUG: Diagnostic contains: is not shut down by Counts
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class Counts extends Loud {
              private int count;

              @Override
              void run(Runnable task) {
                count++;
                super.run(task);
              }

              @Override
              public void close() {}
            }
            """)
        .doTest();
  }

  @Test
  void closedByMainOnly() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static final class OfMain implements AutoCloseable {
                private final ExecutorService pool = Executors.newFixedThreadPool(1);
                private final CountDownLatch done = new CountDownLatch(1);

                void run() {
                  pool.execute(done::countDown);
                }

                @Override
                public void close() throws InterruptedException {
                  done.await();
                  pool.shutdown();
                }
              }

              static final class OfOthers implements AutoCloseable {
                // BUG: Diagnostic contains: throws InterruptedException
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
                private final CountDownLatch done = new CountDownLatch(1);

                void run() {
                  pool.execute(done::countDown);
                }

                @Override
                public void close() throws InterruptedException {
                  done.await();
                  pool.shutdown();
                }
              }

              static void use() throws InterruptedException {
                try (OfOthers others = new OfOthers()) {
                  others.run();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                try (OfMain own = new OfMain()) {
                  own.run();
                }
              }
            }
            """)
        .doTest();
  }

  /**
   * Who comes second waits for the first, and releases nothing whatever happens to it meanwhile.
   */
  @Test
  void closedByAnotherThread() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);
              private final AtomicBoolean closing = new AtomicBoolean();
              private final CountDownLatch closed = new CountDownLatch(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void close() throws Exception {
                if (!closing.compareAndSet(false, true)) {
                  synchronized (this) {
                    closed.await();
                  }
                  return;
                }
                pool.shutdown();
                closed.countDown();
              }
            }

            class B {
              // BUG: Diagnostic contains: is not shut down when line 38 throws IOException
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private java.io.OutputStream output;

              void run(Runnable task) {
                pool.execute(task);
              }

              void close() throws Exception {
                if (output != null) {
                  output.flush();
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }
}
