package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import org.junit.jupiter.api.Test;

/** What becomes of an interrupt that a loop catches. */
final class CaughtInterruptTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ReceiveLoopNeverEnds.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void restoredByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::loop);

              A() {
                thread.start();
              }

              private void loop() {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    queue.take().run();
                  } catch (InterruptedException e) {
                    restore();
                  }
                }
              }

              private static void restore() {
                Thread.currentThread().interrupt();
              }

              void add(Runnable r) {
                queue.add(r);
              }

              @Override
              public void close() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void restoredInVariable() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Variable implements AutoCloseable {
              private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::loop);

              private void loop() {
                Thread me = Thread.currentThread();
                while (!me.isInterrupted()) {
                  try {
                    queue.take().run();
                  } catch (InterruptedException e) {
                    me.interrupt();
                  }
                }
              }

              void add(Runnable r) {
                queue.add(r);
              }

              @Override
              public void close() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void rethrownSneakily() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Sneaky implements AutoCloseable {
              private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::loop);

              private void loop() {
                while (true) {
                  try {
                    queue.take().run();
                  } catch (InterruptedException e) {
                    sneaky(e);
                  }
                }
              }

              @SuppressWarnings("unchecked")
              private static <E extends Throwable> void sneaky(Throwable t) throws E {
                throw (E) t;
              }

              void add(Runnable r) {
                queue.add(r);
              }

              @Override
              public void close() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void restoredByHandler() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Handler implements AutoCloseable {
              private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
              private final Thread thread = new Thread(this::loop);
              private final Thread.UncaughtExceptionHandler failures;

              Handler(Thread.UncaughtExceptionHandler failures) {
                this.failures = failures;
              }

              private void loop() {
                while (true) {
                  try {
                    queue.take().run();
                  } catch (InterruptedException e) {
                    failures.uncaughtException(Thread.currentThread(), e);
                  }
                }
              }

              void add(Runnable r) {
                queue.add(r);
              }

              @Override
              public void close() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void forgotten() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.logging.Level;
            import java.util.logging.Logger;

            class A implements AutoCloseable {
              private static final Logger LOG = Logger.getLogger(A.class.getName());

              private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
              private final Thread child = new Thread(() -> System.out.println("child"));
              private final Thread thread = new Thread(this::loop);

              private void loop() {
                // BUG: Diagnostic contains: swallows interrupts
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    queue.take().run();
                  } catch (InterruptedException e) {
                    failed(e);
                    child.interrupt();
                  }
                }
              }

              private static void failed(Exception e) {
                LOG.log(Level.WARNING, "interrupted", e);
              }

              void add(Runnable r) {
                queue.add(r);
              }

              @Override
              public void close() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }
}
