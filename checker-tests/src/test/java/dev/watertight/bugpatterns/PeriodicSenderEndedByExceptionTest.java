package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class PeriodicSenderEndedByExceptionTest {
  @Test
  void receiverWithALimit() {
    compile("values.poll(1, TimeUnit.SECONDS)", "");
  }

  @Test
  void anotherSender() {
    compile("values.take()", "values.add(1);");
  }

  @Test
  void receiverThatWaits() {
    compile(
        "values.take()", "", "// BUG: Diagnostic contains: the wait for what it sends in line 18");
  }

  private static void compile(String receive, String other) {
    compile(receive, other, "");
  }

  private static void compile(String receive, String other, String report) {
    CompilationTestHelper.newInstance(
            PeriodicSenderEndedByException.class, PeriodicSenderEndedByExceptionTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<Integer> values = new LinkedBlockingQueue<>();

              void start(ScheduledExecutorService timer, Queue<String> texts) {
                %s
                timer.scheduleAtFixedRate(
                    () -> values.add(Integer.parseInt(texts.remove())), 1, 1, TimeUnit.SECONDS);
              }

              void other() {
                %s
              }

              Integer next() throws InterruptedException {
                return %s;
              }
            }
            """
                .formatted(report, other, receive))
        .doTest();
  }

  @Test
  void latchThatOnlyTheTaskOpens() {
    CompilationTestHelper.newInstance(PeriodicSenderEndedByException.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final CountDownLatch ready = new CountDownLatch(1);
              private final Queue<String> lines;

              A(Queue<String> lines) {
                this.lines = lines;
              }

              void run(ScheduledExecutorService scheduler) throws InterruptedException {
                // BUG: Diagnostic contains: the wait for what it sends in line 15 never ends
                scheduler.scheduleAtFixedRate(this::check, 0, 1, TimeUnit.SECONDS);
                ready.await();
              }

              private void check() {
                if (Integer.parseInt(lines.remove()) == 200) {
                  ready.countDown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchThatOthersOpen() {
    CompilationTestHelper.newInstance(PeriodicSenderEndedByException.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final CountDownLatch ready = new CountDownLatch(1);
              private final Queue<String> lines;

              A(Queue<String> lines) {
                this.lines = lines;
              }

              void run(ScheduledExecutorService scheduler) throws InterruptedException {
                scheduler.scheduleAtFixedRate(this::check, 0, 1, TimeUnit.SECONDS);
                ready.await();
              }

              private void check() {
                if (Integer.parseInt(lines.remove()) == 200) {
                  ready.countDown();
                }
              }

              void open() {
                ready.countDown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchWithTimeLimit() {
    CompilationTestHelper.newInstance(PeriodicSenderEndedByException.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final CountDownLatch ready = new CountDownLatch(1);
              private final Queue<String> lines;

              A(Queue<String> lines) {
                this.lines = lines;
              }

              void run(ScheduledExecutorService scheduler) throws InterruptedException {
                scheduler.scheduleAtFixedRate(this::check, 0, 1, TimeUnit.SECONDS);
                ready.await(1, TimeUnit.MINUTES);
              }

              private void check() {
                if (Integer.parseInt(lines.remove()) == 200) {
                  ready.countDown();
                }
              }
            }
            """)
        .doTest();
  }
}
