package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.Trees;
import dev.watertight.values.NamedVariables;
import dev.watertight.values.ResolvedLibrary;

/** Whether code waits until a task has done the work that it gave it. */
final class AwaitedWork {
  private AwaitedWork() {}

  /**
   * Whether statements behind the last use of the channel wait for what the task says.
   *
   * @param channel the variables that hold what gives the task its work
   */
  static boolean isIn(
      Region region, RunningTask task, ImmutableSet<VarSymbol> channel, VisitorState state) {
    ImmutableList<StatementTree> statements = region.statements();
    int last = -1;
    for (int i = 0; i < statements.size(); i++) {
      last = Mentions.any(statements.get(i), channel) ? i : last;
    }
    ImmutableSet<Symbol> said =
        ImmutableSet.<Symbol>builder()
            .addAll(NamedVariables.symbolsIn(task.body()))
            .addAll(NamedVariables.symbolsIn(task.start().getLeaf()))
            .build();
    return statements.stream().skip(last + 1L).anyMatch(s -> waitsFor(said, s, state));
  }

  private static boolean waitsFor(
      ImmutableSet<Symbol> said, StatementTree statement, VisitorState state) {
    return Trees.ownIn(statement, MethodInvocationTree.class).stream()
        .anyMatch(
            call -> {
              Symbol receiver = ASTHelpers.getSymbol(ASTHelpers.getReceiver(call));
              return receiver != null
                  && said.contains(receiver)
                  && Mentions.coordinates(receiver)
                  && isWait(ASTHelpers.getSymbol(call), state);
            });
  }

  private static boolean isWait(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state)
            .is(method, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL, Trait.AWAITS_PERMIT)
        || Channels.of(state)
            .operationOf(method)
            .filter(o -> o.act() == Act.RECEIVE && o.waiting() != Wait.NEVER)
            .isPresent();
  }
}
