package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.AbandonedWait;
import dev.watertight.fixes.endsignals.CallbackFixes;
import dev.watertight.fixes.endsignals.FailureSignals;
import dev.watertight.fixes.endsignals.MovedSignal;
import dev.watertight.fixes.endsignals.StageFixes;
import dev.watertight.fixes.endsignals.WithdrawalFixes;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.Optional;

/** A check that reports tasks that leave while others wait for their signal. */
abstract class AbstractAbandonedWaiterCheck extends AbstractChannelCheck<AbandonedWait> {
  @Override
  final ChannelFindings<AbandonedWait> findings() {
    return AbandonedWait.FINDINGS;
  }

  @Override
  final void check(VisitorState unit) {
    super.check(unit);
    check(AbandonedWait.OF_ELEMENTS, unit);
  }

  @Override
  final boolean reports(AbandonedWait finding) {
    return getClass()
        .equals(finding.isUnchecked() ? AbandonedWaiterOnFailure.class : AbandonedWaiter.class);
  }

  @Override
  final Description describe(AbandonedWait finding, VisitorState state) {
    return describe(
        "%s() on %s is skipped %s; %s() on line %d then waits for ever"
            .formatted(
                finding.method(),
                finding.channel().name(),
                way(finding),
                ASTHelpers.getSymbol(finding.waiting().getLeaf()).getSimpleName(),
                Paths.line(finding.waiting())),
        fix(finding, state),
        finding.acquired().isEmpty()
            ? "what to tell those who wait is yours to say"
            : isOfElements(finding)
                ? "put what was taken back on that way, too"
                : "give the permit back on that way, too",
        state);
  }

  /** What carries no value is moved; else those who wait are told of the failure. */
  private static Optional<SuggestedFix> fix(AbandonedWait finding, VisitorState state) {
    Tree at = finding.way().at();
    if (at instanceof MethodTree callback) {
      return CallbackFixes.of(finding, callback, state);
    }
    Optional<TreePath> body = Graphs.bodyAround(finding.signal());
    if (!(finding.signal().getLeaf() instanceof MethodInvocationTree signal)
        || (at != null && body.filter(b -> Trees.any(b.getLeaf(), t -> t == at)).isEmpty())) {
      // Another task fails.
      return StageFixes.of(finding, state);
    }
    return signal.getArguments().isEmpty() || isOfElements(finding)
        ? WithdrawalFixes.of(finding, state).or(() -> moved(finding, state))
        : FailureSignals.of(finding, state);
  }

  /** Whether values are taken and put back, rather than permits. */
  private static boolean isOfElements(AbandonedWait finding) {
    return !finding.channel().kind().is(Trait.SYNCHRONIZER);
  }

  private static Optional<SuggestedFix> moved(AbandonedWait finding, VisitorState state) {
    return Optional.of(finding)
        .filter(AbandonedWait::isMovable)
        .flatMap(
            f ->
                MovedSignal.of(f.signal(), Optional.ofNullable(f.way().at()), f.acquired(), state));
  }

  private static String way(AbandonedWait finding) {
    Tree at = finding.way().at();
    if (at == null) {
      return "by a way that leads around it";
    }
    if (at instanceof MethodTree method) {
      return "by %s() on line %d, which is told of a failure"
          .formatted(method.getName(), Paths.line(at, finding.signal().getCompilationUnit()));
    }
    long line = Paths.line(at, finding.signal().getCompilationUnit());
    String exception = finding.way().exception();
    return exception.isEmpty()
        ? "when line %d returns".formatted(line)
        : "when line %d throws %s%s"
            .formatted(
                line,
                exception,
                finding.way().exit() == Loss.Exit.RETURN ? ", which is caught" : "");
  }
}
