package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a channel are made of, and what says how many there are. A receiver that
 * compares with the same may know which value is the last.
 */
final class SentValues {
  /* What asks for nothing, or compares with what is named beside it. */
  private static final ImmutableSet<String> PLAIN =
      ImmutableSet.of("isEmpty", "isBlank", "equals", "equalsIgnoreCase", "hasNext");

  private final Topology topology;
  private final VisitorState state;
  private final Set<Symbol> variables = new HashSet<>();
  private final Set<Object> constants = new HashSet<>();

  private SentValues(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  static SentValues of(Topology topology, VisitorState state) {
    SentValues values = new SentValues(topology, state);
    for (Endpoint send : topology.sends()) {
      for (TreePath loop : Places.loopsAround(send.path(), topology.maker())) {
        values.add(
            loop.getLeaf() instanceof EnhancedForLoopTree each
                ? each.getExpression()
                : Loops.condition(loop.getLeaf()).map(Tree.class::cast).orElse(null));
      }
      Arguments.of(send.path().getLeaf()).forEach(values::add);
    }
    return values;
  }

  /**
   * Whether a test looks into a value before it is sent, so that perhaps no receiver fails at one:
   * it does more than to ask for nothing, or for a constant.
   */
  static boolean areLookedAt(Topology topology, VisitorState state) {
    return topology.sends().stream()
        .flatMap(send -> send.value().stream())
        .anyMatch(
            value ->
                Graphs.bodyAround(value).stream()
                    .flatMap(body -> TestOutcomes.at(value, body.getLeaf()).stream())
                    .anyMatch(outcome -> looksInto(outcome.test(), value.getLeaf())));
  }

  private static boolean looksInto(ExpressionTree test, Tree value) {
    Set<Symbol> sent = Symbols.variablesIn(value);
    return Trees.in(test, MethodInvocationTree.class).stream()
        .filter(call -> !PLAIN.contains(ASTHelpers.getSymbol(call).getSimpleName().toString()))
        .anyMatch(call -> !Collections.disjoint(sent, Symbols.variablesIn(call)));
  }

  private void add(@Nullable Tree code) {
    Set<Tree> choosing = new HashSet<>();
    for (ExpressionTree tree : Trees.in(code, ExpressionTree.class)) {
      choosing.addAll(choosing(tree));
      Object constant = ASTHelpers.constValue(tree);
      if (constant != null && !choosing.contains(tree)) {
        constants.add(constant);
      }
    }
    addVariables(code, variables);
  }

  /** What says which part of something the value is, and is no value itself: {@code cells[1]}. */
  private List<? extends Tree> choosing(ExpressionTree tree) {
    return tree instanceof ArrayAccessTree access
        ? List.of(access.getIndex())
        : tree instanceof MethodInvocationTree call
                && !ASTHelpers.getSymbol(call).isStatic()
                && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
            ? call.getArguments()
            : List.of();
  }

  /** The variables that some code names, and those that their values come from. */
  private void addVariables(@Nullable Tree code, Set<Symbol> found) {
    for (Symbol named : code == null ? Set.<Symbol>of() : Symbols.variablesIn(code)) {
      if (named instanceof VarSymbol variable
          && !topology.variables().contains(variable)
          && found.add(variable)
          && !Symbols.isField(variable)) {
        Values.assignedTo(variable, state).forEach(value -> addVariables(value.getLeaf(), found));
        CompilationIndex.of(state)
            .declaration(variable)
            .filter(d -> d.getParentPath().getLeaf() instanceof EnhancedForLoopTree)
            .ifPresent(
                d ->
                    addVariables(
                        ((EnhancedForLoopTree) d.getParentPath().getLeaf()).getExpression(),
                        found));
      }
    }
  }

  /** Whether a test may be true of nothing but the last of the values. */
  boolean mayBeLast(Tree test) {
    Set<Symbol> named = new HashSet<>();
    addVariables(test, named);
    return named.stream().anyMatch(variables::contains)
        || Trees.in(test, ExpressionTree.class).stream()
            .map(ASTHelpers::constValue)
            .anyMatch(
                constant ->
                    constant != null && constants.stream().anyMatch(c -> isNear(c, constant)));
  }

  /**
   * Whether a test may ask how many values are sent: it names a field, or what the values are made
   * of, by itself or by what calls pass for parameters.
   */
  boolean mayTellHowMany(Tree test) {
    Set<Symbol> named = new HashSet<>();
    addVariables(test, named);
    Set<Symbol> asked = withPassed(named);
    return mayBeLast(test)
        || asked.stream().anyMatch(variable -> Symbols.isField((VarSymbol) variable))
        || !Collections.disjoint(asked, withPassed(variables))
        || parameters(named).anyMatch(argument -> mayBeLast(argument.getLeaf()));
  }

  /** Variables, and those that calls pass for the parameters among them. */
  private Set<Symbol> withPassed(Set<Symbol> named) {
    Set<Symbol> found = new HashSet<>(named);
    parameters(named).forEach(argument -> addVariables(argument.getLeaf(), found));
    return found;
  }

  private Stream<TreePath> parameters(Set<Symbol> named) {
    return named.stream()
        .filter(variable -> (variable.flags() & Flags.PARAMETER) != 0)
        .flatMap(parameter -> Arguments.seenOf((VarSymbol) parameter, state).stream());
  }

  /** Whether it is the same constant, or the last number before the other. */
  private static boolean isNear(Object one, Object other) {
    return one.equals(other)
        || (one instanceof Number bound
            && other instanceof Number last
            && bound.longValue() - last.longValue() == 1);
  }
}
