package dev.watertight.fixes.endsignals;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.findings.endsignals.AbandonedWait;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;

/**
 * Moves a signal out of a function that runs only when a stage has come to a result, into one that
 * runs whatever becomes of it: {@code thenAccept(r -> { use(r); done.countDown(); })}.
 */
public final class StageFixes {
  private StageFixes() {}

  /** The fix, if the signal is the last that the function does, and needs nothing of it. */
  public static Optional<SuggestedFix> of(AbandonedWait finding, VisitorState state) {
    TreePath statement = finding.signal().getParentPath();
    if (!(finding.signal().getLeaf() instanceof MethodInvocationTree signal)
        || !signal.getArguments().isEmpty()
        || !(Symbols.receiver(signal) instanceof IdentifierTree name)
        || !(statement.getLeaf() instanceof ExpressionStatementTree)
        || !isOnly(signal, ASTHelpers.getSymbol(name), state)) {
      return Optional.empty();
    }
    return Graphs.bodyAround(finding.signal())
        .filter(
            body ->
                body.getLeaf() instanceof LambdaExpressionTree function
                    && function.getBody() instanceof BlockTree block
                    && block.getStatements().size() > 1
                    && Iterables.getLast(block.getStatements()) == statement.getLeaf()
                    && !Mentions.declared(function).contains(ASTHelpers.getSymbol(name)))
        .flatMap(body -> moved(body, statement, state));
  }

  /** Whether no other code signals so: what it does for a failure is not to be done twice. */
  private static boolean isOnly(MethodInvocationTree signal, Symbol variable, VisitorState state) {
    return CompilationIndex.of(state).mentions(variable).stream()
            .map(mention -> mention.getParentPath().getLeaf())
            .filter(MemberSelectTree.class::isInstance)
            .filter(
                select ->
                    ((MemberSelectTree) select)
                        .getIdentifier()
                        .equals(ASTHelpers.getSymbol(signal).getSimpleName()))
            .count()
        == 1;
  }

  private static Optional<SuggestedFix> moved(
      TreePath body, TreePath statement, VisitorState state) {
    SourceText source = SourceText.of(state);
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (!(body.getParentPath().getLeaf() instanceof MethodInvocationTree stage)
        || !(stage.getMethodSelect() instanceof MemberSelectTree select)
        || !library.is(stage, Trait.AFTER_SUCCESS)
        || !source.has(stage)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    int name = source.end(select) - select.getIdentifier().length();
    String line = source.slice(source.end(select.getExpression()), name);
    String signal = source.of(((ExpressionStatementTree) statement.getLeaf()).getExpression());
    return library
        .methodThat(Trait.AFTER_EITHER, ASTHelpers.getType(stage))
        .filter(method -> source.removeLines(statement.getLeaf(), fix))
        .map(
            method ->
                fix.replace(
                        source.end(stage),
                        source.end(stage),
                        "%s.%s((%s, %s) -> %s)"
                            .formatted(
                                line.contains("\n")
                                    ? source.lineBreak() + source.indentation(name)
                                    : "",
                                method,
                                Members.unusedName("result", body),
                                Members.unusedName("failure", body),
                                signal))
                    .setShortDescription("Signal whatever becomes of the stage")
                    .build());
  }
}
