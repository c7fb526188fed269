package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.summaries.Thrown.Reason;
import dev.watertight.wakers.CallSites;

/**
 * The calls in a constructor of methods of other objects that throw what they need not declare, for
 * what they find: a setting that is missing, a file that cannot be read. What says that somebody
 * has made a mistake counts if who makes the object catches it.
 *
 * @param constructor the constructor
 * @param state the compilation
 */
record FailingCalls(TreePath constructor, VisitorState state) {
  boolean fails(Tree tree) {
    if (!(tree instanceof MethodInvocationTree call)
        || Symbols.isSelf(ASTHelpers.getReceiver(call))
        || !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))) {
      return false;
    }
    TreePath path = TreePath.getPath(constructor, call);
    return path != null
        && CatchClauses.catching(
                path, constructor.getLeaf(), clause -> CatchClauses.isUnchecked(clause, state))
            .isEmpty()
        && Summaries.ofCall(path, state)
            .isThrown(thrown -> thrown.isUnchecked(state) && (isRisky(thrown) || isMet(thrown)));
  }

  private static boolean isRisky(Thrown thrown) {
    return thrown.reason() == Reason.STATEMENT || thrown.reason() == Reason.FAILURE;
  }

  /** Whether code that makes the object catches the exception by its name. */
  private boolean isMet(Thrown thrown) {
    return thrown.isOnPurpose()
        && CallSites.leadingTo(new TreePath(constructor, Graphs.code(constructor.getLeaf())), state)
            .seen()
            .stream()
            .filter(site -> !Graphs.isDirectlyIn(site, constructor.getLeaf()))
            .anyMatch(
                site ->
                    Graphs.bodyAround(site)
                        .flatMap(
                            body ->
                                CatchClauses.catching(
                                    site, body.getLeaf(), clause -> names(clause, thrown)))
                        .isPresent());
  }

  private boolean names(CatchTree clause, Thrown thrown) {
    return CatchClauses.isUnchecked(clause, state)
        && CatchClauses.covers(clause, thrown.type(), state);
  }
}
