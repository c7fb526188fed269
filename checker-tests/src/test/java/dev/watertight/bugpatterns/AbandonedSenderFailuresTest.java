package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderFailuresTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void expectedByCaller() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              // BUG: Diagnostic contains: leave early
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                try {
                  sum(queue);
                } catch (NumberFormatException e) {
                  System.out.println(e);
                }
              }

              static void sum(BlockingQueue<String> queue) throws InterruptedException {
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void expectedByCallerWhoEndsProcess() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                try {
                  sum(queue);
                } catch (NumberFormatException e) {
                  System.exit(1);
                }
              }

              static void sum(BlockingQueue<String> queue) throws InterruptedException {
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void unexpected() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void keepsItsThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread self = Thread.currentThread();
                new Thread(
                        () -> {
                          try {
                            for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                              System.out.println(Integer.parseInt(text));
                            }
                          } catch (InterruptedException | NumberFormatException e) {
                            self.interrupt();
                          }
                        })
                    .start();
                for (String line : lines) {
                  queue.put(line);
                }
                queue.put("end");
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusedInsideOfTheLoop() {
    sums(
        "all",
        "// BUG: Diagnostic contains: leave early\nlines.put(line);",
        "System.out.println(\"bad\");");
  }

  @Test
  void refusedByASenderThatLooksFirst() {
    sums("all", "if (isNumber(line)) {\n  lines.put(line);\n}", "System.out.println(\"bad\");");
  }

  @Test
  void refusedButTheOthersAreInterrupted() {
    sums("all", "lines.put(line);", "reader.interrupt();");
  }

  @Test
  void refusedButTheProcessEnds() {
    sums("all", "lines.put(line);", "System.exit(1);");
  }

  @Test
  void refusedThoughOnlyNumbersAreSent() {
    sums(
        "new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}",
        "lines.put(Integer.toString(line));",
        "throw new IllegalStateException(e);");
  }

  @Test
  void refusedThoughNamesOfConstantsAreSent() {
    sums(
        "new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}",
        "lines.put(Thread.State.values()[line % 3].name());",
        "throw new IllegalStateException(e);");
  }

  @Test
  void refusedThoughTheSenderMakesTheText() {
    sums(
        "new int[] {1, 2, 3, 4, 5, 6}",
        "lines.put((\"0\" + line).trim());",
        "System.out.println();");
  }

  @Test
  void refusedThoughAMethodHasLookedAtTheText() {
    sums("all", "lines.put(checked(line));", "System.out.println();");
  }

  @Test
  void refusedAsItComes() {
    sums(
        "all",
        "// BUG: Diagnostic contains: leave early\nlines.put(line.trim());",
        "System.out.println();");
  }

  @Test
  void refusedAtATextThatIsSentInsteadOfANumber() {
    sums(
        "new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}",
        "// BUG: Diagnostic contains: leave early\n"
            + "lines.put(line == 3 ? \"n/a\" : Integer.toString(line));",
        "System.out.println();");
  }

  @Test
  void refusedThoughTheEndIsSentInsteadOfANumber() {
    sums(
        "new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}",
        "lines.put(line == 9 ? \"\" : Integer.toString(line));",
        "System.out.println();");
  }

  @Test
  void throwsForAValueThoughItCounts() {
    rows(
        "// BUG: Diagnostic contains: leave early",
        "out.put(row);",
        "for (int i = 0; i < 20; i++)",
        "throw new Exception(row);");
  }

  @Test
  void throwsForAnyValueThoughItCounts() {
    rows(
        "// BUG: Diagnostic contains: leave early",
        "out.put(row);",
        "for (String name : names)",
        "throw new IllegalStateException(row);");
  }

  @Test
  void throwsForTheLastValue() {
    rows("", "out.put(row);", "while (true)", "throw new Exception(row);");
  }

  @Test
  void leavesForAValueByItsOwnWill() {
    rows("", "out.put(row);", "for (int i = 0; i < 20; i++)", "break;");
  }

  @Test
  void senderLeavesForTheSameValue() {
    rows(
        "",
        "out.put(row); if (isCorrupt(row)) { break; }",
        "for (int i = 0; i < 20; i++)",
        "throw new Exception(row);");
  }

  private void rows(String report, String put, String loop, String leave) {
    helper
        .addSourceLines(
            "Loader.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Loader {
              private final BlockingQueue<String> out = new ArrayBlockingQueue<>(2);
              private final List<String> rows;
              private final List<String> names;

              Loader(List<String> rows, List<String> names) {
                this.rows = rows;
                this.names = names;
              }

              void load() throws InterruptedException {
                Thread reader = new Thread(this::read);
                reader.start();
                try {
                  store();
                } catch (Exception e) {
                  System.out.println(e);
                }
                reader.join();
              }

              private static boolean isCorrupt(String row) {
                return row.contains("#");
              }

              private void read() {
                try {
                  for (String row : rows) {
                    %s
                    %s
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void store() throws Exception {
                %s {
                  String row = out.take();
                  if (isCorrupt(row)) {
                    %s
                  }
                  System.out.println(row);
                }
              }

              static void start(List<String> rows, List<String> names) throws InterruptedException {
                new Loader(rows, names).load();
              }
            }
            """
                .formatted(report, put, loop, leave))
        .doTest();
  }

  private void sums(String source, String put, String failed) {
    helper
        .addSourceLines(
            "Sums.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Sums {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
              private final List<String> all;
              private Thread reader;

              Sums(List<String> all) {
                this.all = List.copyOf(all);
              }

              void run() {
                reader = new Thread(this::read);
                reader.start();
                new Thread(this::sum).start();
              }

              private void read() {
                try {
                  for (LINE line : %s) {
                    %s
                  }
                  lines.put("");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void sum() {
                int sum = 0;
                try {
                  for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
                    sum += Integer.parseInt(line);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } catch (NumberFormatException e) {
                  %s
                }
                System.out.println(sum);
              }

              private static String checked(String text) {
                if (!isNumber(text)) {
                  throw new IllegalArgumentException(text);
                }
                return text;
              }

              private static boolean isNumber(String text) {
                return text.chars().allMatch(Character::isDigit);
              }
            }
            """
                .formatted(source, put, failed)
                .replace("LINE", source.equals("all") ? "String" : "int"))
        .doTest();
  }
}
