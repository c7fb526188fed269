package dev.watertight.values;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import org.junit.jupiter.api.Test;

/** Which {@code new} expressions the argument of {@code show} may come from. */
final class OriginsTest {
  private static void test(String... lines) {
    CompilationTestHelper.newInstance(OriginsPrinter.class, OriginsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", lines)
        .doTest();
  }

  @Test
  void expressions() {
    test(
        """
        abstract class A {
          abstract void show(Object value);

          abstract Object other();

          void made() {
            // BUG: Diagnostic contains: from [new Thread()]
            show((Object) (new Thread()));
          }

          void chosen(boolean first) {
            // BUG: Diagnostic contains: from [new Thread(), new StringBuilder(1)]
            show(first ? new Thread() : new StringBuilder(1));
          }

          void perhapsAnother(boolean first) {
            // BUG: Diagnostic contains: from elsewhere
            show(first ? new Thread() : other());
          }

          void nothing() {
            // BUG: Diagnostic contains: from elsewhere
            show(null);
          }
        }
        """);
  }

  @Test
  void localVariables() {
    test(
        """
        abstract class A {
          abstract void show(Object value);

          void assignedTwice(boolean again) {
            Object value = new Thread();
            if (again) {
              value = new StringBuilder(1);
            }
            // BUG: Diagnostic contains: from [new Thread(), new StringBuilder(1)]
            show(value);
          }

          void perhapsNull() {
            Object value = null;
            value = new Thread();
            Object alias = value;
            // BUG: Diagnostic contains: from [new Thread()]
            show(alias);
          }

          void givenEachOther() {
            Object first = new Thread();
            Object second = first;
            first = second;
            // BUG: Diagnostic contains: from [new Thread()]
            show(first);
          }
        }
        """);
  }

  @Test
  void fields() {
    test(
        """
        public abstract class A {
          private Object own = new Thread();
          public Object open = new Thread();
          private Object unset;

          abstract void show(Object value);

          void a() {
            // BUG: Diagnostic contains: from [new Thread()]
            show(own);
            // BUG: Diagnostic contains: from elsewhere
            show(open);
            // BUG: Diagnostic contains: from elsewhere
            show(unset);
          }
        }
        """);
  }

  @Test
  void parameters() {
    test(
        """
        abstract class A {
          abstract void show(Object value);

          void callers() {
            own(new Thread());
            own(new StringBuilder(1));
          }

          private void own(Object value) {
            // BUG: Diagnostic contains: from [new Thread(), new StringBuilder(1)]
            show(value);
          }

          private void handedOn(Object value) {
            // BUG: Diagnostic contains: from elsewhere
            show(value);
          }

          java.util.function.Consumer<Object> function() {
            handedOn(new Thread());
            return this::handedOn;
          }
        }
        """);
  }

  /** Prints where the arguments of calls of {@code show} come from. */
  @BugPattern(summary = "Prints origins", severity = ERROR)
  public static final class OriginsPrinter extends BugChecker
      implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      if (!ASTHelpers.getSymbol(tree).getSimpleName().contentEquals("show")) {
        return Description.NO_MATCH;
      }
      TreePath argument = new TreePath(state.getPath(), tree.getArguments().get(0));
      return buildDescription(tree)
          .setMessage(
              "from "
                  + Origins.of(argument, NewClassTree.class::isInstance, state)
                      .map(makers -> text(makers, state))
                      .orElse("elsewhere"))
          .build();
    }

    private static String text(ImmutableSet<TreePath> makers, VisitorState state) {
      return makers.stream()
          .map(maker -> state.getSourceForNode(maker.getLeaf()))
          .collect(joining(", ", "[", "]"));
    }
  }
}
