package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles that are replaced before they have got a task, and so have no thread. */
final class HandleOverwrittenWhileOpenBeforeTasksTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Field 'pool' is given another";

  @Test
  void replacedBeforeTheFirstTask() {
    check(
        "",
        """
        public static void main(String[] args) {
          try (Painter painter = new Painter()) {
            painter.resize(2);
            painter.paint("one");
          }
        }
        """);
  }

  @Test
  void replacedAfterATask() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          try (Painter painter = new Painter()) {
            painter.paint("two");
            painter.resize(3);
            painter.paint("two");
          }
        }
        """);
  }

  @Test
  void replacedTwiceBeforeTheFirstTask() {
    check(
        "",
        """
        public static void main(String[] args) {
          try (Painter painter = new Painter()) {
            painter.resize(4);
            painter.resize(5);
            painter.paint("three");
          }
        }
        """);
  }

  @Test
  void anObjectInEachRound() {
    check(
        "",
        """
        public static void main(String[] args) {
          for (int i = 1; i < 6; i++) {
            try (Painter painter = new Painter()) {
              painter.resize(i);
              painter.paint("four");
            }
          }
        }
        """);
  }

  @Test
  void oneObjectInAllRounds() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          try (Painter painter = new Painter()) {
            for (int i = 1; i < 7; i++) {
              painter.resize(i);
              painter.paint("five");
            }
          }
        }
        """);
  }

  @Test
  void objectsOneAfterTheOther() {
    check(
        "",
        """
        public static void main(String[] args) {
          try (Painter first = new Painter();
              Painter second = new Painter()) {
            first.resize(8);
            first.paint("six");
            second.resize(9);
            second.paint("six");
          }
        }
        """);
  }

  @Test
  void replacedByTheMethodThatMakesIt() {
    check(
        "",
        """
        private static Painter ofSize(int size) {
          Painter painter = new Painter();
          if (size > 10) {
            painter.resize(size);
          }
          return painter;
        }

        static void paint(int size) {
          try (Painter painter = ofSize(size)) {
            painter.paint("seven");
            painter.paint("seven");
          }
        }
        """);
  }

  @Test
  void replacedByAnOwner() {
    check(
        "",
        """
        static final class Studio {
          private final Painter painter = new Painter();

          void open(int size) {
            painter.resize(size);
            painter.paint("eight");
          }

          void close() {
            painter.close();
          }
        }

        public static void main(String[] args) {
          Studio studio = new Studio();
          studio.open(11);
          studio.close();
        }
        """);
  }

  @Test
  void replacedByAnOwnerThatOthersCall() {
    check(
        REPORTED,
        """
        static final class Studio {
          private final Painter painter = new Painter();

          void open(int size) {
            painter.resize(size);
            painter.paint("nine");
          }

          void close() {
            painter.close();
          }
        }
        """);
  }

  @Test
  void elementsOfAList() {
    check(
        "",
        """
        public static void main(String[] args) {
          for (Painter painter : List.of(new Painter(), new Painter())) {
            painter.resize(12);
            painter.paint("ten");
            painter.close();
          }
        }
        """);
  }

  @Test
  void nobodyInViewCalls() {
    check(
        REPORTED,
        """

        """);
  }

  @Test
  void calledByAFunction() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          try (Painter painter = new Painter()) {
            Runnable later = () -> painter.resize(13);
            painter.paint("eleven");
            later.run();
            painter.paint("eleven");
          }
        }
        """);
  }

  @Test
  void stateThatEveryTaskChanges() {
    checkState("if (started) return;", "started = true;", "");
  }

  @Test
  void stateThatEveryTaskChangesIsRefused() {
    checkState("if (started) throw new IllegalStateException();", "started = true;", "");
  }

  @Test
  void whatIsGivenSaysNothingOfTasks() {
    checkState("if (size < 1) return;", "started = true;", REPORTED);
  }

  private static void checkState(String test, String change, String report) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenBeforeTasksTest.class)
        .addSourceLines(
            "Painter.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Painter implements AutoCloseable {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private boolean started;

              void resize(int size) {
                %s
                %s
                pool = Executors.newFixedThreadPool(size);
              }

              void paint(String shape) {
                %s
                pool.execute(() -> System.out.println(shape));
              }

              @Override
              public void close() {
                started = false;
                pool.shutdown();
              }
            }
            """
                .formatted(test, report, change))
        .doTest();
  }

  private static void check(String report, String members) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenBeforeTasksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Program {
              static final class Painter implements AutoCloseable {
                private ExecutorService pool = Executors.newFixedThreadPool(1);

                void resize(int size) {
                  %s
                  pool = Executors.newFixedThreadPool(size);
                }

                void paint(String shape) {
                  pool.execute(() -> System.out.println(shape));
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }

            %s
            }
            """
                .formatted(report, members.indent(2)))
        .doTest();
  }
}
