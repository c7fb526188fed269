package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ExecutorShutdownSkippedTest {
  @Test
  void identification() {
    CompilationTestHelper.newInstance(ExecutorShutdownSkipped.class, getClass())
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

            class NoClosingMethod {
              private final ExecutorService pool = Executors.newFixedThreadPool(6);
              private InputStream input;

              void rotate() throws IOException {
                input.close();
                pool.shutdown();
              }
            }

            class ThreadsTimeOut implements AutoCloseable {
              private final ExecutorService pool = Executors.newCachedThreadPool();
              private InputStream input;

              @Override
              public void close() throws IOException {
                input.close();
                pool.shutdown();
              }
            }

            class Second implements AutoCloseable {
              // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is not shut down when line 102 throws IOException; its threads never end
              private final ExecutorService pool = Executors.newFixedThreadPool(7);
              private InputStream input;

              @Override
              public void close() throws IOException {
                input.close();
                pool.shutdown();
              }
            }

            class WaitsFirst {
              // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is not shut down when line 113 throws InterruptedException
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
  void subclasses() {
    CompilationTestHelper.newInstance(ExecutorShutdownSkipped.class, getClass())
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
}
