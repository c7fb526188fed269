package dev.watertight.findings.handles;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleNeverReleased;
import org.junit.jupiter.api.Test;

/** Reduced from a load generator in Hazelcast 2.2. */
final class EndlessTasksTest {
  @Test
  void workOfTheProcess() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Load.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Load {
              public static void main(String[] args) {
                ExecutorService generators = Executors.newFixedThreadPool(40);
                generators.submit(
                    () -> {
                      while (true) {
                        step();
                      }
                    });
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'reporters' is never
                ExecutorService reporters = Executors.newFixedThreadPool(2);
                reporters.submit(() -> step());
              }

              static void start() {
                // BUG: Diagnostic contains: Fixed pool of 3 platform threads in 'generators' is never
                ExecutorService generators = Executors.newFixedThreadPool(3);
                generators.submit(
                    () -> {
                      for (; ; ) {
                        step();
                      }
                    });
              }

              private static void step() {}
            }
            """)
        .doTest();
  }
}
