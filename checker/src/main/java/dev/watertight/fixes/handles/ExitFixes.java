package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import java.util.List;
import java.util.Optional;

/** Fixes for a handle that is passed on at the end, but lost at other exits: release it there. */
public final class ExitFixes {
  private ExitFixes() {}

  /**
   * The fix that releases the handle before each of the statements at which it is lost.
   *
   * @param exits the {@code return} and {@code throw} statements; no fix if there are others
   */
  public static ImmutableList<SuggestedFix> of(
      OpenHandle handle, List<Tree> exits, VisitorState state) {
    SourceText source = SourceText.of(state);
    Optional<Holding> holding = Holding.of(handle);
    if (holding.isEmpty()
        || !Members.isReleasable(holding.get().variable().type, handle.kind(), state)) {
      return ImmutableList.of();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    VarSymbol variable = holding.get().variable();
    Tree scope = holding.get().block().getLeaf();
    for (Tree exit : exits) {
      TreePath path = TreePath.getPath(handle.path().getCompilationUnit(), exit);
      if (path == null
          || !(exit instanceof ReturnTree || exit instanceof ThrowTree)
          || !source.has(exit)
          || Mentions.any(exit, ImmutableSet.of(variable))
          || source.start(exit) < source.end(holding.get().statement())
          || source.end(exit) > source.end(scope)) {
        return ImmutableList.of();
      }
      String keyword = exit instanceof ReturnTree ? "return" : "throw";
      Tree parent = path.getParentPath().getLeaf();
      String indentation = source.indentation(source.start(exit));
      String unit = source.unit(scope, holding.get().statement());
      List<String> release =
          ReleaseCall.lines(
              variable.getSimpleName().toString(), handle.kind(), holding.get().mayBeNull(), unit);
      if (!(parent instanceof BlockTree)) {
        return ImmutableList.of();
      }
      String newLine = source.lineBreak() + indentation;
      fix.replace(
          source.start(exit),
          source.start(exit) + keyword.length(),
          String.join(newLine, release) + newLine + keyword);
    }
    return exits.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(fix.setShortDescription("Release it before it is lost").build());
  }
}
