package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Assignments;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.findings.polling.Idle.Value;
import dev.watertight.program.Interrupts;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import java.util.IdentityHashMap;
import java.util.Optional;
import javax.lang.model.element.Name;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@link BusyLoop}s: runs a loop while all that it polls has nothing.
 *
 * <p>The loop is busy if such a round can come back to its beginning, and no way back does anything
 * but ask. What is not known to be a mere question may wait, and ends the search: a round that
 * calls unknown code, looks at the clock or at what it counts, or writes a field is not reported.
 */
final class BusyLoops {
  private static final Supplier<BusyLoops> INSTANCE =
      VisitorState.memoize(state -> new BusyLoops());

  private final IdentityHashMap<Tree, Optional<BusyLoop>> known = new IdentityHashMap<>();

  private BusyLoops() {}

  static BusyLoops of(VisitorState state) {
    return INSTANCE.get(state);
  }

  Optional<BusyLoop> at(TreePath call, VisitorState state) {
    if (!Questions.isPoll((MethodInvocationTree) call.getLeaf(), state)) {
      return Optional.empty();
    }
    for (TreePath p = call.getParentPath(); p != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof MethodTree
          || tree instanceof LambdaExpressionTree
          || tree instanceof ClassTree) {
        break;
      }
      if (Loops.isConditional(tree)) {
        Optional<BusyLoop> loop = known.get(tree);
        if (loop == null) {
          // Should the analysis fail, it is not tried again.
          known.put(tree, Optional.empty());
          loop = analyze(p, state);
          known.put(tree, loop);
        }
        if (loop.isPresent()) {
          return loop.filter(l -> l.poll().getLeaf() == call.getLeaf());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<BusyLoop> analyze(TreePath path, VisitorState state) {
    Tree loop = path.getLeaf();
    Optional<Name> label =
        path.getParentPath().getLeaf() instanceof LabeledStatementTree labeled
            ? Optional.of(labeled.getLabel())
            : Optional.empty();
    IdleRound round = new IdleRound(changedIn(loop), state);
    IdleRounds rounds;
    try {
      rounds = new IdleRounds(round, loop, label).from(ImmutableList.of(start(loop, round, state)));
    } catch (NotIdle e) {
      return Optional.empty();
    }
    if (Loops.body(loop).filter(round::looksAtCounts).isPresent()) {
      return Optional.empty();
    }
    ImmutableSet<Tree> polls =
        rounds.endless().stream()
            .flatMap(idle -> idle.polls().stream())
            .collect(ImmutableSet.toImmutableSet());
    boolean hasOtherExit =
        !rounds.exits().isEmpty()
            && (rounds.endsInside()
                || !Loops.condition(loop).filter(BusyLoops::isInterruptTest).isPresent());
    return polls.stream()
        .filter(p -> p instanceof MethodInvocationTree call && Questions.isPoll(call, state))
        .map(p -> TreePath.getPath(path, p))
        .filter(p -> p != null)
        .findFirst()
        .filter(p -> !EarlierPolls.precede(path, p, state))
        .filter(p -> !Permits.areAcquiredBefore(path, state))
        .map(p -> new BusyLoop(p, path, polls.size() == 1 && isDirectlyIn(p, loop), hasOtherExit));
  }

  /** The local variables that the loop declares or assigns to. */
  private static ImmutableSet<VarSymbol> changedIn(Tree loop) {
    return Assignments.in(loop).stream()
        .filter(variable -> !Symbols.isField(variable))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether no other loop is between the poll and the loop. */
  private static boolean isDirectlyIn(TreePath poll, Tree loop) {
    TreePath p = poll;
    while (!Loops.isLoop(p.getLeaf())) {
      p = p.getParentPath();
    }
    return p.getLeaf() == loop;
  }

  /** Some rounds have gone by: the variables that take what is polled have taken nothing. */
  private static Idle start(Tree loop, IdleRound round, VisitorState state) {
    Idle[] idle = {Idle.BLANK};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        take(ASTHelpers.getSymbol(tree), tree.getInitializer());
        return super.visitVariable(tree, null);
      }

      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        take(ASTHelpers.getSymbol(tree.getVariable()), tree.getExpression());
        return super.visitAssignment(tree, null);
      }

      private void take(@Nullable Symbol target, @Nullable ExpressionTree source) {
        if (target instanceof VarSymbol local
            && source != null
            && ASTHelpers.stripParentheses(source) instanceof MethodInvocationTree call
            && Questions.isPoll(call, state)) {
          for (Value value : round.values(call, Idle.BLANK)) {
            idle[0] = idle[0].with(local, value.value());
          }
        }
      }
    }.scan(loop, null);
    return idle[0];
  }

  /** Whether the condition is that nobody has interrupted the thread. */
  private static boolean isInterruptTest(ExpressionTree condition) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    return test instanceof UnaryTree not && Interrupts.isTest(not.getExpression());
  }
}
