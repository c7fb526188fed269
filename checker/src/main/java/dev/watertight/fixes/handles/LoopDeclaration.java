package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.HandleKind;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The declaration of a variable that a loop gives a handle in each round, moved into the loop: a
 * variable of each round can be released at its end.
 *
 * @param type the text of the variable's type
 * @param edits what takes the declaration away, and what released the last handle behind the loop
 */
record LoopDeclaration(String type, SuggestedFix edits) {

  /**
   * The declaration, if nothing outside of the loop uses the variable but to release what it holds.
   *
   * @param holding the assignment in the loop
   * @param region the statements behind it that use the handle
   */
  static Optional<LoopDeclaration> of(
      Holding holding, Region region, HandleKind kind, VisitorState state) {
    SourceText source = SourceText.of(state);
    VarSymbol variable = holding.variable();
    TreePath path = FieldValues.inUnit(variable, state).orElse(null);
    if (holding.declaration().isPresent()
        || path == null
        || !(path.getLeaf() instanceof VariableTree declaration)
        || !(path.getParentPath().getLeaf() instanceof BlockTree around)
        || (declaration.getInitializer() != null
            && !FieldValues.mayBeNull(declaration.getInitializer()))
        || !source.has(declaration.getType())
        || !isInLoop(holding.path(), around)) {
      return Optional.empty();
    }
    Set<StatementTree> removed = new LinkedHashSet<>();
    removed.add(declaration);
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      boolean isInside =
          Paths.isInside(mention, holding.statement())
              || region.statements().stream().anyMatch(s -> Paths.isInside(mention, s));
      if (!isInside) {
        Optional<? extends StatementTree> release =
            around.getStatements().stream()
                .filter(s -> Paths.isInside(mention, s))
                .filter(s -> isPlainRelease(s, variable, kind))
                .findFirst();
        if (release.isEmpty()) {
          return Optional.empty();
        }
        removed.add(release.get());
      }
    }
    SuggestedFix.Builder edits = SuggestedFix.builder();
    for (StatementTree statement : removed) {
      if (!source.removeLines(statement, edits)) {
        return Optional.empty();
      }
    }
    return Optional.of(new LoopDeclaration(source.of(declaration.getType()), edits.build()));
  }

  /** Whether it releases the handle as a fix would, in the loop as well as behind it. */
  private static boolean isPlainRelease(
      StatementTree statement, VarSymbol variable, HandleKind kind) {
    return ReleaseCall.callIn(statement, ImmutableSet.of(variable), kind)
        .map(call -> ASTHelpers.getSymbol(call).getSimpleName())
        .filter(name -> name.contentEquals(kind.preferredRelease()) || name.contentEquals("close"))
        .isPresent();
  }

  private static boolean isInLoop(TreePath path, BlockTree around) {
    for (Tree tree : path) {
      if (Loops.isLoop(tree) || tree == around) {
        return tree != around;
      }
    }
    return false;
  }
}
