package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Fixes for a loop that does not see its stop flag while it waits. */
public final class StopFlagFixes {
  private final VarSymbol flag;
  private final VisitorState state;

  private StopFlagFixes(VarSymbol flag, VisitorState state) {
    this.flag = flag;
    this.state = state;
  }

  /**
   * Interrupts the loop wherever its flag is set.
   *
   * @param stops where it is set
   * @param shutdowns where the executor of the loop is shut down without an interrupt
   */
  public static ImmutableList<SuggestedFix> interrupting(
      RunningTask task,
      VarSymbol flag,
      List<TreePath> stops,
      List<TreePath> shutdowns,
      VisitorState state) {
    ImmutableList<TreePath> beside =
        shutdowns.stream()
            .filter(shutdown -> stops.stream().anyMatch(stop -> isFollowedBy(shutdown, stop)))
            .collect(ImmutableList.toImmutableList());
    StopFlagFixes fixes = new StopFlagFixes(flag, state);
    if (!beside.isEmpty() && !task.isAlone()) {
      return ImmutableList.of();
    }
    return (beside.isEmpty()
            ? fixes.interrupting(task, stops)
            : InterruptFixes.atShutdown(beside, state)
                .map(fix -> SuggestedFix.builder().merge(fix)))
        .map(
            fix -> {
              fixes.addVolatile(fix);
              return fix.setShortDescription("Interrupt the wait where '" + flag + "' is set")
                  .build();
            })
        .map(ImmutableList::of)
        .orElse(ImmutableList.of());
  }

  /**
   * Gives the loop an empty job wherever its flag is set, if it runs what its queue gives it: an
   * interrupt would cut the job that is running then.
   */
  public static ImmutableList<SuggestedFix> offeringJob(
      EndlessReceive finding, VarSymbol flag, List<TreePath> stops, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StopFlagFixes fixes = new StopFlagFixes(flag, state);
    StatementEdits edits = new StatementEdits(SourceText.of(state));
    for (TreePath stop : stops) {
      Optional<String> line =
          stop.getCompilationUnit() == state.getPath().getCompilationUnit()
              ? EmptyJobs.at(
                  stop, finding.receive(), finding.loop().loop(), finding.channel(), state)
              : Optional.empty();
      if (line.isEmpty()
          || !edits.addAfter(fixes.setting(stop), ImmutableList.of(line.get()), fix)) {
        return ImmutableList.of();
      }
    }
    fixes.addVolatile(fix);
    return stops.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            fix.setShortDescription("Wake the wait by an empty job where '" + flag + "' is set")
                .build());
  }

  private static boolean isFollowedBy(TreePath shutdown, TreePath stop) {
    return Graphs.bodyAround(stop)
            .filter(body -> Paths.isInside(shutdown, body.getLeaf()))
            .isPresent()
        && ASTHelpers.getStartPosition(stop.getLeaf())
            < ASTHelpers.getStartPosition(shutdown.getLeaf());
  }

  private Optional<SuggestedFix.Builder> interrupting(RunningTask task, List<TreePath> stops) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StatementEdits edits = new StatementEdits(SourceText.of(state));
    RunnerStops runner = new RunnerStops(task, state);
    for (TreePath stop : stops) {
      if (stop.getCompilationUnit() != state.getPath().getCompilationUnit()) {
        return Optional.empty();
      }
      Optional<ImmutableList<String>> lines = runner.at(stop, fix);
      if (lines.isEmpty() || !edits.addAfter(setting(stop), lines.get(), fix)) {
        return Optional.empty();
      }
    }
    return Optional.of(fix);
  }

  /** Waits for a second at most and then looks at the flag. */
  public static ImmutableList<SuggestedFix> polling(
      TreePath wait, TreePath loop, VarSymbol flag, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (!TimedPoll.add(wait, loop, fix, state)) {
      return ImmutableList.of();
    }
    new StopFlagFixes(flag, state).addVolatile(fix);
    return ImmutableList.of(
        fix.setShortDescription("Look at '" + flag + "' once a second").build());
  }

  /** The assignment, or the call of the {@code AtomicBoolean}. */
  private TreePath setting(TreePath mention) {
    return flag.type.hasTag(TypeTag.BOOLEAN)
        ? mention.getParentPath()
        : mention.getParentPath().getParentPath();
  }

  /** A plain field need not be seen by the other thread at all. */
  private void addVolatile(SuggestedFix.Builder fix) {
    boolean plain =
        flag.owner instanceof ClassSymbol
            && flag.type.hasTag(TypeTag.BOOLEAN)
            && (flag.flags() & (Flags.VOLATILE | Flags.FINAL)) == 0;
    if (!plain || isGuarded()) {
      return;
    }
    FieldValues.inUnit(flag, state)
        .flatMap(p -> SuggestedFixes.addModifiers(p.getLeaf(), state, Modifier.VOLATILE))
        .ifPresent(fix::merge);
  }

  /** Whether every use of the flag is synchronized. */
  private boolean isGuarded() {
    return Mentions.paths(new TreePath(state.getPath().getCompilationUnit()), ImmutableSet.of(flag))
        .stream()
        .allMatch(StopFlagFixes::isSynchronized);
  }

  private static boolean isSynchronized(TreePath path) {
    for (Tree tree : path) {
      if (tree instanceof SynchronizedTree) {
        return true;
      }
      if (tree instanceof MethodTree method) {
        return method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)
            || ASTHelpers.getSymbol(method).isConstructor();
      }
    }
    return false;
  }
}
