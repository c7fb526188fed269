package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Methods;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a permit was acquired before a loop that polls.
 *
 * <p>A semaphore that counts what is in a queue says that there is something: the loop looks for
 * it, and is as short as that takes.
 */
final class Permits {
  private final VisitorState state;
  private final Set<MethodSymbol> seen = new HashSet<>();

  private Permits(VisitorState state) {
    this.state = state;
  }

  /** Whether a permit is acquired before the path, by its own method or by all who call that. */
  static boolean areAcquiredBefore(TreePath path, VisitorState state) {
    return new Permits(state).precede(path);
  }

  private boolean precede(TreePath path) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    if (body.isEmpty()) {
      return false;
    }
    if (isAcquiring(body.get().getLeaf(), ASTHelpers.getStartPosition(path.getLeaf()))) {
      return true;
    }
    Optional<MethodSymbol> method = Methods.around(path);
    if (method.isEmpty() || !method.get().isPrivate() || !seen.add(method.get())) {
      return false;
    }
    ImmutableList<TreePath> calls = CompilationIndex.of(state).mentions(method.get());
    return !calls.isEmpty() && calls.stream().allMatch(this::precede);
  }

  private boolean isAcquiring(Tree body, int end) {
    return Trees.in(body, MethodInvocationTree.class).stream()
        .anyMatch(
            call ->
                ASTHelpers.getStartPosition(call) < end
                    && ResolvedLibrary.of(state)
                        .is(ASTHelpers.getSymbol(call), Trait.AWAITS_PERMIT));
  }
}
