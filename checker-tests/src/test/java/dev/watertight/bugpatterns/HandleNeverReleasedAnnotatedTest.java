package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles in fields whose annotations say that who reads them releases what the fields hold. */
final class HandleNeverReleasedAnnotatedTest {
  private static final String FIXED = "Executors.newFixedThreadPool(2)";
  private static final String ANNOTATION =
      "@interface AutoClose { String value() default \"close\"; }";

  @Test
  void closed() {
    test(HandleNeverReleased.class, "@AutoClose private ExecutorService pool", FIXED, "");
  }

  @Test
  void closedByNamedMethod() {
    test(
        HandleNeverReleased.class,
        "@AutoClose(\"shutdownNow\") private ExecutorService pool",
        FIXED,
        "");
  }

  @Test
  void namedMethodReleasesNothing() {
    test(
        HandleNeverReleased.class,
        "@AutoClose(\"isShutdown\") private ExecutorService pool",
        FIXED,
        "in field 'pool' is never shut down");
  }

  @Test
  void closedBehindAllTests() {
    test(NonDaemonStaticHandle.class, "@AutoClose static ExecutorService pool", FIXED, "");
  }

  @Test
  void expiring() {
    test(
        ExpiringHandleNotReleased.class,
        "@AutoClose private ExecutorService pool",
        "Executors.newCachedThreadPool()",
        "");
  }

  @Test
  void expiringWithoutAnnotation() {
    test(
        ExpiringHandleNotReleased.class,
        "private ExecutorService pool",
        "Executors.newCachedThreadPool()",
        "in field 'pool' is never shut down");
  }

  @Test
  void overwritten() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("AutoClose.java", ANNOTATION)
        .addSourceLines(
            "ShopTest.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShopTest {
              @AutoClose private ExecutorService pool = Executors.newFixedThreadPool(2);

              void opens() {
                // BUG: Diagnostic contains: while the one it holds is open
                pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void annotationOfUser(@TempDir Path directory) throws IOException {
    Path model = Files.writeString(directory.resolve("model.txt"), "releasing EndedByRig\n");
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple", "-XepOpt:Watertight:Model=" + model)
        .addSourceLines("EndedByRig.java", "@interface EndedByRig {}")
        .addSourceLines(
            "ShopTest.java", source("@EndedByRig private ExecutorService pool", FIXED, ""))
        .doTest();
  }

  private void test(Class<? extends BugChecker> check, String field, String opened, String report) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("AutoClose.java", ANNOTATION)
        .addSourceLines("ShopTest.java", source(field, opened, report))
        .doTest();
  }

  private static String source(String field, String opened, String report) {
    return """
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;

    class ShopTest {
      %s
      %s = %s;

      void opens() {
        pool.execute(() -> {});
      }
    }
    """
        .formatted(report.isEmpty() ? "" : "// BUG: Diagnostic contains: " + report, field, opened);
  }
}
