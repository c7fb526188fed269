package dev.watertight.paths;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import org.junit.jupiter.api.Test;

/** Ways out of code that has started senders and has not received all they send. */
final class UnreceivedTest {
  @Test
  void received() {
    check(
        """
        // BUG: Diagnostic contains: all received
        void m() throws Exception {
          send();
          receive();
          receive();
        }
        """);
  }

  @Test
  void returnBefore() {
    check(
        """
        // BUG: Diagnostic contains: left by [return;]
        void m(int n) throws Exception {
          send();
          if (n > 3) {
            return;
          }
          receive();
          receive();
        }
        """);
  }

  @Test
  void returnBetween() {
    check(
        """
        // BUG: Diagnostic contains: left by [return;]
        void m(int n) throws Exception {
          send();
          receive();
          if (n > 3) {
            return;
          }
          receive();
        }
        """);
  }

  @Test
  void returnBeforeAnyIsSent() {
    check(
        """
        // BUG: Diagnostic contains: all received
        void m(int n) throws Exception {
          if (n > 3) {
            return;
          }
          send();
          receive();
          receive();
        }
        """);
  }

  @Test
  void exceptionBetween() {
    check(
        """
        // BUG: Diagnostic contains: left by [mayFail()]
        void m() throws Exception {
          send();
          receive();
          mayFail();
          receive();
        }
        """);
  }

  @Test
  void interruptBetween() {
    check(
        """
        // BUG: Diagnostic contains: all received
        void m() throws Exception {
          send();
          receive();
          Thread.sleep(1);
          receive();
        }
        """);
  }

  @Test
  void receivedWhereSent() {
    check(
        """
        // BUG: Diagnostic contains: all received
        void m(int n) throws Exception {
          if (n > 3) {
            send();
          }
          if (n > 3) {
            receive();
            receive();
          }
          if (n > 4) {
            return;
          }
          return;
        }
        """);
  }

  @Test
  void sentInALoop() {
    check(
        """
        // BUG: Diagnostic contains: all received
        void m(int n) throws Exception {
          for (int i = 0; i < 2; i++) {
            send();
          }
          receive();
          receive();
          if (n > 3) {
            return;
          }
        }
        """);
  }

  /** Each condition is one of its own: the paths are too many, and what they bring along is not. */
  @Test
  void manyConditionalReceives() {
    StringBuilder code = new StringBuilder("// BUG: Diagnostic contains: left by [return;]\n");
    code.append("void m(int n) throws Exception { send();\n");
    for (int i = 0; i < 40; i++) {
      code.append("if (n == " + i + ") receive();\n");
    }
    check(code.append("if (n > 3) return;\n receive(); receive(); }").toString());
  }

  private static void check(String method) {
    CompilationTestHelper.newInstance(Printer.class, UnreceivedTest.class)
        .addSourceLines(
            "Code.java",
            "class Code {",
            "native void send(); native Object receive() throws InterruptedException;"
                + " native void mayFail() throws java.io.IOException;",
            method,
            "}")
        .doTest();
  }

  /** Prints what is found in the method {@code m}. */
  @BugPattern(summary = "Prints what is found", severity = ERROR)
  public static final class Printer extends BugChecker implements MethodTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethod(MethodTree tree, VisitorState state) {
      return tree.getName().contentEquals("m")
          ? buildDescription(tree).setMessage(text(tree, state)).build()
          : Description.NO_MATCH;
    }

    private static String text(MethodTree method, VisitorState state) {
      return Unreceived.leaving(
              state.getPath(),
              Maps.toMap(calls(method, "send"), send -> 2),
              calls(method, "receive"),
              left -> left > 0,
              state)
          .map(exit -> "left by [" + state.getSourceForNode(exit) + "]")
          .orElse("all received");
    }

    /** The calls of a method of that name. */
    private static ImmutableSet<Tree> calls(MethodTree method, String name) {
      ImmutableSet.Builder<Tree> calls = ImmutableSet.builder();
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
          if (ASTHelpers.getSymbol(tree).getSimpleName().contentEquals(name)) {
            calls.add(tree);
          }
          return super.visitMethodInvocation(tree, null);
        }
      }.scan(method, null);
      return calls.build();
    }
  }
}
