package dev.watertight.findings.handles;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether a method that opens a handle behind tests may do so a second time for one object: not
 * where it tests what it sets itself, {@code if (!started) { started = true; .. }}, unless the test
 * compares that with what the method is given.
 *
 * @param body the method
 * @param handle the field that holds what is opened: whether it holds an open one, others ask
 */
record RepeatedOpenings(TreePath body, VarSymbol handle, VisitorState state) {
  /** Whether the tests before a place may let control come there again. */
  boolean mayComeAgain(TreePath place) {
    Set<VarSymbol> changed = Values.changedIn(body.getLeaf());
    return TestOutcomes.at(place, body.getLeaf()).stream()
        .map(Outcome::test)
        .allMatch(test -> mayHoldAgain(TestOutcomes.testsOf(test), changed));
  }

  private boolean mayHoldAgain(ImmutableList<ExpressionTree> tests, Set<VarSymbol> changed) {
    return tests.stream()
        .filter(
            test ->
                tests.size() == 1
                    || !Trees.any(test, tree -> tree.getKind() == Tree.Kind.NULL_LITERAL))
        .anyMatch(test -> isOpen(test, changed));
  }

  private boolean isOpen(ExpressionTree test, Set<VarSymbol> changed) {
    Set<Symbol> variables = Symbols.variablesIn(test);
    return variables.stream().noneMatch(v -> isState(v, changed))
        || (variables.stream().flatMap(this::sources).anyMatch(RepeatedOpenings::isParameter)
            && mayDiffer(test));
  }

  /** The variable, or those from which a local variable has its value: the parameters, mostly. */
  private Stream<Symbol> sources(Symbol variable) {
    return variable instanceof VarSymbol local && !isParameter(local) && !Symbols.isField(local)
        ? Values.initial(local, state).stream()
            .flatMap(value -> Symbols.variablesIn(value.getLeaf()).stream())
        : Stream.of(variable);
  }

  /** Whether a variable is a field that the method sets, or holds what was in one before. */
  private boolean isState(Symbol variable, Set<VarSymbol> changed) {
    return variable instanceof VarSymbol field
        && (Symbols.isField(field)
            ? changed.contains(field) && !field.equals(handle)
            : !isParameter(field)
                && Values.initial(field, state)
                    .filter(
                        value ->
                            Symbols.variablesIn(value.getLeaf()).stream()
                                .anyMatch(v -> changed.contains(v)))
                    .isPresent());
  }

  private static boolean isParameter(Symbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0;
  }

  /** Whether callers do not all pass the same constants for what a test asks of a parameter. */
  private boolean mayDiffer(ExpressionTree test) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(body.getLeaf());
    ImmutableSet<String> asked =
        Trees.in(test, MethodInvocationTree.class).stream()
            .map(call -> ASTHelpers.getSymbol(call).getSimpleName().toString())
            .collect(ImmutableSet.toImmutableSet());
    Set<Symbol> variables =
        Symbols.variablesIn(test).stream().flatMap(this::sources).collect(Collectors.toSet());
    return IntStream.range(0, method.getParameters().size())
        .filter(i -> variables.contains(method.getParameters().get(i)))
        .anyMatch(
            i -> {
              ImmutableList<TreePath> calls = CompilationIndex.of(state).calls(method);
              Set<Object> said = new HashSet<>();
              for (TreePath call : calls) {
                List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
                said.add(
                    isSpread(method, i)
                        ? arguments.size()
                        : saidBy(new TreePath(call, arguments.get(i)), asked));
              }
              // What a single caller passes differs from what the constructor has been given.
              return calls.size() < 2 || said.size() > 1;
            });
  }

  /** The constants of an argument, or what is no constant; of a record, of what is asked for. */
  private Object saidBy(TreePath argument, ImmutableSet<String> asked) {
    Tree tree = argument.getLeaf();
    if (tree instanceof IdentifierTree
        && ASTHelpers.getSymbol(tree) instanceof VarSymbol given
        && given.owner.isConstructor()) {
      ImmutableList<Object> all =
          Values.given(given, state).stream()
              .flatMap(ImmutableList::stream)
              .map(value -> saidBy(value, asked))
              .distinct()
              .collect(toImmutableList());
      return all.size() == 1 ? all.get(0) : tree;
    }
    if (tree instanceof NewClassTree creation) {
      ImmutableList<? extends Symbol> components =
          ImmutableList.copyOf(ASTHelpers.getSymbol(creation).getParameters());
      ImmutableList<Object> said =
          IntStream.range(0, components.size())
              .filter(i -> asked.contains(components.get(i).getSimpleName().toString()))
              .mapToObj(
                  i ->
                      isSpread(ASTHelpers.getSymbol(creation), i)
                          ? creation.getArguments().size()
                          : constant(creation.getArguments().get(i)))
              .collect(toImmutableList());
      return said.isEmpty() ? tree : said;
    }
    return constant(tree);
  }

  /** Whether a parameter is given any number of arguments: calls differ if that does. */
  private static boolean isSpread(MethodSymbol called, int position) {
    return called.isVarArgs() && position == called.getParameters().size() - 1;
  }

  private static Object constant(Tree tree) {
    Object value = ASTHelpers.constValue(tree);
    return value == null ? tree : value;
  }
}
