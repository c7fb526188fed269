package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.model.Question.Answer;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.NamedVariables;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a loop counts while it finds nothing.
 *
 * <p>To count the empty rounds is neither to wait nor to come nearer to an end, unless such a round
 * looks at the count: then it may be what ends the loop, or what makes it wait.
 */
final class IdleCounts {
  private final IdleExpressions expressions;
  private final VisitorState state;
  private final Set<Symbol> counted = new HashSet<>();
  private final Set<Symbol> read = new HashSet<>();

  IdleCounts(IdleExpressions expressions, VisitorState state) {
    this.expressions = expressions;
    this.state = state;
  }

  /** What is known after a statement that counts; empty if it does something else. */
  Optional<ImmutableList<Idle>> of(ExpressionTree statement, Idle idle) {
    ExpressionTree tree = ASTHelpers.stripParentheses(statement);
    if (tree instanceof UnaryTree step) {
      return switch (tree.getKind()) {
        case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
            Optional.of(count(step.getExpression(), ImmutableList.of(), idle));
        default -> Optional.empty();
      };
    }
    if (tree instanceof CompoundAssignmentTree sum) {
      return Optional.of(count(sum.getVariable(), ImmutableList.of(sum.getExpression()), idle));
    }
    if (tree instanceof AssignmentTree assignment) {
      Symbol target = ASTHelpers.getSymbol(assignment.getVariable());
      return target instanceof VarSymbol && isNumber(assignment) && names(assignment, target)
          ? Optional.of(
              ofItself(assignment.getVariable(), assignment.getExpression(), target, idle))
          : Optional.empty();
    }
    if (tree instanceof MethodInvocationTree call
        && Questions.of(call, state).filter(q -> q.answer() == Answer.COUNT).isPresent()
        && ASTHelpers.getReceiver(call) != null) {
      return Optional.of(count(ASTHelpers.getReceiver(call), call.getArguments(), idle));
    }
    return Optional.empty();
  }

  private static boolean isNumber(AssignmentTree assignment) {
    Type type = ASTHelpers.getType(assignment);
    return type != null && type.isNumeric();
  }

  private static boolean names(AssignmentTree assignment, Symbol target) {
    return NamedVariables.symbolsIn(assignment.getExpression()).contains(target);
  }

  /** {@code n = n + 1}: it looks at the count only to count. */
  private ImmutableList<Idle> ofItself(
      ExpressionTree variable, ExpressionTree value, Symbol target, Idle idle) {
    boolean before = read.contains(target);
    ImmutableList<Idle> found = count(variable, ImmutableList.of(value), idle);
    if (!before) {
      read.remove(target);
    }
    return found;
  }

  private ImmutableList<Idle> count(
      ExpressionTree target, List<? extends ExpressionTree> amounts, Idle idle) {
    ExpressionTree tree = ASTHelpers.stripParentheses(target);
    ImmutableList<Idle> after = ImmutableList.of(idle);
    if (tree instanceof MemberSelectTree select && !isType(select.getExpression())) {
      after = evaluate(select.getExpression(), after);
    } else if (tree instanceof ArrayAccessTree access) {
      after = evaluate(access.getIndex(), after);
      tree = access.getExpression();
    }
    for (ExpressionTree amount : amounts) {
      after = evaluate(amount, after);
    }
    if (!(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)) {
      throw new NotIdle();
    }
    counted.add(variable);
    return Symbols.isField(variable)
        ? after
        : after.stream()
            .map(i -> i.with(variable, Optional.empty()))
            .distinct()
            .collect(ImmutableList.toImmutableList());
  }

  private static boolean isType(ExpressionTree tree) {
    return ASTHelpers.getSymbol(tree) instanceof Symbol.ClassSymbol
        || tree.toString().equals("this");
  }

  private ImmutableList<Idle> evaluate(ExpressionTree tree, ImmutableList<Idle> before) {
    return before.stream()
        .flatMap(i -> expressions.of(tree, i).stream().map(Idle.Value::after))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** Notes that the value of a variable is looked at. */
  void read(Symbol variable) {
    read.add(variable);
  }

  /** Evaluates something whose looking at a count does not matter. */
  <T> T unseen(Supplier<T> evaluation) {
    Set<Symbol> before = new HashSet<>(read);
    T value = evaluation.get();
    read.retainAll(before);
    return value;
  }

  /**
   * Whether a round looks at what it counts.
   *
   * @param body the body of the loop; a variable that it declares begins anew in each round
   */
  boolean areSeen(Tree body) {
    Set<Symbol> seen = new HashSet<>(counted);
    seen.retainAll(read);
    Trees.in(body, VariableTree.class).forEach(tree -> seen.remove(ASTHelpers.getSymbol(tree)));
    return !seen.isEmpty();
  }
}
