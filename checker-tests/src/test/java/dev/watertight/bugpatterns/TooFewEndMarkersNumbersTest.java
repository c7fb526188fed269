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

  @Test
  void numbersOfRecord() {
    record("", "2, 3", "// BUG: Diagnostic contains: 2 times");
    record("", "3, 3", "");
    record("Config { writers = Math.min(readers, writers); }", "2, 3", "");
  }

  private void record(String constructor, String numbers, String report) {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Files.java",
            """
            import java.util.concurrent.*;

            final class Files {
              record Config(int readers, int writers) {
                %s
              }

              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final Config config;

              Files(Config config) {
                this.config = config;
              }

              private void write() {
                try {
                  for (String text = lines.take(); text != END; text = lines.take()) {
                    System.out.println(text);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void run() {
                for (int i = 0; i < config.writers(); i++) {
                  new Thread(this::write).start();
                }
                for (int i = 0; i < config.readers(); i++) {
                  lines.add("line");
                  %s
                  lines.add(END);
                }
              }

              public static void main(String[] args) {
                new Files(new Config(%s)).run();
              }
            }
            """
                .formatted(constructor, report, numbers))
        .doTest();
  }
}
