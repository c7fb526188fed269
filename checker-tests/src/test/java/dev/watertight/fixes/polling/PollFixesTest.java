package dev.watertight.fixes.polling;

import dev.watertight.bugpatterns.BusyPolling;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class PollFixesTest {
  @Test
  void waitsForEver() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;

            class A {
              void run(BlockingQueue<String> lines) throws InterruptedException {
                while (!Thread.currentThread().isInterrupted()) {
                  String line = lines.poll();
                  if (line != null) {
                    System.out.println(line);
                    System.out.flush();
                  }
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;

            class A {
              void run(BlockingQueue<String> lines) throws InterruptedException {
                while (!Thread.currentThread().isInterrupted()) {
                  String line = lines.take();
                  System.out.println(line);
                  System.out.flush();
                }
              }
            }
            """);
  }

  @Test
  void waitsAWhileForRoom() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(9);
              private volatile boolean running = true;

              void add(String line) throws InterruptedException {
                while (running) {
                  if (lines.offer(line)) {
                    break;
                  }
                }
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(9);
              private volatile boolean running = true;

              void add(String line) throws InterruptedException {
                while (running) {
                  if (lines.offer(line, 100, TimeUnit.MILLISECONDS)) {
                    break;
                  }
                }
              }
            }
            """);
  }

  @Test
  void waitsAWhile() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.BlockingDeque;

            class A {
              private volatile boolean running = true;

              void run(BlockingDeque<String> lines) throws InterruptedException {
                while (running) {
                  String line = lines.pollFirst();
                  if (line != null) {
                    System.out.println(line);
                  }
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingDeque;
            import java.util.concurrent.TimeUnit;

            class A {
              private volatile boolean running = true;

              void run(BlockingDeque<String> lines) throws InterruptedException {
                while (running) {
                  String line = lines.pollFirst(100, TimeUnit.MILLISECONDS);
                  if (line != null) {
                    System.out.println(line);
                  }
                }
              }
            }
            """);
  }

  @Test
  void parksWhereNoInterruptIsAllowed() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.Queue;

            class A implements Runnable {
              private volatile boolean running = true;
              private Queue<Runnable> tasks;

              @Override
              public void run() {
                while (running) {
                  Runnable task = tasks.poll();
                  if (task == null) {
                    continue;
                  }
                  task.run();
                }
              }
            }
            """,
            """
            import java.util.Queue;
            import java.util.concurrent.locks.LockSupport;

            class A implements Runnable {
              private volatile boolean running = true;
              private Queue<Runnable> tasks;

              @Override
              public void run() {
                while (running) {
                  Runnable task = tasks.poll();
                  if (task == null) {
                    LockSupport.parkNanos(10_000_000);
                    continue;
                  }
                  task.run();
                }
              }
            }
            """);
  }

  @Test
  void parksWhereTheLoopWouldSwallowTheInterrupt() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;

            class A {
              void run(BlockingQueue<Callable<?>> tasks) {
                while (true) {
                  try {
                    Callable<?> task = tasks.poll();
                    if (task != null) task.call();
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.locks.LockSupport;

            class A {
              void run(BlockingQueue<Callable<?>> tasks) {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    Callable<?> task = tasks.poll();
                    if (task != null) {
                      task.call();
                    } else {
                      LockSupport.parkNanos(10_000_000);
                    }
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }
            }
            """);
  }

  @Test
  void parksWhereThereIsNoRoom() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(9);

              void add(String line) {
                while (true) {
                  if (lines.offer(line)) {
                    break;
                  }
                }
              }

              void print() throws InterruptedException {
                while (true) {
                  System.out.println(lines.take());
                }
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.locks.LockSupport;

            class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(9);

              void add(String line) {
                while (true) {
                  if (lines.offer(line)) {
                    break;
                  } else {
                    LockSupport.parkNanos(10_000_000);
                  }
                }
              }

              void print() throws InterruptedException {
                while (true) {
                  System.out.println(lines.take());
                }
              }
            }
            """);
  }

  @Test
  void emptyBody() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.Queue;

            class A {
              void awaitFirst(Queue<String> names) throws InterruptedException {
                while (names.isEmpty())
                  ;
              }
            }
            """,
            """
            import java.util.Queue;

            class A {
              void awaitFirst(Queue<String> names) throws InterruptedException {
                while (names.isEmpty()) {
                  Thread.sleep(10);
                }
              }
            }
            """);
  }

  @Test
  void selector() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A {
              void run(Selector selector) throws IOException {
                while (selector.isOpen()) {
                  if (selector.selectNow() > 0) {
                    selector.selectedKeys().clear();
                  }
                }
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A {
              void run(Selector selector) throws IOException {
                while (selector.isOpen()) {
                  if (selector.select(100) > 0) {
                    selector.selectedKeys().clear();
                  }
                }
              }
            }
            """);
  }

  @Test
  void defaultClauseGoes() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              void run(Source<String> left, Source<String> right) throws InterruptedException {
                while (true) {
                  String text =
                      Select.select(
                          left.receiveClause(),
                          right.receiveClause(),
                          Select.defaultClause((String) null));
                  if (text != null) {
                    System.out.println(text);
                  }
                }
              }
            }
            """,
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              void run(Source<String> left, Source<String> right) throws InterruptedException {
                while (true) {
                  String text = Select.select(left.receiveClause(), right.receiveClause());
                  if (text != null) {
                    System.out.println(text);
                  }
                }
              }
            }
            """);
  }

  @Test
  void defaultClauseBecomesTimeLimit() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              private volatile boolean running = true;

              void run(Source<String> left) throws InterruptedException {
                while (running) {
                  Select.selectOrClosed(left.receiveClause(), Select.defaultClause("none"));
                }
              }
            }
            """,
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;
            import java.time.Duration;

            class A {
              private volatile boolean running = true;

              void run(Source<String> left) throws InterruptedException {
                while (running) {
                  Select.selectOrClosedWithin(Duration.ofMillis(100), "none", left.receiveClause());
                }
              }
            }
            """);
  }

  @Test
  void manyQueues() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;

            class A {
              void run(List<BlockingQueue<String>> all) throws InterruptedException {
                while (true) {
                  for (BlockingQueue<String> one : all) {
                    String text = one.poll();
                    if (text != null) {
                      System.out.println(text);
                    }
                  }
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              void run(List<BlockingQueue<String>> all) throws InterruptedException {
                while (true) {
                  for (BlockingQueue<String> one : all) {
                    String text = one.poll(100, TimeUnit.MILLISECONDS);
                    if (text != null) {
                      System.out.println(text);
                    }
                  }
                }
              }
            }
            """);
  }

  @Test
  void nobodyMakesRoomAgainAndAgain() {
    Repair.by(BusyPolling.class)
        .keeps(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> lines = new ArrayBlockingQueue<>(1);
                new Thread(() -> {
                  for (int i = 0; i < 9; i++) {
                    // BUG: Diagnostic contains: (who makes room, and when to give up,
                    while (!lines.offer("line " + i)) {}
                  }
                }).start();
                System.out.println(lines.take());
              }
            }
            """);
  }

  @Test
  void noFix() {
    Repair.by(BusyPolling.class)
        .keeps(
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              private volatile boolean running = true;

              void run(Source<String> left) throws InterruptedException {
                while (running) {
                  // BUG: Diagnostic contains: how to wait is yours to choose
                  Select.select(left.receiveClause(), Select.defaultClause("none"));
                }
              }
            }
            """);
  }

  @Test
  void endlessLoopThatIsInterrupted() {
    String before =
        """
        import java.util.Queue;
        import java.util.concurrent.ConcurrentLinkedQueue;

        class A {
          private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

          private static void print() {
            for (; ; ) {
              String line = LINES.poll();
              if (line != null) {
                System.out.println(line);
              }
            }
          }

          public static void main(String[] args) throws InterruptedException {
            Thread printer = new Thread(A::print);
            printer.start();
            LINES.add("a");
            Thread.sleep(200);
            printer.interrupt();
          }
        }
        """;
    Repair.by(BusyPolling.class)
        .turns(
            before,
            before
                .replace("for (; ; )", "while (!Thread.currentThread().isInterrupted())")
                .replace(
                    "line);\n      }\n",
                    "line);\n      } else {\n        LockSupport.parkNanos(10_000_000);\n      }\n")
                .replace(
                    "LinkedQueue;\n\n",
                    "LinkedQueue;\nimport java.util.concurrent.locks.LockSupport;\n\n"));
  }

  @Test
  void endlessLoopThatNobodyInterrupts() {
    Repair.by(BusyPolling.class)
        .keeps(
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;

            class A {
              private final Queue<String> lines = new ConcurrentLinkedQueue<>();

              private void print() {
                while (true) {
                  // BUG: Diagnostic contains: how to wait is yours to choose
                  String line = lines.poll();
                  if (line != null) {
                    System.out.println(line);
                  }
                }
              }

              void start() {
                new Thread(this::print).start();
                lines.add("a");
              }
            }
            """);
  }

  @Test
  void closedIsTakenForNothing() {
    Repair.by(BusyPolling.class)
        .keeps(
            """
            import com.softwaremill.jox.Select;
            import com.softwaremill.jox.Source;

            class A {
              void run(Source<String> lines) throws InterruptedException {
                while (true) {
                  Object line =
                      // BUG: Diagnostic contains: how to wait is yours to choose
                      Select.selectOrClosed(lines.receiveClause(), Select.defaultClause("none"));
                  if (line instanceof Integer) {
                    System.out.println(line);
                  }
                }
              }
            }
            """);
  }

  @Test
  void untilSomething() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;

            class A {
              private final Queue<String> queue = new ConcurrentLinkedQueue<>();

              void add(String value) {
                queue.add(value);
              }

              String next() {
                String value = null;
                while (value == null) {
                  value = queue.poll();
                }
                return value;
              }
            }
            """,
            """
            import java.util.Queue;
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.concurrent.locks.LockSupport;

            class A {
              private final Queue<String> queue = new ConcurrentLinkedQueue<>();

              void add(String value) {
                queue.add(value);
              }

              String next() {
                String value = null;
                while (value == null) {
                  value = queue.poll();
                  if (value == null) {
                    LockSupport.parkNanos(10_000_000);
                  }
                }
                return value;
              }
            }
            """);
  }

  @Test
  void waitThatReturnsWhenInterrupted() {
    Repair.by(BusyPolling.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              A() {
                pool.execute(this::work);
              }

              private void work() {
                while (true) {
                  Runnable job = jobs.poll();
                  if (job == null) {
                    continue;
                  }
                  job.run();
                }
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              A() {
                pool.execute(this::work);
              }

              private void work() {
                while (true) {
                  Runnable job;
                  try {
                    job = jobs.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  }
                  job.run();
                }
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """);
  }
}
