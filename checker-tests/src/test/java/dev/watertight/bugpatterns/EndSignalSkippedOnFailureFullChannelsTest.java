package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** End markers that a full channel may refuse, or for which there is room in other ways. */
final class EndSignalSkippedOnFailureFullChannelsTest {
  private static final String LOST =
      "// BUG: Diagnostic contains: 'END' is lost when 'lines' is full: offer() does not wait";
  private static final String ALL = "for (String arg : args) { a.lines.put(arg); }";

  @Test
  void nothingIsKnownOfRoom() {
    check(LOST, "", ALL + " a.stop();");
  }

  @Test
  void latchTellsThatAllIsTaken() {
    check("", "a.taken.countDown();", ALL + " a.taken.await(); a.stop();");
  }

  @Test
  void latchIsForOthers() {
    check(
        LOST, "", "new Thread(a.taken::countDown).start(); a.taken.await(); " + ALL + " a.stop();");
  }

  @Test
  void semaphoreKeepsASlotFree() {
    check(
        "",
        "a.slots.release();",
        "for (String arg : args) { a.slots.acquire(); a.lines.put(arg); } a.stop();");
  }

  @Test
  void eachIsAnswered() {
    check(
        "",
        "a.answers.put(line);",
        "for (String arg : args) { a.lines.put(arg); a.answers.take(); } a.stop();");
  }

  @Test
  void answersAreTakenAfterTheMarker() {
    check(LOST, "a.answers.put(line);", ALL + " a.stop(); a.answers.take();");
  }

  @Test
  void callerRepeatsTheMarker() {
    check("", "", ALL + " while (thread.isAlive()) { a.stop(); thread.join(10); }");
  }

  @Test
  void callerOfTheCallerRepeatsTheMarker() {
    check("", "", ALL + " while (thread.isAlive()) { a.close(); thread.join(10); }");
  }

  @Test
  void callerEndsOneAfterTheOther() {
    check(LOST, "", "for (String s : args) { A b = new A(); b.stop(); } " + ALL);
  }

  private static void check(String report, String round, String send) {
    CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedOnFailureFullChannelsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.Semaphore;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(3);
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
              private final CountDownLatch taken = new CountDownLatch(20);
              private final Semaphore slots = new Semaphore(2);

              private static void print(A a) {
                try {
                  while (true) {
                    String line = a.lines.take();
                    if (line == END) {
                      return;
                    }
                    System.out.println(line);
                    %s
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                %s
                lines.offer(END);
              }

              void close() {
                stop();
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                Thread thread = new Thread(() -> print(a));
                thread.start();
                %s
              }
            }
            """
                .formatted(round, report, send))
        .doTest();
  }
}
