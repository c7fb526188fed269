package dev.watertight.summaries;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.CompilationIndex;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether a call of {@code from*} leads to the one of {@code place()}. */
final class ReachTest {
  @Test
  void calledCode() {
    CompilationTestHelper.newInstance(ReachPrinter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              void a() {
                // BUG: Diagnostic contains: YES
                fromThere();
                // BUG: Diagnostic contains: NO
                fromElsewhere();
              }

              private void fromThere() {
                between();
              }

              private void between() {
                place();
                between();
              }

              private void fromElsewhere() {}

              private void place() {}
            }
            """)
        .doTest();
  }

  @Test
  void moreCodeThanIsLookedAt() {
    CompilationTestHelper.newInstance(ReachPrinter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              void a() {
                // BUG: Diagnostic contains: UNKNOWN
                fromFar();
              }

              void b() {
                place();
              }

              private void fromFar() {
                m0();
              }

              private void place() {}
            """,
            IntStream.range(0, 500)
                .mapToObj(i -> "private void m%d() { m%d(); }".formatted(i, i + 1))
                .collect(joining("\n")),
            "private void m500() {} }")
        .doTest();
  }

  /** Prints whether calls of methods whose names start with {@code from} reach the place. */
  @BugPattern(summary = "Prints what is reached", severity = ERROR)
  public static final class ReachPrinter extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      if (!ASTHelpers.getSymbol(tree).getSimpleName().toString().startsWith("from")) {
        return Description.NO_MATCH;
      }
      TreePath place =
          CompilationIndex.of(state)
              .mentions(
                  ASTHelpers.getSymbol(tree).owner.members().findFirst(state.getName("place")))
              .get(0);
      return buildDescription(tree)
          .setMessage(Summaries.reaches(place, state.getPath(), state).toString())
          .build();
    }
  }
}
