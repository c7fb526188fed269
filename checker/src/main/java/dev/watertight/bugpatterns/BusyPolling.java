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
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.findings.polling.SpinningReads;
import dev.watertight.findings.polling.SpinningReads.SpinningRead;
import dev.watertight.fixes.polling.PollFixes;
import dev.watertight.program.Paths;
import java.util.HashSet;
import java.util.Set;

/**
 * A {@link BugChecker} that flags loops that ask a queue, a channel or a selector again and again,
 * without ever waiting in between.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Loop polls without ever waiting; it keeps a processor busy doing nothing",
    severity = WARNING)
public final class BusyPolling extends AbstractUnitCheck {
  @Override
  void check(VisitorState unit) {
    Set<Tree> seen = new HashSet<>();
    for (TreePath poll : Candidates.of(Candidate.POLL, unit)) {
      report(
          poll,
          state ->
              BusyLoop.at(poll, state)
                  .filter(found -> seen.add(found.loop().getLeaf()))
                  .map(found -> describe(found, state)),
          unit);
    }
    for (TreePath read : Candidates.of(Candidate.READ, unit)) {
      report(
          read,
          state ->
              SpinningReads.at(read, state)
                  .filter(found -> seen.add(found.loop().getLeaf()))
                  .map(found -> describe(found, state)),
          unit);
    }
  }

  private Description describe(SpinningRead found, VisitorState state) {
    String method = ASTHelpers.getSymbol(found.read().getLeaf()).getSimpleName().toString();
    String loop = where(state, found.loop());
    return describe(
        found
            .clause()
            .map(
                clause ->
                    "Once the connection has failed, %s() throws again at once; line %d catches that, and the loop %s never ends"
                        .formatted(method, Paths.line(clause), loop))
            .orElseGet(
                () ->
                    "At the end of the stream, %s() returns -1 again at once; nobody looks at that, and the loop %s never ends"
                        .formatted(method, loop)),
        ImmutableList.of(),
        "leave the loop then",
        state);
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
