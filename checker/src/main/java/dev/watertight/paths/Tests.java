package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.paths.Range.Constants;
import dev.watertight.paths.Range.Numbers;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.CaseNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/** Reads conditions: what is tested, and which values it may have then. */
final class Tests {
  /** The head of the expression that is true if its first operand is of the second, a type. */
  static final String INSTANCE_OF = "instanceof";

  private final Expressions expressions;
  private final IdentityHashMap<Tree, Optional<Test>> known = new IdentityHashMap<>();

  Tests(Expressions expressions) {
    this.expressions = expressions;
  }

  /** The test that a condition makes, if it makes one and not several. */
  Optional<Test> of(@Nullable Tree condition) {
    if (!(condition instanceof ExpressionTree tree)) {
      return Optional.empty();
    }
    Optional<Test> test = known.get(condition);
    if (test == null) {
      test = Optional.ofNullable(read(ASTHelpers.stripParentheses(tree)));
      known.put(condition, test);
    }
    return test;
  }

  private @Nullable Test read(ExpressionTree tree) {
    if (ASTHelpers.constValue(tree) != null) {
      return null;
    }
    if (tree instanceof UnaryTree unary) {
      return tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
          ? of(unary.getExpression()).map(Test::negated).orElse(null)
          : null;
    }
    if (tree instanceof BinaryTree binary) {
      return readComparison(binary);
    }
    if (tree instanceof InstanceOfTree test) {
      return test.getType() == null
          ? null
          : isInstance(expressions.of(test.getExpression()), ASTHelpers.getType(test.getType()));
    }
    if (tree instanceof MethodInvocationTree call) {
      Test special = readCall(call, ASTHelpers.getSymbol(call));
      if (special != null) {
        return special;
      }
    }
    return isBoolean(tree) ? expressions.of(tree).map(Tests::truth).orElse(null) : null;
  }

  private static Test truth(Expression subject) {
    return new Test(subject, Numbers.TRUE, Numbers.FALSE);
  }

  private static @Nullable Test isInstance(Optional<Expression> object, @Nullable Type type) {
    return object.isEmpty() || type == null
        ? null
        : truth(Expression.of(INSTANCE_OF, object.get(), Expression.of(type.tsym)));
  }

  private @Nullable Test readCall(MethodInvocationTree call, MethodSymbol method) {
    String name = method.getSimpleName().toString();
    List<? extends ExpressionTree> arguments = call.getArguments();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    boolean objects = method.owner.getQualifiedName().contentEquals("java.util.Objects");
    if (objects && arguments.size() == 1) {
      Test isNull = equal(subjectOf(arguments.get(0)), Constants.NULL);
      return name.equals("isNull") ? isNull : isNull == null ? null : isNull.negated();
    }
    if (name.equals("equals") && (objects || arguments.size() == 1)) {
      ExpressionTree first = objects ? arguments.get(0) : receiver;
      return first == null ? null : readEquality(first, arguments.get(arguments.size() - 1));
    }
    if (receiver == null) {
      return null;
    }
    if (name.equals("compareAndSet") && arguments.size() == 2) {
      return readCompareAndSet(receiver, arguments);
    }
    if (!arguments.isEmpty()) {
      return null;
    }
    Optional<Expression> object = expressions.of(receiver);
    if (name.equals("hasNext")) {
      return object.map(Expression::moreOf).map(Tests::truth).orElse(null);
    }
    if (name.equals("isEmpty") && expressions.isQuestion(call)) {
      return object.map(o -> isEmpty(o, method)).orElse(null);
    }
    return name.equals("isPresent") && expressions.isQuestion(call)
        ? object.map(o -> truth(Expression.of(name, o))).orElse(null)
        : null;
  }

  private static Test isEmpty(Expression object, MethodSymbol method) {
    return method.owner.getQualifiedName().toString().startsWith("java.util.Optional")
        ? truth(Expression.of("isPresent", object)).negated()
        : new Test(Expression.sizeOf(object), Numbers.of(0, 0), Numbers.of(1, Long.MAX_VALUE));
  }

  private @Nullable Test readCompareAndSet(
      ExpressionTree receiver, List<? extends ExpressionTree> arguments) {
    Optional<Expression> object = expressions.of(receiver);
    Type type = ASTHelpers.getType(receiver);
    Object before = ASTHelpers.constValue(arguments.get(0));
    Object after = ASTHelpers.constValue(arguments.get(1));
    if (object.isEmpty()
        || !Expressions.isAtomicBoolean(type)
        || !(before instanceof Boolean from)
        || !(after instanceof Boolean to)) {
      return null;
    }
    return new Test(
        Expression.valueOf(object.get()), Numbers.of(from), Numbers.of(!from), Numbers.of(to));
  }

  private @Nullable Test readComparison(BinaryTree tree) {
    ExpressionTree left = ASTHelpers.stripParentheses(tree.getLeftOperand());
    ExpressionTree right = ASTHelpers.stripParentheses(tree.getRightOperand());
    return switch (tree.getKind()) {
      case EQUAL_TO -> readEquality(left, right);
      case NOT_EQUAL_TO -> {
        Test equal = readEquality(left, right);
        yield equal == null ? null : equal.negated();
      }
      case LESS_THAN -> less(left, right, 0);
      case LESS_THAN_EQUAL -> less(left, right, 1);
      case GREATER_THAN -> less(right, left, 0);
      case GREATER_THAN_EQUAL -> less(right, left, 1);
      default -> null;
    };
  }

  private @Nullable Test readEquality(ExpressionTree left, ExpressionTree right) {
    Object leftConstant = constantOf(left);
    Object rightConstant = constantOf(right);
    if (rightConstant != null && leftConstant == null) {
      return equal(subjectOf(left), rightConstant);
    }
    if (leftConstant != null && rightConstant == null) {
      return equal(subjectOf(right), leftConstant);
    }
    if (isWhole(left) && isWhole(right)) {
      Linear difference = difference(left, right);
      return difference == null ? null : difference.test(Numbers.of(0, 0), Numbers.except(0));
    }
    Optional<Expression> one = expressions.of(left);
    Optional<Expression> two = expressions.of(right);
    if (one.isEmpty() || two.isEmpty() || leftConstant != null) {
      return null;
    }
    boolean inOrder = one.get().toString().compareTo(two.get().toString()) <= 0;
    return truth(
        Expression.of("==", inOrder ? one.get() : two.get(), inOrder ? two.get() : one.get()));
  }

  private static @Nullable Test equal(Optional<Expression> subject, Object constant) {
    if (subject.isEmpty()) {
      return null;
    }
    Long number = numberOf(constant);
    if (number != null) {
      return new Test(subject.get(), Numbers.of(number, number), Numbers.except(number));
    }
    ImmutableSet<Object> one = ImmutableSet.of(constant);
    return new Test(subject.get(), new Constants(true, one), new Constants(false, one));
  }

  /** What is compared with a constant: also a variable that is given its value there. */
  private Optional<Expression> subjectOf(ExpressionTree tree) {
    ExpressionTree stripped = ASTHelpers.stripParentheses(tree);
    return expressions.of(
        stripped instanceof AssignmentTree assignment ? assignment.getVariable() : stripped);
  }

  /** A constant that may be compared with: a number, boolean, string, enum constant or null. */
  static @Nullable Object constantOf(Tree tree) {
    if (tree.getKind() == Tree.Kind.NULL_LITERAL) {
      return Constants.NULL;
    }
    if (!(tree instanceof ExpressionTree expression)) {
      return null;
    }
    if (Expressions.isEnumConstant(ASTHelpers.getSymbol(expression))) {
      return ASTHelpers.getSymbol(expression);
    }
    Object constant = ASTHelpers.constValue(expression);
    return constant instanceof Double || constant instanceof Float ? null : constant;
  }

  static @Nullable Long numberOf(@Nullable Object constant) {
    if (constant instanceof Boolean value) {
      return value ? 1L : 0L;
    }
    if (constant instanceof Character value) {
      return (long) value;
    }
    return constant instanceof Integer
            || constant instanceof Long
            || constant instanceof Short
            || constant instanceof Byte
        ? Long.valueOf(((Number) constant).longValue())
        : null;
  }

  /** The test whether one number is less than another, by so much more. */
  private @Nullable Test less(ExpressionTree left, ExpressionTree right, int slack) {
    Linear difference = isWhole(left) && isWhole(right) ? difference(left, right) : null;
    if (difference != null) {
      return difference.test(
          Numbers.of(Long.MIN_VALUE, slack - 1L), Numbers.of(slack, Long.MAX_VALUE));
    }
    Optional<Expression> one = expressions.of(left);
    Optional<Expression> two = expressions.of(right);
    boolean swapped = slack == 1;
    if (one.isEmpty() || two.isEmpty()) {
      return null;
    }
    Test test =
        truth(Expression.of("<", swapped ? two.get() : one.get(), swapped ? one.get() : two.get()));
    return swapped ? test.negated() : test;
  }

  /** A number or the difference of two, and a constant more. */
  private record Linear(Expression subject, boolean negative, long constant) {
    Test test(Numbers ifTrue, Numbers ifFalse) {
      return new Test(subject, solve(ifTrue), solve(ifFalse));
    }

    private Range solve(Numbers sum) {
      Numbers value = sum.shifted(-constant);
      if (!negative) {
        return value;
      }
      Numbers turned = value.negated();
      return new Numbers(
          turned.low(),
          turned.high(),
          value.holes().stream().map(n -> -n).collect(ImmutableSet.toImmutableSet()));
    }
  }

  /** A variable part and a constant one. */
  private record Sum(@Nullable Expression variable, long constant) {}

  private @Nullable Linear difference(ExpressionTree left, ExpressionTree right) {
    Sum one = sumOf(left);
    Sum two = sumOf(right);
    if (one == null || two == null) {
      return null;
    }
    Expression plus = one.variable();
    Expression minus = two.variable();
    long constant = one.constant() - two.constant();
    if (plus == null) {
      return minus == null ? null : new Linear(minus, true, constant);
    }
    if (minus == null) {
      return new Linear(plus, false, constant);
    }
    return plus.toString().compareTo(minus.toString()) <= 0
        ? new Linear(Expression.difference(plus, minus), false, constant)
        : new Linear(Expression.difference(minus, plus), true, constant);
  }

  private @Nullable Sum sumOf(ExpressionTree whole) {
    ExpressionTree tree = ASTHelpers.stripParentheses(whole);
    Long number = numberOf(ASTHelpers.constValue(tree));
    if (number != null) {
      return new Sum(null, number);
    }
    if (tree instanceof BinaryTree binary
        && (tree.getKind() == Tree.Kind.PLUS || tree.getKind() == Tree.Kind.MINUS)) {
      Sum left = sumOf(binary.getLeftOperand());
      Long right = numberOf(ASTHelpers.constValue(binary.getRightOperand()));
      if (left != null && right != null) {
        return new Sum(
            left.variable(), left.constant() + (tree.getKind() == Tree.Kind.PLUS ? right : -right));
      }
    }
    return expressions.of(tree).map(e -> new Sum(e, 0)).orElse(null);
  }

  private static boolean isBoolean(ExpressionTree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null
        && (type.hasTag(TypeTag.BOOLEAN)
            || type.tsym.getQualifiedName().contentEquals("java.lang.Boolean"));
  }

  private static boolean isWhole(ExpressionTree tree) {
    return isOf(tree, TypeTag.INT)
        || isOf(tree, TypeTag.LONG)
        || isOf(tree, TypeTag.SHORT)
        || isOf(tree, TypeTag.BYTE)
        || isOf(tree, TypeTag.CHAR);
  }

  private static boolean isOf(ExpressionTree tree, TypeTag tag) {
    Type type = ASTHelpers.getType(tree);
    return type != null && type.hasTag(tag);
  }

  /** The test that a case of a switch makes, if it names constants or one type without more. */
  Optional<Test> of(CaseNode node) {
    Optional<Expression> selector =
        expressions.of(node.getSwitchOperand().getExpression().getTree());
    Test whole = null;
    for (Node label : node.getCaseOperands()) {
      Tree tree = label.getTree();
      Test test =
          selector.isEmpty() || tree == null ? null : readLabel(selector.get(), tree, label);
      if (test == null || (whole != null && !whole.subject().equals(test.subject()))) {
        return Optional.empty();
      }
      whole = whole == null ? test : either(whole, test);
    }
    return whole == null || node.getGuard() == null
        ? Optional.ofNullable(whole)
        // The guard may be what fails.
        : Optional.of(
            new Test(whole.subject(), whole.ifTrue(), whole.ifTrue().join(whole.ifFalse())));
  }

  private static @Nullable Test readLabel(Expression selector, Tree tree, Node label) {
    Object constant = constantOf(tree);
    if (constant == null) {
      return tree instanceof VariableTree
          ? isInstance(Optional.of(selector), (Type) label.getType())
          : null;
    }
    Test test = equal(Optional.of(selector), constant);
    if (test != null && Expressions.isEnumConstant(ASTHelpers.getSymbol(tree))) {
      // Null would have been thrown out before.
      return new Test(
          selector, test.ifTrue(), new Constants(false, ImmutableSet.of(constant, Constants.NULL)));
    }
    return test;
  }

  private static Test either(Test one, Test two) {
    return new Test(
        one.subject(),
        one.ifTrue().join(two.ifTrue()),
        one.ifFalse().meet(two.ifFalse()).orElse(one.ifFalse()));
  }
}
