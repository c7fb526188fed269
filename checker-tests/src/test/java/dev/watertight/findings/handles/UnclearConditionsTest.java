package dev.watertight.findings.handles;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Conditions that have to do with those of an opening, though facts do not tell how. */
final class UnclearConditionsTest {
  @Test
  void questionOfStreamAskedTwice() {
    check(
        """
        void m(List<String> names) {
          ExecutorService pool = null;
          if (names.stream().anyMatch(String::isBlank)) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if (names.stream().anyMatch(String::isBlank)) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void questionOfOtherStream() {
    check(
        """
        void m(List<String> names, List<String> others) {
          ExecutorService pool = null;
          if (names.stream().anyMatch(String::isBlank)) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if (others.stream().anyMatch(String::isBlank)) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void typeAndMethodOfObject() {
    check(
        """
        void m(Thread thread) {
          ExecutorService pool = null;
          if (thread instanceof Worker) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if (thread.isDaemon()) {
            pool.shutdown();
          }
        }

        static class Worker extends Thread {
          Worker() {
            setDaemon(true);
          }
        }
        """);
  }

  @Test
  void typeAndMethodOfOtherObject() {
    check(
        """
        void m(Thread thread, Thread other) {
          ExecutorService pool = null;
          if (thread instanceof Worker) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if (other.isDaemon()) {
            pool.shutdown();
          }
        }

        static class Worker extends Thread {}
        """);
  }

  @Test
  void bitSetBesideOpening() {
    check(
        """
        void m(boolean parallel, int done) {
          ExecutorService pool = null;
          if (parallel) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
            done |= 4;
          }
          if ((done & 4) != 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void bitSetElsewhere() {
    check(
        """
        void m(boolean parallel, int done) {
          ExecutorService pool = null;
          if (parallel) {
            // BUG: Diagnostic contains: lost by RETURN
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if ((done & 4) != 0) {
            pool.shutdown();
          }
          done |= 4;
        }
        """);
  }

  @Test
  void statesOneAfterTheOther() {
    check(
        """
        enum State { START, WORK, STOP, DONE }

        State after(State state) {
          return State.values()[state.ordinal() + 1];
        }

        void m() {
          ExecutorService pool = null;
          State state = State.START;
          while (state != State.DONE) {
            if (state == State.START) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(this);
            } else if (state == State.STOP) {
              pool.shutdown();
            }
            state = after(state);
          }
        }
        """);
  }

  @Test
  void casesOneAfterTheOther() {
    check(
        """
        enum State { START, WORK, STOP, DONE }

        State after(State state) {
          return State.values()[state.ordinal() + 1];
        }

        void m() {
          ExecutorService pool = null;
          State state = State.START;
          while (state != State.DONE) {
            switch (state) {
              case START -> {
                // BUG: Diagnostic contains: no loss
                pool = Executors.newFixedThreadPool(2);
                pool.execute(this);
              }
              case STOP -> pool.shutdown();
              default -> System.out.println(state);
            }
            state = after(state);
          }
        }
        """);
  }

  @Test
  void releaseUnderNoState() {
    check(
        """
        enum State { START, WORK, STOP, DONE }

        State after(State state) {
          return State.values()[state.ordinal() + 1];
        }

        void m(boolean quick) {
          ExecutorService pool = null;
          State state = State.START;
          while (state != State.DONE) {
            if (state == State.START) {
              // BUG: Diagnostic contains: lost by RETURN
              pool = Executors.newFixedThreadPool(2);
              pool.execute(this);
            } else if (quick) {
              pool.shutdown();
            }
            state = after(state);
          }
        }
        """);
  }

  @Test
  void firstAndLastOfBlock() {
    check(
        """
        void m(List<Runnable> tasks) {
          ExecutorService pool = null;
          for (int i = 0; i < tasks.size(); i++) {
            if (i % 10 == 0) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(this);
            }
            pool.execute(tasks.get(i));
            if (i % 10 == 9 || i + 1 == tasks.size()) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void firstOfBlockAndOtherNumber() {
    check(
        """
        void m(List<Runnable> tasks, int last) {
          ExecutorService pool = null;
          for (int i = 0; i < tasks.size(); i++) {
            if (i % 10 == 0) {
              // BUG: Diagnostic contains: lost by OVERWRITE
              pool = Executors.newFixedThreadPool(2);
              pool.execute(this);
            }
            pool.execute(tasks.get(i));
            if (last == 9) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void exitWhereNothingWasOpened() {
    check(
        """
        void m(List<String> names) {
          ExecutorService pool = null;
          if (names.stream().anyMatch(String::isBlank)) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
          }
          if (names.stream().noneMatch(String::isBlank)) {
            return;
          }
          pool.shutdown();
        }
        """);
  }

  @Test
  void triesUntilThereIsAnAnswer() {
    check(
        """
        String m(Callable<String> task) {
          ExecutorService pool = null;
          String answer = null;
          while (answer == null) {
            // BUG: Diagnostic contains: no loss
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
            try {
              answer = pool.submit(task).get();
            } catch (ExecutionException | InterruptedException e) {
              pool.shutdown();
            }
          }
          pool.shutdown();
          return answer;
        }
        """);
  }

  @Test
  void triesAgainWithoutRelease() {
    check(
        """
        String m(Callable<String> task) {
          ExecutorService pool = null;
          String answer = null;
          while (answer == null) {
            // BUG: Diagnostic contains: lost by OVERWRITE
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this);
            try {
              answer = pool.submit(task).get();
            } catch (ExecutionException | InterruptedException e) {
              System.err.println(e);
            }
          }
          pool.shutdown();
          return answer;
        }
        """);
  }

  @Test
  void constantsOfEnumInTheirOrder() {
    check(
        """
        enum Step { FIRST, NEXT, LAST }

        void m() {
          ExecutorService pool = null;
          for (Step step : Step.values()) {
            switch (step) {
              case FIRST -> {
                // BUG: Diagnostic contains: no loss
                pool = Executors.newFixedThreadPool(2);
                pool.execute(this);
              }
              case NEXT -> pool.execute(this);
              case LAST -> pool.shutdown();
            }
          }
        }

        void compared() {
          ExecutorService pool = null;
          for (Step step : EnumSet.allOf(Step.class)) {
            if (step == Step.FIRST) {
              // BUG: Diagnostic contains: no loss
              pool = Executors.newFixedThreadPool(2);
              pool.execute(this);
            }
            if (step == Step.LAST) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void constantsOfEnumInTheOrderOfAMap() {
    check(
        """
        enum Step { FIRST, NEXT, LAST }

        void m(java.util.Map<String, Step> steps) {
          ExecutorService pool = null;
          for (Step step : steps.values()) {
            switch (step) {
              case LAST -> {
                // BUG: Diagnostic contains: no loss
                pool = Executors.newFixedThreadPool(2);
                pool.execute(this);
              }
              case NEXT -> pool.execute(this);
              case FIRST -> pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void constantsOfEnumInOtherOrder() {
    check(
        """
        enum Step { FIRST, NEXT, LAST }

        void m() {
          ExecutorService pool = null;
          for (Step step : Step.values()) {
            switch (step) {
              case NEXT -> {
                // BUG: Diagnostic contains: lost by RETURN
                pool = Executors.newFixedThreadPool(2);
                pool.execute(this);
              }
              case FIRST -> {
                if (pool != null) {
                  pool.shutdown();
                }
              }
              case LAST -> System.out.println("last");
            }
          }
        }
        """);
  }

  private static void check(String members) {
    CompilationTestHelper.newInstance(PathSearchTest.LossPrinter.class, UnclearConditionsTest.class)
        .addSourceLines(
            "Code.java",
            "import java.util.*;",
            "import java.util.concurrent.*;",
            "abstract class Code implements Runnable {" + members + "}")
        .doTest();
  }
}
