package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.ValueTests;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.KnownValue;
import dev.watertight.values.Values;

/**
 * Whether a method throws what it need not declare only for arguments that a call certainly does
 * not give it: {@code add("/stats", new Handler())} for {@code if (handler == null) throw ..}.
 *
 * @param state the compilation
 */
record ArgumentChecks(VisitorState state) {
  /** Whether the call passes all the tests of the method that it calls, as the code says. */
  boolean areMet(TreePath path) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    CompilationIndex index = CompilationIndex.of(state);
    TreePath declaration = index.declaration(method).orElse(null);
    if (declaration == null
        || !(declaration.getLeaf() instanceof MethodTree tree)
        || method.isVarArgs()
        || !index.overriders(method).isEmpty()) {
      return false;
    }
    ImmutableMap.Builder<Symbol, KnownValue> given = ImmutableMap.builder();
    for (int i = 0; i < call.getArguments().size(); i++) {
      VarSymbol parameter = method.getParameters().get(i);
      if (Values.isFixed(parameter, state)) {
        ValueTests.valueOf(call.getArguments().get(i), null, ImmutableMap.of(), state)
            .ifPresent(value -> given.put(parameter, value));
      }
    }
    ImmutableMap<Symbol, KnownValue> names = given.buildOrThrow();
    return Trees.ownPathsIn(declaration, ThrowTree.class).stream()
            .allMatch(thrown -> isExcluded(thrown, tree, names))
        && Trees.ownPathsIn(declaration, MethodInvocationTree.class, NewClassTree.class).stream()
            .noneMatch(inner -> Summaries.ofCall(inner, state).isThrown(this::isMoreThanAMistake));
  }

  private boolean isExcluded(
      TreePath thrown, MethodTree method, ImmutableMap<Symbol, KnownValue> names) {
    return TestOutcomes.at(thrown, method).stream()
        .anyMatch(
            outcome ->
                ValueTests.valueOf(outcome.test(), null, names, state)
                    .flatMap(KnownValue::truth)
                    .filter(truth -> truth != outcome.value())
                    .isPresent());
  }

  /** What says that somebody has made a mistake further up is not for this call. */
  private boolean isMoreThanAMistake(Thrown thrown) {
    return !thrown.isMistake()
        && switch (thrown.reason()) {
          case STATEMENT, REFUSAL, FAILURE -> thrown.isUnchecked(state);
          default -> false;
        };
  }
}
