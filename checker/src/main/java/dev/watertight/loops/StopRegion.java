package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.endpoints.Endpoint;
import dev.watertight.endpoints.Topology;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Graphs;
import dev.watertight.view.Paths;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The code that stops a loop: the method that sets its flag, those that it calls, and those that
 * call it.
 */
final class StopRegion {
  private static final int DEPTH = 2;

  private final Set<Tree> bodies = new HashSet<>();
  private final CompilationIndex index;

  private StopRegion(VisitorState state) {
    this.index = CompilationIndex.of(state);
  }

  static StopRegion around(TreePath place, VisitorState state) {
    StopRegion region = new StopRegion(state);
    Optional<TreePath> body = Graphs.bodyAround(place);
    if (body.isPresent()) {
      region.addCallees(body.get().getLeaf(), DEPTH);
      region.addCallers(body.get(), DEPTH);
    }
    return region;
  }

  /** Whether something in the region makes a receiver of the channel look up. */
  boolean wakes(Topology channel) {
    for (Endpoint endpoint : channel.endpoints()) {
      boolean wakes = endpoint.isSend() || channel.closes().contains(endpoint);
      if (wakes && bodies.stream().anyMatch(b -> Paths.isInside(endpoint.path(), b))) {
        return true;
      }
    }
    return false;
  }

  private void addCallers(TreePath body, int depth) {
    if (depth == 0 || !(body.getLeaf() instanceof MethodTree method)) {
      return;
    }
    for (TreePath mention : index.mentions(ASTHelpers.getSymbol(method))) {
      Graphs.bodyAround(mention)
          .ifPresent(
              caller -> {
                addCallees(caller.getLeaf(), depth);
                addCallers(caller, depth - 1);
              });
    }
  }

  private void addCallees(Tree body, int depth) {
    if (!bodies.add(body) || depth == 0) {
      return;
    }
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        index.declaration(method).ifPresent(p -> addCallees(p.getLeaf(), depth - 1));
        return super.visitMethodInvocation(tree, null);
      }
    }.scan(body, null);
  }
}
