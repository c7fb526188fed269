package dev.watertight.fixes.timeouts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.timeouts.AbandonedTasks.AbandonedTask;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.PlatformThreads;
import java.util.Optional;

/** Interrupts a task when the time limit of those who wait for it is reached. */
public record CancelFixes(
    TreePath timed, VarSymbol waitedFor, VisitorState state, SourceText source) {
  private static final Supplier<Type> EXCEPTION =
      VisitorState.memoize(
          state -> state.getTypeFromString("java.util.concurrent.TimeoutException"));

  /** The fix: to cancel the future, or to shut the executor down. */
  public static Optional<SuggestedFix> of(AbandonedTask task, VisitorState state) {
    if (!(Symbols.receiver(task.timed().getLeaf()) instanceof IdentifierTree name)
        || !(ASTHelpers.getSymbol(name) instanceof VarSymbol waitedFor)
        || isInVain(task, state)) {
      return Optional.empty();
    }
    CancelFixes fixes = new CancelFixes(task.timed(), waitedFor, state, SourceText.of(state));
    if (Symbols.isA(waitedFor.type, "java.util.concurrent.ExecutorService", state)) {
      return fixes.answering(waitedFor.getSimpleName() + ".shutdownNow();");
    }
    if (Symbols.isA(waitedFor.type, "java.lang.Thread", state)) {
      String line = waitedFor.getSimpleName() + ".interrupt();";
      return ASTHelpers.getType(task.timed().getLeaf()).hasTag(TypeTag.VOID)
          ? fixes.following(line)
          : fixes.answering(line);
    }
    return task.isCancelled() && Symbols.isA(waitedFor.type, "java.util.concurrent.Future", state)
        ? fixes.catching(waitedFor.getSimpleName() + ".cancel(true);")
        : Optional.empty();
  }

  /** Whether an interrupt does not end what the task waits for. */
  public static boolean isInVain(AbandonedTask task, VisitorState state) {
    return ResolvedLibrary.of(state).is(task.cause().getLeaf(), Trait.UNINTERRUPTIBLE)
        && Tasks.apart(Tasks.of(task.cause(), state)).stream()
            .anyMatch(apart -> PlatformThreads.isPlatform(apart, state));
  }

  private static Optional<SuggestedFix> named(String line, SuggestedFix.Builder fix) {
    return Optional.of(
        fix.setShortDescription(
                "Call %s when the time is up".formatted(line.substring(0, line.length() - 1)))
            .build());
  }

  /** Acts where the wait throws: in the clause that catches it, or whatever it ends by. */
  private Optional<SuggestedFix> catching(String line) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<TreePath> clause = Allowed.catcher(EXCEPTION.get(state), timed, state);
    if (clause.isPresent()) {
      CatchTree caught = (CatchTree) clause.get().getLeaf();
      TreePath block = new TreePath(clause.get(), caught.getBlock());
      return Scopes.canName(block, waitedFor, state) && addFirst(block, line, fix)
          ? named(line, fix)
          : Optional.empty();
    }
    TreePath statement =
        Paths.enclosing(
            timed,
            ImmutableSet.of(StatementTree.class, CaseTree.class, LambdaExpressionTree.class));
    if (statement == null
        || !(statement.getLeaf() instanceof ReturnTree
            || statement.getLeaf() instanceof ExpressionStatementTree)
        || !isReplaceable(statement)) {
      return Optional.empty();
    }
    String unit = source.unit();
    new StatementEdits(source)
        .replace(
            statement,
            ImmutableList.<String>builder()
                .add("try {")
                .addAll(source.lines(statement.getLeaf()).stream().map(l -> unit + l).toList())
                .add("} finally {", unit + line, "}")
                .build(),
            fix);
    return named(line, fix);
  }

  /** Acts behind a wait that says nothing: who has ended by then does not mind. */
  private Optional<SuggestedFix> following(String line) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    TreePath statement = timed.getParentPath();
    return statement.getLeaf() instanceof ExpressionStatementTree
            && isReplaceable(statement)
            && new StatementEdits(source).addBehind(statement, ImmutableList.of(line), fix)
        ? named(line, fix)
        : Optional.empty();
  }

  /** Acts where the wait answers {@code false}. */
  private Optional<SuggestedFix> answering(String line) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    TreePath parent = timed.getParentPath();
    if (parent.getLeaf() instanceof ExpressionStatementTree) {
      if (!isReplaceable(parent)) {
        return Optional.empty();
      }
      String unit = source.unit();
      new StatementEdits(source)
          .replace(
              parent,
              ImmutableList.of(
                  "if (!%s) {".formatted(source.of(timed.getLeaf())), unit + line, "}"),
              fix);
      return named(line, fix);
    }
    TreePath choice = Paths.enclosing(timed, ImmutableSet.of(IfTree.class));
    return choice != null
            && choice.getLeaf() instanceof IfTree test
            && ASTHelpers.stripParentheses(test.getCondition()) instanceof UnaryTree not
            && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
            && ASTHelpers.stripParentheses(not.getExpression()) == timed.getLeaf()
            && test.getThenStatement() instanceof BlockTree block
            && addFirst(new TreePath(choice, block), line, fix)
        ? named(line, fix)
        : Optional.empty();
  }

  /** Whether more than an expression may stand there, which names what is waited for. */
  private boolean isReplaceable(TreePath statement) {
    return Scopes.canName(statement, waitedFor, state)
        && !(statement.getParentPath().getLeaf() instanceof CaseTree choice
            && choice.getCaseKind() == CaseTree.CaseKind.RULE);
  }

  private boolean addFirst(TreePath path, String line, SuggestedFix.Builder fix) {
    BlockTree block = (BlockTree) path.getLeaf();
    if (!block.getStatements().isEmpty()) {
      TreePath first = new TreePath(path, block.getStatements().get(0));
      return new StatementEdits(source).addBefore(first, ImmutableList.of(line), fix);
    }
    String around = source.indentation(source.end(block) - 1);
    fix.replace(
        source.start(block) + 1,
        source.end(block),
        source.below(around + source.unit(), ImmutableList.of(line))
            + source.below(around, ImmutableList.of("}")));
    return true;
  }
}
