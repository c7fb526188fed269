package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;
import static dev.watertight.bugpatterns.Documentation.FAMILY;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.Tree;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.receives.UnfedReceives;
import dev.watertight.fixes.receives.MergeFixes;
import java.util.Optional;

/** A {@link BugChecker} that flags receives from a channel into which nothing is ever put. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary = "Nothing is ever put into the channel; its receiver waits for ever",
    severity = ERROR,
    link = BASE_URL + "ReceiveWithoutSender.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ReceiveWithoutSender extends AbstractChannelCheck<UnfedReceives.Receive> {
  private static final long serialVersionUID = 1L;
  private static final ChannelFindings<UnfedReceives.Receive> FINDINGS =
      ChannelFindings.of(new UnfedReceives());

  /** Instantiates a new {@link ReceiveWithoutSender} instance. */
  public ReceiveWithoutSender() {}

  @Override
  ChannelFindings<UnfedReceives.Receive> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(Tree tree, UnfedReceives.Receive finding, VisitorState state) {
    Optional<SuggestedFix> fix =
        finding
            .twin()
            .flatMap(
                twin -> MergeFixes.of(finding.topology().variables().asList().get(0), twin, state));
    Description.Builder description =
        buildDescription(tree)
            .setMessage(
                "Nothing is ever put into %s; %s() waits for ever (%s)"
                    .formatted(
                        finding.topology().name(),
                        finding.receive().method(),
                        finding
                            .twin()
                            .map(t -> "'" + t.getSimpleName() + "' is never received from")
                            .orElse("what should come is yours to say")));
    fix.ifPresent(description::addFix);
    return description.build();
  }
}
