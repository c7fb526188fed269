package dev.watertight.fixes.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.UnclosedChannels.UnclosedChannel;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Closes the writer of the input of a process behind its last use, where one block makes it and
 * writes all that the process gets.
 */
public final class InputFixes {
  private InputFixes() {}

  /** The fix, if a local variable holds what writes. */
  public static Optional<SuggestedFix> of(UnclosedChannel finding, VisitorState state) {
    ImmutableSet<Symbol> writers =
        finding.channel().sends().stream()
            .flatMap(
                send ->
                    Stream.ofNullable(
                        ASTHelpers.getSymbol(Symbols.receiver(send.path().getLeaf()))))
            .collect(toImmutableSet());
    return writers.size() == 1
            && writers.iterator().next() instanceof VarSymbol writer
            && !Symbols.isField(writer)
            && Members.isEffectivelyFinal(writer)
        ? closed(writer, finding, state)
        : Optional.empty();
  }

  private static Optional<SuggestedFix> closed(
      VarSymbol writer, UnclosedChannel finding, VisitorState state) {
    TreePath send = finding.channel().sends().get(0).path();
    SourceText source = SourceText.of(state);
    TreePath block = send;
    while (block != null && !isDeclaredIn(block.getLeaf(), writer)) {
      block = block.getParentPath();
    }
    if (block == null
        || block.getCompilationUnit() != state.getPath().getCompilationUnit()
        || finding.channel().sends().stream()
            .anyMatch(one -> !Graphs.areTogether(one.path(), send))) {
      return Optional.empty();
    }
    ImmutableSet<VarSymbol> written = ImmutableSet.of(writer);
    StatementTree last = null;
    for (StatementTree statement : ((BlockTree) block.getLeaf()).getStatements()) {
      last = Mentions.any(statement, written) ? statement : last;
    }
    if (last == null
        || (Graphs.areTogether(finding.waiting(), send)
            && Paths.start(finding.waiting()) < source.end(last))
        || Trees.any(last, TryTree.class::isInstance)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String close = writer.getSimpleName() + ".close();";
    if (last instanceof ExpressionStatementTree expression
        && expression.getExpression() instanceof MethodInvocationTree call
        && call.getMethodSelect() instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("flush")
        && writer.equals(ASTHelpers.getSymbol(select.getExpression()))) {
      fix.replace(last, close);
    } else if (!(last instanceof ExpressionStatementTree || Loops.isLoop(last))
        || !new StatementEdits(source)
            .addBehind(new TreePath(block, last), ImmutableList.of(close), fix)) {
      return Optional.empty();
    }
    return Optional.of(fix.setShortDescription("Call close() behind the last write").build());
  }

  private static boolean isDeclaredIn(Tree tree, VarSymbol variable) {
    List<? extends StatementTree> statements =
        tree instanceof BlockTree block ? block.getStatements() : ImmutableList.of();
    return statements.stream()
        .anyMatch(s -> s instanceof VariableTree v && variable.equals(ASTHelpers.getSymbol(v)));
  }
}
