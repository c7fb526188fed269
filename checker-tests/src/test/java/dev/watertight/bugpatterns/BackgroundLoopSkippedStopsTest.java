package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops whose flag is set behind what fails. */
final class BackgroundLoopSkippedStopsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: ends it, which is skipped when line";
  private static final String POLL = "System.out.println(orders.poll(40, MILLISECONDS));";
  private static final String TAKE = "orders.add(Integer.parseInt(line));";

  @Test
  void failsAtALine() {
    check(REPORTED, POLL, TAKE, "open = false;", "");
  }

  @Test
  void failsAtALineWhileItSleeps() {
    check(REPORTED, "Thread.sleep(40); orders.clear();", TAKE, "this.open = false;", "");
  }

  @Test
  void refusesALineAsItsCallerKnows() {
    check(
        REPORTED,
        POLL,
        "if (line.isEmpty()) { throw new IllegalArgumentException(); } add(line);",
        "open = false;",
        "void add(String line) { if (line.length() > 9) { throw new IllegalArgumentException(line); }"
            + " orders.add(1); }");
  }

  @Test
  void isClosedInFinally() {
    check("", POLL, "try { " + TAKE + " } finally { open = false; }", "", "");
  }

  @Test
  void isClosedByOthersToo() {
    check("", POLL, TAKE, "open = false;", "void close() { open = false; }");
  }

  @Test
  void failsAtNothing() {
    check("", POLL, "orders.add(line.length());", "open = false;", "");
  }

  @Test
  void endsTheProcess() {
    check("", POLL, TAKE, "open = false;", "", "System.exit(1);");
  }

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("Shop.java", shop("", POLL, TAKE, "open = false;", "", ""))
        .addOutputLines(
            "Shop.java",
            shop("", POLL, TAKE, "open = false;", "", "")
                .replace("    for (String line", "    try {\nfor (String line")
                .replace("    open = false;", "} finally {\n open = false;\n}"))
        .doTest(TestMode.AST_MATCH);
  }

  private static void check(String report, String poll, String take, String end, String more) {
    check(report, poll, take, end, more, "System.out.println(e);");
  }

  private static void check(
      String report, String poll, String take, String end, String more, String failed) {
    CompilationTestHelper.newInstance(
            BackgroundLoopNeverEnds.class, BackgroundLoopSkippedStopsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Shop.java", shop(report, poll, take, end, more, failed))
        .doTest();
  }

  private static String shop(
      String report, String poll, String take, String end, String more, String failed) {
    return """
    import static java.util.concurrent.TimeUnit.MILLISECONDS;

    import java.util.List;
    import java.util.concurrent.LinkedBlockingQueue;

    class Shop {
      private final LinkedBlockingQueue<Integer> orders = new LinkedBlockingQueue<>();
      private volatile boolean open = true;

      Thread start() {
        Thread thread = new Thread(this::ship);
        thread.start();
        return thread;
      }

      private void ship() {
        try {
          %s
          while (open || !orders.isEmpty()) {
            %s
          }
        } catch (InterruptedException e) {
          return;
        }
      }

      void take(List<String> lines) {
        for (String line : lines) {
          %s
        }
        %s
      }

      %s

      public static void main(String[] args) throws InterruptedException {
        Shop shop = new Shop();
        Thread shipping = shop.start();
        try {
          shop.take(List.of(args));
        } catch (IllegalArgumentException e) {
          %s
        }
        shipping.join();
      }
    }
    """
        .formatted(report, poll, take, end, more, failed);
  }
}
