package dev.watertight.paths;

import static java.util.stream.Collectors.joining;
import static java.util.stream.IntStream.range;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Generated code: walks end soon, and are given up rather than reported where paths are too many.
 */
final class WalkerTest {
  private static final String POOL = "ExecutorService %s = Executors.newFixedThreadPool(%d);\n";

  private static final String FLAGS =
      range(0, 30).mapToObj(i -> "boolean flag" + i).collect(joining(", "));

  @Test
  void switchWithManyCases() {
    String cases =
        range(0, 1500)
            .mapToObj(i -> "case %d: pool.execute(() -> {}); break;\n".formatted(i))
            .collect(joining());
    compiles(
        POOL.formatted("pool", 2) + "switch (n) {\n" + cases + "default: }\n pool.shutdown();\n");
  }

  @Test
  void manyHandlesInOneMethod() {
    compiles(
        range(0, 500)
            .mapToObj(
                i ->
                    POOL.formatted("pool" + i, i + 1)
                        + "pool%d.execute(() -> {});\npool%d.shutdown();\n".formatted(i, i))
            .collect(joining()));
  }

  @Test
  void manyFlagsAskedAgain() {
    String asked =
        range(0, 30)
            .mapToObj(i -> "if (flag%d) pool.execute(() -> {});\n".formatted(i))
            .collect(joining());
    compiles(POOL.formatted("pool", 2) + asked + asked + "if (n > 3) return;\npool.shutdown();\n");
  }

  /* A note that something was given up is none of a line, and may come. */
  private static void compiles(String body) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, WalkerTest.class)
                .addSourceLines(
                    "Code.java",
                    "import java.util.concurrent.ExecutorService;",
                    "import java.util.concurrent.Executors;",
                    "class Code {",
                    "void m(int n, %s) {".formatted(FLAGS),
                    body,
                    "}",
                    "}")
                .doTest());
  }
}
