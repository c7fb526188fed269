package dev.watertight.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import java.util.function.Predicate;

/** Which executors are given tasks that loop for ever. */
public final class EndlessTasks {
  /** How many calls below a task a loop is still certain to be come to. */
  private static final int DEPTH = 2;

  private final Predicate<TreePath> test;
  private final int depth;
  private boolean found;

  private EndlessTasks(Predicate<TreePath> test, int depth) {
    this.test = test;
    this.depth = depth;
  }

  /** Whether a task of the handle has a loop without a condition: work of the process. */
  public static boolean any(Fate fate, VisitorState state) {
    return any(fate, loop -> Loops.isEndless(loop.getLeaf()), state);
  }

  /** Whether such a task certainly keeps its thread until somebody interrupts it. */
  static boolean stay(Fate fate, VisitorState state) {
    return any(
        fate,
        DEPTH,
        loop ->
            (Loops.isEndless(loop.getLeaf()) || isUntilInterrupted(loop.getLeaf()))
                && Jumps.outOf(loop).isEmpty(),
        state);
  }

  /** Whether a task of the handle may come to such a loop. */
  public static boolean any(Fate fate, Predicate<TreePath> test, VisitorState state) {
    return any(fate, Integer.MAX_VALUE, test, state);
  }

  private static boolean any(Fate fate, int depth, Predicate<TreePath> test, VisitorState state) {
    EndlessTasks tasks = new EndlessTasks(test, depth);
    fate.uses().forEach(use -> tasks.readArguments(use.path(), state));
    return tasks.found;
  }

  private static boolean isUntilInterrupted(Tree loop) {
    return Loops.condition(loop)
        .map(ASTHelpers::stripParentheses)
        .filter(c -> c instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT)
        .map(not -> ASTHelpers.stripParentheses(((UnaryTree) not).getExpression()))
        .filter(
            c ->
                c instanceof MethodInvocationTree call
                    && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, "java.lang.Thread"))
        .isPresent();
  }

  private void readArguments(TreePath use, VisitorState state) {
    for (ExpressionTree argument : Arguments.of(use.getLeaf())) {
      TreePath path = new TreePath(use, argument);
      if (argument instanceof NewClassTree creation) {
        for (Symbol member : ASTHelpers.getType(creation).tsym.members().getSymbols()) {
          if (member instanceof MethodSymbol method
              && (method.name.contentEquals("run") || method.name.contentEquals("call"))) {
            CompilationIndex.of(state).declaration(method).ifPresent(body -> read(body, state));
          }
        }
      } else if (argument instanceof LambdaExpressionTree
          || argument instanceof MemberReferenceTree) {
        read(path, state);
      }
    }
  }

  private void read(TreePath code, VisitorState state) {
    readLoops(code);
    if (!found) {
      Summaries.bodies(code, depth, state).forEach(this::readLoops);
    }
  }

  private void readLoops(TreePath code) {
    found |=
        Trees.pathsIn(code, StatementTree.class).stream()
            .anyMatch(p -> Loops.isLoop(p.getLeaf()) && test.test(p));
  }
}
