package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that send the marker themselves when a counter of what is to be done comes to zero. */
final class EndSignalSkippedCountsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: a round can end without line";
  private static final String COUNT =
      "if (open.decrementAndGet() == 0) { %s for (int i = 0; i < 3; i++) { jobs.add(END); } }";
  private static final String ATOMIC = "private final AtomicInteger open = new AtomicInteger();";

  @Test
  void roundThatGoesOn() {
    check("if (job.isBlank()) { continue; } " + counted(REPORTED), "");
  }

  @Test
  void roundThatFails() {
    check("try { fetch(job); } catch (IOException e) { continue; } " + counted(REPORTED), "");
  }

  @Test
  void roundWhoseCallCounts() {
    check("try { fetch(job); done(); } catch (IOException e) { e.printStackTrace(); }", REPORTED);
  }

  @Test
  void countedInAnyCase() {
    check(
        "try { fetch(job); } catch (IOException e) { e.printStackTrace(); } finally { done(); }",
        "");
  }

  @Test
  void countedOnEachWay() {
    check("if (job.isBlank()) { done(); continue; } done();", "");
  }

  @Test
  void sentAgain() {
    check("if (job.isBlank()) { jobs.add(job + 1); continue; } done();", "");
  }

  @Test
  void countedOtherwise() {
    check("if (job.isBlank()) { open.addAndGet(-1); continue; } done();", "");
  }

  private static String counted(String report) {
    return COUNT.formatted("\n" + report + "\n");
  }

  private static void check(String round, String report) {
    CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedCountsTest.class)
        .addSourceLines(
            "Jobs.java",
            """
            import java.io.IOException;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.AtomicInteger;

            class Jobs {
              private static final String END = "";
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              %s

              private void add(String job) {
                open.incrementAndGet();
                jobs.add(job);
              }

              private void fetch(String job) throws IOException {
                if (job.length() > 9) {
                  throw new IOException(job);
                }
              }

              private void done() {
                %s
              }

              private void work() {
                try {
                  while (true) {
                    String job = jobs.take();
                    if (job.equals(END)) {
                      return;
                    }
                    %s
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) {
                Jobs jobs = new Jobs();
                for (String arg : args) {
                  jobs.add(arg);
                }
                for (int i = 0; i < 3; i++) {
                  Thread.startVirtualThread(jobs::work);
                }
              }
            }
            """
                .formatted(ATOMIC, round.contains("done()") ? counted(report) : "", round))
        .doTest();
  }
}
