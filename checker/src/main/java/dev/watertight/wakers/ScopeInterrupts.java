package dev.watertight.wakers;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Values;
import java.util.List;

/**
 * Who interrupts a subtask of a task scope: the scope does when another one ends it, by its policy.
 * One that is ended by failures only interrupts nobody if no other subtask can fail.
 */
record ScopeInterrupts(VarSymbol scope, VisitorState state) {
  /* What says nothing of a time limit. */
  private static final String QUIET = "withName|withThreadFactory";

  static Interrupters of(TreePath start, MethodInvocationTree fork, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(fork);
    if (receiver == null || !(ASTHelpers.getSymbol(receiver) instanceof VarSymbol scope)) {
      return Interrupters.UNKNOWN;
    }
    List<TreePath> values = Values.assignedTo(scope, state);
    ScopeInterrupts interrupts = new ScopeInterrupts(scope, state);
    if (values.size() != 1 || !interrupts.isPolicyKnown(values.get(0).getLeaf())) {
      return Interrupters.UNKNOWN;
    }
    return interrupts.mayInterrupt(values.get(0).getLeaf(), fork)
        ? Interrupters.seen(new Interrupter(start, true))
        : InterruptSearch.ofOwner(start, state);
  }

  /** Configured by a function that is not in view, the scope may have a time limit. */
  private boolean isPolicyKnown(Tree maker) {
    return maker instanceof NewClassTree
        || (maker instanceof MethodInvocationTree open
            && (open.getArguments().isEmpty()
                || (open.getArguments().get(0) instanceof MethodInvocationTree
                    && open.getArguments().stream()
                        .skip(1)
                        .allMatch(LambdaExpressionTree.class::isInstance))));
  }

  /** Whether the scope is given a time limit, at which it interrupts. */
  private static boolean isTimed(Tree maker) {
    return maker instanceof MethodInvocationTree open
        && open.getArguments().stream()
            .skip(1)
            .flatMap(given -> Trees.in(given, MethodInvocationTree.class).stream())
            .anyMatch(
                call -> !ASTHelpers.getSymbol(call).getSimpleName().toString().matches(QUIET));
  }

  private boolean mayInterrupt(Tree maker, Tree fork) {
    Tree policy =
        maker instanceof MethodInvocationTree open && !open.getArguments().isEmpty()
            ? open.getArguments().get(0)
            : maker;
    Symbol named = ASTHelpers.getSymbol(policy);
    String name = (named.isConstructor() ? named.owner : named).getSimpleName().toString();
    if (isTimed(maker)) {
      return true;
    }
    return switch (name) {
      // The API of JDK 21 to 24: the plain class waits for all, its subclasses shut down.
      case "StructuredTaskScope" -> calls("shutdown");
      case "awaitAll" -> false;
      case "open", "allSuccessfulOrThrow", "awaitAllSuccessfulOrThrow", "ShutdownOnFailure" ->
          calls("shutdown") || calls("joinUntil") || othersMayFail(fork);
      default -> true;
    };
  }

  /** Whether somebody calls such a method of the scope, for one that interrupts unlike pools. */
  private boolean calls(String method) {
    return CompilationIndex.of(state).mentions(scope).stream()
        .anyMatch(
            mention ->
                mention.getParentPath().getLeaf() instanceof MemberSelectTree select
                    && select.getIdentifier().contentEquals(method));
  }

  private boolean othersMayFail(Tree own) {
    for (TreePath mention : CompilationIndex.of(state).mentions(scope)) {
      TreePath path = mention.getParentPath().getParentPath();
      boolean isFork =
          path.getLeaf() instanceof MethodInvocationTree call
              && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("fork");
      if (isFork ? path.getLeaf() != own && mayFail(path) : isPassed(mention)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassed(TreePath mention) {
    Tree use = mention.getParentPath().getLeaf();
    return !(use instanceof MemberSelectTree || use instanceof TryTree);
  }

  private boolean mayFail(TreePath fork) {
    ExpressionTree task =
        Iterables.getOnlyElement(((MethodInvocationTree) fork.getLeaf()).getArguments());
    return TaskBodies.of(new TreePath(fork, task), state)
        .filter(
            body -> Summaries.ofCode(body, state).thrown().stream().allMatch(Thrown::isInterrupt))
        .isEmpty();
  }
}
