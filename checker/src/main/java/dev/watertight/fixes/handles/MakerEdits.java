package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.Graphs;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Closes the objects of a class to which a fix gives a method {@code close()}, where nobody would
 * be told to call it: the threads of an expiring handle are not missed in its owner.
 */
final class MakerEdits {
  private MakerEdits() {}

  /** The edits at all places that make an object; empty if one is no local variable alone. */
  static Optional<SuggestedFix> of(ImmutableList<TreePath> creations, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Set<Tree> bodies = new HashSet<>();
    for (TreePath creation : creations) {
      Optional<TreePath> body = Graphs.bodyAround(creation);
      if (body.isEmpty()
          // Two in one body may be wrapped one around the other.
          || !bodies.add(body.get().getLeaf())
          || creation.getCompilationUnit() != state.getPath().getCompilationUnit()
          || !(creation.getParentPath().getLeaf() instanceof VariableTree local)
          || !GivenObjects.staysInBlock(creation, state)
          || !close(local, creation.getParentPath().getParentPath(), fix, state)) {
        return Optional.empty();
      }
    }
    return fix.isEmpty() ? Optional.empty() : Optional.of(fix.build());
  }

  private static boolean close(
      VariableTree local, TreePath block, SuggestedFix.Builder fix, VisitorState state) {
    SourceText source = SourceText.of(state);
    VarSymbol variable = ASTHelpers.getSymbol(local);
    int index = ((BlockTree) block.getLeaf()).getStatements().indexOf(local);
    Region region = Region.using(block, index + 1, ImmutableSet.of(variable));
    String text = source.of(local);
    if (region.isEmpty()
        || !Members.isEffectivelyFinal(variable)
        || !text.endsWith(";")
        || !region.isIn(source, source.end(local))) {
      return false;
    }
    Wraps wraps = new Wraps(source, region, local);
    fix.merge(
        text.contains("\n")
            ? wraps.inTry(
                source.end(local),
                Wraps.FINALLY,
                ImmutableList.of(variable.getSimpleName() + ".close();"),
                null)
            : wraps.inResource(text.substring(0, text.length() - 1), variable, local, null));
    return true;
  }
}
