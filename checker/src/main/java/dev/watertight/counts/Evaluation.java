package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Symbols;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions: counts what they do, and follows the numbers of local variables. */
final class Evaluation {
  /** What an expression leads to: its value, and what holds after it. */
  record Result(OptionalLong value, Situation after) {}

  private final Map<Tree, Count> counted;
  private final Numbers numbers;
  private final BiFunction<SwitchExpressionTree, Situation, Situation> switches;

  /**
   * An evaluation.
   *
   * @param counted the expressions that count, and how much
   * @param switches runs a switch expression
   */
  Evaluation(
      Map<Tree, Count> counted,
      Numbers numbers,
      BiFunction<SwitchExpressionTree, Situation, Situation> switches) {
    this.counted = counted;
    this.numbers = numbers;
    this.switches = switches;
  }

  Situation after(@Nullable Tree expression, Situation before) {
    return expression == null ? before : of(expression, before).after();
  }

  Result of(Tree tree, Situation before) {
    Result result = evaluate(tree, before);
    Count count = counted.get(tree);
    return count == null ? result : new Result(result.value(), result.after().counting(count));
  }

  private Result evaluate(Tree expression, Situation before) {
    Tree tree =
        expression instanceof ExpressionTree e ? ASTHelpers.stripParentheses(e) : expression;
    if (tree != expression && counted.containsKey(tree)) {
      return of(tree, before);
    }
    Object constant = ASTHelpers.constValue(tree);
    if (constant instanceof Boolean truth) {
      return new Result(OptionalLong.of(truth ? 1 : 0), before);
    }
    if (tree instanceof BinaryTree binary) {
      return binary(binary, before);
    }
    if (tree instanceof UnaryTree unary) {
      return unary(unary, before);
    }
    if (tree instanceof ConditionalExpressionTree choice) {
      Result test = of(choice.getCondition(), before);
      if (test.value().isPresent()) {
        return of(
            test.value().getAsLong() != 0
                ? choice.getTrueExpression()
                : choice.getFalseExpression(),
            test.after());
      }
      Result yes = of(choice.getTrueExpression(), test.after());
      Result no = of(choice.getFalseExpression(), test.after());
      return new Result(
          yes.value().equals(no.value()) ? yes.value() : OptionalLong.empty(),
          yes.after().or(no.after()));
    }
    if (tree instanceof AssignmentTree assignment) {
      Result value = of(assignment.getExpression(), before);
      return assign(assignment.getVariable(), value.value(), value.after());
    }
    if (tree instanceof CompoundAssignmentTree assignment) {
      Result right = of(assignment.getExpression(), before);
      OptionalLong left = of(assignment.getVariable(), before).value();
      return assign(
          assignment.getVariable(),
          combine(assignment.getKind(), left, right.value()),
          right.after());
    }
    if (tree instanceof SwitchExpressionTree choice) {
      return new Result(OptionalLong.empty(), switches.apply(choice, before));
    }
    if (tree instanceof LambdaExpressionTree || tree instanceof ClassTree) {
      return new Result(OptionalLong.empty(), before);
    }
    OptionalLong value =
        isNumber(tree)
            ? Numbers.number(numbers.valueOf(tree, before::valueOf))
            : OptionalLong.empty();
    return new Result(value, children(tree, before));
  }

  private static boolean isNumber(Tree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null
        && type.isPrimitive()
        && !(tree instanceof IdentifierTree name
            && !(ASTHelpers.getSymbol(name) instanceof VarSymbol));
  }

  /** Whatever else the expression consists of is evaluated, too. */
  private Situation children(Tree tree, Situation before) {
    Situation[] now = {before};
    tree.accept(
        new TreeScanner<@Nullable Void, @Nullable Void>() {
          @Override
          public @Nullable Void scan(@Nullable Tree child, @Nullable Void unused) {
            if (child instanceof ExpressionTree) {
              now[0] = after(child, now[0]);
            }
            return null;
          }
        },
        null);
    return now[0];
  }

  private Result binary(BinaryTree tree, Situation before) {
    Result left = of(tree.getLeftOperand(), before);
    boolean and = tree.getKind() == Tree.Kind.CONDITIONAL_AND;
    if (and || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
      long decisive = and ? 0 : 1;
      if (left.value().isPresent() && left.value().getAsLong() == decisive) {
        return left;
      }
      Result right = of(tree.getRightOperand(), left.after());
      if (left.value().isPresent()) {
        return right;
      }
      boolean decided = right.value().isPresent() && right.value().getAsLong() == decisive;
      return new Result(
          decided ? right.value() : OptionalLong.empty(), left.after().or(right.after()));
    }
    Result right = of(tree.getRightOperand(), left.after());
    return new Result(combine(tree.getKind(), left.value(), right.value()), right.after());
  }

  private static OptionalLong combine(Tree.Kind operator, OptionalLong left, OptionalLong right) {
    if (left.isEmpty() || right.isEmpty()) {
      return OptionalLong.empty();
    }
    long a = left.getAsLong();
    long b = right.getAsLong();
    Optional<Boolean> comparison =
        switch (operator) {
          case LESS_THAN -> Optional.of(a < b);
          case LESS_THAN_EQUAL -> Optional.of(a <= b);
          case GREATER_THAN -> Optional.of(a > b);
          case GREATER_THAN_EQUAL -> Optional.of(a >= b);
          case EQUAL_TO -> Optional.of(a == b);
          case NOT_EQUAL_TO -> Optional.of(a != b);
          default -> Optional.empty();
        };
    return comparison.isPresent()
        ? OptionalLong.of(comparison.get() ? 1 : 0)
        : Numbers.number(Numbers.arithmetic(operator, Count.exactly(a), Count.exactly(b)));
  }

  private Result unary(UnaryTree tree, Situation before) {
    Result operand = of(tree.getExpression(), before);
    OptionalLong old = operand.value();
    if (!Assignments.isStep(tree)) {
      OptionalLong value =
          old.isEmpty()
              ? old
              : switch (tree.getKind()) {
                case LOGICAL_COMPLEMENT -> OptionalLong.of(1 - old.getAsLong());
                case UNARY_MINUS -> OptionalLong.of(-old.getAsLong());
                case UNARY_PLUS -> old;
                default -> OptionalLong.empty();
              };
      return new Result(value, operand.after());
    }
    boolean up =
        tree.getKind() == Tree.Kind.POSTFIX_INCREMENT
            || tree.getKind() == Tree.Kind.PREFIX_INCREMENT;
    boolean late =
        tree.getKind() == Tree.Kind.POSTFIX_INCREMENT
            || tree.getKind() == Tree.Kind.POSTFIX_DECREMENT;
    OptionalLong changed = old.isPresent() ? OptionalLong.of(old.getAsLong() + (up ? 1 : -1)) : old;
    Result result = assign(tree.getExpression(), changed, operand.after());
    return new Result(late ? old : changed, result.after());
  }

  private static Result assign(Tree target, OptionalLong value, Situation before) {
    return new Result(
        value,
        ASTHelpers.getSymbol(target) instanceof VarSymbol variable && !Symbols.isField(variable)
            ? before.assigning(variable, value)
            : before);
  }
}
