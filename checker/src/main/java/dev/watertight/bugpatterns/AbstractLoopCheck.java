package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.DoWhileLoopTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.ForLoopTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.WhileLoopTreeMatcher;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import dev.watertight.loops.EndlessReceive;
import dev.watertight.loops.EndlessReceives;
import java.util.List;
import java.util.Optional;

/** A check that reports some kinds of {@link EndlessReceive}s at their loop. */
abstract class AbstractLoopCheck extends BugChecker
    implements WhileLoopTreeMatcher, DoWhileLoopTreeMatcher, ForLoopTreeMatcher {
  private static final long serialVersionUID = 1L;

  /** Whether this check is the one that reports the loop. */
  abstract boolean reports(EndlessReceive finding);

  /** What to say of the loop. */
  abstract String message(EndlessReceive finding, VisitorState state);

  /** The fixes, best first. */
  abstract List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state);

  @Override
  public Description matchWhileLoop(WhileLoopTree tree, VisitorState state) {
    return match(tree, state);
  }

  @Override
  public Description matchDoWhileLoop(DoWhileLoopTree tree, VisitorState state) {
    return match(tree, state);
  }

  @Override
  public Description matchForLoop(ForLoopTree tree, VisitorState state) {
    return match(tree, state);
  }

  private Description match(Tree tree, VisitorState state) {
    return Boundary.guard(
            () ->
                EndlessReceives.at(tree, state)
                    .filter(this::reports)
                    .map(f -> describe(tree, f, state))
                    .or(() -> describeOther(tree, state)),
            state)
        .orElse(Description.NO_MATCH);
  }

  /** What else there is to say of a loop. */
  Optional<Description> describeOther(Tree tree, VisitorState state) {
    return Optional.empty();
  }

  private Description describe(Tree tree, EndlessReceive finding, VisitorState state) {
    return buildDescription(tree)
        .setMessage(message(finding, state))
        .addAllFixes(fixes(finding, state))
        .build();
  }

  /** The line of a place, for messages. */
  static long line(TreePath path) {
    return path.getCompilationUnit()
        .getLineMap()
        .getLineNumber(ASTHelpers.getStartPosition(path.getLeaf()));
  }
}
