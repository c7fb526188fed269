package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class UnboundedWaitForTasksDroppedTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void roomThatFieldsTell() {
    compile(
        """
        class Settings {
          int threads = 1;
          int backlog = 1;
        }

        class A {
          private final ThreadPoolExecutor pool;

          A(Settings s) {
            pool =
                new ThreadPoolExecutor(
                    s.threads, s.threads, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(s.backlog),
                    new ThreadPoolExecutor.DiscardPolicy());
          }

          Future<String> print(int n) {
            return pool.submit(() -> "printed " + n);
          }

          public static void main(String[] args) throws Exception {
            A a = new A(new Settings());
            List<Future<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              jobs.add(a.print(i));
            }
            for (Future<String> job : jobs) {
              // BUG: Diagnostic contains: has been dropped
              System.out.println(job.get());
            }
            a.pool.shutdown();
          }
        }
        """);
  }

  @Test
  void roomForAll() {
    compile(
        """
        class Settings {
          int threads = 1;
          int backlog = 10;
        }

        class A {
          private final ThreadPoolExecutor pool;

          A(Settings s) {
            pool =
                new ThreadPoolExecutor(
                    s.threads, s.threads, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(s.backlog),
                    new ThreadPoolExecutor.DiscardPolicy());
          }

          Future<String> print(int n) {
            return pool.submit(() -> "printed " + n);
          }

          public static void main(String[] args) throws Exception {
            A a = new A(new Settings());
            List<Future<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              jobs.add(a.print(i));
            }
            for (Future<String> job : jobs) {
              System.out.println(job.get());
            }
            a.pool.shutdown();
          }
        }
        """);
  }

  @Test
  void roomThatNobodyTells() {
    compile(
        """
        class Settings {
          int threads = 1;
          int backlog = Integer.getInteger("backlog");
        }

        class A {
          private final ThreadPoolExecutor pool;

          A(Settings s) {
            pool =
                new ThreadPoolExecutor(
                    s.threads, s.threads, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(s.backlog),
                    new ThreadPoolExecutor.DiscardPolicy());
          }

          Future<String> print(int n) {
            return pool.submit(() -> "printed " + n);
          }

          public static void main(String[] args) throws Exception {
            A a = new A(new Settings());
            List<Future<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              jobs.add(a.print(i));
            }
            for (Future<String> job : jobs) {
              // BUG: Diagnostic contains: while it has no room
              System.out.println(job.get());
            }
            a.pool.shutdown();
          }
        }
        """);
  }
}
