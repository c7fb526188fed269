package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ExecutorNeverShutDownTest {
  @Test
  void identification() {
    CompilationTestHelper.newInstance(ExecutorNeverShutDown.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void local() {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }
            }
            """)
        .doTest();
  }
}
