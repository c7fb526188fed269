package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ChannelNeverClosedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void closedInFinally() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              native String read(int page) throws InterruptedException;

              void inFinally(int pages) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int page = 0; page < pages; page++) {
                          channel.send(read(page));
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } finally {
                        channel.done();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void errorOnFailure() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosed;
            import java.util.concurrent.ExecutorService;

            class A {
              native String read(int page) throws InterruptedException;

              void withErrorOnFailure(ExecutorService executor) throws InterruptedException {
                Channel<String> channel = Channel.newBufferedDefaultChannel();
                executor.submit(
                    () -> {
                      try {
                        channel.send(read(1));
                        channel.done();
                      } catch (RuntimeException e) {
                        channel.error(e);
                      }
                      return null;
                    });
                while (true) {
                  Object next = channel.receiveOrClosed();
                  if (next instanceof ChannelClosed) {
                    break;
                  }
                  System.out.println(next);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedAfterJoin() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;

            class A {
              native String read(int page) throws InterruptedException;

              void afterJoin(List<Integer> pages) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                List<Thread> readers = new ArrayList<>();
                for (int page : pages) {
                  readers.add(
                      Thread.startVirtualThread(
                          () -> {
                            try {
                              channel.send(read(page));
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }));
                }
                for (Thread reader : readers) {
                  reader.join();
                }
                channel.done();
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              void byHelper(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                for (String name : names) {
                  channel.send(name);
                }
                end(channel);
                System.out.println(channel.toList());
              }

              private static void end(Sink<?> sink) {
                sink.doneOrClosed();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedWhenAllIsComplete() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;

            class A {
              void whenAllIsComplete(List<CompletableFuture<String>> answers)
                  throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                for (CompletableFuture<String> answer : answers) {
                  answer.thenAccept(value -> put(channel, value));
                }
                CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                    .whenComplete((done, failure) -> channel.done());
                channel.forEach(System.out::println);
              }

              private static void put(Channel<String> channel, String value) {
                try {
                  channel.send(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByCallback() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.CompletableFuture;

            class A {
              void asCallback(CompletableFuture<Void> end) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                channel.send("first");
                end.thenRun(channel::done);
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void errorIsTheEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;

            class A {
              native String read(int page) throws InterruptedException;

              void errorIsTheEnd(ExecutorService executor) throws InterruptedException {
                Channel<String> channel = Channel.newBufferedChannel(1);
                executor.execute(
                    () -> {
                      try {
                        while (true) {
                          channel.send(read(0));
                        }
                      } catch (InterruptedException e) {
                        channel.error(e);
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelOutOfView() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Source;
            import java.util.List;

            class A {
              native void register(Source<String> source);

              Source<String> handedOut(List<String> names) {
                Channel<String> channel = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          channel.send(name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                return channel;
              }

              void givenAway(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                channel.send(name);
                register(channel);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedThroughMap() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;

            class A {
              private final Map<String, Channel<String>> mailboxes = new ConcurrentHashMap<>();

              void mailbox(String owner) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                mailboxes.put(owner, channel);
                channel.send("welcome");
                channel.forEach(System.out::println);
              }

              void end(String owner) {
                mailboxes.remove(owner).done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fixedNumberReceived() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              int fixedNumber(List<String> names) throws InterruptedException {
                Channel<Integer> lengths = Channel.newRendezvousChannel();
                for (String name : names) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          lengths.send(name.length());
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                int sum = 0;
                for (int i = 0; i < names.size(); i++) {
                  sum += lengths.receive();
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void firstReceived() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              String firstOf(List<String> names) throws InterruptedException {
                Channel<String> found = Channel.newBufferedChannel(names.size());
                for (String name : names) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          found.send(name);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                while (true) {
                  String name = found.receive();
                  if (!name.isEmpty()) {
                    return name;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverInterrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              void interrupted(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                Thread printer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            while (true) {
                              System.out.println(channel.receive());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                channel.send(name);
                printer.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByExecutor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void interruptedByExecutor(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                ExecutorService executor = Executors.newSingleThreadExecutor();
                try {
                  executor.submit(
                      () -> {
                        while (true) {
                          System.out.println(channel.receive());
                        }
                      });
                  channel.send(name);
                } finally {
                  executor.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByOwner() {
    helper
        .addSourceLines(
            "Audit.java",
            """
            import com.softwaremill.jox.Channel;

            /** Writes as long as the process lives. */
            final class Audit {
              private static final Channel<String> ENTRIES = Channel.newBufferedChannel(1000);

              static {
                Thread writer =
                    new Thread(
                        () -> {
                          try {
                            while (true) {
                              System.out.println(ENTRIES.receive());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                writer.setDaemon(true);
                writer.start();
              }

              static void log(String entry) throws InterruptedException {
                ENTRIES.send(entry);
              }
            }
            """)
        .doTest();
  }

  @Test
  void publishers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Flow.Subscriber;
            import java.util.concurrent.SubmissionPublisher;
            import java.util.concurrent.TimeUnit;

            class A {
              void asResource(List<String> names) {
                CompletableFuture<Void> printed;
                try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
                  printed = publisher.consume(System.out::println);
                  names.forEach(publisher::submit);
                }
                printed.join();
              }

              void exceptionally(List<String> names) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                names.forEach(publisher::submit);
                publisher.closeExceptionally(new IllegalStateException());
                printed.join();
              }

              void withTimeLimit(List<String> names) throws Exception {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                names.forEach(publisher::submit);
                printed.get(2, TimeUnit.SECONDS);
              }

              void nobodyWaits(List<String> names, Subscriber<String> subscriber) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                publisher.subscribe(subscriber);
                publisher.consume(System.out::println);
                names.forEach(publisher::submit);
              }

              void waited(List<String> names) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                for (String name : names) {
                  // BUG: Diagnostic contains: 'publisher' is sent to and never closed; the wait on line 46 waits for its end for ever
                  publisher.submit(name);
                }
                printed.join();
              }
            }
            """)
        .addSourceLines(
            "Bus.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.SubmissionPublisher;

            final class Bus implements AutoCloseable {
              private final SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
              private final CompletableFuture<Void> printed = publisher.consume(System.out::println);

              void publish(String event) {
                publisher.submit(event);
              }

              @Override
              public void close() {
                publisher.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;
            import com.softwaremill.jox.ChannelDone;
            import com.softwaremill.jox.Source;
            import java.util.List;
            import java.util.concurrent.Executor;

            class A {
              void ranged(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          // BUG: Diagnostic contains: 'channel' is sent to and never closed; forEach() on line 22 waits for its end for ever
                          channel.send(name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }

              void untilClosed(List<String> names, Executor executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(8);
                executor.execute(
                    () -> {
                      try {
                        // BUG: Diagnostic contains: 'lines' is sent to and never closed; the loop on line 36 waits for its end for ever
                        lines.send(names.get(0));
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                while (true) {
                  Object line = lines.receiveOrClosed();
                  if (line instanceof ChannelDone) {
                    break;
                  }
                  System.out.println(line);
                }
              }

              void untilException(Executor executor) throws InterruptedException {
                Channel<Integer> numbers = Channel.newUnlimitedChannel();
                Thread printer = new Thread(() -> print(numbers));
                printer.start();
                for (int i = 0; i < 10; i++) {
                  // BUG: Diagnostic contains: 'numbers' is sent to and never closed; the loop on line 58 waits for its end for ever
                  numbers.send(i);
                }
                printer.join();
              }

              private static void print(Source<Integer> source) {
                try {
                  while (true) {
                    System.out.println(source.receive());
                  }
                } catch (ChannelClosedException e) {
                  System.out.println("end");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeClosedByWriter() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.List;
            import java.util.concurrent.ExecutorService;

            class A {
              long byWriter(List<byte[]> blocks, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(
                    () -> {
                      try (out) {
                        for (byte[] block : blocks) {
                          out.write(block);
                        }
                      }
                      return null;
                    });
                long sum = 0;
                for (int next = in.read(); next != -1; next = in.read()) {
                  sum += next;
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeClosedByWrapper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.List;
            import java.util.concurrent.ExecutorService;

            class A {
              int byWrapper(List<String> names, ExecutorService pool) throws IOException {
                PipedWriter out = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(out));
                pool.execute(
                    () -> {
                      try (PrintWriter printer = new PrintWriter(out)) {
                        names.forEach(printer::println);
                      }
                    });
                int lines = 0;
                while (in.readLine() != null) {
                  lines++;
                }
                return lines;
              }
            }
            """)
        .doTest();
  }

  @Test
  void bytesCounted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.DataInputStream;
            import java.io.DataOutputStream;
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class A {
              // As many as are written, and no more.
              int counted(int[] values, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                DataInputStream in = new DataInputStream(new PipedInputStream(out));
                pool.submit(
                    () -> {
                      DataOutputStream data = new DataOutputStream(out);
                      for (int value : values) {
                        data.writeInt(value);
                      }
                      return null;
                    });
                int sum = 0;
                for (int i = 0; i < values.length; i++) {
                  sum += in.readInt();
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void readsToEndOfLine() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class A {
              // Ends at a byte that is written.
              String toLineEnd(ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.submit(
                    () -> {
                      out.write('a');
                      out.write(10);
                      return null;
                    });
                StringBuilder line = new StringBuilder();
                for (int next = in.read(); next != 10; next = in.read()) {
                  line.append((char) next);
                }
                return line.toString();
              }
            }
            """)
        .doTest();
  }

  @Test
  void sinkOfPipe() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.ByteBuffer;
            import java.nio.channels.Channels;
            import java.nio.channels.Pipe;
            import java.util.concurrent.ExecutorService;

            class A {
              void sinkOfPipe(byte[] data, ExecutorService pool) throws IOException {
                Pipe pipe = Pipe.open();
                pool.submit(
                    () -> {
                      pipe.sink().write(ByteBuffer.wrap(data));
                      pipe.sink().close();
                      return null;
                    });
                System.out.println(Channels.newInputStream(pipe.source()).readAllBytes().length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeGivenAway() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;

            class A {
              void givenAway(InputStream source) throws IOException {
                int next;
                while ((next = source.read()) != -1) {
                  System.out.println(next);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeOfConsole() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;

            class A {
              /** A listener that lives as long as the process. */
              static final class Console {
                private final PipedWriter out = new PipedWriter();
                private final BufferedReader in;

                Console() throws IOException {
                  in = new BufferedReader(new PipedReader(out));
                  Thread thread = new Thread(this::listen, "console");
                  thread.setDaemon(true);
                  thread.start();
                }

                private void listen() {
                  try {
                    String line;
                    while ((line = in.readLine()) != null) {
                      System.out.println("> " + line);
                    }
                    System.out.println("console closed");
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }

                void print(String line) throws IOException {
                  out.write(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeOfBytes() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.List;
            import java.util.concurrent.ExecutorService;

            class A {
              long bytes(List<byte[]> blocks, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.execute(
                    () -> {
                      try {
                        for (byte[] block : blocks) {
                          // BUG: Diagnostic contains: 'out' is written to and never closed; the loop on line 24 waits as long as the writing thread lives, and then fails
                          out.write(block);
                        }
                      } catch (IOException e) {
                        System.out.println(e);
                      }
                    });
                long sum = 0;
                int next;
                while ((next = in.read()) >= 0) {
                  sum += next;
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeOfLines() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.List;

            class A {
              int lines(List<String> names) throws IOException {
                // BUG: Diagnostic contains: 'out' is written to and never closed; the loop on line 15
                PipedWriter out = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(out));
                Thread.startVirtualThread(() -> names.forEach(new PrintWriter(out)::println));
                int lines = 0;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  lines++;
                }
                return lines;
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeOfNumbers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.DataInputStream;
            import java.io.DataOutputStream;
            import java.io.EOFException;
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class A {
              int numbers(int[] values, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                DataInputStream in = new DataInputStream(new PipedInputStream(out));
                pool.submit(
                    () -> {
                      DataOutputStream data = new DataOutputStream(out);
                      for (int value : values) {
                        // BUG: Diagnostic contains: 'out' is written to and never closed; the loop on line 24
                        data.writeInt(value);
                      }
                      return null;
                    });
                int sum = 0;
                try {
                  while (true) {
                    sum += in.readInt();
                  }
                } catch (EOFException end) {
                  return sum;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void pipeOfChannels() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.ByteBuffer;
            import java.nio.channels.Pipe;
            import java.util.concurrent.ExecutorService;

            class A {
              void channel(byte[] data, ExecutorService pool) throws IOException {
                Pipe pipe = Pipe.open();
                pool.submit(
                    () -> {
                      // BUG: Diagnostic contains: 'pipe' is sent to and never closed; the loop on line 16 waits for its end for ever
                      pipe.sink().write(ByteBuffer.wrap(data));
                      return null;
                    });
                ByteBuffer buffer = ByteBuffer.allocate(64);
                while (-1 != pipe.source().read(buffer)) {
                  buffer.clear();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void publisherClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void closed(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                try (SubmissionPublisher<String> feed = new SubmissionPublisher<>()) {
                  feed.subscribe(
                      new Printer() {
                        @Override
                        public void onComplete() {
                          ended.countDown();
                        }
                      });
                  names.forEach(feed::submit);
                }
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchCountedDownForEachValue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              // Counted down for each value, too.
              void counted(List<String> names) throws InterruptedException {
                CountDownLatch printed = new CountDownLatch(names.size());
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onNext(String item) {
                        printed.countDown();
                      }

                      @Override
                      public void onComplete() {
                        printed.countDown();
                      }
                    });
                names.forEach(feed::submit);
                printed.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitForSubscriberIsLimited() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;
            import java.util.concurrent.TimeUnit;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void limited(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
                System.out.println(ended.await(1, TimeUnit.SECONDS));
              }
            }
            """)
        .doTest();
  }

  @Test
  void nobodyWaitsForSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void nobodyWaits(List<String> names) {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
              }
            }
            """)
        .doTest();
  }

  @Test
  void publisherGiven() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void publisherGiven(SubmissionPublisher<String> feed) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchGiven() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void latchGiven(List<String> names, CountDownLatch ended) throws InterruptedException {
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoPublishersOneClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              static final class Total extends Printer {
                private final CountDownLatch ended = new CountDownLatch(1);

                @Override
                public void onComplete() {
                  ended.countDown();
                }

                void await() throws InterruptedException {
                  ended.await();
                }
              }

              // Of the two publishers with such a subscriber, one is closed: whose wait it is, is not known.
              void several(List<String> names) throws InterruptedException {
                Total first = new Total();
                Total second = new Total();
                SubmissionPublisher<String> open = new SubmissionPublisher<>();
                open.subscribe(first);
                open.submit("a");
                try (SubmissionPublisher<String> feed = new SubmissionPublisher<>()) {
                  feed.subscribe(second);
                  names.forEach(feed::submit);
                }
                second.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchOfAnonymousSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void anonymous(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                for (String name : names) {
                  // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 41 waits for its end for ever
                  feed.submit(name);
                }
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void future(List<String> names) {
                CompletableFuture<Void> ended = new CompletableFuture<>();
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onError(Throwable failure) {
                        ended.completeExceptionally(failure);
                      }

                      @Override
                      public void onComplete() {
                        ended.complete(null);
                      }
                    });
                // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 44
                feed.submit(names.get(0));
                ended.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchOfSubscriberAwaitedInThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              static final class Report extends Printer {
                private final CountDownLatch written = new CountDownLatch(1);

                @Override
                public void onComplete() {
                  written.countDown();
                }

                void printWhenWritten() {
                  try {
                    written.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void inThread(List<String> names) {
                Report report = new Report();
                new Thread(report::printWhenWritten).start();
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(report);
                for (String name : names) {
                  // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 37
                  feed.submit(name);
                }
              }
            }
            """)
        .doTest();
  }
}
