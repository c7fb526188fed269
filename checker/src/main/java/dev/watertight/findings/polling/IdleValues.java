package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Question;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What expressions, once evaluated, are while there is nothing to be had, as far as is known. */
record IdleValues(IdleCalls calls, VisitorState state) {
  Optional<Object> of(Tree expression, Idle idle) {
    if (!(expression instanceof ExpressionTree whole)) {
      return Optional.empty();
    }
    ExpressionTree tree = ASTHelpers.stripParentheses(whole);
    Object constant = ASTHelpers.constValue(tree);
    if (constant != null) {
      return Optional.of(constant);
    }
    if (tree instanceof LiteralTree) {
      return Optional.of(Idle.NULL);
    }
    if (tree instanceof TypeCastTree cast) {
      return of(cast.getExpression(), idle);
    }
    if (tree instanceof AssignmentTree assignment) {
      return of(assignment.getVariable(), idle).or(() -> of(assignment.getExpression(), idle));
    }
    if (tree instanceof UnaryTree not) {
      return tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
          ? of(not.getExpression(), idle).map(IdleValues::negated)
          : Optional.empty();
    }
    if (tree instanceof BinaryTree binary) {
      return compared(binary, idle);
    }
    if (tree instanceof InstanceOfTree test) {
      return of(test.getExpression(), idle).flatMap(value -> isInstance(test, value));
    }
    if (tree instanceof MethodInvocationTree call) {
      return answer(call, idle);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        ? variable(variable, idle)
        : Optional.empty();
  }

  private static Optional<Object> variable(VarSymbol variable, Idle idle) {
    if (!Symbols.isField(variable)) {
      return Optional.ofNullable(idle.locals().get(variable));
    }
    return variable.isStatic() && (variable.flags() & Flags.FINAL) != 0
        ? Optional.of(variable)
        : Optional.empty();
  }

  private static Object negated(Object value) {
    return !value.equals(true);
  }

  private Optional<Object> answer(MethodInvocationTree call, Idle idle) {
    Optional<Question> question = Questions.of(call, state);
    if (question.isEmpty()) {
      return calls.result(call);
    }
    return switch (question.get().answer()) {
      case NULL -> Optional.of(Idle.NULL);
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case ZERO -> Optional.of(0);
      case ANY ->
          question.get().member().name().equals("equals")
              ? areSame(
                  of(ASTHelpers.getReceiver(call), idle), of(call.getArguments().get(0), idle))
              : isEmpty(ASTHelpers.getReceiver(call), idle)
                  ? emptiness(question.get().member().name())
                  : Optional.empty();
      case OPTIONAL ->
          call.getArguments().isEmpty()
              ? Optional.empty()
              : of(call.getArguments().get(0), idle)
                  .filter(Idle.NULL::equals)
                  .map(value -> Idle.EMPTY);
      case EMPTY -> of(ASTHelpers.getReceiver(call), idle).filter(Idle.EMPTY::equals);
      case CLAUSE ->
          call.getArguments().stream()
              .filter(clause -> Questions.is(clause, Question.Answer.VALUE, state))
              .findFirst()
              .flatMap(clause -> of(clause, idle));
      case VALUE -> of(call.getArguments().get(0), idle);
      case COUNT -> Optional.empty();
    };
  }

  /** Whether the expression is an {@code Optional} without a value. */
  boolean isEmpty(@Nullable Tree expression, Idle idle) {
    return expression != null && of(expression, idle).equals(Optional.of(Idle.EMPTY));
  }

  private static Optional<Object> emptiness(String question) {
    return switch (question) {
      case "isEmpty" -> Optional.of(true);
      case "isPresent" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** A number, a text or an object that a constant makes is of a type or not. */
  private Optional<Object> isInstance(InstanceOfTree test, Object value) {
    if (value.equals(Idle.NULL)) {
      return Optional.of(false);
    }
    Type tested =
        test.getPattern() instanceof BindingPatternTree binding
            ? ASTHelpers.getType(binding.getVariable())
            : test.getType() == null ? null : ASTHelpers.getType(test.getType());
    return tested == null
        ? Optional.empty()
        : typeOf(value).map(type -> ASTHelpers.isSubtype(type, tested, state));
  }

  private Optional<Type> typeOf(Object value) {
    if (value instanceof Number || value instanceof String) {
      return Optional.ofNullable(state.getTypeFromString(value.getClass().getName()));
    }
    return value instanceof VarSymbol constant
        ? Values.initial(constant, state)
            .map(TreePath::getLeaf)
            .filter(NewClassTree.class::isInstance)
            .map(ASTHelpers::getType)
        : Optional.empty();
  }

  private Optional<Object> compared(BinaryTree tree, Idle idle) {
    Optional<Object> left = of(tree.getLeftOperand(), idle);
    Optional<Object> right = of(tree.getRightOperand(), idle);
    return switch (tree.getKind()) {
      case EQUAL_TO -> isNullTest(tree) ? isNull(left, right) : areSame(left, right);
      case NOT_EQUAL_TO ->
          (isNullTest(tree) ? isNull(left, right) : areSame(left, right)).map(IdleValues::negated);
      case LESS_THAN -> isGreater(right, left, true);
      case LESS_THAN_EQUAL -> isGreater(right, left, false);
      case GREATER_THAN -> isGreater(left, right, true);
      case GREATER_THAN_EQUAL -> isGreater(left, right, false);
      default -> Optional.empty();
    };
  }

  private static boolean isNullTest(BinaryTree tree) {
    return tree.getLeftOperand().getKind() == Tree.Kind.NULL_LITERAL
        || tree.getRightOperand().getKind() == Tree.Kind.NULL_LITERAL;
  }

  private static Optional<Object> isNull(Optional<Object> left, Optional<Object> right) {
    return left.isPresent() && right.isPresent()
        ? Optional.of(left.equals(right))
        : Optional.empty();
  }

  /**
   * Whether the values are equal, by identity or by {@code equals}.
   *
   * <p>What {@code null} is compared with is a mark of some kind, and no {@code null} itself.
   */
  private static Optional<Object> areSame(Optional<Object> left, Optional<Object> right) {
    if (left.isPresent() && left.equals(right)) {
      return Optional.of(true);
    }
    boolean ofNull = left.equals(Optional.of(Idle.NULL)) || right.equals(Optional.of(Idle.NULL));
    return ofNull || (isUnique(left) && isUnique(right)) ? Optional.of(false) : Optional.empty();
  }

  /** A final field may hold what another one does, too; the constants of an enum are different. */
  private static boolean isUnique(Optional<Object> value) {
    return value
        .filter(v -> !(v instanceof VarSymbol field) || (field.flags() & Flags.ENUM) != 0)
        .isPresent();
  }

  /** Whether the one is greater; none, the number of things in something empty, is not. */
  private static Optional<Object> isGreater(
      Optional<Object> greater, Optional<Object> less, boolean strictly) {
    if (greater.orElse("") instanceof Number a && less.orElse("") instanceof Number b) {
      int sign = Double.compare(a.doubleValue(), b.doubleValue());
      return Optional.of(strictly ? sign > 0 : sign >= 0);
    }
    return less.isEmpty() && greater.equals(Optional.of(0)) ? Optional.of(false) : Optional.empty();
  }
}
