package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.google.common.collect.ImmutableSetMultimap.toImmutableSetMultimap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
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
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Components;
import dev.watertight.values.KnownValue;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tests ask about that decide on a signal, and which constants the code says for it: where
 * callers pass nothing but {@code "a"}, a signal under {@code kind.equals("a")} is not skipped.
 *
 * @param state the compilation
 */
public record AskedValues(VisitorState state) {
  /* What makes a container of just what it is given. */
  private static final ImmutableSet<String> LISTING =
      ImmutableSet.of("of", "asList", "copyOf", "stream");

  /** The variables that code asks, and the fields that accessors return, of records, too. */
  Stream<VarSymbol> in(Tree test) {
    return Components.askedIn(test, state);
  }

  /** The constants that those say who make an object for what a field holds, beside others. */
  Stream<Object> saidFor(VarSymbol field) {
    return !Symbols.isField(field) || field.isStatic()
        ? Stream.empty()
        : Values.given(field, state).stream()
            .flatMap(List::stream)
            .flatMap(
                value ->
                    ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol given
                            && given.owner.isConstructor()
                        ? Values.given(given, state).stream().flatMap(List::stream)
                        : Stream.of(value))
            .flatMap(value -> Values.alternatives(value).stream())
            .flatMap(value -> constant(value.getLeaf()).stream());
  }

  private static Optional<Object> constant(Tree value) {
    Symbol named = ASTHelpers.getSymbol(value);
    return Symbols.isEnumConstant(named)
        ? Optional.of(named)
        : value.getKind() == Tree.Kind.NULL_LITERAL
            ? Optional.of(value.getKind())
            : Optional.ofNullable(ASTHelpers.constValue(value));
  }

  /**
   * Whether control may come past all of some calls, and then to the wait: where the code says by
   * constants alone what one of the tests around them asks about, one of these constants leads past
   * them. Of several such tests it is not known which constants come together, so none of those
   * that lead to the wait may ask about another variable for which the code says constants. Nor
   * does a constant count that is said where no wait follows, if waits follow where the others are
   * said.
   */
  boolean leadPast(ImmutableList<TreePath> calls, Tree code, TreePath wait) {
    ImmutableSet<VarSymbol> said =
        calls.stream()
            .flatMap(call -> TestOutcomes.at(call, code).stream())
            .flatMap(outcome -> in(outcome.test()))
            .filter(variable -> !constants(variable, new HashSet<>()).isEmpty())
            .collect(toImmutableSet());
    if (said.size() != 1) {
      return said.isEmpty();
    }
    VarSymbol variable = said.iterator().next();
    ImmutableSetMultimap<Object, TreePath> all = constants(variable, new HashSet<>());
    ImmutableSet<Object> past =
        all.keySet().stream()
            .filter(value -> calls.stream().allMatch(call -> isPast(call, code, variable, value)))
            .collect(toImmutableSet());
    return !past.isEmpty()
        && !isChosenBy(wait, variable)
        && (past.stream().anyMatch(value -> isSaidBefore(wait, all.get(value)))
            || all.keySet().stream().noneMatch(value -> isSaidBefore(wait, all.get(value))));
  }

  /**
   * Whether control may come to a place: of each variable of which the code says all values by
   * constants, one leads there.
   */
  public boolean mayLeadTo(TreePath place, Tree code) {
    return TestOutcomes.at(place, code).stream()
        .flatMap(outcome -> in(outcome.test()))
        .distinct()
        .allMatch(
            variable -> {
              ImmutableSet<Object> all = constants(variable, new HashSet<>()).keySet();
              return all.isEmpty()
                  || Stream.concat(all.stream(), first(variable))
                      .anyMatch(value -> !isPast(place, code, variable, value));
            });
  }

  /** What a field holds before it is assigned, if its declaration does not say. */
  private Stream<Object> first(VarSymbol variable) {
    return Symbols.isField(variable)
            && variable.type.hasTag(TypeTag.BOOLEAN)
            && (variable.flags() & Flags.FINAL) == 0
            && Values.assignedTo(variable, state).stream()
                .allMatch(
                    value ->
                        Graphs.bodyAround(value).filter(b -> !Symbols.isConstructor(b)).isPresent())
        ? Stream.of(false)
        : Stream.empty();
  }

  /** Whether control may come to a wait from a place where a constant is said. */
  private boolean isSaidBefore(TreePath wait, ImmutableSet<TreePath> places) {
    return places.stream()
        .map(Graphs::bodyAround)
        .anyMatch(body -> body.isEmpty() || !Summaries.reaches(wait, body.get(), state).isNo());
  }

  /** Whether constants for anything but a variable decide on whether control comes to a place. */
  private boolean isChosenBy(TreePath place, VarSymbol variable) {
    return Stream.concat(Stream.of(place), CallSites.leadingTo(place, state).seen().stream())
        .flatMap(
            site ->
                Graphs.bodyAround(site).stream()
                    .flatMap(body -> TestOutcomes.at(site, body.getLeaf()).stream()))
        .flatMap(outcome -> in(outcome.test()))
        .anyMatch(other -> !other.equals(variable) && !constants(other, new HashSet<>()).isEmpty());
  }

  /**
   * All constants that a variable stands for, and where they are said; none if it may stand for
   * something else.
   */
  private ImmutableSetMultimap<Object, TreePath> constants(VarSymbol variable, Set<Symbol> asked) {
    if (variable.getConstValue() != null || isCounted(variable) || !asked.add(variable)) {
      return ImmutableSetMultimap.of();
    }
    ImmutableSetMultimap<Object, TreePath> found = constantsGiven(variable, asked);
    // Other values may name it, too: only in a circle it says nothing.
    asked.remove(variable);
    return found;
  }

  /** Whether code counts on from what the variable is given. */
  private boolean isCounted(VarSymbol variable) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .map(mention -> mention.getParentPath().getLeaf())
        .anyMatch(
            user ->
                !(user instanceof AssignmentTree)
                    && variable.equals(ASTHelpers.getSymbol(Values.changed(user))));
  }

  private ImmutableSetMultimap<Object, TreePath> constantsGiven(
      VarSymbol variable, Set<Symbol> asked) {
    TreePath declaration = CompilationIndex.of(state).declaration(variable).orElse(null);
    TreePath around = declaration == null ? null : declaration.getParentPath();
    return around != null && around.getLeaf() instanceof EnhancedForLoopTree each
        ? ofElements(new TreePath(around, each.getExpression()), asked)
        : around != null && around.getLeaf() instanceof LambdaExpressionTree
            ? Paths.receiver(around.getParentPath())
                .map(all -> ofElements(all, asked))
                .orElse(ImmutableSetMultimap.of())
            : Values.given(variable, state)
                .map(values -> ofAll(values, asked))
                .orElse(ImmutableSetMultimap.of());
  }

  private ImmutableSetMultimap<Object, TreePath> ofAll(List<TreePath> values, Set<Symbol> asked) {
    ImmutableSetMultimap.Builder<Object, TreePath> found = ImmutableSetMultimap.builder();
    for (TreePath value : values) {
      for (TreePath one : Values.alternatives(value)) {
        ImmutableSetMultimap<Object, TreePath> constants =
            constant(one.getLeaf())
                .map(said -> ImmutableSetMultimap.of(said, one))
                .orElseGet(
                    () ->
                        ASTHelpers.getSymbol(one.getLeaf()) instanceof VarSymbol variable
                            ? constants(variable, asked)
                            : ImmutableSetMultimap.of());
        if (constants.isEmpty()) {
          return ImmutableSetMultimap.of();
        }
        found.putAll(constants);
      }
    }
    return found.build();
  }

  /** The constants that are all elements of {@code List.of("a", "b")}, of an array, of an enum. */
  private ImmutableSetMultimap<Object, TreePath> ofElements(TreePath all, Set<Symbol> asked) {
    if (all.getLeaf() instanceof NewArrayTree array && array.getInitializers() != null) {
      return ofAll(pathsOf(array.getInitializers(), all), asked);
    }
    if (all.getLeaf() instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      return call.getArguments().isEmpty()
          ? (method.owner.flags() & Flags.ENUM) != 0
                  && method.isStatic()
                  && method.getSimpleName().contentEquals("values")
              ? allAt(constantsOf(method.owner), all)
              : Paths.receiver(all)
                  .map(whole -> ofElements(whole, asked))
                  .orElse(ImmutableSetMultimap.of())
          : !method.isStatic() || !LISTING.contains(method.getSimpleName().toString())
              ? ImmutableSetMultimap.of()
              : isContainer(call.getArguments().get(0))
                  ? ofElements(new TreePath(all, call.getArguments().get(0)), asked)
                  : ofAll(pathsOf(call.getArguments(), all), asked);
    }
    return ASTHelpers.getSymbol(all.getLeaf()) instanceof VarSymbol variable
            && asked.add(variable)
            && Values.isFixed(variable, state)
        ? Values.initial(variable, state)
            .map(value -> ofElements(value, asked))
            .orElse(ImmutableSetMultimap.of())
        : ImmutableSetMultimap.of();
  }

  private boolean isContainer(ExpressionTree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null
        && (type.hasTag(TypeTag.ARRAY)
            || ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state));
  }

  private static ImmutableList<TreePath> pathsOf(
      List<? extends ExpressionTree> trees, TreePath around) {
    return trees.stream().map(tree -> new TreePath(around, tree)).collect(toImmutableList());
  }

  private static ImmutableSetMultimap<Object, TreePath> allAt(
      ImmutableSet<Object> values, TreePath place) {
    return values.stream().collect(toImmutableSetMultimap(value -> value, value -> place));
  }

  private static ImmutableSet<Object> constantsOf(Symbol type) {
    return ASTHelpers.getEnclosedElements((ClassSymbol) type).stream()
        .filter(Symbols::isEnumConstant)
        .collect(toImmutableSet());
  }

  /** Whether control does not come to a call where a variable is a constant. */
  private boolean isPast(TreePath call, Tree code, VarSymbol variable, Object value) {
    return TestOutcomes.at(call, code).stream()
            .anyMatch(
                outcome ->
                    answer(outcome.test(), variable, value)
                        .filter(answer -> answer != outcome.value())
                        .isPresent())
        || Paths.aroundInBody(call).stream()
            .filter(path -> Paths.isInside(path, code))
            .anyMatch(
                path ->
                    path.getLeaf() instanceof CaseTree label
                        && path.getParentPath().getLeaf() instanceof SwitchTree choice
                        && isAbout(choice.getExpression(), variable)
                        && !isSelected(label, choice, value));
  }

  /** What a test answers that compares the variable with a constant, or is the variable. */
  private Optional<Boolean> answer(ExpressionTree test, VarSymbol variable, Object value) {
    if (isAbout(test, variable)) {
      return value instanceof Boolean truth ? Optional.of(truth) : Optional.empty();
    }
    Tree.Kind kind = test.getKind();
    boolean isEquality = kind == Tree.Kind.EQUAL_TO || kind == Tree.Kind.NOT_EQUAL_TO;
    ExpressionTree left = null;
    ExpressionTree right = null;
    if (test instanceof BinaryTree binary && isEquality) {
      left = binary.getLeftOperand();
      right = binary.getRightOperand();
    } else if (test instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals")) {
      left = ASTHelpers.getReceiver(call);
      right = call.getArguments().get(0);
    }
    ExpressionTree other = isAbout(left, variable) ? right : isAbout(right, variable) ? left : null;
    return other == null
        ? computed(test, variable, value)
        : constant(ASTHelpers.stripParentheses(other))
            .map(compared -> compared.equals(value) == (kind != Tree.Kind.NOT_EQUAL_TO));
  }

  /** What a test answers that asks for an order, or what a text is like. */
  private Optional<Boolean> computed(ExpressionTree test, VarSymbol variable, Object value) {
    if (test instanceof BinaryTree binary) {
      Optional<KnownValue> left = known(binary.getLeftOperand(), variable, value);
      Optional<KnownValue> right = known(binary.getRightOperand(), variable, value);
      return left.isEmpty() || right.isEmpty()
          ? Optional.empty()
          : left.get()
              .compareTo(right.get(), binary.getKind())
              .flatMap(order -> Comparisons.holds(binary.getKind(), order));
    }
    return value instanceof String
            && test instanceof MethodInvocationTree call
            && isAbout(ASTHelpers.getReceiver(call), variable)
        ? new KnownValue(value)
            .ofLibrary(
                ASTHelpers.getSymbol(call),
                call.getArguments().stream()
                    .map(argument -> known(argument, variable, value))
                    .collect(toImmutableList()))
            .flatMap(KnownValue::truth)
        : Optional.empty();
  }

  private Optional<KnownValue> known(ExpressionTree tree, VarSymbol variable, Object value) {
    return isAbout(tree, variable)
        ? Optional.of(new KnownValue(value))
        : KnownValue.ofConstant(ASTHelpers.stripParentheses(tree));
  }

  private boolean isAbout(@Nullable Tree tree, VarSymbol variable) {
    if (!(tree instanceof ExpressionTree expression)) {
      return false;
    }
    ExpressionTree plain = ASTHelpers.stripParentheses(expression);
    return variable.equals(
        plain instanceof MethodInvocationTree call
            ? Components.returnedBy(ASTHelpers.getSymbol(call), state).orElse(null)
            : ASTHelpers.getSymbol(plain));
  }

  /** Whether a switch comes to the statements of a case, perhaps from the cases before it. */
  private static boolean isSelected(CaseTree label, SwitchTree choice, Object value) {
    List<? extends CaseTree> cases = choice.getCases();
    boolean isNamed = cases.stream().anyMatch(one -> names(one, value));
    for (int i = cases.indexOf(label); i >= 0; i--) {
      CaseTree one = cases.get(i);
      if (i < cases.indexOf(label) && !fallsThrough(one)) {
        return false;
      }
      if (names(one, value) || (one.getExpressions().isEmpty() && !isNamed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fallsThrough(CaseTree label) {
    return label.getCaseKind() == CaseTree.CaseKind.STATEMENT
        && (label.getStatements().isEmpty()
            || !Loops.leaves(label.getStatements().get(label.getStatements().size() - 1)));
  }

  private static boolean names(CaseTree label, Object value) {
    return label.getExpressions().stream()
        .anyMatch(
            tree ->
                value.equals(
                    Symbols.isEnumConstant(ASTHelpers.getSymbol(tree))
                        ? ASTHelpers.getSymbol(tree)
                        : ASTHelpers.constValue(tree)));
  }
}
