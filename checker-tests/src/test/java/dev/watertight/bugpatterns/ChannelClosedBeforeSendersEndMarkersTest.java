package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Channels that end with a marker. */
final class ChannelClosedBeforeSendersEndMarkersTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass());

  @Test
  void markerAfterTheSenders() {
    helper
        .addSourceLines(
            "Import.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class Import {
              private static final String END = new String("end");
              private static final String FLUSH = new String("flush");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              void awaited(ExecutorService pool, Thread writer) throws Exception {
                writer.start();
                Future<?> first = pool.submit(() -> read("a.csv"));
                Future<?> second = pool.submit(() -> read("b.csv"));
                first.get();
                second.get();
                lines.put(END);
              }

              void write() throws InterruptedException {
                while (true) {
                  String line = lines.take();
                  if (line == END) {
                    return;
                  }
                  if (line == FLUSH) {
                    System.out.flush();
                  }
                  System.out.print(line);
                }
              }

              private void read(String file) {
                lines.offer(file);
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerForFlushing() {
    helper
        .addSourceLines(
            "Import.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Import {
              private static final String END = new String("end");
              private static final String FLUSH = new String("flush");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              void flushed(ExecutorService pool) throws Exception {
                pool.submit(() -> read("c.csv"));
                lines.put(FLUSH);
              }

              void write() throws InterruptedException {
                while (true) {
                  String line = lines.take();
                  if (line == END) {
                    return;
                  }
                  if (line == FLUSH) {
                    System.out.flush();
                  }
                  System.out.print(line);
                }
              }

              private void read(String file) {
                lines.offer(file);
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerForConsumersOnly() {
    helper
        .addSourceLines(
            "Import.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Import {
              private static final String END = new String("end");
              private final BlockingQueue<String> jobs = new ArrayBlockingQueue<>(10);

              void consumersOnly(List<Thread> workers) throws Exception {
                workers.add(new Thread(this::work));
                workers.forEach(Thread::start);
                jobs.put("d.csv");
                for (Thread worker : workers) {
                  jobs.put(END);
                }
              }

              private void work() {
                try {
                  for (String job; (job = jobs.take()) != END; ) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void eachMarksItsEnd() {
    helper
        .addSourceLines(
            "Import.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Import {
              private static final String END = new String("end");
              private final BlockingQueue<String> counted = new LinkedBlockingQueue<>();

              void eachMarksItsEnd(ExecutorService pool) throws Exception {
                for (int i = 0; i < 3; i++) {
                  pool.submit(() -> {
                    counted.put("line");
                    counted.put(END);
                    return null;
                  });
                }
                counted.put("last line");
                counted.put(END);
                for (int ended = 0; ended < 4; ) {
                  if (counted.take() == END) {
                    ended++;
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerBeforeTheSendersEnd() {
    helper
        .addSourceLines(
            "Import.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Import {
              private static final String END = new String("end");
              private static final String FLUSH = new String("flush");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              void write() throws InterruptedException {
                while (true) {
                  String line = lines.take();
                  if (line == END) {
                    return;
                  }
                  if (line == FLUSH) {
                    System.out.flush();
                  }
                  System.out.print(line);
                }
              }

              private void read(String file) {
                lines.offer(file);
              }

              void notAwaited(ExecutorService pool) throws Exception {
                pool.submit(() -> read("e.csv"));
                pool.submit(() -> read("f.csv"));
                // BUG: Diagnostic contains: 'lines' ends with END while the sender that line 28 starts may still run; what it sends then is lost
                lines.put(END);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerByClass() {
    helper
        .addSourceLines(
            "Report.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Report {
              sealed interface Part {}

              record Line(String text) implements Part {}

              record End() implements Part {}

              record Reader(String file, BlockingQueue<Part> parts) implements Runnable {
                @Override
                public void run() {
                  parts.add(new Line(file));
                }
              }

              record Printer(BlockingQueue<Part> parts) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      Part part = parts.take();
                      if (part instanceof End) {
                        return;
                      }
                      System.out.println(part);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void byClass(ExecutorService pool, List<String> files) {
                BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
                pool.execute(new Printer(parts));
                for (String file : files) {
                  pool.execute(new Reader(file, parts));
                }
                // BUG: Diagnostic contains: 'parts' ends with new End() while the sender that line 41 starts
                parts.add(new End());
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerIsEmptyOptional() {
    helper
        .addSourceLines(
            "Report.java",
            """
            import java.util.List;
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.LinkedBlockingQueue;

            class Report {
              void optional(List<String> files) throws InterruptedException {
                BlockingQueue<Optional<String>> names = new LinkedBlockingQueue<>();
                files.stream()
                    .map(file -> CompletableFuture.runAsync(() -> names.add(Optional.of(file))))
                    .toList();
                // BUG: Diagnostic contains: 'names' ends with Optional.empty() while
                names.add(Optional.empty());
                for (Optional<String> name = names.take(); name.isPresent(); ) {
                  System.out.println(name);
                  name = names.take();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerIsSwitched() {
    helper
        .addSourceLines(
            "Report.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class Report {
              enum Command {
                PRINT,
                STOP
              }

              void switched(ExecutorService pool) throws InterruptedException {
                BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
                pool.submit(() -> commands.add(Command.PRINT));
                // BUG: Diagnostic contains: 'commands' ends with Command.STOP while
                commands.add(Command.STOP);
                while (true) {
                  switch (commands.take()) {
                    case STOP -> {
                      return;
                    }
                    case PRINT -> System.out.println("printed");
                  }
                }
              }
            }
            """)
        .doTest();
  }

  private static final String READINGS =
      """
      import java.util.ArrayList;
      import java.util.List;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.LinkedBlockingQueue;
      import java.util.concurrent.TimeUnit;

      class A {
        sealed interface Item {}

        record Reading(int value) implements Item {}

        record Flush() implements Item {}

        enum Control implements Item {
          STOP
        }

        static final class Meter extends Thread {
          private final BlockingQueue<Item> out;

          Meter(BlockingQueue<Item> out) {
            this.out = out;
          }

          @Override
          public void run() {
            for (int hour = 0; hour < 24; hour++) {
              out.add(new Reading(hour));
            }
          }
        }

        private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
      """;

  /** The receivers go on with values of one type: a value of another one ends them. */
  @Test
  void markersByType() {
    CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            READINGS
                + """
                  private int total() throws InterruptedException {
                    int total = 0;
                    while (items.take() instanceof Reading reading) {
                      total += reading.value();
                    }
                    return total;
                  }

                  void joined(int meters) throws InterruptedException {
                    List<Meter> running = new ArrayList<>();
                    for (int i = 0; i < meters; i++) {
                      Meter meter = new Meter(items);
                      running.add(meter);
                      meter.start();
                    }
                    for (Meter meter : running) {
                      meter.join();
                    }
                    items.put(Control.STOP);
                    System.out.println(total());
                  }

                  void awaited(ExecutorService pool) throws InterruptedException {
                    pool.execute(() -> items.add(new Reading(1)));
                    pool.shutdown();
                    pool.awaitTermination(1, TimeUnit.MINUTES);
                    items.put(Control.STOP);
                  }

                  void sameThread() {
                    items.add(new Reading(2));
                    items.add(Control.STOP);
                  }

                  // Ends nobody: the receivers go on with readings.
                  void lastReading() {
                    new Meter(items).start();
                    items.add(new Reading(3));
                  }

                  void whenDone(Meter meter) throws InterruptedException {
                    meter.start();
                    meter.join();
                    items.add(new Flush());
                  }

                  void stop() {
                    items.add(Control.STOP);
                  }

                  void enumConstant(int meters) throws InterruptedException {
                    for (int i = 0; i < meters; i++) {
                      Meter meter = new Meter(items);
                      meter.start();
                    }
                    // BUG: Diagnostic contains: 'items' ends with Control.STOP while the sender
                    items.put(Control.STOP);
                    System.out.println(total());
                  }

                  void newMarker() throws InterruptedException {
                    Meter meter = new Meter(items);
                    meter.start();
                    // BUG: Diagnostic contains: 'items' ends with new Flush() while the sender
                    items.put(new Flush());
                    System.out.println(total());
                  }
                }
                """)
        .doTest();
  }

  @Test
  void markersByOtherTests() {
    CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            READINGS
                + """
                  private int total() throws InterruptedException {
                    int total = 0;
                    while (true) {
                      Item item = items.take();
                      if (!(item instanceof Reading reading)) {
                        return total;
                      }
                      total += reading.value();
                    }
                  }

                  void pool(ExecutorService pool, List<Integer> values) throws InterruptedException {
                    for (int value : values) {
                      pool.execute(() -> items.add(new Reading(value)));
                    }
                    // BUG: Diagnostic contains: 'items' ends with Control.STOP while the sender
                    items.put(Control.STOP);
                    System.out.println(total());
                  }
                }
                """)
        .doTest();
  }

  private void markerBeforeTheSendersEnd(String queue, String report) {
    helper
        .addSourceLines(
            "Bids.java",
            """
            import java.util.concurrent.*;

            class Bids {
              private static final Integer LAST = Integer.MAX_VALUE;
              private final BlockingQueue<Integer> bids = new %s<>();

              void auction() throws InterruptedException {
                Thread bidder = new Thread(() -> bids.add(1));
                bidder.start();
                %s
                bids.put(LAST);
                bidder.join();
                for (Integer bid = bids.take(); bid != LAST; bid = bids.take()) {
                  System.out.println(bid);
                }
              }
            }
            """
                .formatted(queue, report))
        .doTest();
  }

  @Test
  void markerThatComesLastByItself() {
    markerBeforeTheSendersEnd("PriorityBlockingQueue", "");
  }

  @Test
  void markerThatComesInItsTurn() {
    markerBeforeTheSendersEnd("LinkedBlockingQueue", "// BUG: Diagnostic contains: ends with LAST");
  }

  private void putBack(String label, String again) {
    helper
        .addSourceLines(
            "Resizer.java",
            """
            import java.util.concurrent.*;

            class Resizer {
              sealed interface Task permits Image, Done {}

              record Image(String file) implements Task {}

              enum Done implements Task {
                MARK
              }

              private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

              private void work() {
                try {
                  while (true) {
                    Task task = tasks.take();
                    %s {
                      tasks.add(%s);
                      return;
                    }
                    %s
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void resize(String file) {
                for (int i = 0; i < 4; i++) {
                  Thread.startVirtualThread(this::work);
                }
                tasks.add(new Image(file));
                tasks.add(Done.MARK);
              }
            }
            """
                .formatted(label, again, label.startsWith("switch") ? "}" : ""))
        .doTest();
  }

  @Test
  void markerThatEachWorkerPutsBack() {
    putBack(
        "switch (task) { case Image image -> System.out.println(image); case Done end ->", "end");
  }

  @Test
  void markerThatEachWorkerPutsBackBehindATest() {
    putBack("if (task instanceof Done end)", "end");
  }
}
