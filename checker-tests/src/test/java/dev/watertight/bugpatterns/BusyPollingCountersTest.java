package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Counting is neither waiting nor progress, unless somebody looks at the count. */
final class BusyPollingCountersTest {
  @Test
  void pausesAfterSpins() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.locks.LockSupport;

            abstract class A {
              private static final int SPINS = 100;
              private volatile boolean running = true;

              Runnable spinsThenParks(Queue<Runnable> tasks) {
                int spins = 0;
                while (running) {
                  Runnable task = tasks.poll();
                  if (task != null) {
                    return task;
                  }
                  if (++spins > SPINS) {
                    LockSupport.parkNanos(1_000_000);
                  }
                }
                return null;
              }

              void yieldsNowAndThen(Queue<Runnable> tasks) {
                int spins = 0;
                while (running) {
                  Runnable task = tasks.poll();
                  if (task != null) {
                    task.run();
                    continue;
                  }
                  spins++;
                  if (spins == SPINS) {
                    spins = 0;
                    Thread.yield();
                  }
                }
              }

              Runnable spinsThenTakes(BlockingQueue<Runnable> tasks) throws InterruptedException {
                for (int spin = 0; spin < SPINS; spin++) {
                  Runnable task = tasks.poll();
                  if (task != null) {
                    return task;
                  }
                }
                return tasks.take();
              }
            }
            """)
        .doTest();
  }

  @Test
  void limitedByCounter() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.atomic.AtomicInteger;

            abstract class A {
              private static final int SPINS = 100;

              private final AtomicInteger attempts = new AtomicInteger();
              private volatile boolean running = true;
              private int failures;

              boolean isExhausted() {
                return failures >= 3;
              }

              Runnable countsDown(Queue<Runnable> tasks, int tries) {
                Runnable task;
                do {
                  task = tasks.poll();
                } while (task == null && --tries > 0);
                return task;
              }

              void counterBehindGetter(Queue<Runnable> tasks) {
                while (!isExhausted()) {
                  if (tasks.poll() == null) {
                    failures++;
                  }
                }
              }

              void atomicCounter(Queue<Runnable> tasks) {
                while (attempts.get() < SPINS) {
                  Runnable task = tasks.poll();
                  if (task == null) {
                    attempts.incrementAndGet();
                    continue;
                  }
                  task.run();
                }
              }

              void atomicCounterInCondition(Queue<Runnable> tasks) {
                while (running && attempts.decrementAndGet() > 0) {
                  Runnable task = tasks.poll();
                  if (task != null) {
                    task.run();
                  }
                }
              }

              int copied(Queue<Runnable> tasks) {
                int misses = 0;
                while (true) {
                  int before = misses;
                  if (tasks.poll() == null) {
                    misses = misses + 1;
                  }
                  if (before > SPINS) {
                    return misses;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pausesInStrategy() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.locks.LockSupport;

            abstract class A {
              interface Backoff {
                void idle(int work);
              }

              private volatile boolean running = true;

              void growingPauses(Queue<Runnable> tasks) {
                long pause = 1;
                while (running) {
                  Runnable task = tasks.poll();
                  if (task == null) {
                    pause *= 2;
                    LockSupport.parkNanos(pause);
                  } else {
                    pause = 1;
                    task.run();
                  }
                }
              }

              void strategy(Queue<Runnable> tasks, Backoff backoff) {
                int work = 0;
                while (running) {
                  Runnable task = tasks.poll();
                  if (task != null) {
                    task.run();
                    work += 1;
                  }
                  backoff.idle(work);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pausesUnlessWorked() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Queue;

            abstract class A {
              static final class Stats {
                private long empty;
                private long slept;

                void emptyPoll() {
                  empty++;
                }

                void pause() throws InterruptedException {
                  slept++;
                  Thread.sleep(1);
                }
              }

              private final Stats stats = new Stats();
              private volatile boolean running = true;

              void workFlag(List<Queue<Runnable>> queues) throws InterruptedException {
                while (running) {
                  boolean worked = false;
                  for (Queue<Runnable> one : queues) {
                    Runnable task = one.poll();
                    worked |= task != null;
                    if (task != null) {
                      task.run();
                    }
                  }
                  if (!worked) {
                    Thread.sleep(5);
                  }
                }
              }

              void pausesInHelper(Queue<Runnable> tasks) throws InterruptedException {
                while (running) {
                  Runnable task = tasks.poll();
                  if (task == null) {
                    stats.pause();
                    continue;
                  }
                  task.run();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void countIsNoProgress() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicLong;
            import java.util.concurrent.atomic.LongAdder;

            abstract class A {
              private final AtomicLong rounds = new AtomicLong();
              private final LongAdder misses = new LongAdder();
              private volatile boolean running = true;

              abstract void log(String text, long number);

              void countsRounds(Queue<Runnable> tasks) {
                while (running) {
                  // BUG: Diagnostic contains: 'tasks'
                  Runnable task = tasks.poll();
                  if (task != null) {
                    task.run();
                  }
                  rounds.incrementAndGet();
                }
                log("rounds", rounds.get());
              }

              void countsMisses(BlockingQueue<Runnable> tasks) {
                while (running) {
                  // BUG: Diagnostic contains: 'tasks'
                  Runnable task = tasks.poll();
                  if (task == null) {
                    misses.increment();
                  } else {
                    task.run();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void countInHelperIsNoProgress() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            abstract class A {
              static final class Stats {
                private long empty;
                private long slept;

                void emptyPoll() {
                  empty++;
                }

                void pause() throws InterruptedException {
                  slept++;
                  Thread.sleep(1);
                }
              }

              private final Stats stats = new Stats();
              private volatile boolean running = true;

              abstract void log(String text, long number);

              void countsInHelper(Queue<Runnable> tasks) {
                while (running) {
                  // BUG: Diagnostic contains: 'tasks'
                  Runnable task = tasks.poll();
                  if (task == null) {
                    stats.emptyPoll();
                    continue;
                  }
                  task.run();
                }
              }

              void countsByAssignment(Queue<Runnable> tasks) {
                long idle = 0;
                while (!Thread.currentThread().isInterrupted()) {
                  // BUG: Diagnostic contains: 'tasks'
                  Runnable task = tasks.poll();
                  if (task == null) {
                    idle = idle + 1;
                    this.stats.empty += 1;
                  } else {
                    task.run();
                  }
                }
                log("idle", idle);
              }
            }
            """)
        .doTest();
  }

  @Test
  void countOfDefaultsIsNoProgress() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            abstract class A {
              private static final String NOTHING = "nothing";

              abstract void log(String text, long number);

              void countsDefaults(Source<String> keys) throws InterruptedException {
                long idle = 0;
                while (true) {
                  // BUG: Diagnostic contains: While select() finds nothing
                  Object key = Select.select(keys.receiveClause(), Select.defaultClause(NOTHING));
                  if (key.equals("q")) {
                    break;
                  }
                  if (key.equals(NOTHING)) {
                    idle++;
                  } else {
                    log("key", idle);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void queuesInTurn() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Queue;

            abstract class A {
              private volatile boolean running = true;

              void inTurn(List<Queue<Runnable>> queues) {
                int next = 0;
                while (running) {
                  // BUG: Diagnostic contains: poll() finds nothing
                  Runnable task = queues.get(next).poll();
                  next = (next + 1) % queues.size();
                  if (task != null) {
                    task.run();
                  }
                }
              }

              void allInTurn(Queue<Runnable>[] queues) {
                while (running) {
                  for (int i = 0; i < queues.length; i++) {
                    // BUG: Diagnostic contains: poll() finds nothing
                    Runnable task = queues[i].poll();
                    if (task != null) {
                      task.run();
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void countToldAtTheEnd() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            abstract class A {
              private volatile boolean running = true;

              abstract void log(String text, long number);

              void tellsWhenItEnds(Queue<Runnable> tasks) {
                long idle = 0;
                while (true) {
                  if (!running) {
                    log("stopped", idle);
                    return;
                  }
                  // BUG: Diagnostic contains: 'tasks'
                  Runnable task = tasks.poll();
                  if (task == null) {
                    idle++;
                  } else {
                    task.run();
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
