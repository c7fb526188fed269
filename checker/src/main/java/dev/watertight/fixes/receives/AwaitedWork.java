package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import org.jspecify.annotations.Nullable;

/** Whether code waits until a task has done the work that it gave it. */
final class AwaitedWork {
  /** The methods by which one waits for others: latches, futures, semaphores, queues of replies. */
  private static final ImmutableSet<String> WAITS =
      ImmutableSet.of(
          "acquire", "arriveAndAwaitAdvance", "await", "awaitAdvance", "get", "join", "take");

  private AwaitedWork() {}

  /**
   * Whether statements behind the last use of the channel wait for what the task says.
   *
   * @param channel the variables that hold what gives the task its work
   */
  static boolean isIn(Region region, RunningTask task, ImmutableSet<VarSymbol> channel) {
    ImmutableList<StatementTree> statements = region.statements();
    int last = -1;
    for (int i = 0; i < statements.size(); i++) {
      last = Mentions.any(statements.get(i), channel) ? i : last;
    }
    ImmutableSet<Symbol> said =
        ImmutableSet.<Symbol>builder()
            .addAll(Mentions.named(task.body()))
            .addAll(Mentions.named(task.start().getLeaf()))
            .build();
    return statements.stream().skip(last + 1L).anyMatch(s -> waitsFor(said, s));
  }

  private static boolean waitsFor(ImmutableSet<Symbol> said, StatementTree statement) {
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        Symbol receiver = ASTHelpers.getSymbol(ASTHelpers.getReceiver(tree));
        found[0] |=
            receiver != null
                && said.contains(receiver)
                && Mentions.coordinates(receiver)
                && WAITS.contains(ASTHelpers.getSymbol(tree).getSimpleName().toString());
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(statement, null);
    return found[0];
  }
}
