package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.counts.Runs;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Summaries;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds methods that acquire a permit for who calls them, and fail behind that: nobody has got what
 * the permit stands for, so that nobody gives it back.
 *
 * @param analysis what is asked of one semaphore
 */
record LentPermits(AbandonedWaits analysis) {
  Optional<AbandonedWait> find() {
    SignalCounts counts = analysis.counts();
    ImmutableList<TreePath> waits = counts.waits();
    Optional<TreePath> giver = Graphs.bodyAround(counts.signals());
    if (!counts.arePermits()
        || giver.isEmpty()
        || waits.size() != 1
        || analysis.channel().receives().size() != 1
        || counts.takesAll(waits.get(0))
        || !isAgain(waits.get(0))) {
      return Optional.empty();
    }
    TreePath wait = waits.get(0);
    return Graphs.bodyAround(wait)
        .filter(lender -> isOfNoRelease(lender, giver.get(), counts.signals()))
        .filter(lender -> analysis.isAlwaysDone(counts.signals(), giver.get()))
        .flatMap(lender -> failing(lender, wait));
  }

  private boolean isAgain(TreePath wait) {
    return Runs.isRepeated(wait, analysis.channel(), analysis.state())
        || ProgramTasks.isCalledByOthers(wait, analysis.state());
  }

  /**
   * Whether nobody gives the permit back once the method has failed: nothing that it calls does,
   * and who does so in view has come back from the method before. Others need what it returns for
   * that.
   */
  private boolean isOfNoRelease(TreePath lender, TreePath giver, ImmutableList<TreePath> releases) {
    ImmutableList<TreePath> lent = analysis.left().callsOf(lender);
    ImmutableList<TreePath> given = analysis.left().callsOf(giver);
    return lender.getLeaf() != giver.getLeaf()
        && releases.stream()
            .allMatch(release -> Summaries.reaches(release, lender, analysis.state()).isNo())
        && given.stream().noneMatch(call -> Paths.isInside(call, lender.getLeaf()))
        && ((isGivenWhatIsReturned(giver, lender)
                && given.stream().noneMatch(call -> comesAfterFailure(call, lent)))
            || (!lent.isEmpty()
                && !given.isEmpty()
                && given.stream()
                    .allMatch(
                        release ->
                            lent.stream().anyMatch(call -> Order.isAlwaysBefore(call, release)))));
  }

  /** Whether code goes on to a call when one that comes before it has failed. */
  private static boolean comesAfterFailure(TreePath release, ImmutableList<TreePath> lent) {
    return lent.stream()
        .flatMap(call -> Paths.aroundInBody(call).stream().filter(p -> isTriedIn(p, call)))
        .anyMatch(
            attempt ->
                Graphs.areTogether(attempt, release)
                    && !Paths.isInside(release, ((TryTree) attempt.getLeaf()).getBlock()));
  }

  private static boolean isTriedIn(TreePath path, TreePath call) {
    return path.getLeaf() instanceof TryTree attempt && Paths.isInside(call, attempt.getBlock());
  }

  private boolean isGivenWhatIsReturned(TreePath giver, TreePath lender) {
    VisitorState state = analysis.state();
    if (!(giver.getLeaf() instanceof MethodTree giving)
        || !(lender.getLeaf() instanceof MethodTree lending)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(lending);
    Type returned = method.getReturnType();
    if (returned.tsym.equals(ASTHelpers.getSymbol(giving).owner)) {
      // It is what is returned that gives the permit back.
      return true;
    }
    return !returned.isPrimitiveOrVoid()
        && method.owner.equals(ASTHelpers.getSymbol(giving).owner)
        && giving.getParameters().size() == 1
        && ASTHelpers.isSameType(
            returned, ASTHelpers.getType(giving.getParameters().get(0)), state);
  }

  /** The call behind the acquire that fails, be it without that anybody declares it. */
  private Optional<AbandonedWait> failing(TreePath lender, TreePath wait) {
    TreePath signal = analysis.counts().signals().get(0);
    RiskyCalls calls = new RiskyCalls(lender, analysis.state());
    return signal.getCompilationUnit() != wait.getCompilationUnit()
        ? Optional.empty()
        : Stream.of(ImmutableSet.<Tree>of(), calls.all())
            .flatMap(risky -> failing(lender, wait, risky, calls).stream())
            .findFirst()
            .map(way -> lost(signal, way, wait, calls));
  }

  private Optional<Loss> failing(
      TreePath lender, TreePath wait, ImmutableSet<Tree> risky, RiskyCalls calls) {
    SkippedWays ways = new SkippedWays(lender, wait, analysis.state());
    return Duties.waysWithout(
            lender, ImmutableSet.of(wait.getLeaf()), ImmutableSet.of(), risky, analysis.state())
        .stream()
        .filter(way -> way.exit() == Loss.Exit.THROW && way.at() != null)
        // What a method throws itself, be it that there is nothing to lend, may never come.
        .filter(way -> !(way.at() instanceof ThrowTree) && way.at() != wait.getLeaf())
        .filter(way -> !(risky.contains(way.at()) && calls.isDoubtful(way.at())))
        .filter(way -> !ways.isExcluded(way))
        .min(Comparator.comparingInt(way -> ASTHelpers.getStartPosition(way.at())));
  }

  private AbandonedWait lost(TreePath signal, Loss way, TreePath wait, RiskyCalls calls) {
    return new AbandonedWait(
        analysis.channel(),
        signal,
        ASTHelpers.getSymbol(signal.getLeaf()).getSimpleName().toString(),
        way,
        wait,
        ImmutableSet.of(wait.getLeaf()),
        /* isMovable= */ false,
        calls.all().contains(way.at()));
  }
}
