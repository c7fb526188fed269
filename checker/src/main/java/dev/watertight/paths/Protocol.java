package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.summaries.Exceptions;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * A question about the paths of a body of code: what a {@link Walker} carries along, and what it
 * looks for.
 *
 * @param <S> what is remembered of a path, beside the facts that conditions tell; immutable, with
 *     {@code equals}, and of few values: each is carried through each block once
 */
public interface Protocol<S> {
  /** The state in which the body starts. */
  S atEntry();

  /** The state after a node has been evaluated. */
  S step(Node node, S state);

  /**
   * Whether a test, not a compound one, or the case of a switch, can have the value in this state.
   * Where that is unknown, those paths alone count on which there are facts about it.
   */
  default Answer allows(S state, Tree test, boolean value) {
    return Answer.YES;
  }

  /**
   * Whether the question is whether there is no path. A fact that is wrong hides paths; so a call
   * of code in view, which may change fields and collections, ends what is known of those.
   */
  default boolean isAboutAbsence() {
    return false;
  }

  /** Expressions whose values are never null. */
  default ImmutableSet<Tree> present() {
    return ImmutableSet.of();
  }

  /**
   * Whether a path goes on by an exception that a node, other than a throw statement, throws.
   *
   * @param state the state after the node
   */
  default boolean isThrown(Node node, Type exception, S state, Exceptions exceptions) {
    return exceptions.isChecked(node.getTree(), exception);
  }

  /** Whether an exception of that type is no way out that counts, whoever throws it. */
  default boolean isIgnored(Type exception) {
    return false;
  }

  /** The state in which an exception leaves a node, between that before it and that after it. */
  default S onThrow(Node node, S before, S after) {
    return after;
  }

  /**
   * A path leaves the body.
   *
   * @param at the return statement or the tree that throws; null for the end of the body
   * @param exception the simple name of the type of what is thrown, or was caught and then left by;
   *     or empty
   */
  void leave(Exit exit, S state, @Nullable Tree at, String exception);

  /**
   * The tree at which all that is of interest begins, if there is one: all paths come there with
   * the state at the entry.
   */
  default Optional<Tree> origin() {
    return Optional.empty();
  }

  /** Whether nothing that happens from this state on is of interest any more. */
  default boolean isOver(S state) {
    return false;
  }
}
