package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * What a body of code must do on every path, whatever it is. The state is whether it has been done.
 */
public final class Duties implements Protocol<Boolean> {
  private final ImmutableSet<Tree> acts;
  private final ImmutableSet<Tree> risky;
  private final Set<Loss> losses = new LinkedHashSet<>();

  private Duties(ImmutableSet<Tree> acts, ImmutableSet<Tree> risky) {
    this.acts = acts;
    this.risky = risky;
  }

  /**
   * The exits of a method or lambda that can be reached without doing something. An {@code
   * InterruptedException} is no way out that counts: whoever interrupts knows that he cuts it
   * short.
   *
   * @param body the method or lambda
   * @param acts the expressions any one of which does it
   * @param risky calls whose unchecked exceptions count as well
   */
  public static ImmutableSet<Loss> exitsWithout(
      TreePath body, ImmutableSet<Tree> acts, ImmutableSet<Tree> risky, VisitorState state) {
    Duties duties = new Duties(acts, risky);
    return Walker.walk(body, duties, state)
        ? ImmutableSet.copyOf(duties.losses)
        : ImmutableSet.of();
  }

  @Override
  public Boolean atEntry() {
    return false;
  }

  @Override
  public Boolean step(Node node, Boolean done) {
    return done || (node.getTree() != null && acts.contains(node.getTree()));
  }

  @Override
  public boolean isOver(Boolean done) {
    return done;
  }

  @Override
  public boolean isThrown(Node node, Type exception, Thrown thrown) {
    return thrown.isChecked(node, exception)
        || (risky.contains(node.getTree()) && thrown.isUnchecked(exception));
  }

  @Override
  public boolean isIgnored(Type exception) {
    return exception.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException");
  }

  @Override
  public void leave(Exit exit, Boolean done, @Nullable Tree at, String exception) {
    losses.add(Loss.at(exit, at, exception));
  }
}
