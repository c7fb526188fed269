package dev.watertight.bugpatterns;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.endsignals.SendingBody;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.endsignals.Signal;
import dev.watertight.fixes.endsignals.SignalFixes;
import dev.watertight.fixes.receives.MarkerFixes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.List;
import java.util.Optional;

/** Decides whether a loop that has no end of its own can be given one: an end marker. */
final class MarkerChoice {
  private MarkerChoice() {}

  /** The fix, if one loop takes all values of a queue, and one body sends them all. */
  static Optional<SuggestedFix> of(EndlessReceive finding, VisitorState state) {
    Topology channel = finding.channel();
    TreePath loop = finding.loop().loop();
    ImmutableSet<Task> tasks = Tasks.of(loop, state);
    boolean once =
        tasks.size() == 1
            && Tasks.firstApart(tasks).filter(t -> !SendingBody.isRepeated(t.start())).isPresent();
    if (!once || channel.kind().isCloseable() || channel.receives().size() != 1) {
      return Optional.empty();
    }
    return SendingBody.of(channel, state)
        .flatMap(
            body ->
                MarkerFixes.of(
                    finding.receive().path(),
                    loop,
                    marker -> sending(marker, channel, body, state),
                    state));
  }

  private static Optional<SuggestedFix> sending(
      String marker, Topology channel, SendingBody body, VisitorState state) {
    boolean waits = !channel.capacity().isUnbounded();
    for (VarSymbol variable : channel.variables()) {
      Signal signal =
          new Signal(
              "%s.%s(%s);".formatted(variable.getSimpleName(), waits ? "put" : "add", marker),
              "Send " + marker,
              ImmutableSet.of(variable),
              waits ? Optional.of("java.lang.InterruptedException") : Optional.empty());
      List<SuggestedFix> fixes =
          body.isTask()
              ? SignalFixes.inFinally(body.path(), body.sends(), signal, state)
              : SignalFixes.behind(
                  body.path(),
                  body.sends(),
                  signal,
                  channel.receives().stream().map(Endpoint::path).collect(toImmutableList()),
                  state);
      if (!fixes.isEmpty()) {
        return Optional.of(fixes.get(0));
      }
    }
    return Optional.empty();
  }
}
