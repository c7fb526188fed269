package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags senders that signal their end on some paths only. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Sender signals its end on some paths only; on the others its receiver waits for ever",
    severity = ERROR)
public final class EndSignalSkipped extends AbstractEndSignalCheck {}
