package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.model.Question;
import dev.watertight.paths.Protocol;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Exceptions;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.ArrayCreationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.FieldAccessNode;
import org.checkerframework.errorprone.dataflow.cfg.node.InstanceOfNode;
import org.checkerframework.errorprone.dataflow.cfg.node.LocalVariableNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MethodInvocationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ObjectCreationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.TernaryExpressionNode;
import org.jspecify.annotations.Nullable;

/**
 * Walks over code while there is nothing to be had: what is asked answers so, and nothing is thrown
 * by it. What is not known to be a mere question acts: it may wait, or change something.
 */
abstract class IdleWalk implements Protocol<IdleWalk.Way> {

  /**
   * A way through the code.
   *
   * @param start with what the round has begun; empty before the first, and where there are none
   * @param now what is known now
   * @param isOver whether the way goes no further
   */
  record Way(Optional<Idle> start, Idle now, boolean isOver) {
    Way with(Idle other) {
      return new Way(start, other, isOver);
    }

    Way over() {
      return new Way(start, now, true);
    }
  }

  private final Counting counting;
  private final Set<VarSymbol> changing;
  private final IdleValues values;
  private final IdleCalls calls;
  private final VisitorState visitorState;

  /**
   * A walk over some code.
   *
   * @param code the code of which it is to be known where it counts
   * @param changing the local variables that a loop assigns
   */
  IdleWalk(Tree code, Set<VarSymbol> changing, int depth, VisitorState state) {
    this.counting = Counting.in(code, state);
    this.changing = changing;
    this.visitorState = state;
    this.calls = new IdleCalls(depth, state);
    this.values = new IdleValues(calls, state);
  }

  /** The value of an expression that has been evaluated. */
  final Optional<Object> valueOf(@Nullable Tree expression, Idle idle) {
    return expression == null ? Optional.empty() : values.of(expression, idle);
  }

  @Override
  public Way atEntry() {
    return new Way(Optional.empty(), Idle.BLANK, false);
  }

  @Override
  public boolean isOver(Way way) {
    return way.isOver();
  }

  @Override
  public boolean isThrown(Node node, Type exception, Way way, Exceptions exceptions) {
    return false;
  }

  @Override
  public Answer allows(Way way, Tree test, boolean value) {
    return test instanceof ExpressionTree tree
        ? valueOf(tree, way.now()).map(v -> Answer.of(v.equals(value))).orElse(Answer.YES)
        : Answer.YES;
  }

  @Override
  public Way step(Node node, Way way) {
    if (way.isOver()) {
      return way;
    }
    Idle now = way.now();
    if (node instanceof MethodInvocationNode call) {
      Node receiver = call.getTarget().getReceiver();
      return isNull(receiver, now) ? way.over() : way.with(afterCall(call, now));
    }
    if (node instanceof FieldAccessNode field && isNull(field.getReceiver(), now)) {
      return way.over();
    }
    if (node instanceof AssignmentNode assignment) {
      return way.with(afterAssignment(assignment, now));
    }
    if (node instanceof InstanceOfNode test) {
      Idle after = now;
      for (LocalVariableNode variable : test.getBindingVariables()) {
        after = after.with((VarSymbol) variable.getElement(), valueOf(test.getOperand(), now));
      }
      return way.with(after);
    }
    boolean makes = node instanceof ObjectCreationNode || node instanceof ArrayCreationNode;
    if (makes && start(node) > 0) {
      return way.with(now.acting());
    }
    Tree tree = node.getTree();
    return tree != null
            && start(node) > 0
            && !node.isLValue()
            && counting.isLook(tree)
            && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            && isNumber(variable.type)
        ? way.with(now.reading(variable))
        : way;
  }

  /** Where the node begins in the text; 0 or less if it is not there. */
  static int start(Node node) {
    Tree tree = node.getInSource() ? node.getTree() : null;
    return tree == null ? 0 : ASTHelpers.getStartPosition(tree);
  }

  private boolean isNull(@Nullable Node receiver, Idle now) {
    return receiver != null && valueOf(receiver, now).equals(Optional.of(Idle.NULL));
  }

  private Optional<Object> valueOf(Node node, Idle now) {
    if (node instanceof TernaryExpressionNode choice) {
      return valueOf(choice.getTernaryExpressionVar(), now);
    }
    return node instanceof LocalVariableNode local && local.getElement() instanceof VarSymbol symbol
        ? Optional.ofNullable(now.locals().get(symbol))
        : valueOf(node.getTree(), now);
  }

  private boolean isNumber(Type type) {
    return type.isNumeric() || Symbols.isA(type, "java.lang.Number", visitorState);
  }

  private Idle afterAssignment(AssignmentNode node, Idle now) {
    Tree tree = node.getTree();
    Optional<VarSymbol> counted = tree == null ? Optional.empty() : counting.counted(tree);
    if (counted.isPresent()) {
      Idle after = afterCount(counted.get(), now);
      return Symbols.isField(counted.get()) ? after : after.with(counted.get(), Optional.empty());
    }
    if (!(node.getTarget() instanceof LocalVariableNode target)) {
      return now.acting();
    }
    Optional<Object> value = valueOf(node.getExpression(), now);
    // A value that depends on what the loop changes may make progress towards an end.
    boolean mayProgress =
        value.isEmpty()
            && start(node.getExpression()) > 0
            && !Collections.disjoint(Symbols.variablesIn(node.getExpression().getTree()), changing);
    Idle after = now.with((VarSymbol) target.getElement(), value);
    return mayProgress ? after.acting() : after;
  }

  private Idle afterCount(VarSymbol count, Idle now) {
    return counting.isUsed(count) ? now.acting() : now.counting(count);
  }

  private Idle afterCall(MethodInvocationNode node, Idle now) {
    MethodInvocationTree call = node.getTree();
    if (start(node) <= 0) {
      return isOfLoop(node) ? now : now.acting();
    }
    Optional<Question> question = Questions.of(call, visitorState);
    if (question.isEmpty()) {
      return calls
          .does(call, node.getTreePath())
          .map(does -> does.polls().isEmpty() ? now.after(does) : now.after(does).asking(call))
          .orElseGet(now::acting);
    }
    return switch (question.get().answer()) {
      case ANY, OPTIONAL -> now;
      case EMPTY -> values.isEmpty(ASTHelpers.getReceiver(call), now) ? now : now.acting();
      case NULL, TRUE, FALSE, ZERO -> now.asking(call);
      case CLAUSE -> Questions.isPoll(call, visitorState) ? now.asking(call) : now.acting();
      case VALUE -> afterClause(call, node.getTreePath(), now);
      case COUNT ->
          counting.counted(call).map(count -> afterCount(count, now)).orElseGet(now::acting);
    };
  }

  /** A step of a loop over a collection, which does not wait, or an unboxing. */
  private static boolean isOfLoop(MethodInvocationNode call) {
    String type = call.getTarget().getReceiver().getType().toString();
    return type.startsWith("java.util.") || type.startsWith("java.lang.");
  }

  private Idle afterClause(MethodInvocationTree clause, TreePath path, Idle now) {
    ExpressionTree value = clause.getArguments().get(0);
    boolean isFunction =
        visitorState
            .getTypes()
            .isFunctionalInterface(ASTHelpers.getSymbol(clause).getParameters().get(0).type);
    return !isFunction ? now : calls.does(value, path).map(now::after).orElseGet(now::acting);
  }
}
