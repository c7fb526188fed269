package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class LoopExitTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ExitPrinter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void endlessLoops() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void endless() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  queue.take();
                }
              }

              void noCondition() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                for (; ; ) {
                  queue.take();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfFlag() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final AtomicBoolean stopped = new AtomicBoolean();
              private volatile boolean running = true;

              void stop() {
                running = false;
                stopped.set(true);
              }

              boolean isRunning() {
                return running;
              }

              void flag() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FLAG running, INTERRUPT].
                while (running) {
                  queue.take();
                }
              }

              void negatedAtomicFlag() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FLAG stopped, INTERRUPT].
                do {
                  queue.take();
                } while (!stopped.get());
              }

              void getter() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FLAG running, INTERRUPT].
                while (isRunning()) {
                  queue.take();
                }
              }

              void flagOrInterrupt() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FLAG running, INTERRUPT, INTERRUPT].
                while (running && !Thread.currentThread().isInterrupted()) {
                  queue.take();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfCounter() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void counter(int n) throws InterruptedException {
                // BUG: Diagnostic contains: exits [OTHER, INTERRUPT].
                for (int i = 0; i < n; i++) {
                  queue.take();
                }
              }

              void collection(Iterable<String> keys) throws InterruptedException {
                // BUG: Diagnostic contains: exits [OTHER, INTERRUPT].
                for (String key : keys) {
                  queue.take();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "end";

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void marker() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                for (String s = queue.take(); s != END; s = queue.take()) {
                  System.out.println(s);
                }
              }

              void markerInCondition() throws InterruptedException {
                String s;
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (!(s = queue.take()).equals(END)) {
                  System.out.println(s);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfUnknownValue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void unknownValue(String last) throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE last, INTERRUPT].
                while (!last.equals(queue.take())) {
                  System.out.println("next");
                }
              }

              void propertyOfValue() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE, INTERRUPT].
                while (!queue.take().isEmpty()) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void breakAtMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void breaks() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (true) {
                  Object next = queue.take();
                  if (next == END) {
                    break;
                  }
                }
              }

              void elseReturns() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (true) {
                  Object next = queue.take();
                  if (!next.equals(END)) {
                    System.out.println(next);
                  } else {
                    return;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void instanceOfType() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              record Stop() {}

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void ofType() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE Stop, INTERRUPT].
                while (true) {
                  if (queue.take() instanceof Stop) {
                    break;
                  }
                }
              }

              void ofOtherType() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE, INTERRUPT].
                while (true) {
                  if (!(queue.take() instanceof String)) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void switchOnKind() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              enum Kind {
                DATA,
                LAST
              }

              private final BlockingQueue<Kind> kinds = new LinkedBlockingQueue<>();

              void switchStatement() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE LAST, INTERRUPT].
                while (true) {
                  switch (kinds.take()) {
                    case DATA:
                      System.out.println("data");
                      break;
                    case LAST:
                      return;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void breakOfInnerLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void innerLoopOnly(int n) throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  queue.take();
                  for (int i = 0; i < n; i++) {
                    if (i == 3) {
                      break;
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void breakToLabel() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void label(int n) throws InterruptedException {
                outer:
                // BUG: Diagnostic contains: exits [OTHER, INTERRUPT].
                while (true) {
                  queue.take();
                  for (int i = 0; i < n; i++) {
                    if (i == 3) {
                      break outer;
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerInLambda() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void inLambda() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  Object next = queue.take();
                  Runnable printer =
                      () -> {
                        if (next == END) {
                          return;
                        }
                        System.out.println(next);
                      };
                  printer.run();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftByThrow() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void thrown() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FAILURE, INTERRUPT].
                while (true) {
                  queue.take();
                  if (queue.size() > 100) {
                    throw new IllegalStateException();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftByExit() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void exit() throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (true) {
                  if (queue.take() == END) {
                    System.exit(0);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stricterOfTwoConditions() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void stricterOfTwo(int n) throws InterruptedException {
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (true) {
                  if (queue.take() == END) {
                    if (n > 3) {
                      break;
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetInside() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
              private boolean closed;

              void close() {
                closed = true;
              }

              void flagSetInside() throws InterruptedException {
                boolean done = false;
                // BUG: Diagnostic contains: exits [VALUE END, INTERRUPT].
                while (!done) {
                  if (queue.take() == END) {
                    done = true;
                  }
                }
              }

              void flagSetByMethod() throws InterruptedException {
                // BUG: Diagnostic contains: exits [FLAG closed, VALUE END, INTERRUPT].
                while (!closed) {
                  if (queue.take() == END) {
                    close();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void caughtOutside() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void outside() {
                try {
                  // BUG: Diagnostic contains: exits [INTERRUPT].
                  while (true) {
                    queue.take();
                  }
                } catch (InterruptedException e) {
                  System.out.println("end");
                }
              }

              void broken() {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptSwallowed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void swallowed() {
                // BUG: Diagnostic contains: exits [] swallows interrupts.
                while (true) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              }

              void testedInVain() {
                // BUG: Diagnostic contains: exits [] swallows interrupts.
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptRestored() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void restoredAndTested() {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void restoredAndNotTested() {
                // BUG: Diagnostic contains: exits [] swallows interrupts.
                while (true) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptWrapped() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void wrapped() {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  try {
                    queue.take();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void catchesEverything() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void catchesAll() {
                // BUG: Diagnostic contains: exits [] swallows interrupts.
                while (true) {
                  try {
                    queue.take();
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptCaughtByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void byHelper() {
                // BUG: Diagnostic contains: exits [] swallows interrupts.
                while (true) {
                  System.out.println(next());
                }
              }

              private String next() {
                try {
                  return queue.take();
                } catch (InterruptedException e) {
                  return "";
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptThrownByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void byThrowingHelper() {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  System.out.println(nextOrFail());
                }
              }

              private String nextOrFail() {
                try {
                  return queue.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ends() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosed;
            import com.softwaremill.jox.ChannelClosedException;
            import com.softwaremill.jox.ChannelDone;

            class A {
              private final Channel<String> channel = Channel.newRendezvousChannel();

              void thrown() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT, CLOSED].
                while (true) {
                  channel.receive();
                }
              }

              void caught() throws InterruptedException {
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                while (true) {
                  try {
                    channel.receive();
                  } catch (ChannelClosedException e) {
                    break;
                  }
                }
              }

              void swallowed() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT] swallows closing.
                while (true) {
                  try {
                    channel.receive();
                  } catch (RuntimeException e) {
                    System.out.println(e);
                  }
                }
              }

              void tested() throws InterruptedException {
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                while (true) {
                  Object next = channel.receiveOrClosed();
                  if (next instanceof ChannelClosed) {
                    break;
                  }
                }
              }

              void testedForOneKind() throws InterruptedException {
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                while (!(channel.receiveOrClosed() instanceof ChannelDone)) {
                  System.out.println("next");
                }
              }

              void testedForValues() throws InterruptedException {
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                while (channel.receiveOrClosed() instanceof String next) {
                  System.out.println(next);
                }
              }

              void notTested() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  System.out.println(channel.receiveOrClosed());
                }
              }
            }
            """)
        .doTest();
  }
}
