package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags senders that tell their receivers that they have ended on some
 * paths only.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary =
        "Sender signals its end on some paths only; on the others its receiver waits for ever",
    severity = ERROR,
    link = Documentation.BASE_URL + "EndSignalSkipped.md",
    linkType = CUSTOM)
public final class EndSignalSkipped extends AbstractEndSignalCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link EndSignalSkipped} instance. */
  public EndSignalSkipped() {
    super(/* isUnchecked= */ false);
  }
}
