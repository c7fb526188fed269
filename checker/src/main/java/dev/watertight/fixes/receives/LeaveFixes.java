package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.CatchEdits;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.loops.CaughtInterrupt;
import dev.watertight.loops.OwnThread;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import java.util.List;
import java.util.Optional;

/** Lets a catch clause inside a loop leave the loop. */
public record LeaveFixes(TreePath clause, TreePath loop, VisitorState state, SourceText source) {
  private static final String INTERRUPT = "java.lang.InterruptedException";
  private static final String NOT_INTERRUPTED = "!Thread.currentThread().isInterrupted()";
  private static final String RESTORE = "Thread.currentThread().interrupt();";

  /** Restores the interrupt and leaves the loop, or lets it look, where it is swallowed. */
  public static Optional<SuggestedFix> onInterrupt(WaitLoop loop, VisitorState state) {
    return loop.interruptCatcher()
        .filter(clause -> CatchClauses.isInterrupt((CatchTree) clause.getLeaf()))
        .flatMap(
            clause ->
                new LeaveFixes(clause, loop.loop(), state, SourceText.of(state))
                    .leave(
                        INTERRUPT,
                        restores(clause, state) ? ImmutableList.of() : ImmutableList.of(RESTORE)))
        .or(
            () ->
                loop.swallowerApart()
                    .flatMap(
                        clause ->
                            new LeaveFixes(clause, loop.loop(), state, SourceText.of(state))
                                .lookAtInterrupt(restores(clause, state))))
        .map(fix -> fix.setShortDescription("End the loop when it is interrupted").build());
  }

  /** Lets a loop look at the interrupt that nothing in it notices. */
  public static Optional<SuggestedFix> byLooking(TreePath loop, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    boolean looks =
        loop.getCompilationUnit() == state.getPath().getCompilationUnit()
            && LoopJump.isInVoid(loop, state)
            && !Trees.anyOwn(loop.getLeaf(), OwnThread::asks)
            && !Summaries.ofCode(loop, state).waits()
            && (LoopJump.goOnWhile(NOT_INTERRUPTED, loop.getLeaf(), SourceText.of(state), fix)
                || goOnOnlyWhile(loop.getLeaf(), fix, state));
    return Optional.of(fix)
        .filter(edit -> looks)
        .map(edit -> edit.setShortDescription("End the loop when it is interrupted").build());
  }

  private static boolean goOnOnlyWhile(Tree loop, SuggestedFix.Builder fix, VisitorState state) {
    Optional<ExpressionTree> condition = Loops.ending(loop).map(ASTHelpers::stripParentheses);
    condition.ifPresent(
        tree -> {
          boolean isSimple = tree instanceof IdentifierTree || tree instanceof UnaryTree;
          String text = state.getSourceForNode(tree);
          fix.replace(tree, NOT_INTERRUPTED + " && " + (isSimple ? text : "(" + text + ")"));
        });
    return condition.isPresent();
  }

  private static boolean restores(TreePath clause, VisitorState state) {
    return CaughtInterrupt.of(clause, state) == CaughtInterrupt.RESTORED;
  }

  private Optional<SuggestedFix.Builder> lookAtInterrupt(boolean restores) {
    CatchTree tree = (CatchTree) clause.getLeaf();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (clause.getCompilationUnit() != state.getPath().getCompilationUnit()
        || loop.getCompilationUnit() != clause.getCompilationUnit()
        || !LoopJump.isInVoid(loop, state)
        || !isSpecific(tree.getParameter().getType(), INTERRUPT)
        || !(looks() || LoopJump.goOnWhile(NOT_INTERRUPTED, loop.getLeaf(), source, fix))) {
      return Optional.empty();
    }
    List<? extends StatementTree> statements = tree.getBlock().getStatements();
    if (!restores && statements.isEmpty()) {
      fix.merge(append(tree.getBlock(), ImmutableList.of(RESTORE)).build());
    } else if (!restores) {
      int start = source.start(statements.get(0));
      fix.replace(start, start, RESTORE + newLine(source.indentation(start)));
    }
    return Optional.of(fix);
  }

  /** Whether the loop goes on only while it has not been interrupted. */
  private boolean looks() {
    return Loops.condition(loop.getLeaf())
        .filter(
            condition ->
                ASTHelpers.stripParentheses(condition) instanceof UnaryTree not
                    && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
                    && OwnThread.asks(not.getExpression()))
        .isPresent();
  }

  /**
   * Leaves the loop when the channel is closed.
   *
   * @param clause the clause that catches the exception that says so
   * @param exception the name of the exception
   */
  public static Optional<SuggestedFix> onClosed(
      TreePath clause, TreePath loop, String exception, VisitorState state) {
    return new LeaveFixes(clause, loop, state, SourceText.of(state))
        .leave(exception, ImmutableList.of())
        .map(fix -> fix.setShortDescription("End the loop when the channel is closed").build());
  }

  private Optional<SuggestedFix.Builder> leave(String exception, List<String> first) {
    CatchTree tree = (CatchTree) clause.getLeaf();
    Optional<String> jump = LoopJump.from(clause, loop, state);
    if (jump.isEmpty()
        || state.getTypeFromString(exception) == null
        || clause.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !source.has(tree)) {
      return Optional.empty();
    }
    List<String> lines = ImmutableList.<String>builder().addAll(first).add(jump.get()).build();
    if (tree.getParameter().getType() instanceof UnionTypeTree union
        && union.getTypeAlternatives().stream().anyMatch(t -> !isSpecific(t, exception))) {
      return testing(tree, exception, lines);
    }
    if (isSpecific(tree.getParameter().getType(), exception)
        || tree.getParameter().getType() instanceof UnionTypeTree) {
      return Optional.of(append(tree.getBlock(), lines));
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String type = SuggestedFixes.qualifyType(state, fix, exception);
    new CatchEdits(clause, source).addBefore(type, lines, fix);
    return Optional.of(fix);
  }

  /** Whether nothing but such an exception has the type. */
  private boolean isSpecific(Tree type, String exception) {
    Type wanted = state.getTypeFromString(exception);
    return wanted != null && ASTHelpers.isSubtype(ASTHelpers.getType(type), wanted, state);
  }

  private SuggestedFix.Builder append(BlockTree block, List<String> lines) {
    List<? extends StatementTree> statements = block.getStatements();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String around = source.indentation(source.end(block) - 1);
    String unit =
        statements.isEmpty()
            ? new CatchEdits(clause, source).unit()
            : source.unit(block, statements.get(0));
    if (!statements.isEmpty()
        && statements.get(statements.size() - 1) instanceof ContinueTree last) {
      int from = source.trimmed(source.start(last));
      return fix.replace(
          from, source.end(block), source.below(around + unit, lines) + newLine(around) + "}");
    }
    if (statements.isEmpty()) {
      // A comment in an empty clause says why it is empty.
      return fix.replace(
          source.start(block),
          source.end(block),
          "{" + source.below(around + unit, lines) + newLine(around) + "}");
    }
    source.addAtEnd(fix, block, around + unit, lines);
    return fix;
  }

  /** A clause of several types: a test in its body. */
  private Optional<SuggestedFix.Builder> testing(
      CatchTree tree, String exception, List<String> lines) {
    String name = tree.getParameter().getName().toString();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String type = exception.substring(exception.lastIndexOf('.') + 1);
    String test = "if (" + name + " instanceof " + type + ")";
    String unit = new CatchEdits(clause, source).unit();
    return Optional.of(append(tree.getBlock(), SourceText.block(test, unit, lines)));
  }

  private String newLine(String indentation) {
    return source.lineBreak() + indentation;
  }
}
