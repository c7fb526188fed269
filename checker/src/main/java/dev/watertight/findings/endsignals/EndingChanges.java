package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.FirstValues;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.KnownValue;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which changes of a variable make a test come out otherwise than it has to for a wait: {@code
 * closed = true} for {@code !closed}, {@code free++} for {@code free == 0}, {@code queue.clear()}
 * for {@code queue.size() == capacity}.
 *
 * @param tests the outcomes with which one waits
 * @param variables what they ask for
 * @param state the compilation
 */
record EndingChanges(
    List<TestOutcomes.Outcome> tests, Set<VarSymbol> variables, VisitorState state) {
  /* So many getters stand for one another, at most. */
  private static final int DEPTH = 3;

  /* So many variables and methods hand an object on, at most. */
  private static final int SOURCES = 5;

  private static final ImmutableSet<String> PUTS =
      ImmutableSet.of(
          "add", "addFirst", "addLast", "offer", "offerFirst", "offerLast", "push", "put");

  private static final ImmutableSet<String> TAKES =
      ImmutableSet.of(
          "poll", "pollFirst", "pollLast", "pop", "remove", "removeFirst", "removeLast", "clear");

  /**
   * What a variable is after a change, or how it has moved: as a number, or as a number of
   * elements.
   */
  private record Change(VarSymbol variable, Optional<KnownValue> value, boolean isSome, int step) {}

  /** The places at which one of the variables is changed so that nobody has to wait any longer. */
  ImmutableList<TreePath> of(VarSymbol variable) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .filter(
            mention ->
                !(Symbols.isField(variable) && FirstValues.isAtFirst(mention, variable))
                    && change(mention, variable).filter(this::isEnd).isPresent())
        .collect(toImmutableList());
  }

  /** Whether a change sets a variable to what nothing sets it back from, so that a test fails. */
  boolean excludes(TreePath mention, VarSymbol variable, TestOutcomes.Outcome test) {
    Optional<Change> change = change(mention, variable).filter(c -> c.step == 0);
    return change.flatMap(Change::value).isPresent()
        && change
            .flatMap(c -> truth(test.test(), c, DEPTH))
            .filter(truth -> truth != test.value())
            .isPresent()
        && Values.isAssignedInViewOnly(variable, state)
        && CompilationIndex.of(state).mentions(variable).stream()
            .filter(other -> !FirstValues.isAtFirst(other, variable))
            .filter(other -> Values.changed(other.getParentPath().getLeaf()) != null)
            .allMatch(
                other ->
                    change(other, variable)
                        .flatMap(Change::value)
                        .equals(change.flatMap(Change::value)));
  }

  /** Whether a variable changes, after it has been made, only to what ends the wait for good. */
  boolean isForGood(TreePath mention, VarSymbol variable) {
    Optional<Change> change = change(mention, variable);
    return change.isPresent()
        && change.get().value.isPresent() != change.get().isSome
        && Values.isAssignedInViewOnly(variable, state)
        && CompilationIndex.of(state).mentions(variable).stream()
            .filter(other -> !FirstValues.isAtFirst(other, variable))
            .filter(other -> Values.changed(other.getParentPath().getLeaf()) != null)
            .allMatch(
                other ->
                    change(other, variable)
                        .filter(c -> c.value.equals(change.get().value))
                        .filter(c -> c.isSome == change.get().isSome)
                        .isPresent());
  }

  private Optional<Change> change(TreePath mention, VarSymbol variable) {
    TreePath named = mention;
    if (named.getParentPath().getLeaf() instanceof MemberSelectTree select
        && variable.equals(ASTHelpers.getSymbol(select))) {
      named = named.getParentPath();
    }
    Tree user = named.getParentPath().getLeaf();
    if (user instanceof AssignmentTree assignment && assignment.getVariable() == named.getLeaf()) {
      Optional<KnownValue> value = KnownValue.ofConstant(assignment.getExpression());
      return Optional.of(
          new Change(variable, value, isSome(assignment.getExpression(), SOURCES), /* step= */ 0));
    }
    if (user instanceof UnaryTree unary && Values.isStep(unary)) {
      boolean isUp = user.getKind().name().endsWith("INCREMENT");
      return Optional.of(new Change(variable, Optional.empty(), false, isUp ? 1 : -1));
    }
    return user instanceof MemberSelectTree select
            && named.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == select
        ? ofCall(call, variable)
        : Optional.empty();
  }

  /**
   * Whether an expression is certainly an object: a new one, what has been caught, or what a
   * parameter, a local variable or a method in view stands for.
   */
  private boolean isSome(Tree value, int depth) {
    return value instanceof NewClassTree
        || ASTHelpers.constValue(value) instanceof String
        || (ASTHelpers.getSymbol(value) instanceof VarSymbol variable
            && isSome(variable, depth - 1))
        || (value instanceof MethodInvocationTree call && isSome(call, depth - 1));
  }

  private boolean isSome(VarSymbol variable, int depth) {
    return switch (variable.getKind()) {
      case EXCEPTION_PARAMETER -> true;
      case PARAMETER, LOCAL_VARIABLE ->
          depth >= 0
              && Values.given(variable, state)
                  .filter(given -> !given.isEmpty())
                  .filter(given -> given.stream().allMatch(v -> isSome(v.getLeaf(), depth)))
                  .isPresent();
      default -> false;
    };
  }

  /** Whether all that a method returns is some, or it makes a collection of what it is given. */
  private boolean isSome(MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    CompilationIndex index = CompilationIndex.of(state);
    if (!index.isInView(method)) {
      return method.isStatic()
          && ResolvedLibrary.of(state)
              .countingOf(method)
              .filter(rule -> rule == Rule.ARGUMENTS || rule == Rule.PAIRS)
              .isPresent();
    }
    return depth >= 0
        && index.overriders(method).isEmpty()
        && index
            .declaration(method)
            .map(Returns::in)
            .filter(returned -> !returned.isEmpty())
            .filter(returned -> returned.stream().allMatch(v -> isSome(v.getLeaf(), depth)))
            .isPresent();
  }

  private Optional<Change> ofCall(MethodInvocationTree call, VarSymbol variable) {
    Symbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    if (!new FirstValues(state).isContainer(variable.type.tsym)
        || CompilationIndex.of(state).isInView(method)) {
      return Optional.empty();
    }
    int step = PUTS.contains(name) ? 1 : TAKES.contains(name) ? -1 : 0;
    return step == 0
        ? Optional.empty()
        : Optional.of(
            new Change(
                variable,
                name.equals("clear") ? Optional.of(new KnownValue(0)) : Optional.empty(),
                false,
                step));
  }

  private boolean isEnd(Change change) {
    return tests.stream()
        .anyMatch(
            test ->
                truth(test.test(), change, DEPTH)
                    .filter(truth -> truth != test.value())
                    .isPresent());
  }

  /** What a test says after a change, whatever else holds; it has said the contrary before. */
  private Optional<Boolean> truth(ExpressionTree tree, Change change, int depth) {
    ExpressionTree test = ASTHelpers.stripParentheses(tree);
    if (test instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT) {
      return truth(not.getExpression(), change, depth).map(truth -> !truth);
    }
    TestOutcomes.Junction both = TestOutcomes.junction(test);
    if (both != null) {
      Optional<Boolean> decisive = Optional.of(both.isEither());
      return Stream.of(both.left(), both.right())
              .anyMatch(part -> truth(part, change, depth).equals(decisive))
          ? decisive
          : Optional.empty();
    }
    if (test instanceof BinaryTree comparison) {
      return compare(comparison, change);
    }
    if (test instanceof MethodInvocationTree call) {
      return ofQuestion(call, change, depth);
    }
    return change.variable.equals(ASTHelpers.getSymbol(test))
        ? change.value.flatMap(KnownValue::truth)
        : Optional.empty();
  }

  private Optional<Boolean> ofQuestion(MethodInvocationTree call, Change change, int depth) {
    if (CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))) {
      return depth > 0 && call.getArguments().isEmpty() && isOfItself(call)
          ? Returns.only(ASTHelpers.getSymbol(call), state)
              .flatMap(value -> truth(value, change, depth - 1))
          : Optional.empty();
    }
    return change.step != 0
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("isEmpty")
            && change.variable.equals(objectOf(call))
        ? change.step > 0
            ? Optional.of(false)
            : change.value.isPresent() ? Optional.of(true) : Optional.empty()
        : Optional.empty();
  }

  private static boolean isOfItself(MethodInvocationTree call) {
    return Symbols.isSelf(Symbols.receiver(call));
  }

  private static Symbol objectOf(MethodInvocationTree call) {
    return ASTHelpers.getSymbol(Symbols.receiver(call));
  }

  private Optional<Boolean> compare(BinaryTree test, Change change) {
    boolean isLeft = isNumberOf(test.getLeftOperand(), change);
    if (!isLeft && !isNumberOf(test.getRightOperand(), change)) {
      return Optional.empty();
    }
    ExpressionTree bound = isLeft ? test.getRightOperand() : test.getLeftOperand();
    Optional<KnownValue> limit = KnownValue.ofConstant(bound);
    if (change.isSome && limit.filter(l -> l.value() == null).isPresent()) {
      return Comparisons.holds(test.getKind(), 1);
    }
    if (change.value.isPresent() && limit.isPresent()) {
      return change
          .value
          .get()
          .compareTo(limit.get(), test.getKind())
          .flatMap(order -> Comparisons.holds(test.getKind(), isLeft ? order : -order));
    }
    return change.step == 0 ? Optional.empty() : afterStep(test.getKind(), isLeft, change.step);
  }

  private static boolean isNumberOf(ExpressionTree operand, Change change) {
    ExpressionTree tree = ASTHelpers.stripParentheses(operand);
    return change.variable.equals(
        tree instanceof MethodInvocationTree call
                && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("size")
            ? objectOf(call)
            : ASTHelpers.getSymbol(tree));
  }

  /**
   * What a comparison says after the number has moved away from the bound: a number that was equal
   * to it is no longer, and one that was not more may be. That it is enough is not certain.
   */
  private static Optional<Boolean> afterStep(Kind kind, boolean isLeft, int step) {
    int direction = isLeft ? step : -step;
    return switch (kind) {
      case EQUAL_TO -> Optional.of(false);
      case LESS_THAN, LESS_THAN_EQUAL -> direction > 0 ? Optional.of(false) : Optional.empty();
      case GREATER_THAN, GREATER_THAN_EQUAL ->
          direction < 0 ? Optional.of(false) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether a change certainly ends the wait, rather than perhaps after some of its kind. */
  boolean isCertain(TreePath mention, VarSymbol variable) {
    return change(mention, variable).filter(c -> c.step == 0).isPresent();
  }
}
