package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.KnownValue;
import dev.watertight.values.KnownValues;
import java.util.Optional;
import java.util.Set;

/**
 * Look-ups in a map whose keys the code says, of which nothing says that the key is one of them:
 * what they answer is used as if it were there.
 *
 * @param state the compilation
 */
public record MissingEntries(VisitorState state) {
  /* What nobody has as a key. */
  private static final String NO_KEY = "\0";

  /** Whether a call looks up what may be missing, and so fails. */
  public boolean mayFail(TreePath path) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call) || call.getArguments().size() != 1) {
      return false;
    }
    ExpressionTree table = ASTHelpers.getReceiver(call);
    if (table == null
        || !(isAsked(path) || KnownFailures.isUnboxed(path, state))
        || !isMissing(call, table, new KnownValue(NO_KEY))) {
      return false;
    }
    TreePath key = new TreePath(path, call.getArguments().get(0));
    return new KnownValues(state)
        .of(key)
        .map(keys -> keys.stream().anyMatch(one -> isMissing(call, table, one)))
        .orElseGet(() -> isOnlyLookedUp(table) && !isTested(path, key));
  }

  private static boolean isAsked(TreePath call) {
    return call.getParentPath().getLeaf() instanceof MemberSelectTree;
  }

  private boolean isMissing(MethodInvocationTree call, ExpressionTree table, KnownValue key) {
    return ConstantTables.answer(
            ASTHelpers.getSymbol(call), table, ImmutableList.of(Optional.of(key)), state)
        .filter(answer -> answer.value() == null)
        .isPresent();
  }

  /** Whether nobody asks the table which keys it has, or hands it on. */
  private boolean isOnlyLookedUp(ExpressionTree table) {
    return CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(table)).stream()
        .allMatch(
            mention ->
                ASTHelpers.getSymbol(mention.getParentPath().getLeaf())
                        instanceof MethodSymbol method
                    && method.getSimpleName().contentEquals("get"));
  }

  /** Whether a test before the call asks something of the key, other than whether it is there. */
  private boolean isTested(TreePath call, TreePath key) {
    Set<Symbol> named = Set.copyOf(Symbols.variablesIn(key.getLeaf()));
    return named.isEmpty()
        || Graphs.bodyAround(call).stream()
            .flatMap(body -> TestOutcomes.at(call, body.getLeaf()).stream())
            .flatMap(outcome -> Symbols.variablesIn(outcome.test()).stream())
            .filter(asked -> !Symbols.isA(asked.type, "java.util.Iterator", state))
            .anyMatch(named::contains);
  }
}
