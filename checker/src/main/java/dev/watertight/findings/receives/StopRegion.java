package dev.watertight.findings.receives;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The code that stops a loop: the method that sets its flag, those that it calls, and what those
 * that call it do afterwards.
 */
final class StopRegion {
  private static final int DEPTH = 2;

  /** Each body with the position from which on it belongs to the region. */
  private final Map<Tree, Integer> bodies = new HashMap<>();

  private final CompilationIndex index;

  private StopRegion(VisitorState state) {
    this.index = CompilationIndex.of(state);
  }

  static StopRegion around(TreePath place, VisitorState state) {
    StopRegion region = new StopRegion(state);
    Optional<TreePath> body = Graphs.bodyAround(place);
    if (body.isPresent()) {
      region.addCallees(body.get().getLeaf(), 0, DEPTH);
      region.addCallers(body.get(), DEPTH);
    }
    return region;
  }

  /** Whether something in the region makes a receiver of the channel look up. */
  boolean wakes(Topology channel) {
    for (Endpoint endpoint : channel.endpoints()) {
      if ((endpoint.isSend() || channel.closes().contains(endpoint)) && contains(endpoint.path())) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(TreePath path) {
    int position = ASTHelpers.getStartPosition(path.getLeaf());
    return bodies.entrySet().stream()
        .anyMatch(body -> body.getValue() <= position && Paths.isInside(path, body.getKey()));
  }

  private void addCallers(TreePath body, int depth) {
    if (depth == 0 || !(body.getLeaf() instanceof MethodTree method)) {
      return;
    }
    for (TreePath mention : index.mentions(ASTHelpers.getSymbol(method))) {
      Optional<TreePath> caller = Graphs.bodyAround(mention);
      if (caller.isPresent()) {
        int after = ASTHelpers.getStartPosition(mention.getLeaf());
        addCallees(caller.get().getLeaf(), after, depth);
        addCallers(caller.get(), depth - 1);
      }
    }
  }

  private void addCallees(Tree body, int from, int depth) {
    Integer known = bodies.get(body);
    if (known != null && known <= from) {
      return;
    }
    bodies.put(body, from);
    if (depth == 0) {
      return;
    }
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        if (ASTHelpers.getStartPosition(tree) >= from) {
          MethodSymbol method = ASTHelpers.getSymbol(tree);
          index.declaration(method).ifPresent(p -> addCallees(p.getLeaf(), 0, depth - 1));
        }
        return super.visitMethodInvocation(tree, null);
      }
    }.scan(body, null);
  }
}
