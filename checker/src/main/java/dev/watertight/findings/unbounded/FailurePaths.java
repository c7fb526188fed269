package dev.watertight.findings.unbounded;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Protocol;
import dev.watertight.paths.Walker;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * What happens after a result has been taken if the task has failed: looks for ways out of the
 * code, while each {@code get()} of such a result throws.
 *
 * <p>An interrupt is none: whoever interrupts knows that nobody waits any more.
 */
final class FailurePaths implements Protocol<Boolean> {
  private static final String FAILURE = "java.util.concurrent.ExecutionException";

  private final TreePath body;
  private final Tree take;
  private final ImmutableSet<Tree> gets;
  private final ImmutableSet<Tree> throwing;
  private final VisitorState state;
  private boolean isLeft;

  private FailurePaths(TreePath body, Tree take, ImmutableSet<Tree> gets, VisitorState state) {
    this.body = body;
    this.take = take;
    this.gets = gets;
    this.throwing = Exceptions.callsThrowing(body, FailurePaths::isCounted, state);
    this.state = state;
  }

  /** What a failure is answered with, as opposed to what may go wrong besides. */
  private static boolean isCounted(Thrown thrown, VisitorState state) {
    return switch (thrown.reason()) {
      case STATEMENT, REFUSAL, FAILURE -> true;
      default -> false;
    };
  }

  /** Whether the loop around a take goes on as long as every task fails. */
  static boolean goOn(TreePath take, TreePath loop, VisitorState state) {
    Symbol future = Symbols.target(take);
    ImmutableSet<Tree> gets =
        Trees.ownIn(loop.getLeaf(), MethodInvocationTree.class).stream()
            .filter(call -> isGet(call, take.getLeaf(), future))
            .collect(toImmutableSet());
    Optional<TreePath> body = Graphs.bodyAround(loop);
    if (gets.isEmpty() || body.isEmpty()) {
      return false;
    }
    FailurePaths paths = new FailurePaths(body.get(), take.getLeaf(), gets, state);
    return Walker.walk(body.get(), paths, state) && !paths.isLeft;
  }

  private static boolean isGet(MethodInvocationTree call, Tree take, @Nullable Symbol future) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver != null
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("get")
        && (receiver == take || (future != null && future.equals(ASTHelpers.getSymbol(receiver))));
  }

  @Override
  public Optional<Tree> origin() {
    return Optional.of(take);
  }

  @Override
  public boolean isAboutAbsence() {
    return true;
  }

  @Override
  public Boolean atEntry() {
    return true;
  }

  /** Whether all tasks have failed. */
  @Override
  public Boolean step(Node node, Boolean failed) {
    isLeft |=
        node.getTree() instanceof MethodInvocationTree call
            && Summaries.ofCall(call, body, state).exits();
    return failed && !gets.contains(node.getTree());
  }

  @Override
  public boolean isOver(Boolean failed) {
    return !failed;
  }

  @Override
  public boolean isThrown(Node node, Type exception, Boolean failed, Exceptions exceptions) {
    return gets.contains(node.getTree())
        ? exception.tsym.getQualifiedName().contentEquals(FAILURE)
        : exceptions.isChecked(node.getTree(), exception)
            || (exceptions.isUnchecked(exception) && throwing.contains(node.getTree()));
  }

  @Override
  public boolean isIgnored(Type exception) {
    return exception.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException");
  }

  @Override
  public Boolean onThrow(Node node, Boolean before, Boolean after) {
    return before;
  }

  @Override
  public void leave(Exit exit, Boolean failed, @Nullable Tree at, String exception) {
    isLeft = true;
  }
}
