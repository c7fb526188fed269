package dev.watertight.paths;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/** Whether code of a body can run after other code, if nothing throws. */
public final class Reach implements Protocol<Boolean> {
  private final Tree from;
  private final Tree to;
  private boolean found;

  private Reach(Tree from, Tree to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Whether control can get from behind one tree to another, or to the same once more. Also true if
   * not all paths can be looked at.
   */
  public static boolean isPossible(TreePath body, Tree from, Tree to, VisitorState state) {
    Reach reach = new Reach(from, to);
    return !Walker.walk(body, reach, state) || reach.found;
  }

  @Override
  public Boolean atEntry() {
    return false;
  }

  @Override
  public Boolean step(Node node, Boolean isBehind) {
    found |= isBehind && node.getTree() == to;
    return isBehind || node.getTree() == from;
  }

  @Override
  public boolean isIgnored(Type exception) {
    return true;
  }

  @Override
  public Optional<Tree> origin() {
    return Optional.of(from);
  }

  @Override
  public void leave(Exit exit, Boolean isBehind, @Nullable Tree at, String exception) {}
}
