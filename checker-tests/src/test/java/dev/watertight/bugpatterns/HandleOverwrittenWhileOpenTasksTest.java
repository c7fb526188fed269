package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that cancel the former task of a handle, and leave that open for another one. */
final class HandleOverwrittenWhileOpenTasksTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Field 'pool' is given another";

  private static final String CANCEL = "if (job != null) { job.cancel(true); } ";
  private static final String OPEN = "pool = Executors.newScheduledThreadPool(1);";
  private static final String TWICE = "a.set(r, 1); a.set(r, 2); a.close();";

  @Test
  void releasedBesideTheTask() {
    check("", "if (job != null) { job.cancel(true); pool.shutdown(); }", OPEN, TWICE);
  }

  @Test
  void openedOnce() {
    check("", CANCEL, "if (pool == null) { " + OPEN + " }", TWICE);
  }

  @Test
  void releasedByAMethod() {
    check("", CANCEL + "close();", OPEN, TWICE);
  }

  @Test
  void releasedByACaller() {
    check("", CANCEL, OPEN, "a.set(r, 1); a.again(r); a.close();");
  }

  @Test
  void onlyTheTaskIsCancelled() {
    check(REPORTED, CANCEL, OPEN, "new Console(a).execute(r, args[0]); a.close();");
  }

  @Test
  void taskIsCancelledUnlessDone() {
    check(REPORTED, "if (job != null && !job.isDone()) { job.cancel(false); }", OPEN, TWICE);
  }

  private void check(String comment, String before, String open, String calls) {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            class A {
              private ScheduledExecutorService pool;
              private ScheduledFuture<?> job;
              void set(Runnable r, int period) {
                BEFORE
                COMMENT
                OPEN
                job = pool.scheduleAtFixedRate(r, 0, period, TimeUnit.SECONDS);
              }
              void again(Runnable r) {
                CLOSE
                set(r, 3);
              }
              void close() {
                pool.shutdown();
              }
            }
            class Console {
              private final A a;
              Console(A a) {
                this.a = a;
              }
              void execute(Runnable r, String period) {
                a.set(r, Integer.parseInt(period));
              }
            }
            class Main {
              public static void main(String[] args) {
                Runnable r = () -> System.out.println("x");
                A a = new A();
                CALLS
              }
            }
            """
                .replace("COMMENT", comment)
                .replace("BEFORE", before)
                .replace("OPEN", open)
                .replace("CLOSE", calls.contains("again") ? "close();" : "")
                .replace("CALLS", calls))
        .doTest();
  }
}
