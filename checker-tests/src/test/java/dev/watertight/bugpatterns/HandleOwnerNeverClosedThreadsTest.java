package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Objects that work in a thread of their own until they are closed. */
final class HandleOwnerNeverClosedThreadsTest {
  private static final String TAKES = "System.out.println(queue.take());";
  private static final String DROPPED =
      "// BUG: Diagnostic contains: Log with its thread in 'audit' is never closed";
  private static final String LOST =
      "// BUG: Diagnostic contains: Log with its thread in 'audit' is not closed when run()";

  @Test
  void droppedWhileItsThreadWaits() {
    compile("while (true)", TAKES, "writer.interrupt();", DROPPED, "");
  }

  @Test
  void leftByAReturn() {
    compile("while (true)", TAKES, "writer.interrupt();", LOST, "audit.close();");
  }

  @Test
  void flagEndsTheThread() {
    compile(
        "while (!closed)",
        "Thread.sleep(10); System.out.println(queue.poll());",
        "closed = true;",
        LOST,
        "audit.close();");
  }

  @Test
  void lastValueEndsTheThread() {
    compile(
        "while (true)",
        "String next = queue.take(); if (next == END) return;",
        "queue.add(END);",
        DROPPED,
        "");
  }

  @Test
  void threadEndsByItself() {
    compile("while (rounds++ < 10)", TAKES, "writer.interrupt();", "", "");
  }

  @Test
  void otherMethodEndsTheThread() {
    compile(
        "while (!closed)",
        "Thread.sleep(10); if (queue.isEmpty()) closed = true;",
        "closed = true;",
        "",
        "");
  }

  @Test
  void threadIsLeftByAFailure() {
    compile(
        "while (!closed)",
        "if (queue.take().isEmpty()) throw new java.util.concurrent.TimeoutException();",
        "closed = true;",
        "",
        "");
  }

  @Test
  void closedWhateverHappens() {
    compile(
        "while (true)",
        TAKES,
        "writer.interrupt();",
        "",
        "} finally { audit.close();",
        "Log audit = new Log(); try {");
  }

  @Test
  void othersGetWhatClosesIt() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;

            class Beat implements AutoCloseable {
              private final Thread thread = new Thread(this::beat);
              private volatile boolean closed;

              Beat(List<Runnable> stops) {
                stops.add(this::closeQuietly);
                thread.start();
              }

              private void beat() {
                while (!closed) {
                  System.out.println("x");
                }
              }

              private void closeQuietly() {
                close();
              }

              @Override
              public void close() {
                closed = true;
              }
            }

            class A {
              void join(List<Runnable> stops) {
                new Beat(stops);
              }
            }
            """)
        .doTest();
  }

  private static void compile(String loop, String round, String close, String report, String last) {
    compile(loop, round, close, report, last, "Log audit = new Log(); {");
  }

  private static void compile(
      String loop, String round, String close, String report, String last, String made) {
    CompilationTestHelper.newInstance(
            HandleOwnerNeverClosed.class, HandleOwnerNeverClosedThreadsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Log implements AutoCloseable {
              private static final String END = new String("end");
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final Thread writer = new Thread(this::work);
              private volatile boolean closed;
              private int rounds;

              Log() {
                writer.start();
              }

              void note(String line) {
                queue.add(line);
              }

              private void work() {
                try {
                  %s {
                    %s
                  }
                } catch (Exception e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                %s
              }
            }

            class A {
              private Log kept;

              int run(String[] lines) {
                %s
                %s
                  for (String line : lines) {
                    if (line.isEmpty()) {
                      return -1;
                    }
                    audit.note(line);
                  }
                  %s
                }
                return lines.length;
              }
            }
            """
                .formatted(loop, round, close, report, made, last))
        .doTest();
  }
}
