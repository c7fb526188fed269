package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/**
 * Tasks that a scheduler from outside runs again and again, whether or not their object is open.
 */
final class UncancelledTasksTest {
  @Test
  void thrownAway() {
    assertReports(
        """
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          A(ScheduledExecutorService scheduler) {
            // BUG: Diagnostic contains: Task of scheduleAtFixedRate() runs again and again, and close() does not cancel it
            scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
          }

          private void tick() {
            System.out.println("tick");
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  @Test
  void keptAndNeverCancelled() {
    assertReports(
        """
        import java.util.Objects;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.ScheduledFuture;
        import java.util.concurrent.TimeUnit;

        class A {
          private final ScheduledExecutorService scheduler;
          private ScheduledFuture<?> ticks;

          A(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
          }

          void start() {
            // BUG: Diagnostic contains: and stop() does not cancel it
            ticks = scheduler.scheduleWithFixedDelay(() -> tick(), 1, 1, TimeUnit.SECONDS);
          }

          private void tick() {
            System.out.println("tick");
          }

          void stop() {
            System.out.println(ticks.isDone());
          }
        }
        """);
  }

  @Test
  void schedulerInViewOutlivesObject() {
    assertReports(
        """
        import java.util.concurrent.Executors;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          A(ScheduledExecutorService scheduler) {
            // BUG: Diagnostic contains: and close() does not cancel it
            scheduler.scheduleAtFixedRate(() -> System.out.println("a"), 1, 1, TimeUnit.SECONDS);
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }

        class B {
          void each(String[] names) {
            ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
            for (String name : names) {
              try (A a = new A(scheduler)) {
                System.out.println(name + a);
              }
            }
            scheduler.shutdown();
          }
        }
        """);
  }

  @Test
  void cancelled() {
    assertReports(
        """
        import java.util.List;
        import java.util.concurrent.CopyOnWriteArrayList;
        import java.util.concurrent.Future;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.ScheduledFuture;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          private final ScheduledExecutorService scheduler;
          private final List<Future<?>> others = new CopyOnWriteArrayList<>();
          private ScheduledFuture<?> ticks;

          A(ScheduledExecutorService scheduler) {
            this.scheduler = scheduler;
            ticks = scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
          }

          void more() {
            others.add(scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS));
          }

          ScheduledFuture<?> returned() {
            return scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
          }

          private void tick() {
            System.out.println("tick");
          }

          @Override
          public void close() {
            ticks.cancel(false);
            others.forEach(other -> other.cancel(true));
          }
        }
        """);
  }

  @Test
  void endsByItself() {
    assertReports(
        """
        import java.util.concurrent.CancellationException;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class A implements AutoCloseable {
          private volatile boolean closed;

          A(ScheduledExecutorService scheduler) {
            scheduler.scheduleAtFixedRate(this::untilClosed, 1, 1, TimeUnit.SECONDS);
            scheduler.scheduleAtFixedRate(() -> ask(), 1, 1, TimeUnit.SECONDS);
          }

          private void untilClosed() {
            if (!closed) {
              System.out.println("tick");
            }
          }

          private void ask() {
            if (System.getProperty("end") != null) {
              throw new CancellationException();
            }
          }

          @Override
          public void close() {
            closed = true;
          }
        }
        """);
  }

  @Test
  void schedulerEndsWithObject() {
    assertReports(
        """
        import java.util.concurrent.Executors;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class Owned implements AutoCloseable {
          private final ScheduledExecutorService scheduler;

          Owned(ScheduledExecutorService scheduler) {
            this.scheduler = scheduler;
            scheduler.scheduleAtFixedRate(() -> System.out.println("a"), 1, 1, TimeUnit.SECONDS);
          }

          @Override
          public void close() {
            scheduler.shutdown();
          }
        }

        class Part {
          Part(ScheduledExecutorService scheduler) {
            scheduler.scheduleAtFixedRate(() -> System.out.println("b"), 1, 1, TimeUnit.SECONDS);
          }

          void stop() {
            System.out.println("stopped");
          }
        }

        class Whole implements AutoCloseable {
          private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
          private final Part part = new Part(scheduler);

          @Override
          public void close() {
            part.stop();
            scheduler.shutdown();
          }
        }
        """);
  }

  @Test
  void neverEnded() {
    assertReports(
        """
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class A {
          A(ScheduledExecutorService scheduler) {
            scheduler.scheduleAtFixedRate(() -> System.out.println("a"), 1, 1, TimeUnit.SECONDS);
          }

          static void every(ScheduledExecutorService scheduler) {
            scheduler.scheduleAtFixedRate(() -> System.out.println("b"), 1, 1, TimeUnit.SECONDS);
          }
        }

        class Once implements AutoCloseable {
          Once(ScheduledExecutorService scheduler) {
            scheduler.schedule(() -> System.out.println("c"), 1, TimeUnit.SECONDS);
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  private void assertReports(String source) {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines("A.java", source)
        .doTest();
  }
}
