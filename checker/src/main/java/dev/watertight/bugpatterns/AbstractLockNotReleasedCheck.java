package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.locks.KeptLock;
import dev.watertight.findings.locks.KeptLocks;
import dev.watertight.findings.locks.LockStatements;
import dev.watertight.fixes.locks.UnlockFixes;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** A check that reports locks that a method keeps on some way out. */
abstract class AbstractLockNotReleasedCheck extends AbstractCandidateCheck {
  AbstractLockNotReleasedCheck() {
    super(Candidate.LOCK);
  }

  @Override
  final Optional<Description> describe(VisitorState state) {
    return LockStatements.settle(state.getPath(), state)
        ? Optional.empty()
        : KeptLocks.at(state.getPath(), state)
            .filter(this::reports)
            .map(lock -> describe(lock, state));
  }

  private boolean reports(KeptLock lock) {
    return getClass()
        .equals(lock.isUnchecked() ? LockNotReleasedOnFailure.class : LockNotReleased.class);
  }

  private Description describe(KeptLock lock, VisitorState state) {
    return describe(
        "Lock '%s' is %s %s; %s() on line %d then waits for ever"
            .formatted(
                state.getSourceForNode(Symbols.receiver(lock.taken().getLeaf())),
                lock.isAgain() ? "taken in each round and still kept" : "kept",
                way(lock),
                ASTHelpers.getSymbol(lock.waiting().getLeaf()).getSimpleName(),
                Paths.line(lock.waiting())),
        lock.isAgain() ? Optional.empty() : UnlockFixes.of(lock, state),
        lock.isAgain()
            ? "take it once, before the loop, or give it back in each round"
            : "give it back in a finally block",
        state);
  }

  private static String way(KeptLock lock) {
    Loss loss = lock.loss();
    if (loss.at() == null) {
      return "when %s is left".formatted(body(Graphs.bodyAround(lock.taken()).orElseThrow()));
    }
    long line = Paths.line(loss.at(), lock.taken().getCompilationUnit());
    return loss.exit() == Loss.Exit.THROW
        ? "when line %d throws %s".formatted(line, loss.exception())
        : "when line %d returns".formatted(line);
  }

  private static String body(TreePath body) {
    return body.getLeaf() instanceof LambdaExpressionTree
        ? "the lambda"
        : body.getLeaf() instanceof MethodTree method
            ? Symbols.isConstructor(body) ? "the constructor" : method.getName() + "()"
            : "the block";
  }
}
