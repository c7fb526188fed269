package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.wakers.EndlessWaits;
import java.util.List;
import java.util.Optional;

/** Inserts the {@code join()} that a task scope lacks. */
public final class JoinFixes {
  private JoinFixes() {}

  /** Joins the scope before the statement that reads a result. */
  public static Optional<SuggestedFix> beforeRead(
      TreePath result, String scope, VisitorState state) {
    for (TreePath p = result; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        break;
      }
      if (p.getParentPath().getLeaf() instanceof BlockTree block) {
        SourceText source = SourceText.of(state);
        Tree read = p.getLeaf();
        SuggestedFix.Builder fix = SuggestedFix.builder();
        List<? extends StatementTree> statements = block.getStatements();
        for (StatementTree later :
            statements.subList(statements.indexOf(read) + 1, statements.size())) {
          boolean isStep = source.of(later).equals(join(scope));
          if (isStep ? !source.removeLines(later, fix) : isJoined(later, scope, state)) {
            return Optional.empty();
          }
        }
        return before(read, p, scope, fix, state);
      }
    }
    return Optional.empty();
  }

  /** Joins the scope at the end of the block that forks, before its return if it ends in one. */
  public static Optional<SuggestedFix> afterForks(TreePath fork, String scope, VisitorState state) {
    TreePath child = fork;
    for (TreePath p = fork.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof BlockTree block
          && p.getParentPath().getLeaf() instanceof TryTree attempt
          && attempt.getBlock() == block) {
        List<? extends StatementTree> statements = block.getStatements();
        if (isJoined(block, scope, state)) {
          return Optional.empty();
        }
        StatementTree last = statements.get(statements.size() - 1);
        if (last instanceof ReturnTree && last != child.getLeaf()) {
          return before(last, new TreePath(p, last), scope, SuggestedFix.builder(), state);
        }
        SuggestedFix.Builder fix = SuggestedFix.builder();
        return Reachability.canCompleteNormally(last)
                && mayInterrupt(new TreePath(p, last), fix, state)
            ? fix(
                fix.postfixWith(
                    last,
                    SourceText.of(state)
                        .above(last, ImmutableList.of("", join(scope)))
                        .stripTrailing()),
                scope)
            : Optional.empty();
      }
      if (p.getLeaf() instanceof MethodTree) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Joins the scope before the statements that leave it, if its subtasks end by themselves. */
  public static Optional<SuggestedFix> beforeReturns(
      Opening opening, ImmutableSet<Tree> returns, String scope, VisitorState state) {
    if (!Fates.of(opening, state).uses().stream()
        .filter(use -> use.method().equals("fork"))
        .allMatch(fork -> endsAlone(fork.path(), state))) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StatementEdits edits = new StatementEdits(SourceText.of(state));
    for (Tree exit : returns) {
      TreePath path = TreePath.getPath(state.getPath().getCompilationUnit(), exit);
      if (path == null
          || !Allowed.interrupts(path, state)
          || !edits.addBefore(path, ImmutableList.of(join(scope)), fix)) {
        return Optional.empty();
      }
    }
    return fix(fix, scope);
  }

  private static boolean endsAlone(TreePath fork, VisitorState state) {
    return TaskBodies.given(fork, state)
        .findFirst()
        .filter(task -> !new EndlessWaits(state).mayNeedOthers(task))
        .isPresent();
  }

  /** Whether code joins the scope: a second join() throws. */
  private static boolean isJoined(Tree code, String scope, VisitorState state) {
    return SourceText.of(state).of(code).contains(scope + ".join(");
  }

  private static Optional<SuggestedFix> before(
      Tree statement, TreePath path, String scope, SuggestedFix.Builder fix, VisitorState state) {
    return mayInterrupt(path, fix, state)
        ? fix(
            fix.prefixWith(
                statement, SourceText.of(state).above(statement, ImmutableList.of(join(scope)))),
            scope)
        : Optional.empty();
  }

  /**
   * Whether a statement may be interrupted. Where nobody expects that, the {@code try} with which a
   * body without a result ends is given a clause for it.
   */
  private static boolean mayInterrupt(
      TreePath statement, SuggestedFix.Builder fix, VisitorState state) {
    if (Allowed.interrupts(statement, state)) {
      return true;
    }
    TreePath path = statement;
    while (path.getLeaf() instanceof StatementTree && !(path.getLeaf() instanceof TryTree)) {
      path = path.getParentPath();
    }
    TreePath around = path.getParentPath();
    if (!(path.getLeaf() instanceof TryTree attempt)
        || !Paths.isInside(statement, attempt.getBlock())
        || !(around.getLeaf() instanceof BlockTree block)
        || Iterables.getLast(block.getStatements()) != attempt
        || Graphs.bodyAround(path)
            .filter(
                body ->
                    Graphs.code(body.getLeaf()) == block
                        && !(body.getLeaf() instanceof BlockTree)
                        && LoopJump.returnsNothing(body.getLeaf(), state))
            .isEmpty()) {
      return false;
    }
    SourceText source = SourceText.of(state);
    String outer = source.indentation(source.start(attempt));
    String inner =
        outer + source.unit(attempt.getBlock(), attempt.getBlock().getStatements().get(0));
    Tree last = Iterables.getLast(attempt.getCatches(), null);
    fix.postfixWith(
        last == null ? attempt.getBlock() : last,
        source.gap(outer)
            + "catch (InterruptedException %s)".formatted(Members.unusedName("e", path))
            + source.gap(outer)
            + "{"
            + source.below(inner, ImmutableList.of("Thread.currentThread().interrupt();"))
            + source.below(outer, ImmutableList.of("}")));
    return true;
  }

  /** Opens the scope in each round of a loop that forks and joins: joined, it takes no more. */
  public static Optional<SuggestedFix> inLoop(VarSymbol scope, VisitorState state) {
    ImmutableList<TreePath> uses = CompilationIndex.of(state).mentions(scope);
    ImmutableList<TreePath> joins =
        uses.stream()
            .filter(
                use ->
                    use.getParentPath().getLeaf() instanceof MemberSelectTree select
                        && select.getIdentifier().contentEquals("join"))
            .collect(ImmutableList.toImmutableList());
    TreePath loop = joins.size() == 1 ? joins.get(0) : null;
    while (loop != null && !Loops.isLoop(loop.getLeaf())) {
      loop = loop.getLeaf() instanceof TryTree ? null : loop.getParentPath();
    }
    if (loop == null
        || !(loop.getParentPath().getParentPath().getLeaf() instanceof TryTree tree)
        || tree.getResources().size() != 1
        || !(tree.getResources().get(0) instanceof VariableTree resource)
        || !scope.equals(ASTHelpers.getSymbol(resource))
        || Symbols.namedIn(resource.getInitializer()).stream().anyMatch(VarSymbol.class::isInstance)
        || !(Loops.body(loop.getLeaf()).orElseThrow() instanceof BlockTree body)) {
      return Optional.empty();
    }
    int join = ASTHelpers.getStartPosition(joins.get(0).getLeaf());
    for (TreePath use : uses) {
      if (!Paths.isInside(use, body)
          || ASTHelpers.getStartPosition(use.getLeaf()) > join
          || !Graphs.areTogether(use, loop)) {
        return Optional.empty();
      }
    }
    SourceText source = SourceText.of(state);
    String opening = "try (" + source.of(resource) + ")";
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (tree.getCatches().isEmpty() && tree.getFinallyBlock() == null) {
      if (tree.getBlock().getStatements().size() != 1) {
        return Optional.empty();
      }
      // The two change places, and all else stays where it is.
      int start = source.start(loop.getLeaf());
      int block = source.start(tree.getBlock());
      fix.replace(source.start(tree), block, source.slice(start, source.start(body)))
          .replace(start, source.start(body), opening + " ");
    } else {
      Region region = new Region(new TreePath(loop, body), 0, body.getStatements().size());
      Wraps wraps = new Wraps(source, region, body.getStatements().get(0));
      fix.merge(wraps.replace(wraps.block(opening, wraps.body())))
          .replace(source.start(tree), source.start(tree.getBlock()), "try ");
    }
    return Optional.of(fix.setShortDescription("Open a scope in each round of the loop").build());
  }

  private static Optional<SuggestedFix> fix(SuggestedFix.Builder fix, String scope) {
    return Optional.of(fix.setShortDescription("Join " + scope + " first").build());
  }

  private static String join(String scope) {
    return scope + ".join();";
  }
}
