package dev.watertight.counts;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type.ArrayType;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * What numbers expressions stand for: followed through variables, fields, parameters and methods
 * that return one thing, as long as each has one value. A variable that never changes stands for
 * itself where its value is not known.
 */
final class Numbers {
  private static final Amount NEGATIVE = Amount.of(-1);

  private static final int DEPTH = 8;

  private final VisitorState state;
  private final boolean isForLimits;
  private final Elements elements;
  private final OutsideData data;

  /* What is being asked for: no circles, and not deep, since each may be named more than once. */
  private final Set<Symbol> followed = new HashSet<>();

  Numbers(VisitorState state) {
    this(false, state);
  }

  /**
   * Numbers.
   *
   * @param isForLimits whether the most is a limit, which may never be reached: where elements are
   *     left out that have come before
   */
  Numbers(boolean isForLimits, VisitorState state) {
    this.isForLimits = isForLimits;
    this.state = state;
    this.elements = new Elements(this, state);
    this.data = new OutsideData(this, state);
  }

  boolean isForLimits() {
    return isForLimits;
  }

  VisitorState state() {
    return state;
  }

  ResolvedLibrary library() {
    return ResolvedLibrary.of(state);
  }

  Elements elements() {
    return elements;
  }

  OutsideData data() {
    return data;
  }

  Scopes scopes() {
    return new Scopes(this, state);
  }

  Iterators iterators() {
    return new Iterators(this, state);
  }

  /** The value of an expression, where no variable of the code around is known to have another. */
  Count valueOf(Tree expression) {
    return valueOf(expression, variable -> Amount.UNKNOWN);
  }

  /**
   * The value of an expression.
   *
   * @param known the values of variables at that point
   */
  Count valueOf(Tree expression, Function<VarSymbol, Amount> known) {
    Object constant = ASTHelpers.constValue(expression);
    if (constant instanceof Integer || constant instanceof Long || constant instanceof Character) {
      return Count.exactly(constant instanceof Character c ? c : ((Number) constant).longValue());
    }
    return WholeNumbers.in(ASTHelpers.getType(expression), computed(expression, known), state);
  }

  private Count computed(Tree expression, Function<VarSymbol, Amount> known) {
    if (expression instanceof ParenthesizedTree inner) {
      return valueOf(inner.getExpression(), known);
    }
    if (expression instanceof TypeCastTree cast) {
      Count value = valueOf(cast.getExpression(), known);
      return value.amount().number().isEmpty()
              && WholeNumbers.mayCut(
                  ASTHelpers.getType(cast), ASTHelpers.getType(cast.getExpression()), state)
          ? Count.UNKNOWN
          : value;
    }
    if (expression instanceof ConditionalExpressionTree choice) {
      return valueOf(choice.getTrueExpression(), known)
          .or(valueOf(choice.getFalseExpression(), known));
    }
    if (expression instanceof BinaryTree binary) {
      return arithmetic(
          binary.getKind(),
          valueOf(binary.getLeftOperand(), known),
          valueOf(binary.getRightOperand(), known));
    }
    if (expression instanceof MethodInvocationTree call) {
      return ofCall(call, known);
    }
    if (expression instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("length")
        && ASTHelpers.getType(select.getExpression()) instanceof ArrayType) {
      return elements.of(select.getExpression());
    }
    if (ASTHelpers.getSymbol(expression) instanceof VarSymbol variable) {
      Amount value = known.apply(variable);
      return value.kind() == Amount.Kind.SUM
          ? Count.exactly(value)
          : scopes().saidBy(expression, resolve(variable, this::valueOf));
    }
    return Count.UNKNOWN;
  }

  static Amount arithmetic(Tree.Kind operator, Amount left, Amount right) {
    return arithmetic(operator, Count.exactly(left), Count.exactly(right)).amount();
  }

  private static Count arithmetic(Tree.Kind operator, Count left, Count right) {
    return switch (operator) {
      case PLUS, PLUS_ASSIGNMENT -> left.plus(right);
      case MINUS, MINUS_ASSIGNMENT -> left.minus(right);
      case MULTIPLY, MULTIPLY_ASSIGNMENT ->
          left.least().isMoreThan(NEGATIVE).isYes() && right.least().isMoreThan(NEGATIVE).isYes()
              ? left.times(right)
              : Count.exactly(left.amount().times(right.amount()));
      default -> {
        OptionalLong a = left.amount().number();
        OptionalLong b = right.amount().number();
        yield a.isEmpty() || b.isEmpty()
            ? Count.UNKNOWN
            : Count.exactly(ofNumbers(operator, a.getAsLong(), b.getAsLong()));
      }
    };
  }

  /** What an operator makes of two numbers; 1 stands for true. */
  private static Amount ofNumbers(Tree.Kind operator, long a, long b) {
    boolean isDefined = b != 0;
    boolean isShift = b >= 0 && b < Integer.SIZE;
    return switch (operator) {
      case DIVIDE, DIVIDE_ASSIGNMENT -> isDefined ? Amount.of(a / b) : Amount.UNKNOWN;
      case REMAINDER, REMAINDER_ASSIGNMENT -> isDefined ? Amount.of(a % b) : Amount.UNKNOWN;
      case LEFT_SHIFT, LEFT_SHIFT_ASSIGNMENT -> isShift ? Amount.of(a << b) : Amount.UNKNOWN;
      case RIGHT_SHIFT, RIGHT_SHIFT_ASSIGNMENT -> isShift ? Amount.of(a >> b) : Amount.UNKNOWN;
      default ->
          Comparisons.holds(operator, Long.compare(a, b))
              .map(truth -> Amount.of(truth ? 1 : 0))
              .orElse(Amount.UNKNOWN);
    };
  }

  private Count ofCall(MethodInvocationTree call, Function<VarSymbol, Amount> known) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (Symbols.isNamed(method.owner, "java.lang.Math")) {
      ImmutableList<Count> given =
          call.getArguments().stream().map(a -> valueOf(a, known)).collect(toImmutableList());
      switch (method.getSimpleName().toString()) {
        case "max" -> {
          return given.get(0).raisedTo(given.get(1));
        }
        case "min" -> {
          return given.get(0).limitedTo(given.get(1));
        }
        case "clamp" -> {
          return given.get(0).limitedTo(given.get(2)).raisedTo(given.get(1));
        }
        default -> {}
      }
    }
    return elements
        .sizeSaidBy(call)
        .orElseGet(
            () ->
                scopes()
                    .saidBy(
                        call,
                        component(method)
                            .map(field -> resolve(field, this::valueOf))
                            .orElseGet(() -> ofReturned(call, this::valueOf))));
  }

  /** The component of a record that a method hands out which the code does not declare. */
  Optional<VarSymbol> component(MethodSymbol method) {
    return (method.owner.flags() & Flags.RECORD) != 0
        ? Components.returnedBy(method, state)
            .filter(field -> field.owner.equals(method.owner))
            // A constructor may put another value in place.
            .filter(
                field ->
                    Components.parametersFor(field, state).stream()
                        .allMatch(parameter -> Values.isFixed(parameter, state)))
        : Optional.empty();
  }

  /** What the one expression stands for that a method returns, which a call gives its arguments. */
  Count ofReturned(MethodInvocationTree call, Function<Tree, Count> meaning) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (followed.size() == DEPTH || !followed.add(method)) {
      return Count.UNKNOWN;
    }
    try {
      return returned(method)
          .map(value -> scopes().ofResult(meaning.apply(value), method, call))
          .orElse(Count.UNKNOWN);
    } finally {
      followed.remove(method);
    }
  }

  private Optional<Tree> returned(MethodSymbol method) {
    CompilationIndex index = CompilationIndex.of(state);
    return !method.isVarArgs()
            && (CompilationIndex.isEffectivelyFinal(method)
                || (!Symbols.isOpenToOthers(method) && index.overriders(method).isEmpty()))
        ? index
            .declaration(method)
            .map(Returns::in)
            .filter(found -> found.size() == 1)
            .map(found -> found.get(0).getLeaf())
        : Optional.empty();
  }

  /** What a variable stands for: what its values do, if they agree; else itself, if it is fixed. */
  Count resolve(VarSymbol variable, Function<Tree, Count> meaning) {
    if (!isFixed(variable)) {
      return Count.UNKNOWN;
    }
    if (followed.size() == DEPTH || !followed.add(variable)) {
      return Count.UNKNOWN;
    }
    try {
      ImmutableList<Tree> values = values(variable);
      ImmutableSet<Count> counts =
          values.stream().map(meaning).collect(ImmutableSet.toImmutableSet());
      Count only = counts.size() == 1 ? counts.iterator().next() : Count.UNKNOWN;
      return only.least().kind() == Amount.Kind.SUM
              && only.most().kind() == Amount.Kind.SUM
              && ((variable.flags() & Flags.PARAMETER) == 0 || scopes().areOnce(only))
          ? only
          : counts.contains(Count.UNKNOWN) && values.stream().noneMatch(data::areIn)
              // The code says it, in a way that is not understood.
              ? Count.UNKNOWN
              : Count.exactly(Amount.of(variable));
    } finally {
      followed.remove(variable);
    }
  }

  /** The largest number that a variable stands for, if the code says all of them. */
  OptionalLong largest(VarSymbol variable) {
    if (followed.size() == DEPTH || !followed.add(variable)) {
      return OptionalLong.empty();
    }
    try {
      Count largest = Count.NEVER;
      ImmutableList<Tree> values = values(variable);
      for (Tree value : values) {
        Count count = variable.type.isNumeric() ? valueOf(value) : elements.of(value);
        Amount most = count.most().limited(symbol -> largest((VarSymbol) symbol));
        largest = largest.or(Count.exactly(most));
      }
      return values.isEmpty() ? OptionalLong.empty() : largest.most().number();
    } finally {
      followed.remove(variable);
    }
  }

  /** What a variable is given; nothing if that is not all in view. */
  ImmutableList<Tree> values(VarSymbol variable) {
    return Values.given(variable, state).orElse(ImmutableList.of()).stream()
        .map(TreePath::getLeaf)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether the variable has one value for as long as it lives, as far as is in view. */
  boolean isFixed(VarSymbol variable) {
    return Values.isFixed(variable, state)
        || (Symbols.isField(variable)
            && Values.isAssignedInViewOnly(variable, state)
            && Values.assignedTo(variable, state).size() == 1
            && Values.assignedTo(variable, state).stream()
                .allMatch(v -> isMaking(v, variable.owner))
            && Values.isAssignedOnly(variable, state));
  }

  /** Whether the code is part of the making of an object. */
  private static boolean isMaking(TreePath code, Symbol type) {
    return Graphs.bodyAround(code).isEmpty()
        || Symbols.methodAround(code)
            .filter(m -> m.isConstructor() && m.owner.equals(type))
            .isPresent();
  }
}
