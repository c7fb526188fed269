package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Question.Answer;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which expressions have no side effects and the same value when asked again.
 *
 * <p>Methods out of view are taken to only look, unless their names say otherwise. That may hide a
 * loss, on a path that asks the same question twice and is answered differently, and invents none.
 */
record Expressions(VisitorState state) {
  /** What changes by itself, or by being asked for. */
  private static final Pattern PASSING = Pattern.compile(".*(Millis|nano|[nN]ow|[rR]andom).*");

  private static final ImmutableSet<Answer> STABLE =
      ImmutableSet.of(Answer.ANY, Answer.TRUE, Answer.ZERO);

  /** What is done with numbers and bits: {@code options & PARALLEL}. */
  private static final ImmutableSet<Tree.Kind> OPERATIONS =
      ImmutableSet.of(
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

  /** The structure of an expression; empty if evaluating it may do anything. */
  Optional<Expression> of(@Nullable Tree tree) {
    return Optional.ofNullable(read(tree));
  }

  /** The same; null if evaluating it may do anything. */
  @Nullable Expression read(@Nullable Tree tree) {
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
      return symbol instanceof VarSymbol variable && !Symbols.isSelf(expression)
          ? sizeIn(variable).orElseGet(() -> Expression.of(variable))
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
    if (expression instanceof ArrayAccessTree access) {
      Expression array = read(access.getExpression());
      Expression index = read(access.getIndex());
      return array == null || index == null ? null : Expression.elementOf(array, index);
    }
    return expression instanceof MethodInvocationTree call ? readCall(call) : null;
  }

  /** What a variable says for good of how many elements another has that stays as it is. */
  private Optional<Expression> sizeIn(VarSymbol variable) {
    return Symbols.isField(variable) || !variable.type.hasTag(TypeTag.INT)
        ? Optional.empty()
        : CompilationIndex.of(state)
            .declaration(variable)
            .map(
                declared ->
                    declared.getLeaf() instanceof VariableTree v ? v.getInitializer() : null)
            .filter(Expressions::isOfSize)
            .filter(size -> Values.isFixed(variable, state))
            .flatMap(this::of)
            .filter(size -> size.isSize() && staysAsItIs(size.operands().get(0).head()));
  }

  private static boolean isOfSize(ExpressionTree tree) {
    return tree instanceof MemberSelectTree
        || (tree instanceof MethodInvocationTree call && isSizeCall(call));
  }

  /** Whether a local variable has one object, of which the code around changes nothing. */
  private boolean staysAsItIs(Object head) {
    return head instanceof VarSymbol container
        && !Symbols.isField(container)
        && Values.isFixed(container, state)
        && CompilationIndex.of(state).mentions(container).stream()
            .map(TreePath::getParentPath)
            .allMatch(this::isLookedAt);
  }

  private boolean isLookedAt(TreePath user) {
    return user.getLeaf() instanceof EnhancedForLoopTree
        || user.getLeaf() instanceof ArrayAccessTree
        || (user.getLeaf() instanceof MethodInvocationTree call
            && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call)))
        || (user.getLeaf() instanceof MemberSelectTree
            && !(user.getParentPath().getLeaf() instanceof MethodInvocationTree call
                && call.getMethodSelect() == user.getLeaf()
                && !isQuestion(call)));
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
        || onlyLooks(method);
  }

  private static boolean isAccessor(MethodSymbol method) {
    return method.getParameters().isEmpty()
        && !method.isStatic()
        && method.owner instanceof ClassSymbol owner
        && owner.getRecordComponents().stream().anyMatch(c -> c.name.equals(method.name));
  }

  /** Whether a method has a result, and neither its code nor its name says that it does more. */
  private boolean onlyLooks(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    return !method.getReturnType().hasTag(TypeTag.VOID)
        && !PASSING.matcher(name).matches()
        && CompilationIndex.of(state)
            .declaration(method)
            .filter(path -> Graphs.code(path.getLeaf()) != null)
            .map(path -> !Trees.any(path.getLeaf(), Expressions::mayChange))
            .orElseGet(() -> !Assignments.CHANGING.matcher(name).matches());
  }

  /** Whether code of its own changes more than a variable of its own. */
  private static boolean mayChange(Tree tree) {
    ExpressionTree target = Values.changed(tree);
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
}
