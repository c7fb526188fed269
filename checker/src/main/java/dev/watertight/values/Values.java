package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;

/** The values that variables are given. */
public final class Values {
  private Values() {}

  /** The value with which a variable is declared. */
  public static Optional<TreePath> initial(VarSymbol variable, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .filter(p -> p.getLeaf() instanceof VariableTree v && v.getInitializer() != null)
        .map(p -> new TreePath(p, ((VariableTree) p.getLeaf()).getInitializer()));
  }

  /** Every value that a variable is assigned, its initial value first; none for a parameter. */
  public static ImmutableList<TreePath> assignedTo(VarSymbol variable, VisitorState state) {
    ImmutableList.Builder<TreePath> values = ImmutableList.builder();
    initial(variable, state).ifPresent(values::add);
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof AssignmentTree assignment
          && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()) {
        values.add(new TreePath(parent, assignment.getExpression()));
      }
    }
    return values.build();
  }

  /** Whether the expression is {@code null}. */
  public static boolean isNull(TreePath path) {
    return path.getLeaf() instanceof LiteralTree literal && literal.getValue() == null;
  }

  /** Whether a variable is given values by plain assignments only: no {@code |=}. */
  public static boolean isAssignedOnly(VarSymbol variable, VisitorState state) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .noneMatch(
            mention ->
                mention.getParentPath().getLeaf() instanceof CompoundAssignmentTree update
                    && update.getVariable() == mention.getLeaf());
  }
}
