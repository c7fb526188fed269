package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Sends and receives that need two threads and have one. */
final class SendWithoutReceiverThreadsTest {
  @Test
  void fewBytes() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;
        import java.io.PipedReader;
        import java.io.PipedWriter;

        class A {
          int fewBytes() throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            out.write(1);
            out.write(new byte[] {2, 3});
            out.close();
            return in.read();
          }

          String constantNumber() throws IOException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            for (int i = 0; i < 10; i++) {
              out.write('a' + i);
            }
            out.close();
            return new BufferedReader(in).readLine();
          }
        }
        """);
  }

  @Test
  void sizedPipe() {
    compile(
        """
        import java.io.IOException;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;

        class A {
          int sized(byte[] data) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out, 1 << 16);
            for (byte one : data) {
              out.write(one);
            }
            out.close();
            return in.readAllBytes().length;
          }
        }
        """);
  }

  @Test
  void turnAndTurnAbout() {
    compile(
        """
        import java.io.IOException;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;
        import java.util.List;

        class A {
          int turnAndTurnAbout(List<String> names) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            int sum = 0;
            for (String name : names) {
              out.write(name.length());
              sum += in.read();
            }
            return sum;
          }
        }
        """);
  }

  @Test
  void readElsewhere() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.PipedReader;
        import java.io.PipedWriter;
        import java.util.List;

        class A {
          long readElsewhere(List<String> lines) throws IOException, InterruptedException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            long[] count = new long[1];
            Thread reader = new Thread(() -> count[0] = new BufferedReader(in).lines().count());
            reader.start();
            try (out) {
              for (String line : lines) {
                out.write(line + "\\n");
              }
            }
            reader.join();
            return count[0];
          }
        }
        """);
  }

  @Test
  void writtenElsewhere() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.PipedReader;
        import java.io.PipedWriter;
        import java.io.UncheckedIOException;
        import java.io.Writer;
        import java.util.List;

        class A {
          long writtenElsewhere(List<String> lines) throws IOException {
            try (PipedWriter out = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(out))) {
              Thread.startVirtualThread(
                  () -> {
                    try (out) {
                      render(lines, out);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
              return in.lines().count();
            }
          }

          private static void render(List<String> lines, Writer out) throws IOException {
            for (String line : lines) {
              out.write(line);
              out.write('\\n');
            }
          }
        }
        """);
  }

  @Test
  void looksHowFull() {
    compile(
        """
        import java.io.IOException;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;
        import java.util.List;

        class A {
          int looksHowFull(List<String> names) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            for (String name : names) {
              if (in.available() < 1000) {
                out.write(name.length());
              }
            }
            return in.read();
          }
        }
        """);
  }

  @Test
  void bytesOfUnknownNumber() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.InputStreamReader;
        import java.io.ObjectInputStream;
        import java.io.ObjectOutputStream;
        import java.io.OutputStreamWriter;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;
        import java.io.PrintWriter;
        import java.util.List;

        class A {
          List<String> bytes(List<String> rows) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            try (PrintWriter writer = new PrintWriter(new OutputStreamWriter(out))) {
              for (String row : rows) {
                // BUG: Diagnostic contains: println() waits for ever once it is full (write in a
                writer.println(row);
              }
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in))) {
              return reader.lines().toList();
            }
          }

          int constantNumber() throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            for (int i = 0; i < 1025; i++) {
              // BUG: Diagnostic contains: Only this thread itself receives from 'out'; write()
              out.write(i);
            }
            return in.read();
          }

          Object copy(Object[] parts) throws IOException, ClassNotFoundException {
            PipedInputStream in = new PipedInputStream();
            ObjectOutputStream out = new ObjectOutputStream(new PipedOutputStream(in));
            for (Object part : parts) {
              // BUG: Diagnostic contains: Only this thread itself receives from 'in'; writeObject()
              out.writeObject(part);
            }
            out.flush();
            return new ObjectInputStream(in).readObject();
          }
        }
        """);
  }

  @Test
  void readTooLate() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.PipedReader;
        import java.io.PipedWriter;
        import java.util.List;

        class A {
          long late(List<String> lines) throws IOException, InterruptedException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            long[] count = new long[1];
            Thread reader = new Thread(() -> count[0] = new BufferedReader(in).lines().count());
            for (String line : lines) {
              // BUG: Diagnostic contains: Whoever receives from 'out' is started later, on line
              out.write(line);
            }
            out.close();
            reader.start();
            reader.join();
            return count[0];
          }
        }
        """);
  }

  @Test
  void writtenByHelper() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.PipedReader;
        import java.io.PipedWriter;
        import java.io.Writer;
        import java.util.List;

        class A {
          private static void render(List<String> lines, Writer out) throws IOException {
            for (String line : lines) {
              out.write(line);
              out.write('\\n');
            }
          }

          long byHelper(List<String> lines) throws IOException {
            // BUG: Diagnostic contains: Only this thread itself receives from 'page'; render()
            try (PipedWriter page = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(page))) {
              render(lines, page);
              page.close();
              return in.lines().count();
            }
          }
        }
        """);
  }

  @Test
  void twoThreads() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          String twoThreads() throws Exception {
            ExecutorService two = Executors.newFixedThreadPool(2);
            try {
              SynchronousQueue<String> queue = new SynchronousQueue<>();
              two.submit(() -> put(queue, "1"));
              return two.submit(() -> queue.take()).get();
            } finally {
              two.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void roomForAll() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          String room() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
              BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
              one.submit(() -> put(queue, "2"));
              return one.submit(() -> queue.take()).get();
            } finally {
              one.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void ownThread() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          String ownThread() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
              SynchronousQueue<String> queue = new SynchronousQueue<>();
              Thread.startVirtualThread(
                  () -> {
                    try {
                      put(queue, "3");
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
              return one.submit(() -> queue.take()).get();
            } finally {
              one.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void receivedHere() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          String receivedHere() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
              SynchronousQueue<String> queue = new SynchronousQueue<>();
              one.submit(() -> put(queue, "4"));
              return queue.take();
            } finally {
              one.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void twoExecutors() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.concurrent.SynchronousQueue;

        class A {
          private final ExecutorService io = Executors.newSingleThreadExecutor();
          private final ExecutorService cpu = Executors.newSingleThreadExecutor();
          private final SynchronousQueue<String> between = new SynchronousQueue<>();

          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          Future<String> twoExecutors() {
            io.submit(() -> put(between, "5"));
            return cpu.submit(() -> between.take());
          }
        }
        """);
  }

  @Test
  void maybeAnotherExecutor() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.concurrent.SynchronousQueue;

        class A {
          private ExecutorService replaced = Executors.newSingleThreadExecutor();

          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          Future<String> maybeAnother(ExecutorService other) {
            replaced = other;
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            replaced.submit(() -> put(queue, "6"));
            return replaced.submit(() -> queue.take());
          }
        }
        """);
  }

  @Test
  void interruptedExecutor() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static Void put(BlockingQueue<String> queue, String text) throws InterruptedException {
            queue.put(text);
            return null;
          }

          String interrupted() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            one.submit(() -> put(queue, "7"));
            Future<String> answer = one.submit(() -> queue.take());
            one.shutdownNow();
            return answer.get(7, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void localExecutor() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          String local() throws Exception {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try {
              SynchronousQueue<String> queue = new SynchronousQueue<>();
              one.submit(
                  () -> {
                    // BUG: Diagnostic contains: Only a task that waits for this one's thread
                    queue.put("8");
                    return null;
                  });
              return one.submit(() -> queue.take()).get();
            } finally {
              one.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void executorInFields() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          private final ExecutorService io = Executors.newSingleThreadExecutor();
          private final SynchronousQueue<String> alone = new SynchronousQueue<>();

          void inFields() {
            io.execute(
                () -> {
                  try {
                    System.out.println(alone.take());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            io.execute(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Only a task that waits for this one's thread
                    alone.put("9");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
          }
        }
        """);
  }

  @Test
  void channelInSingleThread() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          void channel() {
            try (ExecutorService one = Executors.newFixedThreadPool(1)) {
              Channel<Integer> numbers = Channel.newRendezvousChannel();
              one.submit(
                  () -> {
                    for (int i = 0; i < 10; i++) {
                      // BUG: Diagnostic contains: Only a task that waits for this one's thread
                      numbers.send(i);
                    }
                    return null;
                  });
              one.submit(
                  () -> {
                    for (int i = 0; i < 10; i++) {
                      System.out.println(numbers.receive());
                    }
                    return null;
                  });
            }
          }
        }
        """);
  }

  @Test
  void singleWorkersOfTwoObjects() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          private final ExecutorService hands = Executors.newSingleThreadExecutor();
          private final SynchronousQueue<String> ball;

          A(SynchronousQueue<String> ball) {
            this.ball = ball;
          }

          void give() {
            hands.submit(
                () -> {
                  ball.put("10");
                  return null;
                });
          }

          void take() {
            hands.submit(() -> ball.take());
          }

          static void play() {
            SynchronousQueue<String> ball = new SynchronousQueue<>();
            new A(ball).give();
            new A(ball).take();
          }
        }
        """);
  }

  @Test
  void resizedPool() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.ThreadPoolExecutor;

        class A {
          void resized() {
            SynchronousQueue<String> ball = new SynchronousQueue<>();
            ExecutorService pool = Executors.newFixedThreadPool(1);
            ((ThreadPoolExecutor) pool).setMaximumPoolSize(2);
            ((ThreadPoolExecutor) pool).setCorePoolSize(2);
            pool.submit(
                () -> {
                  ball.put("11");
                  return null;
                });
            pool.submit(() -> ball.take());
            pool.shutdown();
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void oneWorkerFillsChannel() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void tooMany() {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(4);
                try (ExecutorService one = Executors.newSingleThreadExecutor()) {
                  one.submit(
                      () -> {
                        for (int n = 0; n < 5; n++) {
                          // BUG: Diagnostic contains: Only a task that waits for this one's thread
                          numbers.put(n);
                        }
                        return null;
                      });
                  one.submit(() -> numbers.take());
                }
              }

              void thatMany() {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(5);
                try (ExecutorService one = Executors.newSingleThreadExecutor()) {
                  one.submit(
                      () -> {
                        for (int n = 0; n < 5; n++) {
                          numbers.put(n);
                        }
                        return null;
                      });
                  one.submit(() -> numbers.take());
                }
              }

              void onTwo() {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(4);
                try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                  two.submit(
                      () -> {
                        for (int n = 0; n < 5; n++) {
                          numbers.put(n);
                        }
                        return null;
                      });
                  two.submit(() -> numbers.take());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void workersOfTwoObjects() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Actor.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.SynchronousQueue;

            final class Actor {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              void greet(Actor peer) {
                SynchronousQueue<String> hand = new SynchronousQueue<>();
                worker.submit(
                    () -> {
                      hand.put("hello");
                      return null;
                    });
                peer.listen(hand);
              }

              private void listen(SynchronousQueue<String> hand) {
                worker.submit(() -> hand.take());
              }

              void close() {
                worker.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void linesOfTextsInMemoryThatAMethodIsGivenAreNotReported() {
    compileFeed("for (var in : List.of(new StringReader(\"a\\nb\")))", "in", "");
  }

  @Test
  void linesOfFilesThatAMethodIsGivenAreReported() {
    compileFeed(
        "",
        "new FileReader(\"lines\")",
        "// BUG: Diagnostic contains: Nobody receives from 'lines'");
  }

  private void compileFeed(String loop, String source, String report) {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "Feed.java",
            """
            import java.io.BufferedReader;
            import java.io.FileReader;
            import java.io.StringReader;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Feed {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);

              void pump(BufferedReader in) throws Exception {
                String line;
                while ((line = in.readLine()) != null) {
                  %s
                  lines.put(line);
                }
              }

              public static void main(String[] args) throws Exception {
                Feed feed = new Feed();
                %s
                feed.pump(new BufferedReader(%s));
              }
            }
            """
                .formatted(report, loop, source))
        .doTest();
  }
}
