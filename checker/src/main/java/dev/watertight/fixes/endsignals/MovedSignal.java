package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.CatchEdits;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.model.Model;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves a signal, which some path skips, to a {@code finally} block. */
public record MovedSignal(
    StatementTree signal, ImmutableSet<Tree> before, VisitorState state, SourceText source) {
  /**
   * The fix, if there is one.
   *
   * @param call the call that signals
   * @param loss the statement or call whose way out skips it; empty if that is a return without a
   *     value, or a call before it whose exception is caught
   * @param before calls that have to come before the {@code try}: if they fail, there is nothing to
   *     signal
   */
  public static Optional<SuggestedFix> of(
      TreePath call, Optional<Tree> loss, ImmutableSet<Tree> before, VisitorState state) {
    return statementOf(call, state)
        .flatMap(
            path ->
                new MovedSignal((StatementTree) path.getLeaf(), before, state, SourceText.of(state))
                    .fix(path, loss.or(() -> returnBefore(path)).orElse(null)))
        .map(
            fix ->
                fix.setShortDescription("Move " + text(call, state) + " to a finally block")
                    .build());
  }

  private static String text(TreePath call, VisitorState state) {
    return call.getLeaf() instanceof MethodInvocationTree signal
        ? signal.getMethodSelect() + "()"
        : state.getSourceForNode(call.getLeaf());
  }

  /** The statement that signals: the call, the loop that repeats it, or the test of a countdown. */
  private static Optional<TreePath> statementOf(TreePath call, VisitorState state) {
    TreePath path = call.getParentPath();
    if (!(path.getLeaf() instanceof ExpressionStatementTree)) {
      return Optional.empty();
    }
    for (TreePath p = path.getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof ForLoopTree || leaf instanceof EnhancedForLoopTree) {
        path = p;
      } else if (!(leaf instanceof BlockTree block) || block.getStatements().size() > 1) {
        break;
      }
    }
    return Optional.of(countdownAround(path, state).orElse(path));
  }

  /** The {@code if} around a statement that counts down to it: everybody has to count. */
  private static Optional<TreePath> countdownAround(TreePath statement, VisitorState state) {
    TreePath around = statement.getParentPath();
    if (around.getLeaf() instanceof BlockTree) {
      around = around.getParentPath();
    }
    ImmutableList<String> uncounting = Model.of(state).library().names().get("uncounting");
    return around.getLeaf() instanceof IfTree choice
            && choice.getElseStatement() == null
            && Trees.any(
                choice.getCondition(),
                tree ->
                    tree instanceof MethodInvocationTree call
                        && uncounting.contains(
                            ASTHelpers.getSymbol(call).getSimpleName().toString()))
        ? Optional.of(around)
        : Optional.empty();
  }

  /** The first return that comes before the signal in its method or lambda. */
  private static Optional<Tree> returnBefore(TreePath signal) {
    int limit = ASTHelpers.getStartPosition(signal.getLeaf());
    return Graphs.bodyAround(signal)
        .flatMap(
            body ->
                Trees.ownIn(body.getLeaf(), ReturnTree.class).stream()
                    .filter(tree -> ASTHelpers.getStartPosition(tree) < limit)
                    .findFirst());
  }

  private Optional<SuggestedFix.Builder> fix(TreePath path, @Nullable Tree loss) {
    for (TreePath place = path; place != null && !isBody(place); place = place.getParentPath()) {
      if (place.getParentPath().getLeaf() instanceof BlockTree block) {
        int index = block.getStatements().indexOf(place.getLeaf());
        boolean covers =
            loss == null
                ? index > 0
                : block.getStatements().subList(0, index + 1).stream()
                    .anyMatch(statement -> isIn(loss, statement));
        if (covers) {
          return place.getLeaf() == signal ? inBlock(place, loss, index) : outOf(place, index);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isBody(TreePath place) {
    return place.getLeaf() instanceof MethodTree || place.getLeaf() instanceof LambdaExpressionTree;
  }

  private boolean isIn(Tree tree, Tree statement) {
    int position = source.start(tree);
    return source.start(statement) <= position && position < source.end(statement);
  }

  private Optional<SuggestedFix.Builder> inBlock(TreePath place, @Nullable Tree loss, int index) {
    // The opening of a resource may be what fails.
    boolean isOfResource =
        loss == null
            && place.getParentPath().getParentPath().getLeaf() instanceof TryTree attempt
            && !attempt.getResources().isEmpty();
    boolean isNoted = !(loss instanceof ReturnTree) && isNotedByClause(place);
    Optional<SuggestedFix.Builder> enclosing = inEnclosing(place, isNoted || isOfResource);
    return enclosing.isPresent() || isOfResource || isNoted ? enclosing : around(place, index);
  }

  /**
   * Whether a clause that catches a failure before the signal notes it for others: who gets the
   * signal may look at that, so that the signal must not come first.
   */
  private boolean isNotedByClause(TreePath place) {
    return place.getParentPath().getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getBlock() == place.getParentPath().getLeaf()
        && attempt.getCatches().stream().anyMatch(clause -> Trees.any(clause, this::isNote));
  }

  private boolean isNote(Tree tree) {
    if (tree instanceof MethodInvocationTree call) {
      return CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
          || isField(ASTHelpers.getReceiver(call));
    }
    return tree instanceof AssignmentTree assignment && isField(assignment.getVariable());
  }

  /** Whether it is a field, rather than a constant such as a logger. */
  private static boolean isField(@Nullable Tree tree) {
    return tree != null
        && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && Symbols.isField(variable)
        && !(variable.isStatic() && (variable.flags() & Flags.FINAL) != 0);
  }

  /**
   * Into the {@code finally} block of the {@code try} whose block ends with the signal.
   *
   * @param isCaught whether it may catch there the interrupt that it may not throw
   */
  private Optional<SuggestedFix.Builder> inEnclosing(TreePath place, boolean isCaught) {
    TreePath block = place.getParentPath();
    List<? extends StatementTree> statements = statementsAround(place);
    if (!(block.getParentPath().getLeaf() instanceof TryTree attempt)
        || attempt.getBlock() != block.getLeaf()
        || statements.get(statements.size() - 1) != signal
        || statements.size() == 1
        || !(isAllowed(block.getParentPath()) || (isCaught && isOnlyInterrupted()))
        || attempt.getResources().stream().anyMatch(this::isNeeded)
        || statements.stream().anyMatch(this::isNeeded)) {
      return Optional.empty();
    }
    StatementTree before = statements.get(statements.size() - 2);
    int from = source.afterLineComment(source.end(before));
    int to = source.afterLineComment(source.end(signal));
    String unit = source.unit(attempt.getBlock(), before);
    ImmutableList<String> lines = lines(from, to);
    if (!isAllowed(block.getParentPath())) {
      lines = CatchEdits.catchingInterrupt(lines, unit, block.getParentPath(), state);
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    boolean isNext = source.nextText(from, to) == source.start(signal);
    if (!isNext || !source.removeLines(signal, fix)) {
      fix.replace(from, to, "");
    }
    Wraps.addToFinally(attempt, unit, lines, source, fix);
    return Optional.of(fix);
  }

  private boolean isOnlyInterrupted() {
    return Allowed.thrownBy(ImmutableList.of(signal), state).stream()
        .allMatch(CatchClauses::isInterrupt);
  }

  /** Whether the signal names something that the tree declares, or has to come behind it. */
  private boolean isNeeded(Tree tree) {
    return Mentions.any(signal, Mentions.declared(tree))
        || before.stream().anyMatch(call -> isIn(call, tree));
  }

  private boolean isAllowed(TreePath place) {
    return Allowed.thrownBy(ImmutableList.of(signal), state).stream()
        .allMatch(type -> Allowed.exception(type, place, state));
  }

  /** A {@code try} around what stands before the signal in its block. */
  private Optional<SuggestedFix.Builder> around(TreePath place, int index) {
    List<? extends StatementTree> statements = statementsAround(place);
    int first = firstFree(statements, index);
    Region region = new Region(place.getParentPath(), first, index);
    while (!region.isEmpty()
        && !isSelfContained(statements, region)
        && Region.isPlain(statements.get(first))) {
      // What is used behind the region, and cannot fail, stays in front of it.
      first++;
      region = new Region(place.getParentPath(), first, index);
    }
    if (region.isEmpty() || !isSelfContained(statements, region)) {
      return upToReturn(place, index);
    }
    if (!isWhole(region)) {
      return Optional.empty();
    }
    StatementTree anchor = statements.get(first);
    Wraps wraps = new Wraps(source, region, anchor);
    int from = wraps.end(source.end(anchor));
    int to = source.afterLineComment(source.end(signal));
    return Optional.of(
        wraps
            .inTry(region.after(source), Wraps.FINALLY, lines(from, to), null)
            .replace(from, to, ""));
  }

  /**
   * A {@code try} around the signal and a return behind it, which uses what stands before: only
   * where that neither waits nor asks what the signal is for.
   */
  private Optional<SuggestedFix.Builder> upToReturn(TreePath place, int index) {
    List<? extends StatementTree> statements = statementsAround(place);
    int first = firstFree(statements, index);
    Region region = new Region(place.getParentPath(), first, statements.size());
    StatementTree last = statements.get(statements.size() - 1);
    if (index != statements.size() - 2
        || !(last instanceof ReturnTree)
        || source.linesOf(signal) == null
        || !isWhole(region)
        || Summaries.ofCode(new TreePath(place.getParentPath(), last), state).waits()
        || Mentions.any(last, Symbols.namedIn(signal))) {
      return Optional.empty();
    }
    return Optional.of(
        new Wraps(source, region, statements.get(first))
            .inTry(region.after(source), Wraps.FINALLY, source.lines(signal), signal));
  }

  /** A {@code try} around the statements of an outer block, the last of which has the signal. */
  private Optional<SuggestedFix.Builder> outOf(TreePath place, int index) {
    List<? extends StatementTree> statements = statementsAround(place);
    int first = firstFree(statements, index);
    Region region = new Region(place.getParentPath(), first, index + 1);
    if (source.linesOf(signal) == null
        || !Allowed.thrownBy(ImmutableList.of(signal), state).isEmpty()
        || !isSelfContained(statements, region)
        || !isWhole(region)
        || region.statements().stream().anyMatch(this::isNeeded)) {
      return Optional.empty();
    }
    StatementTree anchor = statements.get(first);
    return Optional.of(
        new Wraps(source, region, anchor)
            .inTry(region.after(source), Wraps.FINALLY, source.lines(signal), signal));
  }

  private static List<? extends StatementTree> statementsAround(TreePath statement) {
    return ((BlockTree) statement.getParentPath().getLeaf()).getStatements();
  }

  private boolean isWhole(Region region) {
    return !region.callsConstructor()
        && region.isIn(source, source.start(region.statements().get(0)));
  }

  /** Behind the last declaration that the signal needs. */
  private int firstFree(List<? extends StatementTree> statements, int end) {
    int first = 0;
    for (int i = 0; i < end; i++) {
      if (isNeeded(statements.get(i))) {
        first = i + 1;
      }
    }
    return first;
  }

  /** Whether nothing behind the region needs what it declares. */
  private static boolean isSelfContained(List<? extends StatementTree> statements, Region region) {
    return region.statements().stream()
        .map(Mentions::declared)
        .noneMatch(
            (Set<Symbol> declared) ->
                statements.subList(region.end(), statements.size()).stream()
                    .anyMatch(s -> Mentions.any(s, declared)));
  }

  /** The lines of the signal with the comments before it. */
  private ImmutableList<String> lines(int from, int to) {
    return source.lines(source.nextText(from, to), to);
  }
}
