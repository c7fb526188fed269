package dev.watertight.paths;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Junction;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.values.Components;
import dev.watertight.values.Values;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether other code sees to it that a test has one outcome only: a constructor that refuses what a
 * loop would leave out, a caller that has filtered it, a factory that makes no such objects.
 *
 * <p>What a check says is read as far as the tests are comparisons with constants of the same data:
 * who refuses negative numbers lets 0 pass. All other checks of the same data may exclude the
 * outcome. That hides findings where a check is about something else, and invents none.
 */
public final class CheckedData {
  /* How far back it is looked where data come from. */
  private static final int SOURCES = 3;

  private final TreePath place;
  private final VisitorState state;
  private final Tests tests;
  private final DataChecks checks;

  private CheckedData(TreePath place, VisitorState state) {
    this.place = place;
    this.state = state;
    this.tests = new Tests(new Expressions(state));
    this.checks = new DataChecks(tests, state);
  }

  /**
   * Whether it is not certain that a test can have an outcome, since other code checks its data.
   *
   * @param place what the test decides on
   */
  public static boolean mayExclude(Outcome outcome, TreePath place, VisitorState state) {
    return new CheckedData(place, state).excludes(outcome.test(), outcome.value());
  }

  /** Whether the tests around a place may always let it run, although they look as if not. */
  public static boolean mayAlwaysRun(TreePath place, Tree code, VisitorState state) {
    ImmutableList<Outcome> outcomes = TestOutcomes.at(place, code);
    return !outcomes.isEmpty()
        && outcomes.stream()
            .allMatch(o -> mayExclude(new Outcome(o.test(), !o.value()), place, state));
  }

  /** The outcomes for which a jump is there, of the conditions around it, that may never come. */
  public static ImmutableList<Outcome> excludedAround(
      TreePath jump, Tree code, VisitorState state) {
    ImmutableList<Tree> conditions =
        Paths.aroundInBody(jump).stream()
            .map(TreePath::getLeaf)
            .filter(IfTree.class::isInstance)
            .map(around -> ((IfTree) around).getCondition())
            .collect(toImmutableList());
    return TestOutcomes.at(jump, code).stream()
        .filter(o -> conditions.stream().anyMatch(c -> Trees.any(c, t -> t == o.test())))
        .filter(outcome -> mayExclude(outcome, jump, state))
        .collect(toImmutableList());
  }

  /**
   * Whether other code may have made sure that a call understands the text that it is given: what
   * it comes out of is checked, by more than a comparison or a test for null or its length, or has
   * been given to the same method before.
   */
  public static boolean mayBeUnderstood(TreePath call, VisitorState state) {
    return new CheckedData(call, state).isChecked();
  }

  private boolean isChecked() {
    MethodSymbol reader = (MethodSymbol) ASTHelpers.getSymbol(place.getLeaf());
    Set<VarSymbol> all = new LinkedHashSet<>(TestedData.in(place.getLeaf(), state));
    for (int i = 0; i < SOURCES; i++) {
      for (VarSymbol data : ImmutableList.copyOf(all)) {
        all.addAll(sourcesOf(data));
      }
    }
    ImmutableList<VarSymbol> sources = ImmutableList.copyOf(all);
    sources.forEach(data -> all.addAll(derivedFrom(data)));
    return sources.stream().anyMatch(this::isMadeOtherwise)
        || all.stream()
            .anyMatch(
                data ->
                    checksOf(data, (ExpressionTree) place.getLeaf()).stream()
                            .anyMatch(
                                check -> check.passing().isEmpty() || !isOf(check.subject(), data))
                        || Components.contentOf(data, state).stream()
                            .anyMatch(mention -> isReadBefore(mention, reader)));
  }

  /** What a variable, or the parameters for a field, are given. */
  private ImmutableSet<VarSymbol> sourcesOf(VarSymbol data) {
    return Stream.concat(
            parametersFor(data).stream(),
            given(data).flatMap(value -> TestedData.in(value.getLeaf(), state).stream()))
        .collect(toImmutableSet());
  }

  private ImmutableSet<VarSymbol> parametersFor(VarSymbol data) {
    return Symbols.isField(data) ? Components.parametersFor(data, state) : ImmutableSet.of(data);
  }

  private Stream<TreePath> given(VarSymbol data) {
    return parametersFor(data).stream()
        .flatMap(variable -> Values.given(variable, state).stream())
        .flatMap(ImmutableList::stream);
  }

  /** Whether it is text that code makes out of numbers, or what a function reference passes on. */
  private boolean isMadeOtherwise(VarSymbol data) {
    return given(data)
            .map(value -> TestedData.in(value.getLeaf(), state))
            .anyMatch(
                used -> !used.isEmpty() && used.stream().allMatch(one -> one.type.isPrimitive()))
        || ((data.flags() & Flags.PARAMETER) != 0
            && CompilationIndex.of(state).mentions(data.owner).stream()
                .anyMatch(
                    mention ->
                        mention.getLeaf() instanceof MemberReferenceTree
                            || mention.getParentPath().getLeaf() instanceof MemberReferenceTree));
  }

  /** The variables that are declared with something made out of what is in another. */
  private ImmutableSet<VarSymbol> derivedFrom(VarSymbol data) {
    return Components.contentOf(data, state).stream()
        .map(
            mention -> {
              TreePath path = mention;
              while (path.getLeaf() instanceof ExpressionTree) {
                path = path.getParentPath();
              }
              return path.getLeaf();
            })
        .map(tree -> tree instanceof EnhancedForLoopTree each ? each.getVariable() : tree)
        .filter(VariableTree.class::isInstance)
        .map(variable -> ASTHelpers.getSymbol((VariableTree) variable))
        .collect(toImmutableSet());
  }

  /** Whether another call gives the data named there to the same method, or a kin of it. */
  private boolean isReadBefore(TreePath mention, MethodSymbol reader) {
    for (TreePath p = mention; p.getLeaf() instanceof ExpressionTree; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call != place.getLeaf()
          && call.getArguments().contains(p.getLeaf())
          && ASTHelpers.getSymbol(call).owner.equals(reader.owner)
          && !(Graphs.areTogether(mention, place) && Paths.start(mention) > Paths.start(place))) {
        return CallRules.isParser(ASTHelpers.getSymbol(call), state);
      }
    }
    return false;
  }

  private boolean excludes(ExpressionTree condition, boolean value) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    if (test instanceof UnaryTree not && test.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return excludes(not.getExpression(), !value);
    }
    Junction both = TestOutcomes.junction(test);
    return both == null
        ? excludesOne(test, value)
        : both.isEither() == value
            ? excludes(both.left(), value) && excludes(both.right(), value)
            : excludes(both.left(), value) || excludes(both.right(), value);
  }

  private boolean excludesOne(ExpressionTree asked, boolean value) {
    Optional<Test> read = tests.of(asked);
    ImmutableSet<VarSymbol> all = TestedData.in(asked, state);
    if ((all.isEmpty() && asksInView(asked)) || checks.ofReferences(asked).findAny().isPresent()) {
      return true;
    }
    for (VarSymbol data : all) {
      Optional<Range> left = read.map(test -> value ? test.ifTrue() : test.ifFalse());
      for (DataChecks.Check check : checksOf(data, asked)) {
        Optional<Range> passing = check.passing();
        if (passing.isPresent()
            && read.isPresent()
            && isOf(check.subject(), data)
            && isOf(read.get().subject(), data)
            && check.subject().isSize() == read.get().subject().isSize()) {
          left = left.flatMap(range -> range.meet(passing.get()));
          if (left.isEmpty()) {
            return true;
          }
        } else if (!passing.equals(Optional.of(Range.Constants.NOT_NULL)) || asksForNull(asked)) {
          return true;
        }
      }
    }
    return isShaped(asked, value);
  }

  /** Whether all data of a test are made so that they may never have an outcome. */
  private boolean isShaped(ExpressionTree asked, boolean value) {
    ImmutableSet<VarSymbol> all = TestedData.in(asked, state);
    Optional<Test> read =
        tests.of(asked).filter(test -> all.stream().allMatch(data -> isOf(test.subject(), data)));
    return !asksForNull(asked)
        && ShapedData.areAll(
            all, constant -> read.isEmpty() || has(read.get(), value, constant), state);
  }

  /** Whether a test may have an outcome for a constant. */
  private static boolean has(Test test, boolean value, Object constant) {
    return constant instanceof Double
        || constant instanceof Float
        || (value ? test.ifTrue() : test.ifFalse())
            .meet(rangeOf(constant, test.subject().isSize()))
            .isPresent();
  }

  private static Range rangeOf(Object constant, boolean isSize) {
    return constant instanceof Number number
        ? Range.Numbers.of(number.longValue(), number.longValue())
        : constant instanceof Boolean truth
            ? Range.Numbers.of(truth)
            : isSize && constant instanceof String text
                ? Range.Numbers.of(text.length(), text.length())
                : constant instanceof Character character
                    ? Range.Numbers.of(character, character)
                    : new Range.Constants(true, ImmutableSet.of(constant));
  }

  /** Whether a test only calls a method in view, which has one answer if it reads no data. */
  private boolean asksInView(Tree asked) {
    return asked instanceof MethodInvocationTree call
        && CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }

  private static boolean asksForNull(Tree asked) {
    return Trees.any(asked, tree -> tree.getKind() == Tree.Kind.NULL_LITERAL);
  }

  /** Whether an expression is the content of a variable, or its size. */
  private boolean isOf(Expression subject, VarSymbol data) {
    Expression whole = subject.isSize() ? subject.operands().get(0) : subject;
    return whole.head() instanceof MethodSymbol accessor
        ? Components.returnedBy(accessor, state).equals(Optional.of(data))
        : whole.head() instanceof VarSymbol variable
            && (variable.equals(data)
                || !Symbols.isField(variable)
                || Components.parametersFor(data, state).contains(variable));
  }

  private ImmutableList<DataChecks.Check> checksOf(VarSymbol data, ExpressionTree asked) {
    Optional<TreePath> around = CompilationIndex.of(state).declaration(data);
    Stream<DataChecks.Check> own = checks.of(data, asked, place);
    return (Symbols.isField(data) || around.isEmpty()
            ? own
            : Stream.of(own, checks.ofSource(around.get(), asked), ofGiven(data, asked))
                .flatMap(stream -> stream))
        .collect(toImmutableList());
  }

  /** The checks of what a parameter, or a local variable, is given. */
  private Stream<DataChecks.Check> ofGiven(VarSymbol data, ExpressionTree asked) {
    return Values.given(data, state).stream()
        .flatMap(ImmutableList::stream)
        .flatMap(value -> TestedData.in(value.getLeaf(), state).stream())
        .filter(other -> !other.equals(data))
        .flatMap(other -> checks.of(other, asked, place));
  }
}
