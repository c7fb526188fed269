package dev.watertight.fixes.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.findings.endsignals.LateReads.LateRead;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Moves the wait for a process behind the statements that read its output. */
public record ReadFirst(LateRead finding, VisitorState state) {
  /** The fix, if all of the output is read right behind the wait. */
  public static Optional<SuggestedFix> fix(LateRead finding, VisitorState state) {
    return new ReadFirst(finding, state).fix();
  }

  private Optional<SuggestedFix> fix() {
    Optional<TreePath> waiting = Paths.statement(finding.waiting());
    if (waiting.isEmpty()
        || !(waiting.get().getParentPath().getLeaf() instanceof BlockTree block)
        || !isAlone(waiting.get())) {
      return Optional.empty();
    }
    TreePath around = waiting.get().getParentPath();
    List<? extends StatementTree> statements = block.getStatements();
    int first = statements.indexOf(waiting.get().getLeaf()) + 1;
    int end = endOfReads(statements, first);
    if (end == first || !isAllRead(statements.subList(first, end), waiting.get())) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix =
        SuggestedFix.builder()
            .setShortDescription(
                "Read the output before '%s' waits"
                    .formatted(state.getSourceForNode(finding.waiting().getLeaf())));
    return source.removeLines(waiting.get().getLeaf(), fix)
            && new StatementEdits(source)
                .addBehind(
                    new TreePath(around, statements.get(end - 1)),
                    source.lines(waiting.get().getLeaf()),
                    fix)
        ? Optional.of(fix.build())
        : Optional.empty();
  }

  /** Whether the statement does nothing else. */
  private boolean isAlone(TreePath statement) {
    return statement.getLeaf() instanceof VariableTree variable
        ? variable.getInitializer() == finding.waiting().getLeaf()
        : statement.getLeaf() instanceof ExpressionStatementTree
            && finding.waiting().getParentPath().getLeaf() == statement.getLeaf();
  }

  /** The index behind the statements that name the process, or what those declare. */
  private int endOfReads(List<? extends StatementTree> statements, int first) {
    Set<Symbol> named = new HashSet<>(finding.process().variables());
    int end = first;
    while (end < statements.size()
        && !Collections.disjoint(Symbols.namedIn(statements.get(end)), named)) {
      named.addAll(Mentions.declared(statements.get(end)));
      end++;
    }
    return end;
  }

  /** Whether the statements go on to the next, and read everything without need of the wait. */
  private boolean isAllRead(List<? extends StatementTree> statements, TreePath waiting) {
    Symbol result = ASTHelpers.getDeclaredSymbol(waiting.getLeaf());
    return statements.stream()
            .noneMatch(
                statement ->
                    (result != null && Symbols.namedIn(statement).contains(result))
                        || Loops.leaves(statement)
                        || Trees.any(statement, this::needsEnd))
        && statements.stream().anyMatch(statement -> Paths.isInside(finding.read(), statement))
        && finding.process().receives().stream()
            .filter(
                read ->
                    statements.stream()
                        .anyMatch(statement -> Paths.isInside(read.path(), statement)))
            .allMatch(this::isToTheEnd);
  }

  private boolean isToTheEnd(Endpoint read) {
    return read.act() == Act.DRAIN
        || Loops.innermost(read.path())
            .filter(loop -> !Paths.isInside(finding.waiting(), loop.getLeaf()))
            .isPresent();
  }

  /** Whether code asks the process for something else, such as its exit value. */
  private boolean needsEnd(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && Symbols.isA(ASTHelpers.getReceiverType(call), finding.process().kind().typeName(), state)
        && !ResolvedLibrary.of(state).is(call, Trait.CHILD_OUTPUT, Trait.CHILD_ERRORS);
  }
}
