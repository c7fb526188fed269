package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Adds the signal that a sender lacks. */
public record SignalFixes(
    TreePath body,
    ImmutableList<TreePath> sends,
    Signal signal,
    VisitorState state,
    SourceText source) {
  /**
   * The fix for a task that sends: the signal in {@code finally}, whatever becomes of the task.
   *
   * @param body the lambda or method that is the task, or that the task calls
   * @param sends the calls in it that send
   */
  public static Optional<SuggestedFix> inFinally(
      TreePath body, ImmutableList<TreePath> sends, Signal signal, VisitorState state) {
    return new SignalFixes(body, sends, signal, state, SourceText.of(state)).inFinally();
  }

  /**
   * The fix for a method that sends and goes on: the signal behind its last send.
   *
   * @param others calls that must not come before the signal: those that wait for it
   */
  public static Optional<SuggestedFix> behind(
      TreePath body,
      ImmutableList<TreePath> sends,
      Signal signal,
      ImmutableList<TreePath> others,
      VisitorState state) {
    return new SignalFixes(body, sends, signal, state, SourceText.of(state)).behind(others);
  }

  private Optional<SuggestedFix> inFinally() {
    if (body.getLeaf() instanceof LambdaExpressionTree lambda
        && !(lambda.getBody() instanceof BlockTree)) {
      return inExpression(lambda);
    }
    Optional<TreePath> block = block();
    if (block.isEmpty()) {
      return Optional.empty();
    }
    List<? extends StatementTree> statements = ((BlockTree) block.get().getLeaf()).getStatements();
    Region region = region(block.get(), statements);
    if (region.isEmpty()) {
      return Optional.empty();
    }
    StatementTree anchor = statements.get(region.first());
    if (region.callsConstructor()
        || !region.isIn(source, source.start(anchor))
        || !signal.isNameable(new TreePath(block.get(), anchor), state)) {
      return Optional.empty();
    }
    return Optional.of(
        new Wraps(source, region, anchor)
            .inTry(region.after(source), Wraps.FINALLY, ImmutableList.of(signal.statement()), null)
            .setShortDescription(signal.name() + " in a finally block")
            .build());
  }

  /**
   * From the first statement to the last that sends, or uses the channel or what those declare: a
   * channel that is closed takes no {@code flush()} any more.
   */
  private Region region(TreePath block, List<? extends StatementTree> statements) {
    int end = indexOfLast(statements, sends) + 1;
    int first = 0;
    for (int i = 0; i < end; i++) {
      if (signal.variables().stream().anyMatch(Mentions.declared(statements.get(i))::contains)) {
        first = i + 1;
      }
    }
    Set<Symbol> declared = new HashSet<>(signal.variables());
    for (int i = first; i < statements.size(); i++) {
      if (i < end || Mentions.any(statements.get(i), declared)) {
        end = Math.max(end, i + 1);
      }
      if (i < end) {
        declared.addAll(Mentions.declared(statements.get(i)));
      }
    }
    return new Region(block, Math.min(first, end), end);
  }

  private Optional<SuggestedFix> inExpression(LambdaExpressionTree lambda) {
    Tree expression = lambda.getBody();
    boolean isVoid =
        ASTHelpers.getType(expression) != null
            && ASTHelpers.isVoidType(ASTHelpers.getType(expression), state);
    if (!isVoid
        || !source.has(expression)
        || !signal.isNameable(new TreePath(body, expression), state)
        || !signal.isAllowed(body, state)) {
      return Optional.empty();
    }
    String indentation = source.indentation(source.start(lambda));
    String unit = source.unit(body.getParentPath().getLeaf(), lambda);
    return Optional.of(
        SuggestedFix.builder()
            .replace(
                source.start(expression),
                source.end(expression),
                "{"
                    + source.below(
                        indentation + unit,
                        ImmutableList.of(
                            "try {",
                            unit + source.of(expression) + ";",
                            "} finally {",
                            unit + signal.statement(),
                            "}"))
                    + source.below(indentation, ImmutableList.of("}")))
            .setShortDescription(signal.name() + " in a finally block")
            .build());
  }

  private Optional<SuggestedFix> behind(ImmutableList<TreePath> others) {
    Optional<TreePath> block = block();
    if (block.isEmpty()) {
      return Optional.empty();
    }
    List<? extends StatementTree> statements = ((BlockTree) block.get().getLeaf()).getStatements();
    int last = indexOfLast(statements, sends);
    while (last + 1 < statements.size() && isUse(statements.get(last + 1))) {
      last++;
    }
    StatementTree statement = statements.get(last);
    int end = source.end(statement);
    boolean late =
        others.stream()
            .anyMatch(
                other ->
                    Graphs.isDirectlyIn(other, body.getLeaf())
                        && source.start(other.getLeaf()) < end);
    return late
        ? Optional.empty()
        : signal.behind(new TreePath(block.get(), statement), "behind the last value", state);
  }

  /** A call of the channel that ends what was sent before: {@code out.flush()}. */
  private boolean isUse(StatementTree statement) {
    return statement instanceof ExpressionStatementTree expression
        && expression.getExpression() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) instanceof IdentifierTree receiver
        && signal.variables().contains(ASTHelpers.getSymbol(receiver))
        && call.getArguments().isEmpty()
        && ASTHelpers.isVoidType(ASTHelpers.getType(call), state);
  }

  /**
   * The block that is to hold the signal: around every send and in no loop, the outermost one for a
   * signal that throws nothing, else the innermost one.
   */
  private Optional<TreePath> block() {
    List<TreePath> candidates = new ArrayList<>();
    for (TreePath p = sends.get(0); p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (Loops.isLoop(leaf)) {
        candidates.clear();
      } else if (leaf instanceof BlockTree
          && sends.stream().allMatch(send -> Paths.isInside(send, leaf))
          && signal.isAllowed(p, state)) {
        candidates.add(p);
      }
    }
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(candidates.get(signal.mayThrow() ? 0 : candidates.size() - 1));
  }

  private static int indexOfLast(
      List<? extends StatementTree> statements, ImmutableList<TreePath> paths) {
    int found = -1;
    for (int i = 0; i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (paths.stream().anyMatch(path -> Paths.isInside(path, statement))) {
        found = i;
      }
    }
    return found;
  }
}
