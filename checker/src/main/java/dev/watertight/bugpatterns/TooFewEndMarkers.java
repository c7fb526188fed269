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
import dev.watertight.findings.endsignals.MissingMarker;
import dev.watertight.findings.endsignals.MissingMarkers;
import dev.watertight.fixes.endsignals.RepeatFixes;

/** A {@link BugChecker} that flags end markers that are sent once to several consumers. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary = "End marker is sent once, but several consumers wait for one each",
    severity = ERROR,
    link = BASE_URL + "TooFewEndMarkers.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class TooFewEndMarkers extends AbstractChannelCheck<MissingMarker> {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link TooFewEndMarkers} instance. */
  public TooFewEndMarkers() {}

  @Override
  ChannelFindings<MissingMarker> findings() {
    return MissingMarkers.FINDINGS;
  }

  @Override
  Description describe(Tree tree, MissingMarker finding, VisitorState state) {
    return buildDescription(tree)
        .setMessage(
            "%s is sent to %s once, but line %d starts several consumers; the others wait for theirs for ever"
                .formatted(
                    finding.name(),
                    finding.channel().name(),
                    AbstractLoopCheck.line(finding.starts().get(0))))
        .addAllFixes(RepeatFixes.of(finding.send(), finding.starts(), state))
        .build();
  }
}
