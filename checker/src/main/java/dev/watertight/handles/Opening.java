package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;

/**
 * An expression whose value is a fresh handle.
 *
 * @param path the expression: a factory call or a {@code new}
 * @param kind the kind of handle
 * @param lifetime how long its threads live if it is not released
 * @param description what is opened, for example {@code fixed pool of 4 platform threads}
 * @param starts the methods that start its threads, {@code <init>} if opening does; none if any use
 *     but a question does
 * @param primitive the model's own opener behind it: the same expression, or the one inside a
 *     factory in view
 */
public record Opening(
    TreePath path,
    HandleKind kind,
    Lifetime lifetime,
    String description,
    ImmutableSet<String> starts,
    TreePath primitive) {
  /** Stands for the opening itself among the methods that start threads. */
  static final String CONSTRUCTOR = "<init>";

  /** The expression. */
  public ExpressionTree tree() {
    return (ExpressionTree) path.getLeaf();
  }

  /** Whether what is opened is an object that owns a handle, rather than one of the model's. */
  public boolean isOwner() {
    return kind.noun().equals(Owners.NOUN);
  }

  /** Whether its threads run as soon as it is open. */
  public boolean startsAtOnce() {
    return starts.contains(CONSTRUCTOR);
  }

  /** The same with another lifetime. */
  public Opening withLifetime(Lifetime other) {
    return new Opening(path, kind, other, description, starts, primitive);
  }

  Opening through(TreePath call) {
    return new Opening(call, kind, lifetime, description, starts, primitive);
  }
}
