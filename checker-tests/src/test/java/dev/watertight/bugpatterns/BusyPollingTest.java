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
  void referenceQueue() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.lang.ref.Reference;
            import java.lang.ref.ReferenceQueue;
            import java.util.Map;

            abstract class A<T> {
              void collect(ReferenceQueue<T> references, Map<Reference<?>, T> cache) {
                Reference<?> reference;
                while ((reference = references.poll()) != null) {
                  cache.remove(reference);
                }
              }

              void collectByFor(ReferenceQueue<T> references, Map<Reference<?>, T> cache) {
                for (Reference<?> r = references.poll(); r != null; r = references.poll()) {
                  cache.remove(r);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void drainLoops() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.concurrent.atomic.AtomicInteger;

            abstract class A<T> {
              private final Queue<T> queue = new ConcurrentLinkedQueue<>();
              private final AtomicInteger wip = new AtomicInteger();
              private volatile boolean done;
              private volatile boolean cancelled;

              abstract void accept(T value);

              void drain() {
                if (wip.getAndIncrement() != 0) {
                  return;
                }
                int missed = 1;
                for (; ; ) {
                  for (; ; ) {
                    if (cancelled) {
                      queue.clear();
                      return;
                    }
                    boolean d = done;
                    T value = queue.poll();
                    boolean empty = value == null;
                    if (d && empty) {
                      return;
                    }
                    if (empty) {
                      break;
                    }
                    accept(value);
                  }
                  missed = wip.addAndGet(-missed);
                  if (missed == 0) {
                    break;
                  }
                }
              }

              void drainByCount() {
                do {
                  T value = queue.poll();
                  if (value != null) {
                    accept(value);
                  }
                } while (wip.decrementAndGet() != 0);
              }

              void serialized() {
                while (wip.compareAndSet(0, 1)) {
                  try {
                    T value;
                    while (!done && (value = queue.poll()) != null) {
                      accept(value);
                    }
                  } finally {
                    wip.set(0);
                  }
                  if (queue.isEmpty()) {
                    return;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pollOrTake() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.TimeUnit;

            abstract class A<T> {
              private static final Runnable WAKEUP = () -> {};

              static Runnable pollTask(Queue<Runnable> tasks) {
                for (; ; ) {
                  Runnable task = tasks.poll();
                  if (task == WAKEUP) {
                    continue;
                  }
                  return task;
                }
              }

              Runnable getTask(BlockingQueue<Runnable> tasks, boolean timed) {
                for (; ; ) {
                  try {
                    Runnable task = timed ? tasks.poll(1, TimeUnit.SECONDS) : tasks.take();
                    if (task != null) {
                      return task;
                    }
                  } catch (InterruptedException retry) {
                    continue;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void evictionUntilSmall() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Deque;

            abstract class A<T> {
              private int size;

              void evict(Deque<T> order, int limit) {
                while (order.size() > limit) {
                  order.pollFirst();
                }
              }

              void evictBySize(Deque<String> order, int limit) {
                while (size > limit) {
                  size -= order.pollFirst().length();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolThatCreatesWhatItLacks() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Deque;
            import java.util.Map;

            abstract class A<T> {
              boolean borrow(Deque<T> idle, Map<T, T> all) {
                T found = null;
                while (found == null) {
                  found = idle.pollFirst();
                  if (found == null && all.isEmpty()) {
                    return false;
                  }
                  if (found == null) {
                    found = create();
                  }
                }
                return true;
              }

              abstract T create();
            }
            """)
        .doTest();
  }

  @Test
  void waitsForCondition() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            abstract class A<T> {
              private final Queue<T> queue = new ConcurrentLinkedQueue<>();
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition notEmpty = lock.newCondition();

              T await() throws InterruptedException {
                lock.lock();
                try {
                  while (queue.isEmpty()) {
                    notEmpty.await();
                  }
                  return queue.poll();
                } finally {
                  lock.unlock();
                }
              }

              T waitFor() throws InterruptedException {
                synchronized (queue) {
                  T value;
                  while ((value = queue.poll()) == null) {
                    queue.wait();
                  }
                  return value;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void insertedInPairs() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.function.Consumer;

            abstract class A<T> {
              private final Queue<T> queue = new ConcurrentLinkedQueue<>();
              private volatile boolean done;

              void pairs(Consumer<Object> index) {
                while (!done) {
                  Object first = queue.poll();
                  if (first == null) {
                    break;
                  }
                  Object second;
                  while ((second = queue.poll()) == null) {}
                  index.accept(second);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void eventLoop() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.nio.channels.Selector;
            import java.util.Queue;

            abstract class A<T> {
              private volatile boolean done;

              void eventLoop(Selector selector, Queue<Runnable> tasks) throws Exception {
                while (!done) {
                  int selected = tasks.isEmpty() ? selector.select(500) : selector.selectNow();
                  if (selected > 0) {
                    selector.selectedKeys().clear();
                  }
                  Runnable task;
                  while ((task = tasks.poll()) != null) {
                    task.run();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void workList() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Deque;
            import java.util.Map;
            import java.util.Queue;

            abstract class A<T> {
              private static final Runnable WAKEUP = () -> {};
              private volatile boolean cancelled;

              abstract void accept(T value);

              void breadthFirst(Map<T, T> next, T start) {
                Deque<T> open = new ArrayDeque<>();
                open.add(start);
                while (!open.isEmpty()) {
                  T node = open.poll();
                  T successor = next.get(node);
                  if (successor == null) {
                    continue;
                  }
                  open.add(successor);
                }
              }

              void merge(Queue<T> left, Queue<T> right) {
                while (left.peek() != null || right.peek() != null) {
                  accept(left.peek() != null ? left.poll() : right.poll());
                }
              }

              Runnable task(Queue<T> source) {
                while (!cancelled) {
                  return () -> accept(source.poll());
                }
                return WAKEUP;
              }
            }
            """)
        .doTest();
  }

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
