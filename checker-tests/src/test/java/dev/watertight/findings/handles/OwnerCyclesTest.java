package dev.watertight.findings.handles;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.HandleOwnerNeverClosed;
import dev.watertight.bugpatterns.NonDaemonStaticHandle;
import org.junit.jupiter.api.Test;

final class OwnerCyclesTest {
  @Test
  void helpersThatCallEachOther() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Ticker {
                private final ExecutorService pool = Executors.newFixedThreadPool(1);

                void start(Runnable task) {
                  pool.execute(task);
                }

                void stop() {
                  end(3);
                }

                private void end(int tries) {
                  pool.shutdown();
                  retry(tries);
                }

                private void retry(int tries) {
                  if (tries > 0) {
                    end(tries - 1);
                  }
                }
              }

              void run(Runnable task) {
                // BUG: Diagnostic contains: never stopped
                new Ticker().start(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void staticBlockWithoutTask() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                System.out.println(pool.isShutdown());
              }
            }
            """)
        .doTest();
  }
}
