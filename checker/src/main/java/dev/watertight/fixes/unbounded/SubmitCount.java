package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** A local variable that counts the tasks which a {@code CompletionService} gets. */
record SubmitCount(VarSymbol service, String name, VisitorState state, SourceText source) {
  /** Declares the counter, and counts at each submit; false if that is too hard. */
  boolean add(TreePath loop, ImmutableList<TreePath> submits, SuggestedFix.Builder fix) {
    return declare(loop, submits, fix)
        && submits.stream().allMatch(submit -> countAfter(fix, submit));
  }

  /**
   * Declares the counter beside the service; for one that others see too, in front of the submits,
   * in the block that has them and the loop.
   */
  private boolean declare(
      TreePath loop, ImmutableList<TreePath> submits, SuggestedFix.Builder fix) {
    String line = "int " + name + " = 0;";
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(service);
    if (declaration.isPresent()
        && declaration.get().getParentPath().getLeaf() instanceof BlockTree) {
      return new StatementEdits(source).addBehind(declaration.get(), ImmutableList.of(line), fix);
    }
    if (!submits.stream().allMatch(submit -> Graphs.areTogether(submit, loop))) {
      return false;
    }
    for (Tree around : loop) {
      if (around instanceof BlockTree block
          && submits.stream().allMatch(submit -> Paths.isInside(submit, block))) {
        StatementTree first =
            block.getStatements().stream()
                .filter(s -> submits.stream().anyMatch(submit -> Paths.isInside(submit, s)))
                .findFirst()
                .get();
        fix.prefixWith(first, source.above(first, ImmutableList.of(line)));
        return !Paths.isInside(loop, first);
      }
    }
    return false;
  }

  /**
   * Leaves out the take, in a loop whose body uses its variables, when there is nothing more to
   * take: the rest of the body may have to do with the element, rather than with the result.
   */
  boolean skipAtNone(TreePath loop, TreePath take, SuggestedFix.Builder fix) {
    TreePath path = Paths.statement(take).orElse(take);
    if (!(path.getParentPath().getLeaf() instanceof BlockTree block)
        || path.getParentPath().getParentPath().getLeaf() != loop.getLeaf()) {
      return false;
    }
    StatementTree statement = (StatementTree) path.getLeaf();
    int index = block.getStatements().indexOf(statement);
    Region region = new Region(path.getParentPath(), index, index + 1).extended(ImmutableSet.of());
    if (!region.isIn(source, source.start(statement))) {
      return false;
    }
    Wraps wraps = new Wraps(source, region, statement);
    fix.merge(
        wraps
            .replace(
                wraps.block("if (" + name + " > 0)", name + "--;" + wraps.newUnit() + wraps.body()))
            .build());
    return true;
  }

  private boolean countAfter(SuggestedFix.Builder fix, TreePath submit) {
    for (TreePath p = submit; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree || p.getLeaf() instanceof ClassTree) {
        // Code of its own, which cannot change a local variable.
        return false;
      }
      if (p.getLeaf() instanceof StatementTree) {
        return new StatementEdits(source).addBehind(p, ImmutableList.of(name + "++;"), fix);
      }
    }
    return false;
  }

  /** Whether the loop's body can do with a plain counter in the header. */
  static boolean isHeaderFree(Tree tree) {
    if (tree instanceof EnhancedForLoopTree each) {
      return !isUsed(each.getVariable(), each.getStatement());
    }
    if (tree instanceof ForLoopTree counted) {
      return isPlain(counted)
          || counted.getInitializer().stream()
              .noneMatch(s -> s instanceof VariableTree v && isUsed(v, counted.getStatement()));
    }
    return tree instanceof WhileLoopTree;
  }

  private static boolean isUsed(VariableTree variable, StatementTree body) {
    return Symbols.namedIn(body).contains(ASTHelpers.getSymbol(variable));
  }

  /** {@code for (int i = 0; ...; i++)}. */
  private static boolean isPlain(ForLoopTree loop) {
    return loop.getInitializer().size() == 1
        && loop.getInitializer().get(0) instanceof VariableTree counter
        && counter.getInitializer() instanceof LiteralTree zero
        && Integer.valueOf(0).equals(zero.getValue())
        && loop.getUpdate().size() == 1
        && loop.getUpdate().get(0).getExpression() instanceof UnaryTree update
        && (update.getKind() == Tree.Kind.POSTFIX_INCREMENT
            || update.getKind() == Tree.Kind.PREFIX_INCREMENT)
        && ASTHelpers.getSymbol(counter).equals(ASTHelpers.getSymbol(update.getExpression()));
  }
}
