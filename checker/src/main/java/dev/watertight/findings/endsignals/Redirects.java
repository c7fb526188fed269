package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether what a process writes may go elsewhere than to who has started it, as far as the code
 * around the start says, and that which makes or gets what starts it.
 *
 * @param start the call that starts the process
 */
record Redirects(TreePath start, VisitorState state) {
  /** Whether there is a redirection of a kind. */
  boolean isOne(Trait kind) {
    return isIn(start, kind, new HashSet<>());
  }

  private boolean isIn(TreePath place, Trait kind, Set<Tree> seen) {
    TreePath body = Graphs.bodyAround(place).orElse(place);
    if (!seen.add(body.getLeaf())) {
      return false;
    }
    return Trees.any(body.getLeaf(), tree -> redirects(tree, kind))
        || makersIn(place).anyMatch(maker -> isIn(maker, kind, seen));
  }

  private boolean redirects(Tree tree, Trait kind) {
    return tree instanceof MethodInvocationTree call
        && ResolvedLibrary.of(state).is(call, kind)
        && call.getArguments().stream()
            .noneMatch(
                given ->
                    given instanceof LiteralTree literal
                        && Boolean.FALSE.equals(literal.getValue()));
  }

  /** Where else what is called there is made, got or used. */
  private Stream<TreePath> makersIn(TreePath place) {
    CompilationIndex index = CompilationIndex.of(state);
    return Stream.iterate(
            Paths.receiver(place), next -> next.isPresent(), next -> Paths.receiver(next.get()))
        .flatMap(receiver -> Stream.ofNullable(ASTHelpers.getSymbol(receiver.get().getLeaf())))
        .flatMap(
            named ->
                named instanceof Symbol.VarSymbol variable
                    ? Stream.concat(
                        Stream.concat(
                            index.mentions(variable).stream(),
                            index.declaration(variable).stream()),
                        Arguments.seenOf(variable, state).stream())
                    : index.declaration(named).stream());
  }
}
