package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.model.Counting.Rule;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Order;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Parties of a phaser that are enrolled one by one, each for the task that it is: whatever their
 * number is, there are as many enrolments as tasks that have to come.
 *
 * @param counts how many signals come
 */
record EnrolledParties(SignalCounts counts) {
  /**
   * Whether each run of a body is a party that has been enrolled for it, and the others are no more
   * than those for whom the phaser has been made.
   */
  boolean are(TreePath body) {
    ImmutableList<TreePath> own =
        counts.signals().stream()
            .filter(signal -> Graphs.isDirectlyIn(signal, body.getLeaf()))
            .collect(toImmutableList());
    return !own.isEmpty()
        && counts.isGivenOnceByTasks(own.get(0))
        && Runs.within(body, own, state()).most().isMoreThan(Amount.of(1)).isNo()
        && counts
            .partiesBeside(body.getLeaf())
            .isMoreThan(Capacities.of(counts.channel(), state()))
            .isNo()
        && areEnrolled(Tasks.of(own.get(0), state()), own.get(0));
  }

  /**
   * Whether the runs of a body, several of them, are all the parties that meet, each enrolled for
   * itself.
   */
  boolean meet(TreePath body) {
    TreePath first = counts.signals().get(0);
    ImmutableSet<Task> tasks = Tasks.of(first, state());
    return Graphs.bodyAround(counts.signals())
            .filter(only -> only.getLeaf() == body.getLeaf())
            .isPresent()
        && counts.isGivenOnceByTasks(first)
        && Capacities.of(counts.channel(), state()).isMoreThan(Amount.of(0)).isNo()
        && areEnrolled(tasks, first)
        && Tasks.apart(tasks).stream()
                .flatMap(task -> TaskStarts.of(task, state()).stream())
                .mapToInt(start -> isForEach(start) ? 2 : 1)
                .sum()
            > 1;
  }

  /** Whether a start is in a loop, or is what a stream or collection calls for its elements. */
  private boolean isForEach(TreePath start) {
    return Loops.around(start).isPresent()
        || Paths.aroundInBody(start).stream().anyMatch(this::isFunctionOfEach)
        || Graphs.bodyAround(start).filter(this::isFunctionOfEach).isPresent()
        || isFunctionOfEach(start);
  }

  private boolean isFunctionOfEach(TreePath function) {
    return function.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ResolvedLibrary.of(state())
            .countingOf(ASTHelpers.getSymbol(call))
            .filter(rule -> rule == Rule.EACH || rule == Rule.SAME)
            .isPresent();
  }

  private VisitorState state() {
    return counts.state();
  }

  private boolean areEnrolled(ImmutableSet<Task> tasks, TreePath signal) {
    Set<Tree> used = new HashSet<>();
    for (Task task : tasks) {
      if (!(task instanceof Task.Apart apart) || Tasks.mayRunOtherwise(apart, state())) {
        return false;
      }
      for (TreePath start : TaskStarts.of(apart, state())) {
        if (enrolment(start).filter(call -> used.add(call.getLeaf())).isEmpty()
            && !isEnrolledByConstructor(start, signal)) {
          return false;
        }
      }
    }
    return !tasks.isEmpty();
  }

  private ImmutableList<TreePath> enrolments() {
    return counts.channel().endpoints().stream()
        .map(Endpoint::path)
        .filter(call -> ResolvedLibrary.of(state()).is(call.getLeaf(), Trait.ENROLLS))
        .filter(call -> Arguments.of(call.getLeaf()).isEmpty() && counts.isForNow(call))
        .collect(toImmutableList());
  }

  /** What enrols the party before its start, as often as that comes. */
  private Optional<TreePath> enrolment(TreePath start) {
    return enrolments().stream()
        .filter(call -> areAsOften(call, start) && Order.isAlwaysBefore(call, start))
        .findFirst();
  }

  private static boolean areAsOften(TreePath one, TreePath other) {
    return Graphs.areTogether(one, other)
        && Loops.innermost(one)
            .map(TreePath::getLeaf)
            .equals(Loops.innermost(other).map(TreePath::getLeaf));
  }

  /**
   * Whether the object that is started has been made for that, and enrols itself then. Of an
   * element of a collection it is not known where it was made: each is started once.
   */
  private boolean isEnrolledByConstructor(TreePath start, TreePath signal) {
    Optional<TreePath> made =
        Arguments.of(start.getLeaf()).stream()
            .limit(1)
            .map(task -> new TreePath(start, task))
            .flatMap(task -> Origins.one(task, NewClassTree.class::isInstance, state()).stream())
            .findFirst();
    if (made.isPresent()) {
      return areAsOften(made.get(), start)
          && enrols(ASTHelpers.getSymbol((NewClassTree) made.get().getLeaf()));
    }
    ClassTree type = ASTHelpers.findEnclosingNode(signal, ClassTree.class);
    return type != null && isForEach(start) && areEnrolledWhenMade(ASTHelpers.getSymbol(type));
  }

  /** Whether all constructors of a class, or of one that it extends, enrol. */
  private boolean areEnrolledWhenMade(ClassSymbol type) {
    ImmutableList<MethodSymbol> makers =
        ImmutableList.copyOf(
            Iterables.filter(type.members().getSymbols(Symbol::isConstructor), MethodSymbol.class));
    return makers.stream().allMatch(this::enrols)
        || (type.getSuperclass().tsym instanceof ClassSymbol parent
            && CompilationIndex.of(state()).isInView(parent)
            && areEnrolledWhenMade(parent));
  }

  private boolean enrols(MethodSymbol maker) {
    return CompilationIndex.of(state()).declaration(maker).stream()
        .anyMatch(
            path ->
                enrolments().stream()
                    .filter(call -> Graphs.isDirectlyIn(call, path.getLeaf()))
                    .anyMatch(
                        call ->
                            CertainCalls.in(path, false).calls().stream()
                                .anyMatch(certain -> certain.getLeaf() == call.getLeaf())));
  }
}
