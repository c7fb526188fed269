package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How many rounds a loop makes if nothing in its body leaves it. */
final class Rounds {
  private final Numbers numbers;

  Rounds(Numbers numbers) {
    this.numbers = numbers;
  }

  /** The rounds of a loop that only a jump leaves: any number, if data have a say in it. */
  Count whileEndless(Tree loop) {
    return numbers.elements().isOpen(loop) ? Count.ANY : Count.UNKNOWN.asTimes();
  }

  /**
   * The rounds of a loop.
   *
   * @param before what holds when the loop begins, its first values included
   * @param changed the variables that the loop changes
   */
  Count of(Tree loop, Situation before, Set<VarSymbol> changed) {
    if (loop instanceof EnhancedForLoopTree each) {
      return numbers.elements().of(each.getExpression());
    }
    ExpressionTree condition = ASTHelpers.stripParentheses(Loops.condition(loop).get());
    Count unknown = numbers.elements().isOpen(condition) ? Count.ANY : Count.UNKNOWN.asTimes();
    if (loop instanceof DoWhileLoopTree) {
      return new Count(Amount.of(1), unknown.most());
    }
    return ofCondition(condition, loop, before, changed).orElse(unknown);
  }

  private Optional<Count> ofCondition(
      ExpressionTree tree, Tree loop, Situation before, Set<VarSymbol> changed) {
    ExpressionTree condition = ASTHelpers.stripParentheses(tree);
    if (condition instanceof MethodInvocationTree call) {
      Optional<Rule> rule = numbers.elements().ruleOf(ASTHelpers.getSymbol(call));
      ExpressionTree iterator = ASTHelpers.getReceiver(call);
      return rule.filter(r -> r == Rule.NEXT && iterator != null)
          .map(r -> numbers.elements().of(iterator))
          .filter(c -> c.most().kind() == Amount.Kind.SUM);
    }
    if (!(condition instanceof BinaryTree binary)) {
      return Optional.empty();
    }
    if (binary.getKind() == Tree.Kind.CONDITIONAL_AND) {
      return ofCondition(binary.getLeftOperand(), loop, before, changed)
          .or(() -> ofCondition(binary.getRightOperand(), loop, before, changed))
          .map(Count::atMost);
    }
    return counted(
            binary.getKind(),
            binary.getLeftOperand(),
            binary.getRightOperand(),
            loop,
            before,
            changed)
        .or(
            () ->
                counted(
                    mirrored(binary.getKind()),
                    binary.getRightOperand(),
                    binary.getLeftOperand(),
                    loop,
                    before,
                    changed));
  }

  private static Tree.Kind mirrored(Tree.Kind comparison) {
    return switch (comparison) {
      case LESS_THAN -> Tree.Kind.GREATER_THAN;
      case LESS_THAN_EQUAL -> Tree.Kind.GREATER_THAN_EQUAL;
      case GREATER_THAN -> Tree.Kind.LESS_THAN;
      case GREATER_THAN_EQUAL -> Tree.Kind.LESS_THAN_EQUAL;
      default -> comparison;
    };
  }

  /** {@code counter < limit}. */
  private Optional<Count> counted(
      Tree.Kind comparison,
      ExpressionTree counter,
      ExpressionTree limit,
      Tree loop,
      Situation before,
      Set<VarSymbol> changed) {
    if (isChanged(limit, changed)) {
      return Optional.empty();
    }
    if (counter instanceof MethodInvocationTree call && comparison == Tree.Kind.LESS_THAN) {
      return isFilledBy(loop, call)
          ? Optional.of(numbers.valueOf(limit, before::valueOf).asTimes())
          : Optional.empty();
    }
    if (!(ASTHelpers.getSymbol(counter) instanceof VarSymbol variable)
        || !changed.contains(variable)) {
      return Optional.empty();
    }
    OptionalLong step = step(loop, variable);
    Count first = first(loop, variable, before);
    Count bound = numbers.valueOf(limit, before::valueOf);
    if (step.isEmpty() || step.getAsLong() == 0 || first.equals(Count.UNKNOWN)) {
      return Optional.empty();
    }
    boolean up = step.getAsLong() > 0;
    boolean fits =
        switch (comparison) {
          case LESS_THAN, LESS_THAN_EQUAL -> up;
          case GREATER_THAN, GREATER_THAN_EQUAL -> !up;
          case NOT_EQUAL_TO -> Math.abs(step.getAsLong()) == 1;
          default -> false;
        };
    if (!fits || bound.most().kind() != Amount.Kind.SUM) {
      return Optional.empty();
    }
    boolean inclusive =
        comparison == Tree.Kind.LESS_THAN_EQUAL || comparison == Tree.Kind.GREATER_THAN_EQUAL;
    Count distance =
        (up ? bound.minus(first) : first.minus(bound)).plus(inclusive ? Count.ONCE : Count.NEVER);
    long size = Math.abs(step.getAsLong());
    OptionalLong number = Numbers.number(distance);
    if (number.isPresent()) {
      return Optional.of(Count.exactly(Math.max(0, (number.getAsLong() + size - 1) / size)));
    }
    return Optional.of(size == 1 ? distance.asTimes() : distance.asTimes().atMost());
  }

  /** {@code page.size()}, where the page is empty at first and each round adds to it. */
  private boolean isFilledBy(Tree loop, MethodInvocationTree size) {
    ExpressionTree receiver = ASTHelpers.getReceiver(size);
    return numbers
            .elements()
            .ruleOf(ASTHelpers.getSymbol(size))
            .filter(r -> r == Rule.SIZE)
            .isPresent()
        && ASTHelpers.getSymbol(receiver) instanceof VarSymbol collection
        && !Symbols.isField(collection)
        && numbers.values(collection).stream()
            .allMatch(value -> value instanceof NewClassTree made && made.getArguments().isEmpty())
        && Loops.body(loop).get() instanceof BlockTree block
        && !continues(block)
        && block.getStatements().stream().anyMatch(statement -> isAddition(statement, collection));
  }

  private static boolean isAddition(StatementTree statement, VarSymbol collection) {
    return statement instanceof ExpressionStatementTree expression
        && expression.getExpression() instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("add")
        && collection.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)));
  }

  private Count first(Tree loop, VarSymbol variable, Situation before) {
    if (loop instanceof ForLoopTree counted) {
      for (StatementTree initializer : counted.getInitializer()) {
        if (initializer instanceof VariableTree tree
            && ASTHelpers.getSymbol(tree).equals(variable)) {
          return numbers.valueOf(tree.getInitializer(), before::valueOf);
        }
      }
    }
    OptionalLong value = before.valueOf(variable);
    return value.isPresent() ? Count.exactly(value.getAsLong()) : Count.UNKNOWN;
  }

  private static boolean isChanged(ExpressionTree limit, Set<VarSymbol> changed) {
    return Trees.any(limit, tree -> changed.contains(ASTHelpers.getSymbol(tree)));
  }

  /** By how much each round changes the variable: in one place that each round comes to. */
  private OptionalLong step(Tree loop, VarSymbol variable) {
    List<? extends StatementTree> updates =
        loop instanceof ForLoopTree counted ? counted.getUpdate() : List.of();
    OptionalLong inUpdate = stepOf(updates, variable);
    StatementTree body = Loops.body(loop).get();
    if (inUpdate.isPresent()) {
      return Assignments.in(body).contains(variable) ? OptionalLong.empty() : inUpdate;
    }
    return body instanceof BlockTree block && !continues(block)
        ? stepOf(block.getStatements(), variable)
        : OptionalLong.empty();
  }

  private OptionalLong stepOf(List<? extends StatementTree> statements, VarSymbol variable) {
    OptionalLong found = OptionalLong.empty();
    for (StatementTree statement : statements) {
      if (Assignments.in(statement).contains(variable)) {
        OptionalLong step =
            found.isEmpty() && statement instanceof ExpressionStatementTree expression
                ? stepOf(expression.getExpression(), variable)
                : OptionalLong.empty();
        if (step.isEmpty()) {
          return step;
        }
        found = step;
      }
    }
    return found;
  }

  private OptionalLong stepOf(ExpressionTree update, VarSymbol variable) {
    if (update instanceof UnaryTree unary) {
      boolean up =
          unary.getKind() == Tree.Kind.POSTFIX_INCREMENT
              || unary.getKind() == Tree.Kind.PREFIX_INCREMENT;
      return OptionalLong.of(up ? 1 : -1);
    }
    if (update instanceof CompoundAssignmentTree assignment) {
      OptionalLong by = Numbers.number(numbers.valueOf(assignment.getExpression()));
      return by.isEmpty()
          ? by
          : switch (assignment.getKind()) {
            case PLUS_ASSIGNMENT -> by;
            case MINUS_ASSIGNMENT -> OptionalLong.of(-by.getAsLong());
            default -> OptionalLong.empty();
          };
    }
    if (update instanceof AssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getExpression()) instanceof BinaryTree sum
        && variable.equals(ASTHelpers.getSymbol(sum.getLeftOperand()))) {
      OptionalLong by = Numbers.number(numbers.valueOf(sum.getRightOperand()));
      return by.isEmpty()
          ? by
          : switch (sum.getKind()) {
            case PLUS -> by;
            case MINUS -> OptionalLong.of(-by.getAsLong());
            default -> OptionalLong.empty();
          };
    }
    return OptionalLong.empty();
  }

  private static boolean continues(Tree body) {
    return Trees.any(body, ContinueTree.class::isInstance);
  }
}
