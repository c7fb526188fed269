package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that their object alone ends. */
final class BackgroundLoopLostReceiversTest {
  @Test
  void constructorFailsBesideReceiver() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                flusher.start();
                limit = Integer.parseInt(text);
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  // BUG: Diagnostic contains: Loop around take() goes on: only its object ends it
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorInterruptsReceiver() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                try {
                  flusher.start();
                  limit = Integer.parseInt(text);
                } catch (NumberFormatException e) {
                  flusher.interrupt();
                  throw e;
                }
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorReadsBeforeTheReceiverStarts() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                limit = Integer.parseInt(text);
                flusher.start();
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverEndsByMarker() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                flusher.start();
                limit = Integer.parseInt(text);
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  while (true) {
                    String line = lines.take();
                    if (line == END) {
                      break;
                    }
                    System.out.println(line);
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiversEndIsOverridden() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                flusher.start();
                limit = text.length();
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  // BUG: Diagnostic contains: Loop around take() goes on: only close() ends it, which B overrides
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }

            class B extends A {
              B() {
                super("1");
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiversEndIsCalledOnSuper() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                flusher.start();
                limit = text.length();
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }

            class B extends A {
              B() {
                super("1");
              }

              @Override
              public void close() {
                super.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassInterruptsReceiver() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              final Thread flusher = new Thread(this::flush);
              private final int limit;

              A(String text) {
                flusher.start();
                limit = text.length();
              }

              void append(String line) throws InterruptedException {
                lines.put(line);
              }

              private void flush() {
                try {
                  while (true) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  lines.clear();
                }
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }

            class B extends A {
              B() {
                super("1");
              }

              @Override
              public void close() {
                flusher.interrupt();
              }
            }
            """)
        .doTest();
  }
}
