package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Question.Answer;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which expressions have no side effects and the same value when asked again.
 *
 * <p>Methods out of view are taken to only look, unless their names say otherwise. That may hide a
 * loss, on a path that asks the same question twice and is answered differently, and invents none.
 */
final class Expressions {
  private static final int DEPTH = 3;

  /** What changes by itself, or by being asked for. */
  private static final Pattern PASSING = Pattern.compile(".*(Millis|nano|[nN]ow|[rR]andom).*");

  private static final ImmutableSet<Answer> STABLE =
      ImmutableSet.of(Answer.ANY, Answer.TRUE, Answer.ZERO);

  /** What is done with numbers and bits: {@code options & PARALLEL}. */
  private static final ImmutableSet<Tree.Kind> OPERATIONS =
      ImmutableSet.of(
          Tree.Kind.UNARY_MINUS,
          Tree.Kind.BITWISE_COMPLEMENT,
          Tree.Kind.AND,
          Tree.Kind.OR,
          Tree.Kind.XOR,
          Tree.Kind.LEFT_SHIFT,
          Tree.Kind.RIGHT_SHIFT,
          Tree.Kind.PLUS,
          Tree.Kind.MINUS,
          Tree.Kind.MULTIPLY,
          Tree.Kind.DIVIDE,
          Tree.Kind.REMAINDER);

  private final VisitorState state;
  private final Map<MethodSymbol, Boolean> pure = new HashMap<>();

  Expressions(VisitorState state) {
    this.state = state;
  }

  /** The structure of an expression; empty if evaluating it may do anything. */
  Optional<Expression> of(@Nullable Tree tree) {
    return Optional.ofNullable(read(tree));
  }

  private @Nullable Expression read(@Nullable Tree tree) {
    if (!(tree instanceof ExpressionTree whole)) {
      return null;
    }
    ExpressionTree expression = ASTHelpers.stripParentheses(whole);
    Object constant = ASTHelpers.constValue(expression);
    if (constant != null) {
      return Expression.of(constant);
    }
    if (expression instanceof TypeCastTree cast) {
      return read(cast.getExpression());
    }
    Symbol symbol = ASTHelpers.getSymbol(expression);
    if (expression instanceof IdentifierTree) {
      return symbol instanceof VarSymbol && !Symbols.isSelf(expression)
          ? Expression.of(symbol)
          : null;
    }
    if (expression instanceof MemberSelectTree select && symbol instanceof VarSymbol field) {
      return readField(select, field);
    }
    if (expression instanceof BinaryTree operation && OPERATIONS.contains(operation.getKind())) {
      Expression left = read(operation.getLeftOperand());
      Expression right = read(operation.getRightOperand());
      return left == null || right == null ? null : Expression.of(operation.getKind(), left, right);
    }
    if (expression instanceof UnaryTree unary && OPERATIONS.contains(unary.getKind())) {
      Expression operand = read(unary.getExpression());
      return operand == null ? null : Expression.of(unary.getKind(), operand);
    }
    if (expression instanceof ArrayAccessTree access) {
      Expression array = read(access.getExpression());
      Expression index = read(access.getIndex());
      return array == null || index == null ? null : Expression.elementOf(array, index);
    }
    return expression instanceof MethodInvocationTree call ? readCall(call) : null;
  }

  private @Nullable Expression readField(MemberSelectTree select, VarSymbol field) {
    if (field.isStatic() || Symbols.isSelf(select.getExpression())) {
      return Expression.of(field);
    }
    Expression object = read(select.getExpression());
    if (object == null) {
      return null;
    }
    return field.getSimpleName().contentEquals("length") && isArray(select.getExpression())
        ? Expression.sizeOf(object)
        : Expression.of(field, object);
  }

  private static boolean isArray(ExpressionTree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null && type.hasTag(TypeTag.ARRAY);
  }

  private @Nullable Expression readCall(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (!isQuestion(call)) {
      return null;
    }
    ImmutableList.Builder<Expression> operands = ImmutableList.builder();
    if (!method.isStatic() && !Symbols.isSelf(receiver)) {
      Expression object = read(receiver);
      if (object == null) {
        return null;
      }
      Optional<VarSymbol> field = fieldOf(method);
      if (field.isPresent()) {
        return Expression.of(field.get(), object);
      }
      if (method.getSimpleName().contentEquals("get") && isAtomicBoolean(method.owner.type)) {
        return Expression.valueOf(object);
      }
      if (isSizeCall(call)) {
        return Expression.sizeOf(object);
      }
      operands.add(object);
    } else {
      Optional<VarSymbol> field = fieldOf(method);
      if (field.isPresent()) {
        return Expression.of(field.get());
      }
    }
    for (ExpressionTree argument : call.getArguments()) {
      Expression read = read(argument);
      if (read == null) {
        return null;
      }
      operands.add(read);
    }
    return new Expression(method, operands.build());
  }

  static boolean isAtomicBoolean(@Nullable Type type) {
    return type != null
        && type.tsym.getQualifiedName().contentEquals("java.util.concurrent.atomic.AtomicBoolean");
  }

  private static boolean isSizeCall(MethodInvocationTree call) {
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    return call.getArguments().isEmpty() && (name.equals("size") || name.equals("length"));
  }

  /** Whether a call changes nothing, so that its answer holds until something else does. */
  boolean isQuestion(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return ResolvedLibrary.of(state)
            .questionOf(call)
            .filter(question -> !method.isStatic() && STABLE.contains(question.answer()))
            .isPresent()
        || isAccessor(method)
        || returnsPure(method)
        || onlyLooks(method);
  }

  /**
   * Whether all that a method does is to return what only looks; while that is asked, it is not.
   */
  private boolean returnsPure(MethodSymbol method) {
    Boolean known = pure.putIfAbsent(method, false);
    if (known == null) {
      known = Returns.only(method, state).filter(result -> isPure(result, DEPTH)).isPresent();
      pure.put(method, known);
    }
    return known;
  }

  private static boolean isAccessor(MethodSymbol method) {
    return method.getParameters().isEmpty()
        && !method.isStatic()
        && method.owner instanceof ClassSymbol owner
        && owner.getRecordComponents().stream().anyMatch(c -> c.name.equals(method.name));
  }

  /** Whether a method has a result, and neither its name nor its code says that it does more. */
  private boolean onlyLooks(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    if (method.getReturnType().hasTag(TypeTag.VOID)
        || Assignments.CHANGING.matcher(name).matches()
        || PASSING.matcher(name).matches()) {
      return false;
    }
    return CompilationIndex.of(state)
        .declaration(method)
        .filter(path -> ((MethodTree) path.getLeaf()).getBody() != null)
        .map(path -> !Trees.any(path.getLeaf(), Expressions::mayChange))
        .orElse(true);
  }

  /** Whether code of its own changes more than a variable of its own. */
  private static boolean mayChange(Tree tree) {
    ExpressionTree target =
        tree instanceof AssignmentTree assignment
            ? assignment.getVariable()
            : tree instanceof CompoundAssignmentTree update
                ? update.getVariable()
                : tree instanceof UnaryTree step && step.getKind().name().endsWith("CREMENT")
                    ? step.getExpression()
                    : null;
    return (target != null
            && !(ASTHelpers.getSymbol(target) instanceof VarSymbol variable
                && !Symbols.isField(variable)))
        || (tree instanceof MethodInvocationTree call
            && (ASTHelpers.getSymbol(call).getReturnType().hasTag(TypeTag.VOID)
                || Assignments.CHANGING
                    .matcher(ASTHelpers.getSymbol(call).getSimpleName())
                    .matches()));
  }

  /** The field that a method in view returns, if that is all it does. */
  private Optional<VarSymbol> fieldOf(MethodSymbol method) {
    return Returns.only(method, state)
        .filter(
            result ->
                result instanceof IdentifierTree
                    || (result instanceof MemberSelectTree select
                        && Symbols.isSelf(select.getExpression())))
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast);
  }

  /** Whether an expression only looks: at variables, and at methods that only look. */
  private boolean isPure(ExpressionTree expression, int depth) {
    return switch (expression.getKind()) {
      case IDENTIFIER,
          MEMBER_SELECT,
          INT_LITERAL,
          LONG_LITERAL,
          CHAR_LITERAL,
          BOOLEAN_LITERAL,
          STRING_LITERAL,
          NULL_LITERAL ->
          true;
      default -> depth > 0 && isPureOperation(expression, depth - 1);
    };
  }

  private boolean isPureOperation(ExpressionTree expression, int depth) {
    if (expression instanceof BinaryTree binary) {
      return isPure(ASTHelpers.stripParentheses(binary.getLeftOperand()), depth)
          && isPure(ASTHelpers.stripParentheses(binary.getRightOperand()), depth);
    }
    if (expression instanceof UnaryTree unary) {
      return unary.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
          && isPure(ASTHelpers.stripParentheses(unary.getExpression()), depth);
    }
    if (expression instanceof InstanceOfTree test) {
      return isPure(ASTHelpers.stripParentheses(test.getExpression()), depth);
    }
    return expression instanceof MethodInvocationTree call
        && call.getArguments().stream().allMatch(a -> isPure(a, depth))
        && isQuestion(call);
  }

  /** Whether the variable is a constant of an enum. */
  static boolean isEnumConstant(@Nullable Symbol symbol) {
    return symbol instanceof VarSymbol && (symbol.flags() & Flags.ENUM) != 0;
  }
}
