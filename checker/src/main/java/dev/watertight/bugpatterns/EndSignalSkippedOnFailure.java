package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
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
 * A {@link BugChecker} that flags senders that an unchecked exception keeps from telling their
 * receivers that they have ended.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary =
        "Sender does not signal its end when a call before throws; its receiver then waits for"
            + " ever",
    severity = WARNING,
    link = BASE_URL + "EndSignalSkippedOnFailure.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class EndSignalSkippedOnFailure extends AbstractChannelCheck<SkippedSignal> {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link EndSignalSkippedOnFailure} instance. */
  public EndSignalSkippedOnFailure() {}

  @Override
  ChannelFindings<SkippedSignal> findings() {
    return SkippedSignals.FINDINGS;
  }

  @Override
  boolean reports(SkippedSignal finding) {
    return finding.isUnchecked();
  }

  @Override
  Description describe(Tree tree, SkippedSignal finding, VisitorState state) {
    return buildDescription(tree)
        .setMessage(SignalMessages.of(finding))
        .addAllFixes(SignalMessages.fixes(finding, state))
        .build();
  }
}
