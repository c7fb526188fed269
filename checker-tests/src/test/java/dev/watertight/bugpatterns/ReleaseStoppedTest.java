package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Closing methods that stop at one of several elements. */
final class ReleaseStoppedTest {
  private static final String REPORT =
      "// BUG: Diagnostic contains: stops at the first whose release";

  @Test
  void streamStops() {
    compile("return shards.stream().allMatch(Shard::close);", REPORT);
    compile("return shards.stream().noneMatch(s -> !s.close());", REPORT);
  }

  @Test
  void streamGoesOn() {
    compile("return shards.stream().allMatch(s -> { s.close(); return true; });", "");
    compile("return shards.stream().map(Shard::close).reduce(true, Boolean::logicalAnd);", "");
  }

  @Test
  void loopStops() {
    compile("for (Shard s : shards) { if (!s.close()) { return false; } } return true;", REPORT);
    compile(
        "for (Shard s : shards) { boolean ok = s.close(); if (!ok) { break; } } return true;",
        REPORT);
  }

  @Test
  void loopGoesOn() {
    compile("boolean ok = true; for (Shard s : shards) { ok &= s.close(); } return ok;", "");
    compile(
        "for (Shard s : shards) { if (!s.close()) { System.out.println(s); } } return true;", "");
  }

  @Test
  void restIsReleasedAfterwards() {
    compile(
        """
        boolean ok = shards.stream().allMatch(Shard::close);
        if (!ok) { shards.forEach(Shard::close); }
        return ok;
        """,
        "");
  }

  private static void compile(String close, String report) {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, ReleaseStoppedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Store.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Store {
              static final class Shard {
                private final ExecutorService writer = Executors.newFixedThreadPool(1);
                private int refused;

                void write(Runnable row) {
                  writer.execute(row);
                }

                boolean close() {
                  writer.shutdown();
                  return refused == 0;
                }
              }

              private final List<Shard> shards = new ArrayList<>();

              void add(Runnable row) {
                %s
                Shard shard = new Shard();
                shard.write(row);
                shards.add(shard);
              }

              boolean close() {
                %s
              }
            }
            """
                .formatted(report, close))
        .doTest();
  }
}
