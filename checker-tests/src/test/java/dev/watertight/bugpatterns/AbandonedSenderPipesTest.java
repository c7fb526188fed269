package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Pipes: a write waits while the buffer is full, nobody has read and the other end is open. */
final class AbandonedSenderPipesTest {
  @Test
  void readOrClosed() {
    compile(
        """
        abstract class A extends Base {
          byte[] drained(int rows) throws IOException {
            InputStream in = export(rows);
            return in.readAllBytes();
          }

          byte[] closedAsResource(int rows, boolean wanted) throws IOException {
            try (InputStream in = export(rows)) {
              return wanted ? in.readAllBytes() : new byte[0];
            }
          }

          byte[] closedInFinally(int rows, boolean wanted) throws IOException {
            InputStream in = null;
            try {
              in = export(rows);
              return wanted ? in.readAllBytes() : new byte[0];
            } finally {
              if (in != null) {
                in.close();
              }
            }
          }

          byte[] closedOnThePath(int rows, boolean wanted) throws IOException {
            InputStream in = export(rows);
            if (!wanted) {
              in.close();
              return new byte[0];
            }
            return in.readAllBytes();
          }

          void readByAnother(int rows, OutputStream target) throws IOException {
            InputStream in = export(rows);
            Thread.startVirtualThread(() -> copy(in, target));
          }

          void readByCallee(int rows, OutputStream target, boolean wanted) throws IOException {
            InputStream in = export(rows);
            copy(in, target);
          }

          private static void copy(InputStream in, OutputStream target) {
            try (in) {
              in.transferTo(target);
            } catch (IOException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  /** Somebody has read, and a write fails when his thread has ended. */
  @Test
  void readerThreadEnds() {
    compile(
        """
        abstract class A extends Base {
          String header(int rows) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(export(rows)));
            String header = in.readLine();
            if (header.isEmpty()) {
              return "";
            }
            return header + in.lines().count();
          }

          Object first(int rows, boolean wanted) throws IOException, ClassNotFoundException {
            // The constructor reads.
            ObjectInputStream in = new ObjectInputStream(export(rows));
            return wanted ? in.readObject() : null;
          }
        }
        """);
  }

  @Test
  void fewBytes() {
    compile(
        """
        abstract class A {
          int few(boolean wanted) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread.startVirtualThread(
                () -> {
                  try (out) {
                    for (int i = 0; i < 1000; i++) {
                      out.write(i);
                    }
                    out.write(new byte[] {1, 2, 3});
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                });
            return wanted ? in.read() : -1;
          }

          int sized(byte[] data, boolean wanted) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out, data.length);
            Thread.startVirtualThread(
                () -> {
                  try (out) {
                    for (byte one : data) {
                      out.write(one);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                });
            return wanted ? in.read() : -2;
          }

          int large(boolean wanted) throws IOException {
            PipedInputStream in = new PipedInputStream(20_000);
            PipedOutputStream out = new PipedOutputStream(in);
            Thread.startVirtualThread(
                () -> {
                  try (out) {
                    for (int i = 0; i < 20_000; i++) {
                      out.write(i);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                });
            return wanted ? in.read() : -4;
          }
        }
        """);
  }

  /** The writer ends with the process, or somebody ends it, or it has not been started yet. */
  @Test
  void writerEnds() {
    compile(
        """
        abstract class A {
          public static void main(String[] args) throws IOException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            Thread.ofPlatform().daemon().start(() -> write(args, out));
            if (args.length > 1) {
              return;
            }
            System.out.println(in.read());
          }

          int interrupted(String[] lines, boolean wanted) throws IOException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            Thread writer = Thread.startVirtualThread(() -> write(lines, out));
            if (!wanted) {
              writer.interrupt();
              return 2;
            }
            return in.read();
          }

          int closedByStarter(String[] lines, boolean wanted) throws IOException {
            try (PipedWriter out = new PipedWriter()) {
              PipedReader in = new PipedReader(out);
              Thread.startVirtualThread(() -> write(lines, out));
              return wanted ? in.read() : 3;
            }
          }

          int startedLater(String[] lines, boolean wanted) throws IOException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            if (!wanted) {
              return 4;
            }
            Thread.startVirtualThread(() -> write(lines, out));
            return in.read();
          }

          int perhapsStarted(String[] lines, boolean wanted) throws IOException {
            PipedWriter out = new PipedWriter();
            PipedReader in = new PipedReader(out);
            if (wanted) {
              Thread.startVirtualThread(() -> write(lines, out));
            }
            return wanted ? in.read() : 5;
          }

          int notConnected(String[] lines, boolean wanted) throws IOException {
            PipedWriter out = new PipedWriter();
            Thread.startVirtualThread(() -> write(lines, out));
            PipedReader in = new PipedReader(out);
            return wanted ? in.read() : 6;
          }

          private static void write(String[] lines, PipedWriter out) {
            try (PrintWriter printer = new PrintWriter(out)) {
              for (String line : lines) {
                printer.println(line);
              }
            }
          }
        }
        """);
  }

  /** Where the code leaves, the process ends. */
  @Test
  void processEnds() {
    compile(
        """
        class A extends Base {
          static int exits(int rows, boolean wanted) throws IOException {
            InputStream in = export(rows);
            if (!wanted) {
              System.exit(1);
            }
            return in.read();
          }

          public static void main(String[] args) throws IOException {
            InputStream in = export(args.length);
            if (args.length == 0) {
              return;
            }
            System.out.println(in.read());
          }
        }
        """);
  }

  @Test
  void keptForOthers() {
    compile(
        """
        abstract class A extends Base {
          private InputStream current;

          abstract void serve(InputStream in);

          void inField(int rows, boolean wanted) throws IOException {
            InputStream in = export(rows);
            current = in;
            if (wanted) {
              current.readAllBytes();
            }
          }

          void outOfView(int rows) throws IOException {
            InputStream in = export(rows);
            serve(in);
          }

          int next() throws IOException {
            return current.read();
          }
        }
        """);
  }

  @Test
  void droppedByCallersOfMaker() {
    compile(
        """
        class A {
          static class Report {
            private final int rows;

            Report(int rows) {
              this.rows = rows;
            }

            InputStream export() throws IOException {
              PipedOutputStream out = new PipedOutputStream();
              InputStream in = new PipedInputStream(out);
              Thread.ofVirtual().start(() -> write(new DataOutputStream(out)));
              return in;
            }

            private void write(DataOutputStream out) {
              try (out) {
                for (int row = 0; row < rows; row++) {
                  out.writeInt(row);
                }
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          int serve(Report report, String tag) throws IOException {
            // BUG: Diagnostic contains: leaves 'body' neither read nor closed; writeInt() on line
            InputStream body = report.export();
            if (tag.isEmpty()) {
              return 304;
            }
            return body.readAllBytes().length;
          }

          int serveAll(Report report, Iterable<String> tags) throws IOException {
            int sum = 0;
            for (String tag : tags) {
              // BUG: Diagnostic contains: leaves 'in' neither
              InputStream in = report.export();
              if (!tag.isEmpty()) {
                sum += in.readAllBytes().length;
              }
            }
            return sum;
          }

          int serveInTime(Report report) throws IOException {
            try (InputStream all = report.export()) {
              return all.available();
            }
          }
        }
        """);
  }

  /** A thread that is no daemon outlives {@code main}. */
  @Test
  void droppedByMain() {
    compile(
        """
        class A {
          public static void main(String[] args) throws IOException {
            PipedWriter out = new PipedWriter();
            // BUG: Diagnostic contains: Some path leaves 'in' neither read nor closed; println() on
            BufferedReader in = new BufferedReader(new PipedReader(out));
            new Thread(
                    () -> {
                      try (PrintWriter printer = new PrintWriter(out)) {
                        for (String line : args) {
                          printer.println(line);
                        }
                      }
                    })
                .start();
            if (args[0].isEmpty()) {
              return;
            }
            System.out.println(in.readLine());
          }
        }
        """);
  }

  @Test
  void droppedWhereMade() {
    compile(
        """
        class A {
          long count(List<String> lines, Path target, boolean wanted) throws IOException {
            PipedWriter out = new PipedWriter();
            // BUG: Diagnostic contains: Line 16 leaves 'in' neither read nor closed; print() on line 9
            PipedReader in = new PipedReader(out);
            Thread writer = new Thread(
                () -> {
                  try (PrintWriter printer = new PrintWriter(out)) {
                    lines.forEach(printer::print);
                    for (String line : lines) {
                      printer.println(line);
                    }
                  }
                });
            writer.start();
            Writer copy = Files.newBufferedWriter(target);
            return in.transferTo(copy);
          }

          void nobodyReads(ExecutorService pool) throws IOException {
            PipedOutputStream out = new PipedOutputStream();
            // BUG: Diagnostic contains: neither read nor closed; writeObject() on line
            PipedInputStream in = new PipedInputStream(out);
            Thread.startVirtualThread(
                () -> {
                  try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
                    for (int i = 0; i < 5000; i++) {
                      objects.writeObject("row " + i);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                });
            System.out.println(in.available());
          }

          int constantNumber(boolean wanted) throws IOException {
            // BUG: Diagnostic contains: leaves 'in' neither
            PipedInputStream in = new PipedInputStream();
            PipedOutputStream out = new PipedOutputStream();
            out.connect(in);
            Thread.startVirtualThread(
                () -> {
                  try (out) {
                    for (int i = 0; i < 1025; i++) {
                      out.write(i);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                });
            return wanted ? in.read() : -1;
          }
        }
        """);
  }

  @Test
  void waitForAWriterWithTheEndOpen() {
    compile(
        """
        import java.io.*; import java.util.*; import java.util.concurrent.*;
        /** A task of an executor; get() of its future; try-with-resources around the wait; number of lines given. */
        class V8 {
          static String first(int lines) throws Exception {
            ExecutorService pool = Executors.newSingleThreadExecutor();
            PipedOutputStream out = new PipedOutputStream();
            try (PipedInputStream in = new PipedInputStream(out)) {
              Future<?> writing = pool.submit(() -> {
                try (PrintWriter w = new PrintWriter(new OutputStreamWriter(out))) {
                  // BUG: Diagnostic contains: waits for the writer
                  for (int i = 0; i < lines; i++) { w.println("line " + i); }
                }
              });
              String head = new BufferedReader(new InputStreamReader(in)).readLine();
              writing.get();
              return head;
            } finally { pool.shutdown(); }
          }
          public static void main(String[] a) throws Exception { System.out.println(first(100_000)); }
        }
        """);
  }

  @Test
  void lastCharacterEndsAll() {
    checkUpTo("\\n", "// BUG: Diagnostic contains: waits for the writer");
  }

  @Test
  void characterBehindAllLinesEndsAll() {
    checkUpTo("\\0", "");
  }

  private void checkUpTo(String end, String report) {
    compile(
        """
        import java.io.*;

        class A {
          static int read(int rows) throws Exception {
            PipedOutputStream sink = new PipedOutputStream();
            PipedInputStream source = new PipedInputStream(sink, 1024);
            Thread writer =
                new Thread(
                    () -> {
                      try (Writer out = new OutputStreamWriter(sink)) {
                        for (int i = 0; i < rows; i++) {
                          %s
                          out.write(i + "\\n");
                        }
                        out.write('\\0');
                      } catch (IOException e) {
                        System.out.println(e);
                      }
                    });
            writer.start();
            int n = 0;
            int c;
            while ((c = source.read()) != -1 && c != '%s') {
              n++;
            }
            writer.join();
            source.close();
            return n;
          }
        }
        """
            .formatted(report, end));
  }

  @Test
  void writersThatComeToTheirEnd() {
    compile(
        """
        import java.io.*; import java.util.stream.*;
        /** closed first; read to the end; few lines; timed join; nothing waits. */
        class O8 {
          interface Reading { String of(BufferedReader in) throws IOException; }
          static Thread writer(PipedOutputStream out, int n) {
            return new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < n; i++) { w.println("line " + i); } } });
          }
          static String closed(int n) throws Exception {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread t = new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < n; i++) { w.println("line " + i); } } });
            t.start();
            BufferedReader r = new BufferedReader(new InputStreamReader(in));
            String head = r.readLine();
            r.close();
            t.join();
            return head;
          }
          static String all(int n) throws Exception {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread t = new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < n; i++) { w.println("line " + i); } } });
            t.start();
            try (BufferedReader r = new BufferedReader(new InputStreamReader(in))) {
              String head = r.readLine();
              while (r.readLine() != null) { }
              t.join();
              return head;
            }
          }
          static String few() throws Exception {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread t = new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < 10; i++) { w.println("line " + i); } } });
            t.start();
            try (BufferedReader r = new BufferedReader(new InputStreamReader(in))) {
              String head = r.readLine();
              t.join();
              return head;
            }
          }
          static String resource(int n) throws Exception {
            PipedOutputStream out = new PipedOutputStream();
            String head;
            Thread t;
            try (PipedInputStream in = new PipedInputStream(out); BufferedReader r = new BufferedReader(new InputStreamReader(in))) {
              t = new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < n; i++) { w.println("line " + i); } } });
              t.start();
              head = r.readLine();
            }
            t.join();
            return head;
          }
          static String timed(int n) throws Exception {
            PipedOutputStream out = new PipedOutputStream();
            PipedInputStream in = new PipedInputStream(out);
            Thread t = new Thread(() -> { try (PrintWriter w = new PrintWriter(out)) { for (int i = 0; i < n; i++) { w.println("line " + i); } } });
            t.start();
            try (BufferedReader r = new BufferedReader(new InputStreamReader(in))) {
              String head = r.readLine();
              t.join(100);
              return head;
            }
          }
          public static void main(String[] a) throws Exception { System.out.println(closed(100000) + all(100000) + few() + timed(100000) + resource(100000)); }
        }
        """);
  }

  private void compile(String source) {
    String imports = "import java.io.*; import java.nio.file.*; import java.util.*; ";
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Base.java",
            imports
                + """
                  abstract class Base {
                    /** A pipe that a thread fills. */
                    static InputStream export(int rows) throws IOException {
                      PipedOutputStream out = new PipedOutputStream();
                      InputStream in = new PipedInputStream(out);
                      Thread.startVirtualThread(
                          () -> {
                            try (Writer writer = new OutputStreamWriter(out)) {
                              for (int row = 0; row < rows; row++) {
                                writer.write(row + System.lineSeparator());
                              }
                            } catch (IOException e) {
                              System.out.println(e);
                            }
                          });
                      return in;
                    }
                  }
                  """)
        .addSourceLines("A.java", imports + "import java.util.concurrent.*; " + source)
        .doTest();
  }
}
