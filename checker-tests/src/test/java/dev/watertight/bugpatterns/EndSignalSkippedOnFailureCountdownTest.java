package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** The last of several senders signals: each of them has to count, or nobody is the last. */
final class EndSignalSkippedOnFailureCountdownTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: 'END' is skipped when line";
  private static final String READ = "items.add(Integer.parseInt(file) + \"\");";

  @Test
  void failsBeforeItCounts() {
    check(READ, "if (left.decrementAndGet() == 0) { " + REPORTED + "\nitems.add(END); }", "");
  }

  @Test
  void failsBeforeItCountsTheOldNumber() {
    check(READ, "if (1 == left.getAndDecrement()) { " + REPORTED + "\nitems.add(END); }", "");
  }

  @Test
  void failsAtALineOfWhatTheCodeSays() {
    check(
        "for (String line : file.split(\"\\n\")) { items.add(line.substring(0, line.indexOf('<')) + line.substring(1)); }",
        "if (left.decrementAndGet() == 0) { " + REPORTED + "\nitems.add(END); }",
        "");
  }

  @Test
  void allLinesAreAsTheyShouldBe() {
    check(
        "for (String line : file.split(\"\\n\")) { items.add(line.substring(0, line.indexOf('@'))); }",
        "if (left.decrementAndGet() == 0) { items.add(END); }",
        "");
  }

  @Test
  void countsInFinally() {
    check(
        "try { " + READ, "} finally { if (left.decrementAndGet() == 0) { items.add(END); } }", "");
  }

  @Test
  void whoStartsItCountsForIt() {
    check(
        READ,
        "if (left.decrementAndGet() == 0) { items.add(END); }",
        "void give() { left.decrementAndGet(); }");
  }

  @Test
  void othersGetTheCounter() {
    check(
        READ,
        "if (left.decrementAndGet() == 0) { items.add(END); }",
        "AtomicInteger left() { return left; }");
  }

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(EndSignalSkippedOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "Book.java",
            book(
                "    " + READ,
                """
                    if (left.decrementAndGet() == 0) {
                      System.out.println("last");
                      items.add(END);
                    }\
                """,
                ""))
        .addOutputLines(
            "Book.java",
            book(
                "    try {\n  " + READ,
                """
                    } finally {
                      if (left.decrementAndGet() == 0) {
                        System.out.println("last");
                        items.add(END);
                      }
                    }\
                """,
                ""))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static void check(String read, String end, String more) {
    CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedOnFailureCountdownTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Book.java", book(read, end, more))
        .doTest();
  }

  private static String book(String read, String end, String more) {
    return """
    import java.util.List;
    import java.util.concurrent.BlockingQueue;
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;
    import java.util.concurrent.LinkedBlockingQueue;
    import java.util.concurrent.atomic.AtomicInteger;

    class Book {
      private static final String END = new String("end");
      private final BlockingQueue<String> items = new LinkedBlockingQueue<>();
      private final AtomicInteger left;
      private final List<String> files;

      Book(List<String> files) {
        this.files = files;
        this.left = new AtomicInteger(files.size());
      }

      %s

      private void read(String file) {
    %s
    %s
      }

      void run() throws InterruptedException {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        for (String file : files) {
          readers.execute(() -> read(file));
        }
        String item;
        while ((item = items.take()) != END) {
          System.out.println(item);
        }
        readers.shutdown();
      }

      public static void main(String[] args) throws InterruptedException {
        new Book(List.of("ann <a@x>\\nbob <b@x>", "cas <c@y>\\nno address @ all")).run();
      }
    }
    """
        .formatted(more, read, end);
  }
}
