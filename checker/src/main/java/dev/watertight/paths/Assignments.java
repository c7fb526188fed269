package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.caches.PerCompilation;
import dev.watertight.paths.Range.Constants;
import dev.watertight.paths.Range.Numbers;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.checkerframework.errorprone.dataflow.cfg.node.ArrayAccessNode;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.BinaryOperationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.FieldAccessNode;
import org.checkerframework.errorprone.dataflow.cfg.node.IntegerLiteralNode;
import org.checkerframework.errorprone.dataflow.cfg.node.LocalVariableNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MethodInvocationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.NarrowingConversionNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.NumericalAdditionNode;
import org.checkerframework.errorprone.dataflow.cfg.node.NumericalSubtractionNode;
import org.checkerframework.errorprone.dataflow.cfg.node.SwitchExpressionNode;
import org.checkerframework.errorprone.dataflow.cfg.node.TernaryExpressionNode;
import org.checkerframework.errorprone.dataflow.cfg.node.TypeCastNode;
import org.checkerframework.errorprone.dataflow.cfg.node.WideningConversionNode;
import org.jspecify.annotations.Nullable;

/** What assignments and calls do to facts. */
record Assignments(Conditions conditions, Expressions expressions) {
  /** Methods of collections and maps that leave something in them. */
  private static final ImmutableSet<String> ADDING =
      ImmutableSet.of("add", "addFirst", "addLast", "put", "push");

  /** What code changes, by its tree: each call of a method asks for that again, in each state. */
  private static final Supplier<Map<Tree, ImmutableSet<Expression>>> CHANGED =
      PerCompilation.of(state -> new IdentityHashMap<>());

  static final Pattern CHANGING =
      Pattern.compile(
          "(add|append|cancel|clear|close|compute|delete|drain|increment|insert|merge|next|offer"
              + "|open|poll|pop|push|put|read|remove|replace|reset|retain|set|shutdown|start|stop"
              + "|take|toggle|update|getAnd)(\\p{Lu}.*)?|\\w+AndGet");

  /**
   * What an assignment says of its target.
   *
   * @param range the values it has, if those are known
   * @param test the condition whose outcome it gets
   * @param source what it is a copy of: a variable or a size; for an iterator the size of its
   *     collection
   */
  record Given(
      Expression target,
      Optional<Range> range,
      Optional<ExpressionTree> test,
      Optional<Expression> source) {}

  /** What an assignment says of its target; empty if nothing. */
  Optional<Given> describe(AssignmentNode assignment) {
    Optional<Expression> target = targetOf(assignment.getTarget());
    return target.map(t -> describe(t, converted(assignment.getExpression())));
  }

  private Given describe(Expression target, Node value) {
    Optional<Range> range = rangeOf(value);
    if (range.isPresent()) {
      return new Given(target, range, Optional.empty(), Optional.empty());
    }
    Optional<Expression> collection = iterated(value);
    if (collection.isPresent()) {
      return new Given(
          Expression.moreOf(target),
          Optional.empty(),
          Optional.empty(),
          collection.map(Expression::sizeOf));
    }
    Optional<Expression> source = sourceOf(value);
    if (source.isEmpty()
        && value.getTree() instanceof ExpressionTree tree
        && value.getType() instanceof Type type
        && type.hasTag(TypeTag.BOOLEAN)) {
      return new Given(target, Optional.empty(), Optional.of(tree), source);
    }
    return new Given(target, Optional.empty(), Optional.empty(), source);
  }

  private Optional<Expression> targetOf(Node target) {
    VarSymbol variable = Conditions.variableOf(target);
    return variable != null
        ? Optional.of(Expression.of(variable))
        : target instanceof FieldAccessNode ? expressions.of(target.getTree()) : Optional.empty();
  }

  private static @Nullable VarSymbol assigned(Node target) {
    if (target instanceof ArrayAccessNode element) {
      return Conditions.variableOf(element.getArray());
    }
    if (target instanceof FieldAccessNode field) {
      return field.getElement() instanceof VarSymbol variable ? variable : null;
    }
    return Conditions.variableOf(target);
  }

  private static Node converted(Node value) {
    Node node = value;
    while (true) {
      if (node instanceof TypeCastNode cast) {
        node = cast.getOperand();
      } else if (node instanceof NarrowingConversionNode narrowing) {
        node = narrowing.getOperand();
      } else if (node instanceof WideningConversionNode widening) {
        node = widening.getOperand();
      } else {
        return node;
      }
    }
  }

  private static Optional<Range> rangeOf(Node value) {
    Tree tree = value.getTree();
    if (tree == null) {
      return Optional.empty();
    }
    Object constant = Tests.constantOf(tree);
    return constant != null
        ? Optional.of(Tests.just(constant))
        : isMade(tree) ? Optional.of(Constants.NOT_NULL) : Optional.empty();
  }

  private static boolean isMade(Tree tree) {
    return tree instanceof NewClassTree
        || tree instanceof NewArrayTree
        || tree instanceof LambdaExpressionTree
        || tree instanceof MemberReferenceTree;
  }

  private Optional<Expression> iterated(Node value) {
    return value.getTree() instanceof MethodInvocationTree call
            && call.getArguments().isEmpty()
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("iterator")
        ? expressions.of(ASTHelpers.getReceiver(call))
        : Optional.empty();
  }

  private Optional<Expression> sourceOf(Node value) {
    if (value instanceof TernaryExpressionNode ternary) {
      return targetOf(ternary.getTernaryExpressionVar());
    }
    if (value instanceof SwitchExpressionNode choice) {
      return targetOf(choice.getSwitchExpressionVar());
    }
    if (value instanceof MethodInvocationNode) {
      return expressions.of(value.getTree()).filter(Expression::isSize);
    }
    return value instanceof LocalVariableNode || value instanceof FieldAccessNode
        ? targetOf(value)
        : Optional.empty();
  }

  /** The facts after a node: several where a variable records the outcome of a test. */
  ImmutableList<Facts> after(
      Node node, Facts facts, TrackedFacts tracked, Set<Tree> present, Conditions.Judge judge) {
    if (node instanceof AssignmentNode assignment) {
      VarSymbol variable = assigned(assignment.getTarget());
      return variable == null
          ? ImmutableList.of(facts)
          : afterAssignment(assignment, variable, facts, tracked, present, judge);
    }
    return ImmutableList.of(
        node instanceof MethodInvocationNode
                && node.getTree() instanceof MethodInvocationTree call
                && !facts.ranges().isEmpty()
            ? afterCall(call, afterArguments(call, facts), tracked)
            : facts);
  }

  private ImmutableList<Facts> afterAssignment(
      AssignmentNode assignment,
      VarSymbol variable,
      Facts facts,
      TrackedFacts tracked,
      Set<Tree> present,
      Conditions.Judge judge) {
    Facts rest = facts.without(variable);
    Optional<Expression> target = targetOf(assignment.getTarget());
    if (target.isEmpty()) {
      return ImmutableList.of(rest);
    }
    Node value = converted(assignment.getExpression());
    long step = stepOf(value, variable);
    if (step != 0) {
      return ImmutableList.of(tracked.shift(facts, target.get(), step, rest));
    }
    Given given = describe(target.get(), value);
    Expression subject = given.target();
    if (given.range().isPresent()) {
      Facts next = tracked.keep(rest, subject, given.range().get());
      return ImmutableList.of(
          isEmptyCollection(value.getTree())
              ? tracked.keep(next, Expression.sizeOf(subject), Numbers.of(0, 0))
              : next);
    }
    if (value.getTree() != null && present.contains(value.getTree())) {
      return ImmutableList.of(tracked.keep(rest, subject, Constants.NOT_NULL));
    }
    if (!tracked.contains(subject) || (given.test().isEmpty() && given.source().isEmpty())) {
      return ImmutableList.of(rest);
    }
    if (given.test().isEmpty() && !given.source().get().isSize()) {
      Range copied = facts.ranges().get(given.source().get());
      return ImmutableList.of(copied == null ? rest : tracked.keep(rest, subject, copied));
    }
    ImmutableList.Builder<Facts> split = ImmutableList.builder();
    boolean isCopy = given.test().isEmpty() && sourceOf(value).isPresent();
    for (boolean outcome : new boolean[] {true, false}) {
      for (Facts refined :
          given.test().isPresent()
              ? conditions.refine(facts, given.test().get(), outcome, judge)
              : conditions.assume(rest, Tests.isFilled(given.source().get()), outcome)) {
        Range known = isCopy ? refined.numbers(given.source().get()) : Numbers.of(outcome);
        split.add(tracked.keep(refined.without(variable), subject, known));
      }
    }
    return split.build();
  }

  /** By how much an assignment changes a number; 0 if it does something else. */
  private static long stepOf(Node value, VarSymbol variable) {
    boolean adds = value instanceof NumericalAdditionNode;
    if (!adds && !(value instanceof NumericalSubtractionNode)) {
      return 0;
    }
    BinaryOperationNode operation = (BinaryOperationNode) value;
    Node right = converted(operation.getRightOperand());
    boolean own = variable.equals(Conditions.variableOf(converted(operation.getLeftOperand())));
    return own && right instanceof IntegerLiteralNode literal
        ? (adds ? literal.getValue() : -(long) literal.getValue())
        : 0;
  }

  private static boolean isEmptyCollection(@Nullable Tree tree) {
    return tree instanceof NewClassTree creation
        && creation.getClassBody() == null
        && creation.getArguments().stream()
            .allMatch(a -> ASTHelpers.constValue(a) instanceof Integer)
        && isOfJavaUtil(ASTHelpers.getSymbol(creation));
  }

  private static boolean isOfJavaUtil(MethodSymbol method) {
    return method.owner.getQualifiedName().toString().startsWith("java.util.");
  }

  /**
   * A function that a call is given, or the method itself, may change what it names: {@code
   * texts.forEach(text -> pending.add(submit(text)))}, as often as it likes, or never.
   */
  private Facts afterArguments(MethodInvocationTree call, Facts facts) {
    Facts rest = facts;
    for (ExpressionTree argument : call.getArguments()) {
      if (argument instanceof LambdaExpressionTree function) {
        for (Expression changed : changedIn(function.getBody())) {
          rest = rest.without((Expression subject) -> subject.asks(changed));
        }
      } else if (isChangedBy(ASTHelpers.getSymbol(call), call.getArguments().indexOf(argument))) {
        Expression changed = expressions.read(argument);
        rest = changed == null ? rest : rest.without((Expression subject) -> subject.asks(changed));
      }
    }
    return rest;
  }

  /** Whether a method in view changes the object that it is given for a parameter. */
  private boolean isChangedBy(MethodSymbol method, int position) {
    return position < method.getParameters().size()
        && CompilationIndex.of(expressions.state())
            .declaration(method)
            .filter(
                callee ->
                    changedIn(callee.getLeaf())
                        .contains(Expression.of(method.getParameters().get(position))))
            .isPresent();
  }

  /** What methods are called on in code that change it, if their names say so. */
  private ImmutableSet<Expression> changedIn(Tree code) {
    return CHANGED.get(expressions.state()).computeIfAbsent(code, this::findChangedIn);
  }

  private ImmutableSet<Expression> findChangedIn(Tree code) {
    ImmutableSet.Builder<Expression> found = ImmutableSet.builder();
    for (MethodInvocationTree call : Trees.in(code, MethodInvocationTree.class)) {
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      if (receiver != null
          && CHANGING.matcher(ASTHelpers.getSymbol(call).getSimpleName()).matches()) {
        expressions.of(receiver).ifPresent(found::add);
      }
    }
    return found.build();
  }

  /** A call may change what it is called on, if its name says so: see {@link Conditions}. */
  private Facts afterCall(MethodInvocationTree call, Facts facts, TrackedFacts tracked) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    String name = method.getSimpleName().toString();
    Optional<Expression> object =
        receiver != null && CHANGING.matcher(name).matches()
            ? expressions.of(receiver)
            : Optional.empty();
    if (object.isEmpty()) {
      return facts;
    }
    Facts rest = facts.without((Expression subject) -> subject.asks(object.get()));
    Expression size = Expression.sizeOf(object.get());
    if (isOfJavaUtil(method) && ADDING.contains(name)) {
      return tracked.keep(rest, size, Numbers.of(1, Long.MAX_VALUE));
    }
    if (isOfJavaUtil(method) && name.equals("clear")) {
      return tracked.keep(rest, size, Numbers.of(0, 0));
    }
    if (name.equals("set") && Expressions.isAtomicBoolean(method.owner.type)) {
      Long value = Tests.numberOf(ASTHelpers.constValue(call.getArguments().get(0)));
      return value == null
          ? rest
          : tracked.keep(rest, Expression.valueOf(object.get()), Numbers.of(value, value));
    }
    return rest;
  }
}
