package dev.watertight.findings.interrupts;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.loops.LoopExits;
import dev.watertight.loops.Refusals;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Iterations;
import dev.watertight.summaries.Summaries;
import java.util.Optional;

/**
 * Finds loops of tasks in which nothing can be interrupted, nothing asks for an interrupt in order
 * to end, and nothing else can end them, where an interrupt is what somebody ends their task by.
 *
 * <p>All that such a loop does is in view, or is known to come back whatever happens. What a
 * library hands out may come to an end, and an exception says so: that counts as a way out.
 */
public record DeafLoops(VisitorState state) {
  /**
   * A loop that notices no interrupt.
   *
   * @param loop the loop
   * @param end what is done to end its task
   */
  public record DeafLoop(TreePath loop, TaskEnd end) {}

  /** Whether a loop compares nothing and asks nobody in order to end: a first test. */
  public static boolean isCandidate(Tree tree) {
    return Loops.isConditional(tree)
        && Loops.ending(tree).stream()
            .flatMap(condition -> TestOutcomes.testsOf(condition).stream())
            .noneMatch(test -> test instanceof BinaryTree || test instanceof MethodInvocationTree);
  }

  /** What an endless loop is, if a task runs it that somebody wants to end. */
  public static Optional<DeafLoop> at(TreePath loop, VisitorState state) {
    return new DeafLoops(state).isEndless(loop)
        ? TaskEnd.of(loop, state).map(end -> new DeafLoop(loop, end))
        : Optional.empty();
  }

  private boolean isEndless(TreePath loop) {
    // What its own text says first: most loops say enough, and what they call is a lot to read.
    return Loops.jumpsOutOf(loop).isEmpty()
        && isKnown(loop)
        && LoopExits.inText(loop, state).isEmpty()
        && LoopExits.of(loop, ImmutableSet.of(), state).isEmpty()
        && comesBack(loop)
        && !Refusals.mayEnd(loop, state)
        && Summaries.bodies(loop, state).stream()
            .allMatch(body -> Iterations.isStep(body, state) ? isKnownStep(body) : isKnown(body));
  }

  private boolean comesBack(TreePath loop) {
    Effects effects = Summaries.ofCode(loop, state);
    return !effects.callsOthers()
        && !effects.exits()
        && !effects.connects()
        && effects.thrown().isEmpty();
  }

  private boolean isKnown(TreePath code) {
    return !Trees.anyOwn(code.getLeaf(), ArrayAccessTree.class::isInstance)
        && Trees.ownPathsIn(code, MethodInvocationTree.class).stream().noneMatch(this::mayEnd);
  }

  /** The same of a method that is asked for an element only if there is one. */
  private boolean isKnownStep(TreePath method) {
    return Trees.ownPathsIn(method, MethodInvocationTree.class).stream().noneMatch(this::mayLeave);
  }

  /** Whether the call can be interrupted, hands something out, or is the business of others. */
  private boolean mayEnd(TreePath path) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    MethodSymbol method = ASTHelpers.getSymbol(call);
    boolean isUsed =
        !method.getReturnType().hasTag(TypeTag.VOID)
            && !method.getReturnType().hasTag(TypeTag.BOOLEAN)
            && !(path.getParentPath().getLeaf() instanceof ExpressionStatementTree);
    return mayLeave(path) || (isUsed && !CompilationIndex.of(state).isInView(method));
  }

  /** Whether the call can be interrupted, or is the business of others. */
  private boolean mayLeave(TreePath call) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf());
    return !CompilationIndex.of(state).isInView(method)
        && (SwallowedInterrupts.isCandidate(method, state) || BusyLoop.at(call, state).isPresent());
  }
}
