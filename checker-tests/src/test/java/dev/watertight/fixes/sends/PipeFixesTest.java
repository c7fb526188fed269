package dev.watertight.fixes.sends;

import dev.watertight.bugpatterns.AbandonedSender;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Whoever drops the reading end of a pipe closes it, so that the writer gets an exception. */
final class PipeFixesTest {
  @Test
  void closesTheEndThatAMethodReturns() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.OutputStreamWriter;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.io.Writer;

            class A {
              private InputStream export(int rows) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                InputStream in = new PipedInputStream(out);
                new Thread(
                        () -> {
                          try (Writer writer = new OutputStreamWriter(out)) {
                            for (int row = 0; row < rows; row++) {
                              writer.write("row " + row);
                            }
                          } catch (IOException e) {
                            System.err.println(e);
                          }
                        })
                    .start();
                return in;
              }

              int serve(int rows, String tag) throws IOException {
                InputStream body = export(rows);
                if (tag.isEmpty()) {
                  return 304;
                }
                int first = body.read();
                body.close();
                return first < 0 ? 204 : 200;
              }

              public static void main(String[] args) throws IOException {
                System.out.println(new A().serve(20000, "*"));
                System.out.println(new A().serve(30000, ""));
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.OutputStreamWriter;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;
            import java.io.Writer;

            class A {
              private InputStream export(int rows) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                InputStream in = new PipedInputStream(out);
                new Thread(
                        () -> {
                          try (Writer writer = new OutputStreamWriter(out)) {
                            for (int row = 0; row < rows; row++) {
                              writer.write("row " + row);
                            }
                          } catch (IOException e) {
                            System.err.println(e);
                          }
                        })
                    .start();
                return in;
              }

              int serve(int rows, String tag) throws IOException {
                try (InputStream body = export(rows)) {
                  if (tag.isEmpty()) {
                    return 304;
                  }
                  int first = body.read();
                  return first < 0 ? 204 : 200;
                }
              }

              public static void main(String[] args) throws IOException {
                System.out.println(new A().serve(20000, "*"));
                System.out.println(new A().serve(30000, ""));
              }
            }
            """);
  }

  @Test
  void closesTheEndThatItHasMade() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;

            class A {
              static int count(int lines, boolean wanted) throws IOException {
                PipedReader in = new PipedReader();
                PipedWriter out = new PipedWriter(in);
                Thread writer =
                    new Thread(
                        () -> {
                          try (PrintWriter printer = new PrintWriter(out)) {
                            for (int line = 0; line < lines; line++) {
                              printer.println(line);
                            }
                          }
                        });
                writer.start();
                if (!wanted) {
                  return -1;
                }
                int count = 0;
                while (in.read() >= 0) {
                  count++;
                }
                return count;
              }

              public static void main(String[] args) throws IOException {
                System.out.println(count(20000, false));
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.io.PrintWriter;

            class A {
              static int count(int lines, boolean wanted) throws IOException {
                try (PipedReader in = new PipedReader()) {
                  PipedWriter out = new PipedWriter(in);
                  Thread writer =
                      new Thread(
                          () -> {
                            try (PrintWriter printer = new PrintWriter(out)) {
                              for (int line = 0; line < lines; line++) {
                                printer.println(line);
                              }
                            }
                          });
                  writer.start();
                  if (!wanted) {
                    return -1;
                  }
                  int count = 0;
                  while (in.read() >= 0) {
                    count++;
                  }
                  return count;
                }
              }

              public static void main(String[] args) throws IOException {
                System.out.println(count(20000, false));
              }
            }
            """);
  }
}
