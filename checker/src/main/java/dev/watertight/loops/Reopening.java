package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Summaries;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a loop receives from another channel after one has come to its end: it connects again.
 */
final class Reopening {
  private final TreePath loop;
  private final CompilationIndex index;
  private final VisitorState state;
  private final Set<VarSymbol> seen = new HashSet<>();

  private Reopening(TreePath loop, VisitorState state) {
    this.loop = loop;
    this.index = CompilationIndex.of(state);
    this.state = state;
  }

  /** Whether the loop may put another channel in the place from which the call receives. */
  static boolean isPossible(TreePath loop, TreePath receive, VisitorState state) {
    ExpressionTree receiver =
        receive.getLeaf() instanceof MethodInvocationTree call
            ? ASTHelpers.getReceiver(call)
            : null;
    return receiver != null && new Reopening(loop, state).isAnother(receiver);
  }

  private boolean isAnother(ExpressionTree channel) {
    // What a call returns may be another channel each time.
    return !(ASTHelpers.getSymbol(ASTHelpers.stripParentheses(channel)) instanceof VarSymbol symbol)
        || (seen.add(symbol) && isSet(symbol));
  }

  private boolean isSet(VarSymbol symbol) {
    return index.mentions(symbol).stream().anyMatch(this::isSetInLoop)
        || index
            .declaration(symbol)
            .filter(p -> Paths.isInside(p, loop.getLeaf()))
            .filter(
                p ->
                    p.getLeaf() instanceof VariableTree variable
                        && (variable.getInitializer() == null
                            || isAnother(variable.getInitializer())))
            .isPresent();
  }

  private boolean isSetInLoop(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    return parent instanceof AssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()
        && Summaries.mayReach(mention, loop, state);
  }
}
