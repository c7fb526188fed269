package dev.watertight.fixes.receives;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Sends an end marker to a loop where a closing method of the object waits for the thread of the
 * loop: before that, all that was sent before is received yet.
 */
public final class MarkerBeforeJoin {
  private MarkerBeforeJoin() {}

  /**
   * The fix, if there is one such place.
   *
   * @param channel a variable of the channel, which takes what it is given at once
   * @param start what starts the loop's thread
   * @param marker how the code at a place names the marker
   */
  public static Optional<SuggestedFix> of(
      VarSymbol channel,
      TreePath start,
      Function<TreePath, Optional<String>> marker,
      VisitorState state) {
    if (!Symbols.isField(channel) || channel.isStatic()) {
      return Optional.empty();
    }
    Predicate<Tree> awaits = TaskRunner.awaiting(start, state);
    ImmutableList<TreePath> waits =
        CompilationIndex.of(state).declaration(channel.owner).stream()
            .filter(type -> type.getLeaf() instanceof ClassTree)
            .filter(type -> type.getCompilationUnit() == state.getPath().getCompilationUnit())
            .flatMap(type -> Trees.pathsIn(type, ExpressionStatementTree.class).stream())
            .filter(statement -> awaits.test(statement.getLeaf()))
            .collect(toImmutableList());
    return waits.size() == 1 && isOfCloser(waits.get(0), state)
        ? before(waits.get(0), channel, marker, state)
        : Optional.empty();
  }

  private static boolean isOfCloser(TreePath wait, VisitorState state) {
    return Loops.around(wait).isEmpty()
        && Graphs.bodyAround(wait)
            .filter(
                body ->
                    body.getLeaf() instanceof MethodTree method
                        && ClosingMethods.of(state).endsItsObject(ASTHelpers.getSymbol(method)))
            .isPresent();
  }

  private static Optional<SuggestedFix> before(
      TreePath wait,
      VarSymbol channel,
      Function<TreePath, Optional<String>> marker,
      VisitorState state) {
    Optional<String> name = Scopes.nameOf(channel, wait, state);
    Optional<String> value = marker.apply(wait);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return name.isPresent()
            && value.isPresent()
            && new StatementEdits(SourceText.of(state))
                .addBefore(
                    wait, ImmutableList.of("%s.add(%s);".formatted(name.get(), value.get())), fix)
        ? Optional.of(
            fix.setShortDescription("Send %s before the wait for the loop".formatted(value.get()))
                .build())
        : Optional.empty();
  }
}
