package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a body makes on every path to its end, be it a {@code throw}.
 *
 * <p>A loop may run no round, and what a {@code break} leaves out is taken to be left out: fewer
 * calls are certain then, never more.
 */
public final class CertainCalls {
  /**
   * What was passed on every path to a place.
   *
   * @param isReached whether there is a path
   * @param calls the calls, in the order of the text
   */
  public record Passed(boolean isReached, ImmutableSet<TreePath> calls) {
    private static final Passed NOTHING = new Passed(true, ImmutableSet.of());
    private static final Passed DEAD = new Passed(false, ImmutableSet.of());

    private Passed or(Passed that) {
      return !isReached
          ? that
          : !that.isReached
              ? this
              : new Passed(true, Sets.intersection(calls, that.calls).immutableCopy());
    }

    private Passed with(Set<TreePath> more) {
      return new Passed(true, ImmutableSet.<TreePath>builder().addAll(calls).addAll(more).build());
    }
  }

  private final boolean catching;
  private final boolean ofRound;
  private Passed end = Passed.DEAD;

  private CertainCalls(boolean catching, boolean ofRound) {
    this.catching = catching;
    this.ofRound = ofRound;
  }

  /**
   * What a method or lambda passes on every path to its end.
   *
   * @param catching whether a path may lead through a {@code catch} clause
   */
  public static Passed in(TreePath body, boolean catching) {
    Tree code = Graphs.code(body.getLeaf());
    if (code == null) {
      return Passed.NOTHING;
    }
    CertainCalls calls = new CertainCalls(catching, false);
    TreePath path = code == body.getLeaf() ? body : new TreePath(body, code);
    return calls.after(path, Passed.NOTHING).or(calls.end);
  }

  /**
   * The first call on every path that the test holds for, or that comes to one, whichever of the
   * methods in view it is that it calls.
   *
   * @param depth how deep the methods are looked at that the code calls
   */
  public static Optional<TreePath> leading(
      TreePath body, int depth, Predicate<TreePath> test, VisitorState state) {
    return leading(body, depth, test, new HashSet<>(), state);
  }

  /* A body that has been looked at leads there no more: it is looked at once. */
  private static Optional<TreePath> leading(
      TreePath body, int depth, Predicate<TreePath> test, Set<Tree> seen, VisitorState state) {
    if (!seen.add(body.getLeaf())) {
      return Optional.empty();
    }
    return body.getLeaf() instanceof MemberReferenceTree
        ? Optional.of(body).filter(test)
        : in(body, false).calls().stream()
            .filter(
                call -> test.test(call) || (depth > 0 && leads(call, depth - 1, test, seen, state)))
            .findFirst();
  }

  private static boolean leads(
      TreePath path, int depth, Predicate<TreePath> test, Set<Tree> seen, VisitorState state) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && Summaries.bodiesOf(call, state)
            .all(body -> leading(body, depth, test, seen, state).isPresent())
            .isYes();
  }

  /** Whether nothing in a body can go by a statement, unless it fails. */
  public static boolean isAlwaysReached(TreePath statement, TreePath body) {
    return Paths.aroundInBody(statement).stream()
            .map(TreePath::getLeaf)
            .allMatch(
                around ->
                    around instanceof BlockTree
                        || around instanceof SynchronizedTree
                        || around instanceof TryTree)
        && Trees.ownPathsIn(body, ReturnTree.class, ThrowTree.class).stream()
            .noneMatch(exit -> Paths.start(exit) < Paths.start(statement));
  }

  /** What every round of a conditional loop passes that comes to its end without an exception. */
  public static Passed inRound(TreePath loop) {
    CertainCalls calls = new CertainCalls(false, true);
    Passed asked = calls.after(loop, Loops.condition(loop.getLeaf()).orElse(null), Passed.NOTHING);
    return calls.after(loop, Loops.body(loop.getLeaf()).orElseThrow(), asked).or(calls.end);
  }

  private Passed after(TreePath parent, @Nullable Tree tree, Passed before) {
    return tree == null ? before : after(new TreePath(parent, tree), before);
  }

  private Passed after(TreePath path, Passed before) {
    Tree tree = path.getLeaf();
    if (!before.isReached()) {
      return before;
    }
    if (tree instanceof BlockTree block) {
      Passed passed = before;
      for (StatementTree statement : block.getStatements()) {
        passed = after(path, statement, passed);
      }
      return passed;
    }
    if (tree instanceof IfTree test) {
      Passed tested = after(path, test.getCondition(), before);
      return after(path, test.getThenStatement(), tested)
          .or(after(path, test.getElseStatement(), tested));
    }
    if (tree instanceof LabeledStatementTree labeled) {
      return after(path, labeled.getStatement(), before).or(jumps(labeled) ? before : Passed.DEAD);
    }
    if (Loops.isLoop(tree)) {
      return afterLoop(path, before);
    }
    if (tree instanceof SwitchTree choice) {
      Passed chosen = after(path, choice.getExpression(), before);
      choice.getCases().stream()
          .flatMap(c -> c.getStatements() == null ? null : c.getStatements().stream())
          .forEach(statement -> after(path, statement, chosen));
      return chosen;
    }
    if (tree instanceof SynchronizedTree locked) {
      return after(path, locked.getBlock(), after(path, locked.getExpression(), before));
    }
    if (tree instanceof TryTree attempt) {
      return afterTry(path, attempt, before);
    }
    if (tree instanceof ReturnTree || tree instanceof ThrowTree) {
      end = end.or(before.with(calls(path)));
      return Passed.DEAD;
    }
    if (tree instanceof BreakTree || tree instanceof ContinueTree) {
      end = ofRound ? end.or(before) : end;
      return Passed.DEAD;
    }
    return before.with(calls(path));
  }

  private Passed afterLoop(TreePath path, Passed before) {
    Tree loop = path.getLeaf();
    Tree body = Loops.body(loop).orElseThrow();
    Passed begun =
        loop instanceof EnhancedForLoopTree each
            ? after(path, each.getExpression(), before)
            : loop instanceof WhileLoopTree whileLoop
                ? after(path, whileLoop.getCondition(), before)
                : before;
    Passed round = after(path, body, begun);
    if (Loops.isEndless(loop)) {
      return jumps(body) ? begun : Passed.DEAD;
    }
    return loop instanceof DoWhileLoopTree && !jumps(body) ? round : begun;
  }

  private Passed afterTry(TreePath path, TryTree attempt, Passed before) {
    Passed passed = before;
    for (Tree resource : attempt.getResources()) {
      passed = after(path, resource, passed);
    }
    passed = after(path, attempt.getBlock(), passed);
    if (catching) {
      for (CatchTree clause : attempt.getCatches()) {
        passed = passed.or(after(new TreePath(path, clause), clause.getBlock(), before));
      }
    }
    return after(path, attempt.getFinallyBlock(), passed);
  }

  private static boolean jumps(Tree tree) {
    return Trees.anyOwn(tree, t -> t instanceof BreakTree || t instanceof ContinueTree);
  }

  /** The calls that an expression or plain statement makes whatever its operands are. */
  private static ImmutableSet<TreePath> calls(TreePath code) {
    Set<TreePath> found = new LinkedHashSet<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        boolean uncertain =
            tree instanceof LambdaExpressionTree
                || tree instanceof ClassTree
                || tree instanceof ConditionalExpressionTree
                || tree instanceof SwitchExpressionTree
                || (tree != null && TestOutcomes.isJunction(tree));
        return uncertain ? null : super.scan(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        super.visitMethodInvocation(tree, null);
        found.add(getCurrentPath());
        return null;
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        super.visitNewClass(tree, null);
        found.add(getCurrentPath());
        return null;
      }
    }.scan(code, null);
    return ImmutableSet.copyOf(found);
  }
}
