package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.Tree;
import dev.watertight.signals.SkippedSignal;
import dev.watertight.signals.SkippedSignals;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags senders that tell their receivers that they have ended on some
 * paths only.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary =
        "Sender signals its end on some paths only; on the others its receiver waits for ever",
    severity = ERROR,
    link = BASE_URL + "EndSignalSkipped.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class EndSignalSkipped extends AbstractChannelCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link EndSignalSkipped} instance. */
  public EndSignalSkipped() {}

  @Override
  Optional<Description> describe(Tree tree, VisitorState state) {
    return SkippedSignals.at(tree, state)
        .filter(finding -> !finding.isUnchecked())
        .map(finding -> describe(tree, finding, state));
  }

  private Description describe(Tree tree, SkippedSignal finding, VisitorState state) {
    return buildDescription(tree)
        .setMessage(SignalMessages.of(finding))
        .addAllFixes(SignalMessages.fixes(finding, state))
        .build();
  }
}
