package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.loops.CaughtInterrupt;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Interrupts;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/**
 * A loop that goes on until somebody tells it to end: one without a condition, one that asks only
 * whether its thread was interrupted, or one that asks a flag.
 */
public final class LoopShape {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private final TreePath path;
  private final TreePath inside;
  private final ImmutableList<ExpressionTree> conjuncts;

  private LoopShape(TreePath path, TreePath inside) {
    this.path = path;
    this.inside = inside;
    ImmutableList.Builder<ExpressionTree> found = ImmutableList.builder();
    Loops.condition(path.getLeaf()).ifPresent(condition -> addConjuncts(condition, found));
    this.conjuncts = found.build();
  }

  /**
   * The innermost such loop around a path: in the same method or lambda, or around the only call of
   * the method.
   */
  public static Optional<LoopShape> around(TreePath path, VisitorState state) {
    Optional<LoopShape> here = within(path, state);
    if (here.isPresent()) {
      return here;
    }
    return onlyCall(path, state).flatMap(call -> within(call, state));
  }

  private static Optional<LoopShape> within(TreePath path, VisitorState state) {
    for (TreePath p = path; p.getParentPath() != null; p = p.getParentPath()) {
      Tree around = p.getParentPath().getLeaf();
      if (around instanceof MethodTree
          || around instanceof LambdaExpressionTree
          || around instanceof ClassTree) {
        return Optional.empty();
      }
      if (isRepeated(p.getLeaf(), around)) {
        LoopShape shape = new LoopShape(p.getParentPath(), path);
        if (shape.isEndless() || !shape.flags(state).isEmpty()) {
          return Optional.of(shape);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<TreePath> onlyCall(TreePath path, VisitorState state) {
    TreePath method = Paths.enclosing(path, ImmutableSet.of(MethodTree.class, ClassTree.class));
    TreePath lambda = Paths.enclosing(path, ImmutableSet.of(LambdaExpressionTree.class));
    if (method == null
        || !(method.getLeaf() instanceof MethodTree tree)
        || (lambda != null && Paths.isInside(lambda, tree))) {
      return Optional.empty();
    }
    MethodSymbol symbol = ASTHelpers.getSymbol(tree);
    List<TreePath> mentions = CompilationIndex.of(state).mentions(symbol);
    return !Symbols.isOpenToOthers(symbol)
            && mentions.size() == 1
            && mentions.get(0).getParentPath().getLeaf() instanceof MethodInvocationTree
        ? Optional.of(mentions.get(0).getParentPath())
        : Optional.empty();
  }

  private static boolean isRepeated(Tree tree, Tree around) {
    return (around instanceof WhileLoopTree)
        || (around instanceof DoWhileLoopTree)
        || (around instanceof ForLoopTree loop
            && loop.getInitializer().stream().noneMatch(s -> s == tree));
  }

  private static void addConjuncts(
      ExpressionTree condition, ImmutableList.Builder<ExpressionTree> found) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof BinaryTree binary && tree.getKind() == Tree.Kind.CONDITIONAL_AND) {
      addConjuncts(binary.getLeftOperand(), found);
      addConjuncts(binary.getRightOperand(), found);
    } else {
      found.add(tree);
    }
  }

  /** The loop. */
  public TreePath path() {
    return path;
  }

  /** What is repeated by it: the path that was asked about, or the call of its method. */
  public TreePath inside() {
    return inside;
  }

  /** The statement that is repeated. */
  public StatementTree body() {
    return Loops.body(path.getLeaf()).get();
  }

  /** Whether its condition, if it has one, never ends it unless its thread is interrupted. */
  public boolean isEndless() {
    return conjuncts.stream().allMatch(c -> Loops.isTrue(c) || isInterruptTest(c));
  }

  private static boolean isInterruptTest(ExpressionTree condition) {
    return condition instanceof UnaryTree unary
        && condition.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
        && Interrupts.isTest(unary.getExpression());
  }

  /** The fields that end it, read in its condition or by an {@code if} that leaves it. */
  public ImmutableList<StopFlag> flags(VisitorState state) {
    ImmutableList.Builder<StopFlag> found = ImmutableList.builder();
    conjuncts.forEach(c -> StopFlag.of(c, false, state).ifPresent(found::add));
    if (body() instanceof BlockTree block) {
      for (StatementTree statement : block.getStatements()) {
        if (statement instanceof IfTree test && leaves(test.getThenStatement())) {
          StopFlag.of(test.getCondition(), true, state).ifPresent(found::add);
        }
      }
    }
    return found.build();
  }

  private static boolean leaves(StatementTree statement) {
    List<? extends StatementTree> statements =
        statement instanceof BlockTree block ? block.getStatements() : ImmutableList.of(statement);
    Tree.Kind last =
        statements.isEmpty() ? Tree.Kind.BLOCK : statements.get(statements.size() - 1).getKind();
    return last == Tree.Kind.BREAK || last == Tree.Kind.RETURN;
  }

  /** The jumps that leave the loop. */
  public ImmutableList<TreePath> exits() {
    return Jumps.outOf(path);
  }

  /**
   * Whether a {@code catch} in the loop takes the interrupt of the wait and the loop goes on: it
   * neither leaves nor restores the flag that a condition asks for.
   */
  public boolean swallowsInterrupt(VisitorState state) {
    TreePath child = inside;
    for (TreePath p = inside.getParentPath();
        p.getLeaf() != path.getLeaf();
        p = p.getParentPath()) {
      if (p.getLeaf() instanceof TryTree attempt && attempt.getBlock() == child.getLeaf()) {
        for (CatchTree handler : attempt.getCatches()) {
          if (CatchClauses.covers(handler, INTERRUPTED.get(state), state)) {
            return exits().stream().noneMatch(exit -> Paths.isInside(exit, handler))
                && isForgotten(CaughtInterrupt.of(new TreePath(p, handler), state));
          }
        }
      }
      child = p;
    }
    return false;
  }

  private boolean isForgotten(CaughtInterrupt caught) {
    return caught == CaughtInterrupt.FORGOTTEN
        || (caught == CaughtInterrupt.RESTORED
            && conjuncts.stream().noneMatch(LoopShape::isInterruptTest));
  }
}
