package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleReleaseSkippedUsersTest {
  @Test
  void failingTask() {
    compile(
        """
        class Batch {
          // BUG: Diagnostic contains: is not shut down when line 7 throws ExecutionException
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws ExecutionException, InterruptedException {
            int sum = 0;
            for (Future<Integer> f : pool.invokeAll(tasks)) { sum += f.get(); }
            pool.shutdown();
            return sum;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  @Test
  void helpers() {
    compile(
        """
        class Batch {
          // BUG: Diagnostic contains: throws ExecutionException
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws ExecutionException, InterruptedException {
            int sum = 0;
            for (Future<Integer> f : start(tasks)) { sum += f.get(); }
            finish();
            return sum;
          }
          private List<Future<Integer>> start(List<Callable<Integer>> tasks) {
            List<Future<Integer>> all = new ArrayList<>();
            for (Callable<Integer> task : tasks) { all.add(pool.submit(task)); }
            return all;
          }
          private void finish() { pool.shutdown(); }
        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  @Test
  void openedThere() {
    compile(
        """
        class Batch {
          private ExecutorService pool;
          int run(List<Callable<Integer>> tasks) throws ExecutionException, InterruptedException {
            int sum = 0;
            // BUG: Diagnostic contains: throws ExecutionException
            pool = Executors.newFixedThreadPool(2);
            for (Future<Integer> f : pool.invokeAll(tasks)) { sum += f.get(); }
            pool.shutdown();
            return sum;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  @Test
  void inFinally() {
    compile(
        """
        class Batch {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws ExecutionException, InterruptedException {
            int sum = 0;
            try {
              for (Future<Integer> f : pool.invokeAll(tasks)) { sum += f.get(); }
            } finally {
              pool.shutdown();
            }
            return sum;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  @Test
  void releasedByOthers() {
    compile(
        """
        class Batch {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws ExecutionException, InterruptedException {
            int sum = 0;
            for (Future<Integer> f : pool.invokeAll(tasks)) { sum += f.get(); }
            pool.shutdown();
            return sum;
          }
          void abort() { pool.shutdownNow(); }
        }
        class App {
          public static void main(String[] a) throws Exception {
            Batch batch = new Batch();
            try { batch.run(List.of(() -> 1)); } catch (ExecutionException e) { batch.abort(); }
          }
        }
        """);
  }

  /** A run that does not release is one of several. */
  @Test
  void lastRunReleases() {
    compile(
        """
        class Batch {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(Callable<Integer> task, boolean last) throws Exception {
            int value = pool.submit(task).get();
            if (last) { pool.shutdown(); }
            return value;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            new Batch().run(() -> 1, true);
          }
        }
        """);
  }

  @Test
  void failsBeforeTheTasks() {
    compile(
        """
        class Batch {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws Exception {
            if (tasks.isEmpty()) { throw new Exception("none"); }
            int sum = 0;
            for (Callable<Integer> task : tasks) { pool.execute(() -> System.out.println(task)); }
            pool.shutdown();
            return sum;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  @Test
  void interruptOfMain() {
    compile(
        """
        class Batch {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          int run(List<Callable<Integer>> tasks) throws InterruptedException {
            int sum = pool.invokeAll(tasks).size();
            pool.shutdown();
            return sum;
          }

        }
        class App {
          public static void main(String[] a) throws Exception {
            System.out.println(new Batch().run(List.of(() -> 1)));
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleReleaseSkipped.class, HandleReleaseSkippedUsersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", "import java.util.*; import java.util.concurrent.*;\n" + source)
        .doTest();
  }
}
