package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.OwnCode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    Set<Symbol> found = new HashSet<>();
    new OwnCode() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        ExpressionTree receiver = ASTHelpers.getReceiver(tree);
        Symbol symbol = receiver == null ? null : ASTHelpers.getSymbol(receiver);
        if (symbol != null
            && channels.kindOf(ASTHelpers.getSymbol(tree).owner.type).isPresent()
            && channels.operationOf(ASTHelpers.getSymbol(tree)).filter(operation).isPresent()) {
          found.add(symbol);
        }
        return super.visitMethodInvocation(tree, null);
      }
    }.scanCode(code);
    return found;
  }
}
