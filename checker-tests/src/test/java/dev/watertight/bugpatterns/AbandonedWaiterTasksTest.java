package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that are made in one place, and started in another. */
final class AbandonedWaiterTasksTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: countDown() on 'done' is skipped when line 18 throws";

  @Test
  void listOfTasksThatAMethodReturns() {
    check(
        "List<Runnable> jobs = jobs(lines, done); for (Runnable job : jobs) { pool.submit(job); }",
        REPORTED);
  }

  @Test
  void listGivenToAMethodReference() {
    check("jobs(lines, done).forEach(pool::submit);", REPORTED);
  }

  @Test
  void listFilledInATryBlock() {
    check(
        """
        List<Parsing> jobs = new ArrayList<>();
              for (String line : lines) {
                jobs.add(new Parsing(line, done));
              }
              jobs.forEach(pool::execute);
        """,
        REPORTED);
  }

  @Test
  void streamOfTasks() {
    check(
        "lines.stream().map(line -> new Parsing(line, done)).toList().forEach(pool::execute);",
        REPORTED);
  }

  @Test
  void taskThatAMethodReturns() {
    check("for (String line : lines) { pool.submit(job(line, done)); }", REPORTED);
  }

  @Test
  void threadForATaskThatAMethodReturns() {
    check("for (String line : lines) { new Thread(job(line, done)).start(); }", REPORTED);
  }

  @Test
  void startedTwice() {
    check("jobs(lines, done).forEach(pool::submit); jobs(lines, done).forEach(pool::submit);", "");
  }

  @Test
  void listThatTheCallerAddsTo() {
    check(
        "List<Runnable> jobs = jobs(lines, done); jobs.add(done::countDown);"
            + " jobs.forEach(pool::submit);",
        "");
  }

  private void check(String start, String expected) {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Importer.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Parsing implements Runnable {
              private final String line;
              private final CountDownLatch done;

              Parsing(String line, CountDownLatch done) {
                this.line = line;
                this.done = done;
              }

              @Override
              public void run() {
                System.out.println(Long.parseLong(line));
                %s
                done.countDown();
              }
            }

            class Importer {
              private static Runnable job(String line, CountDownLatch done) {
                return new Parsing(line, done);
              }

              private static List<Runnable> jobs(List<String> lines, CountDownLatch done) {
                List<Runnable> jobs = new ArrayList<>();
                for (String line : lines) {
                  jobs.add(new Parsing(line, done));
                }
                return jobs;
              }

              void read(List<String> lines) throws InterruptedException {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                CountDownLatch done = new CountDownLatch(lines.size());
                try {
                  %s
                  done.await();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """
                .formatted(expected, start))
        .doTest();
  }
}
