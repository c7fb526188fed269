package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Fields that a setter gives a value, which the code that starts some tasks calls once, and nobody
 * else: what makes two objects know each other. There never is another value than that.
 *
 * @param starter the code that starts the tasks
 * @param state the compilation
 */
record AttachedFields(TreePath starter, VisitorState state) {
  /** The call of the setter, with what the field gets as its only argument. */
  Optional<TreePath> attaching(VarSymbol field) {
    if (!Symbols.isField(field) || field.isStatic() || !Values.isAssignedInViewOnly(field, state)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    return values.size() == 1
        ? Symbols.methodAround(values.get(0))
            .filter(setter -> isSetter(setter, values.get(0)))
            .flatMap(this::call)
        : Optional.empty();
  }

  /** Whether a method that nobody overrides gives the field what it is given itself. */
  private boolean isSetter(MethodSymbol setter, TreePath value) {
    return !setter.isConstructor()
        && setter.getParameters().size() == 1
        && setter.getParameters().get(0).equals(ASTHelpers.getSymbol(value.getLeaf()))
        && Values.isFixed(setter.getParameters().get(0), state)
        && CompilationIndex.of(state).overriders(setter).isEmpty();
  }

  /** The only call of a method, if the starter makes it, once. */
  private Optional<TreePath> call(MethodSymbol setter) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> calls = index.calls(setter);
    return calls.size() == 1
            && index.mentions(setter).size() == 1
            && calls.get(0).getLeaf() instanceof MethodInvocationTree
            && Graphs.isDirectlyIn(calls.get(0), starter.getLeaf())
            && Paths.aroundInBody(calls.get(0)).stream()
                .noneMatch(around -> Loops.isLoop(around.getLeaf()))
        ? Optional.of(calls.get(0))
        : Optional.empty();
  }
}
