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
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
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
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a loop around a select over channels: by closing the channels, or by a time limit. */
public final class SelectFixes {
  private static final String CLOSED = "com.softwaremill.jox.ChannelClosedException";
  private static final String TIMEOUT = "java.util.concurrent.TimeoutException";
  private static final Supplier<Type> CLOSED_TYPE = Suppliers.typeFromString(CLOSED);
  private static final Supplier<Type> TIMEOUT_TYPE = Suppliers.typeFromString(TIMEOUT);
  private static final String SECONDS = "30";

  private final TreePath select;
  private final TreePath loop;
  private final ImmutableList<VarSymbol> channels;
  private final VisitorState state;
  private final SourceText source;

  private SelectFixes(
      TreePath select, TreePath loop, ImmutableList<VarSymbol> channels, VisitorState state) {
    this.select = select;
    this.loop = loop;
    this.channels = channels;
    this.state = state;
    this.source = SourceText.of(state);
  }

  /**
   * The fixes, best first.
   *
   * @param start what starts the task, if the code behind it may close the channels
   */
  public static ImmutableList<SuggestedFix> of(
      TreePath select,
      TreePath loop,
      ImmutableList<VarSymbol> channels,
      @Nullable TreePath start,
      VisitorState state) {
    SelectFixes fixes = new SelectFixes(select, loop, channels, state);
    ImmutableList.Builder<SuggestedFix> found = ImmutableList.builder();
    if (fixes.name().equals("select")) {
      Optional<SuggestedFix> closing =
          start == null ? Optional.empty() : fixes.closingAfterUse(start);
      closing
          .or(fixes::closingWithOwner)
          .ifPresent(
              fix -> {
                found.add(fix);
                // A time limit is a guess: it is never the first fix.
                fixes.timeLimit().ifPresent(found::add);
              });
    }
    return found.build();
  }

  private String name() {
    return ASTHelpers.getSymbol((MethodInvocationTree) select.getLeaf()).getSimpleName().toString();
  }

  /** {@code close()} of the class whose fields the channels are closes them. */
  private Optional<SuggestedFix> closingWithOwner() {
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
                        closer -> new MethodEnd(closer, path, source, state).add(closingLines())))
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

  private SuggestedFix catchClosed(SuggestedFix.Builder fix, String description) {
    SuggestedFix.Builder imports = SuggestedFix.builder();
    String exception = SuggestedFixes.qualifyType(state, imports, CLOSED);
    if (endLoop(fix, exception, CLOSED_TYPE, "Closed: nothing more will come.")) {
      fix.merge(imports);
    }
    return fix.setShortDescription(description).build();
  }

  /** Whether a clause in the loop catches that the channels are closed, and perhaps goes on. */
  private boolean isSwallowed() {
    return catcher(CLOSED_TYPE)
        .filter(clause -> Paths.isInside(clause, loop.getLeaf()))
        .isPresent();
  }

  /** The clause that catches the exception of the call now. */
  private Optional<TreePath> catcher(Supplier<Type> exception) {
    return Allowed.catcher(exception.get(state), select, state);
  }

  /** Whether an exception comes to the one clause first. */
  private boolean isBefore(TreePath clause, TreePath other) {
    return source.start(clause.getLeaf()) < source.start(other.getLeaf());
  }

  private Optional<SuggestedFix> timeLimit() {
    MethodInvocationTree call = (MethodInvocationTree) select.getLeaf();
    List<? extends ExpressionTree> clauses = call.getArguments();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    ExpressionTree method = call.getMethodSelect();
    String duration = SuggestedFixes.qualifyType(state, fix, "java.time.Duration");
    String name =
        method instanceof MemberSelectTree
            ? "selectWithin"
            : SuggestedFixes.qualifyStaticImport(
                "com.softwaremill.jox.Select.selectWithin", fix, state);
    fix.replace(
        source.end(method) - "select".length(),
        source.start(clauses.get(0)),
        name
            + source
                .slice(source.end(method), source.start(clauses.get(0)))
                .replaceFirst("\\(", "(" + duration + ".ofSeconds(" + SECONDS + "), "));
    if (!Allowed.exception(TIMEOUT_TYPE.get(state), select, state)) {
      String comment = "Nothing came for " + SECONDS + " seconds: nobody is left to listen to.";
      String exception = SuggestedFixes.qualifyType(state, fix, TIMEOUT);
      if (!endLoop(fix, exception, TIMEOUT_TYPE, comment)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        fix.setShortDescription("Stop listening after " + SECONDS + " seconds of silence").build());
  }

  /**
   * Adds a clause that ends the loop, in front of the one that now catches an interruption of the
   * call: nothing to do but to leave if that is in the loop.
   *
   * @return whether there is such a clause
   */
  private boolean endLoop(
      SuggestedFix.Builder fix, String exception, Supplier<Type> type, String comment) {
    Optional<TreePath> handler = Allowed.interruptCatcher(select, state);
    boolean inLoop = handler.filter(h -> Paths.isInside(h, loop.getLeaf())).isPresent();
    boolean canLeave =
        !inLoop
            || Graphs.bodyAround(select)
                .filter(body -> LoopJump.returnsNothing(body.getLeaf(), state))
                .isPresent();
    if (handler.isEmpty()
        || !canLeave
        || catcher(type).filter(c -> isBefore(c, handler.get())).isPresent()) {
      return false;
    }
    ImmutableList<String> told = ImmutableList.of("// " + comment);
    ImmutableList<String> leaving = ImmutableList.of("// " + comment, "return;");
    new CatchEdits(handler.get(), source).addBefore(exception, inLoop ? leaving : told, fix);
    return true;
  }
}
