package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.loops.FirstValues;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.KnownValue;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;

/**
 * What may see to it that a wait is already over when code comes to it: a condition about what
 * threads share, or another wait before.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record Guards(TreePath waiting, VisitorState state) {
  private static final String ATOMIC = "java.util.concurrent.atomic.Atomic";

  /** Whether there are none, nor before the calls that lead to the wait. */
  boolean areNone() {
    return Paths.aroundInBody(waiting).stream()
            .map(TreePath::getLeaf)
            .noneMatch(
                tree -> tree instanceof ConditionalExpressionTree || TestOutcomes.isJunction(tree))
        && CallSites.leadingTo(waiting, state).seen().stream().allMatch(this::isFree);
  }

  private boolean isFree(TreePath place) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    return body == null
        || (TestOutcomes.at(place, body.getLeaf()).stream()
                .allMatch(
                    outcome -> isOfData(outcome.test(), place) || isOfFirstCall(outcome, body))
            && ImpliedCalls.andCallsIn(body, state).stream()
                .filter(call -> Paths.start(call) < Paths.start(place))
                .noneMatch(this::mayWait));
  }

  private boolean mayWait(TreePath call) {
    return !Paths.isInside(waiting, call.getLeaf()) && !leadsHere(call) && mayWait(call, state);
  }

  /** Whether a call leads to this very wait: who comes back from it has been lucky. */
  private boolean leadsHere(TreePath call) {
    return CallSites.leadingTo(waiting, state).seen().stream()
        .anyMatch(site -> Paths.isInside(site, call.getLeaf()));
  }

  /** Whether a call may wait for something that other threads do. */
  static boolean mayWait(TreePath call, VisitorState state) {
    return !ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS, Trait.AWAITS_TIME)
        && Summaries.ofCall(call, state).waits();
  }

  /** Whether a test asks for nothing that other threads change, but perhaps whether to go on. */
  private boolean isOfData(Tree test, TreePath place) {
    boolean isOfLoop =
        Paths.aroundInBody(place).stream()
            .anyMatch(
                around ->
                    Loops.condition(around.getLeaf())
                        .filter(condition -> Trees.any(condition, tree -> tree == test))
                        .isPresent());
    boolean isForNull =
        test instanceof BinaryTree both
            && (Values.isNull(new TreePath(place, both.getLeftOperand()))
                || Values.isNull(new TreePath(place, both.getRightOperand())));
    return isForNull
        || (!Trees.any(test, this::isOwnCall)
            && (isOfLoop
                || Symbols.variablesIn(test).stream()
                    .noneMatch(v -> v instanceof VarSymbol variable && isShared(variable))));
  }

  /**
   * Whether a test is passed by who comes first: {@code if (closed) return; closed = true;}. Nobody
   * else changes what it asks for, nor the body itself before, and at first it comes out so, or is
   * an exchange.
   */
  private boolean isOfFirstCall(TestOutcomes.Outcome outcome, TreePath body) {
    ImmutableList<VarSymbol> asked =
        Symbols.variablesIn(outcome.test()).stream()
            .filter(VarSymbol.class::isInstance)
            .map(VarSymbol.class::cast)
            .filter(Guards::isShared)
            .collect(toImmutableList());
    return !asked.isEmpty()
        && !Trees.any(outcome.test(), this::isOwnCall)
        && asked.stream()
            .allMatch(
                variable ->
                    isChangedOnlyIn(body, variable) && isAsAtFirst(variable, outcome.test(), body))
        && (isExchange(outcome)
            || new FirstValues(state)
                .of(outcome.test())
                .flatMap(KnownValue::truth)
                .filter(truth -> truth == outcome.value())
                .isPresent());
  }

  /** Whether it is {@code closed.compareAndSet(false, true)} that has to succeed. */
  private boolean isExchange(TestOutcomes.Outcome outcome) {
    return outcome.value()
        && outcome.test() instanceof MethodInvocationTree call
        && call.getArguments().size() == 2
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("compareAndSet")
        && ASTHelpers.getSymbol(call).owner.getQualifiedName().toString().startsWith(ATOMIC)
        && isFirst(call);
  }

  /** Whether what it expects is what the object has been made with. */
  private boolean isFirst(MethodInvocationTree exchange) {
    FirstValues values = new FirstValues(state);
    Tree expected = exchange.getArguments().get(0);
    Type type = ASTHelpers.getSymbol(exchange).getParameters().get(0).type;
    return values
        .in(ASTHelpers.getReceiver(exchange), type)
        .flatMap(
            first ->
                values.of(expected).flatMap(value -> first.compareTo(value, Tree.Kind.EQUAL_TO)))
        .filter(order -> order == 0)
        .isPresent();
  }

  /** Whether the body does not change a variable, or what is in it, before a test. */
  private boolean isAsAtFirst(VarSymbol variable, Tree test, TreePath body) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .filter(mention -> Graphs.isDirectlyIn(mention, body.getLeaf()))
        .filter(mention -> Paths.start(mention) < ASTHelpers.getStartPosition(test))
        .allMatch(mention -> isRead(mention, variable));
  }

  /** Whether the body alone changes a variable or what is in it, apart from its first value. */
  private boolean isChangedOnlyIn(TreePath body, VarSymbol variable) {
    return Values.isAssignedInViewOnly(variable, state)
        && CompilationIndex.of(state).mentions(variable).stream()
            .filter(mention -> !Graphs.isDirectlyIn(mention, body.getLeaf()))
            .allMatch(
                mention -> FirstValues.isAtFirst(mention, variable) || isRead(mention, variable));
  }

  private static boolean isRead(TreePath mention, VarSymbol variable) {
    TreePath named = mention;
    if (named.getParentPath().getLeaf() instanceof MemberSelectTree select
        && variable.equals(ASTHelpers.getSymbol(select))) {
      named = named.getParentPath();
    }
    Tree user = named.getParentPath().getLeaf();
    return user instanceof MemberSelectTree select
        ? select.getIdentifier().contentEquals("get")
        : Values.changed(user) != named.getLeaf()
            && (variable.type.isPrimitive() || user instanceof BinaryTree);
  }

  private static boolean isShared(VarSymbol variable) {
    boolean isConstant =
        (variable.flags() & Flags.FINAL) != 0
            && (variable.type.isPrimitive() || ASTHelpers.isStatic(variable));
    return (Symbols.isField(variable) && !isConstant) || Symbols.isShared(variable);
  }

  private boolean isOwnCall(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }
}
