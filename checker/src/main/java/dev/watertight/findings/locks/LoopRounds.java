package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the loops of a run come to a round. How often is mostly said by data, and then they are
 * taken to do so; where the code says it, it counts, for each caller as that says it.
 *
 * @param calls the calls by which the run has come to the code, the last one at the end
 * @param state the compilation
 */
record LoopRounds(List<TreePath> calls, VisitorState state) {
  private static final int DEPTH = 4;

  /** Whether a loop may have none, for all that the code says of it. */
  boolean mayBeNone(TreePath loop, @Nullable Tree head) {
    Count rounds = Runs.rounds(loop, state);
    return rounds.most().equals(Amount.of(0))
        || (rounds.least().equals(Amount.of(0)) && rounds.most().number().isPresent())
        || Symbols.variablesIn(head).stream()
            .anyMatch(v -> isNone((VarSymbol) v, calls.size(), DEPTH));
  }

  /** Whether a variable is 0 in this run, or a collection without elements. */
  private boolean isNone(VarSymbol variable, int known, int depth) {
    if (depth == 0) {
      return false;
    }
    if (Symbols.isField(variable)) {
      // Of whatever object: some of them have none.
      return Values.assignedTo(variable, state).stream()
          .flatMap(value -> givenTo(value).stream())
          .anyMatch(value -> isNone(value, 0, depth - 1));
    }
    return value(variable, known)
        .filter(value -> isNone(value, isParameter(variable) ? known - 1 : known, depth - 1))
        .isPresent();
  }

  private boolean isNone(TreePath value, int known, int depth) {
    return Runs.valueOf(value.getLeaf(), state).most().equals(Amount.of(0))
        || Runs.elementsOf(value.getLeaf(), state).most().equals(Amount.of(0))
        || (ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol next
            && isNone(next, known, depth));
  }

  /** What is assigned to a field, or given to the constructor that does so. */
  private ImmutableList<TreePath> givenTo(TreePath value) {
    return ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
            && isParameter(variable)
        ? Values.given(variable, state)
            .<ImmutableList<TreePath>>map(ImmutableList::copyOf)
            .orElse(ImmutableList.of())
        : ImmutableList.of(value);
  }

  private Optional<TreePath> value(VarSymbol variable, int known) {
    if (!isParameter(variable)) {
      return Values.initial(variable, state).filter(value -> Values.isFixed(variable, state));
    }
    if (known == 0
        || !(calls.get(known - 1).getLeaf() instanceof MethodInvocationTree call)
        || !(variable.owner instanceof MethodSymbol method)
        || (method.flags() & Flags.VARARGS) != 0
        || !method.equals(ASTHelpers.getSymbol(call))) {
      return Optional.empty();
    }
    int index = method.getParameters().indexOf(variable);
    return index < 0
        ? Optional.empty()
        : Optional.of(new TreePath(calls.get(known - 1), call.getArguments().get(index)));
  }

  private static boolean isParameter(Symbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0;
  }
}
