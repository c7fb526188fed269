package dev.watertight.fixes.unbounded;

import dev.watertight.bugpatterns.UnboundedWaitForTasks;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class OwnTaskFixesTest {
  private static final String PROGRAM =
      """
      import java.util.concurrent.Callable;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      %s
      class A {
        private static final ExecutorService POOL = Executors.newSingleThreadExecutor();

        private static int length(String name) throws Exception {
      %s  }

        private static int count(String name) {
          return name.length();
        }

        public static void main(String[] args) throws Exception {
          try {
            System.out.println(POOL.submit(() -> length("abc")).get());
          } finally {
            POOL.shutdown();
          }
        }
      }
      """;

  private static final String FUTURE = "import java.util.concurrent.Future;\n";

  @Test
  void taskInVariable() {
    Repair.by(UnboundedWaitForTasks.class)
        .turns(
            PROGRAM.formatted(
                FUTURE,
                """
                    Future<Integer> counted = POOL.submit(() -> count(name));
                    System.out.println(name);
                    int count = counted.get();
                    return count;
                """),
            PROGRAM.formatted(
                "",
                """
                    System.out.println(name);
                    int count = count(name);
                    return count;
                """));
  }

  @Test
  void taskInPlace() {
    Repair.by(UnboundedWaitForTasks.class)
        .turns(
            PROGRAM.formatted("", "    return POOL.submit(() -> count(name)).get();\n"),
            PROGRAM.formatted("", "    return count(name);\n"));
  }

  @Test
  void failureHandledNone() {
    keeps(
        """
            try {
              // BUG: Diagnostic contains: in which other thread it may run
              return POOL.submit(() -> count(name)).get();
            } catch (java.util.concurrent.ExecutionException e) {
              return 0;
            }
        """);
  }

  @Test
  void severalUsesNone() {
    keeps(
        """
            Future<Integer> counted = POOL.submit(() -> count(name));
            // BUG: Diagnostic contains: in which other thread it may run
            return counted.get() + (counted.isDone() ? 1 : 0);
        """);
  }

  /** What main runs is not to run in its thread. */
  @Test
  void otherCallersNone() {
    Repair.by(UnboundedWaitForTasks.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final ExecutorService POOL = Executors.newSingleThreadExecutor();

              private static int length(String name) throws Exception {
                // BUG: Diagnostic contains: in which other thread it may run
                return POOL.submit(() -> count(name)).get();
              }

              private static int count(String name) {
                return name.length();
              }

              public static void main(String[] args) throws Exception {
                System.out.println(length("ab"));
                System.out.println(POOL.submit(() -> length("abc")).get());
              }
            }
            """);
  }

  private static void keeps(String code) {
    Repair.by(UnboundedWaitForTasks.class).keeps(PROGRAM.formatted(FUTURE, code));
  }
}
