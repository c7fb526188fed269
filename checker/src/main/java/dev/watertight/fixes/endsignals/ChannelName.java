package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Topology;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Symbols;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How code calls a channel.
 *
 * @param text the expression
 * @param variables those that it begins with, which must mean the same where it is to stand
 * @param type its type
 */
public record ChannelName(String text, ImmutableSet<Symbol> variables, Type type) {

  /** The name of a variable that holds the channel. */
  public static ChannelName of(VarSymbol variable) {
    return new ChannelName(
        variable.getSimpleName().toString(), ImmutableSet.of(variable), variable.type);
  }

  /**
   * The names of the channel, the likeliest first: as the sends call it, or as a field of the
   * object that is asked to send; and its variables.
   *
   * @param sends calls that send, or that call what sends
   */
  public static ImmutableList<ChannelName> in(
      ImmutableList<TreePath> sends, Topology channel, VisitorState state) {
    Set<ChannelName> found = new LinkedHashSet<>();
    for (TreePath send : sends) {
      if (send.getCompilationUnit() == state.getPath().getCompilationUnit()
          && send.getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree select) {
        ExpressionTree receiver = select.getExpression();
        boolean isSend =
            channel.endpoints().stream().anyMatch(e -> e.path().getLeaf() == send.getLeaf());
        (isSend ? ofSend(receiver, channel, state) : ofOwner(send, receiver, channel, state))
            .ifPresent(found::add);
      }
    }
    channel.variables().forEach(variable -> found.add(of(variable)));
    return ImmutableList.copyOf(found);
  }

  private static Optional<ChannelName> ofSend(
      ExpressionTree receiver, Topology channel, VisitorState state) {
    Symbol symbol = ASTHelpers.getSymbol(receiver);
    boolean isChannel =
        symbol instanceof VarSymbol variable
            // What writes to a pipe is its end, or wraps that: close() of it closes both.
            ? channel.variables().contains(variable) || channel.isPipe()
            : Symbols.isA(
                ASTHelpers.getType(receiver), "java.util.concurrent.BlockingQueue", state);
    return isChannel ? of(receiver, state) : Optional.empty();
  }

  /** {@code owner.channel} for {@code owner.send(value)}. */
  private static Optional<ChannelName> ofOwner(
      TreePath call, ExpressionTree owner, Topology channel, VisitorState state) {
    Optional<VarSymbol> field =
        channel.variables().stream()
            .filter(v -> Symbols.isField(v) && !v.isStatic())
            .filter(v -> v.owner.equals(ASTHelpers.getSymbol(call.getLeaf()).owner))
            .filter(v -> Scopes.isAccessible(v, call))
            .findFirst();
    Optional<ChannelName> name =
        Symbols.isSelf(owner) || ASTHelpers.getSymbol(owner) instanceof MethodSymbol
            ? Optional.empty()
            : of(owner, state);
    return field.flatMap(
        f ->
            name.map(
                n -> new ChannelName(n.text() + "." + f.getSimpleName(), n.variables(), f.type)));
  }

  /** An expression that gives the same object each time: variables, fields, getters of those. */
  private static Optional<ChannelName> of(ExpressionTree expression, VisitorState state) {
    ExpressionTree root = expression;
    while (!(root instanceof IdentifierTree)) {
      if (root instanceof MethodInvocationTree call && call.getArguments().isEmpty()) {
        root = call.getMethodSelect();
      } else if (root instanceof MemberSelectTree select) {
        root = select.getExpression();
      } else {
        return Optional.empty();
      }
    }
    return ASTHelpers.getSymbol(root) instanceof VarSymbol variable && !Symbols.isSelf(root)
        ? Optional.of(
            new ChannelName(
                SourceText.of(state).of(expression),
                ImmutableSet.of(variable),
                ASTHelpers.getType(expression)))
        : Optional.empty();
  }
}
