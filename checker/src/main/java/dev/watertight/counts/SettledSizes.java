package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Collections of local variables that code fills in ways that are not counted, before it asks for
 * the first time how many elements there are: from then on they are always as many.
 */
final class SettledSizes {
  private SettledSizes() {}

  /**
   * Whether all that changes a collection is done before anything reads it, in the method that it
   * is a variable of.
   *
   * @param isRead whether a mention of the variable leaves the collection as it is
   */
  static boolean isSettled(VarSymbol variable, Predicate<TreePath> isRead, VisitorState state) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    ImmutableList.Builder<TreePath> others = ImmutableList.builder();
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      (isRead.test(mention) ? others : found).add(mention);
    }
    ImmutableList<TreePath> changes = found.build();
    ImmutableList<TreePath> reads = others.build();
    return changes.stream()
        .allMatch(
            change ->
                body(change, state).filter(b -> declares(b, variable)).isPresent()
                    && reads.stream()
                        .allMatch(
                            read -> isBefore(change, read) && !isInRunOf(change, read, state)));
  }

  private static boolean declares(TreePath body, VarSymbol variable) {
    return body.getLeaf() instanceof MethodTree method
        && FilledCollections.declares(method, variable);
  }

  /** The body that has changed the collection when it goes on; empty if that may come later. */
  private static Optional<TreePath> body(TreePath change, VisitorState state) {
    TreePath parent = change.getParentPath();
    if (parent.getLeaf() instanceof MemberReferenceTree) {
      return bodyAround(parent, state);
    }
    TreePath call = parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent;
    return call.getLeaf() instanceof MethodInvocationTree each
            && changesAtOnce(ASTHelpers.getSymbol(each), parent.getLeaf() == each)
            && Graphs.bodyAround(call)
                .filter(body -> TestOutcomes.at(call, body.getLeaf()).isEmpty())
                .isPresent()
        ? Graphs.bodyAround(call)
            .flatMap(
                body ->
                    body.getLeaf() instanceof MethodTree
                        ? Optional.of(body)
                        : bodyAround(body, state))
        : Optional.empty();
  }

  /**
   * The body around a function that a library method calls before it returns: one that returns a
   * stream has what comes of it behind call it, or nobody ever.
   */
  private static Optional<TreePath> bodyAround(TreePath function, VisitorState state) {
    return Tasks.isCalledInPlace(function, state)
            && !isStream(run(function.getParentPath(), state), state)
        ? Graphs.bodyAround(function.getParentPath())
        : Optional.empty();
  }

  /** The call that goes through a stream, as far as that follows in the same expression. */
  private static TreePath run(TreePath call, VisitorState state) {
    TreePath path = call;
    while (isStream(path, state)
        && path.getParentPath().getLeaf() instanceof MemberSelectTree
        && path.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree) {
      path = path.getParentPath().getParentPath();
    }
    return path;
  }

  private static boolean isStream(TreePath path, VisitorState state) {
    return FunctionCalls.isStream(path.getLeaf(), ResolvedLibrary.of(state));
  }

  /** Whether a read is a part of what runs a function that changes the collection. */
  private static boolean isInRunOf(TreePath change, TreePath read, VisitorState state) {
    TreePath parent = change.getParentPath();
    return (parent.getLeaf() instanceof MemberReferenceTree
            ? Optional.of(parent)
            : Graphs.bodyAround(change))
        .filter(function -> function.getParentPath().getLeaf() instanceof MethodInvocationTree)
        .filter(function -> Paths.isInside(read, run(function.getParentPath(), state).getLeaf()))
        .isPresent();
  }

  /**
   * Whether a method adds to the collection, or orders it: what takes elements out may ask what
   * code asks later of those that are left.
   */
  private static boolean changesAtOnce(MethodSymbol method, boolean isArgument) {
    Type result = method.getReturnType();
    return isArgument
        ? Symbols.isNamed(method.owner, "java.util.Collections")
            && (result.isPrimitive() || result.hasTag(TypeTag.VOID))
        : method.getSimpleName().toString().matches("add|addAll|sort");
  }

  private static boolean isBefore(TreePath change, TreePath read) {
    return ASTHelpers.getStartPosition(change.getLeaf())
            < ASTHelpers.getStartPosition(read.getLeaf())
        && Paths.aroundInBody(change).stream()
            .map(TreePath::getLeaf)
            .filter(Loops::isLoop)
            .noneMatch((Tree loop) -> Paths.isInside(read, loop));
  }
}
