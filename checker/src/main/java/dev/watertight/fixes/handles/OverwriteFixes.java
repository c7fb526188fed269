package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import java.util.List;
import java.util.Optional;

/** Fixes for a variable that is given another handle: release the old one first. */
public final class OverwriteFixes {
  private OverwriteFixes() {}

  /**
   * The fixes for a handle that is lost because its variable is given another one.
   *
   * @param losses where it is lost, the assignment first
   */
  public static ImmutableList<SuggestedFix> ofOld(
      OpenHandle handle, List<Tree> losses, VisitorState state) {
    return losses.isEmpty() ? ImmutableList.of() : of(handle, losses.get(0), state);
  }

  /** The fixes for a handle that is put into a field which holds another one. */
  public static ImmutableList<SuggestedFix> ofNew(OpenHandle handle, VisitorState state) {
    Tree user = handle.path().getParentPath().getLeaf();
    return user instanceof MethodInvocationTree call
        ? inReference(handle, call, state)
        : of(handle, user, state);
  }

  /** {@code reference.set(open())}: takes the old one out and releases it. */
  private static ImmutableList<SuggestedFix> inReference(
      OpenHandle handle, MethodInvocationTree call, VisitorState state) {
    SourceText source = SourceText.of(state);
    TreePath statement = handle.path().getParentPath().getParentPath();
    if (!(call.getMethodSelect() instanceof MemberSelectTree select)
        || !select.getIdentifier().contentEquals("set")
        || call.getArguments().size() != 1
        || !(statement.getLeaf() instanceof ExpressionStatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree block)
        || !source.has(call)) {
      return ImmutableList.of();
    }
    Type reference = ASTHelpers.getType(select.getExpression());
    Type held =
        reference == null || reference.getTypeArguments().size() != 1
            ? null
            : reference.getTypeArguments().get(0);
    if (!Members.isReleasable(held, handle.kind(), state)) {
      return ImmutableList.of();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String old = Members.unusedName("previous", handle.path());
    String newLine = source.lineBreak() + source.indentation(source.start(call));
    List<String> release =
        ReleaseCall.lines(old, handle.kind(), true, source.unit(block, statement.getLeaf()));
    fix.replace(
        statement.getLeaf(),
        SuggestedFixes.prettyType(state, fix, held)
            + " "
            + old
            + " = "
            + source.of(select.getExpression())
            + ".getAndSet("
            + source.of(call.getArguments().get(0))
            + ");"
            + newLine
            + String.join(newLine, release));
    return ImmutableList.of(fix.setShortDescription("Release the old one").build());
  }

  private static ImmutableList<SuggestedFix> of(
      OpenHandle handle, Tree overwriting, VisitorState state) {
    SourceText source = SourceText.of(state);
    TreePath assignment = TreePath.getPath(handle.path().getCompilationUnit(), overwriting);
    if (assignment == null
        || !(overwriting instanceof AssignmentTree tree)
        || !(assignment.getParentPath().getLeaf() instanceof ExpressionStatementTree statement)
        || !(ASTHelpers.getSymbol(tree.getVariable()) instanceof VarSymbol variable)
        || Mentions.any(tree.getExpression(), ImmutableSet.of(variable))
        || !Members.isReleasable(variable.type, handle.kind(), state)
        || !source.has(statement)) {
      return ImmutableList.of();
    }
    Optional<Boolean> mayBeNull = mayBeNull(variable, assignment, state);
    Tree around = assignment.getParentPath().getParentPath().getLeaf();
    if (mayBeNull.isEmpty() || !(around instanceof BlockTree || around instanceof CaseTree)) {
      return ImmutableList.of();
    }
    String unit = source.unit(around, statement);
    List<String> lines =
        ReleaseCall.lines(source.of(tree.getVariable()), handle.kind(), mayBeNull.get(), unit);
    String newLine = source.lineBreak() + source.indentation(source.start(statement));
    return ImmutableList.of(
        SuggestedFix.builder()
            .replace(
                tree.getVariable(),
                String.join(newLine, lines) + newLine + source.of(tree.getVariable()))
            .setShortDescription("Release the old one before the assignment")
            .build());
  }

  /** Whether the variable may be null at the assignment; empty if it may have no value at all. */
  private static Optional<Boolean> mayBeNull(
      VarSymbol variable, TreePath assignment, VisitorState state) {
    if (variable.owner instanceof ClassSymbol owner) {
      return FieldValues.classOf(owner, state).map(type -> FieldValues.mayBeNull(variable, type));
    }
    TreePath scope = assignment;
    while (scope.getParentPath() != null) {
      scope = scope.getParentPath();
      if (scope.getLeaf() instanceof BlockTree block) {
        for (Tree statement : block.getStatements()) {
          if (statement instanceof VariableTree declaration
              && variable.equals(ASTHelpers.getSymbol(declaration))) {
            return declaration.getInitializer() == null
                ? Optional.empty()
                : Optional.of(
                    FieldValues.mayBeNull(declaration.getInitializer())
                        || FieldValues.isSetToNull(variable, scope));
          }
        }
      }
    }
    return Optional.empty();
  }
}
