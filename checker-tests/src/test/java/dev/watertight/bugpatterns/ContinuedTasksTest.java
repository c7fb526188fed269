package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Periodic tasks that a scheduler is told to go on with. */
final class ContinuedTasksTest {
  @Test
  void constantPolicy() {
    compile(
        """
        import java.util.concurrent.*;
        class Poller {
          private static final boolean KEEP = true;
          private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
          void start() {
            timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(KEEP);
            // BUG: Diagnostic contains: also after shutdown()
            timer.scheduleWithFixedDelay(this::poll, 1, 1, TimeUnit.SECONDS);
          }
          private void poll() { System.out.println("poll"); }
          void stop() { timer.shutdown(); }
        }
        class C1 { public static void main(String[] a) throws Exception { Poller p = new Poller(); p.start(); Thread.sleep(100); p.stop(); } }
        """);
  }

  @Test
  void optionOfObject() {
    compile(
        """

        import java.util.concurrent.ScheduledThreadPoolExecutor;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.atomic.AtomicInteger;

        class TempStore {
            private final AtomicInteger removed = new AtomicInteger();

            void sweep() {
                removed.incrementAndGet();
            }

            int removed() {
                return removed.get();
            }
        }

        class CronOptions {
            boolean finishPending = true;
            long everyMillis = 50;
            int threads = 1;
        }

        class CleanupCron implements AutoCloseable {
            private final ScheduledThreadPoolExecutor scheduler;
            private final CronOptions options;

            CleanupCron(CronOptions options) {
                this.options = options;
                this.scheduler = new ScheduledThreadPoolExecutor(options.threads);
                this.scheduler.setContinueExistingPeriodicTasksAfterShutdownPolicy(options.finishPending);
                this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(options.finishPending);
            }

            void register(Runnable sweep) {
                // BUG: Diagnostic contains: also after shutdown()
                scheduler.scheduleAtFixedRate(sweep, 0, options.everyMillis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void close() throws InterruptedException {
                scheduler.shutdown();
                if (!scheduler.awaitTermination(200, TimeUnit.MILLISECONDS)) {
                    System.out.println("cron still busy");
                }
            }
        }

        class Leak {
            public static void main(String[] args) throws Exception {
                TempStore store = new TempStore();
                try (CleanupCron cron = new CleanupCron(new CronOptions())) {
                    cron.register(store::sweep);
                }
                System.out.println("swept at least " + store.removed());
            }
        }
        """);
  }

  @Test
  void endedOrCancelled() {
    compile(
        """
        import java.util.concurrent.*;
        class C3 {
          public static void main(String[] a) throws Exception {
            ScheduledThreadPoolExecutor s = new ScheduledThreadPoolExecutor(2);
            s.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            s.scheduleAtFixedRate(() -> System.out.println("x"), 1, 1, TimeUnit.SECONDS);
            s.shutdown();
            if (!s.awaitTermination(1, TimeUnit.SECONDS)) s.shutdownNow();
            ScheduledThreadPoolExecutor t = new ScheduledThreadPoolExecutor(2);
            t.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            ScheduledFuture<?> f = t.scheduleAtFixedRate(() -> System.out.println("x"), 1, 1, TimeUnit.SECONDS);
            t.shutdown();
            Thread.sleep(100);
            f.cancel(false);
            ScheduledThreadPoolExecutor u = new ScheduledThreadPoolExecutor(2);
            u.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
            u.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
            u.scheduleAtFixedRate(() -> System.out.println("x"), 1, 1, TimeUnit.SECONDS);
            u.shutdown();
          }
        }
        """);
  }

  @Test
  void endsByException() {
    compile(
        """
        import java.util.concurrent.*;
        import java.util.concurrent.atomic.*;
        class C4 {
          static final AtomicInteger n = new AtomicInteger();
          static void step() { if (n.incrementAndGet() > 3) throw new CancellationException("done"); }
          public static void main(String[] a) throws Exception {
            ScheduledThreadPoolExecutor s = new ScheduledThreadPoolExecutor(2);
            s.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            s.scheduleAtFixedRate(C4::step, 1, 1, TimeUnit.SECONDS);
            s.shutdown();
          }
        }
        """);
  }

  @Test
  void optionIsFalse() {
    compile(
        """

        import java.util.concurrent.ScheduledThreadPoolExecutor;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.atomic.AtomicInteger;

        class TempStore {
            private final AtomicInteger removed = new AtomicInteger();

            void sweep() {
                removed.incrementAndGet();
            }

            int removed() {
                return removed.get();
            }
        }

        class CronOptions {
            boolean finishPending = false;
            long everyMillis = 50;
            int threads = 1;
        }

        class CleanupCron implements AutoCloseable {
            private final ScheduledThreadPoolExecutor scheduler;
            private final CronOptions options;

            CleanupCron(CronOptions options) {
                this.options = options;
                this.scheduler = new ScheduledThreadPoolExecutor(options.threads);
                this.scheduler.setContinueExistingPeriodicTasksAfterShutdownPolicy(options.finishPending);
                this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(options.finishPending);
            }

            void register(Runnable sweep) {
                scheduler.scheduleAtFixedRate(sweep, 0, options.everyMillis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void close() throws InterruptedException {
                scheduler.shutdown();
                if (!scheduler.awaitTermination(200, TimeUnit.MILLISECONDS)) {
                    System.out.println("cron still busy");
                }
            }
        }

        class Leak {
            public static void main(String[] args) throws Exception {
                TempStore store = new TempStore();
                try (CleanupCron cron = new CleanupCron(new CronOptions())) {
                    cron.register(store::sweep);
                }
                System.out.println("swept at least " + store.removed());
            }
        }
        """);
  }

  @Test
  void toldOtherwiseByParameter() {
    compile(
        """
        import java.util.concurrent.*;
        class Publisher {
          private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
          void start() {
            goOn(true);
            timer.scheduleAtFixedRate(() -> System.out.println("x"), 5, 5, TimeUnit.MILLISECONDS);
          }
          private void goOn(boolean isWanted) { timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(isWanted); }
          void refuse() { timer.shutdown(); }
          boolean finish() throws InterruptedException { goOn(false); return timer.awaitTermination(1, TimeUnit.SECONDS); }
        }
        class C5 {
          public static void main(String[] a) throws Exception {
            Publisher p = new Publisher(); p.start(); p.refuse(); System.out.println(p.finish());
          }
        }
        """);
  }

  @Test
  void endsWhenThereIsNoMore() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Outbox {
          private final Deque<String> letters = new ArrayDeque<>();
          Outbox(List<String> all) { letters.addAll(all); }
          String next() { return letters.removeFirst(); }
        }
        class C6 {
          public static void main(String[] a) throws Exception {
            Outbox box = new Outbox(List.of(a));
            ScheduledThreadPoolExecutor s = new ScheduledThreadPoolExecutor(1);
            s.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            s.scheduleAtFixedRate(() -> System.out.println(box.next()), 1, 1, TimeUnit.SECONDS);
            s.shutdown();
          }
        }
        """);
  }

  @Test
  void asksWhetherThereIsMore() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class C7 {
          private static final Deque<String> LETTERS = new ConcurrentLinkedDeque<>();
          static void send() { if (!LETTERS.isEmpty()) System.out.println(LETTERS.removeFirst()); }
          public static void main(String[] a) throws Exception {
            LETTERS.addAll(List.of(a));
            ScheduledThreadPoolExecutor s = new ScheduledThreadPoolExecutor(1);
            s.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
            // BUG: Diagnostic contains: also after shutdown()
            s.scheduleAtFixedRate(C7::send, 1, 1, TimeUnit.SECONDS);
            s.shutdown();
          }
        }
        """);
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines("A.java", code)
        .doTest();
  }
}
