package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Junction;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.values.Returns;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.node.CaseNode;
import org.checkerframework.errorprone.dataflow.cfg.node.FieldAccessNode;
import org.checkerframework.errorprone.dataflow.cfg.node.LocalVariableNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MethodInvocationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ThisNode;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one body of code that are correlated: what one says of another.
 *
 * <p>Facts are kept only about what is tested more than once, or both set and tested, and only
 * while it may be tested again. A fact about a field or an object is taken to outlive calls, except
 * those that are known to change it: that may hide a loss, and invents none.
 */
final class Conditions {
  private static final int DEPTH = 3;

  /** A condition that joins more tests than that tells nothing. */
  private static final int JUNCTIONS = 10;

  /** Judges by what else is known whether a single test, or a case, can have the value. */
  interface Judge {
    Answer allows(Tree test, boolean value);
  }

  private final boolean keeping;
  private final VisitorState state;
  private final Expressions expressions;
  private final Tests tests;
  private final TrackedFacts tracked;
  private final Assignments assignments;
  private final ImmutableSet<Tree> loopTests;

  /**
   * @param keeping whether facts are kept; without, paths that no test can lead along count too
   */
  Conditions(ControlFlowGraph graph, boolean keeping, VisitorState state) {
    this.keeping = keeping;
    this.state = state;
    this.expressions = new Expressions(state);
    this.tests = new Tests(expressions);
    this.loopTests = keeping ? loopTests(graph.getUnderlyingAST().getCode()) : ImmutableSet.of();
    this.assignments = new Assignments(this, expressions);
    this.tracked = keeping ? TrackedFacts.of(graph, this, assignments) : TrackedFacts.NONE;
  }

  /** The single tests that end loops: their conditions, and in endless ones those of jumps out. */
  private static ImmutableSet<Tree> loopTests(@Nullable Tree code) {
    ImmutableSet.Builder<Tree> found = ImmutableSet.builder();
    for (Tree loop : Trees.ownIn(code, Tree.class)) {
      Loops.condition(loop).ifPresent(test -> found.addAll(TestOutcomes.testsOf(test)));
      if (Loops.isEndless(loop)) {
        for (IfTree test : Trees.ownIn(loop, IfTree.class)) {
          if (Loops.leaves(test.getThenStatement()) || Loops.leaves(test.getElseStatement())) {
            found.addAll(TestOutcomes.testsOf(test.getCondition()));
          }
        }
      }
    }
    return found.build();
  }

  /** The facts that a block may still need. */
  Facts needed(Block block, Facts facts) {
    return tracked.needed(block, facts);
  }

  /** The facts after a node: one set, or several where a variable records a test's outcome. */
  ImmutableList<Facts> after(Node node, Facts facts, Set<Tree> present, Judge judge) {
    if (node instanceof MethodInvocationNode
        && node.getTree() instanceof MethodInvocationTree call
        && CallRules.isCheck(ASTHelpers.getSymbol(call), state)) {
      return refine(facts, call.getArguments().get(0), true, judge);
    }
    return tracked.isEmpty()
        ? ImmutableList.of(facts)
        : assignments.after(node, facts, tracked, present, judge);
  }

  /** The facts on the branch where the condition has that value; none if it cannot have it. */
  ImmutableList<Facts> refine(Facts facts, @Nullable Node condition, boolean value, Judge judge) {
    if (condition instanceof CaseNode label) {
      Optional<Test> test = keeping ? tests.of(label) : Optional.empty();
      return judge.allows(label.getTree(), value) == Answer.UNKNOWN
              && test.filter(facts::tell).isEmpty()
          ? ImmutableList.of()
          : test.isEmpty() ? ImmutableList.of(facts) : assume(facts, test.get(), value);
    }
    Tree tree = condition == null ? null : condition.getTree();
    return tree instanceof ExpressionTree expression
        ? refine(facts, expression, value, judge, DEPTH)
        : ImmutableList.of(facts);
  }

  ImmutableList<Facts> refine(Facts facts, ExpressionTree condition, boolean value, Judge judge) {
    return refine(facts, condition, value, judge, DEPTH);
  }

  private ImmutableList<Facts> refine(
      Facts facts, ExpressionTree condition, boolean value, Judge judge, int depth) {
    ExpressionTree tree = unboxed(ASTHelpers.stripParentheses(condition));
    if (ASTHelpers.constValue(tree) instanceof Boolean constant) {
      return constant == value ? ImmutableList.of(facts) : ImmutableList.of();
    }
    if (tree instanceof UnaryTree not && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return refine(facts, not.getExpression(), !value, judge, depth);
    }
    Junction both = TestOutcomes.junction(tree);
    if (both != null) {
      // With more tests each level of nesting may double the work.
      return TestOutcomes.testsOf(tree).size() > JUNCTIONS
          ? ImmutableList.of(facts)
          : refineBoth(facts, both, value, judge, depth);
    }
    return judge.allows(tree, value) == Answer.UNKNOWN
            && !tell(facts, tree)
            && !refineOne(facts, tree, !value, judge, depth).isEmpty()
        ? ImmutableList.of()
        : refineOne(facts, tree, value, judge, depth);
  }

  /** A {@code Boolean} without the call that takes its value, which graphs add. */
  private static ExpressionTree unboxed(ExpressionTree tree) {
    return tree instanceof MethodInvocationTree call
            && call.getMethodSelect() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("booleanValue")
        ? ASTHelpers.stripParentheses(select.getExpression())
        : tree;
  }

  /** Whether something is known of what a test asks. */
  private boolean tell(Facts facts, ExpressionTree tree) {
    boolean[] told = {false};
    forEachTest(tree, (place, test) -> told[0] |= facts.tell(test));
    return told[0];
  }

  private ImmutableList<Facts> refineOne(
      Facts facts, ExpressionTree tree, boolean value, Judge judge, int depth) {
    Optional<ExpressionTree> inside = depth == 0 ? Optional.empty() : insideOwn(tree);
    if (inside.isPresent()) {
      return refine(facts, inside.get(), value, judge, depth - 1);
    }
    if (judge.allows(tree, value).isNo()) {
      return ImmutableList.of();
    }
    Optional<Test> test = keeping ? tests.of(tree) : Optional.empty();
    if (test.isEmpty()) {
      return ImmutableList.of(facts);
    }
    Expression subject = test.get().subject();
    // Somebody else is to change what a loop goes on for.
    boolean anew = loopTests.contains(tree) && !subject.isDifference() && subject.isChangeable();
    return assume(anew ? facts.without(subject::equals) : facts, test.get(), value);
  }

  /** What a method of the same object returns, if it is all that it does. */
  Optional<ExpressionTree> insideOwn(ExpressionTree tree) {
    return tree instanceof MethodInvocationTree call
            && call.getArguments().isEmpty()
            && Symbols.isSelf(ASTHelpers.getReceiver(call))
            && expressions.isQuestion(call)
        ? Returns.only(ASTHelpers.getSymbol(call), state)
        : Optional.empty();
  }

  /** The facts where {@code a || b}, or {@code a && b}, has a value. */
  private ImmutableList<Facts> refineBoth(
      Facts facts, Junction both, boolean value, Judge judge, int depth) {
    boolean decisive = both.isEither();
    ImmutableSet.Builder<Facts> refined = ImmutableSet.builder();
    if (value == decisive) {
      refined.addAll(refine(facts, both.left(), decisive, judge, depth));
    }
    for (Facts onward : refine(facts, both.left(), !decisive, judge, depth)) {
      refined.addAll(refine(onward, both.right(), value, judge, depth));
    }
    return refined.build().asList();
  }

  ImmutableList<Facts> assume(Facts facts, Test test, boolean value) {
    Expression subject = test.subject();
    Range wanted = value ? test.ifTrue() : test.ifFalse();
    Range.Numbers all = Range.Numbers.ALL;
    Optional<Range> met =
        facts.of(subject, wanted instanceof Range.Numbers ? all : wanted).meet(wanted);
    if (met.isEmpty()) {
      return ImmutableList.of();
    }
    boolean changed = value && !test.becomes().equals(test.ifTrue());
    Facts next = tracked.keep(facts, subject, changed ? test.becomes() : met.get());
    if (value && subject.head().equals(Tests.INSTANCE_OF)) {
      next = tracked.keepMet(next, subject.operands().get(0), Range.Constants.NOT_NULL);
    }
    if (subject.isDifference() && met.get() instanceof Range.Numbers difference) {
      Expression plus = subject.operands().get(0);
      Expression minus = subject.operands().get(1);
      next = tracked.keepMet(next, plus, next.numbers(minus).plus(difference));
      next = tracked.keepMet(next, minus, next.numbers(plus).plus(difference.negated()));
    }
    return ImmutableList.of(next);
  }

  /** Calls back for all single tests that a condition consists of, with the place of each. */
  void forEachTest(@Nullable Tree condition, BiConsumer<Tree, Test> found) {
    if (condition instanceof ExpressionTree tree) {
      forEachTest(tree, null, DEPTH, found);
    }
  }

  /** A method of the same object asks anew at each of its calls. */
  private void forEachTest(
      ExpressionTree condition, @Nullable Tree call, int depth, BiConsumer<Tree, Test> found) {
    for (ExpressionTree tree : TestOutcomes.testsOf(condition)) {
      Tree place = call == null ? tree : call;
      Optional<ExpressionTree> inside = depth == 0 ? Optional.empty() : insideOwn(tree);
      if (inside.isPresent()) {
        forEachTest(inside.get(), place, depth - 1, found);
      } else {
        tests.of(tree).ifPresent(test -> found.accept(place, test));
      }
    }
  }

  /** The test that a case of a switch makes. */
  Optional<Test> testOf(CaseNode label) {
    return tests.of(label);
  }

  /** The local variable, parameter or field of {@code this} that a node reads or writes. */
  static @Nullable VarSymbol variableOf(Node node) {
    if (node instanceof LocalVariableNode local) {
      return local.getElement() instanceof VarSymbol variable ? variable : null;
    }
    if (node instanceof FieldAccessNode field
        && (field.getReceiver() instanceof ThisNode || field.isStatic())
        && field.getElement() instanceof VarSymbol variable) {
      return variable;
    }
    return null;
  }
}
