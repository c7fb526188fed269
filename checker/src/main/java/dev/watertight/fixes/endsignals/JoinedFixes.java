package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Signals the end of a channel when all of the tasks that send have ended. */
public record JoinedFixes(
    ImmutableList<TreePath> starts,
    ImmutableSet<Symbol> others,
    Signal signal,
    VisitorState state,
    SourceText source) {
  /**
   * The fix, where the code waits for the senders.
   *
   * @param starts where they are started
   * @param consumers where those are started, or wait, who need the signal to end
   */
  public static Optional<SuggestedFix> of(
      ImmutableList<TreePath> starts,
      ImmutableList<TreePath> consumers,
      Signal signal,
      VisitorState state) {
    ImmutableSet.Builder<Symbol> others = ImmutableSet.builder();
    others.addAll(signal.variables());
    consumers.stream().map(c -> Symbols.namedIn(statementAround(c))).forEach(others::addAll);
    return new JoinedFixes(starts, others.build(), signal, state, SourceText.of(state))
        .fix(consumers);
  }

  private static Tree statementAround(TreePath path) {
    TreePath p = path;
    while (!(p.getLeaf() instanceof StatementTree) && p.getParentPath() != null) {
      p = p.getParentPath();
    }
    return p.getLeaf();
  }

  private Optional<SuggestedFix> fix(ImmutableList<TreePath> consumers) {
    for (TreePath p = starts.get(0); p != null; p = p.getParentPath()) {
      TreePath parent = p.getParentPath();
      if (parent != null
          && parent.getLeaf() instanceof BlockTree block
          && starts.stream().allMatch(start -> Paths.isInside(start, block))) {
        Optional<StatementTree> joined = joined(block);
        if (joined.isPresent()) {
          return consumers.stream().noneMatch(c -> isBefore(c, block, joined.get()))
              ? signal.behind(
                  new TreePath(parent, joined.get()), "when all senders have ended", state)
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the consumer waits in the block itself, where it would be in the way of the signal. */
  private boolean isBefore(TreePath consumer, BlockTree block, StatementTree statement) {
    return Paths.isInside(consumer, block)
        && consumer.getLeaf() instanceof StatementTree
        && source.start(consumer.getLeaf()) < source.start(statement);
  }

  /** The statement of the block with which the last wait for the senders ends. */
  private Optional<StatementTree> joined(BlockTree block) {
    List<? extends StatementTree> statements = block.getStatements();
    Set<Symbol> senders = new HashSet<>();
    int last = -1;
    for (int i = 0; i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (starts.stream().anyMatch(start -> Paths.isInside(start, statement))) {
        senders.addAll(Mentions.declared(statement));
        senders.addAll(Symbols.namedIn(statement));
        last = isLeftJoined(statement) ? i : last;
      }
    }
    senders.removeIf(symbol -> !(symbol instanceof VarSymbol) || others.contains(symbol));
    for (int i = 0; i < statements.size(); i++) {
      if (waits(statements.get(i)) && Mentions.any(statements.get(i), senders)) {
        last = i;
      }
    }
    return last < 0 ? Optional.empty() : Optional.of(statements.get(last));
  }

  /** An executor that is closed at the end, and runs the senders only, waits for them. */
  private boolean isLeftJoined(StatementTree statement) {
    return statement instanceof TryTree attempt
        && attempt.getResources().stream()
            .map(Mentions::declared)
            .flatMap(Set::stream)
            .anyMatch(
                resource ->
                    !others.contains(resource)
                        && starts.stream()
                            .allMatch(
                                start ->
                                    start.getLeaf() instanceof MethodInvocationTree call
                                        && resource.equals(
                                            ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))));
  }

  private boolean waits(Tree tree) {
    return Trees.in(tree, MethodInvocationTree.class).stream()
        .map(ASTHelpers::getSymbol)
        .anyMatch(
            method ->
                ResolvedLibrary.of(state)
                    .is(method, Trait.AWAITS_TASK, Trait.AWAITS_TASKS, Trait.AWAITS_SIGNAL));
  }
}
