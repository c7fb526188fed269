package dev.watertight.wakers;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import dev.watertight.tasks.Tasks;
import org.junit.jupiter.api.Test;

final class ProgramTasksTest {
  private static void check(String members) {
    CompilationTestHelper.newInstance(Printer.class, ProgramTasksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            final class A {
              static void mark() {}

            %s}
            """
                .formatted(members.indent(2)))
        .doTest();
  }

  @Test
  void startedByMain() {
    check(
        """
        public static void main(String[] args) {
          // BUG: Diagnostic contains: ends with the process
          Thread.startVirtualThread(() -> mark());

          // BUG: Diagnostic contains: ends with the process
          Thread daemon = new Thread(() -> mark());
          daemon.setDaemon(true);
          daemon.start();

          // BUG: Diagnostic contains: stays
          Thread user = new Thread(() -> mark());
          user.setDaemon(false);
          user.start();

          // BUG: Diagnostic contains: stays
          new Thread(() -> mark()).start();
        }
        """);
  }

  @Test
  void awaitedByMain() {
    check(
        """
        public static void main(String[] args) throws InterruptedException {
          // BUG: Diagnostic contains: stays
          Thread thread = Thread.startVirtualThread(() -> mark());
          thread.join();
        }
        """);
  }

  @Test
  void startedAgainAndAgain() {
    check(
        """
        public static void main(String[] args) {
          for (String arg : args) {
            // BUG: Diagnostic contains: stays
            Thread.startVirtualThread(() -> mark());
          }
        }
        """);
  }

  @Test
  void startedByAMethodThatOthersMayCall() {
    check(
        """
        static void start() {
          // BUG: Diagnostic contains: stays
          Thread.startVirtualThread(() -> mark());
        }

        public static void main(String[] args) {
          start();
        }
        """);
  }

  @Test
  void startedBeforeTheProcessIsEnded() {
    check(
        """
        static void start() {
          // BUG: Diagnostic contains: ends with the process
          new Thread(() -> mark()).start();
        }

        public static void main(String[] args) {
          start();
          int code = 1;
          try {
            code = args.length;
          } finally {
            System.exit(code);
          }
        }
        """);
  }

  @Test
  void startedBeforeTheProcessMayBeEnded() {
    check(
        """
        public static void main(String[] args) {
          // BUG: Diagnostic contains: stays
          new Thread(() -> mark()).start();
          if (args.length > 0) {
            System.exit(1);
          }
        }
        """);
  }

  /** Prints whether the task that calls {@code mark()} ends with the process. */
  @BugPattern(summary = "Prints what ends with the process", severity = ERROR)
  public static final class Printer extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      if (!ASTHelpers.getSymbol(tree).getSimpleName().contentEquals("mark")) {
        return Description.NO_MATCH;
      }
      boolean ends =
          Tasks.of(state.getPath(), state).stream()
              .allMatch(task -> ProgramTasks.endsWithProcess(task, state));
      return buildDescription(tree).setMessage(ends ? "ends with the process" : "stays").build();
    }
  }
}
