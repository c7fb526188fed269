package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What a poll answers while there is nothing, by whom, and what a loop makes of it. */
final class BusyPollingValuesTest {
  private static CompilationTestHelper helper(String source) {
    return CompilationTestHelper.newInstance(BusyPolling.class, BusyPollingValuesTest.class)
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.*;
            import java.util.concurrent.*;

            """
                + source);
  }

  private static String queue(String body, String report) {
    return """
    class A {
      static class Own extends LinkedBlockingQueue<String> {
        @Override
        public String poll() {
          %s
        }
      }

      private final BlockingQueue<String> inbox = new Own();
      private volatile boolean running = true;

      void read() {
        while (running) {
          %s
          String letter = inbox.poll();
          if (letter != null) {
            System.out.println(letter);
          }
        }
      }
    }
    """
        .formatted(body, report);
  }

  @Test
  void pollThatWaitsInASubclass() {
    helper(
            queue(
                """
                try {
                        return poll(50, TimeUnit.MILLISECONDS);
                      } catch (InterruptedException e) {
                        return null;
                      }
                """,
                ""))
        .doTest();
  }

  @Test
  void pollThatASubclassOnlyPassesOn() {
    helper(queue("return super.poll();", "// BUG: Diagnostic contains: asks again at once"))
        .doTest();
  }

  private static String gauges(String body) {
    return """
    class A {
      private final Channel<Integer> gauges = Channel.newBufferedChannel(4);

      void watch() throws InterruptedException {
        while (true) {
          %s
        }
      }
    }
    """
        .formatted(body);
  }

  @Test
  void valueOfDefaultClauseIsTestedByAPattern() {
    helper(
            gauges(
                """
                // BUG: Diagnostic contains: selectOrClosed()
                    Object next = Select.selectOrClosed(gauges.receiveClause(), Select.defaultClause(-1));
                    if (next instanceof Integer value && value >= 0) {
                      System.out.println(value);
                    }
                """))
        .doTest();
  }

  @Test
  void valueOfDefaultClauseIsOfTheTypeThatMakesTheLoopWait() {
    helper(
            gauges(
                """
                Object next = Select.selectOrClosed(gauges.receiveClause(), Select.defaultClause(-1));
                    if (next instanceof Integer value && value < 0) {
                      Thread.sleep(10);
                    }
                """))
        .doTest();
  }

  private static String worker(String body) {
    return """
    abstract class A {
      enum Mode { FAST, SLOW }

      private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
      private volatile boolean running = true;
      private volatile Mode mode = Mode.FAST;

      abstract void log(String text);

      void work() throws InterruptedException {
        while (true) {
          %s
        }
      }
    }
    """
        .formatted(body);
  }

  @Test
  void switchInWhichNoCaseWaits() {
    helper(
            worker(
                """
                // BUG: Diagnostic contains: 'inbox'
                    Runnable task = inbox.poll();
                    switch (mode) {
                      case FAST:
                        if (task != null) {
                          task.run();
                        }
                        break;
                      default:
                        break;
                    }
                """))
        .doTest();
  }

  @Test
  void switchInWhichACaseWaits() {
    helper(
            worker(
                """
                Runnable task = inbox.poll();
                    switch (mode) {
                      case FAST:
                        if (task != null) {
                          task.run();
                        }
                        break;
                      default:
                        Thread.sleep(10);
                    }
                """))
        .doTest();
  }

  @Test
  void wayOutOnWhichMoreIsDone() {
    helper(
            worker(
                """
                if (!running) {
                      log("stopped");
                      break;
                    }
                    // BUG: Diagnostic contains: 'inbox'
                    Runnable task = inbox.poll();
                    if (task != null) {
                      task.run();
                    }
                """))
        .doTest();
  }

  @Test
  void emptyOptional() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.locks.LockSupport;

            class A {
              private final Queue<String> lines = new ConcurrentLinkedQueue<>();
              private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();

              void add(String line) {
                lines.add(line);
                waiting.add(line);
              }

              private Optional<String> poll() {
                return Optional.ofNullable(lines.poll());
              }

              void ifPresent() {
                while (true) {
                  // BUG: Diagnostic contains: While 'lines' has nothing
                  Optional.ofNullable(lines.poll()).ifPresent(System.out::println);
                }
              }

              void mapped() {
                while (!Thread.currentThread().isInterrupted()) {
                  // BUG: Diagnostic contains: While 'lines' has nothing
                  Optional<String> line = Optional.ofNullable(lines.poll()).map(String::strip);
                  if (line.isPresent()) {
                    System.out.println(line.get());
                  }
                }
              }

              void byMethod() {
                while (true) {
                  // BUG: Diagnostic contains: asks again at once
                  poll().ifPresent(System.out::println);
                }
              }

              void parks() {
                while (true) {
                  Optional.ofNullable(lines.poll())
                      .ifPresentOrElse(System.out::println, () -> LockSupport.parkNanos(1_000));
                }
              }

              void waits() throws InterruptedException {
                while (true) {
                  Optional.ofNullable(waiting.poll(1, TimeUnit.SECONDS)).ifPresent(System.out::println);
                }
              }

              void ends() {
                while (true) {
                  Optional<String> line = Optional.ofNullable(lines.poll());
                  if (line.isEmpty()) {
                    return;
                  }
                  System.out.println(line.get());
                }
              }
            }
            """)
        .doTest();
  }
}
