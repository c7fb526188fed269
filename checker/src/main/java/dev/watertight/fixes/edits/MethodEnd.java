package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes a method do one thing more before it ends, whatever happens in it. */
public final class MethodEnd {
  private final MethodTree method;
  private final BlockTree body;
  private final TreePath path;
  private final SourceText source;
  private final VisitorState state;

  /** The end of a method of a type. */
  public MethodEnd(MethodTree method, TreePath type, SourceText source, VisitorState state) {
    this.method = method;
    this.body = method.getBody();
    this.path = new TreePath(new TreePath(type, method), body);
    this.source = source;
    this.state = state;
  }

  /** The edit that adds some lines; nothing for a method without source. */
  public Optional<SuggestedFix.Builder> add(ImmutableList<String> lines) {
    return add(lines, statement -> false);
  }

  /**
   * The edit that adds some lines; nothing for a method without source.
   *
   * @param isTooLate whether the lines have no effect behind a statement: they go in front of it
   */
  public Optional<SuggestedFix.Builder> add(
      ImmutableList<String> lines, Predicate<Tree> isTooLate) {
    if (!source.has(body)) {
      return Optional.empty();
    }
    List<? extends StatementTree> statements = body.getStatements();
    for (int i = 0; i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (isTooLate.test(statement)) {
        return Optional.of(
            SuggestedFix.builder().prefixWith(statement, source.above(statement, lines)));
      }
      if (mayLeave(statement) && (i > 0 || !isGuard(statement))) {
        break;
      }
    }
    if (statements.stream().anyMatch(isTooLate)) {
      return Optional.empty();
    }
    if (statements.isEmpty()) {
      return Optional.of(append(lines));
    }
    StatementTree last = statements.get(statements.size() - 1);
    boolean leaves = last instanceof ReturnTree || last instanceof ThrowTree;
    int first = isGuard(statements.get(0)) ? 1 : 0;
    int end = leaves ? statements.size() - 1 : statements.size();
    boolean skips = (!leaves && !Reachability.canCompleteNormally(last));
    for (StatementTree statement : statements.subList(Math.min(first, end), end)) {
      skips |= mayLeave(statement);
    }
    if (skips) {
      Region region = new Region(path, first, statements.size());
      int after = first == 0 ? source.start(body) + 1 : source.end(statements.get(0));
      return Optional.of(
          new Wraps(source, region, statements.get(0)).inTry(after, Wraps.FINALLY, lines, null));
    }
    return Optional.of(
        leaves
            ? SuggestedFix.builder().prefixWith(last, source.above(last, lines))
            : append(lines));
  }

  private SuggestedFix.Builder append(ImmutableList<String> lines) {
    String around = source.indentation(source.end(body) - 1);
    String unit =
        body.getStatements().isEmpty()
            ? source.unit(path.getParentPath().getParentPath().getLeaf(), method)
            : source.unit(body, body.getStatements().get(0));
    SuggestedFix.Builder fix = SuggestedFix.builder();
    source.addAtEnd(fix, body, around + unit, lines);
    return fix;
  }

  /** {@code if (closed) return;} as the first statement: what follows has been done before. */
  private static boolean isGuard(StatementTree statement) {
    if (!(statement instanceof IfTree condition) || condition.getElseStatement() != null) {
      return false;
    }
    StatementTree then = condition.getThenStatement();
    return then instanceof ReturnTree
        || (then instanceof BlockTree block
            && block.getStatements().size() == 1
            && block.getStatements().get(0) instanceof ReturnTree);
  }

  /**
   * Whether the statement may return, throw, let a checked exception through, or run what somebody
   * else supplies, of which nobody knows what it throws.
   */
  private boolean mayLeave(StatementTree statement) {
    return Trees.anyOwn(statement, tree -> tree instanceof ReturnTree || tree instanceof ThrowTree)
        || !Allowed.thrownBy(ImmutableList.of((Tree) statement), state).isEmpty()
        || Trees.ownPathsIn(new TreePath(path, statement), MethodInvocationTree.class).stream()
            .anyMatch(
                call ->
                    Summaries.ofCall(call, state)
                        .isThrown(thrown -> thrown.reason() == Thrown.Reason.SUPPLIED));
  }
}
