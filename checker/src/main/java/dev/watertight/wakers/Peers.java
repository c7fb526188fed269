package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.model.Trait;
import dev.watertight.values.ResolvedLibrary;

/**
 * Who in view may be at the other end of a connection: any of those that the program asks for, if
 * it has been accepted, and the other way round.
 *
 * @param makers the expressions in view that make connections
 */
public record Peers(ImmutableList<TreePath> makers, VisitorState state) {
  /** Those of a connection. */
  public static Peers of(
      Connection connection, ImmutableList<TreePath> makers, VisitorState state) {
    return new Peers(
        makers.stream()
            .filter(
                maker ->
                    ResolvedLibrary.of(state).is(maker.getLeaf(), Trait.AWAITS_INPUT)
                        != connection.isAccepted())
            .collect(ImmutableList.toImmutableList()),
        state);
  }

  /** Whether there are some in view, and every one of them is closed, as far as is known. */
  public boolean areAllClosed() {
    return !makers.isEmpty()
        && makers.stream().allMatch(maker -> Connection.isPerhapsClosed(maker, state));
  }

  /** Whether one of them perhaps answers, or is closed. */
  public boolean mayAnswer() {
    return makers.stream()
        .anyMatch(
            maker ->
                Connection.isPerhapsClosed(maker, state)
                    || Connections.at(maker, state).stream()
                        .flatMap(Connection::writes)
                        .anyMatch(write -> Connection.runs(write, state)));
  }

  /** Whether each of them is left open and silent until the code has got past a wait. */
  public boolean keepStillUntil(TreePath wait) {
    return makers.stream()
        .allMatch(
            maker ->
                Connections.at(maker, state)
                    .filter(peer -> peer.writes().findAny().isEmpty())
                    .filter(
                        peer ->
                            peer.fate().releases().stream()
                                .allMatch(
                                    release ->
                                        Sequel.of(wait, state).includes(release.path()).isYes()))
                    .isPresent());
  }
}
