package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tests for {@link PipeReadByItsWriter}. */
final class PipeReadByItsWriterTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(PipeReadByItsWriter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;

            """
                + code)
        .doTest();
  }

  @Test
  void fewBytes() {
    compile(
        """
        class A {
          static void one() throws IOException {
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream(in);
            out.write(1);
            out.write(2);
            out.close();
            System.out.println(in.read());
          }
        }
        """);
  }

  @Test
  void writtenAndReadInTurn() {
    compile(
        """
        class A {
          static void turns(byte[] data) throws IOException {
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream(in);
            for (byte b : data) {
              out.write(b);
              System.out.println(in.read());
            }
            out.close();
          }
        }
        """);
  }

  @Test
  void writtenByThread() {
    compile(
        """
        class A {
          static void threads(byte[] data) throws IOException {
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream(in);
            Thread t = new Thread(() -> {
              try (out) {
                out.write(data);
              } catch (IOException e) {
                System.out.println(e);
              }
            });
            t.start();
            System.out.println(in.readAllBytes().length);
          }
        }
        """);
  }

  @Test
  void textsWithRoom() {
    compile(
        """
        class A {
          static void text() throws IOException {
            PipedWriter w = new PipedWriter();
            PipedReader r = new PipedReader(w);
            for (int i = 0; i < 10; i++) {
              w.write("hello");
            }
            w.close();
            System.out.println(r.read());
          }
        }
        """);
  }

  @Test
  void readByThread() {
    compile(
        """
        class A {
          static void thread(byte[] data) throws IOException {
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream(in);
            new Thread(() -> {
              try (in) {
                in.transferTo(System.out);
              } catch (IOException e) {
                System.out.println(e);
              }
            }).start();
            out.write(data);
            out.close();
          }
        }
        """);
  }

  @Test
  void bytesOfCaller() {
    compile(
        """
        class A {
          static byte[] copy(byte[] data) throws IOException {
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream(in);
            // BUG: Diagnostic contains: waits for itself
            out.write(data);
            out.close();
            return in.readAllBytes();
          }
        }
        """);
  }

  @Test
  void linesOfLoop() {
    compile(
        """
        class A {
          static String text(List<String> lines) throws IOException {
            PipedWriter w = new PipedWriter();
            PipedReader r = new PipedReader(w, 4096);
            try (PrintWriter p = new PrintWriter(w)) {
              for (String line : lines) {
                // BUG: Diagnostic contains: waits for itself
                p.println(line);
              }
            }
            StringBuilder all = new StringBuilder();
            try (BufferedReader b = new BufferedReader(r)) {
              for (String l = b.readLine(); l != null; l = b.readLine()) {
                all.append(l);
              }
            }
            return all.toString();
          }
        }
        """);
  }

  @Test
  void readByCaller() {
    compile(
        """
        class A {
          static void dump(OutputStream out, Map<String, String> m) throws IOException {
            for (var e : m.entrySet()) {
              // BUG: Diagnostic contains: waits for itself
              out.write((e.getKey() + e.getValue()).getBytes());
            }
            out.close();
          }

          static InputStream open(Map<String, String> m) throws IOException {
            PipedInputStream in = new PipedInputStream(1 << 14);
            dump(new PipedOutputStream(in), m);
            return in;
          }

          static void use(Map<String, String> m) throws IOException {
            try (InputStream in = open(m)) {
              in.transferTo(System.out);
            }
          }
        }
        """);
  }

  @Test
  void writtenThroughInterface() {
    compile(
        """
        class A {
          interface Exporter {
            void export(PrintStream out);
          }

          record Items(int count) implements Exporter {
            @Override
            public void export(PrintStream out) {
              for (int i = 0; i < count; i++) {
                // BUG: Diagnostic contains: waits for itself
                out.println("item-" + i);
              }
            }
          }

          static int count(Exporter exporter) throws IOException {
            try (PipedInputStream in = new PipedInputStream();
                PipedOutputStream pipe = new PipedOutputStream(in)) {
              PrintStream out = new PrintStream(pipe, true);
              exporter.export(out);
              out.close();
              return in.readAllBytes().length;
            }
          }

          public static void main(String[] args) throws IOException {
            System.out.println(count(new Items(args.length)));
          }
        }
        """);
  }

  @Test
  void lengthThatOneCallerPasses() {
    compile(
        """
        class A {
          static int size(byte[] plain) throws IOException {
            PipedOutputStream sink = new PipedOutputStream();
            PipedInputStream source = new PipedInputStream(sink);
            for (byte b : plain) {
              // BUG: Diagnostic contains: waits for itself
              sink.write(b);
            }
            int n = 0;
            while (source.read() != -1) {
              n++;
            }
            sink.close();
            return n;
          }

          public static void main(String[] args) throws IOException {
            System.out.println(size(new byte[10]));
          }
        }
        """);
  }
}
