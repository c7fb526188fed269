package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders that catch by its name what keeps them from sending a record that marks the end. */
final class EndSignalSkippedOnFailureNamedTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: 'Eof' is skipped";
  private static final String PATTERN = "case Feed.Eof(int lines) -> { return; }";
  private static final String NUMBER = "new BigDecimal(line)";
  private static final String CATCH = "catch (%s e) { System.err.println(e); %s }";

  @Test
  void textThatIsNoNumber() {
    check(REPORTED, NUMBER, CATCH.formatted("NumberFormatException", ""), PATTERN);
  }

  @Test
  void textWithTooFewParts() {
    check(
        REPORTED,
        "BigDecimal.valueOf(line.split(\",\")[1].length())",
        CATCH.formatted("ArrayIndexOutOfBoundsException", ""),
        "case Feed.Eof eof -> { return; }");
  }

  @Test
  void clauseThatSends() {
    check(
        "",
        NUMBER,
        CATCH.formatted("NumberFormatException", "out.add(new Feed.Eof(-1));"),
        PATTERN);
  }

  private static void check(String report, String value, String clause, String label) {
    CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedOnFailureNamedTest.class)
        .addSourceLines(
            "Prices.java",
            """
            import java.math.BigDecimal;
            import java.util.concurrent.*;

            class Prices {
              sealed interface Feed {
                record Price(BigDecimal value) implements Feed {}

                record Eof(int lines) implements Feed {}
              }

              static void read(String[] lines, BlockingQueue<Feed> out) {
                int number = 0;
                try {
                  for (String line : lines) {
                    out.add(new Feed.Price(%s));
                    number++;
                  }
                  %s
                  out.add(new Feed.Eof(number));
                } %s
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Feed> queue = new LinkedBlockingQueue<>();
                Thread.startVirtualThread(() -> read(args, queue));
                while (true) {
                  switch (queue.take()) {
                    case Feed.Price(BigDecimal price) -> System.out.println(price);
                    %s
                  }
                }
              }
            }
            """
                .formatted(value, report, clause, label))
        .doTest();
  }
}
