package dev.watertight.loops;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.KnownValue;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an expression says as long as nobody has changed what its variables have been made with: a
 * new flag is down, a new queue empty.
 *
 * @param state the compilation
 */
public record FirstValues(VisitorState state) {
  /* So many variables and getters stand for one another, at most. */
  private static final int DEPTH = 6;

  /** The value of an expression; empty if it cannot be told, or is not always the same. */
  public Optional<KnownValue> of(Tree expression) {
    return of(expression, DEPTH);
  }

  private Optional<KnownValue> of(Tree tree, int depth) {
    Optional<KnownValue> constant = KnownValue.ofConstant(tree);
    if (constant.isPresent() || depth == 0 || !(tree instanceof ExpressionTree expression)) {
      return constant;
    }
    ExpressionTree value = ASTHelpers.stripParentheses(expression);
    if (value != expression) {
      return of(value, depth);
    }
    if (value instanceof AssignmentTree assignment) {
      return of(assignment.getExpression(), depth);
    }
    if (value instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT) {
      return of(not.getExpression(), depth)
          .flatMap(KnownValue::truth)
          .map(truth -> KnownValue.of(!truth));
    }
    TestOutcomes.Junction both = TestOutcomes.junction(value);
    if (both != null) {
      return ofBoth(both, depth);
    }
    if (value instanceof BinaryTree comparison) {
      return of(comparison.getLeftOperand(), depth)
          .flatMap(
              left ->
                  of(comparison.getRightOperand(), depth)
                      .flatMap(right -> left.compareTo(right, comparison.getKind())))
          .flatMap(order -> Comparisons.holds(comparison.getKind(), order))
          .map(KnownValue::of);
    }
    if (value instanceof ArrayAccessTree element) {
      return ofElement(element, depth);
    }
    if (value instanceof NewClassTree creation) {
      return Optional.of(KnownValue.madeBy(creation));
    }
    if (value instanceof MethodInvocationTree call) {
      return ofCall(call, depth);
    }
    return ASTHelpers.getSymbol(value) instanceof VarSymbol variable
        ? of(variable, depth - 1)
        : Optional.empty();
  }

  private Optional<KnownValue> ofBoth(TestOutcomes.Junction both, int depth) {
    Optional<Boolean> left = of(both.left(), depth).flatMap(KnownValue::truth);
    Optional<Boolean> right = of(both.right(), depth).flatMap(KnownValue::truth);
    return Stream.of(left, right).anyMatch(Optional.of(both.isEither())::equals)
        ? Optional.of(KnownValue.of(both.isEither()))
        : left.isPresent() && right.isPresent()
            ? Optional.of(KnownValue.of(!both.isEither()))
            : Optional.empty();
  }

  /** The value that a variable has at first. */
  public Optional<KnownValue> of(VarSymbol variable) {
    return of(variable, DEPTH);
  }

  private Optional<KnownValue> of(VarSymbol variable, int depth) {
    if (!Symbols.isField(variable)) {
      return (variable.flags() & Flags.PARAMETER) != 0
          ? Values.given(variable, state).flatMap(values -> ofAll(values, depth))
          : Values.isFixed(variable, state)
              ? initial(variable).flatMap(value -> of(value, depth))
              : Optional.empty();
    }
    return Values.isAssignedInViewOnly(variable, state)
            && CompilationIndex.of(state).isInView(variable)
            && CompilationIndex.of(state).mentions(variable).stream()
                .noneMatch(mention -> isCountedAtFirst(mention, variable))
        ? ofField(variable, depth)
        : Optional.empty();
  }

  private Optional<Tree> initial(VarSymbol variable) {
    return Values.initial(variable, state).map(TreePath::getLeaf);
  }

  /** One value for all objects, whichever of the constructors makes them. */
  private Optional<KnownValue> ofField(VarSymbol field, int depth) {
    ImmutableList<TreePath> made =
        Values.assignedTo(field, state).stream()
            .filter(value -> isAtFirst(value, field))
            .filter(value -> !(value.getParentPath().getLeaf() instanceof VariableTree))
            .collect(ImmutableList.toImmutableList());
    ImmutableSet<Tree> makers =
        made.stream()
            .filter(FirstValues::isStatementOfBody)
            .flatMap(value -> Graphs.bodyAround(value).stream())
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    boolean areAll =
        !makers.isEmpty()
            && Symbols.constructorsOf(field.owner).stream()
                .allMatch(
                    constructor ->
                        CompilationIndex.of(state)
                            .declaration(constructor)
                            .filter(path -> makers.contains(path.getLeaf()))
                            .isPresent());
    Optional<KnownValue> given = made.isEmpty() ? Optional.empty() : ofAll(made, depth);
    if (areAll) {
      return given;
    }
    Optional<Tree> initial = initial(field);
    Optional<KnownValue> before =
        initial.isPresent()
            ? of(initial.get(), depth)
            : isLeftToOthers(field) ? Optional.empty() : unset(field.type);
    return made.isEmpty() || before.equals(given) ? before : Optional.empty();
  }

  /** Whether a framework may give a field its value: it is annotated, or nobody in view does. */
  private boolean isLeftToOthers(VarSymbol field) {
    return field.getAnnotationMirrors().stream()
            .map(annotation -> annotation.type.tsym.getSimpleName().toString())
            .anyMatch(name -> !name.equals("GuardedBy") && !name.equals("Nullable"))
        || CompilationIndex.of(state).mentions(field).stream()
            .noneMatch(mention -> Values.changed(mention.getParentPath().getLeaf()) != null);
  }

  private static boolean isStatementOfBody(TreePath value) {
    TreePath block = value.getParentPath().getParentPath().getParentPath();
    return Graphs.bodyAround(value)
        .filter(body -> Graphs.code(body.getLeaf()) == block.getLeaf())
        .isPresent();
  }

  private Optional<KnownValue> ofAll(List<TreePath> values, int depth) {
    ImmutableSet<Optional<KnownValue>> all =
        values.stream().map(value -> of(value.getLeaf(), depth - 1)).collect(toImmutableSet());
    return all.size() == 1 ? all.iterator().next() : Optional.empty();
  }

  /** Whether a place is in the making of the object that has the field, or of its class. */
  public static boolean isAtFirst(TreePath place, VarSymbol field) {
    Optional<TreePath> body = Graphs.bodyAround(place);
    return body.isEmpty()
        || body.get().getLeaf() instanceof BlockTree
        || (Symbols.isConstructor(body.get())
            && !ASTHelpers.isStatic(field)
            && ASTHelpers.getSymbol(body.get().getLeaf()).owner.equals(field.owner));
  }

  private static boolean isCountedAtFirst(TreePath mention, VarSymbol field) {
    Tree user = mention.getParentPath().getLeaf();
    return !(user instanceof AssignmentTree)
        && Values.changed(user) == mention.getLeaf()
        && isAtFirst(mention, field);
  }

  private static Optional<KnownValue> unset(Type type) {
    return type.hasTag(TypeTag.BOOLEAN)
        ? Optional.of(KnownValue.of(false))
        : type.isPrimitive()
            ? type.isNumeric() ? Optional.of(new KnownValue(0)) : Optional.empty()
            : Optional.of(new KnownValue(null));
  }

  private Optional<KnownValue> ofElement(ArrayAccessTree element, int depth) {
    if (!(ASTHelpers.getSymbol(element.getExpression()) instanceof VarSymbol array)
        || !(ASTHelpers.constValue(element.getIndex()) instanceof Integer index)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> values = Values.given(array, state).orElse(ImmutableList.of());
    if (values.size() != 1) {
      return Optional.empty();
    }
    if (values.get(0).getLeaf() instanceof NewArrayTree made) {
      return made.getInitializers() == null
          ? made.getDimensions().size() == 1 ? unset(ASTHelpers.getType(element)) : Optional.empty()
          : index >= 0 && index < made.getInitializers().size()
              ? of(made.getInitializers().get(index), depth - 1)
              : Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<KnownValue> ofCall(MethodInvocationTree call, int depth) {
    if (OwnThread.asksItself(call)) {
      return Optional.of(KnownValue.of(false));
    }
    if (CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))) {
      return call.getArguments().isEmpty()
          ? Returns.only(ASTHelpers.getSymbol(call), state).flatMap(value -> of(value, depth - 1))
          : Optional.empty();
    }
    ExpressionTree object = ASTHelpers.getReceiver(call);
    return object == null
        ? Optional.empty()
        : of(object, depth)
            .flatMap(KnownValue::maker)
            .filter(maker -> maker.getClassBody() == null)
            .flatMap(maker -> answer(maker, ASTHelpers.getSymbol(call), depth));
  }

  /** The value, of a type, in a new atomic object that an expression makes or names. */
  public Optional<KnownValue> in(Tree atomic, Type type) {
    return of(atomic)
        .flatMap(KnownValue::maker)
        .filter(maker -> maker.getClassBody() == null)
        .flatMap(maker -> in(maker, type, DEPTH));
  }

  private Optional<KnownValue> in(NewClassTree atomic, Type type, int depth) {
    return atomic.getArguments().isEmpty()
        ? unset(state.getTypes().unboxedTypeOrType(type))
        : of(atomic.getArguments().get(0), depth - 1);
  }

  /** What a new object of the library answers. */
  private Optional<KnownValue> answer(NewClassTree maker, MethodSymbol method, int depth) {
    Symbol type = ASTHelpers.getType(maker).tsym;
    if (CompilationIndex.of(state).isInView(type)) {
      return Optional.empty();
    }
    String name = method.getSimpleName().toString();
    if (FlagSets.isAtomic(type) || isAtomicNumber(type)) {
      return !name.startsWith("get") || !method.getParameters().isEmpty() || name.contains("And")
          ? Optional.empty()
          : in(maker, method.getReturnType(), depth);
    }
    boolean isEmpty =
        isContainer(type)
            && maker.getArguments().stream().allMatch(size -> ASTHelpers.getType(size).isNumeric());
    return !isEmpty ? Optional.empty() : ofEmpty(name, method);
  }

  /** What a container that is empty answers. */
  private static Optional<KnownValue> ofEmpty(String name, MethodSymbol method) {
    return switch (name) {
      case "isEmpty" -> Optional.of(KnownValue.of(true));
      case "size" -> Optional.of(new KnownValue(0));
      case "contains", "containsKey", "containsValue", "remove" ->
          method.getReturnType().hasTag(TypeTag.BOOLEAN)
              ? Optional.of(KnownValue.of(false))
              : Optional.empty();
      case "poll", "pollFirst", "pollLast", "peek", "peekFirst", "peekLast" ->
          Optional.of(new KnownValue(null));
      case "get" ->
          Symbols.isNamed(method.owner, "java.util.Map")
              ? Optional.of(new KnownValue(null))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isAtomicNumber(Symbol type) {
    return type.getQualifiedName()
        .toString()
        .matches("java.util.concurrent.atomic.Atomic(Integer|Long)");
  }

  /** Whether the class is one of a collection or map that is empty when it is made. */
  public boolean isContainer(Symbol type) {
    return type instanceof ClassSymbol symbol
        && Stream.of("java.util.Collection", "java.util.Map")
            .anyMatch(ResolvedLibrary.of(state).supertypesOf(symbol)::contains);
  }
}
