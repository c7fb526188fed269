package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Pipes that are never closed. */
final class ChannelNeverClosedPipesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

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
}
