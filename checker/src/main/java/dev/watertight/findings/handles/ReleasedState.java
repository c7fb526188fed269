package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Fates;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the methods that release a handle leave in other fields of its object: {@code state =
 * STOPPED}, and what the method that opens one leaves: {@code started = true}. A method that opens
 * another handle asks for that, and comes to it only when the old one has been released.
 *
 * <p>A {@code boolean} that is always set to the same constant tells the two states apart: behind
 * {@code if (closed) return;} the handle is still open. Of all other state only the fact that it is
 * asked for is known, and then no outcome is certain while the handle is open.
 */
final class ReleasedState {
  private final VarSymbol handle;
  private final Fate fate;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<MethodSymbol> releasing = new HashSet<>();

  /** The fields that a releasing method writes, with the value where it is always the same. */
  private final Map<VarSymbol, Optional<Boolean>> written = new HashMap<>();

  /** The same of the method that opens: the flag that says that it has done so. */
  private final Map<VarSymbol, Optional<Boolean>> opened = new HashMap<>();

  ReleasedState(VarSymbol handle, Fate fate, TreePath opener, VisitorState state) {
    this.handle = handle;
    this.fate = fate;
    this.state = state;
    this.index = CompilationIndex.of(state);
    fate.releases()
        .forEach(release -> Symbols.methodAround(release.path()).ifPresent(releasing::add));
    releasing.forEach(
        method -> index.declaration(method).ifPresent(code -> readWrites(code, written)));
    readWrites(opener, opened);
    opened.keySet().removeIf(field -> !isFlag(field));
    Trees.in(opener.getLeaf(), UnaryTree.class)
        .forEach(step -> add(step.getExpression(), null, opened));
  }

  private static boolean isFlag(VarSymbol field) {
    return field.type.hasTag(TypeTag.BOOLEAN)
        || (field.type.tsym.flags() & Flags.ENUM) != 0
        || field.type.tsym.getSimpleName().toString().startsWith("Atomic");
  }

  /** What a method writes itself, or by other methods of its object: there, whatever value. */
  private void readWrites(TreePath declaration, Map<VarSymbol, Optional<Boolean>> written) {
    readOwnWrites(declaration, written);
    for (MethodInvocationTree call : Trees.in(declaration.getLeaf(), MethodInvocationTree.class)) {
      if (Symbols.isSelf(ASTHelpers.getReceiver(call))) {
        Map<VarSymbol, Optional<Boolean>> inside = new HashMap<>();
        index.declaration(ASTHelpers.getSymbol(call)).ifPresent(c -> readOwnWrites(c, inside));
        inside.keySet().forEach(field -> written.merge(field, Optional.empty(), (a, b) -> b));
      }
    }
  }

  private void readOwnWrites(TreePath declaration, Map<VarSymbol, Optional<Boolean>> written) {
    Trees.in(declaration.getLeaf(), AssignmentTree.class)
        .forEach(
            tree ->
                add(
                    tree.getVariable(),
                    ASTHelpers.constValue(tree.getExpression(), Boolean.class),
                    written));
    for (MethodInvocationTree call : Trees.in(declaration.getLeaf(), MethodInvocationTree.class)) {
      Symbol type = ASTHelpers.getSymbol(call).outermostClass();
      if ((index.isInView(type) || type.getQualifiedName().toString().startsWith("java.util."))
          && ResolvedLibrary.of(state).questionOf(call).isEmpty()) {
        add(ASTHelpers.getReceiver(call), null, written);
      }
    }
  }

  private void add(
      @Nullable ExpressionTree target,
      @Nullable Boolean value,
      Map<VarSymbol, Optional<Boolean>> written) {
    if (ASTHelpers.getSymbol(target) instanceof VarSymbol variable
        && Symbols.isField(variable)
        && !variable.equals(handle)) {
      Optional<Boolean> known = Optional.ofNullable(value);
      written.merge(variable, known, (a, b) -> a.equals(b) ? a : Optional.empty());
    }
  }

  /** Whether a test has the outcome only before the opening or after a release, as is known. */
  boolean isAsked(Outcome outcome) {
    return isBeforeOpening(outcome) || isAfterRelease(outcome);
  }

  /** Whether code before a place calls a method that refuses to go on in some state. */
  boolean isRequiredBefore(TreePath place, TreePath body) {
    int position = ASTHelpers.getStartPosition(place.getLeaf());
    for (MethodInvocationTree call : Trees.ownIn(body.getLeaf(), MethodInvocationTree.class)) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      if (ASTHelpers.getStartPosition(call) < position
          && (isState(method) || isState(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call))))
          && index
              .declaration(method)
              .filter(code -> !Trees.ownPathsIn(code, ThrowTree.class).isEmpty())
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the method that opens has not run: nobody else sets back what it sets. */
  private boolean isBeforeOpening(Outcome outcome) {
    return opened.entrySet().stream()
        .filter(flag -> Symbols.namedIn(outcome.test()).contains(flag.getKey()))
        .anyMatch(
            flag ->
                !flag.getKey().equals(ASTHelpers.getSymbol(outcome.test()))
                    || !flag.getValue().equals(Optional.of(outcome.value())));
  }

  private boolean isAfterRelease(Outcome outcome) {
    return ASTHelpers.getSymbol(outcome.test()) instanceof VarSymbol flag
        ? written.containsKey(flag)
            && written.get(flag).map(after -> after == outcome.value()).orElse(true)
        : Symbols.namedIn(outcome.test()).stream().anyMatch(this::isState);
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
    return !index.mentionsIn(code.getLeaf(), field).isEmpty();
  }

  /**
   * Whether a releasing method is handed out as a function, or its object itself, and code may call
   * it through that before a place: by what it calls, or in a task that it waits for.
   */
  boolean isLeftToListeners(TreePath place, TreePath code) {
    return (Fates.givesItself((ClassSymbol) handle.owner, state)
            || releasing.stream()
                .flatMap(method -> index.mentions(method).stream())
                .anyMatch(ReleasedState::isHandedOut))
        && ((Summaries.ofCode(code, state).callsOthers() && callsOthersBefore(place, code))
            || mayRelease(code)
            || (Summaries.ofCode(code, state).waits()
                && fate.uses().stream()
                    .flatMap(use -> TaskBodies.given(use.path(), state))
                    .anyMatch(this::mayRelease)));
  }

  private boolean callsOthersBefore(TreePath place, TreePath code) {
    boolean isRepeated = Paths.isInLoop(place, code.getLeaf());
    return Trees.pathsIn(code, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(call -> isRepeated || Paths.start(call) < Paths.start(place))
        .anyMatch(call -> Summaries.ofCall(call, state).callsOthers());
  }

  private boolean mayRelease(TreePath code) {
    return releasing.stream()
        .flatMap(method -> index.declaration(method).stream())
        .anyMatch(release -> !Summaries.reaches(release, code, state).isNo());
  }

  private static boolean isHandedOut(TreePath mention) {
    return mention.getLeaf() instanceof MemberReferenceTree
        || Symbols.methodAround(mention).isEmpty();
  }
}
