package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions: counts what they do, and follows the numbers of local variables. */
record Evaluation(Map<Tree, Count> counted, Numbers numbers, Execution execution) {
  /** What an expression leads to: its value, and what holds after it. */
  record Result(Amount value, Situation after) {}

  Situation after(@Nullable Tree expression, Situation before) {
    return expression == null ? before : of(expression, before).after();
  }

  Result of(Tree tree, Situation before) {
    Result result = evaluate(tree, before);
    Count count = counted.get(tree);
    return count == null ? result : new Result(result.value(), result.after().counting(count));
  }

  /** A variable is given a value, if any. */
  Result given(Tree target, @Nullable ExpressionTree expression, Situation before) {
    if (expression == null) {
      return assign(target, Amount.UNKNOWN, before);
    }
    Result value = of(expression, before);
    Amount number =
        !isNumber(target) && ASTHelpers.getSymbol(target) instanceof VarSymbol variable
            ? numbers.iterators().leftIn(variable, expression)
            : value.value();
    return assign(target, number, value.after());
  }

  private Result evaluate(Tree tree, Situation before) {
    if (tree instanceof ParenthesizedTree inner) {
      return of(inner.getExpression(), before);
    }
    if (ASTHelpers.constValue(tree) instanceof Boolean truth) {
      return new Result(Amount.of(truth ? 1 : 0), before);
    }
    if (tree instanceof BinaryTree binary) {
      return binary(binary, before);
    }
    if (tree instanceof UnaryTree unary && Values.isStep(unary)) {
      return step(unary, before);
    }
    if (tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      Result operand = of(((UnaryTree) tree).getExpression(), before);
      return new Result(Amount.of(1).minus(operand.value()), operand.after());
    }
    if (tree instanceof ConditionalExpressionTree choice) {
      Result test = of(choice.getCondition(), before);
      Result yes = of(choice.getTrueExpression(), test.after());
      Result no = of(choice.getFalseExpression(), test.after());
      return new Result(
          yes.value().equals(no.value()) ? yes.value() : Amount.UNKNOWN,
          yes.after().or(no.after()));
    }
    if (tree instanceof AssignmentTree assignment) {
      return given(assignment.getVariable(), assignment.getExpression(), before);
    }
    if (tree instanceof CompoundAssignmentTree assignment) {
      Result right = of(assignment.getExpression(), before);
      Amount left = of(assignment.getVariable(), before).value();
      return assign(
          assignment.getVariable(),
          typed(tree, Numbers.arithmetic(assignment.getKind(), left, right.value())),
          right.after());
    }
    if (tree instanceof SwitchExpressionTree choice) {
      return new Result(Amount.UNKNOWN, execution.switchExpression(choice, before));
    }
    if (tree instanceof LambdaExpressionTree || tree instanceof ClassTree) {
      return new Result(Amount.UNKNOWN, before);
    }
    Amount value =
        isNumber(tree) ? numbers.valueOf(tree, before::valueOf).amount() : Amount.UNKNOWN;
    OptionalLong left =
        numbers.iterators().asked(tree).map(before::valueOf).orElse(Amount.UNKNOWN).number();
    Situation after = children(tree, before);
    return new Result(
        left.isPresent() ? Amount.of(left.getAsLong() > 0 ? 1 : 0) : value,
        Iterators.takenFrom(tree)
            .filter(variable -> !Symbols.isField(variable))
            .map(it -> after.assigning(it, after.valueOf(it).minus(Amount.of(1))))
            .orElse(after));
  }

  private Amount typed(Tree tree, Amount number) {
    return WholeNumbers.in(ASTHelpers.getType(tree), number, numbers.state());
  }

  private static boolean isNumber(Tree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null && type.isPrimitive();
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
    if (!and && tree.getKind() != Tree.Kind.CONDITIONAL_OR) {
      Result right = of(tree.getRightOperand(), left.after());
      return new Result(
          typed(tree, Numbers.arithmetic(tree.getKind(), left.value(), right.value())),
          right.after());
    }
    Amount decisive = Amount.of(and ? 0 : 1);
    Result right = of(tree.getRightOperand(), left.after());
    return left.value().number().isPresent() && !left.value().equals(decisive)
        ? right
        : new Result(
            right.value().equals(decisive) || left.value().equals(decisive)
                ? decisive
                : Amount.UNKNOWN,
            left.after().or(right.after()));
  }

  /** {@code i++}. */
  private Result step(UnaryTree tree, Situation before) {
    Result operand = of(tree.getExpression(), before);
    Amount old = operand.value();
    Amount changed =
        typed(
            tree,
            switch (tree.getKind()) {
              case POSTFIX_INCREMENT, PREFIX_INCREMENT -> old.plus(Amount.of(1));
              default -> old.minus(Amount.of(1));
            });
    boolean isLate =
        tree.getKind() == Tree.Kind.POSTFIX_INCREMENT
            || tree.getKind() == Tree.Kind.POSTFIX_DECREMENT;
    Result result = assign(tree.getExpression(), changed, operand.after());
    return new Result(isLate ? old : changed, result.after());
  }

  private static Result assign(Tree target, Amount value, Situation before) {
    return new Result(
        value,
        ASTHelpers.getSymbol(target) instanceof VarSymbol variable && !Symbols.isField(variable)
            ? before.assigning(variable, value)
            : before);
  }
}
