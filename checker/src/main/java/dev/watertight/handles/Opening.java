package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
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

  /** The class of what is opened, as the expression says it. */
  Type type() {
    return typeOf(tree());
  }

  /** The type of an expression, or of what the method returns that a reference names. */
  static Type typeOf(Tree tree) {
    return tree instanceof MemberReferenceTree
            && ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
        ? method.isConstructor() ? method.owner.type : method.getReturnType()
        : ASTHelpers.getType(tree);
  }

  /** Whether what is opened is an object that owns a handle, rather than one of the model's. */
  public boolean isOwner() {
    return kind.isOwner();
  }

  /** Whether it is confined to the block that opens it: {@code close()} is legal after a join. */
  public boolean isScope() {
    return lifetime == Lifetime.SCOPED;
  }

  /** Whether its threads run as soon as it is open. */
  public boolean startsAtOnce() {
    return starts.contains(CONSTRUCTOR);
  }

  /** The same with another lifetime. */
  public Opening withLifetime(Lifetime other) {
    return new Opening(path, kind, other, description, starts, primitive);
  }

  /** The same where the method that opens it gives it a task, too. */
  Opening started() {
    ImmutableSet<String> all =
        ImmutableSet.<String>builder().addAll(starts).add(CONSTRUCTOR).build();
    return new Opening(path, kind, lifetime, description, all, primitive);
  }

  Opening through(TreePath call) {
    return new Opening(call, kind, lifetime, description, starts, primitive);
  }
}
