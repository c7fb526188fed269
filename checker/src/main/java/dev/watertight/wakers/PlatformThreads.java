package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.program.Arguments;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks run in platform threads. A wait in a {@code java.net} socket does not see that such a
 * thread is interrupted; in a virtual thread the interrupt closes the socket.
 */
public final class PlatformThreads {
  private static final String THREAD = "java.lang.Thread";

  private PlatformThreads() {}

  /** Whether an interrupt of one of the tasks, a platform thread, does not end the wait. */
  public static boolean ignoreInterrupts(
      TreePath wait, ImmutableSet<Task> tasks, VisitorState state) {
    return ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
        && method.owner.getQualifiedName().toString().startsWith("java.net.")
        && !tasks.isEmpty()
        && tasks.stream()
            .allMatch(task -> task instanceof Task.Apart apart && isPlatform(apart, state));
  }

  /** Whether the task certainly runs in a platform thread. */
  public static boolean isPlatform(Task.Apart task, VisitorState state) {
    Tree start = task.start().getLeaf();
    if (start instanceof NewClassTree) {
      return Symbols.isA(ASTHelpers.getType(start), THREAD, state);
    }
    if (!(start instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (Symbols.isA(method.owner.type, THREAD, state)) {
      // `super(task)`, or `start()` of a subclass, which cannot be virtual.
      return method.isConstructor() || Symbols.isA(ASTHelpers.getType(task.body()), THREAD, state);
    }
    return isOfPlatform(call)
        || TaskStarts.executor(task.start(), state)
            .flatMap(executor -> Fates.openingsOf(executor, state))
            .filter(openings -> openings.stream().allMatch(PlatformThreads::isPool))
            .isPresent();
  }

  /** Whether a method of {@code Executors} makes a pool of platform threads. */
  private static boolean isPool(Opening opening) {
    return opening.primitive().getLeaf() instanceof MethodInvocationTree call
        && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, "java.util.concurrent.Executors")
        && ASTHelpers.getSymbol(call)
            .getSimpleName()
            .toString()
            .matches("new(Fixed|Cached|SingleThread|Scheduled|SingleThreadScheduled).*")
        && factory(call).filter(factory -> !makesPlatform(factory)).isEmpty();
  }

  private static Optional<ExpressionTree> factory(MethodInvocationTree call) {
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    return arguments.isEmpty()
            || ASTHelpers.getType(arguments.get(arguments.size() - 1)).isPrimitive()
        ? Optional.empty()
        : Optional.of(arguments.get(arguments.size() - 1));
  }

  private static boolean makesPlatform(Tree factory) {
    return factory instanceof LambdaExpressionTree lambda
        ? lambda.getBody() instanceof NewClassTree
        : factory instanceof MemberReferenceTree reference
            ? reference.getMode() == MemberReferenceTree.ReferenceMode.NEW
            : isOfPlatform(factory);
  }

  /** {@code Thread.ofPlatform().name("x").factory()}: one of the calls in a row. */
  private static boolean isOfPlatform(@Nullable Tree tree) {
    return tree instanceof MethodInvocationTree call
        && (Symbols.isNamed(ASTHelpers.getSymbol(call).owner, THREAD)
            ? ASTHelpers.getSymbol(call).getSimpleName().contentEquals("ofPlatform")
            : isOfPlatform(ASTHelpers.getReceiver(call)));
  }
}
