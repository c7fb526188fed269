package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.fixes.polling.PollFixes;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags loops that ask a queue, a channel or a selector again and again,
 * without ever waiting in between.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Loop polls without ever waiting; it keeps a processor busy doing nothing",
    severity = WARNING)
public final class BusyPolling extends AbstractCandidateCheck {
  /** Instantiates a new {@link BusyPolling} instance. */
  public BusyPolling() {
    super(Candidate.POLL);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return BusyLoop.at(state.getPath(), state).map(loop -> describe(loop, state));
  }

  private Description describe(BusyLoop loop, VisitorState state) {
    MethodInvocationTree tree = (MethodInvocationTree) state.getPath().getLeaf();
    ImmutableList<SuggestedFix> fixes =
        PollFixes.of(loop.poll(), loop.loop(), loop.isOnlyPoll() && !loop.hasOtherExit(), state);
    String advice =
        BusyLoop.isForRoom(tree, state)
            ? "who makes room, and when to give up, is yours to choose"
            : "how to wait is yours to choose";
    String message =
        "While %s, the loop on line %d asks again at once; it keeps a processor busy"
            .formatted(subject(tree, state), Paths.line(loop.loop()));
    return describe(message, fixes, advice, state);
  }

  /** What has nothing, or no room. */
  private static String subject(MethodInvocationTree tree, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(tree);
    String missing = BusyLoop.isForRoom(tree, state) ? "no room" : "nothing";
    return receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
        ? "'%s' has %s".formatted(variable.getSimpleName(), missing)
        : "%s() finds %s".formatted(ASTHelpers.getSymbol(tree).getSimpleName(), missing);
  }
}
