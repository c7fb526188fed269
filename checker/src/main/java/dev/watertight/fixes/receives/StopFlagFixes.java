package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Fixes for a loop that does not see its stop flag while it waits. */
public record StopFlagFixes(VarSymbol flag, Optional<Boolean> leaving, VisitorState state) {
  /**
   * Interrupts the loop wherever its flag is set.
   *
   * @param leaving the value of the flag that ends the loop
   * @param stops where it is set
   * @param shutdowns where the executor of the loop is shut down without an interrupt
   */
  public static Optional<SuggestedFix> interrupting(
      RunningTask task,
      VarSymbol flag,
      Optional<Boolean> leaving,
      List<TreePath> stops,
      List<TreePath> shutdowns,
      VisitorState state) {
    ImmutableList<TreePath> beside =
        shutdowns.stream()
            .filter(shutdown -> stops.stream().anyMatch(stop -> isFollowedBy(shutdown, stop)))
            .collect(ImmutableList.toImmutableList());
    StopFlagFixes fixes = new StopFlagFixes(flag, leaving, state);
    if (!beside.isEmpty() && !task.isAlone()) {
      return Optional.empty();
    }
    return (beside.isEmpty()
            ? fixes.interrupting(task, stops)
            : ShutdownFixes.of(beside, state).map(fix -> SuggestedFix.builder().merge(fix)))
        .map(
            fix -> {
              fixes.addVolatile(fix);
              return fix.setShortDescription("Interrupt the wait where '" + flag + "' is set")
                  .build();
            });
  }

  /**
   * Gives the loop an empty job wherever its flag is set, if it runs what its queue gives it: an
   * interrupt would cut the job that is running then.
   *
   * @param leaving the value of the flag that ends the loop
   */
  public static Optional<SuggestedFix> offeringJob(
      EndlessReceive finding,
      VarSymbol flag,
      Optional<Boolean> leaving,
      List<TreePath> stops,
      VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StopFlagFixes fixes = new StopFlagFixes(flag, leaving, state);
    StatementEdits edits = new StatementEdits(SourceText.of(state));
    for (TreePath stop : stops) {
      Optional<String> line =
          stop.getCompilationUnit() == state.getPath().getCompilationUnit()
              ? EmptyJobs.at(
                  stop, finding.receive(), finding.loop().loop(), finding.channel(), state)
              : Optional.empty();
      Optional<ImmutableList<String>> lines =
          line.flatMap(l -> fixes.onlyIfSet(stop, ImmutableList.of(l)));
      if (lines.isEmpty() || !edits.addAfter(setting(stop), lines.get(), fix)) {
        return Optional.empty();
      }
    }
    fixes.addVolatile(fix);
    return stops.isEmpty()
        ? Optional.empty()
        : Optional.of(
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
      Optional<ImmutableList<String>> lines =
          runner.at(stop, fix).flatMap(stopping -> onlyIfSet(stop, stopping));
      if (lines.isEmpty() || !edits.addAfter(setting(stop), lines.get(), fix)) {
        return Optional.empty();
      }
    }
    return Optional.of(fix);
  }

  /** Waits for a second at most and then looks at the flag. */
  public static Optional<SuggestedFix> polling(
      TreePath wait, TreePath loop, VarSymbol flag, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (!TimedPoll.add(wait, loop, fix, state)) {
      return Optional.empty();
    }
    new StopFlagFixes(flag, Optional.empty(), state).addVolatile(fix);
    return Optional.of(fix.setShortDescription("Look at '" + flag + "' once a second").build());
  }

  /**
   * The lines, in a branch where the code that sets the flag may as well set it to the other value:
   * {@code setStopped(boolean)}.
   */
  private Optional<ImmutableList<String>> onlyIfSet(TreePath mention, ImmutableList<String> lines) {
    SourceText source = SourceText.of(state);
    Tree setting = setting(mention).getLeaf();
    ExpressionTree value =
        setting instanceof AssignmentTree assignment
            ? assignment.getExpression()
            : setting instanceof MethodInvocationTree call && !call.getArguments().isEmpty()
                ? call.getArguments().get(call.getArguments().size() - 1)
                : null;
    if (value == null
        || ASTHelpers.constValue(value) != null
        || Symbols.isEnumConstant(ASTHelpers.getSymbol(value))) {
      return Optional.of(lines);
    }
    if (!isBoolean(value)) {
      return Optional.empty();
    }
    String name =
        value instanceof IdentifierTree
            ? source.of(value)
            : source.of(mention.getLeaf()) + (setting instanceof AssignmentTree ? "" : ".get()");
    return leaving.map(
        stops -> SourceText.block("if (" + (stops ? "" : "!") + name + ")", source.unit(), lines));
  }

  private boolean isBoolean(ExpressionTree value) {
    Type type = ASTHelpers.getType(value);
    return type != null && state.getTypes().unboxedTypeOrType(type).hasTag(TypeTag.BOOLEAN);
  }

  /** The assignment, or the call of the atomic object. */
  private static TreePath setting(TreePath mention) {
    TreePath parent = mention.getParentPath();
    return parent.getLeaf() instanceof AssignmentTree ? parent : parent.getParentPath();
  }

  /** A plain field need not be seen by the other thread at all. */
  private void addVolatile(SuggestedFix.Builder fix) {
    if (Symbols.isField(flag) && (flag.flags() & Flags.FINAL) == 0 && !isGuarded()) {
      ClassEdits.makeVolatile(flag, fix, state);
    }
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
