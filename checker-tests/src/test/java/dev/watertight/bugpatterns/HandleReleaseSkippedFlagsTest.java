package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Releases behind a flag that the method which starts the threads sets late. */
final class HandleReleaseSkippedFlagsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: is not shut down when line 17 leaves that out";

  private static final String OPENED =
      "private final ExecutorService pool = Executors.newFixedThreadPool(2);";

  @Test
  void setBeforeTheStart() {
    check(
        "",
        "private boolean ready;",
        "ready = true; pool.execute(() -> System.out.println(1)); System.out.println(Files.readString(file));",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void failsBeforeTheStart() {
    check(
        "",
        "private boolean ready;",
        "System.out.println(Files.readString(file)); pool.execute(() -> System.out.println(1)); ready = true;",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void setInAFinallyBlock() {
    check(
        "",
        "private boolean ready;",
        "pool.execute(() -> System.out.println(1)); try { System.out.println(Files.readString(file)); } finally { ready = true; }",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void releasedInACatchClause() {
    check(
        "",
        "private boolean ready;",
        "pool.execute(() -> System.out.println(1)); try { System.out.println(Files.readString(file)); } catch (IOException e) { pool.shutdown(); throw e; } ready = true;",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void failsBeforeItIsSet() {
    check(
        REPORTED,
        "private boolean ready;",
        "pool.execute(() -> System.out.println(1)); System.out.println(Files.readString(file)); ready = true;",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void refusesBeforeItIsSet() {
    check(
        REPORTED,
        "private boolean ready;",
        "pool.execute(() -> System.out.println(1)); if (file.isAbsolute()) { throw new IllegalStateException(); } ready = true;",
        "if (ready) { pool.shutdown(); }");
  }

  @Test
  void atomicFlag() {
    check(
        REPORTED,
        "private final AtomicBoolean ready = new AtomicBoolean();",
        "pool.execute(() -> System.out.println(1)); System.out.println(Files.readString(file)); ready.set(true);",
        "if (ready.compareAndSet(true, false)) { pool.shutdown(); }");
  }

  @Test
  void atomicFlagSetBefore() {
    check(
        "",
        "private final AtomicBoolean ready = new AtomicBoolean();",
        "ready.set(true); pool.execute(() -> System.out.println(1)); System.out.println(Files.readString(file));",
        "if (ready.get()) { pool.shutdown(); }");
  }

  @Test
  void flagThatOthersGet() {
    check(
        "",
        "private final AtomicBoolean ready = new AtomicBoolean(); AtomicBoolean flag() { return ready; }",
        "pool.execute(() -> System.out.println(1)); System.out.println(Files.readString(file)); ready.set(true);",
        "if (ready.get()) { pool.shutdown(); }");
  }

  private void check(String comment, String flag, String start, String stop) {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            class A {
              COMMENT
              OPENED
              FLAG
              private final Settings settings;
              A(Settings settings) {
                this.settings = settings;
              }
              void start(Path file) throws IOException {
                START
              }
              void stop() { STOP }
            }
            class Settings {
              private final Map<String, String> values = new HashMap<>();
              void read(List<String> lines) {
                lines.forEach(line -> values.put(line, line));
              }
              void check() {
                String theme = values.get("theme");
                if (theme == null) {
                  throw new IllegalStateException("no theme");
                }
              }
            }
            """
                .replace("COMMENT", comment)
                .replace("OPENED", OPENED)
                .replace("FLAG", flag)
                .replace("START", start)
                .replace("STOP", stop))
        .doTest();
  }
}
