package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.model.HandleKind;
import java.util.List;
import java.util.Optional;

/** Fixes for a handle that is passed on at the end, but lost at other exits: release it there. */
public final class ExitFixes {
  private ExitFixes() {}

  /**
   * The fix that releases the handle before each of the statements at which it is lost: {@code
   * return} and {@code throw} statements; no fix if there are others.
   */
  public static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    SourceText source = SourceText.of(state);
    HandleKind kind = leak.opening().kind();
    Optional<Holding> holding = Holding.of(leak, state);
    ImmutableList<Tree> exits = leak.exits();
    if (holding.isEmpty()
        || exits.isEmpty()
        || !Members.isReleasable(holding.get().variable().type, kind, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    VarSymbol variable = holding.get().variable();
    Tree scope = holding.get().block().getLeaf();
    List<String> release =
        ReleaseCall.lines(
            variable.getSimpleName().toString(),
            kind,
            holding.get().mayBeNull(),
            source.unit(scope, holding.get().statement()));
    for (Tree exit : exits) {
      TreePath path = TreePath.getPath(leak.opening().path().getCompilationUnit(), exit);
      if (path == null
          || !(exit instanceof ReturnTree || exit instanceof ThrowTree)
          || !source.has(exit)
          || source.start(exit) < source.end(holding.get().statement())
          || source.end(exit) > source.end(scope)) {
        return Optional.empty();
      }
      List<String> lines = release;
      if (Mentions.any(exit, ImmutableSet.of(variable))) {
        Optional<String> other = OtherValue.of(exit, variable, source);
        if (other.isEmpty() || holding.get().mayBeNull()) {
          return Optional.empty();
        }
        String unit = source.unit(path.getParentPath().getLeaf(), exit);
        lines = SourceText.block("if (" + other.get() + ")", unit, release);
      }
      if (!new StatementEdits(source).addBefore(path, lines, fix)) {
        return Optional.empty();
      }
    }
    return Optional.of(fix.setShortDescription("Release it before it is lost").build());
  }
}
