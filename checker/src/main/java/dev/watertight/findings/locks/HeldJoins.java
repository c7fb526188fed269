package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.AwaitedMakers;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds waits for the end of a task during which the thread keeps a monitor or lock that the task
 * needs in order to end: it takes it last of all, in each round, or to get out of a {@code wait()}.
 *
 * @param state the compilation
 */
record HeldJoins(VisitorState state) {
  /** What the wait at a place keeps from the task that it waits for, if anything. */
  static Optional<HeldWait> at(TreePath wait, VisitorState state) {
    ImmutableSet<Hold> held = Hold.at(wait, state);
    return held.isEmpty() ? Optional.empty() : new HeldJoins(state).find(wait, held);
  }

  private Optional<HeldWait> find(TreePath wait, ImmutableSet<Hold> held) {
    Optional<AwaitedMakers> awaited = AwaitedMakers.of(wait, state);
    if (awaited.isEmpty()
        || !new Guards(wait, state).areNone()
        || !Interrupters.inView(wait, Tasks.of(wait, state), state).answer().isNo()) {
      return Optional.empty();
    }
    return find(wait, held, awaited.get(), true).or(() -> find(wait, held, awaited.get(), false));
  }

  private Optional<HeldWait> find(
      TreePath wait, ImmutableSet<Hold> held, AwaitedMakers tasks, boolean isCertain) {
    for (Hold hold : held) {
      ImmutableList<TreePath> needing =
          tasks.makers().stream()
              .flatMap(maker -> needing(maker, hold, wait, isCertain).stream())
              .collect(toImmutableList());
      if (tasks.areAll() ? !needing.isEmpty() : needing.size() == tasks.makers().size()) {
        return Optional.of(new HeldWait(wait, hold, needing.get(0), isCertain));
      }
    }
    return Optional.empty();
  }

  /** Where the task that an expression starts needs what is held. */
  private Optional<TreePath> needing(TreePath maker, Hold hold, TreePath wait, boolean isCertain) {
    return TaskBodies.startedBy(maker, state)
        .filter(body -> isOne(hold, wait, maker, body) && isSeparate(maker, body))
        .flatMap(
            body ->
                isCertain
                    ? NeededHold.in(body, hold, isMadeUnder(hold, maker, wait), state)
                    : NeededHold.likelyIn(body, hold, isMadeUnder(hold, maker, wait), state));
  }

  /** Whether the task is made or started with the hold taken, which is kept until the wait. */
  private boolean isMadeUnder(Hold hold, TreePath maker, TreePath wait) {
    TreePath common = maker;
    while (common != null && !Paths.isInside(wait, common.getLeaf())) {
      common = common.getParentPath();
    }
    return Graphs.areTogether(maker, wait)
        && common != null
        && Hold.takenIn(common, state).contains(hold);
  }

  /** Whether certainly another thread runs the task than the one that makes or starts it. */
  private boolean isSeparate(TreePath maker, TreePath body) {
    if (Symbols.isA(ASTHelpers.getType(maker.getLeaf()), "java.lang.Thread", state)) {
      return true;
    }
    ImmutableSet<Task> tasks =
        maker.getLeaf() instanceof NewClassTree
            ? tasksOf(body)
            : ImmutableSet.of(new Task.Apart(body.getLeaf(), maker));
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && TaskStarts.isSeparate(apart, state)
                        && !TaskStarts.mayBeRefused(apart.start(), state));
  }

  private ImmutableSet<Task> tasksOf(TreePath body) {
    return Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state);
  }

  /** Whether what is held is the same object for the task as for the one who waits for it. */
  private boolean isOne(Hold hold, TreePath wait, TreePath maker, TreePath body) {
    if (hold.isOfAll()) {
      return true;
    }
    Tree receiver = Symbols.receiver(wait.getLeaf());
    Symbol root = hold.object().symbols().get(0);
    Symbol owner = root instanceof VarSymbol variable ? variable.owner : root;
    if (ASTHelpers.getSymbol(receiver) instanceof VarSymbol task && Symbols.isField(task)) {
      return isOwn(receiver)
          && hold.isOfObject(task.owner)
          && isInClass(body, owner)
          && isInClass(maker, owner);
    }
    return Graphs.areTogether(maker, wait)
        && ((isInClass(body, owner) && isGivenSelf(maker))
            || isWithin(body, Graphs.bodyAround(wait).get().getLeaf()));
  }

  /** Whether code is a function that other code holds, rather than that itself. */
  private static boolean isWithin(TreePath code, Tree other) {
    return code.getLeaf() != other && Paths.isInside(code, other);
  }

  /** Whether a field is that of the object itself. */
  private static boolean isOwn(@Nullable Tree field) {
    return !(field instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression());
  }

  /** Whether a task is code of the object itself, rather than of another one of its class. */
  private static boolean isGivenSelf(TreePath maker) {
    return Arguments.of(maker.getLeaf()).stream()
        .anyMatch(
            task ->
                task instanceof IdentifierTree name
                    ? name.getName().contentEquals("this")
                    : task instanceof MemberReferenceTree reference
                        && Symbols.isSelf(reference.getQualifierExpression()));
  }

  /** Whether code is in a class, with an object of it if it has one. */
  private static boolean isInClass(TreePath code, Symbol type) {
    for (Tree around : code) {
      if (around instanceof ClassTree) {
        Symbol symbol = ASTHelpers.getSymbol(around);
        if (symbol.equals(type)) {
          return true;
        }
        if ((symbol.flags() & Flags.STATIC) != 0) {
          return false;
        }
      }
    }
    return false;
  }
}
