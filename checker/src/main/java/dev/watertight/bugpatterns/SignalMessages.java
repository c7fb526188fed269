package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import dev.watertight.findings.endsignals.SkippedSignal;
import dev.watertight.fixes.endsignals.MovedSignal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words how a sender leaves without a signal, and what to do about it. */
final class SignalMessages {
  private SignalMessages() {}

  static String of(SkippedSignal finding) {
    return "%s is skipped %s; the receiver of %s on line %d then waits for ever"
        .formatted(
            finding.name(),
            exit(finding),
            finding.channel().name(),
            AbstractLoopCheck.line(finding.waiting()));
  }

  /** The fix that moves the signal, unless there are several. */
  static ImmutableList<SuggestedFix> fixes(SkippedSignal finding, VisitorState state) {
    return finding.isOnly()
        ? MovedSignal.of(finding.signal(), Optional.ofNullable(finding.loss().at()), state)
        : ImmutableList.of();
  }

  private static String exit(SkippedSignal finding) {
    Tree at = finding.loss().at();
    if (at == null) {
      return "by a return or a caught exception before it";
    }
    return finding.loss().exception().isEmpty()
        ? "when line %d returns".formatted(line(at, finding))
        : "when line %d throws %s".formatted(line(at, finding), finding.loss().exception());
  }

  private static long line(@Nullable Tree tree, SkippedSignal finding) {
    return finding
        .signal()
        .getCompilationUnit()
        .getLineMap()
        .getLineNumber(ASTHelpers.getStartPosition(tree));
  }
}
