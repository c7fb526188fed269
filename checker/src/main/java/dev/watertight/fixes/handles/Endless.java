package dev.watertight.fixes.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.loops.LoopExits;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;

/**
 * Which tasks loop until somebody tells them to stop: {@code while (true)}, or while a flag is set.
 */
final class Endless {
  private Endless() {}

  /** Whether an argument is the code of such a task. */
  static boolean task(TreePath argument, VisitorState state) {
    Tree tree = argument.getLeaf();
    if (tree instanceof NewClassTree creation) {
      for (Symbol member : ASTHelpers.getType(creation).tsym.members().getSymbols()) {
        if (member instanceof MethodSymbol method
            && (method.name.contentEquals("run") || method.name.contentEquals("call"))
            && method(method, state)) {
          return true;
        }
      }
      return false;
    }
    return (tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree)
        && runs(argument, state);
  }

  /** Whether a method in view contains such a task, or is one. */
  static boolean method(MethodSymbol method, VisitorState state) {
    return CompilationIndex.of(state).declaration(method).filter(d -> runs(d, state)).isPresent();
  }

  private static boolean runs(TreePath code, VisitorState state) {
    return loops(code, state)
        || Summaries.bodies(code, state).stream().anyMatch(body -> loops(body, state));
  }

  private static boolean loops(TreePath code, VisitorState state) {
    return Trees.pathsIn(code, StatementTree.class).stream()
        .anyMatch(p -> Loops.isLoop(p.getLeaf()) && LoopExits.isUntilTold(p, state));
  }
}
