package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Pipes that one thread fills before it reads. */
final class SendWithoutReceiverPipesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void smallEnough() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;

            class A {
              static int fewTexts() throws IOException {
                PipedReader in = new PipedReader();
                try (PipedWriter out = new PipedWriter(in)) {
                  for (String name : List.of("alpha", "beta", "gamma")) {
                    out.write(name + "\\n");
                  }
                }
                return in.read();
              }

              static int partOfArray() throws IOException {
                PipedInputStream in = new PipedInputStream(64 * 1024);
                PipedOutputStream out = new PipedOutputStream(in);
                byte[] data = new byte[100_000];
                out.write(data, 0, 100);
                out.write(new byte[10_000]);
                out.close();
                return in.readAllBytes().length;
              }

              static void inTurn() throws IOException {
                PipedInputStream in = new PipedInputStream();
                PipedOutputStream out = new PipedOutputStream(in);
                byte[] line = new byte[100];
                for (int i = 0; i < 50; i++) {
                  out.write(line);
                  System.out.println(in.readNBytes(100).length);
                }
                out.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void manyTexts() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;

            class A {
              static void print() throws IOException {
                PipedReader in = new PipedReader();
                try (PipedWriter out = new PipedWriter(in)) {
                  for (int i = 0; i < 200; i++) {
                    // BUG: Diagnostic contains: Only this thread itself receives from 'in'
                    out.write("line " + i + "\\n");
                  }
                }
                System.out.println(in.read());
              }
            }
            """)
        .doTest();
  }

  @Test
  void largeArray() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;

            class A {
              static int copy() throws IOException {
                PipedInputStream in = new PipedInputStream(4096);
                PipedOutputStream out = new PipedOutputStream(in);
                byte[] data = new byte[10_000];
                // BUG: Diagnostic contains: Only this thread itself receives from 'in'
                out.write(data);
                out.close();
                return in.readAllBytes().length;
              }
            }
            """)
        .doTest();
  }

  @Test
  void textsOfRecords() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;

            record Item(int id, String name) {
              String line() {
                return "item;" + id + ";" + name;
              }
            }

            class A {
              static void print(PrintWriter out, List<Item> items) {
                for (Item item : items) {
                  out.write(item.line());
                }
              }

              static int render(List<Item> items) throws IOException {
                // BUG: Diagnostic contains: Only this thread itself receives from 'in'; print()
                PipedReader in = new PipedReader();
                try (PrintWriter out = new PrintWriter(new PipedWriter(in))) {
                  print(out, items);
                }
                return in.read();
              }

              public static void main(String[] args) throws IOException {
                List<Item> items = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                  items.add(new Item(i, "n" + i));
                }
                System.out.println(render(items));
              }
            }
            """)
        .doTest();
  }
}
