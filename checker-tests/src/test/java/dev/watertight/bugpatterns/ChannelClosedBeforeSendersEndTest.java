package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ChannelClosedBeforeSendersEndTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass());

  @Test
  void threadsJoined() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void joined(List<String> sites) throws Exception {
                List<Thread> threads = new ArrayList<>();
                for (String site : sites) {
                  threads.add(Thread.startVirtualThread(() -> fetch(site)));
                }
                for (Thread thread : threads) {
                  thread.join();
                }
                pages.done();
              }

              void joinedByReference(List<String> sites) {
                List<CompletableFuture<Void>> running =
                    sites.stream().map(s -> CompletableFuture.runAsync(() -> fetch(s))).toList();
                running.forEach(CompletableFuture::join);
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void futuresAwaited() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void futures(ExecutorService pool, List<String> sites) throws Exception {
                List<Future<?>> futures = new ArrayList<>();
                for (String site : sites) {
                  futures.add(pool.submit(() -> fetch(site)));
                }
                try {
                  for (Future<?> future : futures) {
                    future.get();
                  }
                } finally {
                  pages.done();
                }
              }

              void allOf(ExecutorService pool) {
                CompletableFuture<Void> first = CompletableFuture.runAsync(() -> fetch("a"), pool);
                CompletableFuture<Void> second = CompletableFuture.runAsync(() -> fetch("b"), pool);
                CompletableFuture.allOf(first, second).join();
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchAwaited() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.TimeUnit;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void latch(List<String> sites) throws Exception {
                CountDownLatch left = new CountDownLatch(sites.size());
                for (String site : sites) {
                  Thread.ofVirtual().start(() -> {
                    try {
                      fetch(site);
                    } finally {
                      left.countDown();
                    }
                  });
                }
                if (!left.await(1, TimeUnit.MINUTES)) {
                  System.err.println("slow sites: " + left.getCount());
                }
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void phaserAwaited() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.Phaser;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void phaser() {
                Phaser phaser = new Phaser(2);
                new Thread(() -> {
                  fetch("c");
                  phaser.arriveAndDeregister();
                }).start();
                phaser.arriveAndAwaitAdvance();
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void executorAwaited() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void termination(ExecutorService pool) throws Exception {
                pool.execute(() -> fetch("d"));
                pool.shutdown();
                pool.awaitTermination(1, TimeUnit.HOURS);
                pages.done();
              }

              void resource() {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                  pool.submit(() -> fetch("e"));
                  pool.submit(() -> fetch("f"));
                }
                pages.done();
              }

              void invokeAll(ExecutorService pool, List<Callable<Void>> others) throws Exception {
                List<Callable<Void>> tasks = new ArrayList<>(others);
                tasks.add(() -> {
                  fetch("g");
                  return null;
                });
                pool.invokeAll(tasks);
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void awaitedByHelper() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void helper(ExecutorService pool) throws Exception {
                Future<?> future = pool.submit(() -> fetch("h"));
                await(future);
                pages.done();
              }

              private static void await(Future<?> future) throws Exception {
                future.get(10, TimeUnit.SECONDS);
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByCompletion() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutorService;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void whenComplete(ExecutorService pool) {
                CompletableFuture.runAsync(() -> fetch("i"), pool)
                    .whenComplete((done, e) -> pages.done());
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendsInTurn() {
    helper
        .addSourceLines(
            "Crawler.java",
            """
            import com.softwaremill.jox.Channel;

            class Crawler {
              private final Channel<String> pages = Channel.newBufferedChannel(16);

              void inTurn() throws Exception {
                for (int i = 0; i < 3; i++) {
                  Thread thread = new Thread(() -> fetch("j"));
                  thread.start();
                  thread.join();
                }
                pages.done();
              }

              private void fetch(String site) {
                try {
                  pages.send(site);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendersAcknowledge() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.SynchronousQueue;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void acknowledged() throws Exception {
                SynchronousQueue<String> ack = new SynchronousQueue<>();
                new Thread(() -> {
                  tick(1);
                  ack.offer("sent");
                }).start();
                ack.take();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivedBeforeClosing() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void receivedBefore() throws Exception {
                Thread.startVirtualThread(() -> tick(2));
                Thread.startVirtualThread(() -> tick(3));
                System.out.println(ticks.receive() + ticks.receive());
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void untilTheUserSaysStop() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.Scanner;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void untilTheUserSaysStop() {
                new Thread(() -> tick(4)).start();
                new Scanner(System.in).nextLine();
                ticks.done();
              }

              void forAWhile(ScheduledExecutorService clock) throws Exception {
                clock.scheduleAtFixedRate(() -> tick(5), 0, 1, TimeUnit.SECONDS);
                TimeUnit.MINUTES.sleep(1);
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendersSetAFlag() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();
              private volatile boolean ready;

              void flag() {
                new Thread(() -> {
                  tick(6);
                  ready = true;
                }).start();
                while (!ready) {
                  Thread.onSpinWait();
                }
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void coordinatorAwaits() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              interface Coordinator {
                void finished();

                void settle();
              }

              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void coordinator(Coordinator coordinator) {
                new Thread(() -> {
                  tick(7);
                  coordinator.finished();
                }).start();
                coordinator.settle();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void perhapsAtOnce() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.Executor;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void perhapsAtOnce(Executor executor) {
                executor.execute(() -> tick(8));
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void cutOffOnPurpose() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void cutOff() {
                Thread sender = new Thread(() -> tick(9));
                sender.start();
                sender.interrupt();
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedOnFailure() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void failed(Runnable other) {
                try {
                  new Thread(() -> tick(10)).start();
                  other.run();
                } catch (IllegalStateException e) {
                  ticks.done();
                  throw e;
                }
              }

              void withError() {
                new Thread(() -> tick(11)).start();
                ticks.error(new IllegalStateException("no feed"));
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedInOtherBranch() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void nothingToDo(List<Integer> numbers) {
                for (int number : numbers) {
                  Thread.startVirtualThread(() -> tick(number));
                }
                if (numbers.isEmpty()) {
                  ticks.done();
                }
              }

              void otherBranch(boolean live) {
                if (live) {
                  new Thread(() -> tick(12)).start();
                  return;
                }
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderExpectsIt() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void senderExpectsIt() {
                new Thread(() -> {
                  try {
                    ticks.send(13);
                  } catch (ChannelClosedException | InterruptedException e) {
                    System.out.println("too late");
                  }
                }).start();
                ticks.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByMethodOfItsOwn() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void start() {
                new Thread(() -> tick(14)).start();
              }

              void stop() {
                ticks.done();
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void lastSenderCloses() {
    helper
        .addSourceLines(
            "Feed.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.atomic.AtomicInteger;

            class Feed {
              private final Channel<Integer> ticks = Channel.newUnlimitedChannel();

              void lastOneCloses(int senders) throws InterruptedException {
                AtomicInteger left = new AtomicInteger(senders);
                for (int i = 0; i < senders; i++) {
                  int n = i;
                  Thread.startVirtualThread(() -> {
                    tick(n);
                    if (left.decrementAndGet() == 0) {
                      ticks.done();
                    }
                  });
                }
                ticks.forEach(System.out::println);
              }

              void oneSender() {
                Thread.startVirtualThread(() -> {
                  tick(15);
                  ticks.done();
                });
              }

              private void tick(int n) {
                try {
                  ticks.send(n);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTheSender() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              private final Channel<Long> ticks = Channel.newBufferedChannel(1);
              private volatile boolean running = true;

              Ticker() {
                new Thread(this::tick).start();
              }

              static void once() {
                Ticker ticker = new Ticker();
                ticker.close();
              }

              public void close() {
                running = false;
                ticks.done();
              }

              private void tick() {
                try {
                  while (running) {
                    ticks.send(System.nanoTime());
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
  void senderToldByFlag() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              private final Channel<Long> ticks = Channel.newBufferedChannel(1);
              private volatile boolean running = true;

              void byFlag() {
                new Thread(this::tick).start();
                running = false;
                ticks.done();
              }

              private void tick() {
                try {
                  while (running) {
                    ticks.send(System.nanoTime());
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
  void senderToldByItsEnd() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import com.softwaremill.jox.Channel;

            class Ticker {
              void byItsEnd() {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                Thread.startVirtualThread(() -> {
                  try {
                    for (int i = 0; ; i++) {
                      numbers.send(i);
                    }
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                });
                System.out.println("running");
                numbers.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenByOthers() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              interface Store {
                void upload(InputStream in);
              }

              void takenByOthers(ExecutorService pool, Store store) throws IOException {
                try (PipedOutputStream out = new PipedOutputStream();
                    PipedInputStream in = new PipedInputStream(out)) {
                  pool.submit(() -> {
                    out.write(1);
                    out.close();
                    return null;
                  });
                  store.upload(in);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedInTurn() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              void inTurn(ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(() -> {
                  out.write(2);
                  return null;
                });
                System.out.println(in.read());
                out.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderHasNotTakenYet() {
    helper
        .addSourceLines(
            "Ticker.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class Ticker {
              void notTakenYet(ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(() -> {
                  out.write(3);
                  return null;
                });
                // BUG: Diagnostic contains: 'out' is closed by close() while the sender that line 10 starts may still run
                out.close();
                System.out.println(in.read());
              }
            }
            """)
        .doTest();
  }

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

  @Test
  void closedBeforeThreadsEnd() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import com.softwaremill.jox.Channel;

            class Quotes {
              private final Channel<String> quotes = Channel.newBufferedChannel(8);

              void threads() throws Exception {
                Thread thread = new Thread(() -> ask("a"));
                thread.setName("quotes");
                thread.start();
                System.out.println("asked by " + thread);
                // BUG: Diagnostic contains: 'quotes' is closed by done() while the sender that line 7 starts may still run
                quotes.done();
                thread.join();
              }

              private void ask(String exchange) {
                try {
                  quotes.send(exchange);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedBeforePoolEnds() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Quotes {
              private final Channel<String> quotes = Channel.newBufferedChannel(8);

              void pool(List<String> exchanges) {
                ExecutorService pool = Executors.newFixedThreadPool(4);
                exchanges.forEach(exchange -> pool.submit(() -> ask(exchange)));
                pool.shutdown();
                // BUG: Diagnostic contains: 'quotes' is closed by done() while
                quotes.done();
              }

              private void ask(String exchange) {
                try {
                  quotes.send(exchange);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedBeforeFutureEnds() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.CompletableFuture;

            class Quotes {
              private final Channel<String> quotes = Channel.newBufferedChannel(8);

              void future() {
                CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> ask("b"));
                try {
                  System.out.println("started");
                } finally {
                  // BUG: Diagnostic contains: 'quotes' is closed by doneOrClosed() while
                  quotes.doneOrClosed();
                }
                asking.join();
              }

              private void ask(String exchange) {
                try {
                  quotes.send(exchange);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByHelperBeforeTheSenders() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import com.softwaremill.jox.Channel;

            class Quotes {
              private final Channel<String> quotes = Channel.newBufferedChannel(8);

              void helpers() {
                begin();
                end();
              }

              private void begin() {
                Thread.startVirtualThread(new Asker("c"));
              }

              private void end() {
                System.out.println("that was all");
                // BUG: Diagnostic contains: 'quotes' is closed by done() while
                quotes.done();
              }

              private void ask(String exchange) {
                try {
                  quotes.send(exchange);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private class Asker implements Runnable {
                private final String exchange;

                Asker(String exchange) {
                  this.exchange = exchange;
                }

                @Override
                public void run() {
                  ask(exchange);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void resourceClosedBeforeTheSenders() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.SubmissionPublisher;

            class Quotes {
              void resource() {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                    // BUG: Diagnostic contains: 'prices' is closed at the end of the try while the sender that line 11 starts may still run
                    SubmissionPublisher<Integer> prices = new SubmissionPublisher<>()) {
                  prices.consume(System.out::println);
                  pool.submit(() -> prices.submit(100));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void resourcesInOrder() {
    helper
        .addSourceLines(
            "Quotes.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.SubmissionPublisher;

            class Quotes {
              void orderedResources() {
                try (SubmissionPublisher<Integer> prices = new SubmissionPublisher<>();
                    ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                  prices.consume(System.out::println);
                  pool.submit(() -> prices.submit(200));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneChannelEach() {
    helper
        .addSourceLines(
            "Mirrors.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class Mirrors {
              void oneChannelEach(List<String> mirrors) throws InterruptedException {
                for (String mirror : mirrors) {
                  Channel<String> files = Channel.newRendezvousChannel();
                  Thread.startVirtualThread(() -> list(mirror, files));
                  files.forEach(System.out::println);
                }
              }

              void onlyOne(String mirror) throws InterruptedException {
                Channel<String> files = Channel.newRendezvousChannel();
                Thread.startVirtualThread(() -> list(mirror, files));
                files.forEach(System.out::println);
              }

              void either(String mirror, boolean virtual) throws InterruptedException {
                Channel<String> files = Channel.newRendezvousChannel();
                if (virtual) {
                  Thread.startVirtualThread(() -> list(mirror, files));
                } else {
                  new Thread(() -> list(mirror, files)).start();
                }
                files.forEach(System.out::println);
              }

              private void list(String mirror, Channel<String> files) {
                try {
                  files.send(mirror + "/index");
                  files.done();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void quickestCloses() {
    helper
        .addSourceLines(
            "Mirrors.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class Mirrors {
              void quickest(List<String> mirrors) throws InterruptedException {
                Channel<String> file = Channel.newRendezvousChannel();
                for (String mirror : mirrors) {
                  Thread.startVirtualThread(() -> {
                    try {
                      file.send(mirror);
                      file.done();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
                }
                System.out.println(file.receive());
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByEachSender() {
    helper
        .addSourceLines(
            "Mirrors.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class Mirrors {
              void all(List<String> mirrors) throws InterruptedException {
                Channel<String> listing = Channel.newRendezvousChannel();
                for (String mirror : mirrors) {
                  Thread.startVirtualThread(() -> {
                    try {
                      listing.send(mirror);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } finally {
                      // BUG: Diagnostic contains: 'listing' is closed by each of the senders that line 8 starts; the first to end closes it under the others
                      listing.done();
                    }
                  });
                }
                listing.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTwoSenders() {
    helper
        .addSourceLines(
            "Mirrors.java",
            """
            import com.softwaremill.jox.Channel;

            class Mirrors {
              void twice() throws InterruptedException {
                Channel<String> names = Channel.newBufferedChannel(4);
                new Thread(() -> send(names, "a")).start();
                new Thread(() -> send(names, "b")).start();
                for (Object o = names.receiveOrClosed(); o instanceof String; ) {
                  System.out.println(o);
                  o = names.receiveOrClosed();
                }
              }

              private void send(Channel<String> names, String name) {
                try {
                  names.send(name);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                // BUG: Diagnostic contains: 'names' is closed by each of the senders
                names.done();
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
}
