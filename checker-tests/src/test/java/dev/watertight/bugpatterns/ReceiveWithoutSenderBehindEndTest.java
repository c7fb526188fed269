package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ReceiveWithoutSenderBehindEndTest {
  @Test
  void putBehindClose() {
    compile(
        "B5.java",
        """
        import java.util.concurrent.*;
        class B5 {
          static void queue() throws Exception {
            BlockingQueue<String> q = new LinkedBlockingQueue<>();
            try (ExecutorService e = Executors.newFixedThreadPool(1)) {
              // BUG: Diagnostic contains: waits for the end of this task first
              e.submit(() -> { System.out.println(q.take()); return 1; });
            }
            q.put("x");
          }
          public static void main(String[] a) throws Exception { queue(); }
        }
        """);
  }

  private static void compile(String name, String source) {
    CompilationTestHelper.newInstance(
            ReceiveWithoutSender.class, ReceiveWithoutSenderBehindEndTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(name, source)
        .doTest();
  }
}
