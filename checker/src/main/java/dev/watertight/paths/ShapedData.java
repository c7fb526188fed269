package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.CallRules;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether data have been made in a way that may give them a property: by arithmetic, by a choice,
 * or by a method of a library that is neither a reader nor a parser. A test of such data may have
 * one outcome only, although nobody checks them: what a pattern {@code \w+} matches is never empty.
 *
 * <p>What comes from outside is free: arguments, input, what code out of view passes, what is
 * parsed or cut of those, and constants in view that have the outcome.
 */
final class ShapedData {
  private static final int DEPTH = 8;

  private final Predicate<Object> hasOutcome;
  private final VisitorState state;
  private final CompilationIndex index;
  private final ResolvedLibrary library;
  private final Set<VarSymbol> open = new HashSet<>();

  private ShapedData(Predicate<Object> hasOutcome, VisitorState state) {
    this.hasOutcome = hasOutcome;
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.library = ResolvedLibrary.of(state);
  }

  /** Where values come from, the freest last: of several origins that one counts. */
  private enum Origin {
    /** Constants without the outcome, or no value at all. */
    CONSTANT,
    /** Made in a way that may give them a property, or that is not looked at. */
    SHAPED,
    /** Anything. */
    FREE;

    Origin or(Origin other) {
      return compareTo(other) < 0 ? other : this;
    }
  }

  /**
   * Whether all data that a test asks about have been made so.
   *
   * @param hasOutcome whether the test has the outcome in question for a constant
   */
  static boolean areAll(
      Iterable<VarSymbol> data, Predicate<Object> hasOutcome, VisitorState state) {
    ShapedData shaped = new ShapedData(hasOutcome, state);
    boolean isAny = false;
    for (VarSymbol variable : data) {
      isAny = true;
      if (shaped.of(variable, DEPTH) == Origin.FREE) {
        return false;
      }
    }
    return isAny;
  }

  private Origin all(Iterable<TreePath> values, int depth) {
    Origin found = Origin.CONSTANT;
    for (TreePath value : values) {
      found = found == Origin.FREE ? found : found.or(of(value, depth));
    }
    return found;
  }

  private Origin of(VarSymbol variable, int depth) {
    if (depth <= 0) {
      return Origin.SHAPED;
    }
    if (!index.isInView(variable) || !open.add(variable)) {
      return Origin.FREE;
    }
    try {
      Optional<TreePath> source = index.declaration(variable).flatMap(this::source);
      if (source.isPresent()) {
        return of(source.get(), depth - 1);
      }
      ImmutableList<TreePath> values = values(variable);
      return values.isEmpty() || mayStartWithOutcome(variable)
          ? Origin.FREE
          : all(values, depth - 1);
    } finally {
      open.remove(variable);
    }
  }

  /** Whether it is a number that is zero before it is assigned, which has the outcome. */
  private boolean mayStartWithOutcome(VarSymbol variable) {
    return Symbols.isField(variable)
        && (variable.flags() & Flags.FINAL) == 0
        && Values.initial(variable, state).isEmpty()
        && switch (variable.type.getTag()) {
          case BYTE, CHAR, SHORT, INT -> hasOutcome.test(0);
          case LONG -> hasOutcome.test(0L);
          case FLOAT -> hasOutcome.test(0f);
          case DOUBLE -> hasOutcome.test(0d);
          default -> false;
        };
  }

  /** What the elements are of that a loop, or the function of a library call, goes through. */
  private Optional<TreePath> source(TreePath declaration) {
    TreePath around = declaration.getParentPath();
    if (around.getLeaf() instanceof EnhancedForLoopTree each
        && each.getVariable() == declaration.getLeaf()) {
      return Optional.of(new TreePath(around, each.getExpression()));
    }
    return around.getLeaf() instanceof LambdaExpressionTree
            && around.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && library.countingOf(ASTHelpers.getSymbol(call)).isPresent()
        ? Paths.receiver(around.getParentPath())
        : Optional.empty();
  }

  /** All values of a variable; none if it may have others. */
  private ImmutableList<TreePath> values(VarSymbol variable) {
    List<TreePath> found =
        new ArrayList<>(Values.given(variable, state).orElse(ImmutableList.of()));
    boolean isNumber = variable.type.isPrimitive() && !Symbols.isField(variable);
    if (found.isEmpty() && (variable.flags() & Flags.PARAMETER) != 0) {
      return ImmutableList.of();
    }
    for (TreePath mention : Components.mentions(variable, state)) {
      Tree parent = mention.getParentPath().getLeaf();
      if (parent instanceof AssignmentTree assignment) {
        if (isNumber && assignment.getVariable() == mention.getLeaf()) {
          found.add(new TreePath(mention.getParentPath(), assignment.getExpression()));
        }
      } else if (Values.changed(parent) == mention.getLeaf()) {
        return ImmutableList.of();
      }
    }
    return ImmutableList.copyOf(found);
  }

  private Origin of(TreePath expression, int depth) {
    if (depth <= 0) {
      return Origin.SHAPED;
    }
    ImmutableList<TreePath> values = Values.alternatives(expression);
    Origin found = Origin.CONSTANT;
    for (TreePath value : values) {
      found = found.or(ofOne(value, depth));
    }
    return values.size() > 1 ? found.or(Origin.SHAPED) : found;
  }

  private Origin ofOne(TreePath path, int depth) {
    Tree tree = path.getLeaf();
    Object constant = ASTHelpers.constValue(tree);
    if (constant != null || tree instanceof LiteralTree) {
      return constant == null || hasOutcome.test(constant) ? Origin.FREE : Origin.CONSTANT;
    }
    Type type = ASTHelpers.getType(tree);
    if (type != null && type.hasTag(TypeTag.BOOLEAN)) {
      // A test itself.
      return Origin.FREE;
    }
    if (tree instanceof BinaryTree || tree instanceof SwitchExpressionTree) {
      // One number after the other comes to any.
      return Collections.disjoint(open, Symbols.variablesIn(tree)) ? Origin.SHAPED : Origin.FREE;
    }
    if (tree instanceof UnaryTree unary && !Values.isStep(unary)) {
      return of(new TreePath(path, unary.getExpression()), depth - 1);
    }
    if (tree instanceof ArrayAccessTree element) {
      return of(new TreePath(path, element.getExpression()), depth - 1);
    }
    if (tree instanceof NewArrayTree array && array.getInitializers() != null) {
      return all(parts(path, array.getInitializers()), depth - 1);
    }
    if (tree instanceof NewClassTree creation) {
      return ofMade(path, creation, depth);
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(path, call, depth);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        ? of(variable, depth)
        : Origin.FREE;
  }

  private static ImmutableList<TreePath> parts(
      TreePath path, List<? extends ExpressionTree> expressions) {
    return expressions.stream()
        .map(part -> new TreePath(path, part))
        .collect(ImmutableList.toImmutableList());
  }

  /** A copy of a collection, or one that a variable holds and code adds to. */
  private Origin ofMade(TreePath path, NewClassTree creation, int depth) {
    if (!ASTHelpers.isSubtype(
        ASTHelpers.getType(creation), state.getSymtab().iterableType, state)) {
      return Origin.FREE;
    }
    List<TreePath> elements = new ArrayList<>();
    for (ExpressionTree argument : creation.getArguments()) {
      if (!ASTHelpers.getType(argument).isPrimitive()) {
        elements.add(new TreePath(path, argument));
      }
    }
    if (path.getParentPath().getLeaf() instanceof VariableTree variable) {
      for (TreePath mention : index.mentions(ASTHelpers.getSymbol(variable))) {
        TreePath use = mention.getParentPath().getParentPath();
        if (use.getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) == mention.getLeaf()
            && library.countingOf(ASTHelpers.getSymbol(call)).isEmpty()) {
          elements.addAll(parts(use, call.getArguments()));
        }
      }
    }
    return elements.isEmpty() ? Origin.FREE : all(elements, depth - 1);
  }

  private Origin ofCall(TreePath path, MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (index.isInView(method) || index.declaration(method).isPresent()) {
      return ofMethod(method, depth);
    }
    ImmutableList<TreePath> arguments = parts(path, call.getArguments());
    Optional<TreePath> whole =
        !method.isStatic()
            ? Paths.receiver(path)
            : arguments.isEmpty() ? Optional.empty() : Optional.of(arguments.get(0));
    boolean reads = isReader(method);
    Optional<StoredData> stored = reads ? StoredData.readBy(path, state) : Optional.empty();
    Optional<Rule> rule = library.countingOf(method);
    if (stored.isPresent() && rule.orElse(Rule.LOOK) == Rule.LOOK) {
      return ofStored(stored.get(), depth);
    }
    if (rule.isPresent()) {
      return switch (rule.get()) {
        case ARGUMENTS, DISTINCT, PAIRS ->
            // What has no elements is as empty as a text without letters.
            arguments.isEmpty() && hasOutcome.test("") ? Origin.FREE : all(arguments, depth - 1);
        case RANGE, CLOSED, NUMBER -> method.isStatic() ? Origin.SHAPED : ofWhole(whole, depth);
        case NONE -> Origin.CONSTANT;
        case ENDLESS -> Origin.FREE;
        default ->
            arguments.size() == 1 && !method.isStatic() && makes(method)
                ? ofFunction(arguments.get(0), depth)
                : ofWhole(whole, depth);
      };
    }
    return CallRules.isParser(method, state) || (library.computes(method) && !method.isStatic())
        ? ofWhole(whole, depth)
        : reads ? Origin.FREE : Origin.SHAPED;
  }

  /** What comes out of a container in view: what is put in there, or is made of that. */
  private Origin ofStored(StoredData stored, int depth) {
    Origin found = all(stored.values(), depth - 1);
    for (TreePath function : stored.functions()) {
      found = found == Origin.FREE ? found : found.or(ofStep(function, depth));
    }
    return found == Origin.FREE || !stored.isArithmetic()
        ? found
        : stored.sums().anyMatch(hasOutcome) ? Origin.FREE : Origin.SHAPED;
  }

  /** What a function makes of a value that is there, and of one that is given. */
  private Origin ofStep(TreePath function, int depth) {
    return function.getLeaf() instanceof MemberReferenceTree reference
            && !index.isInView(ASTHelpers.getSymbol(reference))
        ? Origin.SHAPED
        : ofFunction(function, depth);
  }

  private Origin ofWhole(Optional<TreePath> whole, int depth) {
    return whole.map(path -> of(path, depth - 1)).orElse(Origin.FREE);
  }

  /** Whether a function makes the elements of what a method returns. */
  private boolean makes(MethodSymbol method) {
    Type type = method.getParameters().get(0).type;
    if (!state.getTypes().isFunctionalInterface(type)) {
      return false;
    }
    Type result = state.getTypes().findDescriptorType(type).getReturnType();
    return !result.hasTag(TypeTag.VOID) && !result.hasTag(TypeTag.BOOLEAN);
  }

  private Origin ofFunction(TreePath function, int depth) {
    return function.getLeaf() instanceof MemberReferenceTree reference
        ? ofMethod(ASTHelpers.getSymbol(reference), depth)
        : all(Returns.of(function), depth - 1);
  }

  /** What a method returns; what others return in its place is not looked at. */
  private Origin ofMethod(MethodSymbol method, int depth) {
    Optional<VarSymbol> field = Components.returnedBy(method, state);
    if (field.isPresent()) {
      return of(field.get(), depth - 1);
    }
    if (!index.isInView(method)) {
      return isReader(method) || library.computes(method) ? Origin.FREE : Origin.SHAPED;
    }
    ImmutableList<TreePath> results =
        index.declaration(method).map(Returns::in).orElse(ImmutableList.of());
    return !index.overriders(method).isEmpty()
        ? Origin.SHAPED
        : results.isEmpty() ? Origin.FREE : all(results, depth - 1);
  }

  /** Whether a method out of view hands out what is there, or comes in, as it is. */
  private boolean isReader(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    return !method.getThrownTypes().isEmpty()
        || library.waits(method)
        || CallRules.isFunction(method, state)
        || library.rows().names().get("reading").stream().anyMatch(name::startsWith);
  }
}
