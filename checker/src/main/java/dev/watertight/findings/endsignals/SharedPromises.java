package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.locks.Hold;
import dev.watertight.model.Role;
import dev.watertight.paths.Duties;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds promises that code leaves in a map, so that whoever comes for the same key meanwhile waits
 * for them, and that it does not complete on some way out.
 *
 * <p>Only that code completes them, and it alone looks them up: who finds one there has come while
 * another thread was at work on it, or after that has failed. So several threads have to run the
 * code, for keys of which nothing says that each of them comes once, and without a lock.
 *
 * @param analysis what is asked of one promise
 */
record SharedPromises(AbandonedWaits analysis) {
  Optional<AbandonedWait> find() {
    SignalCounts counts = analysis.counts();
    TreePath body = Graphs.bodyAround(counts.signals()).orElse(null);
    TreePath maker = channel().maker();
    if (body == null || !counts.end() || !Graphs.isDirectlyIn(maker, body.getLeaf())) {
      return Optional.empty();
    }
    return Stream.ofNullable(ASTHelpers.getSymbol(maker.getParentPath().getLeaf()))
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(own -> !Symbols.isField(own) && Values.isFixed(own, state()))
        .flatMap(own -> admission(own, body).stream())
        .flatMap(
            admission ->
                counts.waits().stream()
                    .filter(
                        wait -> isOfFound(wait, admission) && isLeftAlone(wait, admission, body))
                    .filter(wait -> mayComeAgain(admission, wait))
                    .flatMap(wait -> skipped(body, admission, wait).stream()))
        .findFirst();
  }

  private Topology channel() {
    return analysis.channel();
  }

  private VisitorState state() {
    return analysis.state();
  }

  /**
   * The one call that puts the promise into the map of a field, if nothing else gets hold of it but
   * what removes it from there.
   */
  private Optional<TreePath> admission(VarSymbol own, TreePath body) {
    ImmutableSet<Tree> signals =
        analysis.counts().signals().stream().map(TreePath::getLeaf).collect(toImmutableSet());
    TreePath found = null;
    for (TreePath mention : CompilationIndex.of(state()).mentions(own)) {
      TreePath use = mention.getParentPath();
      int argument = Arguments.of(use.getLeaf()).indexOf(mention.getLeaf());
      if (!Graphs.isDirectlyIn(mention, body.getLeaf())) {
        return Optional.empty();
      }
      if (argument < 0 && isTakenForFound(mention)) {
        continue;
      }
      if (argument < 0) {
        Tree call = use.getParentPath().getLeaf();
        if (!(use.getLeaf() instanceof MemberSelectTree)
            || !(signals.contains(call) || isWait(call))) {
          return Optional.empty();
        }
      } else if (does(use, argument, Role.ADMIT) && found == null && isOfField(use)) {
        found = use;
      } else if (!does(use, 0, Role.DISCARD)) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether the variable for what has been found gets it, where nothing has been found. */
  private boolean isTakenForFound(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof AssignmentTree given
        && given.getExpression() == mention.getLeaf()
        && analysis.counts().waits().stream()
            .map(wait -> ASTHelpers.getSymbol(Symbols.receiver(wait.getLeaf())))
            .anyMatch(
                found -> found != null && found.equals(ASTHelpers.getSymbol(given.getVariable())));
  }

  private boolean does(TreePath call, int argument, Role role) {
    return ResolvedLibrary.of(state()).does(call.getLeaf(), argument, role);
  }

  private boolean isWait(Tree call) {
    return analysis.counts().waits().stream().anyMatch(wait -> wait.getLeaf() == call);
  }

  private static boolean isOfField(TreePath call) {
    return ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())) instanceof VarSymbol map
        && Symbols.isField(map);
  }

  /** Whether a wait is for what somebody else has put into the map before. */
  private boolean isOfFound(TreePath wait, TreePath admission) {
    return holder(admission).stream()
        .anyMatch(found -> found.equals(ASTHelpers.getSymbol(Symbols.receiver(wait.getLeaf()))));
  }

  /** The variable that is given what is in the map already. */
  private static Optional<Symbol> holder(TreePath admission) {
    Tree parent = admission.getParentPath().getLeaf();
    return Optional.ofNullable(
        parent instanceof AssignmentTree given
            ? ASTHelpers.getSymbol(given.getVariable())
            : ASTHelpers.getSymbol(parent) instanceof VarSymbol variable ? variable : null);
  }

  /** Whether several threads may come for one key, and who waits then waits for ever. */
  private boolean isLeftAlone(TreePath wait, TreePath admission, TreePath body) {
    ImmutableSet<Task> tasks = Tasks.of(wait, state());
    ImmutableList<Task.Apart> apart = Tasks.apart(tasks);
    ImmutableSet<TreePath> sites = CallSites.leadingTo(wait, state()).seen();
    return Graphs.isDirectlyIn(wait, body.getLeaf())
        && (isForThreadsOfOthers(admission, wait)
            || (tasks.stream().allMatch(t -> t instanceof Task.Apart || ProgramTasks.isMain(t))
                && (apart.size() > 1 || apart.stream().anyMatch(this::isStartedAgain))
                && tasks.stream().noneMatch(t -> UnendedWaits.endsWithProcess(t, state()))
                && Interrupters.inView(wait, tasks, state()).answer().isNo()))
        && Stream.concat(Stream.of(wait), sites.stream())
            .allMatch(place -> Hold.at(place, state()).isEmpty())
        && !new SkippedWays(body, wait, state()).isForDifferent();
  }

  /** Whether code out of view comes for keys of its own, to a map that is made for threads. */
  private boolean isForThreadsOfOthers(TreePath admission, TreePath wait) {
    return ASTHelpers.getSymbol(Symbols.receiver(admission.getLeaf())) instanceof VarSymbol map
        && Stream.concat(
                Stream.of(map.type),
                Values.initial(map, state()).map(p -> ASTHelpers.getType(p.getLeaf())).stream())
            .anyMatch(type -> Symbols.isA(type, "java.util.concurrent.ConcurrentMap", state()))
        && ProgramTasks.isCalledByOthers(wait, state());
  }

  private boolean isStartedAgain(Task.Apart task) {
    return Loops.around(task.start()).isPresent()
        || ProgramTasks.isCalledByOthers(task.start(), state());
  }

  /** Whether the key is what callers pass, and may well be the same for two of them. */
  private boolean mayComeAgain(TreePath admission, TreePath wait) {
    return new SharedKeys(state())
        .mayComeAgain(
            new TreePath(admission, Arguments.of(admission.getLeaf()).get(0)),
            isForThreadsOfOthers(admission, wait)
                || Tasks.apart(Tasks.of(wait, state())).stream().anyMatch(this::isStartedAgain));
  }

  private Optional<AbandonedWait> skipped(TreePath body, TreePath admission, TreePath wait) {
    RiskyCalls calls = new RiskyCalls(body, state());
    return Stream.of(
            ImmutableSet.<Tree>of(),
            Stream.concat(calls.all().stream(), calls.refusing().stream())
                .collect(toImmutableSet()))
        .flatMap(risky -> skipped(body, admission, wait, risky, calls).stream())
        .findFirst();
  }

  private Optional<AbandonedWait> skipped(
      TreePath body,
      TreePath admission,
      TreePath wait,
      ImmutableSet<Tree> risky,
      RiskyCalls calls) {
    ImmutableList<TreePath> signals = analysis.counts().signals();
    Symbol found = holder(admission).orElseThrow();
    ImmutableSet<Tree> acts =
        Stream.concat(
                signals.stream(),
                CompilationIndex.of(state()).mentions(found).stream().filter(SharedPromises::isUse))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    return Duties.waysWithout(body, ImmutableSet.of(admission.getLeaf()), acts, risky, state())
        .stream()
        .filter(way -> way.at() != null && way.at() != admission.getLeaf())
        .filter(way -> !isWithFound(TreePath.getPath(body, way.at()), body, (VarSymbol) found))
        .filter(
            way ->
                way.exception().isEmpty()
                    ? way.at() instanceof ReturnTree
                    : !risky.contains(way.at())
                        || calls.refusing().contains(way.at())
                        || !calls.isDoubtful(way.at()))
        .findFirst()
        .map(
            way ->
                new AbandonedWait(
                    channel(),
                    signals.get(0),
                    analysis.counts().method(),
                    way,
                    wait,
                    ImmutableSet.of(),
                    false,
                    !risky.isEmpty() || isForThreadsOfOthers(admission, wait)));
  }

  /** Whether control comes to a place only where another promise has been in the map. */
  private static boolean isWithFound(@Nullable TreePath place, TreePath body, VarSymbol found) {
    return place == null
        || TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(
                outcome ->
                    Handed.isNullTest(outcome.test(), found)
                        && outcome.value() == (outcome.test().getKind() == Tree.Kind.NOT_EQUAL_TO));
  }

  /** Whether what has been found is used, other than to be compared. */
  private static boolean isUse(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    return parent instanceof MemberSelectTree
        || parent instanceof ReturnTree
        || parent instanceof MethodInvocationTree;
  }
}
