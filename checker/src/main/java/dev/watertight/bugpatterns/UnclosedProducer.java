package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.sends.producers.UnclosedProducers;
import dev.watertight.fixes.handles.LocalFixes;
import dev.watertight.fixes.handles.ThrownAwayFixes;
import dev.watertight.handles.Opening;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;

/**
 * A {@link BugChecker} that flags objects that are made and dropped unclosed while a task of theirs
 * waits in a send.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Object is dropped without being closed; the task that it started waits in a send",
    severity = ERROR)
public final class UnclosedProducer extends AbstractChannelCheck<UnclosedProducers.Producer> {
  private static final ChannelFindings<UnclosedProducers.Producer> FINDINGS =
      ChannelFindings.of(new UnclosedProducers());

  @Override
  ChannelFindings<UnclosedProducers.Producer> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(UnclosedProducers.Producer producer, VisitorState state) {
    String name = producer.type().getSimpleName().toString();
    HandleKind kind =
        new HandleKind(
            producer.type().getQualifiedName().toString(),
            Ascii.toLowerCase(name.substring(0, 1)) + name.substring(1),
            ImmutableSet.of(producer.closer().getSimpleName().toString()));
    TreePath creation = producer.creation();
    Leak leak =
        new Leak(
            new Opening(
                creation, kind, Lifetime.PERSISTENT, "producer", ImmutableSet.of(), creation),
            Leak.Kind.NEVER_RELEASED,
            producer.holders(),
            ImmutableList.of());
    ImmutableList<SuggestedFix> fixes = LocalFixes.of(leak, state);
    return describe(
        "Nobody calls %s() on this %s; the task that it has started then waits for ever on line %d"
            .formatted(
                producer.closer().getSimpleName(),
                producer.type().getSimpleName(),
                producer.line()),
        fixes.isEmpty() ? ThrownAwayFixes.of(leak, state) : fixes,
        "where to close it is yours to choose",
        state);
  }
}
