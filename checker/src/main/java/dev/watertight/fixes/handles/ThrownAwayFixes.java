package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import java.util.Optional;

/** Fixes for a handle that no variable holds: they give it a name, and release it by that. */
public final class ThrownAwayFixes {
  private ThrownAwayFixes() {}

  /** The fixes for a handle that is used where it is opened and then forgotten. */
  public static ImmutableList<SuggestedFix> of(OpenHandle handle, VisitorState state) {
    SourceText source = SourceText.of(state);
    Optional<TreePath> statement = statementAround(handle, state);
    if (statement.isEmpty() || handle.isScope() || !source.has(statement.get().getLeaf())) {
      return ImmutableList.of();
    }
    TreePath block = statement.get().getParentPath();
    int index = ((BlockTree) block.getLeaf()).getStatements().indexOf(statement.get().getLeaf());
    Region region = new Region(block, index, index + 1).extended(ImmutableSet.of());
    GivenTasks tasks = GivenTasks.of(handle, region, state);
    if (tasks.areCutOff() || region.callsConstructor()) {
      return ImmutableList.of();
    }
    boolean wait = tasks.areAwaited() || !handle.waitsForTasks();
    Optional<SuggestedFix> resource =
        tasks.areEndless() ? Optional.empty() : inResource(handle, region, source, state);
    Optional<SuggestedFix> release = inFinally(handle, region, source, state);
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    (wait ? resource : release).ifPresent(fixes::add);
    (wait ? release : resource).ifPresent(fixes::add);
    return fixes.build();
  }

  private static Optional<SuggestedFix> inResource(
      OpenHandle handle, Region region, SourceText source, VisitorState state) {
    Tree opener = handle.path().getLeaf();
    if (!Members.isResource(typeOf(opener), state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    String name = handle.unusedName();
    Wraps wraps = new Wraps(source, region, region.statements().get(0));
    return Optional.of(
        wraps
            .replace(
                wraps.inResource(
                    declaration(opener, name, source, type, state), wraps.body(opener, name)))
            .merge(type)
            .setShortDescription("Close it by try-with-resources")
            .build());
  }

  private static Optional<SuggestedFix> inFinally(
      OpenHandle handle, Region region, SourceText source, VisitorState state) {
    Tree opener = handle.path().getLeaf();
    if (!Members.isReleasable(typeOf(opener), handle.kind(), state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder type = SuggestedFix.builder();
    String name = handle.unusedName();
    Wraps wraps = new Wraps(source, region, region.statements().get(0));
    return Optional.of(
        wraps
            .replace(
                declaration(opener, name, source, type, state)
                    + ";"
                    + wraps.newLine("")
                    + wraps.inTry(
                        wraps.body(opener, name),
                        Wraps.FINALLY,
                        ReleaseCall.lines(name, handle.kind(), false, "")))
            .merge(type)
            .setShortDescription(
                "Give it a name and call "
                    + handle.kind().preferredRelease()
                    + "() in a finally block")
            .build());
  }

  private static String declaration(
      Tree opener, String name, SourceText source, SuggestedFix.Builder fix, VisitorState state) {
    return SuggestedFixes.prettyType(state, fix, typeOf(opener))
        + " "
        + name
        + " = "
        + source.of(opener);
  }

  private static Type typeOf(Tree opener) {
    return opener instanceof NewClassTree creation && creation.getClassBody() != null
        ? ASTHelpers.getType(creation.getIdentifier())
        : ASTHelpers.getType(opener);
  }

  /** The statement that opens the handle exactly once, before it does anything else. */
  private static Optional<TreePath> statementAround(OpenHandle handle, VisitorState state) {
    TreePath path = handle.path();
    while (true) {
      TreePath value = path;
      path = path.getParentPath();
      Tree parent = path.getLeaf();
      if (parent instanceof StatementTree) {
        boolean simple =
            parent instanceof ExpressionStatementTree
                || parent instanceof ReturnTree
                || parent instanceof VariableTree
                || (parent instanceof EnhancedForLoopTree loop
                    && loop.getExpression() == value.getLeaf());
        return simple
                && value.getLeaf() != handle.path().getLeaf()
                && path.getParentPath().getLeaf() instanceof BlockTree
            ? Optional.of(path)
            : Optional.empty();
      }
      if (parent instanceof NewClassTree || parent instanceof MethodInvocationTree) {
        boolean argument =
            !(parent instanceof MethodInvocationTree call
                && call.getMethodSelect() == value.getLeaf());
        if (argument && Reuse.isKept(value, state)) {
          return Optional.empty();
        }
      } else if (!(parent instanceof MemberSelectTree
          || parent instanceof ParenthesizedTree
          || parent instanceof TypeCastTree
          || parent instanceof AssignmentTree)) {
        return Optional.empty();
      }
    }
  }
}
