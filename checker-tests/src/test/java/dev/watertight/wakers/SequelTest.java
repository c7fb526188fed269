package dev.watertight.wakers;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.AssignmentTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import org.junit.jupiter.api.Test;

final class SequelTest {
  private static void check(String members) {
    CompilationTestHelper.newInstance(Printer.class, SequelTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private volatile boolean running = true;

            %s}
            """
                .formatted(members.indent(2)))
        .doTest();
  }

  @Test
  void behindTheFlag() {
    check(
        """
        void stop() {
          // BUG: Diagnostic contains: SEND by add.
          running = false;
          queue.add("");
        }
        """);
  }

  @Test
  void beforeTheFlag() {
    check(
        """
        void stop() {
          queue.add("");
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  @Test
  void beforeTheFlagInALoop() {
    check(
        """
        void stop() {
          for (int i = 0; i < 2; i++) {
            queue.add("");
            // BUG: Diagnostic contains: SEND by add.
            running = false;
          }
        }
        """);
  }

  @Test
  void byTheCallerAfterwards() {
    check(
        """
        private void stop() {
          // BUG: Diagnostic contains: SEND by add.
          running = false;
        }

        private void wake() {
          queue.add("");
        }

        public void close() {
          stop();
          wake();
        }
        """);
  }

  @Test
  void byTheCallerBefore() {
    check(
        """
        private void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
        }

        public void close() {
          queue.add("");
          stop();
        }
        """);
  }

  @Test
  void atTheEndOfATry() {
    check(
        """
        final class Scope implements AutoCloseable {
          void use() {}

          @Override
          public void close() {
            // BUG: Diagnostic contains: nobody.
            running = false;
          }
        }

        final class Waking implements AutoCloseable {
          @Override
          public void close() {
            // BUG: Diagnostic contains: SEND by add.
            running = false;
          }
        }

        void inside() {
          try (Scope scope = new Scope()) {
            queue.offer("");
            scope.use();
          }
        }

        void behind() {
          try (Waking waking = new Waking()) {
            System.out.println(waking);
          }
          queue.add("");
        }
        """);
  }

  @Test
  void throughAnInterface() {
    check(
        """
        interface Listener {
          void stopped(String why);

          void started();
        }

        final class Bell implements Listener {
          @Override
          public void stopped(String why) {
            queue.add(why);
          }

          @Override
          public void started() {}
        }

        private final Listener listener = new Bell();

        void stop() {
          // BUG: Diagnostic contains: SEND by add.
          running = false;
          listener.stopped("");
        }

        void pause() {
          // BUG: Diagnostic contains: nobody.
          running = false;
          listener.started();
        }
        """);
  }

  @Test
  void throughHooks() {
    check(
        """
        private final List<Runnable> hooks = new ArrayList<>();

        void start() {
          hooks.add(() -> queue.add(""));
        }

        void stop() {
          // BUG: Diagnostic contains: SEND by add.
          running = false;
          for (Runnable hook : hooks) {
            hook.run();
          }
        }
        """);
  }

  @Test
  void inAnotherHookOfTheSameCall() {
    check(
        """
        private final List<Runnable> hooks = new ArrayList<>();

        void start() {
          hooks.add(() -> queue.add(""));
          // BUG: Diagnostic contains: perhaps others.
          hooks.add(() -> running = false);
        }

        void stop() {
          hooks.forEach(Runnable::run);
        }
        """);
  }

  @Test
  void throughCodeOutOfView() {
    check(
        """
        void stop(java.util.function.Consumer<Runnable> hooks, Runnable stopped) {
          hooks.accept(() -> queue.add(""));
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          stopped.run();
        }
        """);
  }

  @Test
  void byTaskThatWaitsForALatch() {
    check(
        """
        private final java.util.concurrent.CountDownLatch ending = new java.util.concurrent.CountDownLatch(1);

        void start() {
          new Thread(this::awaitEnd).start();
        }

        private void awaitEnd() {
          try {
            ending.await();
          } catch (InterruptedException e) {
            return;
          }
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          ending.countDown();
        }
        """);
  }

  @Test
  void byCallbackOfAFuture() {
    check(
        """
        private final java.util.concurrent.CompletableFuture<Void> end = new java.util.concurrent.CompletableFuture<>();

        void start() {
          end.thenRun(() -> queue.add(""));
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          end.complete(null);
        }
        """);
  }

  @Test
  void byListener() {
    check(
        """
        private final java.beans.PropertyChangeSupport changes = new java.beans.PropertyChangeSupport(this);

        void start() {
          changes.addPropertyChangeListener(change -> queue.add(""));
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          changes.firePropertyChange("running", true, false);
        }
        """);
  }

  @Test
  void signalBeforeTheFlag() {
    check(
        """
        private final java.util.concurrent.Semaphore permits = new java.util.concurrent.Semaphore(0);

        void start() {
          new Thread(this::fill).start();
        }

        private void fill() {
          permits.acquireUninterruptibly();
          queue.add("");
        }

        void stop() {
          permits.release();
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  @Test
  void signalForAnother() {
    check(
        """
        private final java.util.concurrent.Semaphore first = new java.util.concurrent.Semaphore(0);
        private final java.util.concurrent.Semaphore second = new java.util.concurrent.Semaphore(0);

        void start() {
          new Thread(this::fill).start();
        }

        private void fill() {
          first.acquireUninterruptibly();
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
          second.release();
        }
        """);
  }

  @Test
  void byTaskThatIsUnparked() {
    check(
        """
        private final Thread guard = new Thread(this::guard);

        void start() {
          guard.start();
        }

        private void guard() {
          java.util.concurrent.locks.LockSupport.park();
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          java.util.concurrent.locks.LockSupport.unpark(guard);
        }
        """);
  }

  @Test
  void byTaskThatParksForItself() {
    check(
        """
        void start() {
          new Thread(this::guard).start();
        }

        private void guard() {
          java.util.concurrent.locks.LockSupport.parkNanos(1);
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  @Test
  void byTaskThatReadsAPipe() {
    check(
        """
        private final java.io.PipedReader end = new java.io.PipedReader();

        void start() {
          new Thread(this::read).start();
        }

        private void read() {
          try {
            System.out.println(end.read());
          } catch (java.io.IOException e) {
            return;
          }
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
        }
        """);
  }

  @Test
  void byTaskThatReadsAPipeAfterTheSend() {
    check(
        """
        private final java.io.PipedReader end = new java.io.PipedReader();

        void start() {
          new Thread(this::read).start();
        }

        private void read() {
          queue.add("");
          try {
            System.out.println(end.read());
          } catch (java.io.IOException e) {
            System.err.println(e);
          }
        }

        void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  @Test
  void byHookOfAClassOutOfView() {
    check(
        """
        private final java.util.concurrent.Phaser phaser = new java.util.concurrent.Phaser(1) {
          @Override
          protected boolean onAdvance(int phase, int parties) {
            return queue.add("");
          }
        };

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          phaser.arriveAndDeregister();
        }
        """);
  }

  @Test
  void byMethodOfAClassInView() {
    check(
        """
        class Gate {
          void opened() {}
        }

        private final Gate gate = new Gate() {
          @Override
          void opened() {
            queue.add("");
          }
        };

        void start() {
          gate.opened();
        }

        void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
          System.out.println(gate);
        }
        """);
  }

  @Test
  void byTaskThatIsInterrupted() {
    check(
        """
        private final Thread sleeper = new Thread(this::sleep);

        void start() {
          sleeper.start();
        }

        private void sleep() {
          try {
            Thread.sleep(1000);
          } catch (InterruptedException e) {
            queue.add("");
          }
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          sleeper.interrupt();
        }

        void pause() {
          sleeper.interrupt();
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  @Test
  void byTaskThatTakesAnInterruptForTheTime() {
    check(
        """
        private final Thread sleeper = new Thread(this::sleep);

        void start() {
          sleeper.start();
        }

        private void sleep() {
          try {
            Thread.sleep(1000);
          } catch (InterruptedException e) {
            System.err.println(e);
          }
          queue.add("");
        }

        void stop() {
          // BUG: Diagnostic contains: perhaps others.
          running = false;
          sleeper.interrupt();
        }
        """);
  }

  @Test
  void bySignsThatWaitForEachOther() {
    check(
        """
        private final java.util.concurrent.Semaphore left = new java.util.concurrent.Semaphore(0);
        private final java.util.concurrent.Semaphore right = new java.util.concurrent.Semaphore(0);

        void start() {
          new Thread(this::toRight).start();
          new Thread(this::toLeft).start();
        }

        private void toRight() {
          left.acquireUninterruptibly();
          queue.add("");
          right.release();
        }

        private void toLeft() {
          right.acquireUninterruptibly();
          left.release();
        }

        void stop() {
          // BUG: Diagnostic contains: nobody.
          running = false;
        }
        """);
  }

  /** Prints who wakes a receiver of the queue after a flag has been set. */
  @BugPattern(summary = "Prints wakers", severity = ERROR)
  public static final class Printer extends BugChecker implements AssignmentTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchAssignment(AssignmentTree tree, VisitorState state) {
      return ASTHelpers.getSymbol(tree.getVariable()).getSimpleName().contentEquals("running")
          ? buildDescription(tree).setMessage(text(state) + ".").build()
          : Description.NO_MATCH;
    }

    private static String text(VisitorState state) {
      Known<Endpoint> wakers =
          Sequel.of(state.getPath(), state).wakers(Topologies.all(state).iterator().next());
      return switch (wakers.any()) {
        case YES ->
            wakers.seen().stream()
                .map(waker -> waker.act() + " by " + waker.method())
                .sorted()
                .distinct()
                .collect(joining(", "));
        case NO -> "nobody";
        case UNKNOWN -> "perhaps others";
      };
    }
  }
}
