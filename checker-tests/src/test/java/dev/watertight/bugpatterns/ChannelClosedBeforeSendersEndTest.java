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

  @Test
  void looksUntilTheSenderHasEnded() {
    CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> rows = new LinkedBlockingQueue<>();

              private void read() {
                for (int i = 0; i < 10; i++) {
                  rows.add("row " + i);
                }
              }

              private void print() {
                try {
                  while (true) {
                    String row = rows.take();
                    if (row == END) {
                      return;
                    }
                    System.out.println(row);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void copy() {
                new Thread(this::print).start();
                Thread reader = new Thread(this::read);
                reader.start();
                int looks = 0;
                while (reader.isAlive()) {
                  looks++;
                }
                rows.add(END);
                System.out.println(looks);
              }
            }
            """)
        .doTest();
  }
}
