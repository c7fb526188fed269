package dev.watertight.counts;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Runs.Weight;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * A function that is given to a method in view which does nothing but call it, as one does that
 * handles the failures of what it is given. It runs where that method is called with it, however
 * many functions others give to it.
 *
 * @param path the lambda or method reference
 * @param numbers what the code says of numbers
 * @param state the compilation
 */
record GivenFunction(TreePath path, Numbers numbers, VisitorState state) {
  /** How often each call of the method calls it; empty if that does anything else with it. */
  Optional<Count> calls() {
    return parameter()
        .filter(parameter -> Values.isFixed(parameter, state))
        .flatMap(parameter -> callsIn((MethodSymbol) parameter.owner, parameter));
  }

  private Optional<VarSymbol> parameter() {
    if (!(path.getParentPath().getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    int position = call.getArguments().indexOf(path.getLeaf());
    return position < 0 || position >= method.getParameters().size() || method.isVarArgs()
        ? Optional.empty()
        : Optional.of(method.getParameters().get(position));
  }

  private Optional<Count> callsIn(MethodSymbol method, VarSymbol parameter) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> mentions = index.mentions(parameter);
    return index
        .declaration(method)
        .filter(body -> Graphs.code(body.getLeaf()) != null)
        .filter(body -> index.overriders(method).isEmpty())
        .filter(body -> mentions.stream().allMatch(mention -> isCalled(mention, body)))
        .map(
            body ->
                Runs.within(
                    Graphs.code(body.getLeaf()),
                    mentions.stream()
                        .map(mention -> mention.getParentPath().getParentPath())
                        .map(call -> new Weight(call, Count.ONCE))
                        .collect(toImmutableList()),
                    numbers,
                    state));
  }

  private boolean isCalled(TreePath mention, TreePath body) {
    TreePath call = mention.getParentPath().getParentPath();
    return call.getLeaf() instanceof MethodInvocationTree tree
        && ASTHelpers.getReceiver(tree) == mention.getLeaf()
        && (ASTHelpers.getSymbol(tree).flags() & Flags.ABSTRACT) != 0
        && state.getTypes().isFunctionalInterface((ClassSymbol) ASTHelpers.getSymbol(tree).owner)
        && Graphs.isDirectlyIn(call, body.getLeaf());
  }
}
