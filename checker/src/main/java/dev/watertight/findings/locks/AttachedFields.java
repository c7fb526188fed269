package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a setter gives a value, which the code that starts some tasks calls once, or the
 * constructor of what it makes once, and nobody else: what makes two objects know each other. There
 * never is another value than that.
 *
 * @param starter the code that starts the tasks
 * @param state the compilation
 */
record AttachedFields(TreePath starter, VisitorState state) {
  /**
   * How a field gets its value.
   *
   * @param object the object whose field it is
   * @param value what it gets
   */
  record Attaching(TreePath object, TreePath value) {}

  /** How a field gets its only value by a setter. */
  Optional<Attaching> attaching(VarSymbol field) {
    if (!Symbols.isField(field) || field.isStatic() || !Values.isAssignedInViewOnly(field, state)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    return values.size() == 1
        ? Symbols.methodAround(values.get(0))
            .filter(setter -> isSetter(setter, values.get(0)))
            .flatMap(this::call)
            .flatMap(call -> ofStarter(call).or(() -> ofConstructor(call)))
        : Optional.empty();
  }

  private Optional<Attaching> ofStarter(TreePath call) {
    return isOnceIn(call, starter)
        ? Paths.receiver(call).map(object -> new Attaching(object, value(call)))
        : Optional.empty();
  }

  /** What the constructor of an object does that the starter makes once: {@code a.attach(this)}. */
  private Optional<Attaching> ofConstructor(TreePath call) {
    Optional<TreePath> body = Graphs.bodyAround(call).filter(Symbols::isConstructor);
    Optional<TreePath> object = Paths.receiver(call);
    if (body.isEmpty()
        || object.isEmpty()
        || !(value(call).getLeaf() instanceof IdentifierTree self && Symbols.isSelf(self))
        || !isOnceIn(call, body.get())) {
      return Optional.empty();
    }
    MethodSymbol constructor = ASTHelpers.getSymbol((MethodTree) body.get().getLeaf());
    ImmutableList<TreePath> makers =
        CompilationIndex.of(state).creations((ClassSymbol) constructor.owner);
    int index = constructor.getParameters().indexOf(given(object.get()));
    return makers.size() == 1
            && index >= 0
            && (constructor.flags() & Flags.VARARGS) == 0
            && constructor.equals(ASTHelpers.getSymbol(makers.get(0).getLeaf()))
            && isOnceIn(makers.get(0), starter)
        ? Optional.of(
            new Attaching(
                new TreePath(makers.get(0), Arguments.of(makers.get(0).getLeaf()).get(index)),
                makers.get(0)))
        : Optional.empty();
  }

  /** The parameter that an expression in a constructor stands for, by a field of it perhaps. */
  private @Nullable Symbol given(TreePath object) {
    if (!(ASTHelpers.getSymbol(object.getLeaf()) instanceof VarSymbol variable)) {
      return null;
    }
    ImmutableList<TreePath> values =
        Symbols.isField(variable) ? Values.assignedTo(variable, state) : ImmutableList.of();
    Symbol given = values.size() == 1 ? ASTHelpers.getSymbol(values.get(0).getLeaf()) : variable;
    return given instanceof VarSymbol parameter && Values.isFixed(parameter, state)
        ? parameter
        : null;
  }

  private static TreePath value(TreePath call) {
    return new TreePath(call, Arguments.of(call.getLeaf()).get(0));
  }

  /** Whether a method that nobody overrides gives the field what it is given itself. */
  private boolean isSetter(MethodSymbol setter, TreePath value) {
    return !setter.isConstructor()
        && setter.getParameters().size() == 1
        && setter.getParameters().get(0).equals(ASTHelpers.getSymbol(value.getLeaf()))
        && Values.isFixed(setter.getParameters().get(0), state)
        && CompilationIndex.of(state).overriders(setter).isEmpty();
  }

  /** The only call of a method. */
  private Optional<TreePath> call(MethodSymbol setter) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> calls = index.calls(setter);
    return calls.size() == 1
            && index.mentions(setter).size() == 1
            && calls.get(0).getLeaf() instanceof MethodInvocationTree
        ? Optional.of(calls.get(0))
        : Optional.empty();
  }

  /** Whether a body comes to a place of its own no more than once. */
  private static boolean isOnceIn(TreePath place, TreePath body) {
    return Graphs.isDirectlyIn(place, body.getLeaf())
        && Paths.aroundInBody(place).stream().noneMatch(around -> Loops.isLoop(around.getLeaf()));
  }
}
