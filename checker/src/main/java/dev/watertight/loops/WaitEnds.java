package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Summaries;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The ways out of a loop around a wait, with what an interrupt of the wait, and the end of what it
 * receives from, does to the loop.
 */
final class WaitEnds {
  private final TreePath loop;
  private final Wait wait;
  private final VisitorState state;
  private final Set<LoopExit> exits;
  private final Set<VarSymbol> seen = new HashSet<>();

  private WaitEnds(TreePath loop, Wait wait, ImmutableList<LoopExit> exits, VisitorState state) {
    this.loop = loop;
    this.wait = wait;
    this.state = state;
    this.exits = new LinkedHashSet<>(exits);
    this.exits.removeIf(e -> e.kind() == LoopExit.Kind.DECLARED);
  }

  /**
   * What leaves a loop, given the ways out that do not depend on what happens to the wait.
   *
   * @param exits those
   */
  static WaitLoop.Ends of(
      TreePath loop, Wait wait, ImmutableList<LoopExit> exits, VisitorState state) {
    WaitEnds ends = new WaitEnds(loop, wait, exits, state);
    boolean swallows = ends.readInterrupt();
    boolean spins = ends.readClosing();
    return new WaitLoop.Ends(ImmutableList.copyOf(ends.exits), swallows, spins);
  }

  /** Adds the exit by interrupt; whether there is none because the interrupt is swallowed. */
  private boolean readInterrupt() {
    Optional<TreePath> catcher = wait.catcher(loop.getLeaf());
    boolean thrown = wait.interrupt() == Wait.OnInterrupt.THROWN;
    if (thrown && catcher.isEmpty()) {
      exits.add(LoopExit.of(LoopExit.Kind.INTERRUPT, wait.path().getLeaf(), wait.path()));
      return false;
    }
    CaughtInterrupt caught =
        thrown ? CaughtInterrupt.of(catcher.get(), state) : CaughtInterrupt.FORGOTTEN;
    if (caught == CaughtInterrupt.UNKNOWN) {
      exits.add(LoopExit.of(LoopExit.Kind.INTERRUPT, catcher.get().getLeaf(), wait.path()));
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
        CatchClauses.catching(
            wait.path(), loop.getLeaf(), clause -> WaitLoop.catchesClosed(clause, state));
    if (catcher.isEmpty()) {
      exits.add(LoopExit.of(LoopExit.Kind.CLOSED, wait.path().getLeaf(), wait.path()));
      return false;
    }
    boolean goesOn =
        exits.stream().noneMatch(e -> Paths.isInside(e.place(), catcher.get().getLeaf()));
    if (!goesOn && exits.stream().noneMatch(e -> e.kind() == LoopExit.Kind.CLOSED)) {
      exits.add(LoopExit.of(LoopExit.Kind.CLOSED, catcher.get().getLeaf(), wait.path()));
    }
    return goesOn
        && Paths.receiver(wait.origin())
            .filter(channel -> isAnother((ExpressionTree) channel.getLeaf()))
            .isEmpty();
  }

  /** Whether the loop may put another channel in the place of one: it connects again. */
  private boolean isAnother(ExpressionTree channel) {
    // What a call returns may be another channel each time.
    return !(ASTHelpers.getSymbol(ASTHelpers.stripParentheses(channel)) instanceof VarSymbol symbol)
        || (seen.add(symbol) && isSet(symbol));
  }

  private boolean isSet(VarSymbol symbol) {
    return CompilationIndex.of(state).mentions(symbol).stream().anyMatch(this::isSetInLoop)
        || CompilationIndex.of(state)
            .declaration(symbol)
            .filter(p -> Paths.isInside(p, loop.getLeaf()))
            .filter(
                p ->
                    p.getLeaf() instanceof VariableTree variable
                        && (variable.getInitializer() == null
                            || isAnother(variable.getInitializer())))
            .isPresent();
  }

  private boolean isSetInLoop(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    return parent instanceof AssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()
        && !Summaries.reaches(mention, loop, state).isNo();
  }
}
