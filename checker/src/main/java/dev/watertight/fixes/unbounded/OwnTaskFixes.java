package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.unbounded.UnboundedWaits;
import dev.watertight.findings.unbounded.UnboundedWaits.UnboundedWait;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.Imports;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Optional;

/**
 * Does at once what a task was to do in the very thread that waits for it. The order of all that
 * happens stays the same: the thread is the executor's only one, and nobody else comes here.
 */
public record OwnTaskFixes(
    UnboundedWait found, LambdaExpressionTree task, VisitorState state, SourceText source) {
  /** The fix, for a task that is an expression. */
  public static Optional<SuggestedFix> of(UnboundedWait found, VisitorState state) {
    return found.cause().getCompilationUnit() == state.getPath().getCompilationUnit()
            && found.cause().getLeaf() instanceof MethodInvocationTree start
            && !start.getArguments().isEmpty()
            && start.getArguments().get(0) instanceof LambdaExpressionTree task
            && task.getParameters().isEmpty()
            && Graphs.areTogether(found.call(), found.cause())
            && UnboundedWaits.isOnlyOfOwnThread(found, state)
        ? new OwnTaskFixes(found, task, state, SourceText.of(state)).fix()
        : Optional.empty();
  }

  private Optional<SuggestedFix> fix() {
    ExpressionTree future = Symbols.receiver(found.call().getLeaf());
    Tree work = task.getBody();
    if (!(work instanceof MethodInvocationTree || work instanceof NewClassTree)
        || future == null
        || !isOfType(ASTHelpers.getType(work))
        || !Allowed.thrownBy(ImmutableList.of(work), state).stream()
            .allMatch(type -> Allowed.exception(type, found.call(), state))
        || isFailureHandled()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (future != found.cause().getLeaf()) {
      TreePath declaration = found.cause().getParentPath();
      if (!(declaration.getLeaf() instanceof VariableTree variable)
          || !(future instanceof IdentifierTree)
          || !isOnlyForWait(ASTHelpers.getSymbol(variable), declaration)
          || !source.removeLines(variable, fix)) {
        return Optional.empty();
      }
      removeImport(variable, fix);
    }
    fix.replace(
        source.start(found.call().getLeaf()), source.end(found.call().getLeaf()), source.of(work));
    return Optional.of(
        fix.setShortDescription("Do it here, without a task, in the thread that is to do it")
            .build());
  }

  /** Whether the result can take the place of what the wait returns. */
  private boolean isOfType(Type work) {
    Tree parent = found.call().getParentPath().getLeaf();
    Type result = ASTHelpers.getType(found.call().getLeaf());
    boolean isConverted =
        parent instanceof ReturnTree
            || (parent instanceof VariableTree variable && source.has(variable.getType()));
    return parent instanceof ExpressionStatementTree
        || ASTHelpers.isSameType(work, result, state)
        || (isConverted
            && !ASTHelpers.isVoidType(work, state)
            && ASTHelpers.isSameType(state.getTypes().boxedTypeOrType(work), result, state));
  }

  /** Whether code around treats the failure of the task: it could no longer, or no more so. */
  private boolean isFailureHandled() {
    return Paths.aroundInBody(found.call()).stream()
        .map(TreePath::getLeaf)
        .filter(TryTree.class::isInstance)
        .flatMap(attempt -> ((TryTree) attempt).getCatches().stream())
        .flatMap(clause -> CatchClauses.types((CatchTree) clause).stream())
        .anyMatch(
            type ->
                !Symbols.isNamed(type.tsym, "java.lang.Exception")
                    && !Symbols.isNamed(type.tsym, "java.lang.Throwable"));
  }

  /** Whether the future is there for this wait alone, which follows once. */
  private boolean isOnlyForWait(VarSymbol future, TreePath declaration) {
    return declaration.getParentPath().getLeaf() instanceof BlockTree block
        && CompilationIndex.of(state).mentions(future).size() == 1
        && Paths.isInside(found.call(), block)
        && !isRepeated(block);
  }

  private boolean isRepeated(BlockTree block) {
    Tree child = found.call().getLeaf();
    for (TreePath p = found.call(); p.getLeaf() != block; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      boolean isOnce = tree instanceof EnhancedForLoopTree loop && loop.getExpression() == child;
      if (Loops.isLoop(tree) && !isOnce) {
        return true;
      }
      child = tree;
    }
    return false;
  }

  /** The import of the future's type, if nothing else names it. */
  private void removeImport(VariableTree variable, SuggestedFix.Builder fix) {
    Symbol type = ASTHelpers.getSymbol(variable).type.tsym;
    boolean isElsewhere =
        Trees.in(state.getPath().getCompilationUnit(), IdentifierTree.class).stream()
            .filter(name -> !(source.has(variable.getType()) && isIn(name, variable)))
            .anyMatch(name -> type.equals(ASTHelpers.getSymbol(name)));
    if (!isElsewhere) {
      Imports.remove(type.getQualifiedName().toString(), fix, state);
    }
  }

  private boolean isIn(Tree tree, Tree around) {
    return source.start(around) <= source.start(tree) && source.end(tree) <= source.end(around);
  }
}
