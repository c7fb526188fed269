package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.BackgroundLoopNeverEnds;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class BackgroundFixesTest {
  @Test
  void threadInField() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            final class A implements AutoCloseable {
              private final Thread thread = new Thread(this::beat);

              A() {
                thread.start();
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """,
            """
            final class A implements AutoCloseable {
              private final Thread thread = new Thread(this::beat);

              A() {
                thread.start();
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                System.out.println("closed");
                thread.interrupt();
              }
            }
            """);
  }

  @Test
  void swallowedByThreadThatNobodyHas() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            final class A {
              void start() {
                new Thread(this::sweep).start();
              }

              private void sweep() {
                while (true) {
                  try {
                    Thread.sleep(1000);
                  } catch (InterruptedException e) {
                    System.out.println("interrupted");
                  }
                }
              }

              void stop() {
                System.out.println("stopped");
              }
            }
            """,
            """
            final class A {
              private volatile Thread thread;

              void start() {
                thread = new Thread(this::sweep);
                thread.start();
              }

              private void sweep() {
                while (true) {
                  try {
                    Thread.sleep(1000);
                  } catch (InterruptedException e) {
                    System.out.println("interrupted");
                    Thread.currentThread().interrupt();
                    return;
                  }
                }
              }

              void stop() {
                System.out.println("stopped");
                if (thread != null) {
                  thread.interrupt();
                }
              }
            }
            """);
  }

  @Test
  void executorThatRunsNothingElse() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void start() {
                pool.execute(this::beat);
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void start() {
                pool.execute(this::beat);
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """);
  }

  @Test
  void executorThatRunsOtherTasksToo() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void start() {
                pool.execute(this::beat);
              }

              void save(Runnable work) {
                pool.execute(work);
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            final class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private volatile Future<?> task;

              void start() {
                task = pool.submit(this::beat);
              }

              void save(Runnable work) {
                pool.execute(work);
              }

              private void beat() {
                try {
                  while (true) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                pool.shutdown();
                if (task != null) {
                  task.cancel(true);
                }
              }
            }
            """);
  }

  @Test
  void futureKeptAndCancelled() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              A(ScheduledExecutorService scheduler) {
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
            """,
            """
            import java.util.concurrent.Future;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              private final Future<?> task;

              A(ScheduledExecutorService scheduler) {
                task = scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
              }

              private void tick() {
                System.out.println("tick");
              }

              @Override
              public void close() {
                System.out.println("closed");
                task.cancel(true);
              }
            }
            """);
  }

  @Test
  void futureInFieldCancelled() {
    Repair.by(BackgroundLoopNeverEnds.class)
        .turns(
            """
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.ScheduledFuture;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              private final ScheduledExecutorService scheduler;
              private ScheduledFuture<?> ticks;

              A(ScheduledExecutorService scheduler) {
                this.scheduler = scheduler;
              }

              void start() {
                ticks =
                    scheduler.scheduleWithFixedDelay(
                        () -> System.out.println("tick"), 1, 1, TimeUnit.SECONDS);
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """,
            """
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.ScheduledFuture;
            import java.util.concurrent.TimeUnit;

            final class A implements AutoCloseable {
              private final ScheduledExecutorService scheduler;
              private ScheduledFuture<?> ticks;

              A(ScheduledExecutorService scheduler) {
                this.scheduler = scheduler;
              }

              void start() {
                ticks =
                    scheduler.scheduleWithFixedDelay(
                        () -> System.out.println("tick"), 1, 1, TimeUnit.SECONDS);
              }

              @Override
              public void close() {
                System.out.println("closed");
                if (ticks != null) {
                  ticks.cancel(true);
                }
              }
            }
            """);
  }
}
