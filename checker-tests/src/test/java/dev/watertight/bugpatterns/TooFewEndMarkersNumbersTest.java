package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** How many consumers code means that says a variable. */
final class TooFewEndMarkersNumbersTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: END";

  @Test
  void any() {
    check(REPORTED, "");
  }

  @Test
  void atLeastOne() {
    check(REPORTED, "if (size < 1) throw new IllegalArgumentException();");
  }

  @Test
  void exactlyOne() {
    check("", "if (size != 1) throw new IllegalArgumentException();");
  }

  @Test
  void oneAtMost() {
    check("", "if (1 < size) throw new IllegalArgumentException();");
  }

  @Test
  void sameAsAnother() {
    check("", "if (size > max) throw new IllegalArgumentException();");
  }

  private static void check(String report, String refusal) {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, TooFewEndMarkersNumbersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Printers.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Printers {
              private static final String END = new String("end");
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final int size;
              private final int max = Integer.getInteger("max");

              Printers(int size) {
                %s
                this.size = size;
              }

              void open() {
                for (int i = 0; i < size; i++) {
                  new Thread(this::print).start();
                }
              }

              private void print() {
                try {
                  for (String line = queue.take(); line != END; line = queue.take()) {
                    System.out.println(line);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String line) {
                queue.add(line);
              }

              void close() {
                %s
                queue.add(END);
              }
            }
            """
                .formatted(refusal, report))
        .doTest();
  }
}
