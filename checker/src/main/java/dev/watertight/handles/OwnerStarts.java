package dev.watertight.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.handles.OwnEnd.OwnObject;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether an object that owns a handle certainly has threads once its user has made or started it.
 *
 * <p>A method may start them only if all goes well, and say so by its result: {@code if
 * (session.login()) return session;}. So each call that may start them has to lead to a start on
 * every path. And the object keeps itself to itself: who else has it may close it.
 *
 * @param handle the model's own handle behind the owner
 * @param fate what becomes of that
 * @param made the creations that have been looked at
 * @param state the compilation
 */
public record OwnerStarts(Opening handle, Fate fate, Set<Tree> made, VisitorState state) {
  private static final int DEPTH = 4;

  /** Whether all that may start the threads of an owner does so, and there is such a thing. */
  public static boolean areCertain(Opening owner, Fate fate, VisitorState state) {
    Optional<OwnerStarts> starts =
        Openings.at(owner.primitive(), state)
            .map(
                handle -> new OwnerStarts(handle, Fates.of(handle, state), new HashSet<>(), state));
    if (owner.starts().isEmpty() || givesItself(owner, state)) {
      return false;
    }
    if (starts.isEmpty()) {
      // A thread that is started with the object.
      return owner.startsAtOnce();
    }
    return owner.startsAtOnce()
        ? starts.get().leads(owner.path())
        : fate.uses().stream()
            .filter(use -> ThreadStarts.isStart(use, owner))
            .map(Sink.Use::path)
            .allMatch(starts.get()::leads);
  }

  /** Whether the object has itself as a value, and may be closed by who gets that. */
  private static boolean givesItself(Opening owner, VisitorState state) {
    return Stream.of(
            owner.type().tsym,
            ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(owner.primitive(), ClassTree.class)))
        .anyMatch(
            type ->
                !(type instanceof ClassSymbol own) || !OwnObject.of(own, state).values().isEmpty());
  }

  /** Whether a call, or the creation of an object, comes to a start on every path through it. */
  private boolean leads(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree tree
        ? Summaries.bodiesOf(tree, state).all(this::leadsIn).isYes()
        : call.getLeaf() instanceof NewClassTree creation
            && isStartedBy(ASTHelpers.getSymbol(creation));
  }

  private boolean isStartedBy(MethodSymbol constructor) {
    return isStartedByInitializer(constructor)
        || CompilationIndex.of(state).declaration(constructor).filter(this::leadsIn).isPresent();
  }

  private boolean leadsIn(TreePath body) {
    return CertainCalls.leading(body, DEPTH, this::isStart, state).isPresent();
  }

  private boolean isStart(TreePath call) {
    return (handle.startsAtOnce() && call.getLeaf() == handle.tree())
        || fate.uses().stream().anyMatch(use -> isStart(use, call))
        || (call.getLeaf() instanceof NewClassTree && made.add(call.getLeaf()) && leads(call));
  }

  private boolean isStart(Sink.Use use, TreePath call) {
    return use.path().getLeaf() == call.getLeaf()
        && ThreadStarts.isStart(use, handle)
        && (handle.starts().contains(use.method())
            || TaskBodies.given(call, state).findAny().isPresent());
  }

  /** Whether the handle works as soon as the class opens it for a field. */
  private boolean isStartedByInitializer(MethodSymbol constructor) {
    return handle.startsAtOnce()
        && Graphs.bodyAround(handle.path()).isEmpty()
        && constructor.owner.equals(
            ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(handle.path(), ClassTree.class)));
  }
}
