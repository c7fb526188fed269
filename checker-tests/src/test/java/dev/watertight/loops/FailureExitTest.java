package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that are left by an exception, or with the whole process. */
final class FailureExitTest {
  private static final String HEADER =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.Select;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.CancellationException;
      import java.util.concurrent.LinkedBlockingQueue;
      import java.util.function.Function;

      """;

  @Test
  void thrownByCallee() {
    compile(
        """
        class A {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT].
            while (true) {
              handle(queue.take());
            }
          }

          private void handle(String s) {
            if (s.isEmpty()) {
              throw new CancellationException();
            }
          }
        }
        """);
  }

  @Test
  void thrownAndCaughtInside() {
    compile(
        """
        class A {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [INTERRUPT].
            while (true) {
              String next = queue.take();
              try {
                if (next.isEmpty()) {
                  throw new CancellationException();
                }
              } catch (IllegalStateException e) {
                System.out.println(e);
              }
            }
          }
        }
        """);
  }

  @Test
  void leavesWhereCaught() {
    compile(
        """
        class A {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT].
            while (true) {
              try {
                System.out.println(Integer.parseInt(queue.take()));
              } catch (NumberFormatException e) {
                return;
              }
            }
          }
        }
        """);
  }

  @Test
  void endOfProcess() {
    compile(
        """
        class A {
          private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [PROCESS, INTERRUPT].
            while (true) {
              queue.take().run();
              Runtime.getRuntime().halt(1);
            }
          }
        }
        """);
  }

  @Test
  void clauseThrows() {
    compile(
        """
        class A {
          private final Channel<String> orders = Channel.newRendezvousChannel();
          private final Channel<String> stop = Channel.newRendezvousChannel();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT, CLOSED].
            while (true) {
              Select.select(orders.receiveClause(), stop.receiveClause(this::leave));
            }
          }

          private String leave(String s) {
            throw new IllegalStateException(s);
          }
        }
        """);
  }

  @Test
  void clauseDoesNotThrow() {
    compile(
        """
        class A {
          private final Channel<String> orders = Channel.newRendezvousChannel();

          void listen() throws InterruptedException {
            Function<String, Integer> length = s -> s.length();
            // BUG: Diagnostic contains: exits [INTERRUPT, CLOSED].
            while (true) {
              Select.select(orders.receiveClause(length::apply));
            }
          }
        }
        """);
  }

  @Test
  void clauseInterruptsItsThread() {
    compile(
        """
        class A {
          private final Channel<String> orders = Channel.newRendezvousChannel();

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT, CLOSED].
            while (true) {
              Select.select(orders.receiveClause(this::leave));
            }
          }

          private String leave(String s) {
            Thread.currentThread().interrupt();
            return s;
          }
        }
        """);
  }

  @Test
  void interruptsItself() {
    compile(
        """
        class A {
          private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

          void listen(int n) throws InterruptedException {
            // BUG: Diagnostic contains: exits [OTHER, INTERRUPT].
            while (true) {
              queue.take().run();
              if (n > 1) {
                Thread.currentThread().interrupt();
              }
            }
          }
        }
        """);
  }

  @Test
  void clauseSetsFlag() {
    compile(
        """
        class A {
          private final Channel<String> orders = Channel.newRendezvousChannel();
          private boolean done;

          void listen() throws InterruptedException {
            // BUG: Diagnostic contains: exits [OTHER, INTERRUPT, CLOSED].
            while (!done) {
              Select.select(
                  orders.receiveClause(
                      s -> {
                        done = true;
                        return s;
                      }));
            }
          }
        }
        """);
  }

  @Test
  void unknownFunctionInClause() {
    compile(
        """
        class A {
          private final Channel<String> orders = Channel.newRendezvousChannel();

          void listen(Function<String, String> handler) throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT, CLOSED].
            while (true) {
              Select.select(orders.receiveClause(handler::apply));
            }
          }
        }
        """);
  }

  @Test
  void iteratorThatComesToItsEnd() {
    compile(
        """
        class A {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void listen(java.util.Iterator<String> lines) throws InterruptedException {
            // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT].
            while (true) {
              System.out.println(lines.next() + queue.take());
            }
          }
        }
        """);
  }

  @Test
  void iteratorAskedForItsEnd() {
    compile(
        """
        class A {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void listen(java.util.Iterator<String> lines) throws InterruptedException {
            // BUG: Diagnostic contains: exits [INTERRUPT].
            while (true) {
              if (lines.hasNext()) {
                System.out.println(lines.next());
              }
              queue.take();
            }
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(ExitPrinter.class, FailureExitTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }
}
