package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import dev.watertight.ownership.Leak;
import dev.watertight.ownership.Leaks;

/** A check that reports some kinds of {@link Leak}s at the expression that opens the handle. */
abstract class AbstractLeakCheck extends BugChecker
    implements MethodInvocationTreeMatcher, NewClassTreeMatcher {
  private static final long serialVersionUID = 1L;

  /** Whether this check is the one that reports the leak. */
  abstract boolean reports(Leak leak);

  @Override
  public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
    return match(tree, state);
  }

  @Override
  public Description matchNewClass(NewClassTree tree, VisitorState state) {
    return match(tree, state);
  }

  private Description match(ExpressionTree tree, VisitorState state) {
    // Nearly every expression opens nothing, and each of the checks is asked about it.
    if (Leaks.isKnownSilent(tree, state)) {
      return Description.NO_MATCH;
    }
    return Boundary.guard(
            () ->
                Leaks.at(state.getPath(), state)
                    .filter(this::reports)
                    .map(leak -> describe(tree, leak, state)),
            state)
        .orElse(Description.NO_MATCH);
  }

  private Description describe(ExpressionTree tree, Leak leak, VisitorState state) {
    ImmutableList<SuggestedFix> fixes = LeakFixes.of(leak, state);
    String message = LeakMessages.of(leak);
    return buildDescription(tree)
        .setMessage(
            fixes.isEmpty() ? message + " (where to release it is yours to choose)" : message)
        .addAllFixes(fixes)
        .build();
  }
}
