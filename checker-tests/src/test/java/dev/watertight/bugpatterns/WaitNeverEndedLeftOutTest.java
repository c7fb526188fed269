package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops and streams that leave some of those out who are to signal. */
final class WaitNeverEndedLeftOutTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: but some rounds of the loop start nobody who signals";

  @Test
  void latchIsForAllAndAFilterLetsFewerPass() {
    checkLatch("jobs.size()", "jobs.stream().filter(Job::enabled)", "", REPORTED);
  }

  @Test
  void threadsAreMadeForThoseThatPassTheFilter() {
    checkLatch("jobs.size()", "jobs.stream().filter(job -> job.enabled())", "", REPORTED);
  }

  @Test
  void thoseLeftOutAreCountedToo() {
    checkLatch(
        "jobs.size()",
        "jobs.stream().filter(job -> job.enabled())",
        "jobs.stream().filter(job -> !job.enabled()).forEach(job -> left.countDown());",
        "");
  }

  @Test
  void latchIsForThoseThatPass() {
    checkLatch(
        "(int) jobs.stream().filter(job -> job.enabled()).count()",
        "jobs.stream().filter(job -> job.enabled())",
        "",
        "");
  }

  private void checkLatch(String size, String source, String before, String report) {
    check(
        """
        import java.util.List;
        import java.util.concurrent.CountDownLatch;

        record Job(String name, boolean enabled) {}

        class A {
          static void run(List<Job> jobs) throws InterruptedException {
            CountDownLatch left = new CountDownLatch(%s);
            %s
            %s.forEach(job -> new Thread(() -> left.countDown()).start());
            %s
            left.await();
          }
        }
        """
            .formatted(size, before, source, report));
  }

  @Test
  void barrierIsForAllAndSomeRoundsStartNoParty() {
    checkBarrier("sizes.length", "if (size == 0) {continue;}", REPORTED);
  }

  @Test
  void barrierIsForAllWhoAreStarted() {
    checkBarrier("sizes.length", "", "");
  }

  @Test
  void numberOfPartiesIsComputedBefore() {
    checkBarrier("used", "if (size == 0) {continue;}", "");
  }

  private void checkBarrier(String parties, String test, String report) {
    check(
        """
        import java.util.Arrays;
        import java.util.concurrent.BrokenBarrierException;
        import java.util.concurrent.CyclicBarrier;

        class A {
          static void run(int[] sizes) {
            int used = (int) Arrays.stream(sizes).filter(size -> size != 0).count();
            CyclicBarrier step = new CyclicBarrier(%s);
            for (int size : sizes) {
              %s
              new Thread(() -> region(step)).start();
            }
          }

          private static void region(CyclicBarrier step) {
            try {
              %s
              step.await();
            } catch (InterruptedException | BrokenBarrierException e) {
              System.out.println(e);
            }
          }
        }
        """
            .formatted(parties, test, report));
  }

  private void check(String source) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
