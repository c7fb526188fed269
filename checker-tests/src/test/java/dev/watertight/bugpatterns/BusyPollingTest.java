package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class BusyPollingTest {
  @Test
  void notPolling() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.TimeUnit;

            abstract class A {
              private volatile boolean running = true;

              void noLoop(BlockingQueue<Runnable> queue) {
                Runnable task = queue.poll();
                if (task != null) {
                  task.run();
                }
              }

              void waits(BlockingQueue<Runnable> queue) throws InterruptedException {
                while (running) {
                  queue.take().run();
                }
              }

              void waitsAWhile(BlockingQueue<Runnable> queue) throws InterruptedException {
                while (running) {
                  Runnable task = queue.poll(100, TimeUnit.MILLISECONDS);
                  if (task != null) {
                    task.run();
                  }
                }
              }

              void sleeps(Queue<Runnable> queue) throws InterruptedException {
                while (running) {
                  Runnable task = queue.poll();
                  if (task == null) {
                    Thread.sleep(10);
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
  void permitPerElement() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Queue;
            import java.util.concurrent.Semaphore;

            abstract class A {
              void acquiresPermit(Queue<Runnable> queue, Semaphore filled)
                  throws InterruptedException {
                filled.acquire();
                Runnable task = null;
                while (task == null) {
                  task = queue.poll();
                }
                task.run();
              }

              Runnable takeOne(List<Queue<Runnable>> queues, Semaphore filled)
                  throws InterruptedException {
                filled.acquire();
                return firstOf(queues);
              }

              Runnable takeOneNow(List<Queue<Runnable>> queues, Semaphore filled) {
                return filled.tryAcquire() ? firstOf(queues) : null;
              }

              private Runnable firstOf(List<Queue<Runnable>> queues) {
                Runnable task = null;
                while (task == null) {
                  for (int i = 0; task == null && i < queues.size(); i++) {
                    task = queues.get(i).poll();
                  }
                }
                return task;
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitNotAcquired() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Queue;

            abstract class A {
              Runnable takeAny(List<Queue<Runnable>> queues) {
                return anyOf(queues);
              }

              private Runnable anyOf(List<Queue<Runnable>> queues) {
                Runnable task = null;
                while (task == null) {
                  for (int i = 0; task == null && i < queues.size(); i++) {
                    // BUG: Diagnostic contains: asks again at once
                    task = queues.get(i).poll();
                  }
                }
                return task;
              }
            }
            """)
        .doTest();
  }

  @Test
  void spinsOnPurpose() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.atomic.AtomicBoolean;

            abstract class A {
              private volatile boolean running = true;
              private final AtomicBoolean stopped = new AtomicBoolean();

              abstract void log(String text);

              void spinsKnowingly(Queue<Runnable> queue) {
                while (queue.peek() == null && !stopped.get()) {
                  Thread.onSpinWait();
                }
              }

              void yields(Queue<Runnable> queue) {
                while (queue.isEmpty()) {
                  Thread.yield();
                }
              }

              void callsUnknown(Queue<Runnable> queue) {
                while (running) {
                  if (queue.isEmpty()) {
                    log("nothing to do");
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void endsByItself() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            abstract class A {
              private int idleRounds;

              void countsInField(Queue<Runnable> queue) {
                while (idleRounds < 100) {
                  if (queue.poll() == null) {
                    idleRounds++;
                  }
                }
              }

              void counts(Queue<Runnable> queue) {
                int misses = 0;
                while (misses < 3) {
                  if (queue.poll() == null) {
                    misses++;
                  }
                }
              }

              void looksAtTheClock(Queue<Runnable> queue, long end) {
                while (System.nanoTime() < end) {
                  queue.poll();
                }
              }

              void bounded(Queue<Runnable> queue) {
                for (int i = 0; i < 10; i++) {
                  queue.poll();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void untilFlagIsSet() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;

            abstract class A {
              private volatile boolean running = true;

              abstract void log(String text);

              boolean isRunning() {
                return running;
              }

              void flag(BlockingQueue<Runnable> queue) {
                while (running) {
                  // BUG: Diagnostic contains: While 'queue' has nothing, the loop on line
                  Runnable task = queue.poll();
                  if (task != null) {
                    task.run();
                  }
                }
              }

              void getter(Queue<Runnable> queue) {
                while (isRunning()) {
                  // BUG: Diagnostic contains: it keeps a processor busy
                  Runnable task = queue.poll();
                  if (task == null) {
                    continue;
                  }
                  task.run();
                }
              }

              void interruptible(Queue<Runnable> queue) {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    // BUG: Diagnostic contains: 'queue'
                    if (!queue.isEmpty()) {
                      queue.poll().run();
                    }
                  }
                } finally {
                  log("over");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void untilFound() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.atomic.AtomicBoolean;

            abstract class A {
              private final AtomicBoolean stopped = new AtomicBoolean();

              Runnable untilFound(Queue<Runnable> queue) {
                Runnable task;
                do {
                  // BUG: Diagnostic contains: 'queue'
                  task = queue.poll();
                } while (task == null);
                return task;
              }

              Runnable inCondition(Queue<Runnable> queue) {
                Runnable task;
                // BUG: Diagnostic contains: 'queue'
                while ((task = queue.poll()) == null) {}
                return task;
              }

              void untilFilled(Queue<Runnable> queue) {
                // BUG: Diagnostic contains: 'queue'
                while (queue.isEmpty() && !stopped.get()) {}
              }
            }
            """)
        .doTest();
  }

  @Test
  void severalQueues() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Queue;

            abstract class A {
              void several(List<Queue<Runnable>> queues) {
                for (; ; ) {
                  for (Queue<Runnable> one : queues) {
                    // BUG: Diagnostic contains: 'one'
                    Runnable task = one.poll();
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
  void otherSources() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.nio.channels.Selector;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.Future;

            abstract class A {
              abstract void log(String text);

              void results(CompletionService<String> service, int tasks) throws Exception {
                int done = 0;
                while (done < tasks) {
                  // BUG: Diagnostic contains: 'service'
                  Future<String> result = service.poll();
                  if (result != null) {
                    log(result.get());
                    done++;
                  }
                }
              }

              void selector(Selector selector) throws Exception {
                while (selector.isOpen()) {
                  // BUG: Diagnostic contains: 'selector'
                  if (selector.selectNow() == 0) {
                    continue;
                  }
                  log(selector.selectedKeys().toString());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pollsInLock() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            abstract class A {
              private volatile boolean running = true;

              void locked(Queue<Runnable> queue) {
                while (running) {
                  Runnable task;
                  synchronized (this) {
                    // BUG: Diagnostic contains: 'queue'
                    task = queue.poll();
                  }
                  if (task != null) {
                    task.run();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pollsAtTheEnd() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            abstract class A {
              private volatile boolean running = true;

              void pollsAtTheEnd(Queue<Runnable> queue) {
                Runnable task = queue.poll();
                while (running) {
                  if (task != null) {
                    task.run();
                  }
                  // BUG: Diagnostic contains: 'queue'
                  task = queue.poll();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void selectThatWaits() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;
            import java.util.concurrent.locks.LockSupport;

            class A {
              private static final String IDLE = "idle";

              void waits(Source<String> left, Source<String> right) throws InterruptedException {
                while (true) {
                  System.out.println(Select.select(left.receiveClause(), right.receiveClause()));
                }
              }

              void sleepsInDefault(Source<String> left, Source<String> right)
                  throws InterruptedException {
                while (true) {
                  Select.select(
                      left.receiveClause(),
                      right.receiveClause(),
                      Select.defaultClause(
                          () -> {
                            LockSupport.parkNanos(10_000_000);
                            return "";
                          }));
                }
              }

              void sleepsAfterwards(Source<String> left) throws InterruptedException {
                while (true) {
                  String value = Select.select(left.receiveClause(), Select.defaultClause(IDLE));
                  if (value.equals(IDLE)) {
                    Thread.sleep(10);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void selectThatEnds() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              private static final String IDLE = "idle";

              void endsOnDefault(Source<String> left) throws InterruptedException {
                while (true) {
                  String value = Select.select(left.receiveClause(), Select.defaultClause(IDLE));
                  if (value.equals(IDLE)) {
                    return;
                  }
                  System.out.println(value);
                }
              }

              void once(Source<String> left) throws InterruptedException {
                System.out.println(Select.select(left.receiveClause(), Select.defaultClause("")));
              }
            }
            """)
        .doTest();
  }

  @Test
  void defaultAskedAgainAtOnce() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              private static final String IDLE = "idle";

              void constant(Source<String> left) throws InterruptedException {
                while (true) {
                  // BUG: Diagnostic contains: While select() finds nothing, the loop on line
                  String value = Select.select(left.receiveClause(), Select.defaultClause(IDLE));
                  if (!value.equals(IDLE)) {
                    System.out.println(value);
                  }
                }
              }

              void supplied(Source<Integer> left, Source<Integer> right)
                  throws InterruptedException {
                while (true) {
                  // BUG: Diagnostic contains: While select() finds nothing
                  Select.select(
                      left.receiveClause(n -> n + 1),
                      right.receiveClause(n -> n - 1),
                      Select.defaultClause(() -> 0));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void wrapperHandsTheQuestionOn() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;

            class A {
              private static final class Mailbox {
                private final Queue<String> letters;

                Mailbox(Queue<String> letters) {
                  this.letters = letters;
                }

                boolean isEmpty() {
                  return letters.isEmpty();
                }

                String peek() {
                  Thread.yield();
                  return letters.peek();
                }

                String poll() {
                  return letters.poll();
                }
              }

              String first(Mailbox mailbox) {
                // BUG: Diagnostic contains: While 'mailbox' has nothing
                while (mailbox.isEmpty()) {}
                return mailbox.poll();
              }

              String next(Mailbox mailbox) {
                String letter = null;
                while (letter == null) {
                  // BUG: Diagnostic contains: While 'mailbox' has nothing
                  letter = mailbox.poll();
                }
                return letter;
              }

              String doesMoreThanToAsk(Mailbox mailbox) {
                String letter = null;
                while (letter == null) {
                  letter = mailbox.peek();
                }
                return letter;
              }
            }
            """)
        .doTest();
  }
}
