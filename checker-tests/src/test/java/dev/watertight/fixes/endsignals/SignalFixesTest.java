package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.ChannelNeverClosed;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class SignalFixesTest {
  @Test
  void task() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> lines = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        String prefix = "- ";
                        for (String name : names) {
                          lines.send(prefix + name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      System.out.println("sent");
                    });
                lines.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> lines = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        String prefix = "- ";
                        for (String name : names) {
                          lines.send(prefix + name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } finally {
                        lines.done();
                      }
                      System.out.println("sent");
                    });
                lines.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void callable() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;

            class A {
              long sum(ExecutorService executor) throws InterruptedException {
                Channel<Long> squares = Channel.newBufferedDefaultChannel();
                executor.submit(
                    () -> {
                      // All squares below 100.
                      for (long i = 0; i < 10; i++) {
                        squares.send(i * i);
                      } // no more
                      return null;
                    });
                long sum = 0;
                while (squares.receiveOrClosed() instanceof Long square) {
                  sum += square;
                }
                return sum;
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;

            class A {
              long sum(ExecutorService executor) throws InterruptedException {
                Channel<Long> squares = Channel.newBufferedDefaultChannel();
                executor.submit(
                    () -> {
                      try {
                        // All squares below 100.
                        for (long i = 0; i < 10; i++) {
                          squares.send(i * i);
                        } // no more
                      } finally {
                        squares.done();
                      }
                      return null;
                    });
                long sum = 0;
                while (squares.receiveOrClosed() instanceof Long square) {
                  sum += square;
                }
                return sum;
              }
            }
            """);
  }

  @Test
  void methodThatTheTaskCalls() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              private static void produce(Sink<Integer> out, int limit) throws InterruptedException {
                int next = 1;
                while (next < limit) {
                  out.send(next);
                  next *= 2;
                }
              }

              List<Integer> powers(int limit) throws InterruptedException {
                Channel<Integer> powers = Channel.newRendezvousChannel();
                Thread producer =
                    new Thread(
                        () -> {
                          try {
                            produce(powers, limit);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        });
                producer.start();
                return powers.toList();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              private static void produce(Sink<Integer> out, int limit) throws InterruptedException {
                try {
                  int next = 1;
                  while (next < limit) {
                    out.send(next);
                    next *= 2;
                  }
                } finally {
                  out.done();
                }
              }

              List<Integer> powers(int limit) throws InterruptedException {
                Channel<Integer> powers = Channel.newRendezvousChannel();
                Thread producer =
                    new Thread(
                        () -> {
                          try {
                            produce(powers, limit);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        });
                producer.start();
                return powers.toList();
              }
            }
            """);
  }

  @Test
  void helperCalledForEachValue() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              private final Channel<String> words = Channel.newBufferedChannel(4);

              private void emit(String word) {
                try {
                  words.send(word);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              A(List<String> source) {
                new Thread(
                        () -> {
                          for (String word : source) {
                            emit(word);
                          }
                        })
                    .start();
              }

              int count() throws InterruptedException {
                return words.toList().size();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              private final Channel<String> words = Channel.newBufferedChannel(4);

              private void emit(String word) {
                try {
                  words.send(word);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              A(List<String> source) {
                new Thread(
                        () -> {
                          try {
                            for (String word : source) {
                              emit(word);
                            }
                          } finally {
                            words.done();
                          }
                        })
                    .start();
              }

              int count() throws InterruptedException {
                return words.toList().size();
              }
            }
            """);
  }

  @Test
  void ownThread() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                numbers.send(1);
                numbers.send(2); // full
                while (numbers.receiveOrClosed() instanceof Integer number) {
                  System.out.println(number);
                }
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;

            class A {
              public static void main(String[] args) throws InterruptedException {
                Channel<Integer> numbers = Channel.newBufferedChannel(2);
                numbers.send(1);
                numbers.send(2); // full
                numbers.done();
                while (numbers.receiveOrClosed() instanceof Integer number) {
                  System.out.println(number);
                }
              }
            }
            """);
  }

  @Test
  void publisher() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              void replay(List<String> events) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                events.forEach(publisher::submit);
                printed.join();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              void replay(List<String> events) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                events.forEach(publisher::submit);
                publisher.close();
                printed.join();
              }
            }
            """);
  }

  @Test
  void severalSendersThatAreJoined() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;

            class A {
              void merge(List<String> sources) throws InterruptedException {
                Channel<String> merged = Channel.newRendezvousChannel();
                Thread printer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            merged.forEach(System.out::println);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                List<Thread> readers = new ArrayList<>();
                for (String source : sources) {
                  readers.add(
                      Thread.startVirtualThread(
                          () -> {
                            try {
                              merged.send(source);
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }));
                }
                for (Thread reader : readers) {
                  reader.join();
                }
                printer.join();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;

            class A {
              void merge(List<String> sources) throws InterruptedException {
                Channel<String> merged = Channel.newRendezvousChannel();
                Thread printer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            merged.forEach(System.out::println);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                List<Thread> readers = new ArrayList<>();
                for (String source : sources) {
                  readers.add(
                      Thread.startVirtualThread(
                          () -> {
                            try {
                              merged.send(source);
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }));
                }
                for (Thread reader : readers) {
                  reader.join();
                }
                merged.done();
                printer.join();
              }
            }
            """);
  }

  @Test
  void severalSendersOfWhichNobodyKnows() {
    Repair.by(ChannelNeverClosed.class)
        .keeps(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void merge(List<String> sources) throws InterruptedException {
                Channel<String> merged = Channel.newRendezvousChannel();
                for (String source : sources) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: close it when the last sender has ended
                          merged.send(source);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                merged.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void objectThatIsSentToAgainAndAgain() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            public final class A {
              private final Channel<String> events = Channel.newBufferedChannel(64);
              private final Thread writer = new Thread(this::write);

              public A() {
                writer.start();
              }

              public void publish(String event) throws InterruptedException {
                events.send(event);
              }

              private void write() {
                try {
                  events.forEach(System.out::println);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;

            public final class A implements AutoCloseable {
              private final Channel<String> events = Channel.newBufferedChannel(64);
              private final Thread writer = new Thread(this::write);

              public A() {
                writer.start();
              }

              public void publish(String event) throws InterruptedException {
                events.send(event);
              }

              private void write() {
                try {
                  events.forEach(System.out::println);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                events.done();
              }
            }
            """);
  }

  @Test
  void pipe() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class A {
              int sum(byte[] data, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.execute(
                    () -> {
                      try {
                        out.write(data);
                      } catch (IOException e) {
                        System.out.println(e);
                      }
                    });
                int sum = 0;
                for (int next = in.read(); next >= 0; next = in.read()) {
                  sum += next;
                }
                return sum;
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.util.concurrent.ExecutorService;

            class A {
              int sum(byte[] data, ExecutorService pool) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                pool.execute(
                    () -> {
                      try {
                        try {
                          out.write(data);
                        } finally {
                          out.close();
                        }
                      } catch (IOException e) {
                        System.out.println(e);
                      }
                    });
                int sum = 0;
                for (int next = in.read(); next >= 0; next = in.read()) {
                  sum += next;
                }
                return sum;
              }
            }
            """);
  }

  /** The sink is closed, and not the pipe, which has no such method. */
  @Test
  void sinkOfPipe() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import java.nio.ByteBuffer;
            import java.nio.channels.Channels;
            import java.nio.channels.Pipe;
            import java.util.concurrent.ExecutorService;

            class A {
              byte[] copy(byte[] data, ExecutorService pool) throws Exception {
                Pipe pipe = Pipe.open();
                pool.submit(
                    () -> {
                      pipe.sink().write(ByteBuffer.wrap(data));
                      return null;
                    });
                return Channels.newInputStream(pipe.source()).readAllBytes();
              }
            }
            """,
            """
            import java.nio.ByteBuffer;
            import java.nio.channels.Channels;
            import java.nio.channels.Pipe;
            import java.util.concurrent.ExecutorService;

            class A {
              byte[] copy(byte[] data, ExecutorService pool) throws Exception {
                Pipe pipe = Pipe.open();
                pool.submit(
                    () -> {
                      try {
                        pipe.sink().write(ByteBuffer.wrap(data));
                      } finally {
                        pipe.sink().close();
                      }
                      return null;
                    });
                return Channels.newInputStream(pipe.source()).readAllBytes();
              }
            }
            """);
  }

  @Test
  void channelOfAnotherObject() {
    String before =
        """
        import com.softwaremill.jox.Channel;

        class A {
          private final Channel<String> lines = Channel.newUnlimitedChannel();

          void start() {
            Thread.startVirtualThread(
                () -> {
                  try {
                    lines.forEach(System.out::println);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
          }

          void say(String line) throws InterruptedException {
            lines.send(line);
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.say("one");
            a.say("two");
            Thread.sleep(50);
          }
        }
        """;
    Repair.by(ChannelNeverClosed.class)
        .turns(before, before.replace("say(\"two\");", "say(\"two\");\n    a.lines.done();"));
  }

  @Test
  void pipeIsFlushed() {
    String before =
        """
        import java.io.IOException;
        import java.io.PipedInputStream;
        import java.io.PipedOutputStream;

        class A {
          public static void main(String[] args) throws IOException, InterruptedException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (int c = in.read(); c != -1; c = in.read()) {
                          System.out.print((char) c);
                        }
                      } catch (IOException e) {
                        System.out.println(e);
                      }
                    });
            reader.start();
            out.write(1);
            out.flush();
            reader.join();
          }
        }
        """;
    Repair.by(ChannelNeverClosed.class)
        .turns(before, before.replace("flush();", "flush();\n    out.close();"));
  }

  @Test
  void flushedBehind() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            class A {
              int count() throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                new Thread(
                        () -> {
                          try {
                            for (int i = 0; i < 3; i++) {
                              out.write(i);
                            }
                            out.flush();
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                int count = 0;
                while (in.read() >= 0) {
                  count++;
                }
                return count;
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            class A {
              int count() throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                new Thread(
                        () -> {
                          try {
                            try {
                              for (int i = 0; i < 3; i++) {
                                out.write(i);
                              }
                              out.flush();
                            } finally {
                              out.close();
                            }
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        })
                    .start();
                int count = 0;
                while (in.read() >= 0) {
                  count++;
                }
                return count;
              }
            }
            """);
  }

  @Test
  void writerAroundAPipe() {
    Repair.by(ChannelNeverClosed.class)
        .turns(
            """
            import java.io.BufferedReader;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static void write(List<String> lines, PipedWriter pipe) {
                PrintWriter out = new PrintWriter(pipe);
                for (String line : lines) {
                  out.println(line);
                }
                out.flush();
              }

              public static void main(String[] args) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try {
                  PipedWriter pipe = new PipedWriter();
                  PipedReader end = new PipedReader(pipe);
                  pool.execute(() -> write(List.of("a", "b"), pipe));
                  try (BufferedReader in = new BufferedReader(end)) {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                      System.out.println(line);
                    }
                  }
                } finally {
                  pool.shutdown();
                }
              }
            }
            """,
            """
            import java.io.BufferedReader;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static void write(List<String> lines, PipedWriter pipe) {
                PrintWriter out = new PrintWriter(pipe);
                try {
                  for (String line : lines) {
                    out.println(line);
                  }
                  out.flush();
                } finally {
                  out.close();
                }
              }

              public static void main(String[] args) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try {
                  PipedWriter pipe = new PipedWriter();
                  PipedReader end = new PipedReader(pipe);
                  pool.execute(() -> write(List.of("a", "b"), pipe));
                  try (BufferedReader in = new BufferedReader(end)) {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                      System.out.println(line);
                    }
                  }
                } finally {
                  pool.shutdown();
                }
              }
            }
            """);
  }
}
