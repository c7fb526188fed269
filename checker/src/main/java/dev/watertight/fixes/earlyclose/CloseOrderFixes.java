package dev.watertight.fixes.earlyclose;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.Since;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Symbols;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the end of a channel behind the end of the tasks that send on it. */
public record CloseOrderFixes(
    TreePath close, ImmutableList<TreePath> starts, VisitorState state, SourceText source) {
  /**
   * Waits for the senders before the call that ends the channel.
   *
   * @param close the call
   * @param starts the expressions that start the senders
   * @param receiverStarts the expressions that start its receivers
   * @param receivedMeanwhile whether somebody receives while the caller waits, or nobody needs to
   */
  public static Optional<SuggestedFix> beforeClose(
      TreePath close,
      ImmutableList<TreePath> starts,
      ImmutableList<TreePath> receiverStarts,
      boolean receivedMeanwhile,
      VisitorState state) {
    CloseOrderFixes fixes = new CloseOrderFixes(close, starts, state, SourceText.of(state));
    TreePath statement = close.getParentPath();
    if (!(statement.getLeaf() instanceof ExpressionStatementTree target)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree)
        || starts.stream().anyMatch(s -> s.getCompilationUnit() != close.getCompilationUnit())) {
      return Optional.empty();
    }
    TreePath block = statement.getParentPath();
    Optional<SenderJoins> joins = SenderJoins.of(starts, block, target, state);
    if (joins.isPresent()) {
      return receivedMeanwhile
          ? fixes.join(joins.get(), block, target)
          : ClosingThread.of(joins.get(), close, target, state);
    }
    // Receivers that run there end only when the channel does.
    return fixes
        .runner()
        .filter(runner -> receivedMeanwhile)
        .filter(runner -> receiverStarts.stream().noneMatch(r -> runner.equals(receiverOf(r))))
        .flatMap(runner -> fixes.awaitRunner(runner, block, target));
  }

  private Optional<SuggestedFix> join(SenderJoins joins, TreePath block, StatementTree target) {
    Optional<StatementTree> later = lastJoin(joins.variables(), block, target);
    if (later.isPresent()) {
      return moveBehind(later.get(), target);
    }
    if (!Allowed.interrupts(close, state)) {
      return Optional.empty();
    }
    String unit = source.unit(block.getLeaf(), target);
    return Optional.of(
        joins
            .fix()
            .prefixWith(target, source.above(target, joins.lines(unit)))
            .setShortDescription("Join the senders first")
            .build());
  }

  /** The statement after which all the threads have been joined, if there is one further down. */
  private static Optional<StatementTree> lastJoin(
      ImmutableSet<Symbol> threads, TreePath block, StatementTree target) {
    if (threads.isEmpty()) {
      return Optional.empty();
    }
    Set<Symbol> open = new HashSet<>(threads);
    for (StatementTree statement : behind(block, target)) {
      open.remove(joinedBy(statement));
      if (open.isEmpty()) {
        return Optional.of(statement);
      }
      if (joinedBy(statement) == null) {
        break;
      }
    }
    return Optional.empty();
  }

  private static List<? extends StatementTree> behind(TreePath block, StatementTree target) {
    List<? extends StatementTree> statements = ((BlockTree) block.getLeaf()).getStatements();
    return statements.subList(statements.indexOf(target) + 1, statements.size());
  }

  /** The thread, or the list of threads, that a statement joins. */
  private static @Nullable Symbol joinedBy(StatementTree statement) {
    if (statement instanceof EnhancedForLoopTree loop) {
      StatementTree body = loop.getStatement();
      if (body instanceof BlockTree block && block.getStatements().size() == 1) {
        body = block.getStatements().get(0);
      }
      VarSymbol element = ASTHelpers.getSymbol(loop.getVariable());
      return element.equals(joinedBy(body)) ? ASTHelpers.getSymbol(loop.getExpression()) : null;
    }
    return receiverOfCall(statement, "join");
  }

  private static @Nullable Symbol receiverOfCall(StatementTree statement, String method) {
    return statement instanceof ExpressionStatementTree expression
            && expression.getExpression() instanceof MethodInvocationTree call
            && call.getArguments().isEmpty()
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(method)
        ? ASTHelpers.getSymbol(ASTHelpers.getReceiver(call))
        : null;
  }

  private Optional<SuggestedFix> moveBehind(StatementTree other, StatementTree target) {
    return Optional.of(
        removal(target)
            .postfixWith(
                other,
                source.lineBreak()
                    + source.indentation(source.start(other))
                    + state.getSourceForNode(target))
            .setShortDescription("Close it when the senders have ended")
            .build());
  }

  private SuggestedFix.Builder removal(StatementTree statement) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return source.removeLines(statement, fix) ? fix : fix.delete(statement);
  }

  /** The executor or scope that runs all senders, if a variable holds it. */
  private Optional<VarSymbol> runner() {
    Symbol first = receiverOf(starts.get(0));
    return first instanceof VarSymbol runner
            && starts.stream().allMatch(start -> runner.equals(receiverOf(start)))
        ? Optional.of(runner)
        : Optional.empty();
  }

  /** The variable of the executor or scope that runs a task. */
  static @Nullable Symbol receiverOf(TreePath start) {
    return ASTHelpers.getSymbol(Symbols.receiver(start.getLeaf()));
  }

  private Optional<SuggestedFix> awaitRunner(
      VarSymbol runner, TreePath block, StatementTree target) {
    String name = runner.getSimpleName().toString();
    for (StatementTree statement : behind(block, target)) {
      if (runner.equals(receiverOfCall(statement, "join"))
          || runner.equals(receiverOfCall(statement, "close"))) {
        return moveBehind(statement, target);
      }
      if (runner.equals(receiverOfCall(statement, "shutdown"))) {
        return shutDownFirst(name, statement, target);
      }
      if (Symbols.namedIn(statement).contains(runner)) {
        break;
      }
    }
    return Optional.empty();
  }

  private Optional<SuggestedFix> shutDownFirst(
      String name, StatementTree shutdown, StatementTree target) {
    boolean closeable = Since.has("java.util.concurrent.ExecutorService", "close", state);
    if (!closeable && !Allowed.interrupts(close, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = removal(shutdown);
    ImmutableList<String> lines =
        closeable
            ? ImmutableList.of(name + ".close();")
            : ImmutableList.of(
                name + ".shutdown();",
                "%s.awaitTermination(Long.MAX_VALUE, %s.NANOSECONDS);"
                    .formatted(
                        name,
                        SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.TimeUnit")));
    return Optional.of(
        fix.prefixWith(target, source.above(target, lines))
            .setShortDescription("Wait until " + name + " has run the senders")
            .build());
  }

  /**
   * Exchanges resources, which are closed in the reverse of their order, so that the channel is
   * closed after the executor that runs its senders.
   *
   * @param resource the channel, a resource
   * @param starts the expressions that start the senders
   */
  public static Optional<SuggestedFix> exchangingResources(
      TreePath resource, ImmutableList<TreePath> starts, VisitorState state) {
    if (!(resource.getParentPath().getLeaf() instanceof TryTree attempt)
        || !(resource.getLeaf() instanceof VariableTree channel)) {
      return Optional.empty();
    }
    int index = attempt.getResources().indexOf(channel);
    for (TreePath start : starts) {
      Symbol runner = receiverOf(start);
      if (index == 0
          || runner == null
          || !(attempt.getResources().get(index - 1) instanceof VariableTree other)
          || !runner.equals(ASTHelpers.getSymbol(other))
          || Symbols.namedIn(channel).contains(runner)) {
        return Optional.empty();
      }
    }
    Tree other = attempt.getResources().get(index - 1);
    String first = resource(other, state);
    String second = resource(channel, state);
    int from = ASTHelpers.getStartPosition(other);
    int to = ASTHelpers.getStartPosition(channel);
    return Optional.of(
        SuggestedFix.builder()
            .replace(from, from + first.length(), second)
            .replace(to, to + second.length(), first)
            .setShortDescription("Close " + channel.getName() + " after its senders")
            .build());
  }

  /* The tree of a resource may end with its semicolon. */
  private static String resource(Tree tree, VisitorState state) {
    return CharMatcher.anyOf("; ").trimTrailingFrom(String.valueOf(state.getSourceForNode(tree)));
  }
}
