package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a body comes to do something: itself, or by a call of a method that does, and so on.
 *
 * @param body the body
 * @param steps the call in the body, those in the methods that are called, and the act in the end
 */
record Route(TreePath body, ImmutableList<TreePath> steps) {
  private static final int DEPTH = 4;

  /**
   * The routes to an act.
   *
   * @param isPart whether a method is a part of those that call it
   */
  static ImmutableList<Route> to(TreePath act, Predicate<MethodSymbol> isPart, VisitorState state) {
    ImmutableList.Builder<Route> found = ImmutableList.builder();
    collect(ImmutableList.of(act), isPart, found, state);
    return found.build();
  }

  private static void collect(
      ImmutableList<TreePath> steps,
      Predicate<MethodSymbol> isPart,
      ImmutableList.Builder<Route> found,
      VisitorState state) {
    Optional<TreePath> body = BodyText.around(steps.get(0), state);
    if (body.isEmpty()) {
      return;
    }
    found.add(new Route(body.get(), steps));
    if (steps.size() > DEPTH || !(body.get().getLeaf() instanceof MethodTree tree)) {
      return;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    if (!isPart.test(method) || !index.overriders(method).isEmpty()) {
      return;
    }
    for (TreePath mention : index.mentions(method)) {
      TreePath call =
          mention.getLeaf() instanceof NewClassTree
                  || mention.getLeaf() instanceof MemberReferenceTree
              ? mention
              : mention.getParentPath();
      collect(
          ImmutableList.<TreePath>builder().add(call).addAll(steps).build(), isPart, found, state);
    }
  }

  TreePath start() {
    return steps.get(0);
  }
}
