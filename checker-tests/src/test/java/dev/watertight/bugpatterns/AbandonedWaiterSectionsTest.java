package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Semaphores that several methods use as a lock, each for itself. */
final class AbandonedWaiterSectionsTest {
  @Test
  void oneSectionFails() {
    compile(
        """
          void load(Path file) throws Exception {
            mutex.acquire();
            data = Files.readString(file);
            // BUG: Diagnostic contains: release() on 'mutex' is skipped when line 9 throws IOException
            mutex.release();
          }

          String get() throws InterruptedException {
            mutex.acquire();
            String now = data;
            mutex.release();
            return now;
          }
        """);
  }

  @Test
  void eachInFinally() {
    compile(
        """
          void load(Path file) throws Exception {
            mutex.acquire();
            try {
              data = Files.readString(file);
            } finally {
              mutex.release();
            }
          }

          String get() throws InterruptedException {
            mutex.acquire();
            String now = data;
            mutex.release();
            return now;
          }
        """);
  }

  @Test
  void givenBackByAMethodThatAcquiresNone() {
    compile(
        """
          void begin(Path file) throws Exception {
            mutex.acquire();
            data = Files.readString(file);
          }

          void end() {
            mutex.release();
          }

          String get() throws InterruptedException {
            mutex.acquire();
            String now = data;
            mutex.release();
            return now;
          }
        """);
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.*;
            import java.util.concurrent.*;

            class A {
              private final Semaphore mutex = new Semaphore(1);
              private String data = "";
            """
                + code
                + "}")
        .doTest();
  }
}
