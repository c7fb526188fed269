package dev.watertight.fixes.earlyclose;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.values.NamedVariables;
import java.util.Optional;

/** Exchanges resources of a try statement, which are closed in the reverse of their order. */
public final class ResourceOrderFixes {
  private ResourceOrderFixes() {}

  /**
   * Closes the channel after the executor that runs its senders.
   *
   * @param resource the channel, a resource
   * @param starts the expressions that start the senders
   */
  public static Optional<SuggestedFix> of(
      TreePath resource, ImmutableList<TreePath> starts, VisitorState state) {
    if (!(resource.getParentPath().getLeaf() instanceof TryTree attempt)
        || !(resource.getLeaf() instanceof VariableTree channel)) {
      return Optional.empty();
    }
    int index = attempt.getResources().indexOf(channel);
    for (TreePath start : starts) {
      Symbol runner = CloseOrderFixes.receiverOf(start);
      if (index == 0
          || runner == null
          || !(attempt.getResources().get(index - 1) instanceof VariableTree other)
          || !runner.equals(ASTHelpers.getSymbol(other))
          || NamedVariables.symbolsIn(channel).contains(runner)) {
        return Optional.empty();
      }
    }
    Tree other = attempt.getResources().get(index - 1);
    String first = resource(other, state);
    String second = resource(channel, state);
    int from = ASTHelpers.getStartPosition(other);
    int to = ASTHelpers.getStartPosition(channel);
    return Optional.of(
        SuggestedFix.builder()
            .replace(from, from + first.length(), second)
            .replace(to, to + second.length(), first)
            .setShortDescription("Close " + channel.getName() + " after its senders")
            .build());
  }

  /* The tree of a resource may end with its semicolon. */
  private static String resource(Tree tree, VisitorState state) {
    return CharMatcher.anyOf("; ").trimTrailingFrom(String.valueOf(state.getSourceForNode(tree)));
  }
}
