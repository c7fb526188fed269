package dev.watertight.fixes.endsignals;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.AbandonedWaiterOnFailure;
import org.junit.jupiter.api.Test;

/** Callbacks that are told of a failure and tell nobody of it. */
final class CallbackFixesTest {
  private static final String BEFORE =
      """
      import java.nio.ByteBuffer;
      import java.nio.channels.AsynchronousFileChannel;
      import java.nio.channels.CompletionHandler;
      import java.nio.file.Path;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.CountDownLatch;

      class A {
        public static void main(String[] args) throws Exception {
          ByteBuffer data = ByteBuffer.allocate(100);
          %s
          try (AsynchronousFileChannel file = AsynchronousFileChannel.open(Path.of(args[0]))) {
            file.read(
                data,
                0,
                null,
                new CompletionHandler<Integer, Void>() {
                  @Override
                  public void completed(Integer n, Void unused) {
                    %s
                  }

                  @Override
                  public void failed(Throwable cause, Void unused) {
      """;
  private static final String AFTER =
      """
                  }
                });
            %s
          }
        }
      }
      """;

  @Test
  void latchInCallbackThatPrints() {
    latch(
        """
                    System.out.println(cause);
        """,
        """
                    read.countDown();
                    System.out.println(cause);
        """);
  }

  @Test
  void latchInEmptyCallback() {
    latch("", "              read.countDown();\n");
  }

  @Test
  void futureFailsWithWhatTheCallbackIsGiven() {
    fixed(
        "CompletableFuture<Integer> read = new CompletableFuture<>();",
        "read.complete(n);",
        "read.get();",
        """
                    System.out.println(cause);
        """,
        """
                    read.completeExceptionally(cause);
                    System.out.println(cause);
        """);
  }

  private static void latch(String failed, String repaired) {
    fixed(
        "CountDownLatch read = new CountDownLatch(1);",
        "read.countDown();",
        "read.await();",
        failed,
        repaired);
  }

  private static void fixed(
      String declaration, String signal, String wait, String failed, String repaired) {
    BugCheckerRefactoringTestHelper.newInstance(
            AbandonedWaiterOnFailure.class, CallbackFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java", BEFORE.formatted(declaration, signal) + failed + AFTER.formatted(wait))
        .addOutputLines(
            "A.java", BEFORE.formatted(declaration, signal) + repaired + AFTER.formatted(wait))
        .doTest(TestMode.TEXT_MATCH);
  }
}
