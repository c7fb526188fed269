package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes as many results from a {@code CompletionService} as tasks were submitted. */
public final class TakeFixes {
  private static final String SECONDS = "30";

  private final TreePath take;
  private final VarSymbol service;
  private final VisitorState state;
  private final SourceText source;

  private TakeFixes(TreePath take, VarSymbol service, VisitorState state) {
    this.take = take;
    this.service = service;
    this.state = state;
    this.source = SourceText.of(state);
  }

  /**
   * The fixes, best first: counting, or no longer than some time for each result.
   *
   * @param loop the loop around the take, if there is one
   * @param submits where tasks are submitted
   * @param submitted how many tasks there are, if that is constant
   * @param untilSuccess whether the loop ends by itself unless every task fails
   */
  public static ImmutableList<SuggestedFix> of(
      TreePath take,
      VarSymbol service,
      @Nullable TreePath loop,
      ImmutableList<TreePath> submits,
      OptionalLong submitted,
      boolean untilSuccess,
      VisitorState state) {
    TakeFixes fixes = new TakeFixes(take, service, state);
    ImmutableList.Builder<SuggestedFix> found = ImmutableList.builder();
    if (loop != null && fixes.mayEnd(loop, untilSuccess)) {
      boolean free = SubmitCount.isHeaderFree(loop.getLeaf());
      (!submitted.isPresent()
              ? fixes.counting(loop, submits, free)
              : free
                  ? fixes.repeating(loop, submitted.getAsLong())
                  : Optional.<SuggestedFix>empty())
          .map(fix -> untilSuccess ? fixes.failingBehind(fix, loop) : fix)
          .ifPresent(found::add);
    }
    ImmutableList<SuggestedFix> counted = found.build();
    // A time limit is a guess: it is never the first fix.
    return counted.isEmpty() ? counted : add(counted, fixes.timeLimit());
  }

  private static ImmutableList<SuggestedFix> add(
      ImmutableList<SuggestedFix> fixes, Optional<SuggestedFix> more) {
    return Stream.concat(fixes.stream(), more.stream()).collect(ImmutableList.toImmutableList());
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
    addLine(
        with,
        (StatementTree) loop.getLeaf(),
        "throw new IllegalStateException(\"every task has failed\");");
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
    if (submits.isEmpty() || !new SubmitCount(service, count, state).add(loop, submits, fix)) {
      return Optional.empty();
    }
    if (isHeaderFree) {
      replaceHeader(fix, loop, count);
    } else if (!new SubmitCount(service, count, state).skipAtNone(loop, take, fix)) {
      return Optional.empty();
    }
    return Optional.of(
        fix.setShortDescription("Count the submitted tasks, and take as many results").build());
  }

  private void addLine(SuggestedFix.Builder fix, StatementTree after, String line) {
    int end = source.afterLineComment(source.end(after));
    source.addBelow(fix, end, source.below(source.indentation(source.start(after)), List.of(line)));
  }

  private void replaceHeader(SuggestedFix.Builder fix, TreePath loop, String bound) {
    Tree tree = loop.getLeaf();
    StatementTree body =
        tree instanceof EnhancedForLoopTree each
            ? each.getStatement()
            : tree instanceof ForLoopTree counted
                ? counted.getStatement()
                : ((WhileLoopTree) tree).getStatement();
    String counter = Members.unusedName("i", loop);
    counter = counter.equals("i") ? counter : Members.unusedName("taken", loop);
    if (tree instanceof ForLoopTree counted
        && counted.getInitializer().size() == 1
        && counted.getInitializer().get(0) instanceof VariableTree variable) {
      counter = variable.getName().toString();
    }
    fix.replace(
        source.start(tree),
        source.start(body),
        "for (int %s = 0; %s < %s; %s++) ".formatted(counter, counter, bound, counter));
  }

  /** {@code poll} into a variable of its own, and an exception if nothing came. */
  private Optional<SuggestedFix> timeLimit() {
    MethodInvocationTree call = (MethodInvocationTree) take.getLeaf();
    for (TreePath p = take; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof StatementTree statement) {
        if (!(p.getParentPath().getLeaf() instanceof BlockTree) || takesMore(statement)) {
          return Optional.empty();
        }
        String around = source.indentation(source.start(statement));
        String unit = source.unit(p.getParentPath().getLeaf(), statement);
        String name = Members.unusedName("next", take);
        SuggestedFix.Builder fix = SuggestedFix.builder();
        String type = typeName(fix, call);
        String unitType = SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.TimeUnit");
        List<String> lines =
            List.of(
                type
                    + " "
                    + name
                    + " = "
                    + receiver(call)
                    + ".poll("
                    + SECONDS
                    + ", "
                    + unitType
                    + ".SECONDS);",
                "if (" + name + " == null) {",
                unit + "throw new IllegalStateException(\"no result within " + SECONDS + " s\");",
                "}");
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append(source.lineBreak()).append(around));
        fix.prefixWith(statement, text.toString());
        fix.replace(call, name);
        return Optional.of(
            fix.setShortDescription("Wait no longer than " + SECONDS + " seconds for a result")
                .build());
      }
    }
    return Optional.empty();
  }

  /** Whether the statement takes other results as well, which the new wait would precede. */
  private boolean takesMore(StatementTree statement) {
    return CompilationIndex.of(state).mentions(service).stream()
            .filter(mention -> Paths.isInside(mention, statement))
            .count()
        > 1;
  }

  private String receiver(MethodInvocationTree call) {
    return source.of(ASTHelpers.getReceiver(call));
  }

  private String typeName(SuggestedFix.Builder fix, MethodInvocationTree call) {
    return SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(call));
  }
}
