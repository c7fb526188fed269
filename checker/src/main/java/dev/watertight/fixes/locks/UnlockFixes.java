package dev.watertight.fixes.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.findings.locks.KeptLock;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.model.Trait;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a lock back in a {@code finally} block, whatever way the code behind its taking ends. */
public record UnlockFixes(KeptLock lock, VisitorState state, SourceText source) {
  /** The fix, if there is one. */
  public static Optional<SuggestedFix> of(KeptLock lock, VisitorState state) {
    UnlockFixes fixes = new UnlockFixes(lock, state, SourceText.of(state));
    return fixes.begin().flatMap(fixes::fix);
  }

  /** The empty region before the first statement that runs with the lock taken. */
  private Optional<Region> begin() {
    TreePath parent = lock.taken().getParentPath();
    boolean isTry = ResolvedLibrary.of(state).is(lock.taken().getLeaf(), Trait.TRIES_LOCK);
    if (!isTry) {
      return parent.getLeaf() instanceof ExpressionStatementTree
              || parent.getLeaf() instanceof VariableTree
          ? behind(parent)
          : Optional.empty();
    }
    boolean negated = false;
    while (parent.getLeaf() instanceof UnaryTree || parent.getLeaf() instanceof ParenthesizedTree) {
      negated ^= parent.getLeaf() instanceof UnaryTree;
      parent = parent.getParentPath();
    }
    if (!(parent.getLeaf() instanceof IfTree test)) {
      return Optional.empty();
    }
    if (negated) {
      return Loops.leaves(test.getThenStatement()) && test.getElseStatement() == null
          ? behind(parent)
          : Optional.empty();
    }
    return test.getThenStatement() instanceof BlockTree
        ? Optional.of(new Region(new TreePath(parent, test.getThenStatement()), 0, 0))
        : Optional.empty();
  }

  private static Optional<Region> behind(TreePath statement) {
    TreePath block = statement.getParentPath();
    if (!(block.getLeaf() instanceof BlockTree tree)) {
      return Optional.empty();
    }
    int next = tree.getStatements().indexOf(statement.getLeaf()) + 1;
    return Optional.of(new Region(block, next, next));
  }

  private Optional<SuggestedFix> fix(Region begin) {
    List<? extends StatementTree> statements = begin.block().getStatements();
    ImmutableList<StatementTree> releases =
        lock.releases().stream()
            .map(TreePath::getParentPath)
            .filter(statement -> !isAllOfFinally(statement))
            .map(TreePath::getLeaf)
            .filter(ExpressionStatementTree.class::isInstance)
            .map(StatementTree.class::cast)
            .filter(statement -> source.linesOf(statement) != null)
            .collect(toImmutableList());
    int end = lock.releases().isEmpty() ? statements.size() : begin.first();
    for (int i = begin.first(); i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (has(statement, lock.loss().at())
          || lock.releases().stream().anyMatch(r -> Paths.isInside(r, statement))) {
        end = i + 1;
      }
    }
    Region region = new Region(begin.path(), begin.first(), end).extended(ImmutableSet.of());
    Optional<String> call = call();
    if (call.isEmpty()
        || region.isEmpty()
        || releases.size() < lock.releases().size()
        || !lock.releases().stream()
            .allMatch(r -> region.statements().stream().anyMatch(s -> Paths.isInside(r, s)))
        || !region.isIn(source, source.start(region.statements().get(0)))) {
      return Optional.empty();
    }
    return Optional.of(
        new Wraps(source, region, region.statements().get(0))
            .leavingOut(releases)
            .inTry(region.after(source), Wraps.FINALLY, ImmutableList.of(call.get() + ";"), null)
            .setShortDescription("Call " + call.get() + " in a finally block")
            .build());
  }

  /** Whether nothing would be left of a {@code finally} block without the statement. */
  private static boolean isAllOfFinally(TreePath statement) {
    TreePath block = statement.getParentPath();
    return block.getLeaf() instanceof BlockTree tree
        && tree.getStatements().size() == 1
        && block.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getFinallyBlock() == tree;
  }

  private boolean has(StatementTree statement, @Nullable Tree tree) {
    return tree != null
        && source.start(statement) <= source.start(tree)
        && source.end(tree) <= source.end(statement);
  }

  /** The call that gives the lock back. */
  private Optional<String> call() {
    Tree receiver = Objects.requireNonNull(Symbols.receiver(lock.taken().getLeaf()));
    boolean isStamped =
        !ASTHelpers.isVoidType(ASTHelpers.getType(lock.taken().getLeaf()), state)
            && !ResolvedLibrary.of(state).is(lock.taken().getLeaf(), Trait.TRIES_LOCK);
    Symbol stamp = Symbols.target(lock.taken());
    return isStamped
        ? Optional.ofNullable(stamp)
            .map(s -> "%s.unlock(%s)".formatted(source.of(receiver), s.getSimpleName()))
        : Optional.of(source.of(receiver) + ".unlock()");
  }
}
