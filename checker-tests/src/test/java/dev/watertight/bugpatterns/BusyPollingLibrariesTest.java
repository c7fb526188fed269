package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops of real libraries that look alike and end, or wait. */
final class BusyPollingLibrariesTest {
  @Test
  void makesTheRoomThatItAsksFor() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private final BlockingQueue<String> latest = new ArrayBlockingQueue<>(100);
              private final BlockingQueue<String> oldest = new ArrayBlockingQueue<>(100);
              private int size;

              void add(String line) {
                while (!latest.offer(line)) {
                  drop();
                }
              }

              private void drop() {
                String line = latest.poll();
                size -= line == null ? 0 : line.length();
              }

              void addLast(String line) {
                // BUG: Diagnostic contains: has no room
                while (!oldest.offer(line)) {
                  count();
                }
              }

              private void count() {
                size++;
              }

              String take() {
                return oldest.poll();
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
  void noRoom() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> jobs = new ArrayBlockingQueue<>(2);
              private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

              void spins(String job) {
                // BUG: Diagnostic contains: While 'jobs' has no room, the loop
                while (!jobs.offer(job)) {}
              }

              void hasRoom(String note) {
                while (!notes.offer(note)) {}
              }

              void givenSomewhere(BlockingQueue<String> queue, String job) {
                while (!queue.offer(job)) {}
              }

              void makesRoom(String job) {
                while (!jobs.offer(job)) {
                  jobs.poll();
                }
              }

              static class Latest extends ArrayBlockingQueue<String> {
                Latest() {
                  super(3);
                }

                @Override
                public void put(String line) {
                  while (!offer(line)) {
                    poll();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pollsOfOwnQueuesThatWait() {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Patient.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class Patient<T> extends LinkedBlockingQueue<T> {
              @Override
              public T poll() {
                try {
                  return poll(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  return null;
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;

            class A {
              private final Queue<Runnable> own = new ConcurrentLinkedQueue<>();
              private volatile boolean running = true;

              void runGiven(Queue<Runnable> given) {
                while (running) {
                  Runnable task = given.poll();
                  if (task != null) {
                    task.run();
                  }
                }
              }

              void runOwn() {
                while (running) {
                  // BUG: Diagnostic contains: While 'own' has nothing
                  Runnable task = own.poll();
                  if (task != null) {
                    task.run();
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
