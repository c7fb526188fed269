package dev.watertight.findings.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;

/**
 * Two channels that were meant to be one: what is sent into the one nobody receives, what is
 * received from the other nobody sends.
 */
final class UnreadTwins {
  private UnreadTwins() {}

  /**
   * The variable of the only channel that could be meant in place of one that nobody sends into: it
   * is declared beside it with the same type, and does nothing but swallow what is sent.
   */
  static Optional<VarSymbol> of(Topology unfed, VisitorState state) {
    Optional<VarSymbol> own = onlyVariable(unfed, state);
    if (own.isEmpty()) {
      return own;
    }
    ImmutableList<VarSymbol> found =
        Topologies.all(state).stream()
            .filter(UnreadTwins::isUnread)
            .flatMap(other -> onlyVariable(other, state).stream())
            .filter(other -> isBeside(own.get(), other, state))
            .distinct()
            .collect(ImmutableList.toImmutableList());
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static boolean isUnread(Topology channel) {
    return channel.isClosedView()
        && !channel.sends().isEmpty()
        && channel.endpoints().stream().allMatch(e -> e.act() == Act.SEND || e.act() == Act.CLOSE);
  }

  private static Optional<VarSymbol> onlyVariable(Topology channel, VisitorState state) {
    if (channel.variables().size() != 1) {
      return Optional.empty();
    }
    return Optional.of(channel.variables().asList().get(0))
        .filter(
            variable ->
                CompilationIndex.of(state)
                    .declaration(variable)
                    .filter(p -> p.getLeaf() == channel.maker().getParentPath().getLeaf())
                    .isPresent());
  }

  private static boolean isBeside(VarSymbol one, VarSymbol other, VisitorState state) {
    return !one.equals(other)
        && one.owner.equals(other.owner)
        && one.isStatic() == other.isStatic()
        && state.getTypes().isSameType(one.type, other.type)
        && around(one, state).isPresent()
        && around(one, state).equals(around(other, state));
  }

  /** The class or block that declares the variable. */
  private static Optional<Tree> around(VarSymbol variable, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .map(TreePath::getParentPath)
        .map(TreePath::getLeaf);
  }
}
