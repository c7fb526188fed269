package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Summaries;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Closes the objects of a class to which a fix gives a method {@code close()}, where nobody would
 * be told to call it: the threads of an expiring handle are not missed in its owner.
 */
final class MakerEdits {
  private MakerEdits() {}

  /**
   * The edits at all places that make an object; empty if one is no local variable alone.
   *
   * @param cutsOff whether the end of the object cuts off what works by itself, for which the maker
   *     has to wait then, or ask in the end
   */
  static Optional<SuggestedFix> of(
      ImmutableList<TreePath> creations, boolean cutsOff, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Set<Tree> bodies = new HashSet<>();
    for (TreePath creation : creations) {
      Optional<TreePath> body = Graphs.bodyAround(creation);
      if (body.isEmpty()
          // Two in one body may be wrapped one around the other.
          || !bodies.add(body.get().getLeaf())
          || creation.getCompilationUnit() != state.getPath().getCompilationUnit()
          || !(creation.getParentPath().getLeaf() instanceof VariableTree local)
          || !staysInBlock(creation, state)
          || (cutsOff
              && !Summaries.ofCode(creation.getParentPath().getParentPath(), state).waits()
              && !isAskedLast(local, state))
          || !close(local, creation.getParentPath().getParentPath(), fix, state)) {
        return Optional.empty();
      }
    }
    return fix.isEmpty() ? Optional.empty() : Optional.of(fix.build());
  }

  /** Whether the last that code does with the object is to ask it: it has what it wanted then. */
  private static boolean isAskedLast(VariableTree local, VisitorState state) {
    return CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(local)).stream()
        .max(Comparator.comparingInt(Paths::start))
        .map(mention -> mention.getParentPath().getParentPath())
        .filter(
            call ->
                call.getLeaf() instanceof MethodInvocationTree
                    && !(call.getParentPath().getLeaf() instanceof ExpressionStatementTree))
        .isPresent();
  }

  /** Whether the block that makes the object does no more with it than to call its methods. */
  static boolean staysInBlock(TreePath creation, VisitorState state) {
    TreePath parent = creation.getParentPath();
    if (!(parent.getLeaf() instanceof VariableTree local)) {
      return isCalledOn(creation, creation, state)
          && parent.getParentPath().getParentPath().getLeaf() instanceof ExpressionStatementTree;
    }
    VarSymbol variable = ASTHelpers.getSymbol(local);
    return parent.getParentPath().getLeaf() instanceof BlockTree
        && CompilationIndex.of(state).mentions(variable).stream()
            .allMatch(mention -> isCalledOn(mention, creation, state));
  }

  /** Whether the object, or a field of it, is there to call a method that does not hand it on. */
  private static boolean isCalledOn(TreePath object, TreePath creation, VisitorState state) {
    Type type = ASTHelpers.getType(creation.getLeaf());
    TreePath user = object.getParentPath();
    if (user.getLeaf() instanceof MemberSelectTree select
        && ASTHelpers.getSymbol(select) instanceof VarSymbol field) {
      if (field.type.isPrimitive()) {
        return true;
      }
      user = user.getParentPath();
    }
    return user.getLeaf() instanceof MemberSelectTree select
        && user.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == select
        && !state.getTypes().isSubtype(type, ASTHelpers.getType(call));
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
