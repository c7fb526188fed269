package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.findings.polling.Idle.Value;
import dev.watertight.program.Symbols;
import dev.watertight.values.NamedVariables;
import java.util.Collections;
import java.util.Optional;

/**
 * Evaluates expressions while there is nothing to be had. Every way in which an expression can come
 * out is followed; a call that could wait or change something ends it all.
 */
final class IdleExpressions {
  /** Beyond this many ways it is given up. */
  private static final int BUDGET = 50;

  private final ImmutableSet<VarSymbol> changing;
  private final IdleCalls calls;
  private final IdleCounts counts;
  private final VisitorState state;

  /**
   * Evaluates the expressions of a loop.
   *
   * @param changing the local variables to which the loop assigns
   */
  IdleExpressions(ImmutableSet<VarSymbol> changing, IdleRound round, VisitorState state) {
    this.changing = changing;
    this.state = state;
    this.calls = new IdleCalls(this, round, state);
    this.counts = new IdleCounts(this, state);
  }

  /** What is counted. */
  IdleCounts counts() {
    return counts;
  }

  /** The ways in which the expression can come out; none if it always throws. */
  ImmutableList<Value> of(Tree tree, Idle idle) {
    if (tree instanceof ParenthesizedTree parentheses) {
      return of(parentheses.getExpression(), idle);
    }
    if (tree instanceof TypeCastTree cast) {
      return of(cast.getExpression(), idle);
    }
    if (tree instanceof LiteralTree literal) {
      Object value = literal.getValue();
      return ImmutableList.of(idle.value(value == null ? Idle.NULL : value));
    }
    if (tree instanceof IdentifierTree) {
      return ImmutableList.of(variable(tree, idle));
    }
    if (tree instanceof MemberSelectTree select) {
      return isName(select) ? ImmutableList.of(variable(tree, idle)) : member(select, idle);
    }
    if (tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree) {
      return ImmutableList.of(idle.unknown());
    }
    if (tree instanceof UnaryTree unary) {
      return unary(unary, idle);
    }
    if (tree instanceof BinaryTree binary) {
      return binary(binary, idle);
    }
    if (tree instanceof ConditionalExpressionTree conditional) {
      return conditional(conditional, idle);
    }
    if (tree instanceof InstanceOfTree test) {
      return each(of(test.getExpression(), idle), v -> ImmutableList.of(instanceOf(test, v)));
    }
    if (tree instanceof ArrayAccessTree access) {
      return each(
          of(access.getExpression(), idle),
          array ->
              each(
                  of(access.getIndex(), array.after()),
                  at -> ImmutableList.of(at.after().unknown())));
    }
    if (tree instanceof AssignmentTree assignment) {
      return each(
          of(assignment.getExpression(), idle),
          v ->
              ImmutableList.of(
                  assign(
                      ASTHelpers.getSymbol(assignment.getVariable()),
                      assignment.getExpression(),
                      v)));
    }
    if (tree instanceof MethodInvocationTree call) {
      return calls.of(call, idle);
    }
    throw new NotIdle();
  }

  /** A number or text is of a type or not; what a pattern binds is that value. */
  private Value instanceOf(InstanceOfTree test, Value value) {
    Idle after =
        test.getPattern() instanceof BindingPatternTree binding
            ? value.after().with(ASTHelpers.getSymbol(binding.getVariable()), value.value())
            : value.after();
    if (isNull(value)) {
      return after.value(false);
    }
    Type tested =
        test.getPattern() instanceof BindingPatternTree binding
            ? ASTHelpers.getType(binding.getVariable())
            : test.getType() == null ? null : ASTHelpers.getType(test.getType());
    Type known =
        value
            .value()
            .filter(constant -> constant instanceof Number || constant instanceof String)
            .map(constant -> state.getTypeFromString(constant.getClass().getName()))
            .orElse(null);
    return tested == null || known == null
        ? after.unknown()
        : after.value(ASTHelpers.isSubtype(known, tested, state));
  }

  /** A function of one of the ways in which an expression comes out. */
  interface Then {
    /** The ways in which it goes on. */
    ImmutableList<Value> apply(Value value);
  }

  static ImmutableList<Value> each(ImmutableList<Value> values, Then then) {
    ImmutableList<Value> all =
        values.stream()
            .flatMap(v -> then.apply(v).stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
    if (all.size() > BUDGET) {
      throw new NotIdle();
    }
    return all;
  }

  static boolean isNull(Value value) {
    return value.value().filter(Idle.NULL::equals).isPresent();
  }

  /**
   * What is known after a local variable has been assigned a value.
   *
   * <p>A value that depends on what the loop changes may make progress towards an end.
   */
  Value assign(Symbol target, ExpressionTree source, Value value) {
    if (!(target instanceof VarSymbol local)
        || Symbols.isField(local)
        || (value.value().isEmpty()
            && !Collections.disjoint(NamedVariables.in(source), changing))) {
      throw new NotIdle();
    }
    return new Value(value.after().with(local, value.value()), value.value());
  }

  private Value variable(Tree tree, Idle idle) {
    Symbol symbol = ASTHelpers.getSymbol(tree);
    Object constant = tree instanceof ExpressionTree e ? ASTHelpers.constValue(e) : null;
    if (constant != null) {
      return idle.value(constant);
    }
    if (symbol instanceof VarSymbol variable) {
      counts.read(variable);
      if (!Symbols.isField(variable)) {
        return new Value(idle, idle.valueOf(variable));
      }
      return variable.isStatic() && (variable.flags() & Flags.FINAL) != 0
          ? idle.value(variable)
          : idle.unknown();
    }
    return idle.unknown();
  }

  /** Whether the selection only names a static field or a class. */
  private static boolean isName(MemberSelectTree tree) {
    Symbol symbol = ASTHelpers.getSymbol(tree);
    return !(symbol instanceof VarSymbol variable) || variable.isStatic();
  }

  private ImmutableList<Value> member(MemberSelectTree tree, Idle idle) {
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol field) {
      counts.read(field);
    }
    return each(
        of(tree.getExpression(), idle),
        v -> isNull(v) ? ImmutableList.of() : ImmutableList.of(v.after().unknown()));
  }

  private ImmutableList<Value> unary(UnaryTree tree, Idle idle) {
    return switch (tree.getKind()) {
      case LOGICAL_COMPLEMENT ->
          each(
              of(tree.getExpression(), idle),
              v ->
                  ImmutableList.of(
                      new Value(v.after(), v.value().map(b -> !Boolean.TRUE.equals(b)))));
      case UNARY_MINUS, UNARY_PLUS, BITWISE_COMPLEMENT ->
          each(
              of(tree.getExpression(), idle),
              v ->
                  ImmutableList.of(
                      new Value(v.after(), Optional.ofNullable(ASTHelpers.constValue(tree)))));
      // It counts, and uses the number.
      default -> throw new NotIdle();
    };
  }

  private ImmutableList<Value> binary(BinaryTree tree, Idle idle) {
    boolean and = tree.getKind() == Tree.Kind.CONDITIONAL_AND;
    if (!and && tree.getKind() != Tree.Kind.CONDITIONAL_OR) {
      return each(
          of(tree.getLeftOperand(), idle),
          left ->
              each(
                  of(tree.getRightOperand(), left.after()),
                  right ->
                      ImmutableList.of(
                          new Value(
                              right.after(),
                              Comparisons.of(tree.getKind(), left.value(), right.value())))));
    }
    return each(
        of(tree.getLeftOperand(), idle),
        left -> {
          if (left.value().isPresent() && left.value().get().equals(!and)) {
            return ImmutableList.of(left);
          }
          ImmutableList<Value> right = of(tree.getRightOperand(), left.after());
          return left.value().isPresent()
              ? right
              : ImmutableList.<Value>builder().add(left.after().value(!and)).addAll(right).build();
        });
  }

  private ImmutableList<Value> conditional(ConditionalExpressionTree tree, Idle idle) {
    return each(
        of(tree.getCondition(), idle),
        condition -> {
          ImmutableList.Builder<Value> found = ImmutableList.builder();
          if (!condition.value().equals(Optional.of(false))) {
            found.addAll(of(tree.getTrueExpression(), condition.after()));
          }
          if (!condition.value().equals(Optional.of(true))) {
            found.addAll(of(tree.getFalseExpression(), condition.after()));
          }
          return found.build();
        });
  }
}
