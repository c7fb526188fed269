package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Trees;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Senders that go on only as fast as the receiver asks them to, by a channel of its own. */
public final class Lockstep {
  private Lockstep() {}

  /** Whether the operation waits for a value. */
  public static boolean isReceive(ChannelOperation operation) {
    return operation.act() == Act.RECEIVE || operation.act() == Act.EXCHANGE;
  }

  /** Whether the operation hands a value over. */
  static boolean isSend(ChannelOperation operation) {
    return operation.act() == Act.SEND || operation.act() == Act.EXCHANGE;
  }

  /** The variables with the channels on which the code does something. */
  public static Set<Symbol> channels(
      Tree code, Predicate<ChannelOperation> operation, VisitorState state) {
    Channels channels = Channels.of(state);
    return Trees.ownIn(code, MethodInvocationTree.class).stream()
        .filter(call -> channels.kindOf(ASTHelpers.getSymbol(call).owner.type).isPresent())
        .filter(
            call -> channels.operationOf(ASTHelpers.getSymbol(call)).filter(operation).isPresent())
        .map(call -> ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
