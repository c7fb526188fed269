package dev.watertight.findings.unbounded;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loops over the results of tasks that only a task which has not failed ends: {@code get()} throws
 * for the others, and the clause that catches this goes on.
 */
final class SuccessLoops {
  private static final Supplier<Type> FAILURE =
      Suppliers.typeFromString("java.util.concurrent.ExecutionException");

  private final TreePath loop;
  private final VisitorState state;

  private SuccessLoops(TreePath loop, VisitorState state) {
    this.loop = loop;
    this.state = state;
  }

  /** Whether the loop around a take goes on as long as every task fails. */
  static boolean goesOnAfterFailures(TreePath take, TreePath loop, VisitorState state) {
    return new SuccessLoops(loop, state).goesOn(take);
  }

  private boolean goesOn(TreePath take) {
    TreePath child = take;
    for (TreePath p = take.getParentPath();
        p.getLeaf() != loop.getLeaf();
        child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof TryTree attempt) {
        int got = child.getLeaf() == attempt.getBlock() ? indexOfGet(attempt, take) : -1;
        return got >= 0 && isOnlyStatement(p) && onlySuccessLeaves(attempt, got);
      }
    }
    return false;
  }

  /** The statement of the block that gets the result which was taken in it, on every path. */
  private int indexOfGet(TryTree attempt, TreePath take) {
    List<? extends StatementTree> statements = attempt.getBlock().getStatements();
    Tree parent = take.getParentPath().getLeaf();
    VarSymbol future =
        parent instanceof VariableTree variable
            ? ASTHelpers.getSymbol(variable)
            : parent instanceof AssignmentTree assignment
                    && ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol variable
                ? variable
                : null;
    for (int i = 0; i < statements.size(); i++) {
      if (isAlwaysRun(statements.get(i)) && gets(statements.get(i), take.getLeaf(), future)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAlwaysRun(StatementTree statement) {
    return statement instanceof ReturnTree
        || statement instanceof VariableTree
        || statement instanceof ExpressionStatementTree;
  }

  private static boolean gets(StatementTree statement, Tree take, @Nullable VarSymbol future) {
    return Trees.ownIn(statement, MethodInvocationTree.class).stream()
        .filter(call -> ASTHelpers.getSymbol(call).getSimpleName().contentEquals("get"))
        .map(ASTHelpers::getReceiver)
        .anyMatch(
            receiver ->
                receiver == take
                    || (future != null && future.equals(ASTHelpers.getSymbol(receiver))));
  }

  /** Whether the loop has no statements besides the try, other than those that cannot leave it. */
  private boolean isOnlyStatement(TreePath attempt) {
    return Jumps.outOf(loop).stream().allMatch(exit -> Paths.isInside(exit, attempt.getLeaf()));
  }

  private boolean onlySuccessLeaves(TryTree attempt, int got) {
    List<? extends StatementTree> statements = attempt.getBlock().getStatements();
    return isEndlessWithout(attempt, got)
        && attempt.getCatches().stream().anyMatch(this::mayCatchFailure)
        && Jumps.outOf(loop).stream()
            .allMatch(
                exit ->
                    statements.subList(got, statements.size()).stream()
                            .anyMatch(s -> Paths.isInside(exit, s))
                        || attempt.getCatches().stream()
                            .anyMatch(c -> !mayCatchFailure(c) && Paths.isInside(exit, c)));
  }

  private boolean mayCatchFailure(CatchTree clause) {
    Tree caught = clause.getParameter().getType();
    List<? extends Tree> types =
        caught instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(caught);
    Type failure = FAILURE.get(state);
    return failure != null
        && types.stream()
            .anyMatch(t -> ASTHelpers.isSubtype(failure, ASTHelpers.getType(t), state));
  }

  /** Whether the loop's condition stays true until something was got. */
  private boolean isEndlessWithout(TryTree attempt, int got) {
    if (Loops.isEndless(loop.getLeaf())) {
      return true;
    }
    ExpressionTree condition =
        loop.getLeaf() instanceof WhileLoopTree whileLoop
            ? whileLoop.getCondition()
            : loop.getLeaf() instanceof DoWhileLoopTree doLoop ? doLoop.getCondition() : null;
    VarSymbol missing = condition == null ? null : missing(ASTHelpers.stripParentheses(condition));
    if (missing == null) {
      return false;
    }
    List<? extends StatementTree> statements = attempt.getBlock().getStatements();
    return CompilationIndex.of(state).declaration(missing).isPresent()
        && Values.assignedTo(missing, state).stream()
            .allMatch(
                value ->
                    Values.isNull(value)
                        || Boolean.FALSE.equals(ASTHelpers.constValue(value.getLeaf()))
                        || statements.subList(got, statements.size()).stream()
                            .anyMatch(s -> Paths.isInside(value, s)));
  }

  /** The local variable that has no value yet as long as the condition holds. */
  private static @Nullable VarSymbol missing(ExpressionTree condition) {
    ExpressionTree tested = null;
    if (condition instanceof BinaryTree test
        && test.getKind() == Tree.Kind.EQUAL_TO
        && test.getRightOperand().getKind() == Tree.Kind.NULL_LITERAL) {
      tested = test.getLeftOperand();
    } else if (condition instanceof UnaryTree not
        && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      tested = not.getExpression();
    }
    return tested != null
            && ASTHelpers.getSymbol(ASTHelpers.stripParentheses(tested)) instanceof VarSymbol local
            && !Symbols.isField(local)
        ? local
        : null;
  }
}
