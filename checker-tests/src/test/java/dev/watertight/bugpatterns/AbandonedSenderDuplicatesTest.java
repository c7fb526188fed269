package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that leave when they have found what they had before. */
final class AbandonedSenderDuplicatesTest {
  private static final String LEAVES =
      "// BUG: Diagnostic contains: The receiver of 'queue' can leave early";

  @Test
  void mapTellsOfADuplicate() {
    compile("String", "d", "\"\"", "next.isEmpty()", "known.put(next, 1) != null", LEAVES);
  }

  @Test
  void emptyOptionalIsTheEnd() {
    compile(
        "Optional<String>",
        "Optional.of(d)",
        "Optional.empty()",
        "next.isEmpty()",
        "known.putIfAbsent(next.get(), 1) != null",
        LEAVES);
  }

  @Test
  void presentOptionalGoesOn() {
    compile(
        "Optional<String>",
        "Optional.of(d)",
        "Optional.empty()",
        "!next.isPresent()",
        "known.isEmpty() && known.containsKey(next.get())",
        LEAVES);
  }

  @Test
  void onlyTheEmptyOptionalEndsIt() {
    compile(
        "Optional<String>", "Optional.of(d)", "Optional.empty()", "next.isEmpty()", "false", "");
  }

  private static void compile(
      String type, String value, String end, String isEnd, String leaves, String report) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderDuplicatesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final Map<String, Integer> known = new HashMap<>();

              void find(List<String> all) throws InterruptedException {
                BlockingQueue<%1$s> queue = new ArrayBlockingQueue<>(2);
                Thread scanner = new Thread(() -> {
                  try {
                    for (String d : all) {
                      %6$s
                      queue.put(%2$s);
                    }
                    queue.put(%3$s);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
                scanner.start();
                while (true) {
                  %1$s next = queue.take();
                  if (%4$s) {
                    break;
                  }
                  if (%5$s) {
                    System.out.println(next);
                    break;
                  }
                }
                scanner.join();
              }
            }
            """
                .formatted(type, value, end, isEnd, leaves, report))
        .doTest();
  }
}
