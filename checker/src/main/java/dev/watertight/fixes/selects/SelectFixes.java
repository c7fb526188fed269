package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.CatchEdits;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.fixes.receives.TaskRunner;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;

/** Ends a loop around a select over channels by closing the channels. */
public record SelectFixes(
    TreePath select,
    TreePath loop,
    ImmutableList<VarSymbol> channels,
    VisitorState state,
    SourceText source) {
  private static final String CLOSED = "com.softwaremill.jox.ChannelClosedException";
  private static final Supplier<Type> CLOSED_TYPE = Suppliers.typeFromString(CLOSED);

  /**
   * The fix.
   *
   * @param start what starts the task
   * @param isClosableByStarter whether the code behind that may close the channels
   */
  public static Optional<SuggestedFix> of(
      TreePath select,
      TreePath loop,
      ImmutableList<VarSymbol> channels,
      TreePath start,
      boolean isClosableByStarter,
      VisitorState state) {
    SelectFixes fixes = new SelectFixes(select, loop, channels, state, SourceText.of(state));
    return ASTHelpers.getSymbol(select.getLeaf()).getSimpleName().contentEquals("select")
        ? Optional.of(start)
            .filter(starter -> isClosableByStarter)
            .flatMap(fixes::closingAfterUse)
            .or(() -> fixes.closingWithOwner(start))
        : Optional.empty();
  }

  /** {@code close()} of the class whose fields the channels are closes them, to end the task. */
  private Optional<SuggestedFix> closingWithOwner(TreePath start) {
    Symbol owner = channels.isEmpty() ? null : channels.get(0).owner;
    if (!(owner instanceof ClassSymbol type)
        || !channels.stream().allMatch(channel -> channel.owner.equals(owner))) {
      return Optional.empty();
    }
    return FieldValues.inUnit(type, state)
        .flatMap(
            path ->
                Closers.of((ClassTree) path.getLeaf(), state)
                    .flatMap(
                        closer ->
                            new MethodEnd(closer, path, source, state)
                                .add(closingLines(), TaskRunner.awaiting(start, state))))
        .filter(fix -> !isSwallowed())
        .map(fix -> catchClosed(fix, "Close the channels when the owner is closed"));
  }

  /** The code behind the start of the task closes the channels when it is done with them. */
  private Optional<SuggestedFix> closingAfterUse(TreePath start) {
    for (TreePath p = start; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree || p.getLeaf() instanceof MethodTree) {
        break;
      }
      if (p.getParentPath().getLeaf() instanceof BlockTree block) {
        StatementTree statement = (StatementTree) p.getLeaf();
        Region region =
            Region.using(
                p.getParentPath(),
                block.getStatements().indexOf(statement) + 1,
                ImmutableSet.copyOf(channels));
        if (region.isEmpty() || !region.isIn(source, source.end(statement)) || isSwallowed()) {
          return Optional.empty();
        }
        return Optional.of(
            catchClosed(
                new Wraps(source, region, statement)
                    .inTry(source.end(statement), Wraps.FINALLY, closingLines(), null),
                "Close the channels after their last use"));
      }
    }
    return Optional.empty();
  }

  private ImmutableList<String> closingLines() {
    return channels.stream()
        .map(c -> c.getSimpleName() + ".doneOrClosed();")
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The fix, with a clause that ends the loop in front of the one that now catches an interruption
   * of the call: nothing to do but to leave if that is in the loop.
   */
  private SuggestedFix catchClosed(SuggestedFix.Builder fix, String description) {
    Optional<TreePath> handler = Allowed.interruptCatcher(select, state);
    boolean inLoop = handler.filter(this::isInLoop).isPresent();
    if (handler.isPresent()
        && (!inLoop || LoopJump.isInVoid(select, state))
        && catcher().filter(clause -> isBefore(clause, handler.get())).isEmpty()) {
      String exception = SuggestedFixes.qualifyType(state, fix, CLOSED);
      String comment = "// Closed: nothing more will come.";
      List<String> lines = inLoop ? List.of(comment, "return;") : List.of(comment);
      new CatchEdits(handler.get(), source).addBefore(exception, lines, fix);
    }
    return fix.setShortDescription(description).build();
  }

  private boolean isInLoop(TreePath clause) {
    return Paths.isInside(clause, loop.getLeaf());
  }

  /** Whether a clause in the loop catches that the channels are closed, and perhaps goes on. */
  private boolean isSwallowed() {
    return catcher().filter(this::isInLoop).isPresent();
  }

  /** The clause that catches now that a channel is closed. */
  private Optional<TreePath> catcher() {
    return Allowed.catcher(CLOSED_TYPE.get(state), select, state);
  }

  /** Whether an exception comes to the one clause first. */
  private boolean isBefore(TreePath clause, TreePath other) {
    return source.start(clause.getLeaf()) < source.start(other.getLeaf());
  }
}
