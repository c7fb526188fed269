package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.loops.FirstValues;
import dev.watertight.loops.FlagSets;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.KnownValue;
import dev.watertight.values.Outsiders;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import dev.watertight.wakers.ProgramTasks;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the loop around a wait for a signal asks for: {@code while (queue.isEmpty()) wait();}.
 * Whoever is woken asks again, so that nothing but a change of that ends such a wait, or an
 * interrupt.
 *
 * @param loop the loop, with its ways out
 * @param condition while what it goes on
 * @param state the compilation
 */
record WaitCondition(WaitLoop loop, ExpressionTree condition, VisitorState state) {
  /* So many getters stand for one another, at most. */
  private static final int DEPTH = 3;

  /* Several checks ask about each wait. */
  private static final Supplier<Map<Tree, Optional<WaitCondition>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /**
   * That of the innermost loop around a wait, if nothing else than its condition and an interrupt
   * leaves it, and all that the condition asks for is in view, by one name each.
   */
  static Optional<WaitCondition> of(TreePath wait, VisitorState state) {
    Map<Tree, Optional<WaitCondition>> known = KNOWN.get(state);
    Optional<WaitCondition> asked = known.get(wait.getLeaf());
    if (asked == null) {
      asked = find(wait, state);
      known.put(wait.getLeaf(), asked);
    }
    return asked;
  }

  private static Optional<WaitCondition> find(TreePath wait, VisitorState state) {
    Optional<ExpressionTree> condition =
        CompilationIndex.of(state).isComplete()
            ? Loops.innermost(wait).flatMap(loop -> Loops.ending(loop.getLeaf()))
            : Optional.empty();
    return condition
        .flatMap(
            tree ->
                WaitLoop.around(new Wait(wait, Wait.OnInterrupt.THROWN, false), state).stream()
                    .findFirst()
                    .map(loop -> new WaitCondition(loop, tree, state)))
        .filter(asked -> asked.isKnown(asked.condition, DEPTH))
        .filter(asked -> asked.isOnlyWayOut(asked.loop.asInText()))
        .filter(asked -> asked.isOnlyWayOut(asked.loop));
  }

  private boolean isOnlyWayOut(WaitLoop waits) {
    return waits.exits().stream()
        .allMatch(exit -> exit.kind() == LoopExit.Kind.INTERRUPT || exit.isOfCondition());
  }

  /** The outcomes of its tests with which the loop goes on. */
  ImmutableList<TestOutcomes.Outcome> tests() {
    return TestOutcomes.testsOf(condition).stream()
        .map(test -> new TestOutcomes.Outcome(test, true))
        .collect(toImmutableList());
  }

  /** Whether the loop goes on as long as nobody has changed anything. */
  boolean holdsAtFirst(FirstValues first) {
    return first.of(condition).flatMap(KnownValue::truth).orElse(false);
  }

  /** Where that may change, given that it holds at first. */
  ImmutableList<TreePath> changes(FirstValues first) {
    return AwaitedChanges.of(tests(), first, state).changes();
  }

  /** The flag that alone decides, with the value that ends the loop. */
  Optional<LoopExit> flag() {
    ImmutableList<LoopExit> exits =
        loop.asInText().exits().stream().filter(LoopExit::isOfCondition).collect(toImmutableList());
    return exits.size() == 1
            && TestOutcomes.testsOf(condition).size() == 1
            && exits.get(0).kind() == LoopExit.Kind.FLAG
            && exits.get(0).flag().isPresent()
            && exits.get(0).leaving().isPresent()
        ? Optional.of(exits.get(0))
        : Optional.empty();
  }

  /** Those of some places to which code comes that is in view, or that may be out of view. */
  ImmutableList<TreePath> live(ImmutableList<TreePath> places) {
    return places.stream()
        .filter(place -> ProgramTasks.mayRun(place, state))
        .collect(toImmutableList());
  }

  private boolean isKnown(Tree tree, int depth) {
    if (!(tree instanceof ExpressionTree expression)) {
      return false;
    }
    ExpressionTree part = ASTHelpers.stripParentheses(expression);
    if (KnownValue.ofConstant(part).isPresent()) {
      return true;
    }
    if (part instanceof UnaryTree unary) {
      return !Values.isStep(unary) && isKnown(unary.getExpression(), depth);
    }
    if (part instanceof BinaryTree both) {
      return isKnown(both.getLeftOperand(), depth) && isKnown(both.getRightOperand(), depth);
    }
    if (part instanceof MethodInvocationTree call) {
      return isKnownCall(call, depth);
    }
    return ASTHelpers.getSymbol(part) instanceof VarSymbol variable && isPlain(variable);
  }

  private boolean isKnownCall(MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (CompilationIndex.of(state).isInView(method)) {
      return depth > 0
          && call.getArguments().isEmpty()
          && Symbols.isSelf(ASTHelpers.getReceiver(call))
          && Returns.only(method, state).filter(value -> isKnown(value, depth - 1)).isPresent();
    }
    return !method.isStatic()
        && call.getArguments().stream().allMatch(argument -> isKnown(argument, depth))
        && ASTHelpers.getReceiver(call) != null
        && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol object
        && isOfOneName(object);
  }

  /** Whether a variable holds its value itself, and code in view alone gives it one. */
  private boolean isPlain(VarSymbol variable) {
    boolean isValue =
        variable.type.isPrimitive()
            || Symbols.isNamed(variable.type.tsym, "java.lang.String")
            || variable.type.tsym.isEnum();
    return Symbols.isField(variable)
        ? isInView(variable)
        : isValue && Values.isFixed(variable, state);
  }

  private boolean isInView(VarSymbol field) {
    return CompilationIndex.of(state).isInView(field)
        && Values.isAssignedInViewOnly(field, state)
        && !Outsiders.mayUse(field, state);
  }

  /** Whether a field holds an object that nothing else has got: it is made for it, and called. */
  private boolean isOfOneName(VarSymbol variable) {
    return Symbols.isField(variable)
        && isInView(variable)
        && !Values.assignedTo(variable, state).isEmpty()
        && Values.assignedTo(variable, state).stream()
            .allMatch(value -> value.getLeaf() instanceof NewClassTree)
        && CompilationIndex.of(state).mentions(variable).stream().allMatch(this::isKept);
  }

  private boolean isKept(TreePath mention) {
    TreePath user = mention.getParentPath();
    Tree named = mention.getLeaf();
    if (user.getLeaf() instanceof MemberSelectTree select
        && ASTHelpers.getSymbol(select).equals(ASTHelpers.getSymbol(named))) {
      named = select;
      user = user.getParentPath();
    }
    while (user.getLeaf() instanceof ParenthesizedTree) {
      user = user.getParentPath();
    }
    return (user.getLeaf() instanceof MemberSelectTree
            && user.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == user.getLeaf())
        || (user.getLeaf() instanceof AssignmentTree assignment
            && assignment.getVariable() == named)
        || user.getLeaf() instanceof SynchronizedTree
        || user.getLeaf() instanceof BinaryTree
        || user.getLeaf() instanceof EnhancedForLoopTree
        || AwaitedChanges.isCopied(user, state);
  }

  /** Where a flag gets a value with which the loop is left; empty if there may be other places. */
  Optional<ImmutableList<TreePath>> endings(LoopExit exit) {
    FlagSets sets = FlagSets.of(exit.flag().orElseThrow(), state);
    return sets.isInView()
        ? Optional.of(
            sets.mentions().stream()
                .filter(mention -> FlagSets.mayLeave(exit, mention))
                .collect(toImmutableList()))
        : Optional.empty();
  }

  /** Where a flag gets a value with which the loop goes on, after it has been made. */
  ImmutableList<TreePath> beginnings(LoopExit exit) {
    VarSymbol flag = exit.flag().orElseThrow();
    return FlagSets.of(flag, state).mentions().stream()
        .filter(mention -> FlagSets.isSet(mention) && !FlagSets.mayLeave(exit, mention))
        .filter(mention -> !FirstValues.isAtFirst(mention, flag))
        .collect(toImmutableList());
  }
}
