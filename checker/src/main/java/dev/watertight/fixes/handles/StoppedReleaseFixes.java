package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import java.util.Optional;

/**
 * Releases all elements of a stream, where a question about them stops at the first whose release
 * answers it: {@code shards.stream().allMatch(Shard::close)}. The answer stays the same.
 */
final class StoppedReleaseFixes {
  private static final ImmutableMap<String, String> WHOLE =
      ImmutableMap.of(
          "allMatch", "reduce(true, Boolean::logicalAnd)",
          "anyMatch", "reduce(false, Boolean::logicalOr)");

  private StoppedReleaseFixes() {}

  /** The fix, if the question can be put to all. */
  static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    SourceText source = SourceText.of(state);
    return Optional.ofNullable(
            TreePath.getPath(leak.opening().path().getCompilationUnit(), leak.exits().get(0)))
        .flatMap(StoppedReleaseFixes::function)
        .map(function -> function.getParentPath().getLeaf())
        .filter(MethodInvocationTree.class::isInstance)
        .map(MethodInvocationTree.class::cast)
        .filter(source::has)
        .flatMap(question -> whole(question, source, state));
  }

  private static Optional<TreePath> function(TreePath release) {
    return release.getLeaf() instanceof MemberReferenceTree
        ? Optional.of(release)
        : Graphs.bodyAround(release).filter(body -> body.getLeaf() instanceof LambdaExpressionTree);
  }

  private static Optional<SuggestedFix> whole(
      MethodInvocationTree question, SourceText source, VisitorState state) {
    String then = WHOLE.get(ASTHelpers.getSymbol(question).getSimpleName().toString());
    ExpressionTree elements = ASTHelpers.getReceiver(question);
    if (then == null
        || elements == null
        || !Symbols.isA(ASTHelpers.getType(elements), "java.util.stream.Stream", state)
        || !(question.getMethodSelect() instanceof MemberSelectTree select)
        || !question.getTypeArguments().isEmpty()) {
      return Optional.empty();
    }
    int name = source.end(select) - select.getIdentifier().length();
    String between = source.slice(source.end(elements), name);
    return Optional.of(
        SuggestedFix.builder()
            .replace(name, source.end(select), "map")
            .replace(
                source.end(question),
                source.end(question),
                (between.contains("\n") ? source.lineBreak() + source.indentation(name) : "")
                    + "."
                    + then)
            .setShortDescription("Release all of them")
            .build());
  }
}
