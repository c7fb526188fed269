package dev.watertight.values;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Answer;
import dev.watertight.model.Trait;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether tests have the outcome that leads to some code whatever happens, since the code says all
 * values that they ask about. What a program asks of its own constants, or of the platform that it
 * runs on, nobody from outside decides.
 */
public record KnownTests(VisitorState state) {
  private static final int DEPTH = 8;

  /* More pairs of values are not compared. */
  private static final int MOST = 10_000;

  /**
   * Whether a test always has an outcome.
   *
   * @param code what the test is a part of
   * @return no where data from outside decide, or some value that the code says has another one
   */
  public Answer isAlways(Outcome outcome, TreePath code) {
    TreePath test = TreePath.getPath(code, outcome.test());
    if (test == null || !ASTHelpers.getType(outcome.test()).hasTag(TypeTag.BOOLEAN)) {
      // What a switch asks has no outcome of its own.
      return Answer.NO;
    }
    Optional<ImmutableSet<Boolean>> outcomes = outcomes(test);
    if (outcomes.isPresent()) {
      return Answer.of(outcomes.get().equals(ImmutableSet.of(outcome.value())));
    }
    return isOfProgram(test, DEPTH) ? Answer.UNKNOWN : Answer.NO;
  }

  /** The outcomes that a test may have; empty if not all values are known that it asks about. */
  private Optional<ImmutableSet<Boolean>> outcomes(TreePath path) {
    Tree test = path.getLeaf();
    if (test instanceof ParenthesizedTree inner) {
      return outcomes(new TreePath(path, inner.getExpression()));
    }
    if (test.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return outcomes(new TreePath(path, ((UnaryTree) test).getExpression()))
          .map(all -> all.stream().map(truth -> !truth).collect(toImmutableSet()));
    }
    KnownValues values = new KnownValues(state);
    return test instanceof BinaryTree comparison
        ? values
            .of(new TreePath(path, comparison.getLeftOperand()))
            .flatMap(
                left ->
                    values
                        .of(new TreePath(path, comparison.getRightOperand()))
                        .flatMap(right -> compared(comparison.getKind(), left, right)))
        : values.of(path).flatMap(all -> all(all.stream().map(KnownValue::truth)));
  }

  private static Optional<ImmutableSet<Boolean>> compared(
      Tree.Kind operator, ImmutableSet<KnownValue> left, ImmutableSet<KnownValue> right) {
    return left.size() * right.size() > MOST
        ? Optional.empty()
        : all(
            left.stream()
                .flatMap(
                    one ->
                        right.stream()
                            .map(
                                other ->
                                    one.compareTo(other, operator)
                                        .flatMap(order -> Comparisons.holds(operator, order)))));
  }

  private static Optional<ImmutableSet<Boolean>> all(Stream<Optional<Boolean>> outcomes) {
    ImmutableSet<Optional<Boolean>> found = outcomes.collect(toImmutableSet());
    return found.contains(Optional.empty())
        ? Optional.empty()
        : Optional.of(found.stream().map(Optional::get).collect(toImmutableSet()));
  }

  /** Whether an expression is computed of what the code or the platform says. */
  private boolean isOfProgram(TreePath path, int depth) {
    Tree tree = path.getLeaf();
    if (ASTHelpers.constValue(tree) != null || depth == 0) {
      return depth > 0;
    }
    if (tree instanceof ParenthesizedTree inner) {
      return isOfProgram(new TreePath(path, inner.getExpression()), depth);
    }
    if (tree instanceof UnaryTree unary && !Values.isStep(unary)) {
      return isOfProgram(new TreePath(path, unary.getExpression()), depth);
    }
    if (tree instanceof BinaryTree binary) {
      return isOfProgram(new TreePath(path, binary.getLeftOperand()), depth)
          && isOfProgram(new TreePath(path, binary.getRightOperand()), depth);
    }
    if (tree instanceof MethodInvocationTree call) {
      return ResolvedLibrary.of(state).is(call, Trait.TELLS_PLATFORM)
          || (isComputing(ASTHelpers.getSymbol(call))
              && call.getArguments().stream()
                  .allMatch(argument -> isOfProgram(new TreePath(path, argument), depth - 1))
              && Paths.receiver(path)
                  .filter(object -> ASTHelpers.getSymbol(object.getLeaf()) != null)
                  .filter(object -> !isType(object.getLeaf()))
                  .map(object -> isOfProgram(object, depth - 1))
                  .orElse(!call.getArguments().isEmpty()));
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && isOfProgram(path, variable, depth);
  }

  private boolean isOfProgram(TreePath path, VarSymbol variable, int depth) {
    if (Symbols.isField(variable) && !Values.isFixed(variable, state)) {
      return false;
    }
    if (new KnownValues(state).of(path).isPresent()) {
      return true;
    }
    List<TreePath> given =
        Values.given(variable, state).map(List::<TreePath>copyOf).orElse(List.of());
    return !given.isEmpty() && given.stream().allMatch(value -> isOfProgram(value, depth - 1));
  }

  private static boolean isType(Tree tree) {
    return !(ASTHelpers.getSymbol(tree) instanceof VarSymbol)
        && !(ASTHelpers.getSymbol(tree) instanceof MethodSymbol);
  }

  /** Whether a method computes from its receiver and its arguments. */
  private boolean isComputing(MethodSymbol method) {
    return !CompilationIndex.of(state).isInView(method)
        && ResolvedLibrary.of(state).computes(method);
  }
}
