package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes as many results from a {@code CompletionService} as tasks were submitted. */
public record TakeFixes(TreePath take, VarSymbol service, VisitorState state, SourceText source) {
  /**
   * The fix: to count the tasks.
   *
   * @param loop the loop around the take, if there is one
   * @param submits where tasks are submitted
   * @param submitted how many tasks there are, if that is constant
   * @param untilSuccess whether the loop ends by itself unless every task fails
   */
  public static Optional<SuggestedFix> of(
      TreePath take,
      VarSymbol service,
      @Nullable TreePath loop,
      ImmutableList<TreePath> submits,
      OptionalLong submitted,
      boolean untilSuccess,
      VisitorState state) {
    TakeFixes fixes = new TakeFixes(take, service, state, SourceText.of(state));
    if (loop == null || !fixes.mayEnd(loop, untilSuccess)) {
      return Optional.empty();
    }
    boolean free = SubmitCount.isHeaderFree(loop.getLeaf());
    Optional<SuggestedFix> counted =
        !submitted.isPresent()
            ? fixes.counting(loop, submits, free)
            : free ? fixes.repeating(loop, submitted.getAsLong()) : Optional.empty();
    return counted.map(fix -> untilSuccess ? fixes.failingBehind(fix, loop) : fix);
  }

  /** Whether nothing but a return leaves the loop, so that no code behind it is reached. */
  private static boolean isLeftByReturn(TreePath loop) {
    return loop.getParentPath().getLeaf() instanceof BlockTree block
        && block.getStatements().indexOf(loop.getLeaf()) == block.getStatements().size() - 1
        && !Reachability.canCompleteNormally((StatementTree) loop.getLeaf());
  }

  /** What a loop that now comes to an end leaves undone is an error. */
  private SuggestedFix failingBehind(SuggestedFix fix, TreePath loop) {
    SuggestedFix.Builder with = fix.toBuilder();
    String line = "throw new IllegalStateException(\"every task has failed\");";
    boolean unused = new StatementEdits(source).addBehind(loop, ImmutableList.of(line), with);
    return with.setShortDescription(fix.getShortDescription() + ", and fail if none succeeds")
        .build();
  }

  /** Whether the code compiles if the loop ends: nothing stands behind a loop that never does. */
  private boolean mayEnd(TreePath loop, boolean untilSuccess) {
    if (untilSuccess) {
      return isLeftByReturn(loop);
    }
    return Reachability.canCompleteNormally((StatementTree) loop.getLeaf())
        || Graphs.bodyAround(loop)
            .filter(body -> LoopJump.returnsNothing(body.getLeaf(), state))
            .isPresent();
  }

  private Optional<SuggestedFix> repeating(TreePath loop, long times) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    replaceHeader(fix, loop, Long.toString(times));
    return Optional.of(
        fix.setShortDescription("Take as many results as tasks are submitted").build());
  }

  private Optional<SuggestedFix> counting(
      TreePath loop, ImmutableList<TreePath> submits, boolean isHeaderFree) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String count = Members.unusedName(isHeaderFree ? "submitted" : "pending", take);
    if (submits.isEmpty()
        || !new SubmitCount(service, count, state, SourceText.of(state)).add(loop, submits, fix)) {
      return Optional.empty();
    }
    if (isHeaderFree) {
      replaceHeader(fix, loop, count);
    } else if (!new SubmitCount(service, count, state, SourceText.of(state))
        .skipAtNone(loop, take, fix)) {
      return Optional.empty();
    }
    return Optional.of(
        fix.setShortDescription("Count the submitted tasks, and take as many results").build());
  }

  private void replaceHeader(SuggestedFix.Builder fix, TreePath loop, String bound) {
    Tree tree = loop.getLeaf();
    StatementTree body = Loops.body(tree).orElseThrow();
    String counter = Members.unusedName("i", loop);
    counter = counter.equals("i") ? counter : Members.unusedName("taken", loop);
    if (tree instanceof ForLoopTree counted
        && counted.getInitializer().size() == 1
        && counted.getInitializer().get(0) instanceof VariableTree variable) {
      counter = variable.getName().toString();
    }
    fix.replace(
        source.start(tree),
        source.trimmed(source.start(body)),
        "for (int %s = 0; %s < %s; %s++)".formatted(counter, counter, bound, counter));
  }
}
