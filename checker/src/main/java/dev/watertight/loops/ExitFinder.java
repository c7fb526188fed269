package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the ways out of one loop. */
final class ExitFinder {
  private final TreePath loop;
  private final Wait wait;
  private final VisitorState state;
  private final ExitConditions conditions;
  private final Set<LoopExit> exits = new LinkedHashSet<>();
  private final Set<VarSymbol> flags = new HashSet<>();
  private final List<TreePath> jumps = new ArrayList<>();

  private ExitFinder(TreePath loop, Wait wait, VisitorState state) {
    this.loop = loop;
    this.wait = wait;
    this.state = state;
    this.conditions = ExitConditions.of(loop, wait.path(), state);
  }

  static WaitLoop exitsOf(TreePath loop, Wait wait, VisitorState state) {
    ExitFinder finder = new ExitFinder(loop, wait, state);
    finder.readCondition();
    finder.readJumps();
    finder.readCalls();
    finder.readFlags();
    boolean swallows = finder.readInterrupt();
    boolean spins = finder.readClosing();
    return new WaitLoop(loop, wait, ImmutableList.copyOf(finder.exits), swallows, spins);
  }

  private void readCondition() {
    Tree tree = loop.getLeaf();
    if (tree instanceof EnhancedForLoopTree) {
      exits.add(LoopExit.of(LoopExit.Kind.OTHER, tree));
      return;
    }
    Loops.condition(tree).ifPresent(condition -> exits.addAll(conditions.of(condition, false)));
  }

  /** The jumps out of the loop, but for exceptions that are caught inside. */
  private void readJumps() {
    for (TreePath jump : Jumps.outOf(loop)) {
      if (!(jump.getLeaf() instanceof ThrowTree thrown) || !isCaught(thrown, jump)) {
        addGuarded(jump);
      }
    }
  }

  private boolean isCaught(ThrowTree tree, TreePath path) {
    Type type = ASTHelpers.getType(tree.getExpression());
    return type != null
        && Catches.around(path, loop.getLeaf(), clause -> CatchClauses.covers(clause, type, state))
            .isPresent();
  }

  /** The calls in the loop of code that leaves it: by an exception, or with the whole process. */
  private void readCalls() {
    CalledExits called = new CalledExits(loop, wait.path(), state);
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        if (called.leaves(getCurrentPath(), tree)) {
          addGuarded(getCurrentPath());
        }
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(loop, null);
  }

  /** Adds an exit that is taken where the path is reached. */
  private void addGuarded(TreePath path) {
    jumps.add(path);
    Tree child = path.getLeaf();
    ImmutableList<LoopExit> best = ImmutableList.of();
    for (TreePath p = path.getParentPath();
        p != null && child != loop.getLeaf();
        child = p.getLeaf(), p = p.getParentPath()) {
      best = ExitConditions.stricter(best, guard(p.getLeaf(), child));
    }
    if (best.isEmpty()) {
      exits.add(LoopExit.of(kindOf(path.getLeaf()), path.getLeaf()));
    } else {
      exits.addAll(best);
    }
  }

  /** What it takes where nothing guards the jump or the call. */
  private static LoopExit.Kind kindOf(Tree leaving) {
    if (leaving instanceof MethodInvocationTree call) {
      return OwnThread.isExit(ASTHelpers.getSymbol(call))
          ? LoopExit.Kind.PROCESS
          : LoopExit.Kind.FAILURE;
    }
    return leaving instanceof ThrowTree ? LoopExit.Kind.FAILURE : LoopExit.Kind.OTHER;
  }

  private ImmutableList<LoopExit> guard(Tree tree, Tree child) {
    if (tree instanceof IfTree test && child != test.getCondition()) {
      return conditions.of(test.getCondition(), child == test.getThenStatement());
    }
    if (tree instanceof SwitchTree test && child instanceof CaseTree label) {
      return conditions.ofCase(test.getExpression(), label);
    }
    if (tree instanceof SwitchExpressionTree test && child instanceof CaseTree label) {
      return conditions.ofCase(test.getExpression(), label);
    }
    if (tree instanceof CatchTree clause) {
      LoopExit.Kind kind =
          Catches.isInterrupt(clause)
              ? LoopExit.Kind.INTERRUPT
              : Catches.isClosed(clause) ? LoopExit.Kind.CLOSED : LoopExit.Kind.FAILURE;
      return ImmutableList.of(LoopExit.of(kind, clause));
    }
    return ImmutableList.of();
  }

  /** A flag that the loop sets itself is an exit where it is set. */
  private void readFlags() {
    for (LoopExit exit : ImmutableList.copyOf(exits)) {
      if (exit.kind() == LoopExit.Kind.FLAG && exit.symbol().isPresent()) {
        readFlag(exit);
      }
    }
  }

  private void readFlag(LoopExit exit) {
    VarSymbol flag = exit.flag().get();
    if (!flags.add(flag)) {
      return;
    }
    boolean setElsewhere = false;
    FlagSets sets = FlagSets.of(flag, state);
    for (TreePath mention : sets.mentions()) {
      if (!FlagSets.isSetTo(exit.leaving(), mention)) {
        continue;
      }
      if (Paths.isInside(mention, loop.getLeaf())) {
        addGuarded(mention);
      } else {
        setElsewhere = true;
        addIfCalledFromLoop(mention);
      }
    }
    if (!setElsewhere && sets.isInView()) {
      exits.remove(exit);
    }
  }

  /** A method called by the loop, such as {@code stop()} in a catch clause, sets the flag. */
  private void addIfCalledFromLoop(TreePath mention) {
    if (LoopCode.of(loop.getLeaf(), state).contains(mention)) {
      new TreePathScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitMethodInvocation(
            MethodInvocationTree tree, @Nullable Void unused) {
          if (LoopCode.calledBy(ASTHelpers.getSymbol(tree), state).contains(mention)) {
            addGuarded(getCurrentPath());
          }
          return super.visitMethodInvocation(tree, null);
        }
      }.scan(loop, null);
    }
  }

  /** Adds the exit by interrupt; whether there is none because the interrupt is swallowed. */
  private boolean readInterrupt() {
    Optional<TreePath> catcher = wait.catcher(loop.getLeaf());
    boolean thrown = wait.interrupt() == Wait.OnInterrupt.THROWN;
    if (thrown && catcher.isEmpty()) {
      exits.add(LoopExit.of(LoopExit.Kind.INTERRUPT, wait.path().getLeaf()));
      return false;
    }
    CaughtInterrupt caught =
        thrown ? CaughtInterrupt.of(catcher.get(), state) : CaughtInterrupt.FORGOTTEN;
    if (caught == CaughtInterrupt.UNKNOWN) {
      exits.add(LoopExit.of(LoopExit.Kind.INTERRUPT, catcher.get().getLeaf()));
      return false;
    }
    boolean restored =
        caught == CaughtInterrupt.RESTORED || wait.interrupt() == Wait.OnInterrupt.RESTORED;
    if (!restored) {
      // The test of the interrupt flag comes when the exception has cleared it.
      exits.removeIf(
          e -> e.kind() == LoopExit.Kind.INTERRUPT && e.at() instanceof MethodInvocationTree);
    }
    return exits.stream().noneMatch(e -> e.kind() == LoopExit.Kind.INTERRUPT);
  }

  /** Adds the exit by the end of the channel; whether there is none because that is swallowed. */
  private boolean readClosing() {
    if (!wait.closed()) {
      return false;
    }
    Optional<TreePath> catcher =
        Catches.around(wait.path(), loop.getLeaf(), Catches::catchesClosed);
    if (catcher.isEmpty()) {
      exits.add(LoopExit.of(LoopExit.Kind.CLOSED, wait.path().getLeaf()));
      return false;
    }
    if (jumps.stream().noneMatch(jump -> Paths.isInside(jump, catcher.get().getLeaf()))) {
      return !Reopening.isPossible(loop, wait.origin(), state);
    }
    exits.add(LoopExit.of(LoopExit.Kind.CLOSED, catcher.get().getLeaf()));
    return false;
  }
}
