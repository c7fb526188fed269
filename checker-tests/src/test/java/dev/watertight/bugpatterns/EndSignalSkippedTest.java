package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class EndSignalSkippedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(EndSignalSkipped.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void readByTheThreadThatHasWritten() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.InputStreamReader;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            class A {
              static final class Entry {
                Entry(InputStream stream) throws IOException {
                  BufferedReader reader = new BufferedReader(new InputStreamReader(stream));
                  String line;
                  while ((line = reader.readLine()) != null) {
                    System.out.println(line);
                  }
                }
              }

              Entry entry(InputStream archive) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out);
                if (archive.available() > 100) {
                  throw new IOException("too large");
                }
                out.write(archive.readNBytes(100));
                out.close();
                return new Entry(in);
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftBeforeTheChannelIsMade() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void start(BlockingQueue<String> queue) {
                new Thread(
                        () -> {
                          try {
                            while (queue.take() != END) {}
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void print(List<String> lines) throws IOException {
                if (lines.isEmpty()) {
                  throw new IOException("nothing to print");
                }
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                start(queue);
                queue.addAll(lines);
                queue.add(END);
              }
            }
            """)
        .doTest();
  }

  @Test
  void firstValueReceivedBeforeTheLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private enum End {
                END
              }

              private final BlockingQueue<Object> runs = new ArrayBlockingQueue<>(16);

              private void split(String text) {
                try {
                  for (int i = 0; i < text.length(); i++) {
                    if (i > 4) {
                      return;
                    }
                    runs.put(text.substring(i));
                  }
                  // BUG: Diagnostic contains: 'END' is skipped
                  runs.put(End.END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void write(String text) throws InterruptedException {
                new Thread(() -> split(text)).start();
                for (Object run = runs.take(); !(run instanceof End); run = runs.take()) {
                  System.out.println(run);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A compressor = new A();
                for (String text : List.of("aab", "abcdef")) {
                  compressor.write(text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledInFinally() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.util.concurrent.ExecutorService;

            class A {
              void inFinally(BufferedReader in, ExecutorService executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      try {
                        lines.send(in.readLine());
                      } finally {
                        lines.done();
                      }
                      return null;
                    });
                lines.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureIsCaught() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;

            class A {
              void failureIsCaught(BufferedReader in, ExecutorService executor)
                  throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      try {
                        lines.send(in.readLine());
                      } catch (IOException e) {
                        System.err.println(e);
                      }
                      lines.done();
                      return null;
                    });
                lines.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureIsSignalled() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;

            class A {
              void failureIsSignalled(BufferedReader in, ExecutorService executor)
                  throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      try {
                        lines.send(in.readLine());
                        lines.done();
                      } catch (IOException e) {
                        lines.error(e);
                      }
                      return null;
                    });
                lines.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void earlyReturnSignals() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void earlyReturnSignals(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        if (names.isEmpty()) {
                          channel.done();
                          return;
                        }
                        channel.send(names.get(0));
                        channel.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyInterruptSkips() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              void interruptOnly(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>(8);
                Thread producer =
                    new Thread(
                        () -> {
                          try {
                            for (String name : names) {
                              queue.put(name);
                            }
                            queue.put(END);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                producer.start();
                for (String name = queue.take(); name != END; name = queue.take()) {
                  System.out.println(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledLineByLine() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void lineByLine(BufferedReader in, int lines) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (int i = 0; i < lines; i++) {
                            try {
                              queue.add(in.readLine());
                            } catch (IOException e) {
                              System.err.println(e);
                              break;
                            }
                          }
                          queue.add(STOP);
                        })
                    .start();
                for (String line = queue.take(); line != STOP; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledByOwner() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String HALT = new String("halt");

              void signalledByOwner(BufferedReader in, ExecutorService executor) throws Exception {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                executor.submit(
                    () -> {
                      for (String line = queue.take(); line != HALT; line = queue.take()) {
                        System.out.println(line);
                      }
                      return null;
                    });
                try {
                  read(in, queue);
                } finally {
                  queue.add(HALT);
                }
              }

              private static void read(BufferedReader in, BlockingQueue<String> queue)
                  throws IOException {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  queue.add(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void failingWriteToPipe() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;

            class A {
              private final PipedWriter out = new PipedWriter();
              private final PipedReader in;

              A() throws IOException {
                in = new PipedReader(out);
              }

              void copy(String text) throws IOException {
                new Thread(this::print).start();
                for (char c : text.toCharArray()) {
                  out.write(c);
                }
                out.close();
              }

              private void print() {
                try {
                  for (int c = in.read(); c != -1; c = in.read()) {
                    System.out.print((char) c);
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedWhenItFails() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              void interruptedWhenItFails(BufferedReader in) throws IOException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Thread printer = new Thread(() -> print(queue));
                printer.start();
                try {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    queue.add(line);
                  }
                  queue.add(END);
                } catch (IOException e) {
                  printer.interrupt();
                  throw e;
                }
              }

              private static void print(BlockingQueue<String> queue) {
                try {
                  for (String line = queue.take(); line != END; line = queue.take()) {
                    System.out.println(line);
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
  void poolIsStopped() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void poolIsStopped(BufferedReader in) throws IOException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                ExecutorService executor = Executors.newSingleThreadExecutor();
                try {
                  executor.submit(
                      () -> {
                        for (String line = queue.take(); line != STOP; line = queue.take()) {
                          System.out.println(line);
                        }
                        return null;
                      });
                  queue.add(in.readLine());
                  queue.add(STOP);
                } finally {
                  executor.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverTimesOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final String QUIT = new String("quit");

              void timed(BufferedReader in, ExecutorService executor) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                executor.submit(
                    () -> {
                      queue.add(in.readLine());
                      queue.add(QUIT);
                      return null;
                    });
                while (true) {
                  String line = queue.poll(10, TimeUnit.SECONDS);
                  if (line == null || line == QUIT) {
                    break;
                  }
                  System.out.println(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;

            class A {
              void oneThread(BufferedReader in) throws IOException, InterruptedException {
                Channel<String> lines = Channel.newUnlimitedChannel();
                lines.send(in.readLine());
                lines.done();
                lines.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledOnlyIfAsked() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.BlockingQueue;

            class A {
              void onlyIfAsked(boolean last, String name, BlockingQueue<String> log)
                  throws InterruptedException {
                Channel<String> names = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        names.forEach(log::add);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                names.send(name);
                if (last) {
                  names.done();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledInAMethodOfItsOwn() {
    helper
        .addSourceLines(
            "Server.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            /** Ends its worker in a method of its own. */
            final class Server {
              private static final Integer DEATH = Integer.MIN_VALUE;

              private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::work).start();
              }

              void request(InputStream in) throws IOException {
                requests.add(in.read());
              }

              void shutdown() {
                System.out.println("shutting down");
                requests.clear();
                requests.add(DEATH);
              }

              private void work() {
                try {
                  while (true) {
                    Integer request = requests.take();
                    if (request.equals(DEATH)) {
                      break;
                    }
                    System.out.println(request);
                  }
                } catch (InterruptedException e) {
                  System.err.println("unexpected interruption");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void skipped() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              void checked(BufferedReader in, ExecutorService executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      for (String line = in.readLine(); line != null; line = in.readLine()) {
                        lines.send(line);
                      }
                      // BUG: Diagnostic contains: done() is skipped when line 16 throws IOException; the receiver of 'lines' on line 23 then waits for ever
                      lines.done();
                      return null;
                    });
                lines.forEach(System.out::println);
              }

              void earlyReturn(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          if (name.isEmpty()) {
                            return;
                          }
                          channel.send(name);
                        }
                        // BUG: Diagnostic contains: done() is skipped by a return or a caught exception before it
                        channel.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }

              void swallowed(BufferedReader in) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            queue.add(in.readLine());
                            // BUG: Diagnostic contains: 'END' is skipped by a return or a caught exception before it; the receiver of 'queue' on line 59 then waits for ever
                            queue.add(END);
                          } catch (IOException e) {
                            System.err.println(e);
                          }
                        })
                    .start();
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureBeforeReceiverStarts() {
    CompilationTestHelper.newInstance(EndSignalSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.io.IOException;
            import java.io.InputStream;

            class A {
              void before(InputStream in) throws IOException, InterruptedException {
                Channel<Integer> channel = Channel.newRendezvousChannel();
                int first = in.read();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        channel.forEach(System.out::println);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.send(first);
                channel.done();
              }

              void behind(InputStream in) throws IOException, InterruptedException {
                Channel<Integer> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        channel.forEach(System.out::println);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.send(in.read());
                // BUG: Diagnostic contains: done() is skipped when line 31 throws IOException
                channel.done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodThatOnlySignalsCatchesItsFailure() {
    onlySignals(
        """
        void end() {
          try {
            listener.end();
            // BUG: Diagnostic contains: 'LAST' is skipped by a return or a caught exception before
            lines.add(LAST);
          } catch (IOException e) {
            System.err.println(e);
          }
        }
        """);
  }

  @Test
  void methodThatOnlySignalsFails() {
    onlySignals(
        """
        void end() throws IOException {
          listener.end();
          lines.add(LAST);
        }
        """);
  }

  @Test
  void methodThatOnlySignalsIsTriedAgain() {
    onlySignals(
        """
        private void tryToEnd() {
          try {
            listener.end();
            lines.add(LAST);
          } catch (IOException e) {
            System.err.println(e);
          }
        }

        void end() {
          for (int i = 0; i < 3; i++) {
            tryToEnd();
          }
        }
        """);
  }

  @Test
  void methodThatOnlySignalsOnce() {
    onlySignals(
        """
        private boolean ended;

        void end() {
          if (ended) {
            return;
          }
          ended = true;
          lines.add(LAST);
        }
        """);
  }

  @Test
  void methodThatOnlySignalsUnderACondition() {
    onlySignals(
        """
        private boolean ended;

        void end() {
          if (!ended) {
            ended = true;
            lines.add(LAST);
          }
        }
        """);
  }

  /** Compiles a class with a thread that takes lines until it gets the marker. */
  private void onlySignals(String methods) {
    CompilationTestHelper.newInstance(EndSignalSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              interface Listener {
                void end() throws IOException;
              }

              private static final String LAST = new String("last");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Listener listener;

              A(Listener listener) {
                this.listener = listener;
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String s = lines.take(); s != LAST; s = lines.take()) {
                          System.out.println(s);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void print(String line) {
                lines.add(line);
              }

            """,
            methods,
            "}")
        .doTest();
  }

  private void onlyStartedIf(String condition, String report) {
    helper
        .addSourceLines(
            "Letters.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            final class Letters {
              private static final String LAST = new String("last");
              private final BlockingQueue<String> letters = new LinkedBlockingQueue<>();
              private final List<String> readers;
              private final int size;

              Letters(List<String> readers) {
                this.readers = List.copyOf(readers);
                this.size = this.readers.size();
              }

              void write() {
                if (size == 0) {
                  return;
                }
                for (String reader : readers) {
                  letters.add(reader);
                }
                %s
                letters.add(LAST);
              }

              private void deliver() {
                try {
                  for (String s = letters.take(); s != LAST; s = letters.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void publish(boolean isOpen) {
                Thread postman = new Thread(this::deliver);
                if (%s) {
                  postman.start();
                }
              }
            }
            """
                .formatted(report, condition))
        .doTest();
  }

  @Test
  void receiverIsStartedUnderTheSameCondition() {
    onlyStartedIf("!readers.isEmpty()", "");
  }

  @Test
  void receiverIsStartedUnderAnotherCondition() {
    onlyStartedIf("isOpen", "// BUG: Diagnostic contains: 'LAST'");
  }

  private void inLabelledBlock(String jump, String report) {
    helper
        .addSourceLines(
            "Lines.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            final class Lines {
              private static final String LAST = new String("last");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              void read(List<String> files) {
                reading:
                {
                  for (String file : files) {
                    if (file.isEmpty()) {
                      %s
                    }
                    lines.add(file);
                  }
                  %s
                  lines.add(LAST);
                }
              }

              void start() {
                new Thread(this::print).start();
              }

              private void print() {
                try {
                  for (String s = lines.take(); s != LAST; s = lines.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """
                .formatted(jump, report))
        .doTest();
  }

  @Test
  void blockIsLeftBeforeTheSignal() {
    inLabelledBlock("break reading;", "// BUG: Diagnostic contains: 'LAST'");
  }

  @Test
  void onlyLoopIsLeftBeforeTheSignal() {
    inLabelledBlock("break;", "");
  }

  private void reading(String run) {
    CompilationTestHelper.newInstance(EndSignalSkipped.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Numbers.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.concurrent.*;

            final class Numbers {
              private static final String LAST = new String("last");
              private static final BlockingQueue<String> LINES = new LinkedBlockingQueue<>();

              private static void print() {
                try {
                  for (String s = LINES.take(); s != LAST; s = LINES.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }


            %s}
            """
                .formatted(run.indent(2)))
        .doTest();
  }

  private static final String MAIN =
      """
      public static void main(String[] args) throws Exception {
        Thread printer = new Thread(Numbers::print);
        printer.setDaemon(%s);
        printer.start();
        for (String line : Files.readAllLines(Path.of("numbers"))) {
          LINES.put(line);
        }
        %s
        LINES.put(LAST);
        printer.join();
      }
      """;

  @Test
  void mainFailsBesideDaemons() {
    reading(MAIN.formatted("true", ""));
  }

  @Test
  void mainFailsBesideThreadsThatStay() {
    reading(MAIN.formatted("false", "// BUG: Diagnostic contains: 'LAST'"));
  }

  private static final String READ =
      """
      private static void read(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
          LINES.add(line);
        }
        %s
        LINES.add(LAST);
      }

      static void run(Path file) throws Exception {
        Thread printer = new Thread(Numbers::print);
        %s
        printer.join();
      }
      """;

  @Test
  void receiverStartedBehindTheSender() {
    reading(READ.formatted("", "read(file); printer.start();"));
  }

  @Test
  void receiverStartedBeforeTheSender() {
    reading(READ.formatted("// BUG: Diagnostic contains: 'LAST'", "printer.start(); read(file);"));
  }

  @Test
  void receiverStartedAfterTheSenderHasFailed() {
    reading(
        READ.formatted(
            "// BUG: Diagnostic contains: 'LAST'",
            "try { read(file); } catch (IOException e) { System.out.println(e); }"
                + " printer.start();"));
  }

  private static final String SOME =
      """
      private static void read(java.util.List<String> lines) {
        if (lines.isEmpty()) {
          return;
        }
        LINES.addAll(lines);
        %s
        LINES.add(LAST);
      }

      static void run(Path file) throws Exception {
        if (%s) {
          new Thread(Numbers::print).start();
        }
        read(Files.readAllLines(file));
      }
      """;

  @Test
  void receiverStartedUnderAConditionThatMayMeanTheSame() {
    reading(SOME.formatted("", "Files.size(file) > 0"));
  }

  @Test
  void receiverStartedAlways() {
    reading(SOME.formatted("// BUG: Diagnostic contains: 'LAST'", "true"));
  }

  /** What one variable is given by another's value is known with that. */
  @Test
  void startedUnderTheConditionOfTheSignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void read(BlockingQueue<String> queue) {
                try {
                  while (queue.take() != END) {
                    System.out.println("one");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void inTwo(List<String> values) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                boolean large = values.size() > 3;
                Thread reader = new Thread(() -> read(queue));
                if (large) {
                  reader.start();
                }
                int threads = large ? 2 : 1;
                if (threads == 1) {
                  return;
                }
                for (String value : values) {
                  queue.put(value);
                }
                queue.put(END);
              }
            }
            """)
        .addSourceLines(
            "B.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class B {
              private static final String END = new String("end");

              static void read(BlockingQueue<String> queue) {
                try {
                  while (queue.take() != END) {
                    System.out.println("one");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void inTwo(List<String> values) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Thread reader = new Thread(() -> read(queue));
                reader.start();
                if (values.isEmpty()) {
                  return;
                }
                for (String value : values) {
                  queue.put(value);
                }
                // BUG: Diagnostic contains: END
                queue.put(END);
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiversForWhatIsSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> belt = new LinkedBlockingQueue<>();

              private void sort() {
                try {
                  while (true) {
                    String parcel = belt.take();
                    if (parcel == END) {
                      return;
                    }
                    System.out.println(parcel);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void load(List<String> parcels, int sorters) {
                if (parcels.isEmpty()) {
                  return;
                }
                belt.addAll(parcels);
                for (int i = 0; i < sorters; i++) {
                  belt.add(END);
                }
              }

              void run(List<String> parcels, List<String> others) {
                parcels.forEach(parcel -> new Thread(this::sort).start());
                load(parcels, parcels.size());
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiversForWhatIsMadeOfWhatIsSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> belt = new LinkedBlockingQueue<>();

              private void sort() {
                try {
                  while (true) {
                    String parcel = belt.take();
                    if (parcel == END) {
                      return;
                    }
                    System.out.println(parcel);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void load(List<String> parcels, int sorters) {
                if (parcels.isEmpty()) {
                  return;
                }
                belt.addAll(parcels);
                for (int i = 0; i < sorters; i++) {
                  belt.add(END);
                }
              }

              void run(List<String> parcels, List<String> others) {
                Set<String> names = new HashSet<>(parcels);
                for (String name : names) {
                  new Thread(this::sort, name).start();
                }
                load(parcels, names.size());
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiversForWhatIsCollectedFromWhatIsSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> belt = new LinkedBlockingQueue<>();

              private void sort() {
                try {
                  while (true) {
                    String parcel = belt.take();
                    if (parcel == END) {
                      return;
                    }
                    System.out.println(parcel);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void load(List<String> parcels, int sorters) {
                if (parcels.isEmpty()) {
                  return;
                }
                belt.addAll(parcels);
                for (int i = 0; i < sorters; i++) {
                  belt.add(END);
                }
              }

              void run(List<String> parcels, List<String> others) {
                Set<String> names = new HashSet<>();
                for (String parcel : parcels) {
                  names.add(parcel.substring(1));
                }
                for (String name : names) {
                  new Thread(this::sort, name).start();
                }
                load(parcels, names.size());
              }
            }
            """)
        .doTest();
  }
}
