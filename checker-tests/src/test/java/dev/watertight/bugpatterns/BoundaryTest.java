package dev.watertight.bugpatterns;

import static com.google.common.truth.Truth.assertThat;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.FileObjects;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.scanner.ScannerSupplier;
import com.sun.source.tree.MethodInvocationTree;
import dev.watertight.program.Boundary;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoundaryTest {
  @Test
  void failureCostsOneLineOfOutput(@TempDir Path directory) {
    String output =
        CompilerOutput.of(
            ScannerSupplier.fromBugCheckerClasses(Failing.class),
            directory,
            ImmutableList.of(),
            ImmutableList.of(
                FileObjects.forSourceLines(
                    "A.java",
                    """
                    class A {
                      void run() {
                        System.gc();
                        System.lineSeparator();
                        System.out.println();
                      }
                    }
                    """)));

    assertThat(output.lines().filter(line -> line.contains("Watertight")).toList())
        .containsExactly(
            "Watertight could not analyse /A.java:3 and reports nothing there:"
                + " java.lang.IllegalStateException: gc; please report this",
            "Watertight could not analyse /A.java:5 and reports nothing there:"
                + " java.lang.StackOverflowError: println; please report this");
    assertThat(output).contains("/A.java:4: error: [Failing] lineSeparator");
    assertThat(output).contains("1 error");
  }

  /** Fails on two of three calls. */
  @BugPattern(summary = "Fails", severity = ERROR)
  public static final class Failing extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      String called = String.valueOf(state.getSourceForNode(tree.getMethodSelect()));
      Optional<String> answer =
          Boundary.guard(
              () ->
                  switch (called) {
                    case "System.gc" -> throw new IllegalStateException("gc");
                    case "System.out.println" -> throw new StackOverflowError("println");
                    default -> Optional.of(called.substring("System.".length()));
                  },
              state);
      return answer
          .map(message -> buildDescription(tree).setMessage(message).build())
          .orElse(Description.NO_MATCH);
    }
  }
}
