package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Executors that a map lets go of: by a function, or by its own class. */
final class ElementDroppedTest {
  private static final String REPORT = "// BUG: Diagnostic contains: is taken out on line";

  @Test
  void functionLeavesNone() {
    compile("new HashMap<>()", "lanes.computeIfPresent(lane, (key, old) -> null);", "", REPORT);
  }

  @Test
  void functionReleases() {
    compile(
        "new HashMap<>()",
        "lanes.computeIfPresent(lane, (key, old) -> { old.shutdown(); return null; });",
        "",
        "");
  }

  @Test
  void classOfAnyElementsLetsGo() {
    compile("new Bounded<>(2)", "", "return size() > limit;", REPORT);
  }

  @Test
  void wrappedMapLetsGo() {
    compile("Collections.synchronizedMap(new Bounded<>(2))", "", "return size() > limit;", REPORT);
  }

  @Test
  void classReleasesWhatItLetsGo() {
    compile(
        "new Bounded<>(2)",
        "",
        "if (size() <= limit) { return false; } eldest.getValue().shutdown(); return true;",
        "");
  }

  private static void compile(String map, String drop, String eviction, String report) {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, ElementDroppedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.Collections;
            import java.util.HashMap;
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Lanes implements AutoCloseable {
              static final class Bounded<K, V extends ExecutorService>
                  extends LinkedHashMap<K, V> {
                private final int limit;

                Bounded(int limit) {
                  super(16, 0.75f, true);
                  this.limit = limit;
                }

                @Override
                protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                  %s
                }
              }

              private final Map<String, ExecutorService> lanes = %s;

              void send(String lane, Runnable task) {
                %s
                lanes.computeIfAbsent(lane, key -> Executors.newFixedThreadPool(1)).execute(task);
              }

              void drop(String lane) {
                %s
              }

              @Override
              public void close() {
                lanes.values().forEach(ExecutorService::shutdown);
              }

              public static void main(String[] args) {
                try (Lanes lanes = new Lanes()) {
                  for (String lane : args) {
                    lanes.send(lane, () -> {});
                    lanes.drop(lane);
                  }
                }
              }
            }
            """
                .formatted(eviction.isEmpty() ? "return false;" : eviction, map, report, drop))
        .doTest();
  }
}
