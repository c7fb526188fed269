package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Replies that somebody waits for with the monitor that the handler of the reply needs. */
final class WaitHoldingNeededLockRepliesTest {
  private static final String WAITS =
      "// BUG: Diagnostic contains: await() waits while it holds a monitor";

  @Test
  void latchIsKeptInAField() {
    compile("private CountDownLatch kept;", "kept = latch;", WAITS, "synchronized", "kept");
  }

  @Test
  void latchIsKeptByKey() {
    compile(
        "private final Map<Integer, CountDownLatch> kept = new HashMap<>();",
        "kept.put(1, latch);",
        WAITS,
        "synchronized",
        "kept.remove(1)");
  }

  @Test
  void handlerNeedsNoMonitor() {
    compile("private volatile CountDownLatch kept;", "kept = latch;", "", "", "kept");
  }

  @Test
  void latchIsKeptByAnotherObject() {
    compile(
        "private CountDownLatch kept; private final A other = new A();",
        "other.kept = latch;",
        "",
        "synchronized",
        "kept");
  }

  private static void compile(
      String field, String keep, String report, String modifier, String kept) {
    CompilationTestHelper.newInstance(
            WaitHoldingNeededLock.class, WaitHoldingNeededLockRepliesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              %s
              private String reply;

              synchronized String call(String request) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                %s
                new Thread(() -> onReply(request)).start();
                %s
                latch.await();
                return reply;
              }

              %s void onReply(String body) {
                reply = body;
                CountDownLatch arrived = %s;
                if (arrived != null) {
                  arrived.countDown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(new A().call(args[0]));
              }
            }
            """
                .formatted(field, keep, report, modifier, kept))
        .doTest();
  }
}
