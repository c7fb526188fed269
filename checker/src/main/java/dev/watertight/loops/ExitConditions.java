package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Patterns;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what it takes for a condition in a loop to hold. */
final class ExitConditions {
  private static final String CHANNEL_CLOSED = "com.softwaremill.jox.ChannelClosed";

  private static final ImmutableSet<String> CLOCKS =
      ImmutableSet.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis");

  private static final long CONSTANT = Flags.STATIC | Flags.FINAL;

  private final TreePath loop;
  private final ImmutableSet<Tree> waits;
  private final Comparator<LoopExit> telling;
  private final VisitorState state;
  private final ReceivedValues values;
  private final ReceivedValues times;

  /**
   * Prepares to judge conditions in a loop.
   *
   * @param waits the calls that receive what the conditions may be about
   * @param telling which of two conditions that must both hold says more: the lesser one
   */
  ExitConditions(
      TreePath loop, ImmutableSet<Tree> waits, Comparator<LoopExit> telling, VisitorState state) {
    this.loop = loop;
    this.waits = waits;
    this.telling = telling;
    this.state = state;
    this.values = ReceivedValues.in(loop.getLeaf(), waits, state);
    this.times = ReceivedValues.in(loop.getLeaf(), clocksIn(loop.getLeaf()), state);
  }

  private static ImmutableSet<Tree> clocksIn(Tree loop) {
    return Trees.in(loop, MethodInvocationTree.class).stream()
        .filter(call -> isClock(ASTHelpers.getSymbol(call)))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isClock(MethodSymbol method) {
    String name = method.owner.getQualifiedName() + "." + method.getSimpleName();
    return CLOCKS.contains(name) || (name.startsWith("java.time.") && name.endsWith(".now"));
  }

  /** What it takes for the condition to have the value. */
  ImmutableList<LoopExit> of(ExpressionTree condition, boolean value) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    if (ASTHelpers.constValue(test) instanceof Boolean constant) {
      return constant == value
          ? ImmutableList.of(exit(LoopExit.Kind.OTHER, test))
          : ImmutableList.of();
    }
    if (isOfOwnExecutor(test)) {
      return value ? ImmutableList.of() : ImmutableList.of(exit(LoopExit.Kind.OTHER, test));
    }
    if (test instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT) {
      return of(not.getExpression(), !value);
    }
    TestOutcomes.Junction both = TestOutcomes.junction(test);
    if (both != null) {
      ImmutableList<LoopExit> left = of(both.left(), value);
      ImmutableList<LoopExit> right = of(both.right(), value);
      return both.isEither() == value
          ? ImmutableList.<LoopExit>builder().addAll(left).addAll(right).build()
          : stricter(left, right);
    }
    return ImmutableList.of(leaf(test, value));
  }

  /**
   * Whether a task asks whether all tasks of its own executor have ended: it has not. Only a
   * variable of the same object that never changes is certain to be the one that runs it.
   */
  private boolean isOfOwnExecutor(ExpressionTree test) {
    if (!ResolvedLibrary.of(state).is(test, Trait.TELLS_IDLE)) {
      return false;
    }
    Optional<VarSymbol> executor = ownVariable(ASTHelpers.getReceiver(test));
    ImmutableSet<Task> tasks = Tasks.of(loop, state);
    return executor.filter(variable -> Values.isFixed(variable, state)).isPresent()
        && !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && isOfStarter(apart)
                        && TaskStarts.executor(apart.start(), state)
                            .flatMap(own -> ownVariable((ExpressionTree) own.getLeaf()))
                            .equals(executor));
  }

  /** Not a method of another object, which has another executor: {@code next::loop}. */
  private static boolean isOfStarter(Task.Apart task) {
    return Arguments.of(task.start().getLeaf()).stream()
        .allMatch(
            argument ->
                !(argument instanceof MemberReferenceTree reference)
                    || Symbols.isSelf(reference.getQualifierExpression()));
  }

  /** The variable that an expression names, if it is of the object at hand or of none. */
  private static Optional<VarSymbol> ownVariable(@Nullable ExpressionTree tree) {
    boolean isOwn =
        tree instanceof IdentifierTree
            || (tree instanceof MemberSelectTree select && Symbols.isSelf(select.getExpression()));
    return isOwn && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** Of two conditions that must both hold, the one that says more. */
  ImmutableList<LoopExit> stricter(ImmutableList<LoopExit> one, ImmutableList<LoopExit> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return telling.compare(strictest(one), strictest(other)) <= 0 ? one : other;
  }

  private LoopExit strictest(ImmutableList<LoopExit> exits) {
    return Collections.min(exits, telling);
  }

  private LoopExit exit(LoopExit.Kind kind, Tree at) {
    return LoopExit.of(kind, at, loop);
  }

  private LoopExit exit(LoopExit.Kind kind, Tree at, Optional<Symbol> symbol) {
    return new LoopExit(kind, at, loop, symbol, Optional.empty(), Optional.empty());
  }

  private LoopExit leaf(ExpressionTree test, boolean value) {
    if (waits.stream().anyMatch(w -> StreamEnds.isEnd(w, test, value, values, state))) {
      return exit(LoopExit.Kind.CLOSED, test);
    }
    if (test instanceof InstanceOfTree instance
        && values.areMentionedIn(instance.getExpression())) {
      return (value ? ofType(test, typeOf(instance)) : ofOtherType(instance)).leaving(value);
    }
    if (values.areMentionedIn(test)) {
      return new LoopExit(
          LoopExit.Kind.VALUE,
          test,
          loop,
          new StandIns(values, waits, state)
              .marker(test, value)
              .or(() -> emptyOptional(test))
              .or(() -> marker(test)),
          Optional.of(value),
          Optional.empty());
    }
    Optional<FlagTest> flag = FlagTest.of(test, state);
    if (flag.isPresent()) {
      return new LoopExit(
          LoopExit.Kind.FLAG,
          test,
          loop,
          flag.map(FlagTest::symbol),
          Optional.of(value != flag.get().negated()),
          flag.get().comparison());
    }
    return exit(
        OwnThread.asks(test)
            ? LoopExit.Kind.INTERRUPT
            : times.areMentionedIn(test) ? LoopExit.Kind.TIME : LoopExit.Kind.OTHER,
        test);
  }

  /** A test for a type: that of an end marker, or of the value that says the end is reached. */
  private LoopExit ofType(ExpressionTree test, @Nullable Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol)) {
      return exit(LoopExit.Kind.VALUE, test);
    }
    return ResolvedLibrary.of(state).supertypesOf(symbol).contains(CHANNEL_CLOSED)
        ? exit(LoopExit.Kind.CLOSED, test)
        : exit(LoopExit.Kind.VALUE, test, Optional.of(onlyInstance(symbol).orElse(symbol)));
  }

  /** The constant that holds the only object of a class. */
  private Optional<Symbol> onlyInstance(ClassSymbol type) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> makers = EndMarkers.makersOf(type, index);
    return makers.size() == 1
            && index.subclasses(type).isEmpty()
            && makers.get(0).getLeaf() instanceof NewClassTree
            && makers.get(0).getParentPath().getLeaf() instanceof VariableTree variable
            && (ASTHelpers.getSymbol(variable).flags() & CONSTANT) == CONSTANT
            && !Symbols.isOpenToOthers(type)
            && !Reflected.includes(type, state)
        ? Optional.of(ASTHelpers.getSymbol(variable))
        : Optional.empty();
  }

  /** A value of another type than the one tested for: where the end is a value, that. */
  private LoopExit ofOtherType(InstanceOfTree test) {
    return waits.stream().anyMatch(ExitConditions::returnsClosed)
        ? exit(LoopExit.Kind.CLOSED, test)
        : ofType(test, otherType(test).orElse(null));
  }

  /** The one other type that a value of a sealed type may have. */
  private Optional<Type> otherType(InstanceOfTree test) {
    Type tested = typeOf(test);
    if (tested == null
        || Patterns.mayFail(test.getPattern())
        || !(ASTHelpers.getType(test.getExpression()).tsym instanceof ClassSymbol whole)) {
      return Optional.empty();
    }
    ImmutableList<Type> others =
        whole.getPermittedSubclasses().stream()
            .map(Type.class::cast)
            .filter(
                each ->
                    !state
                        .getTypes()
                        .isSubtype(
                            state.getTypes().erasure(each), state.getTypes().erasure(tested)))
            .collect(ImmutableList.toImmutableList());
    return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
  }

  /** Whether a receive returns a value at the end of its channel, instead of throwing. */
  static boolean returnsClosed(Tree wait) {
    return wait instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("OrClosed");
  }

  static @Nullable Type typeOf(InstanceOfTree test) {
    return ASTHelpers.getType(
        test.getPattern() instanceof BindingPatternTree binding
            ? binding.getVariable()
            : test.getType() == null ? test.getPattern() : test.getType());
  }

  ImmutableList<LoopExit> ofCase(ExpressionTree selector, CaseTree label) {
    if (!values.areMentionedIn(selector)) {
      return ImmutableList.of(exit(LoopExit.Kind.OTHER, selector));
    }
    ImmutableList<Type> patterns = Patterns.typesOf(label);
    if (patterns.size() == 1) {
      return ImmutableList.of(ofType(selector, patterns.get(0)));
    }
    List<? extends ExpressionTree> constants = label.getExpressions();
    Optional<Symbol> marker =
        constants.size() == 1
                && ASTHelpers.getSymbol(constants.get(0)) instanceof VarSymbol constant
            ? Optional.of(constant)
            : Optional.empty();
    return ImmutableList.of(exit(LoopExit.Kind.VALUE, selector, marker));
  }

  /** The class {@code Optional}, if the test is for an empty one. */
  private Optional<Symbol> emptyOptional(ExpressionTree test) {
    return test instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) != null
            && values.isResult(ASTHelpers.getReceiver(call))
            && ASTHelpers.getSymbol(call).getSimpleName().toString().matches("isPresent|isEmpty")
            && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, EndMarkers.OPTIONAL)
        ? Optional.of(ASTHelpers.getSymbol(call).owner)
        : Optional.empty();
  }

  /** The constant that a received value is compared with. */
  private Optional<Symbol> marker(ExpressionTree test) {
    ExpressionTree left = null;
    ExpressionTree right = null;
    if (test.getKind() == Kind.EQUAL_TO || test.getKind() == Kind.NOT_EQUAL_TO) {
      left = ((BinaryTree) test).getLeftOperand();
      right = ((BinaryTree) test).getRightOperand();
    } else if (test instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals")) {
      left = ASTHelpers.getReceiver(call);
      right = call.getArguments().get(0);
    }
    if (left == null
        || right == null
        || values.isTransformed(left)
        || values.isTransformed(right)) {
      return Optional.empty();
    }
    ExpressionTree other = right;
    return constant(left).or(() -> constant(other));
  }

  private Optional<Symbol> constant(ExpressionTree tree) {
    return ASTHelpers.getSymbol(ASTHelpers.stripParentheses(tree)) instanceof VarSymbol symbol
            && !values.contains(symbol)
            && !values.areMentionedIn(tree)
            && Values.isFixed(symbol, state)
        ? Optional.of(symbol)
        : Optional.empty();
  }
}
