package dev.watertight.fixes.handles;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Role;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;

/**
 * Where a class lets go of what its fields hold: {@code pools.clear()}, {@code pool = null}. A
 * release behind that ends nothing.
 */
final class FieldDrops {
  private final ImmutableMap<VarSymbol, HandleKind> fields;
  private final TreePath type;
  private final SourceText source;
  private final VisitorState state;

  /**
   * The places in a class.
   *
   * @param fields the fields, with the kinds of handles in them
   */
  FieldDrops(ImmutableMap<VarSymbol, HandleKind> fields, TreePath type, VisitorState state) {
    this.fields = fields;
    this.type = type;
    this.source = SourceText.of(state);
    this.state = state;
  }

  /** Whether there is one in some code. */
  boolean any(Tree code) {
    return Mentions.paths(new TreePath(type, code), fields.keySet()).stream()
        .anyMatch(
            mention ->
                mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
                    ? assignment.getVariable() == mention.getLeaf()
                    : isEmptied(mention));
  }

  /** The releases of what is let go outside of a method. */
  SuggestedFix edits(Optional<MethodTree> closer) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    for (TreePath mention : Mentions.paths(type, fields.keySet())) {
      if (closer.isPresent() && Paths.isInside(mention, closer.get())) {
        continue;
      }
      VarSymbol field = requireNonNull((VarSymbol) ASTHelpers.getSymbol(mention.getLeaf()));
      HandleKind kind = requireNonNull(fields.get(field));
      TreePath user = mention.getParentPath().getParentPath();
      if (isEmptied(mention) && user.getParentPath().getLeaf() instanceof ExpressionStatementTree) {
        TakenOutFixes.ofCall(user, kind, state).ifPresent(fix::merge);
      } else if (isSetToNull(mention) && Members.isReleasable(field.type, kind, state)) {
        Tree statement = user.getLeaf();
        String unit = source.unit(user.getParentPath().getLeaf(), statement);
        fix.prefixWith(
            statement,
            source.above(
                statement, ReleaseCall.lines(source.of(mention.getLeaf()), kind, true, unit)));
      }
    }
    return fix.build();
  }

  /** Whether it is {@code pool = null;}, a statement of a block. */
  private static boolean isSetToNull(TreePath mention) {
    TreePath statement = mention.getParentPath().getParentPath();
    return mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
        && assignment.getVariable() == mention.getLeaf()
        && FieldValues.mayBeNull(assignment.getExpression())
        && statement.getLeaf() instanceof ExpressionStatementTree
        && statement.getParentPath().getLeaf() instanceof BlockTree;
  }

  private boolean isEmptied(TreePath mention) {
    return mention.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) == mention.getLeaf()
        && ResolvedLibrary.of(state)
            .roleOf(ASTHelpers.getSymbol(call), 0)
            .equals(Optional.of(Role.DISCARD));
  }
}
