package dev.watertight.findings.selects;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.WaitLoop;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.StreamUses;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Stops;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A method by which another task tells a loop to stop, and which does nothing that may wake it.
 *
 * @param method the method
 * @param flag the field that it sets
 * @param write the expression that sets the field
 */
public record Stopper(MethodSymbol method, VarSymbol flag, TreePath write) {

  /**
   * The first such method, if one of the loop's flags is set by others only.
   *
   * @param mayWake whether a method may wake what the loop waits in without naming it
   */
  static Optional<Stopper> of(WaitLoop loop, Predicate<MethodSymbol> mayWake, VisitorState state) {
    return Stops.of(loop, state).stream()
        .flatMap(stop -> quiet(stop, loop, mayWake, state).stream())
        .findFirst();
  }

  private static Optional<Stopper> quiet(
      TreePath stop, WaitLoop loop, Predicate<MethodSymbol> mayWake, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(stop);
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree tree)
        || Paths.isInside(loop.loop(), tree)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    // A callback, which the loop's own events may bring about.
    boolean callback =
        !ClosingMethods.of(state).endsItsObject(method)
            && !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty();
    return callback || mayWake.test(method)
        ? Optional.empty()
        : Optional.of(
            new Stopper(method, (VarSymbol) ASTHelpers.getSymbol(stop.getLeaf()), write(stop)));
  }

  /**
   * Whether a call of the method may wake what it does not name: by a socket, or by code that is
   * out of view.
   */
  static boolean mayWake(MethodSymbol method, VisitorState state) {
    Effects effects = Summaries.ofMethod(method, state);
    return effects.connects() || effects.callsOthers();
  }

  /**
   * Whether the method may wake a selector that it does not name: as above, or by a stream of a
   * socket or pipe.
   */
  static boolean mayWakeSelector(MethodSymbol method, VisitorState state) {
    StreamUses streams = new StreamUses(state);
    return mayWake(method, state)
        || bodies(method, state)
            .flatMap(StreamUses::usesIn)
            .anyMatch(use -> streams.mayReach(StreamUses.End.PEER, use));
  }

  private static Stream<TreePath> bodies(MethodSymbol method, VisitorState state) {
    return CompilationIndex.of(state).declaration(method).stream()
        .flatMap(body -> Stream.concat(Stream.of(body), Summaries.bodies(body, state).stream()));
  }

  /** Whether the method may wake a wait for connections or packets: by one of its own. */
  static boolean mayCall(MethodSymbol method, VisitorState state) {
    return Summaries.ofMethod(method, state).callsOthers()
        || bodies(method, state)
            .anyMatch(
                code ->
                    Trees.any(
                        code.getLeaf(),
                        tree -> ResolvedLibrary.of(state).is(tree, Trait.CALLS_OUT)));
  }

  /** The assignment or call. */
  private static TreePath write(TreePath mention) {
    TreePath parent = mention.getParentPath();
    return parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent;
  }
}
