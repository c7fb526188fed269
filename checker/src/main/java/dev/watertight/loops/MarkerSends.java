package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The calls that may send an end marker into a channel: no other one sends it.
 *
 * @param calls the calls, those that name the marker first
 * @param isHandedOn whether some do not name it, but send what other channels bring, or what is
 *     made of that: the marker among other things
 * @param isOfStage whether the marker comes from another channel, too
 */
public record MarkerSends(ImmutableList<TreePath> calls, boolean isHandedOn, boolean isOfStage) {
  /** The sends of a marker; empty if it is also used in a way that is not understood. */
  public static Optional<MarkerSends> of(Symbol marker, Topology channel, VisitorState state) {
    return EndMarkers.isOptional(marker)
        ? ofOptional(channel)
        : EndMarkers.isInView(marker, channel, state)
            ? ofNamed(marker, channel, state)
            : Optional.empty();
  }

  private static Optional<MarkerSends> ofOptional(Topology channel) {
    Set<TreePath> found = new LinkedHashSet<>();
    channel.sends().stream()
        .filter(send -> EndMarkers.isMadeBy("empty", send))
        .forEach(send -> found.add(send.path()));
    int named = found.size();
    channel.sends().stream()
        .filter(send -> !EndMarkers.isMadeBy("of", send))
        .forEach(send -> found.add(send.path()));
    boolean isHandedOn = found.size() > named;
    return Optional.of(new MarkerSends(ImmutableList.copyOf(found), isHandedOn, isHandedOn));
  }

  private static Optional<MarkerSends> ofNamed(
      Symbol marker, Topology channel, VisitorState state) {
    Stages stages = EndMarkers.stages(marker, channel, state);
    GivenSends given = new GivenSends(channel, state);
    Set<TreePath> named = new LinkedHashSet<>();
    Set<TreePath> handing = new LinkedHashSet<>();
    boolean isOfStage = false;
    for (TreePath use : EndMarkers.uses(marker, channel, state)) {
      Optional<Endpoint> send =
          channel.sends().stream().filter(s -> isGiven(s.path(), use)).findFirst();
      if (send.isPresent()) {
        named.add(send.get().path());
        continue;
      }
      Optional<TreePath> giving = given.of(use);
      if (giving.isPresent()) {
        named.add(giving.get());
        continue;
      }
      Optional<ImmutableList<TreePath>> others = stages.handingOn(use);
      if (others.isEmpty()) {
        return Optional.empty();
      }
      isOfStage = true;
      handing.addAll(others.get());
    }
    handing.removeIf(path -> named.stream().anyMatch(n -> n.getLeaf() == path.getLeaf()));
    return Optional.of(
        new MarkerSends(
            ImmutableList.<TreePath>builder().addAll(named).addAll(handing).build(),
            !handing.isEmpty(),
            isOfStage));
  }

  /** Whether a send, or a call that gives the elements of a stream to it, is given the marker. */
  private static boolean isGiven(TreePath send, TreePath marker) {
    return Paths.isInside(marker, send.getLeaf())
        || Graphs.bodyAround(send).stream()
            .flatMap(body -> Stream.of(send, body))
            .map(function -> function.getParentPath().getLeaf())
            .anyMatch(
                call ->
                    call instanceof MethodInvocationTree each
                        && Paths.isInside(marker, each.getMethodSelect()));
  }
}
