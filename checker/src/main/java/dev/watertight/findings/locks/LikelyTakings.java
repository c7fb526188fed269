package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.model.Counting.Rule;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.KnownValue;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where code takes a monitor or lock unless it has nothing to do: in a loop, or for each element of
 * something, but behind no test.
 *
 * @param hold the monitor or lock, as somebody else has taken it
 * @param state the compilation
 */
record LikelyTakings(Hold hold, VisitorState state) {
  /* How deep the code is looked at that code calls. */
  private static final int DEPTH = 3;

  /** Where code does so before it comes to a place. */
  Optional<TreePath> before(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(
            body ->
                in(body, DEPTH, path -> Paths.start(path) < Paths.start(place))
                    .filter(taking -> !Paths.isInside(place, taking.getLeaf())))
        .findFirst();
  }

  /** Where code does so at all. */
  Optional<TreePath> in(TreePath body) {
    return in(body, DEPTH, path -> true).findFirst();
  }

  /** Where code does so in each round of a loop of its own. */
  Optional<TreePath> inRounds(TreePath body) {
    return in(body, DEPTH, path -> Loops.around(path).isPresent()).findFirst();
  }

  private Stream<TreePath> in(TreePath body, int depth, Predicate<TreePath> counts) {
    return Trees.ownPathsIn(body, SynchronizedTree.class, MethodInvocationTree.class).stream()
        .filter(path -> counts.test(path) && isUntested(path))
        .flatMap(path -> at(path, depth));
  }

  private Stream<TreePath> at(TreePath path, int depth) {
    if (new Takings(hold, state).takes(path)) {
      return Stream.of(path);
    }
    if (depth == 0 || !(path.getLeaf() instanceof MethodInvocationTree call)) {
      return Stream.empty();
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (index.isInView(method)) {
      return Symbols.isSelf(Symbols.receiver(call)) && index.overriders(method).isEmpty()
          ? index.declaration(method).stream().flatMap(body -> in(body, depth - 1, p -> true))
          : Stream.empty();
    }
    return ResolvedLibrary.of(state).countingOf(method).filter(Rule.EACH::equals).isPresent()
        ? call.getArguments().stream()
            .map(function -> new TreePath(path, function))
            .flatMap(function -> inFunction(function, depth - 1))
        : Stream.empty();
  }

  /** Where a function does so that is called for each element. */
  private Stream<TreePath> inFunction(TreePath function, int depth) {
    Tree tree = function.getLeaf();
    if (tree instanceof LambdaExpressionTree) {
      return in(function, depth, path -> true);
    }
    return tree instanceof MemberReferenceTree reference
            && new Takings(hold, state).takesAsReference(function, ASTHelpers.getSymbol(reference))
        ? Stream.of(function)
        : Stream.empty();
  }

  private boolean isUntested(TreePath place) {
    Tree inner = place.getLeaf();
    for (TreePath around : Paths.aroundInBody(place)) {
      Tree tree = around.getLeaf();
      ExpressionTree test = testBefore(inner, tree);
      if (tree instanceof CaseTree
          || tree instanceof CatchTree
          || (test != null && !isOfData(test, DEPTH))) {
        return false;
      }
      inner = tree;
    }
    return true;
  }

  /** What is asked before a part of a statement or expression is come to; null for nothing. */
  private static @Nullable ExpressionTree testBefore(Tree part, Tree whole) {
    ExpressionTree test =
        whole instanceof IfTree choice
            ? choice.getCondition()
            : whole instanceof ConditionalExpressionTree choice
                ? choice.getCondition()
                : TestOutcomes.isJunction(whole) ? ((BinaryTree) whole).getLeftOperand() : null;
    return test == part ? null : test;
  }

  /** Whether a test asks only about what the code is given, whatever others do meanwhile. */
  private boolean isOfData(ExpressionTree test, int depth) {
    ImmutableSet<Symbol> asked = ImmutableSet.copyOf(Symbols.variablesIn(test));
    return depth > 0
        && !asked.isEmpty()
        && !Trees.any(test, tree -> tree.getKind() == Tree.Kind.NULL_LITERAL)
        && Trees.in(test, MethodInvocationTree.class).stream()
            .noneMatch(call -> Symbols.isSelf(Symbols.receiver(call)))
        && asked.stream().allMatch(variable -> isData((VarSymbol) variable, depth));
  }

  private boolean isData(VarSymbol variable, int depth) {
    return !Symbols.isField(variable)
        && Values.isFixed(variable, state)
        && !ResolvedLibrary.of(state).is(variable.type, Trait.REMEMBERS)
        && Values.initial(variable, state)
            .filter(
                made ->
                    KnownValue.ofConstant(made.getLeaf()).isEmpty()
                        && !isOfData((ExpressionTree) made.getLeaf(), depth - 1))
            .isEmpty();
  }
}
