package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.findings.endsignals.AbandonedWait;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;

/**
 * Withdraws a party before it returns early, as it does where it comes to its end: {@code
 * phaser.arriveAndDeregister()}.
 */
public record WithdrawalFixes(AbandonedWait finding, VisitorState state) {
  /** The fix, if one return is early, and the same code withdraws the party elsewhere. */
  public static Optional<SuggestedFix> of(AbandonedWait finding, VisitorState state) {
    return finding.way().exit() == Loss.Exit.RETURN
            && finding.way().exception().isEmpty()
            && finding.way().at() instanceof ReturnTree
            && Symbols.receiver(finding.signal().getLeaf()) instanceof IdentifierTree party
        ? new WithdrawalFixes(finding, state).before(party)
        : Optional.empty();
  }

  private Optional<SuggestedFix> before(IdentifierTree name) {
    Symbol party = ASTHelpers.getSymbol(name);
    TreePath body = Graphs.bodyAround(finding.signal()).orElseThrow();
    ImmutableList<TreePath> returns = Trees.ownPathsIn(body, ReturnTree.class);
    ImmutableList<TreePath> withdrawals =
        Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> isWithdrawal(call, party))
            .collect(ImmutableList.toImmutableList());
    if (returns.size() != 1
        || withdrawals.size() != 1
        || returns.get(0).getLeaf() != finding.way().at()
        || !(withdrawals.get(0).getParentPath().getLeaf() instanceof ExpressionStatementTree last)
        || !isAtEnd(withdrawals.get(0).getParentPath(), body)
        || Paths.start(returns.get(0)) > Paths.start(finding.signal())
        || !Scopes.canName(returns.get(0), party, state)) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return new StatementEdits(source)
            .addBefore(returns.get(0), ImmutableList.of(source.of(last)), fix)
        ? Optional.of(
            fix.setShortDescription(
                    "Call %s() before it returns"
                        .formatted(
                            ASTHelpers.getSymbol(withdrawals.get(0).getLeaf()).getSimpleName()))
                .build())
        : Optional.empty();
  }

  private boolean isWithdrawal(TreePath call, Symbol party) {
    return ResolvedLibrary.of(state).is((MethodInvocationTree) call.getLeaf(), Trait.WITHDRAWS)
        && Symbols.receiver(call.getLeaf()) instanceof IdentifierTree receiver
        && party.equals(ASTHelpers.getSymbol(receiver))
        && ((MethodInvocationTree) call.getLeaf()).getArguments().isEmpty();
  }

  /** Whether it is no part of a loop, nor of a {@code finally} that also the return comes to. */
  private static boolean isAtEnd(TreePath statement, TreePath body) {
    for (TreePath path = statement; path.getLeaf() != body.getLeaf(); path = path.getParentPath()) {
      if (Loops.isLoop(path.getLeaf())
          || (path.getParentPath().getLeaf() instanceof TryTree attempt
              && path.getLeaf() instanceof BlockTree
              && attempt.getFinallyBlock() == path.getLeaf())) {
        return false;
      }
    }
    return true;
  }
}
