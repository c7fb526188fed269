package dev.watertight.program;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import org.junit.jupiter.api.Test;

final class ClosingMethodsTest {
  /** Prints what a method's name says. */
  @BugPattern(summary = "what the name says", severity = WARNING)
  public static final class NameCheck extends BugChecker implements MethodTreeMatcher {
    private static final long serialVersionUID = 1L;

    /** Instantiates a new {@link NameCheck} instance. */
    public NameCheck() {}

    @Override
    public Description matchMethod(MethodTree tree, VisitorState state) {
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      ClosingMethods closers = ClosingMethods.of(state);
      String text =
          closers.isCloser(method) ? "closes" : closers.endsItsObject(method) ? "ends" : "";
      return text.isEmpty()
          ? Description.NO_MATCH
          : buildDescription(tree)
              .setMessage(text + " " + closers.rank(method).isPresent())
              .build();
    }
  }

  @Test
  void wholeWords() {
    CompilationTestHelper.newInstance(NameCheck.class, getClass())
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              abstract int closest();

              abstract long stopwatch();

              abstract int nearest();

              abstract boolean closed();

              abstract boolean isStopped();

              // BUG: Diagnostic contains: closes true
              abstract void close();

              // BUG: Diagnostic contains: closes false
              abstract void closeQuietly();

              // BUG: Diagnostic contains: closes false
              abstract void close(int code);

              // BUG: Diagnostic contains: closes true
              abstract void shutDown();

              // BUG: Diagnostic contains: closes false
              abstract void stop_all();

              // BUG: Diagnostic contains: ends false
              abstract void cancelAll();
            }
            """)
        .doTest();
  }

  @Test
  void annotations() {
    CompilationTestHelper.newInstance(NameCheck.class, getClass())
        .addSourceLines("PreDestroy.java", "@interface PreDestroy {}")
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              @PreDestroy
              // BUG: Diagnostic contains: closes true
              void bye() {}
            }
            """)
        .doTest();
  }
}
