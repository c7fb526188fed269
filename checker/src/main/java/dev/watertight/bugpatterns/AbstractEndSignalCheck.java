package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.SkippedSignals;
import dev.watertight.findings.endsignals.SkippedSignals.SkippedSignal;
import dev.watertight.fixes.endsignals.MovedSignal;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A check that reports senders that leave without a signal: by unchecked exceptions, or not. */
abstract class AbstractEndSignalCheck extends AbstractChannelCheck<SkippedSignal> {
  @Override
  final ChannelFindings<SkippedSignal> findings() {
    return SkippedSignals.FINDINGS;
  }

  @Override
  final boolean reports(SkippedSignal finding) {
    return getClass()
        .equals(finding.isUnchecked() ? EndSignalSkippedOnFailure.class : EndSignalSkipped.class);
  }

  @Override
  final Description describe(SkippedSignal finding, VisitorState state) {
    if (finding.isRefused()) {
      return describe(
          "%s is lost when %s is full: %s() does not wait for room; the receiver on line %d then waits for ever"
              .formatted(
                  finding.name(),
                  finding.channel().name(),
                  ASTHelpers.getSymbol(finding.signal().getLeaf()).getSimpleName(),
                  Paths.line(finding.waiting())),
          Optional.empty(),
          "whether to wait for room, or to make some, is yours to choose",
          state);
    }
    if (finding.count().isPresent()) {
      return describe(
          "%s is sent when all are counted, but a round can end without line %d, which counts it; the receivers of %s on line %d then wait for ever"
              .formatted(
                  finding.name(),
                  Paths.line(finding.count().get()),
                  finding.channel().name(),
                  Paths.line(finding.waiting())),
          Optional.empty(),
          "count in a finally block, or on each way on",
          state);
    }
    return describe(
        "%s is skipped %s; the receiver of %s on line %d then waits for ever"
            .formatted(
                finding.name(),
                exit(finding),
                finding.channel().name(),
                Paths.line(finding.waiting())),
        // Of several signals, it is not said which to move, nor what to send instead of what has
        // come.
        finding.isOnly() && !finding.isHandedOn()
            ? MovedSignal.of(
                finding.signal(),
                Optional.ofNullable(finding.loss().at()),
                ImmutableSet.of(),
                state)
            : Optional.empty(),
        finding.isOnly()
            ? "on which ways to send it is yours to choose"
            : "which of several signals is meant is yours to say",
        state);
  }

  private static String exit(SkippedSignal finding) {
    Tree at = finding.loss().at();
    if (at == null) {
      return "by a return or a caught exception before it";
    }
    long line = Paths.line(at, finding.signal().getCompilationUnit());
    return finding.loss().exception().isEmpty()
        ? "when line %d returns".formatted(line)
        : "when line %d throws %s".formatted(line, finding.loss().exception());
  }
}
