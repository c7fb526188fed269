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

  @Test
  void exceptionAfterTheLastSignal() {
    CompilationTestHelper.newInstance(PeriodicSenderEndedByException.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            /** A probe that samples the load a few times; an exception is what ends a periodic task. */
            public class Ok {
              static final class Enough extends RuntimeException {
                private static final long serialVersionUID = 1;
              }

              static final class Probe {
                private final int wanted;
                private final CountDownLatch sampled;
                private final List<Integer> samples = new ArrayList<>();

                Probe(int wanted) {
                  this.wanted = wanted;
                  this.sampled = new CountDownLatch(wanted);
                }

                private synchronized void sample() {
                  samples.add(next() * 10);
                  sampled.countDown();
                }

                private int next() {
                  if (samples.size() == wanted) {
                    throw new Enough();
                  }
                  return samples.size();
                }

                List<Integer> take() throws InterruptedException {
                  ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                  try {
                    timer.scheduleAtFixedRate(this::sample, 0, 10, TimeUnit.MILLISECONDS);
                    sampled.await();
                    Thread.sleep(30);
                    synchronized (this) {
                      return List.copyOf(samples);
                    }
                  } finally {
                    timer.shutdown();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(new Probe(3).take());
              }
            }
            """)
        .doTest();
  }

  @Test
  void exceptionForWhatIsFound() {
    CompilationTestHelper.newInstance(PeriodicSenderEndedByException.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            /** A probe that samples the load a few times; an exception is what ends a periodic task. */
            public class Ok {
              static final class Enough extends RuntimeException {
                private static final long serialVersionUID = 1;
              }

              static final class Probe {
                private final int wanted;
                private final CountDownLatch sampled;
                private final List<Integer> samples = new ArrayList<>();

                Probe(int wanted) {
                  this.wanted = wanted;
                  this.sampled = new CountDownLatch(wanted);
                }

                private synchronized void sample() {
                  samples.add(next() * 10);
                  sampled.countDown();
                }

                private int next() {
                  if (new java.io.File("load").length() > 7) {
                    throw new Enough();
                  }
                  return samples.size();
                }

                List<Integer> take() throws InterruptedException {
                  ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                  try {
                    // BUG: Diagnostic contains: such as the Enough
                    timer.scheduleAtFixedRate(this::sample, 0, 10, TimeUnit.MILLISECONDS);
                    sampled.await();
                    Thread.sleep(30);
                    synchronized (this) {
                      return List.copyOf(samples);
                    }
                  } finally {
                    timer.shutdown();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(new Probe(3).take());
              }
            }
            """)
        .doTest();
  }
}
