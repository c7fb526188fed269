package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many values channels hold, compared with how many are sent. */
public final class Capacities {
  private static final long SEVERAL = 2;

  private Capacities() {}

  /** How many values the channel holds before a send waits; it may be what a variable says. */
  public static Amount of(Topology channel, VisitorState state) {
    Capacity capacity = channel.capacity();
    if (!capacity.equals(Capacity.UNKNOWN)) {
      return Amount.of(capacity.slots());
    }
    Optional<ExpressionTree> slots =
        ResolvedLibrary.of(state)
            .callOf(channel.maker().getLeaf(), CompilationIndex.of(state))
            .flatMap(call -> Channels.slots(call.method(), call.arguments()));
    if (slots.isEmpty()) {
      return Amount.UNKNOWN;
    }
    Count value = new Numbers(state).valueOf(slots.get());
    return value.least().equals(value.most()) ? value.most() : Amount.UNKNOWN;
  }

  /**
   * Whether so many values can fill the channel so that a further send waits.
   *
   * @param sent the values that nobody takes out
   */
  public static boolean canBeFilled(Topology channel, Amount sent, VisitorState state) {
    Amount capacity = of(channel, state);
    return canExceed(sent, capacity, channel.maker().getLeaf(), state)
        && !(capacity.number().isEmpty() && isCountedOut(channel, state));
  }

  /** Whether the capacity may say how many there are of what the loops around the sends go over. */
  private static boolean isCountedOut(Topology channel, VisitorState state) {
    Set<Symbol> limits = sources(channel.maker().getLeaf(), state);
    return channel.sends().stream()
        .flatMap(send -> Loops.around(send.path()).stream())
        .map(
            loop ->
                loop instanceof EnhancedForLoopTree each
                    ? each.getExpression()
                    : Loops.condition(loop).orElse(null))
        .anyMatch(head -> !Collections.disjoint(limits, sources(head, state)));
  }

  /** The variables that an expression asks, and those that they are given; its own class. */
  private static Set<Symbol> sources(@Nullable Tree expression, VisitorState state) {
    Set<Symbol> found = Symbols.variablesIn(expression);
    for (Symbol named : ImmutableList.copyOf(found)) {
      for (TreePath value : Values.given((VarSymbol) named, state).orElse(ImmutableList.of())) {
        found.addAll(Symbols.variablesIn(value.getLeaf()));
      }
    }
    for (MethodInvocationTree call : Trees.in(expression, MethodInvocationTree.class)) {
      if (Symbols.isSelf(ASTHelpers.getReceiver(call))) {
        found.add(ASTHelpers.getSymbol(call).owner);
      }
    }
    return found;
  }

  /**
   * Whether a number can be larger than a limit. Where the code does not tell the limit, a number
   * that has no limit itself is, unless the two have a variable in common. Where the code compares
   * a number with another, that may be a limit.
   *
   * @param source the code that says the limit
   */
  public static boolean canExceed(Amount sum, Amount limit, Tree source, VisitorState state) {
    Amount number =
        Collections.disjoint(sum.symbols(), limit.symbols())
            ? sum.limited(symbol -> new Numbers(state).largest((VarSymbol) symbol))
            : sum;
    if (isLimited(number, state)) {
      return false;
    }
    if (limit.kind() == Amount.Kind.SUM) {
      return number.mayExceed(limit);
    }
    return number.kind() == Amount.Kind.UNBOUNDED
        || (number.kind() == Amount.Kind.SUM
            && number.number().isEmpty()
            && Collections.disjoint(number.symbols(), Symbols.variablesIn(source)));
  }

  /**
   * Whether a number is larger, also if each variable stands for several: that is what code means
   * that says a variable instead of a number, unless it compares the variable with another, or says
   * what all its values are.
   */
  public static boolean exceeds(Amount number, Amount limit, VisitorState state) {
    return number.isMoreThan(limit).isYes()
        || (number.isMoreThan(limit, SEVERAL).isYes()
            && !isLimited(number, state)
            && number.symbols().stream()
                .allMatch(symbol -> new Numbers(state).largest((VarSymbol) symbol).isEmpty()));
  }

  private static boolean isLimited(Amount number, VisitorState state) {
    OutsideData data = new Numbers(state).data();
    return number.symbols().stream()
        .anyMatch(s -> data.isLimited((VarSymbol) s) || !data.standsForAny((VarSymbol) s));
  }
}
