package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that wait for a reply which depends on what callers ask for. */
final class TimedOutTaskLeftWaitingRepliesTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: nobody interrupts the task of line";

  @Test
  void allCallersGetAnAnswer() {
    check("", "if (!s.isEmpty()) { answers.add(s); }", "", "d.ask(\"a\"); d.ask(\"b\");");
  }

  @Test
  void oneCallerGetsNoAnswer() {
    check(REPORTED, "if (!s.isEmpty()) { answers.add(s); }", "", "d.ask(\"c\"); d.ask(\"\");");
  }

  @Test
  void otherObjectAnswersOne() {
    check(REPORTED, "send(s);", "", "d.ask(\"d\"); d.ask(\"no\");");
  }

  @Test
  void answersAlways() {
    check("", "answers.add(s);", "", "d.ask(\"e\"); d.ask(\"\");");
  }

  @Test
  void isCancelled() {
    check("", "send(s);", "answer.cancel(true);", "d.ask(\"f\"); d.ask(\"no\");");
  }

  private void check(String comment, String send, String end, String calls) {
    CompilationTestHelper.newInstance(TimedOutTaskLeftWaiting.class, getClass())
        .addSourceLines(
            "Desk.java",
            """
            import java.util.concurrent.*;
            class Desk {
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private void send(String s) {
                if (!s.startsWith("no")) {
                  answers.add(s);
                }
              }
              String ask(String s) throws InterruptedException, ExecutionException {
                SEND
                Future<String> answer = pool.submit(answers::take);
                try {
                  COMMENT
                  return answer.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                  END
                  return null;
                }
              }
              void close() {
                pool.shutdown();
              }
            }
            class Main {
              public static void main(String[] args) throws Exception {
                Desk d = new Desk();
                CALLS
                d.close();
              }
            }
            """
                .replace("COMMENT", comment)
                .replace("SEND", send)
                .replace("END", end)
                .replace("CALLS", calls))
        .doTest();
  }
}
