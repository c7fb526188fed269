package dev.watertight.findings.handles;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What one condition says of another, on the paths of a method that opens a handle. */
final class CorrelatedConditionsTest {
  @Test
  void sameComparisonOfNumber() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 1) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n > 1) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void questionThatAsksItself() {
    check(
        """
        boolean isDone(int depth) {
          return serial || isDone(depth - 1) && isDone(depth - 2);
        }

        void m(Runnable task) {
          // BUG: Diagnostic contains: lost by RETURN
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          if (isDone(30)) {
            return;
          }
          pool.shutdown();
        }
        """);
  }

  @Test
  void deeplyNestedCondition() {
    String condition = "a[0]";
    for (int i = 1; i < 60; i++) {
      condition = "(%s %s a[%d])".formatted(condition, i % 2 == 0 ? "||" : "&&", i);
    }
    check(
        """
        void m(boolean[] a, Runnable task) {
          // BUG: Diagnostic contains: lost by RETURN
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          boolean skips = %s;
          if (skips) {
            return;
          }
          pool.shutdown();
        }
        """
            .formatted(condition));
  }

  @Test
  void negatedComparisonOfNumber() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 1) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n <= 1) {
            return;
          }
          pool.shutdown();
        }
        """);
  }

  @Test
  void widerComparisonOfNumber() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 4) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n != 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void narrowerComparisonOfNumber() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 1) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n > 2) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void numberChangedBetween() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 1) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          n--;
          if (n > 1) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void numberGrownBetween() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n > 1) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          n++;
          if (n > 2) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void twoLocalsCompared() {
    check(
        """
        void m(int workers, int limit, Runnable task) {
          ExecutorService pool = null;
          if (workers < limit) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (limit > workers) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void numberAgainstConstantField() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          if (n >= LIMIT) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (!(n < LIMIT)) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void floatingComparison() {
    check(
        """
        void m(double load, Runnable task) {
          ExecutorService pool = null;
          if (load > 0.5) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (load > 0.5) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void sameEnumConstant() {
    check(
        """
        void m(Mode mode, Runnable task) {
          ExecutorService pool = null;
          if (mode == Mode.PARALLEL) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (mode != Mode.SERIAL && mode != Mode.NONE) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void otherEnumConstant() {
    check(
        """
        void m(Mode mode, Runnable task) {
          ExecutorService pool = null;
          if (mode == Mode.PARALLEL) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (mode == Mode.SERIAL) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void sameSwitchStatement() {
    check(
        """
        void m(Mode mode, Runnable task) {
          ExecutorService pool = null;
          switch (mode) {
            case PARALLEL:
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(task);
              break;
            default:
              task.run();
          }
          switch (mode) {
            case PARALLEL:
              pool.shutdown();
              break;
            default:
              break;
          }
        }
        """);
  }

  @Test
  void sameSwitchArrow() {
    check(
        """
        void m(Mode mode, Runnable task) {
          ExecutorService pool = switch (mode) {
            // BUG: Diagnostic contains: no loss
            case PARALLEL -> Executors.newFixedThreadPool(2);
            case SERIAL, NONE -> null;
          };
          if (mode == Mode.PARALLEL) {
            pool.execute(task);
          }
          switch (mode) {
            case PARALLEL -> pool.shutdown();
            case SERIAL, NONE -> {}
          }
        }
        """);
  }

  @Test
  void sameSwitchOfString() {
    check(
        """
        void m(String mode, Runnable task) {
          ExecutorService pool = null;
          switch (mode) {
            case "parallel" -> {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(task);
            }
            default -> task.run();
          }
          if ("parallel".equals(mode)) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void samePatternSwitch() {
    check(
        """
        void m(Object source, Runnable task) {
          ExecutorService pool = null;
          switch (source) {
            case String text -> {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(task);
            }
            default -> task.run();
          }
          if (source instanceof String) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void guardedPattern() {
    check(
        """
        void m(Object source, Runnable task) {
          ExecutorService pool = null;
          if (source instanceof String) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          switch (source) {
            case String text when text.isEmpty() -> pool.shutdown();
            default -> task.run();
          }
        }
        """);
  }

  @Test
  void emptinessOfCollection() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          if (!tasks.isEmpty()) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            tasks.forEach(pool::execute);
          }
          if (tasks.size() > 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void collectionClearedBetween() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          if (!tasks.isEmpty()) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(tasks.get(0));
          }
          tasks.clear();
          if (!tasks.isEmpty()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void lengthOfArray() {
    check(
        """
        void m(Runnable[] tasks) {
          ExecutorService pool = null;
          if (tasks.length > 0) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(tasks[0]);
          }
          if (tasks.length != 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void loopOverWhatIsNotEmpty() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          for (Runnable task : tasks) {
            if (pool == null) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
            }
            pool.execute(task);
          }
          if (!tasks.isEmpty()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void recordAccessor() {
    check(
        """
        void m(Config config, Runnable task) {
          // BUG: Diagnostic contains: no loss
          ExecutorService pool = config.parallel() ? Executors.newFixedThreadPool(2) : null;
          if (config.parallel()) {
            pool.execute(task);
          }
          if (config.parallel()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void getterInView() {
    check(
        """
        void m(Settings settings, Runnable task) {
          ExecutorService pool = null;
          if (settings.threads() > 1) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (settings.threads > 1) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void chainOfFinalFields() {
    check(
        """
        void m(Runnable task) {
          ExecutorService pool = null;
          if (this.settings.threads > 1) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (settings.threads > 1) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void getterOutOfView() {
    check(
        """
        void m(Remote remote, Runnable task) {
          ExecutorService pool = null;
          if (remote.isParallel()) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (remote.isParallel()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void callThatIsNoQuestion() {
    check(
        """
        void m(Remote remote, Runnable task) {
          ExecutorService pool = null;
          if (remote.next()) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (remote.next()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void otherObjectAsked() {
    check(
        """
        void m(Config config, Config other, Runnable task) {
          ExecutorService pool = null;
          if (config.parallel()) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (other.parallel()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void objectReplacedBetween() {
    check(
        """
        void m(Config config, Config other, Runnable task) {
          ExecutorService pool = null;
          if (config.parallel()) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          config = other;
          if (config.parallel()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void typeTest() {
    check(
        """
        void m(Object source, Runnable task) {
          ExecutorService pool = null;
          if (source instanceof String) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (source instanceof String) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void otherTypeTest() {
    check(
        """
        void m(Object source, Runnable task) {
          ExecutorService pool = null;
          if (source instanceof CharSequence) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (source instanceof String) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void nullTest() {
    check(
        """
        void m(Runnable task) {
          ExecutorService pool = null;
          if (task != null) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (java.util.Objects.nonNull(task)) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void presenceOfOptional() {
    check(
        """
        void m(java.util.Optional<Runnable> task) {
          ExecutorService pool = null;
          if (task.isPresent()) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task.get());
          }
          if (!task.isEmpty()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void flagFromTests() {
    check(
        """
        void m(int n, Mode mode, Runnable task) {
          boolean parallel = n > 1 && mode == Mode.PARALLEL;
          ExecutorService pool = null;
          if (parallel) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n > 1 && mode == Mode.PARALLEL) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void flagFromWeakerTest() {
    check(
        """
        void m(int n, Mode mode, Runnable task) {
          boolean parallel = n > 1;
          ExecutorService pool = null;
          if (parallel) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (n > 1 && mode == Mode.PARALLEL) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void methodOfTheSameObject() {
    check(
        """
        void m(Runnable task) {
          ExecutorService pool = null;
          if (isParallel()) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (settings.threads > 1 && !serial) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void atomicFlag() {
    check(
        """
        void m(java.util.concurrent.atomic.AtomicBoolean on, Runnable task) {
          ExecutorService pool = null;
          if (on.compareAndSet(false, true)) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          if (on.get()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void firstRoundByIndex() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          for (int i = 0; i < tasks.size(); i++) {
            if (i == 0) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
            }
            pool.execute(tasks.get(i));
          }
          if (tasks.size() > 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void lastRoundByIndex() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          for (int i = 0; i < tasks.size(); i++) {
            if (i == 0) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
            }
            pool.execute(tasks.get(i));
            if (i == tasks.size() - 1) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void roundBeforeTheLast() {
    check(
        """
        void m(java.util.List<Runnable> tasks) {
          ExecutorService pool = null;
          for (int i = 0; i < tasks.size(); i++) {
            if (i == 0) {
              // BUG: Diagnostic contains: lost by RETURN
              pool = Executors.newFixedThreadPool(2);
            }
            pool.execute(tasks.get(i));
            if (i == tasks.size() - 2) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void everySecondRoundOpens() {
    check(
        """
        void m(int n, Runnable task) {
          ExecutorService pool = null;
          for (int i = 0; i < n; i++) {
            if (i > 0) {
              // BUG: Diagnostic contains: lost by OVERWRITE
              pool = Executors.newFixedThreadPool(2);
              pool.execute(task);
            }
          }
          if (n > 1) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void loopThatOthersEnd() {
    check(
        """
        void m(Runnable task) {
          if (!running) {
            return;
          }
          // BUG: Diagnostic contains: lost by RETURN
          ExecutorService pool = Executors.newFixedThreadPool(2);
          while (running) {
            pool.execute(task);
          }
        }
        """);
  }

  @Test
  void endlessLoopThatOthersEnd() {
    check(
        """
        void m(Runnable task) {
          if (!running) {
            return;
          }
          // BUG: Diagnostic contains: lost by RETURN
          ExecutorService pool = Executors.newFixedThreadPool(2);
          while (true) {
            if (!running) {
              break;
            }
            pool.execute(task);
          }
        }
        """);
  }

  @Test
  void exceptionOfTypeVariable() {
    check(
        """
        void m(Runnable task) {
          // BUG: Diagnostic contains: no loss
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          int size = call(() -> 1);
          pool.shutdown();
        }
        """);
  }

  @Test
  void checkedExceptionOfTypeVariable() {
    check(
        """
        void m(Runnable task) throws java.io.IOException {
          // BUG: Diagnostic contains: lost by THROW IOException
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          int size =
              Code.<java.io.IOException>callAs(
                  () -> {
                    throw new java.io.IOException();
                  });
          pool.shutdown();
        }
        """);
  }

  @Test
  void handleComparedWithOther() {
    check(
        """
        void m(ExecutorService given, Runnable task) {
          ExecutorService pool = given;
          if (pool == null) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
          }
          pool.execute(task);
          if (pool != given) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void handleComparedWithItself() {
    check(
        """
        void m(Runnable task) {
          // BUG: Diagnostic contains: lost by RETURN
          ExecutorService pool = Executors.newFixedThreadPool(2);
          ExecutorService same = pool;
          pool.execute(task);
          if (pool != same) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void classOfTheOpener() {
    check(
        """
        void m(Runnable task) {
          java.util.concurrent.Executor pool =
              // BUG: Diagnostic contains: no loss
              Executors.newScheduledThreadPool(2);
          pool.execute(task);
          if (pool instanceof java.util.concurrent.ScheduledExecutorService service) {
            service.shutdown();
          }
        }
        """);
  }

  private static final String SIZES =
      """
      void m(java.util.List<Runnable> tasks) {
        int count = tasks.size();
        ExecutorService pool = null;
        if (count > 3) {
          // BUG: Diagnostic contains: %s
          pool = Executors.newFixedThreadPool(2);
          pool.execute(tasks.get(0));
        }
        %s
        if (tasks.size() > 3) {
          pool.shutdown();
        }
      }
      """;

  @Test
  void sizeUnderTwoNames() {
    check(SIZES.formatted("no loss", ""));
  }

  @Test
  void sizeThatHasChanged() {
    check(SIZES.formatted("lost by RETURN", "tasks.clear();"));
  }

  private static final String STEPS =
      """
      ExecutorService m(Runnable task, Action<java.io.IOException> ready) throws java.io.IOException {
        String report = "failed";
        // BUG: Diagnostic contains: %s
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
          pool.execute(task);
          %s
          ready.run();
          report = "ready";
          return pool;
        } finally {
          if (report.startsWith("failed")) {
            pool.shutdown();
          }
        }
      }
      """;

  @Test
  void finallyAsksHowFarItHasCome() {
    check(STEPS.formatted("no loss", "report = \"failed to get ready\";"));
  }

  private static void check(String method) {
    CompilationTestHelper.newInstance(
            PathSearchTest.LossPrinter.class, CorrelatedConditionsTest.class)
        .addSourceLines(
            "Code.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Code {
              enum Mode {
                SERIAL,
                PARALLEL,
                NONE
              }

              record Config(boolean parallel) {}

              static final class Settings {
                private int threads;

                int threads() {
                  return threads;
                }
              }

              interface Remote {
                boolean isParallel();

                boolean next();
              }

              interface Action<X extends Exception> {
                int run() throws X;
              }

              static <X extends Exception> int call(Action<X> action) throws X {
                return action.run();
              }

              static <X extends Exception> int callAs(Action<X> action) throws X {
                return action.run();
              }

              static final int LIMIT = 3;
              final Settings settings = new Settings();
              boolean serial;
              volatile boolean running;

              boolean isParallel() {
                return settings.threads > 1 && !serial;
              }

            """
                + method
                + "}")
        .doTest();
  }
}
