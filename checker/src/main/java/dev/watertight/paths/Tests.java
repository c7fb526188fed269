package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.paths.Range.Constants;
import dev.watertight.paths.Range.Numbers;
import dev.watertight.program.Symbols;
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

  private static final String PRESENT = "isPresent";

  private final Expressions expressions;
  private final Differences differences;
  private final IdentityHashMap<Tree, Optional<Test>> known = new IdentityHashMap<>();

  Tests(Expressions expressions) {
    this.expressions = expressions;
    this.differences = new Differences(expressions);
  }

  /** The test that a condition makes, if it makes one and not several. */
  Optional<Test> of(ExpressionTree condition) {
    Optional<Test> test = known.get(condition);
    if (test == null) {
      test = Optional.ofNullable(read(ASTHelpers.stripParentheses(condition)));
      known.put(condition, test);
    }
    return test;
  }

  private @Nullable Test read(ExpressionTree tree) {
    if (tree instanceof BinaryTree binary) {
      return readComparison(binary);
    }
    if (tree instanceof InstanceOfTree test) {
      return test.getType() == null
          ? null
          : isInstance(expressions.read(test.getExpression()), ASTHelpers.getType(test.getType()));
    }
    Test special = tree instanceof MethodInvocationTree call ? readCall(call) : null;
    return special == null && isBoolean(tree) ? truth(expressions.read(tree)) : special;
  }

  private static @Nullable Test truth(@Nullable Expression subject) {
    return subject == null ? null : new Test(subject, Numbers.TRUE, Numbers.FALSE);
  }

  private static @Nullable Test not(@Nullable Test test) {
    return test == null
        ? null
        : new Test(test.subject(), /* ifTrue= */ test.ifFalse(), /* ifFalse= */ test.ifTrue());
  }

  /** The test whether a collection or its like has elements. */
  static Test isFilled(Expression size) {
    return new Test(size, Numbers.of(1, Long.MAX_VALUE), Numbers.of(0, 0));
  }

  private static @Nullable Test isInstance(@Nullable Expression object, @Nullable Type type) {
    return object == null || type == null
        ? null
        : truth(Expression.of(INSTANCE_OF, object, Expression.of(type.tsym)));
  }

  private @Nullable Test readCall(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    List<? extends ExpressionTree> arguments = call.getArguments();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    boolean objects = Symbols.isNamed(method.owner, "java.util.Objects");
    if (objects && arguments.size() == 1) {
      Test isNull = equal(subjectOf(arguments.get(0)), Constants.NULL);
      return name.equals("isNull") ? isNull : not(isNull);
    }
    if (name.equals("equals") && (objects || arguments.size() == 1)) {
      ExpressionTree first = objects ? arguments.get(0) : receiver;
      return first == null ? null : readEquality(first, arguments.get(arguments.size() - 1));
    }
    Expression object = receiver == null ? null : expressions.read(receiver);
    if (object == null) {
      return null;
    }
    if (Expressions.isAtomicBoolean(method.owner.type) && arguments.size() == 2) {
      return readCompareAndSet(object, arguments);
    }
    return switch (arguments.isEmpty() ? name : "") {
      case "hasNext" -> truth(Expression.moreOf(object));
      case "isEmpty" ->
          !expressions.isQuestion(call)
              ? null
              : not(
                  method.owner.getQualifiedName().toString().startsWith("java.util.Optional")
                      ? truth(Expression.of(PRESENT, object))
                      : isFilled(Expression.sizeOf(object)));
      case PRESENT -> expressions.isQuestion(call) ? truth(Expression.of(PRESENT, object)) : null;
      default -> null;
    };
  }

  private static @Nullable Test readCompareAndSet(
      Expression object, List<? extends ExpressionTree> arguments) {
    return ASTHelpers.constValue(arguments.get(0)) instanceof Boolean from
            && ASTHelpers.constValue(arguments.get(1)) instanceof Boolean to
        ? new Test(Expression.valueOf(object), Numbers.of(from), Numbers.of(!from), Numbers.of(to))
        : null;
  }

  private @Nullable Test readComparison(BinaryTree tree) {
    ExpressionTree left = ASTHelpers.stripParentheses(tree.getLeftOperand());
    ExpressionTree right = ASTHelpers.stripParentheses(tree.getRightOperand());
    return switch (tree.getKind()) {
      case EQUAL_TO -> readEquality(left, right);
      case NOT_EQUAL_TO -> not(readEquality(left, right));
      case LESS_THAN -> less(left, right, 0);
      case LESS_THAN_EQUAL -> less(left, right, 1);
      case GREATER_THAN -> less(right, left, 0);
      case GREATER_THAN_EQUAL -> less(right, left, 1);
      default -> null;
    };
  }

  private @Nullable Test readEquality(ExpressionTree left, ExpressionTree right) {
    Object one = constantOf(left);
    Object two = constantOf(right);
    if (one != null && two != null) {
      return null;
    }
    if (one != null || two != null) {
      return one != null ? equal(subjectOf(right), one) : equal(subjectOf(left), two);
    }
    if (Differences.areWhole(left, right)) {
      return differences.test(left, right, Numbers.of(0, 0), Numbers.except(0));
    }
    Expression first = expressions.read(left);
    Expression second = expressions.read(right);
    if (first == null || second == null) {
      return null;
    }
    return first.toString().compareTo(second.toString()) <= 0
        ? truth(Expression.of("==", first, second))
        : truth(Expression.of("==", second, first));
  }

  private static @Nullable Test equal(@Nullable Expression subject, @Nullable Object constant) {
    if (subject == null || constant == null) {
      return null;
    }
    Long number = numberOf(constant);
    return new Test(
        subject,
        just(constant),
        number == null ? new Constants(false, ImmutableSet.of(constant)) : Numbers.except(number));
  }

  /** The constant, and nothing else. */
  static Range just(Object constant) {
    Long number = numberOf(constant);
    return number == null
        ? new Constants(true, ImmutableSet.of(constant))
        : Numbers.of(number, number);
  }

  /** What is compared with a constant: also a variable that is given its value there. */
  private @Nullable Expression subjectOf(ExpressionTree tree) {
    return expressions.read(
        ASTHelpers.stripParentheses(tree) instanceof AssignmentTree assignment
            ? assignment.getVariable()
            : tree);
  }

  /** A constant that may be compared with: a number, boolean, string, enum constant or null. */
  static @Nullable Object constantOf(Tree tree) {
    if (tree.getKind() == Tree.Kind.NULL_LITERAL) {
      return Constants.NULL;
    }
    if (!(tree instanceof ExpressionTree expression)) {
      return null;
    }
    if (Symbols.isEnumConstant(ASTHelpers.getSymbol(expression))) {
      return ASTHelpers.getSymbol(expression);
    }
    Object constant = ASTHelpers.constValue(expression);
    return constant instanceof Double || constant instanceof Float ? null : constant;
  }

  /** The number that stands for a constant: 1 for {@code true}. */
  static @Nullable Long numberOf(@Nullable Object constant) {
    return constant instanceof Boolean value
        ? (Long) (value ? 1L : 0L)
        : constant instanceof Character value
            ? (Long) (long) value
            : constant instanceof Number value ? (Long) value.longValue() : null;
  }

  /** The test whether one number is less than another, by so much more. */
  private @Nullable Test less(ExpressionTree left, ExpressionTree right, int slack) {
    Test test =
        Differences.areWhole(left, right)
            ? differences.test(
                left,
                right,
                Numbers.of(Long.MIN_VALUE, slack - 1L),
                Numbers.of(slack, Long.MAX_VALUE))
            : null;
    Expression one = expressions.read(left);
    Expression two = expressions.read(right);
    if (test != null || one == null || two == null) {
      return test;
    }
    return slack == 0
        ? truth(Expression.of("<", one, two))
        : not(truth(Expression.of("<", two, one)));
  }

  private static boolean isBoolean(ExpressionTree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null
        && (type.hasTag(TypeTag.BOOLEAN) || Symbols.isNamed(type.tsym, "java.lang.Boolean"));
  }

  /** The test that a case of a switch makes, if it names constants or one type without more. */
  Optional<Test> of(CaseNode node) {
    Expression selector = expressions.read(node.getSwitchOperand().getExpression().getTree());
    Test whole = null;
    for (Node label : node.getCaseOperands()) {
      Tree tree = label.getTree();
      Test test = selector == null || tree == null ? null : readLabel(selector, tree, label);
      if (test == null || (whole != null && !whole.subject().equals(test.subject()))) {
        return Optional.empty();
      }
      whole = whole == null ? test : either(whole, test);
    }
    return whole == null || node.getGuard() == null
        ? Optional.ofNullable(whole)
        // The guard may be what fails.
        : Optional.of(
            new Test(
                whole.subject(),
                whole.ifTrue(),
                whole.ifTrue() instanceof Numbers
                    ? Numbers.ALL
                    : new Constants(false, ImmutableSet.of())));
  }

  private static @Nullable Test readLabel(Expression selector, Tree tree, Node label) {
    Object constant = constantOf(tree);
    if (constant == null) {
      return tree instanceof VariableTree ? isInstance(selector, (Type) label.getType()) : null;
    }
    return Symbols.isEnumConstant(ASTHelpers.getSymbol(tree))
        // Null would have been thrown out before.
        ? new Test(
            selector,
            just(constant),
            new Constants(false, ImmutableSet.of(constant, Constants.NULL)))
        : equal(selector, constant);
  }

  private static Test either(Test one, Test two) {
    return new Test(
        one.subject(),
        one.ifTrue().join(two.ifTrue()),
        one.ifFalse().meet(two.ifFalse()).orElse(one.ifFalse()));
  }
}
