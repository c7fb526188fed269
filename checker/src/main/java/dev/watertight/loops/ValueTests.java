package dev.watertight.loops;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.values.Constructions;
import dev.watertight.values.KnownValue;
import dev.watertight.values.KnownValues;
import dev.watertight.values.Origins;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a test of a received value says of one that is sent: whether the text that it is is empty,
 * or the number in the object that the sender makes is negative. Methods in view are read that
 * return one expression.
 */
public final class ValueTests {
  /* How deep methods and variables are read that others name. */
  private static final int DEPTH = 6;

  /**
   * What names stand for in some code.
   *
   * @param loop whether it is the loop that receives
   * @param self the object whose code it is, if that is known
   * @param parameters the parameters whose arguments are known
   */
  private record Scope(
      boolean loop, @Nullable KnownValue self, ImmutableMap<Symbol, KnownValue> parameters) {
    static final Scope LOOP = new Scope(true, null, ImmutableMap.of());
    static final Scope ANY = new Scope(false, null, ImmutableMap.of());
  }

  private final ReceivedValues received;
  private final Supplier<Optional<KnownValue>> sent;
  private final VisitorState state;

  private ValueTests(ReceivedValues received, TreePath sent, VisitorState state) {
    this.received = received;
    this.sent = () -> of(sent.getLeaf(), Scope.ANY, DEPTH - 1);
    this.state = state;
  }

  private ValueTests(ReceivedValues received, KnownValue sent, VisitorState state) {
    this.received = received;
    this.sent = () -> Optional.of(sent);
    this.state = state;
  }

  /**
   * Whether a test has a certain outcome in a method where some of its parameters have known
   * values.
   *
   * @param self the object whose method it is, if that is known
   */
  public static boolean isCertain(
      TestOutcomes.Outcome outcome,
      @Nullable KnownValue self,
      ImmutableMap<Symbol, KnownValue> names,
      VisitorState state) {
    return valueOf(outcome.test(), self, names, state)
        .flatMap(KnownValue::truth)
        .filter(truth -> truth == outcome.value())
        .isPresent();
  }

  /** What an expression in such a method is. */
  public static Optional<KnownValue> valueOf(
      ExpressionTree tree,
      @Nullable KnownValue self,
      ImmutableMap<Symbol, KnownValue> names,
      VisitorState state) {
    ReceivedValues none = ReceivedValues.in(tree, ImmutableSet.of(), state);
    return new ValueTests(none, KnownValue.of(false), state)
        .of(tree, new Scope(false, self, names), DEPTH);
  }

  /** Whether the code says what is sent, as far as some test may ask. */
  static boolean isSaid(Endpoint send, VisitorState state) {
    Tree value = send.value().map(TreePath::getLeaf).orElse(null);
    return value instanceof NewClassTree
        || (value instanceof MethodInvocationTree made
            && EndMarkers.isOptional(ASTHelpers.getSymbol(made).owner))
        || KnownValue.ofConstant(value).isPresent()
        || (ASTHelpers.getSymbol(value) instanceof VarSymbol variable
            && Values.isFixed(variable, state)
            && Values.initial(variable, state).isPresent());
  }

  /** Whether a loop is left at an exit when it receives what one of the sends sends. */
  public static boolean leaves(
      LoopExit exit, TreePath loop, Topology channel, List<Endpoint> sends, VisitorState state) {
    if (exit.leaving().isEmpty() || !(exit.at() instanceof ExpressionTree test)) {
      return false;
    }
    ReceivedValues received = ReceivedValues.in(loop.getLeaf(), receivesOf(channel), state);
    return received.areMentionedIn(test)
        && sends.stream()
            .filter(send -> isSaid(send, state))
            .flatMap(send -> send.value().stream())
            .anyMatch(
                sent ->
                    new ValueTests(received, sent, state)
                        .of(test, Scope.LOOP, DEPTH)
                        .flatMap(KnownValue::truth)
                        .equals(exit.leaving()));
  }

  /** Whether a test in a receiving loop has its outcome for what one of the sends sends. */
  public static boolean holds(
      TestOutcomes.Outcome outcome,
      TreePath loop,
      Topology channel,
      List<Endpoint> sends,
      VisitorState state) {
    ReceivedValues received = ReceivedValues.in(loop.getLeaf(), receivesOf(channel), state);
    return received.areMentionedIn(outcome.test())
        && sends.stream()
            .filter(send -> isSaid(send, state))
            .flatMap(send -> send.value().stream())
            .anyMatch(
                sent ->
                    new ValueTests(received, sent, state)
                        .of(outcome.test(), Scope.LOOP, DEPTH)
                        .flatMap(KnownValue::truth)
                        .filter(truth -> truth == outcome.value())
                        .isPresent());
  }

  /**
   * Whether a loop goes on at an exit for all that is ever sent, since the code says all that, or
   * its sender has asked the same before.
   */
  public static boolean neverLeaves(
      LoopExit exit, TreePath loop, Topology channel, VisitorState state) {
    if (exit.leaving().isEmpty() || !(exit.at() instanceof ExpressionTree test)) {
      return false;
    }
    ReceivedValues received = ReceivedValues.in(loop.getLeaf(), receivesOf(channel), state);
    if (!channel.isClosedView() || !received.areMentionedIn(test)) {
      return false;
    }
    boolean leaving = exit.leaving().get();
    for (Endpoint send : comingTo(test, loop, channel, state)) {
      if (send.value().isEmpty()
          || !Values.alternatives(send.value().get()).stream()
              .allMatch(value -> neverHolds(test, leaving, value, received, state))) {
        return false;
      }
    }
    return !channel.sends().isEmpty();
  }

  /** The sends of what may come to a test: no other test before it leaves the loop, or goes on. */
  public static ImmutableList<Endpoint> comingTo(
      Tree test, TreePath loop, Topology channel, VisitorState state) {
    TreePath place = TreePath.getPath(loop, test);
    ImmutableList<TestOutcomes.Outcome> before =
        place == null ? ImmutableList.of() : TestOutcomes.at(place, loop.getLeaf());
    return channel.sends().stream()
        .filter(
            send ->
                before.stream()
                    .map(outcome -> new TestOutcomes.Outcome(outcome.test(), !outcome.value()))
                    .noneMatch(other -> holds(other, loop, channel, ImmutableList.of(send), state)))
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean neverHolds(
      ExpressionTree test,
      boolean outcome,
      TreePath sent,
      ReceivedValues received,
      VisitorState state) {
    return new SenderGuards(received, state).exclude(test, outcome, sent)
        || new KnownValues(state)
            .of(sent)
            .filter(
                values ->
                    values.stream()
                        .allMatch(
                            value ->
                                new ValueTests(received, value, state)
                                    .of(test, Scope.LOOP, DEPTH)
                                    .flatMap(KnownValue::truth)
                                    .filter(truth -> truth != outcome)
                                    .isPresent()))
            .isPresent();
  }

  private static ImmutableSet<Tree> receivesOf(Topology channel) {
    return channel.receives().stream().map(r -> r.path().getLeaf()).collect(toImmutableSet());
  }

  /**
   * Whether a test of what a receive returns, in the same body, has another outcome if that is what
   * an expression stands for: code behind the test is then not reached.
   */
  static boolean excludes(
      TestOutcomes.Outcome outcome,
      TreePath body,
      Endpoint receive,
      TreePath value,
      VisitorState state) {
    ReceivedValues received =
        ReceivedValues.in(body.getLeaf(), ImmutableSet.of(receive.path().getLeaf()), state);
    return received.areMentionedIn(outcome.test())
        && new ValueTests(received, value, state)
            .of(outcome.test(), Scope.LOOP, DEPTH)
            .flatMap(KnownValue::truth)
            .filter(truth -> truth != outcome.value())
            .isPresent();
  }

  private Optional<KnownValue> of(Tree expression, Scope scope, int depth) {
    Tree tree =
        expression instanceof ExpressionTree e ? ASTHelpers.stripParentheses(e) : expression;
    Optional<KnownValue> constant = KnownValue.ofConstant(tree);
    if (constant.isPresent() || depth == 0) {
      return constant;
    }
    if (scope.loop() && received.isResult(tree)) {
      return sent.get();
    }
    if (tree instanceof UnaryTree unary && unary.getKind() == Kind.LOGICAL_COMPLEMENT) {
      return of(unary.getExpression(), scope, depth)
          .flatMap(KnownValue::truth)
          .map(truth -> KnownValue.of(!truth));
    }
    if (tree instanceof BinaryTree binary) {
      return ofOperation(binary, scope, depth);
    }
    if (tree instanceof InstanceOfTree test && test.getType() != null) {
      Type type = ASTHelpers.getType(test.getType());
      return of(test.getExpression(), scope, depth)
          .flatMap(value -> value.isA(type, state))
          .map(KnownValue::of);
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(call, scope, depth);
    }
    if (tree instanceof ArrayAccessTree access && isOnlyRead(access.getExpression())) {
      return of(access.getExpression(), scope, depth)
          .flatMap(all -> of(access.getIndex(), scope, depth).flatMap(index -> all.part(index)));
    }
    if (tree instanceof MemberSelectTree length
        && length.getIdentifier().contentEquals("length")
        && ASTHelpers.getType(length.getExpression()) instanceof Type.ArrayType) {
      return of(length.getExpression(), scope, depth)
          .flatMap(KnownValue::parts)
          .map(parts -> new KnownValue(parts.size()));
    }
    if (tree instanceof AssignmentTree assignment) {
      return of(assignment.getExpression(), scope, depth);
    }
    return tree instanceof NewClassTree creation
        ? Optional.of(KnownValue.madeBy(creation))
        : ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            ? ofVariable(tree, variable, scope, depth)
            : Optional.empty();
  }

  private Optional<KnownValue> ofOperation(BinaryTree binary, Scope scope, int depth) {
    Optional<KnownValue> left = of(binary.getLeftOperand(), scope, depth);
    Optional<KnownValue> right = of(binary.getRightOperand(), scope, depth);
    if (binary.getKind() == Kind.CONDITIONAL_AND || binary.getKind() == Kind.CONDITIONAL_OR) {
      KnownValue deciding = KnownValue.of(binary.getKind() == Kind.CONDITIONAL_OR);
      return left.equals(Optional.of(deciding)) ? left : right.filter(r -> left.isPresent());
    }
    return left.isEmpty() || right.isEmpty()
        ? Optional.empty()
        : binary.getKind() == Kind.PLUS || binary.getKind() == Kind.MINUS
            ? left.get().combined(binary.getKind(), right.get())
            : left.get()
                .compareTo(right.get(), binary.getKind())
                .flatMap(order -> Comparisons.holds(binary.getKind(), order))
                .map(KnownValue::of);
  }

  private Optional<KnownValue> ofCall(MethodInvocationTree call, Scope scope, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (EndMarkers.isOptional(method.owner) && method.isStatic()) {
      return KnownValue.ofOptional(method);
    }
    ImmutableList<Optional<KnownValue>> arguments =
        call.getArguments().stream()
            .map(argument -> of(argument, scope, depth))
            .collect(ImmutableList.toImmutableList());
    if (method.isStatic() && isListOfArray(method) && arguments.size() == 1) {
      return arguments.get(0).filter(array -> array.parts().isPresent());
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    Optional<KnownValue> object =
        method.isStatic()
            ? Optional.empty()
            : Symbols.isSelf(receiver)
                ? Optional.ofNullable(scope.self())
                : of(receiver, scope, depth);
    if (object.isEmpty() && !method.isStatic()) {
      return receiver == null
          ? Optional.empty()
          : CallRules.isFunction(method, state)
              ? ofFunctions(receiver, arguments, depth)
              : ConstantTables.answer(method, receiver, arguments, state);
    }
    if (object.filter(o -> o.isText() || o.isOptional()).isPresent()) {
      return object.get().ofLibrary(method, arguments);
    }
    if (object.flatMap(KnownValue::parts).isPresent()) {
      return ofParts(object.get(), method.getSimpleName().toString(), arguments);
    }
    MethodSymbol called =
        object
            .flatMap(KnownValue::type)
            .map(type -> method.implementation(type, state.getTypes(), true))
            .orElse(method);
    return ofMethod(called, object.orElse(null), arguments, depth)
        .or(() -> object.flatMap(o -> component(called, o, depth)));
  }

  /**
   * Whether nobody may change the elements of an array: it is in no variable, or read by its code.
   */
  private boolean isOnlyRead(ExpressionTree array) {
    return !(ASTHelpers.getSymbol(array) instanceof VarSymbol variable)
        || (!Symbols.isField(variable)
            && CompilationIndex.of(state).mentions(variable).stream()
                .allMatch(
                    mention ->
                        mention.getParentPath().getLeaf() instanceof MemberSelectTree
                            || (mention.getParentPath().getLeaf() instanceof ArrayAccessTree access
                                && !(mention.getParentPath().getParentPath().getLeaf()
                                        instanceof AssignmentTree change
                                    && change.getVariable() == access))));
  }

  private static boolean isListOfArray(MethodSymbol method) {
    String name = method.owner.getQualifiedName() + "." + method.getSimpleName();
    return name.equals("java.util.List.of") || name.equals("java.util.Arrays.asList");
  }

  private static Optional<KnownValue> ofParts(
      KnownValue object, String method, ImmutableList<Optional<KnownValue>> arguments) {
    int size = object.parts().orElseThrow().size();
    return switch (method) {
      case "size" -> Optional.of(new KnownValue(size));
      case "isEmpty" -> Optional.of(KnownValue.of(size == 0));
      case "get" -> arguments.get(0).flatMap(object::part);
      case "getFirst" -> object.part(new KnownValue(0));
      case "getLast" -> object.part(new KnownValue(size - 1));
      default -> Optional.empty();
    };
  }

  private Optional<KnownValue> ofMethod(
      MethodSymbol method,
      @Nullable KnownValue object,
      List<Optional<KnownValue>> arguments,
      int depth) {
    Scope inside = new Scope(false, object, named(method.getParameters(), arguments));
    return Returns.last(method, state).flatMap(returned -> of(returned, inside, depth - 1));
  }

  private static ImmutableMap<Symbol, KnownValue> named(
      List<? extends Symbol> parameters, List<Optional<KnownValue>> arguments) {
    ImmutableMap.Builder<Symbol, KnownValue> named = ImmutableMap.builder();
    for (int i = 0; i < arguments.size() && i < parameters.size(); i++) {
      Symbol parameter = parameters.get(i);
      arguments.get(i).ifPresent(argument -> named.put(parameter, argument));
    }
    return named.buildOrThrow();
  }

  /** What all functions answer that a variable may hold, if that is the same. */
  private Optional<KnownValue> ofFunctions(
      ExpressionTree holder, List<Optional<KnownValue>> arguments, int depth) {
    if (!(ASTHelpers.getSymbol(holder) instanceof VarSymbol variable)) {
      return Optional.empty();
    }
    Known<TreePath> functions = Origins.seenOf(variable, Trees::isFunction, state);
    ImmutableSet<Optional<KnownValue>> answers =
        functions.seen().stream()
            .map(function -> ofFunction(function.getLeaf(), arguments, depth))
            .collect(toImmutableSet());
    return functions.isComplete() && answers.size() == 1
        ? answers.iterator().next()
        : Optional.empty();
  }

  private Optional<KnownValue> ofFunction(
      Tree function, List<Optional<KnownValue>> arguments, int depth) {
    if (function instanceof LambdaExpressionTree lambda) {
      ImmutableList<Symbol> parameters =
          lambda.getParameters().stream()
              .map(ASTHelpers::getSymbol)
              .collect(ImmutableList.toImmutableList());
      return lambda.getBody() instanceof ExpressionTree result
          ? of(result, new Scope(false, null, named(parameters, arguments)), depth - 1)
          : Optional.empty();
    }
    if (!(function instanceof MemberReferenceTree reference)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(reference);
    boolean isOfArgument = !method.isStatic() && arguments.size() == 1 + method.params().size();
    return method.isStatic()
        ? ofMethod(method, null, arguments, depth)
        : isOfArgument
            ? arguments
                .get(0)
                .filter(KnownValue::isText)
                .flatMap(
                    text ->
                        text.ofLibrary(
                            method, ImmutableList.copyOf(arguments.subList(1, arguments.size()))))
            : Optional.empty();
  }

  /** What the accessor method of a record returns that nobody has written. */
  private Optional<KnownValue> component(MethodSymbol accessor, KnownValue object, int depth) {
    return accessor.owner instanceof ClassSymbol type
        ? type.getRecordComponents().stream()
            .filter(component -> component.name.equals(accessor.name))
            .filter(component -> accessor.getParameters().isEmpty())
            .flatMap(component -> Symbols.member(type, component.name, VarSymbol.class).stream())
            .findFirst()
            .flatMap(field -> ofField(field, object, depth))
        : Optional.empty();
  }

  private Optional<KnownValue> ofVariable(Tree name, VarSymbol variable, Scope scope, int depth) {
    if (scope.parameters().containsKey(variable)) {
      return Optional.of(scope.parameters().get(variable));
    }
    if (!Values.isFixed(variable, state)) {
      return Optional.empty();
    }
    if (!Symbols.isField(variable) || variable.isStatic()) {
      // What a local variable is made of is named in the same method.
      Scope inside = scope.loop() || Symbols.isField(variable) ? Scope.ANY : scope;
      return Values.initial(variable, state)
          .flatMap(value -> of(value.getLeaf(), inside, depth - 1));
    }
    Optional<KnownValue> object =
        name instanceof MemberSelectTree select && !Symbols.isSelf(select.getExpression())
            ? of(select.getExpression(), scope, depth)
            : Optional.ofNullable(scope.self());
    return object.flatMap(o -> ofField(variable, o, depth));
  }

  /** What a field has been given by the constructor that has made the object. */
  private Optional<KnownValue> ofField(VarSymbol field, KnownValue object, int depth) {
    return object
        .maker()
        .flatMap(maker -> Constructions.valueOf(field, maker, state))
        .flatMap(value -> of(value, Scope.ANY, depth - 1));
  }
}
