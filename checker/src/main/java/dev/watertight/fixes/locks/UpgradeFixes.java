package dev.watertight.fixes.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.locks.OwnHolds.OwnHold;
import dev.watertight.findings.locks.OwnHolds.Taken;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a lock back that is taken for reading before the same thread takes it for writing: where it
 * is taken only to read some local variables, the rest needs it no more, and what is written is
 * right whatever others have written in between.
 *
 * @param before the statement that takes it
 * @param read the declarations that need it
 * @param last the last statement that needs it: between the declarations, some may return
 * @param rest the statements that would run with it, but call or do what takes it for writing
 */
public record UpgradeFixes(
    OwnHold hold,
    StatementTree before,
    ImmutableList<VariableTree> read,
    StatementTree last,
    ImmutableList<StatementTree> rest,
    VisitorState state,
    SourceText source) {
  /** The fix, if there is one. */
  public static Optional<SuggestedFix> of(OwnHold hold, VisitorState state) {
    TreePath statement = hold.taken().getParentPath();
    if (hold.what() != Taken.LOCK_FOR_READING
        || !Graphs.areTogether(hold.call(), hold.taken())
        || hold.taken().getCompilationUnit() != state.getPath().getCompilationUnit()
        || !(statement.getLeaf() instanceof ExpressionStatementTree before)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return Optional.empty();
    }
    int next = block.getStatements().indexOf(before) + 1;
    List<? extends StatementTree> behind =
        block.getStatements().subList(next, block.getStatements().size());
    if (behind.isEmpty()) {
      return Optional.empty();
    }
    return behind.get(0) instanceof TryTree attempt
        ? in(attempt.getBlock().getStatements(), hold, before, true, state)
            .filter(fixes -> fixes.isOnlyGivenBackBy(attempt) && fixes.isFree(behind))
            .map(fixes -> fixes.outOf(attempt))
        : behind.stream()
            .filter(s -> isGivenBackBy(s, hold, state))
            .findFirst()
            .flatMap(
                release ->
                    in(behind.subList(0, behind.indexOf(release)), hold, before, false, state)
                        .flatMap(fixes -> fixes.earlier(release)));
  }

  /* `mayLeave`: a `finally` block gives the lock back to those who leave the method before. */
  private static Optional<UpgradeFixes> in(
      List<? extends StatementTree> all,
      OwnHold hold,
      StatementTree before,
      boolean mayLeave,
      VisitorState state) {
    int end = 0;
    while (end < all.size() && !Paths.isInside(hold.call(), all.get(end))) {
      end++;
    }
    List<? extends StatementTree> needing = all.subList(0, end);
    ImmutableList<StatementTree> rest = ImmutableList.copyOf(all.subList(end, all.size()));
    ImmutableList<VariableTree> read =
        needing.stream()
            .filter(VariableTree.class::isInstance)
            .map(VariableTree.class::cast)
            .collect(toImmutableList());
    boolean isPlain =
        needing.stream()
            .allMatch(
                s ->
                    s instanceof VariableTree variable
                        ? variable.getInitializer() != null
                            && !(variable.getInitializer() instanceof NewArrayTree)
                        : mayLeave && isWayOut(s, rest));
    return isPlain && !read.isEmpty() && !rest.isEmpty()
        ? Optional.of(
                new UpgradeFixes(
                    hold, before, read, needing.get(end - 1), rest, state, SourceText.of(state)))
            .filter(UpgradeFixes::isRight)
        : Optional.empty();
  }

  /** Whether a statement leaves the method or goes on, and declares nothing for the rest. */
  private static boolean isWayOut(StatementTree statement, List<StatementTree> rest) {
    return statement instanceof IfTree choice
        && choice.getElseStatement() == null
        && Loops.leaves(choice.getThenStatement())
        && rest.stream().noneMatch(s -> Mentions.any(s, Mentions.declared(choice)));
  }

  private static boolean isGivenBackBy(StatementTree statement, OwnHold hold, VisitorState state) {
    return statement instanceof ExpressionStatementTree expression
        && expression.getExpression() instanceof MethodInvocationTree call
        && ResolvedLibrary.of(state).is(call, Trait.UNLOCKS)
        && lock(call, state).equals(lock(hold.taken().getLeaf(), state));
  }

  private static String lock(Tree call, VisitorState state) {
    return Objects.requireNonNullElse(state.getSourceForNode(Symbols.receiver(call)), "");
  }

  private boolean isOnlyGivenBackBy(TryTree attempt) {
    BlockTree last = attempt.getFinallyBlock();
    return last != null
        && last.getStatements().size() == 1
        && isGivenBackBy(last.getStatements().get(0), hold, state)
        && attempt.getCatches().isEmpty()
        && attempt.getResources().isEmpty();
  }

  /** Whether nothing but the last statement is there, or no name of the rest is declared again. */
  private boolean isFree(List<? extends StatementTree> behind) {
    return behind.size() == 1 || rest.stream().allMatch(s -> Mentions.declared(s).isEmpty());
  }

  /** Whether the rest does not need the lock, and writes what is right all the same. */
  private boolean isRight() {
    ImmutableSet<VarSymbol> fields =
        read.stream()
            .flatMap(variable -> Symbols.variablesIn(variable.getInitializer()).stream())
            .map(VarSymbol.class::cast)
            .filter(Symbols::isField)
            .collect(toImmutableSet());
    Set<Symbol> locals = read.stream().map(ASTHelpers::getSymbol).collect(toImmutableSet());
    Optional<TreePath> called = Graphs.bodyAround(hold.waiting());
    Optional<ImmutableList<StatementTree>> writing = Reread.behind(hold.waiting());
    boolean isCall = hold.call().getLeaf() != hold.waiting().getLeaf();
    if (writing.isEmpty()
        || called.isEmpty()
        || fields.isEmpty()
        || !new Reread(writing.get(), fields, state).isSafe()) {
      return false;
    }
    boolean isUsed =
        isCall
            ? Mentions.any(hold.call().getLeaf(), locals)
            : Reread.usesOld(writing.get(), locals);
    return !isUsed
        && rest.stream().allMatch(s -> needsNothing(s, fields, writing.get()))
        && (!isCall
            || (called
                    .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
                    .filter(ASTHelpers.getSymbol(hold.call().getLeaf())::equals)
                    .isPresent()
                && needsNothing(called.get().getLeaf(), fields, writing.get())));
  }

  /** Whether code but for what it writes asks for nothing that others may change meanwhile. */
  private boolean needsNothing(
      Tree code, ImmutableSet<VarSymbol> fields, ImmutableList<StatementTree> writing) {
    return Trees.in(code, Tree.class).stream()
        .filter(tree -> tree != hold.call().getLeaf() && tree != hold.waiting().getLeaf())
        .filter(tree -> writing.stream().noneMatch(s -> Trees.any(s, t -> t == tree)))
        .noneMatch(
            tree ->
                tree instanceof MethodInvocationTree call
                    ? Symbols.isSelf(Symbols.receiver(call))
                    : ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
                        && Symbols.isField(variable)
                        && !variable.name.contentEquals("this")
                        && (fields.contains(variable) || (variable.flags() & Flags.FINAL) == 0));
  }

  private static SuggestedFix.Builder described(SuggestedFix.Builder fix) {
    return fix.setShortDescription("Give the lock back before");
  }

  /** The release stands before the rest. */
  private Optional<SuggestedFix> earlier(StatementTree release) {
    Tree first = rest.get(0);
    if (source.linesOf(release) == null
        || Trees.any(rest.get(rest.size() - 1), tree -> tree == release)) {
      return Optional.empty();
    }
    String moved = source.above(first, List.of(source.of(release)));
    String kept = source.slice(source.start(first), source.trimmed(source.start(release)));
    return Optional.of(
        described(
                SuggestedFix.builder()
                    .replace(source.start(first), source.end(release), moved + kept))
            .build());
  }

  /** The rest stands behind the {@code try}. */
  private SuggestedFix outOf(TryTree attempt) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StringBuilder text = new StringBuilder();
    Set<Symbol> needed =
        rest.stream().flatMap(s -> Symbols.namedIn(s).stream()).collect(toImmutableSet());
    ImmutableList<VariableTree> hoisted =
        read.stream()
            .filter(variable -> needed.contains(ASTHelpers.getSymbol(variable)))
            .collect(toImmutableList());
    if (!hoisted.isEmpty()) {
      ImmutableList<String> declarations =
          hoisted.stream().map(variable -> declaration(variable, fix)).collect(toImmutableList());
      text.append(source.above(before, declarations));
    }
    int position = source.start(before);
    for (VariableTree variable : hoisted) {
      text.append(source.slice(position, source.start(variable)));
      text.append(variable.getName()).append(" = ");
      position = source.start(variable.getInitializer());
    }
    int end = source.afterLineComment(source.end(last));
    int close = source.trimmed(source.end(attempt.getBlock()) - 1);
    text.append(source.slice(position, end));
    text.append(source.slice(close, source.end(attempt)));
    String indentation = source.indentation(source.start(before));
    text.append(source.below(indentation, source.lines(source.nextText(end, close), close)));
    return described(fix.replace(source.start(before), source.end(attempt), text.toString()))
        .build();
  }

  private String declaration(VariableTree variable, SuggestedFix.Builder fix) {
    Tree type = variable.getType();
    String name =
        source.has(type) && !source.of(type).equals("var")
            ? source.of(type)
            : SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(variable));
    return "%s %s;".formatted(name, variable.getName());
  }
}
