package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Methods;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.NamedVariables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the methods that release a handle leave in other fields of its object: {@code state =
 * STOPPED}. A method that opens another handle asks for that, and comes to it only when the old one
 * has been released.
 *
 * <p>A {@code boolean} that is always set to the same constant tells the two states apart: behind
 * {@code if (closed) return;} the handle is still open. Of all other state only the fact that it is
 * asked for is known, and then no outcome is certain while the handle is open.
 */
final class ReleasedState {
  private final VarSymbol handle;
  private final CompilationIndex index;
  private final Set<MethodSymbol> releasing = new HashSet<>();

  /** The fields that a releasing method writes, with the value where it is always the same. */
  private final Map<VarSymbol, Optional<Boolean>> written = new HashMap<>();

  ReleasedState(VarSymbol handle, Fate fate, VisitorState state) {
    this.handle = handle;
    this.index = CompilationIndex.of(state);
    fate.releases().forEach(release -> Methods.around(release.path()).ifPresent(releasing::add));
    releasing.forEach(method -> index.declaration(method).ifPresent(this::readWrites));
  }

  private void readWrites(TreePath declaration) {
    Trees.in(declaration.getLeaf(), AssignmentTree.class)
        .forEach(
            tree ->
                add(
                    tree.getVariable(),
                    ASTHelpers.constValue(tree.getExpression(), Boolean.class)));
    for (MethodInvocationTree call : Trees.in(declaration.getLeaf(), MethodInvocationTree.class)) {
      Symbol type = ASTHelpers.getSymbol(call).outermostClass();
      if (type.owner.getQualifiedName().contentEquals("java.util.concurrent.atomic")) {
        add(ASTHelpers.getReceiver(call), null);
      }
    }
  }

  private void add(@Nullable ExpressionTree target, @Nullable Boolean value) {
    if (ASTHelpers.getSymbol(target) instanceof VarSymbol variable
        && Symbols.isField(variable)
        && !variable.equals(handle)) {
      Optional<Boolean> known = Optional.ofNullable(value);
      written.merge(variable, known, (a, b) -> a.equals(b) ? a : Optional.empty());
    }
  }

  /** Whether a test has the outcome only after a release, as far as is known. */
  boolean isAsked(Outcome outcome) {
    return ASTHelpers.getSymbol(outcome.test()) instanceof VarSymbol flag
        ? written.containsKey(flag)
            && written.get(flag).map(after -> after == outcome.value()).orElse(true)
        : NamedVariables.symbolsIn(outcome.test()).stream().anyMatch(this::isState);
  }

  /** Whether it is such state, or a method of the object that reads it. */
  private boolean isState(@Nullable Symbol symbol) {
    if (symbol instanceof VarSymbol variable) {
      return written.containsKey(variable);
    }
    return symbol instanceof MethodSymbol method
        && index
            .declaration(method)
            .filter(
                code ->
                    isNamedIn(handle, code)
                        || written.keySet().stream().anyMatch(f -> isNamedIn(f, code)))
            .isPresent();
  }

  private boolean isNamedIn(VarSymbol field, TreePath code) {
    return index.mentions(field).stream().anyMatch(m -> Paths.isInside(m, code.getLeaf()));
  }

  /** Whether a releasing method is handed out as a function, and code may call it as one. */
  boolean isLeftToListeners(TreePath code, VisitorState state) {
    return releasing.stream()
            .flatMap(method -> index.mentions(method).stream())
            .anyMatch(ReleasedState::isHandedOut)
        && (Summaries.ofCode(code, state).callsOthers()
            || releasing.stream()
                .flatMap(method -> index.declaration(method).stream())
                .anyMatch(release -> Summaries.mayReach(release, code, state)));
  }

  private static boolean isHandedOut(TreePath mention) {
    return mention.getLeaf() instanceof MemberReferenceTree || Methods.around(mention).isEmpty();
  }
}
