package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Answer;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Exceptions;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * What happens after a wait has reached its time limit, by {@code TimeoutException}, by returning
 * {@code false}, or without a word: looks for ways out on which nobody ends what it has waited for,
 * or waits again.
 */
public final class TimedOut implements Protocol<Boolean> {
  private final Tree wait;
  private final boolean isAnswered;
  private final boolean isSilent;
  private final @Nullable Symbol answer;
  private final ImmutableSet<Tree> ends;
  private final ImmutableSet<VarSymbol> holders;
  private final boolean isFunction;
  private final VisitorState state;
  private boolean isLeft;

  private TimedOut(
      TreePath body,
      TreePath wait,
      ImmutableSet<Tree> ends,
      ImmutableSet<VarSymbol> holders,
      VisitorState state) {
    this.wait = wait.getLeaf();
    this.isAnswered = ASTHelpers.getType(wait.getLeaf()).hasTag(TypeTag.BOOLEAN);
    this.isSilent = ASTHelpers.getType(wait.getLeaf()).hasTag(TypeTag.VOID);
    this.answer = isAnswered ? Symbols.target(wait) : null;
    this.ends = ends;
    this.holders = holders;
    this.isFunction = body.getLeaf() instanceof LambdaExpressionTree;
    this.state = state;
  }

  /**
   * Whether the method around a wait is left on some path after the time is up.
   *
   * @param ends what ends the task, or waits for it again
   * @param holders the variables that hold what is waited for: they tell when it has ended
   */
  public static boolean isLeft(
      TreePath wait, ImmutableSet<Tree> ends, ImmutableSet<VarSymbol> holders, VisitorState state) {
    TreePath body = Graphs.bodyAround(wait).orElse(null);
    if (body == null) {
      return false;
    }
    TimedOut search = new TimedOut(body, wait, ends, holders, state);
    return Walker.walk(body, search, state) && search.isLeft;
  }

  @Override
  public Optional<Tree> origin() {
    return Optional.of(wait);
  }

  @Override
  public Boolean atEntry() {
    return false;
  }

  /** Whether the time is up. */
  @Override
  public Boolean step(Node node, Boolean isUp) {
    return node.getTree() == wait ? isAnswered || isSilent : isUp && !ends.contains(node.getTree());
  }

  @Override
  public boolean isOver(Boolean isUp) {
    return !isUp;
  }

  @Override
  public Boolean onThrow(Node node, Boolean before, Boolean after) {
    return node.getTree() == wait || after;
  }

  @Override
  public boolean isThrown(Node node, Type exception, Boolean isUp, Exceptions exceptions) {
    return node.getTree() == wait
        ? exception.tsym.getQualifiedName().contentEquals("java.util.concurrent.TimeoutException")
        : isUp && exceptions.isChecked(node.getTree(), exception);
  }

  @Override
  public Answer allows(Boolean isUp, Tree test, boolean value) {
    boolean isDenied =
        value && (test == wait || (answer != null && answer.equals(ASTHelpers.getSymbol(test))));
    return isUp
            && (isDenied
                || (test instanceof ExpressionTree expression
                    && EndTests.excludes(expression, value, holders, state)))
        ? Answer.NO
        : Answer.YES;
  }

  @Override
  public void leave(Exit exit, Boolean isUp, @Nullable Tree at, String exception) {
    // What a function throws, whoever calls it deals with.
    isLeft |= isUp && (exit == Exit.RETURN || !isFunction);
  }
}
