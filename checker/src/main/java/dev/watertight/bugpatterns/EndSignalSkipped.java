package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;
import static dev.watertight.bugpatterns.Documentation.FAMILY;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.Tree;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.SkippedSignal;
import dev.watertight.findings.endsignals.SkippedSignals;

/**
 * A {@link BugChecker} that flags senders that tell their receivers that they have ended on some
 * paths only.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary =
        "Sender signals its end on some paths only; on the others its receiver waits for ever",
    severity = ERROR,
    link = BASE_URL + "EndSignalSkipped.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class EndSignalSkipped extends AbstractChannelCheck<SkippedSignal> {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link EndSignalSkipped} instance. */
  public EndSignalSkipped() {}

  @Override
  ChannelFindings<SkippedSignal> findings() {
    return SkippedSignals.FINDINGS;
  }

  @Override
  boolean reports(SkippedSignal finding) {
    return !finding.isUnchecked();
  }

  @Override
  Description describe(Tree tree, SkippedSignal finding, VisitorState state) {
    return buildDescription(tree)
        .setMessage(SignalMessages.of(finding))
        .addAllFixes(SignalMessages.fixes(finding, state))
        .build();
  }
}
