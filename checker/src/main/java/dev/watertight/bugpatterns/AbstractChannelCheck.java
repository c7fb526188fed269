package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import dev.watertight.channels.Channels;
import java.util.Optional;

/** A check that reports at expressions that make a channel or do something with one. */
abstract class AbstractChannelCheck extends BugChecker
    implements MethodInvocationTreeMatcher, NewClassTreeMatcher {
  private static final long serialVersionUID = 1L;

  /** The report for an expression that has to do with a channel, if there is one. */
  abstract Optional<Description> describe(Tree tree, VisitorState state);

  @Override
  public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
    return match(tree, state);
  }

  @Override
  public Description matchNewClass(NewClassTree tree, VisitorState state) {
    return match(tree, state);
  }

  private Description match(Tree tree, VisitorState state) {
    // Nearly every expression has nothing to do with a channel, and each of the checks is asked.
    if (Channels.of(state).isKnownUnconcerned(tree)) {
      return Description.NO_MATCH;
    }
    return Boundary.guard(
            () -> Channels.of(state).concerns(tree) ? describe(tree, state) : Optional.empty(),
            state)
        .orElse(Description.NO_MATCH);
  }
}
