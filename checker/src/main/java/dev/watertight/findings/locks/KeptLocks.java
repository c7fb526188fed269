package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.endsignals.RiskyCalls;
import dev.watertight.locks.LockUses;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways out of a body on which it keeps a lock that it has taken, where others wait for that
 * without a time limit.
 *
 * <p>Nothing is said of a lock that some body gives back without having taken it: its users then
 * agree on who does what.
 */
public final class KeptLocks {
  private final LockUses lock;
  private final TreePath taken;
  private final TreePath body;
  private final VisitorState state;

  private KeptLocks(LockUses lock, TreePath taken, TreePath body, VisitorState state) {
    this.lock = lock;
    this.taken = taken;
    this.body = body;
    this.state = state;
  }

  /** Whether calls of the method take a lock. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.LOCKS, Trait.TRIES_LOCK);
  }

  /** The way out on which the lock is kept that a call takes, if there is one. */
  public static Optional<KeptLock> at(TreePath taken, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(taken);
    return body.flatMap(b -> LockUses.of(taken, state))
        .filter(LockUses::isClosedView)
        .flatMap(lock -> new KeptLocks(lock, taken, body.get(), state).find());
  }

  private Optional<KeptLock> find() {
    if (isCounted() || !isAnswerUsed()) {
      return Optional.empty();
    }
    ImmutableList<TreePath> releases =
        lock.calls(Trait.UNLOCKS).stream()
            .filter(release -> Graphs.isDirectlyIn(release, body.getLeaf()))
            .filter(release -> lock.mayBeOfOneHalf(taken, release))
            .collect(toImmutableList());
    if (releases.isEmpty() && isTakenForCallers()) {
      return Optional.empty();
    }
    if (isGivenBackAtOnce(releases)
        || (!releases.isEmpty() && releases.stream().allMatch(this::isOfOtherRound))) {
      return Optional.empty();
    }
    Obligation obligation = obligation(releases);
    return loss(obligation)
        .flatMap(loss -> kept(releases, loss, /* isAgain= */ false, /* isUnchecked= */ false))
        .or(
            () ->
                again(releases)
                    .flatMap(
                        loss ->
                            kept(releases, loss, /* isAgain= */ true, /* isUnchecked= */ false)))
        .or(
            () ->
                loss(obligation.alsoThrowing(risky()::contains))
                    .flatMap(
                        loss ->
                            kept(releases, loss, /* isAgain= */ false, /* isUnchecked= */ true)));
  }

  /** The calls that may fail, and for whose failure no clause is meant that stands around them. */
  private ImmutableSet<Tree> risky() {
    return new RiskyCalls(body, state)
        .known().stream()
            .filter(
                call ->
                    CatchClauses.catching(
                            TreePath.getPath(body, call),
                            body.getLeaf(),
                            clause -> CatchClauses.isUnchecked(clause, state))
                        .isEmpty())
            .collect(toImmutableSet());
  }

  private Optional<Loss> loss(Obligation obligation) {
    return PathSearch.losses(body, obligation, state).stream()
        .min(Comparator.comparing((Loss loss) -> loss.at() == null));
  }

  private Optional<KeptLock> kept(
      ImmutableList<TreePath> releases, Loss loss, boolean isAgain, boolean isUnchecked) {
    return lock.isBalanced()
        ? waiting()
            .map(waits -> new KeptLock(taken, lock, releases, loss, isAgain, isUnchecked, waits))
        : Optional.empty();
  }

  /** A way out on which the rounds of a loop have taken it more often than it is given back. */
  private Optional<Loss> again(ImmutableList<TreePath> releases) {
    return releases.isEmpty()
            || isTry()
            || lock.is(Trait.NOT_REENTRANT)
            || lock.calls(Trait.TELLS_HELD).stream()
                .anyMatch(asked -> Graphs.isDirectlyIn(asked, body.getLeaf()))
        ? Optional.empty()
        : TakenAgain.loss(taken, body, releases, this::throwsOnPurpose, state);
  }

  /**
   * Whether it is taken in a {@code try} statement, or right before one, whose {@code finally}
   * begins with giving it back: no path needs to be looked at, since all lead there.
   */
  private boolean isGivenBackAtOnce(ImmutableList<TreePath> releases) {
    for (TreePath p : Paths.aroundInBody(taken)) {
      Tree part = p.getLeaf();
      Tree around = p.getParentPath().getLeaf();
      if (around instanceof TryTree attempt
          && part != attempt.getFinallyBlock()
          && beginsFinally(attempt, releases)) {
        return true;
      }
    }
    TreePath statement = taken.getParentPath();
    if (isTry()
        || !(statement.getLeaf() instanceof ExpressionStatementTree
            || statement.getLeaf() instanceof VariableTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return false;
    }
    List<? extends StatementTree> statements = block.getStatements();
    int next = statements.indexOf(statement.getLeaf()) + 1;
    return next < statements.size()
        && statements.get(next) instanceof TryTree attempt
        && attempt.getResources().isEmpty()
        && beginsFinally(attempt, releases);
  }

  private boolean beginsFinally(TryTree attempt, ImmutableList<TreePath> releases) {
    BlockTree end = attempt.getFinallyBlock();
    return end != null
        && !end.getStatements().isEmpty()
        && end.getStatements().get(0) instanceof ExpressionStatementTree first
        && releases.stream().anyMatch(release -> release.getLeaf() == first.getExpression())
        && Trees.in(first, MethodInvocationTree.class).stream()
            .allMatch(call -> !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call)));
  }

  /**
   * Whether the data of a loop say in one round that the lock is to be taken, and in another that
   * it is to be given back: they agree on that.
   */
  private boolean isOfOtherRound(TreePath release) {
    TreePath loop = Loops.innermost(taken).orElse(null);
    if (loop == null || !Paths.isInside(release, loop.getLeaf())) {
      return false;
    }
    Tree child = taken.getLeaf();
    for (TreePath p = taken.getParentPath(); p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      boolean isBranch =
          (p.getLeaf() instanceof IfTree test && child != test.getCondition())
              || child instanceof CaseTree;
      if (isBranch && Paths.isInside(release, p.getLeaf()) && !Paths.isInside(release, child)) {
        return !(p.getLeaf() instanceof IfTree test)
            || !Paths.isInside(release, test.getCondition());
      }
      child = p.getLeaf();
    }
    return false;
  }

  /** Whether a caller of the method that the body is of gives back what it takes. */
  private boolean isTakenForCallers() {
    return ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
        && CompilationIndex.of(state).mentions(method).stream()
            .anyMatch(
                caller ->
                    lock.calls(Trait.UNLOCKS).stream()
                        .anyMatch(
                            release ->
                                Graphs.areTogether(caller, release)
                                    && lock.mayBeOfOneHalf(taken, release)));
  }

  /** Whether the body asks how often it has taken the lock. */
  private boolean isCounted() {
    return lock.calls(Trait.TELLS_HELD).stream()
        .filter(asked -> Graphs.isDirectlyIn(asked, body.getLeaf()))
        .anyMatch(asked -> !ASTHelpers.getType(asked.getLeaf()).hasTag(TypeTag.BOOLEAN));
  }

  /** Whether the body finds out by a test, or by a variable, whether it has taken the lock. */
  private boolean isAnswerUsed() {
    return !isTry() || isTested() || Symbols.target(taken) != null;
  }

  private boolean isTry() {
    return ResolvedLibrary.of(state).is(taken.getLeaf(), Trait.TRIES_LOCK);
  }

  private boolean isTested() {
    return TestOutcomes.isTested(taken);
  }

  private Obligation obligation(ImmutableList<TreePath> releases) {
    Tree tree = taken.getLeaf();
    return new Obligation(
        tree,
        tree,
        false,
        null,
        false,
        releases.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
        ImmutableMap.of(),
        ImmutableSet.of(tree),
        this::throwsOnPurpose,
        ImmutableSet.of(),
        this::isExcluded);
  }

  /** Whether a call throws on purpose an exception that nobody has to declare. */
  private boolean throwsOnPurpose(@Nullable Tree tree) {
    return tree != null
        && Summaries.ofCall(tree, body, state)
            .isThrown(
                thrown ->
                    switch (thrown.reason()) {
                      case STATEMENT, REFUSAL, FAILURE -> thrown.isUnchecked(state);
                      default -> false;
                    });
  }

  /** Whether an outcome says that the lock has not been taken. */
  private boolean isExcluded(Outcome outcome) {
    Symbol answer = isTry() ? Symbols.target(taken) : null;
    Predicate<Tree> isAnswer =
        tree ->
            tree == taken.getLeaf()
                || (answer != null && answer.equals(ASTHelpers.getSymbol(tree)));
    if (isTry() && ASTHelpers.getType(taken.getLeaf()).hasTag(TypeTag.LONG)) {
      // A stamp that is not zero.
      boolean isTaken =
          outcome.test() instanceof BinaryTree both
              && Stream.of(both.getLeftOperand(), both.getRightOperand())
                  .anyMatch(
                      other ->
                          ASTHelpers.constValue(other) instanceof Number n && n.intValue() == 0)
              && both.getKind() == (outcome.value() ? Tree.Kind.NOT_EQUAL_TO : Tree.Kind.EQUAL_TO);
      return !isTaken && Trees.any(outcome.test(), isAnswer);
    }
    return !outcome.value()
        && (isAnswer.test(outcome.test())
            || lock.calls(Trait.TELLS_HELD).stream()
                .anyMatch(asked -> asked.getLeaf() == outcome.test()));
  }

  /** A call of another task, or of the next run of the body, that then waits for ever. */
  private Optional<TreePath> waiting() {
    boolean isKept = lock.isKept() && !isMain(taken) && !Symbols.isConstructor(body);
    boolean isAgain = isKept && !isTakenOnce();
    return lock.calls(Trait.LOCKS).stream()
        .filter(wait -> !(lock.isShared(wait) && lock.isShared(taken)))
        .filter(wait -> Graphs.areTogether(wait, taken) || !isOverBefore(wait))
        .filter(
            wait ->
                Graphs.areTogether(wait, taken)
                    ? isAgain
                    : isKept || !Tasks.apart(Tasks.of(wait, state)).isEmpty())
        .min(Comparator.comparing((TreePath wait) -> Graphs.areTogether(wait, taken)));
  }

  /** Whether the one task that takes it is started once. */
  private boolean isTakenOnce() {
    ImmutableSet<Task> tasks = Tasks.of(taken, state);
    return !Paths.isInLoop(taken, body.getLeaf())
        && Tasks.firstApart(tasks)
            .filter(task -> tasks.size() == 1 && !Tasks.mayRunOtherwise(task, state))
            .filter(task -> !TaskStarts.isPeriodic(task.start(), state))
            .map(task -> TaskStarts.of(task, state))
            .filter(starts -> starts.size() == 1)
            .filter(starts -> ProgramTasks.isOnceInProgram(starts.get(0), state))
            .isPresent();
  }

  /** Whether the program is past another call, which it makes once, before it starts the tasks. */
  private boolean isOverBefore(TreePath other) {
    ImmutableSet<Task> tasks = Tasks.of(taken, state);
    return !tasks.isEmpty()
        && ProgramTasks.isOnceInProgram(other, state)
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && TaskStarts.of(apart, state).stream()
                            .allMatch(start -> Order.isAlwaysBefore(other, start)));
  }

  private boolean isMain(TreePath place) {
    return Tasks.of(place, state).stream()
        .allMatch(task -> task instanceof Task.Caller caller && Symbols.isMain(caller.symbol()));
  }
}
