package dev.watertight.paths;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multiset;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.BinaryOperationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.BooleanLiteralNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ConditionalAndNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ConditionalNotNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ConditionalOrNode;
import org.checkerframework.errorprone.dataflow.cfg.node.EqualToNode;
import org.checkerframework.errorprone.dataflow.cfg.node.FieldAccessNode;
import org.checkerframework.errorprone.dataflow.cfg.node.InstanceOfNode;
import org.checkerframework.errorprone.dataflow.cfg.node.LocalVariableNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MethodInvocationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.NotEqualNode;
import org.checkerframework.errorprone.dataflow.cfg.node.NullLiteralNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ObjectCreationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ThisNode;
import org.jspecify.annotations.Nullable;

/**
 * The little path knowledge that correlated conditions need: {@code boolean} variables and null
 * tests of locals and own fields, kept only for variables that are tested more than once or both
 * set and tested.
 *
 * <p>A fact about a field is taken to outlive calls: that may hide a loss, and invents none.
 */
final class Conditions {
  /** A test of one variable: its value, or that it is null, negated or not. */
  private record Test(VarSymbol variable, boolean nullTest, boolean positive) {}

  private final ImmutableSet<VarSymbol> tracked;
  private final VisitorState visitorState;

  private Conditions(ImmutableSet<VarSymbol> tracked, VisitorState visitorState) {
    this.tracked = tracked;
    this.visitorState = visitorState;
  }

  static Conditions of(ControlFlowGraph graph, VisitorState visitorState) {
    Multiset<VarSymbol> tests = HashMultiset.create();
    Set<VarSymbol> set = new HashSet<>();
    for (Block block : graph.getAllBlocks()) {
      for (Node node : block.getNodes()) {
        if (node instanceof AssignmentNode assignment) {
          VarSymbol target = variableOf(assignment.getTarget());
          if (target != null && isTelling(assignment.getExpression())) {
            set.add(target);
            Test test = testOf(assignment.getExpression());
            if (test != null) {
              tests.add(test.variable());
            }
          }
        }
      }
      Node last = block.getLastNode();
      if (last != null
          && block.getSuccessors().stream().anyMatch(ConditionalBlock.class::isInstance)) {
        Test test = testOf(last);
        if (test != null) {
          tests.add(test.variable());
        }
      }
    }
    ImmutableSet.Builder<VarSymbol> tracked = ImmutableSet.builder();
    for (VarSymbol variable : tests.elementSet()) {
      if (tests.count(variable) > 1 || set.contains(variable)) {
        tracked.add(variable);
      }
    }
    return new Conditions(tracked.build(), visitorState);
  }

  private static boolean isTelling(Node value) {
    return value instanceof BooleanLiteralNode
        || value instanceof NullLiteralNode
        || value instanceof ObjectCreationNode
        || EndTests.isEndTest(value.getTree())
        || testOf(value) != null;
  }

  /** The state on the branch where the condition has that value; null if it cannot have it. */
  @Nullable PathState refine(PathState state, @Nullable Node condition, boolean value) {
    if (condition instanceof ConditionalNotNode not) {
      return refine(state, not.getOperand(), !value);
    }
    if (condition instanceof BooleanLiteralNode literal) {
      return Boolean.valueOf(value).equals(literal.getValue()) ? state : null;
    }
    if (condition instanceof InstanceOfNode test) {
      VarSymbol variable = variableOf(test.getOperand());
      boolean holder = variable != null && state.held() && state.holders().contains(variable);
      return holder && !value && !isNarrowing(test) ? null : state;
    }
    if (condition instanceof ConditionalOrNode || condition instanceof ConditionalAndNode) {
      return refineBoth(
          state, (BinaryOperationNode) condition, condition instanceof ConditionalOrNode, value);
    }
    if (state.held()
        && condition instanceof MethodInvocationNode call
        && EndTests.excludes(call.getTree(), value, state.holders(), visitorState)) {
      return null;
    }
    Test test = testOf(condition);
    if (test == null) {
      return state;
    }
    boolean fact = value == test.positive();
    if (test.nullTest() && state.held() && state.holders().contains(test.variable())) {
      return fact ? null : state;
    }
    Boolean known = state.facts().get(test.variable());
    if (known != null && known != fact) {
      return null;
    }
    return tracked.contains(test.variable()) ? state.withFact(test.variable(), fact) : state;
  }

  /** The state in which {@code a || b}, or {@code a && b}, has a value. */
  private @Nullable PathState refineBoth(
      PathState state, BinaryOperationNode both, boolean decisive, boolean value) {
    PathState byFirst = refine(state, both.getLeftOperand(), decisive);
    PathState onward = refine(state, both.getLeftOperand(), !decisive);
    PathState bySecond = onward == null ? null : refine(onward, both.getRightOperand(), value);
    if (value != decisive) {
      return bySecond;
    }
    return byFirst == null ? bySecond : bySecond == null ? byFirst : state;
  }

  /** A handle in hand passes any test but one for a particular implementation. */
  private static boolean isNarrowing(InstanceOfNode test) {
    return !((com.sun.tools.javac.code.Type) test.getRefType()).tsym.isInterface();
  }

  /** The states after an assignment. */
  ImmutableList<PathState> assign(AssignmentNode assignment, PathState state) {
    VarSymbol target = variableOf(assignment.getTarget());
    if (target == null || !tracked.contains(target)) {
      return ImmutableList.of(state);
    }
    Node value = assignment.getExpression();
    if (value instanceof BooleanLiteralNode literal) {
      return ImmutableList.of(state.withFact(target, literal.getValue()));
    }
    if (value instanceof NullLiteralNode) {
      return ImmutableList.of(state.withFact(target, true));
    }
    if (value instanceof ObjectCreationNode) {
      return ImmutableList.of(state.withFact(target, false));
    }
    Test test = testOf(value);
    if (test == null ? EndTests.isEndTest(value.getTree()) : !test.variable().equals(target)) {
      ImmutableList.Builder<PathState> split = ImmutableList.builder();
      for (boolean outcome : new boolean[] {true, false}) {
        PathState refined = refine(state, value, outcome);
        if (refined != null) {
          split.add(refined.withFact(target, outcome));
        }
      }
      return split.build();
    }
    return ImmutableList.of(state.withFact(target, null));
  }

  private static @Nullable Test testOf(@Nullable Node node) {
    if (node instanceof ConditionalNotNode not) {
      Test test = testOf(not.getOperand());
      return test == null ? null : new Test(test.variable(), test.nullTest(), !test.positive());
    }
    if (node instanceof EqualToNode equal) {
      return nullTest(equal.getLeftOperand(), equal.getRightOperand(), true);
    }
    if (node instanceof NotEqualNode different) {
      return nullTest(different.getLeftOperand(), different.getRightOperand(), false);
    }
    if (node instanceof MethodInvocationNode call && call.getArguments().size() == 1) {
      String name = call.getTarget().getMethod().getSimpleName().toString();
      VarSymbol argument = variableOf(call.getArgument(0));
      return argument != null && (name.equals("isNull") || name.equals("nonNull"))
          ? new Test(argument, true, name.equals("isNull"))
          : null;
    }
    VarSymbol variable = node == null ? null : variableOf(node);
    return variable != null && variable.type.isPrimitive() ? new Test(variable, false, true) : null;
  }

  private static @Nullable Test nullTest(Node left, Node right, boolean positive) {
    Node other =
        right instanceof NullLiteralNode ? left : left instanceof NullLiteralNode ? right : null;
    if (other instanceof AssignmentNode assignment) {
      other = assignment.getTarget();
    }
    VarSymbol variable = other == null ? null : variableOf(other);
    return variable == null ? null : new Test(variable, true, positive);
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
