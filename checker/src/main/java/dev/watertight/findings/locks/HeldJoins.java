package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.util.Name;
import dev.watertight.locks.Hold;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;

/**
 * Finds waits for the end of a task during which the thread keeps a monitor or lock that the task
 * needs in order to end: it takes it last of all, in each round, or to get out of a {@code wait()}.
 *
 * @param state the compilation
 */
record HeldJoins(VisitorState state) {
  private static final Supplier<Name> RUN = VisitorState.memoize(state -> state.getName("run"));

  /** What the wait at a place keeps from the task that it waits for, if anything. */
  static Optional<HeldWait> at(TreePath wait, VisitorState state) {
    ImmutableSet<Hold> held = Hold.takenIn(wait, state);
    return held.isEmpty() ? Optional.empty() : new HeldJoins(state).find(wait, held);
  }

  private Optional<HeldWait> find(TreePath wait, ImmutableSet<Hold> held) {
    Optional<ImmutableSet<TreePath>> makers =
        Paths.receiver(wait).flatMap(task -> Origins.of(task, this::isMaker, state));
    if (makers.isEmpty()
        || !new Guards(wait, state).areNone()
        || !Interrupters.inView(wait, Tasks.of(wait, state), state).answer().isNo()) {
      return Optional.empty();
    }
    for (Hold hold : held) {
      Optional<TreePath> needing = Optional.empty();
      for (TreePath maker : makers.get()) {
        needing =
            body(maker)
                .flatMap(
                    body -> isOne(hold, wait, maker, body) ? need(body, hold) : Optional.empty());
        if (needing.isEmpty()) {
          break;
        }
      }
      if (needing.isPresent()) {
        return Optional.of(new HeldWait(wait, hold, needing.get()));
      }
    }
    return Optional.empty();
  }

  /** Whether an expression makes a thread, or starts a task. */
  private boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree || ResolvedLibrary.of(state).does(tree, 0, Role.RUN);
  }

  /** The code of the one task that an expression makes or starts. */
  private Optional<TreePath> body(TreePath maker) {
    for (ExpressionTree argument : Arguments.of(maker.getLeaf())) {
      TreePath task = new TreePath(maker, argument);
      if (argument instanceof IdentifierTree name && name.getName().contentEquals("this")) {
        return Symbols.member(ASTHelpers.getSymbol(name).owner, RUN.get(state), MethodSymbol.class)
            .flatMap(run -> CompilationIndex.of(state).declaration(run));
      }
      Optional<TreePath> body = TaskBodies.of(task, state);
      if (body.isPresent()) {
        return body;
      }
    }
    return maker.getLeaf() instanceof NewClassTree ? TaskBodies.of(maker, state) : Optional.empty();
  }

  /** Whether what is held is the same object for the task as for the one who waits for it. */
  private boolean isOne(Hold hold, TreePath wait, TreePath maker, TreePath body) {
    if (hold.isOfAll()) {
      return true;
    }
    Tree receiver = Symbols.receiver(wait.getLeaf());
    Symbol root = hold.object().symbols().get(0);
    if (!(ASTHelpers.getSymbol(receiver) instanceof VarSymbol task)) {
      return false;
    }
    Symbol owner = root instanceof VarSymbol variable ? variable.owner : root;
    return Symbols.isField(task)
        ? hold.isOfObject(task.owner) && isInClass(body, owner) && isInClass(maker, owner)
        : Graphs.areTogether(maker, wait)
            && (isInClass(body, owner)
                || Paths.isInside(body, Graphs.bodyAround(wait).get().getLeaf()));
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

  /** Where a task needs what is held before it can end, wherever it is. */
  private Optional<TreePath> need(TreePath body, Hold hold) {
    return waits(body, hold).or(() -> wayOut(body, hold)).or(() -> last(body, hold));
  }

  /** A return that the task makes with the hold taken, if it leaves its endless loop so only. */
  private Optional<TreePath> wayOut(TreePath body, Hold hold) {
    ImmutableList<TreePath> loops =
        Trees.ownPathsIn(body, WhileLoopTree.class, ForLoopTree.class).stream()
            .filter(loop -> Loops.isEndless(loop.getLeaf()))
            .collect(toImmutableList());
    ImmutableList<TreePath> returns =
        Trees.ownPathsIn(body, ReturnTree.class).stream()
            .filter(end -> CatchClauses.around(end).filter(CatchClauses::isInterrupt).isEmpty())
            .collect(toImmutableList());
    return loops.size() == 1
            && !Trees.anyOwn(loops.get(0).getLeaf(), BreakTree.class::isInstance)
            && returns.stream()
                .allMatch(
                    end ->
                        Paths.isInside(end, loops.get(0).getLeaf())
                            && Hold.takenIn(end, state).contains(hold))
        ? returns.stream().findFirst()
        : Optional.empty();
  }

  /** A {@code wait()} of the task for the monitor itself, which it needs to come back from. */
  private Optional<TreePath> waits(TreePath body, Hold hold) {
    return hold.isMonitor()
        ? Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> isMonitorWait(call) && isInRounds(call))
            .filter(call -> Hold.ofWait(call, state).equals(Optional.of(hold)))
            .findFirst()
        : Optional.empty();
  }

  /** Whether a loop is around the region that waits: the task comes there again and again. */
  private static boolean isInRounds(TreePath wait) {
    return Paths.aroundInBody(wait).stream()
        .filter(around -> around.getLeaf() instanceof SynchronizedTree)
        .anyMatch(
            region -> Paths.aroundInBody(region).stream().anyMatch(p -> Loops.isLoop(p.getLeaf())));
  }

  private boolean isMonitorWait(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && method.owner.equals(state.getSymtab().objectType.tsym)
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_SIGNAL);
  }

  /** The last statement of the code, if it takes the hold and nothing leaves before. */
  private Optional<TreePath> last(TreePath body, Hold hold) {
    Tree code = Graphs.code(body.getLeaf());
    if (body.getLeaf() instanceof MethodTree method
        && (ASTHelpers.getSymbol(method).flags() & Flags.SYNCHRONIZED) != 0) {
      return Optional.of(body)
          .filter(run -> Hold.at(new TreePath(run, code), state).contains(hold));
    }
    return code == null || Trees.anyOwn(code, ReturnTree.class::isInstance)
        ? Optional.empty()
        : last(new TreePath(body, code), hold, 2);
  }

  private Optional<TreePath> last(TreePath path, Hold hold, int depth) {
    Tree tree = path.getLeaf();
    if (tree instanceof BlockTree block) {
      StatementTree last = Iterables.getLast(block.getStatements(), null);
      return last == null ? Optional.empty() : last(new TreePath(path, last), hold, depth);
    }
    if (tree instanceof SynchronizedTree) {
      return Optional.of(path).filter(p -> Hold.ofMonitor(p, state).equals(Optional.of(hold)));
    }
    if (Loops.isLoop(tree)) {
      // Round after round: it is hardly ever anywhere else.
      return Loops.body(tree)
          .filter(round -> !(round instanceof BlockTree block) || block.getStatements().size() == 1)
          .flatMap(round -> last(new TreePath(path, round), hold, depth));
    }
    if (tree instanceof TryTree attempt) {
      TreePath block =
          new TreePath(
              path,
              attempt.getFinallyBlock() == null ? attempt.getBlock() : attempt.getFinallyBlock());
      return ofLock(path, hold).or(() -> last(block, hold, depth));
    }
    ExpressionTree call =
        tree instanceof ExpressionStatementTree whole ? whole.getExpression() : null;
    if (depth > 0
        && call instanceof MethodInvocationTree invocation
        && Symbols.isSelf(ASTHelpers.getReceiver(invocation))) {
      return CompilationIndex.of(state)
          .declaration(ASTHelpers.getSymbol(invocation))
          .flatMap(callee -> last(callee, hold));
    }
    return Optional.empty();
  }

  /** {@code lock.lock(); try { ... } finally { lock.unlock(); }}. */
  private Optional<TreePath> ofLock(TreePath attempt, Hold hold) {
    BlockTree block = ((TryTree) attempt.getLeaf()).getBlock();
    return !hold.isMonitor()
            && !block.getStatements().isEmpty()
            && Hold.at(
                    new TreePath(new TreePath(attempt, block), block.getStatements().get(0)), state)
                .contains(hold)
        ? Optional.of(attempt)
        : Optional.empty();
  }
}
