package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.endpoints.UnboundedWait;
import dev.watertight.endpoints.UnboundedWaits;
import dev.watertight.fixes.WaitFixes;

/**
 * A {@link BugChecker} that flags waits without a time limit for several tasks or futures, which
 * never end because of what these wait for themselves.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary = "Waits without a time limit for tasks or futures that never end",
    severity = WARNING,
    link = BASE_URL + "UnboundedWaitForTasks.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class UnboundedWaitForTasks extends BugChecker implements MethodInvocationTreeMatcher {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link UnboundedWaitForTasks} instance. */
  public UnboundedWaitForTasks() {}

  @Override
  public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
    return Boundary.guard(() -> UnboundedWaits.at(state.getPath(), state), state)
        .map(wait -> describe(tree, wait, state))
        .orElse(Description.NO_MATCH);
  }

  private Description describe(MethodInvocationTree tree, UnboundedWait wait, VisitorState state) {
    TreePath cause = wait.cause();
    long line =
        cause
            .getCompilationUnit()
            .getLineMap()
            .getLineNumber(ASTHelpers.getStartPosition(cause.getLeaf()));
    return buildDescription(tree)
        .setMessage(
            wait.isTask()
                ? "%s() waits for ever: nothing ends the wait of the task in line %d"
                    .formatted(ASTHelpers.getSymbol(tree).getSimpleName(), line)
                : wait.isOneOfSeveral()
                    ? "%s() waits for ever unless another future is completed: nobody completes that of line %d"
                        .formatted(ASTHelpers.getSymbol(tree).getSimpleName(), line)
                    : "%s() waits for ever: nobody completes the future of line %d"
                        .formatted(ASTHelpers.getSymbol(tree).getSimpleName(), line))
        .addAllFixes(WaitFixes.of(state.getPath(), state))
        .build();
  }
}
