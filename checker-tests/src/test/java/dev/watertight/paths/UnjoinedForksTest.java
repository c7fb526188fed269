package dev.watertight.paths;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
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

/** Reads and ways out after a fork that has not been joined. */
final class UnjoinedForksTest {
  @Test
  void joined() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m() throws Exception {
          Object sub = fork();
          join();
          read(sub);
        }
        """);
  }

  @Test
  void readTooEarly() {
    check(
        """
        // BUG: Diagnostic contains: read(sub) too early
        void m() throws Exception {
          Object sub = fork();
          read(sub);
          join();
        }
        """);
  }

  @Test
  void left() {
    check(
        """
        // BUG: Diagnostic contains: left too early
        void m() throws Exception {
          fork();
        }
        """);
  }

  @Test
  void leftBySomePath() {
    check(
        """
        // BUG: Diagnostic contains: left too early
        void m(int n) throws Exception {
          fork();
          if (n > 3) {
            return;
          }
          join();
        }
        """);
  }

  @Test
  void leftByException() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(int n) throws Exception {
          fork();
          if (n > 3) {
            throw new Exception();
          }
          join();
        }
        """);
  }

  @Test
  void forkedAgain() {
    check(
        """
        // BUG: Diagnostic contains: left too early
        void m() throws Exception {
          fork();
          join();
          fork();
        }
        """);
  }

  @Test
  void joinedWhereForked() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(boolean parallel) throws Exception {
          Object sub = null;
          if (parallel) {
            sub = fork();
          }
          if (parallel) {
            join();
            read(sub);
          }
        }
        """);
  }

  @Test
  void joinedWhereThereIsOne() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(Object task) throws Exception {
          Object sub = task == null ? null : fork();
          if (sub != null) {
            join();
          }
          if (sub != null) {
            read(sub);
          }
        }
        """);
  }

  @Test
  void joinedWhereAnyIsInTheList() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(java.util.List<Object> tasks) throws Exception {
          java.util.List<Object> subs = new java.util.ArrayList<>();
          for (Object task : tasks) {
            subs.add(fork());
          }
          if (!subs.isEmpty()) {
            join();
          }
          for (Object sub : subs) {
            read(sub);
          }
        }
        """);
  }

  @Test
  void joinedWhereTwoAreInTheList() {
    check(
        """
        // BUG: Diagnostic contains: read(sub) too early
        void m(java.util.List<Object> tasks) throws Exception {
          java.util.List<Object> subs = new java.util.ArrayList<>();
          for (Object task : tasks) {
            subs.add(fork());
          }
          if (subs.size() > 1) {
            join();
          }
          for (Object sub : subs) {
            read(sub);
          }
        }
        """);
  }

  @Test
  void joinedWhereAFlagSaysSo() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(int n) throws Exception {
          boolean forked = false;
          if (n > 3) {
            fork();
            forked = true;
          }
          if (forked) {
            join();
          }
        }
        """);
  }

  @Test
  void joinedWhereSomethingWasAdded() {
    check(
        """
        // BUG: Diagnostic contains: all joined
        void m(java.util.List<String> names) throws Exception {
          long letters = 0;
          for (String name : names) {
            if (name.length() > 0) {
              fork();
              letters += name.length();
            }
          }
          if (letters > 0) {
            join();
          }
        }
        """);
  }

  @Test
  void joinedWhereSomethingElseIsThere() {
    check(
        """
        // BUG: Diagnostic contains: left too early
        void m(java.util.List<String> names, long letters) throws Exception {
          for (String name : names) {
            if (name.length() > 0) {
              fork();
            }
          }
          if (letters > 0) {
            join();
          }
        }
        """);
  }

  private static void check(String method) {
    CompilationTestHelper.newInstance(Printer.class, UnjoinedForksTest.class)
        .addSourceLines(
            "Code.java",
            "class Code {",
            "native Object fork(); native void join(); native void read(Object sub);",
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
      UnjoinedForks.Result result =
          UnjoinedForks.in(
              state.getPath(),
              method,
              false,
              calls(method, "fork"),
              calls(method, "join"),
              calls(method, "read"),
              ImmutableMap.of(),
              state);
      return result
          .read()
          .map(read -> state.getSourceForNode(read) + " too early")
          .orElse(result.left() ? "left too early" : "all joined");
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
