package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What numbers expressions stand for: followed through variables, fields, parameters and methods
 * that return one thing, as long as each has one value. A variable that never changes stands for
 * itself where its value is not known.
 */
final class Numbers {
  private static final ImmutableSet<String> UNBOXING =
      ImmutableSet.of("valueOf", "intValue", "longValue", "toIntExact");

  private final VisitorState state;
  private final CompilationIndex index;
  private final Elements elements;
  private final Set<Symbol> followed = new HashSet<>();

  Numbers(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.elements = new Elements(this, state);
  }

  Elements elements() {
    return elements;
  }

  /** The value of an expression, where no variable of the code around is known to have another. */
  Count valueOf(Tree expression) {
    return valueOf(expression, variable -> OptionalLong.empty());
  }

  /**
   * The value of an expression.
   *
   * @param known the values of variables at that point
   */
  Count valueOf(@Nullable Tree expression, Function<VarSymbol, OptionalLong> known) {
    Tree tree =
        expression instanceof ExpressionTree e ? ASTHelpers.stripParentheses(e) : expression;
    Object constant = tree == null ? null : ASTHelpers.constValue(tree);
    if (constant instanceof Number number && !isFloating(number)) {
      return Count.exactly(number.longValue());
    }
    if (constant instanceof Character character) {
      return Count.exactly(character);
    }
    if (tree instanceof TypeCastTree cast) {
      return valueOf(cast.getExpression(), known);
    }
    if (tree instanceof ConditionalExpressionTree choice) {
      return valueOf(choice.getTrueExpression(), known)
          .or(valueOf(choice.getFalseExpression(), known));
    }
    if (tree instanceof UnaryTree unary && unary.getKind() == Tree.Kind.UNARY_MINUS) {
      return Count.NEVER.minus(valueOf(unary.getExpression(), known));
    }
    if (tree instanceof BinaryTree binary) {
      return arithmetic(
          binary.getKind(),
          valueOf(binary.getLeftOperand(), known),
          valueOf(binary.getRightOperand(), known));
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(call, known);
    }
    if (tree instanceof MemberSelectTree select && select.getIdentifier().contentEquals("length")) {
      return elements.of(select.getExpression());
    }
    if (tree != null && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
      OptionalLong value = known.apply(variable);
      return value.isPresent()
          ? Count.exactly(value.getAsLong())
          : resolve(variable, v -> valueOf(v));
    }
    return Count.UNKNOWN;
  }

  private static boolean isFloating(Number number) {
    return number instanceof Double || number instanceof Float;
  }

  static Count arithmetic(Tree.Kind operator, Count left, Count right) {
    OptionalLong a = number(left);
    OptionalLong b = number(right);
    boolean numbers = a.isPresent() && b.isPresent();
    return switch (operator) {
      case PLUS, PLUS_ASSIGNMENT -> left.plus(right);
      case MINUS, MINUS_ASSIGNMENT -> left.minus(right);
      case MULTIPLY, MULTIPLY_ASSIGNMENT ->
          numbers || (isPositive(left) && isPositive(right)) ? left.times(right) : Count.UNKNOWN;
      case DIVIDE, DIVIDE_ASSIGNMENT ->
          numbers && b.getAsLong() != 0
              ? Count.exactly(a.getAsLong() / b.getAsLong())
              : Count.UNKNOWN;
      case REMAINDER, REMAINDER_ASSIGNMENT ->
          numbers && b.getAsLong() != 0
              ? Count.exactly(a.getAsLong() % b.getAsLong())
              : Count.UNKNOWN;
      case LEFT_SHIFT, LEFT_SHIFT_ASSIGNMENT ->
          numbers && b.getAsLong() >= 0 && b.getAsLong() < 32
              ? Count.exactly(a.getAsLong() << b.getAsLong())
              : Count.UNKNOWN;
      case RIGHT_SHIFT, RIGHT_SHIFT_ASSIGNMENT ->
          numbers && b.getAsLong() >= 0 && b.getAsLong() < 63
              ? Count.exactly(a.getAsLong() >> b.getAsLong())
              : Count.UNKNOWN;
      default -> Count.UNKNOWN;
    };
  }

  /** The number, if the value is one. */
  static OptionalLong number(Count value) {
    return value.least().equals(value.most()) ? value.most().number() : OptionalLong.empty();
  }

  private static boolean isPositive(Count value) {
    return !Amount.ZERO.isMoreThan(value.least()).isYes()
        && value.least().kind() == Amount.Kind.SUM;
  }

  private Count ofCall(MethodInvocationTree call, Function<VarSymbol, OptionalLong> known) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    List<? extends ExpressionTree> arguments = call.getArguments();
    if (method.owner.getQualifiedName().toString().startsWith("java.lang.")) {
      if (UNBOXING.contains(name)) {
        return valueOf(
            arguments.isEmpty() ? ASTHelpers.getReceiver(call) : arguments.get(0), known);
      }
      if (arguments.size() == 2 && (name.equals("max") || name.equals("min"))) {
        Count left = valueOf(arguments.get(0), known);
        Count right = valueOf(arguments.get(1), known);
        return name.equals("max")
            ? new Count(
                Amount.max(left.least(), right.least()), Amount.max(left.most(), right.most()))
            : new Count(
                Amount.min(left.least(), right.least()), Amount.min(left.most(), right.most()));
      }
    }
    Optional<Count> size = elements.sizeSaidBy(call);
    return size.isPresent() ? size.get() : ofReturned(method, this::valueOf);
  }

  /** What the one expression stands for that a method without parameters returns. */
  Count ofReturned(MethodSymbol method, Function<Tree, Count> meaning) {
    if (!followed.add(method)) {
      return Count.UNKNOWN;
    }
    try {
      return returned(method).map(meaning).orElse(Count.UNKNOWN);
    } finally {
      followed.remove(method);
    }
  }

  private Optional<ExpressionTree> returned(MethodSymbol method) {
    boolean certain =
        method.getParameters().isEmpty()
            && (CompilationIndex.isEffectivelyFinal(method)
                || (!Symbols.isOpenToOthers(method) && index.overriders(method).isEmpty()));
    if (!certain || !index.isInView(method)) {
      return Optional.empty();
    }
    return index
        .declaration(method)
        .map(declaration -> Trees.ownIn(declaration.getLeaf(), ReturnTree.class))
        .filter(found -> found.size() == 1)
        .map(found -> found.get(0).getExpression());
  }

  /**
   * What a variable stands for: what its values do, if they agree; else itself, if it never
   * changes.
   */
  Count resolve(VarSymbol variable, Function<Tree, Count> meaning) {
    if (!isFixed(variable)) {
      return Count.UNKNOWN;
    }
    Count itself = Count.exactly(Amount.of(variable));
    if (followed.contains(variable)) {
      return Count.UNKNOWN;
    }
    followed.add(variable);
    try {
      Optional<Count> same = Optional.empty();
      for (Tree value : values(variable)) {
        Count count = meaning.apply(value);
        if (count.least().kind() != Amount.Kind.SUM
            || count.most().kind() != Amount.Kind.SUM
            || (same.isPresent() && !same.get().equals(count))) {
          return itself;
        }
        same = Optional.of(count);
      }
      return same.orElse(itself);
    } finally {
      followed.remove(variable);
    }
  }

  /** What a variable is given: its values, or the arguments in its place where all are in view. */
  ImmutableList<Tree> values(VarSymbol variable) {
    ImmutableList<TreePath> assigned = Values.assignedTo(variable, state);
    if (!assigned.isEmpty()) {
      return assigned.stream().map(TreePath::getLeaf).collect(ImmutableList.toImmutableList());
    }
    if (variable.owner instanceof MethodSymbol method
        && !Symbols.isOpenToOthers(method)
        && !method.isVarArgs()
        && (method.isPrivate() || index.isComplete())) {
      return arguments(method, method.getParameters().indexOf(variable));
    }
    boolean component =
        Symbols.isField(variable)
            && !variable.isStatic()
            && (variable.owner.flags() & Flags.RECORD) != 0
            && !Symbols.isOpenToOthers(variable.owner);
    if (component) {
      for (Symbol member : ASTHelpers.getEnclosedElements((ClassSymbol) variable.owner)) {
        if (member.isConstructor()
            && (member.flags() & (Flags.GENERATEDCONSTR | Flags.GENERATED_MEMBER)) != 0) {
          MethodSymbol constructor = (MethodSymbol) member;
          for (int i = 0; i < constructor.getParameters().size(); i++) {
            if (constructor.getParameters().get(i).name.equals(variable.name)) {
              return arguments(constructor, i);
            }
          }
        }
      }
    }
    return ImmutableList.of();
  }

  private ImmutableList<Tree> arguments(MethodSymbol method, int position) {
    ImmutableList.Builder<Tree> found = ImmutableList.builder();
    for (TreePath mention : index.mentions(method)) {
      Tree call =
          mention.getLeaf() instanceof NewClassTree
              ? mention.getLeaf()
              : mention.getParentPath().getLeaf();
      List<? extends ExpressionTree> arguments = Arguments.of(call);
      if (position < 0 || position >= arguments.size()) {
        return ImmutableList.of();
      }
      found.add(arguments.get(position));
    }
    return found.build();
  }

  private boolean isAssignedOnceInConstruction(VarSymbol field) {
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    return values.size() == 1
        && Graphs.bodyAround(values.get(0))
            .map(
                body ->
                    body.getLeaf() instanceof MethodTree method
                        && ASTHelpers.getSymbol(method).isConstructor()
                        && ASTHelpers.getSymbol(method).owner.equals(field.owner))
            .orElse(true);
  }

  /** Whether the variable has one value for as long as it lives, as far as is in view. */
  boolean isFixed(VarSymbol variable) {
    if ((variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0) {
      return true;
    }
    return Symbols.isField(variable)
        && (variable.isPrivate() || (index.isComplete() && !Symbols.isOpenToOthers(variable)))
        && isAssignedOnceInConstruction(variable)
        && index.mentions(variable).stream()
            .map(mention -> mention.getParentPath().getLeaf())
            .noneMatch(
                parent ->
                    parent instanceof CompoundAssignmentTree
                        || (parent instanceof UnaryTree && Assignments.isStep(parent)));
  }
}
