package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is taken from a queue that serves as a pool, and is not put back when something fails:
 * the queue is filled once, so that those who take from it wait for ever some day.
 *
 * <p>A queue is such a pool if all that is put in comes from the code that makes it, or has been
 * taken out before by the same body.
 *
 * @param channel the queue
 * @param state the compilation
 */
record LostElements(Topology channel, VisitorState state) {
  /**
   * A body that takes an element for a while.
   *
   * @param take the call that takes it, or calls what does
   * @param gives the calls that put it back, or call what does
   * @param sends where they put it back
   * @param isOpen whether others may take and give by the same methods
   */
  private record Loan(
      TreePath body,
      TreePath take,
      ImmutableList<TreePath> gives,
      ImmutableSet<Tree> sends,
      boolean isOpen) {}

  /** Tells of what is found. */
  static void analyze(Topology channel, VisitorState state, BiConsumer<Tree, AbandonedWait> found) {
    if (channel.isClosedView()
        && !channel.kind().isCloseable()
        && !channel.isPipe()
        && !channel.sends().isEmpty()
        && channel.receives().stream().anyMatch(Endpoint::isEndless)) {
      new LostElements(channel, state)
          .find()
          .ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
    }
  }

  private Optional<AbandonedWait> find() {
    Set<Loan> loans = new HashSet<>();
    for (Endpoint receive : channel.receives()) {
      ImmutableList<Loan> own = loansOf(receive.path());
      if (own.isEmpty() && receive.isEndless()) {
        return Optional.empty();
      }
      loans.addAll(own);
    }
    ImmutableSet<Tree> returned =
        loans.stream().flatMap(loan -> loan.sends().stream()).collect(toImmutableSet());
    Optional<TreePath> wait =
        channel.receives().stream()
            .filter(Endpoint::isEndless)
            .map(Endpoint::path)
            .filter(this::isLeftAlone)
            .findFirst();
    return wait.isEmpty()
            || !channel.sends().stream()
                .map(Endpoint::path)
                .allMatch(send -> returned.contains(send.getLeaf()) || isFirst(send))
        ? Optional.empty()
        : loans.stream()
            .sorted(Comparator.comparingInt(l -> ASTHelpers.getStartPosition(l.take().getLeaf())))
            .flatMap(loan -> lost(loan, wait.get()).stream())
            .findFirst();
  }

  /** The bodies that take an element there, or by the method that hands it to them. */
  private ImmutableList<Loan> loansOf(TreePath receive) {
    Optional<TreePath> body = Graphs.bodyAround(receive);
    if (body.isEmpty()) {
      return ImmutableList.of();
    }
    Optional<Loan> own = loan(receive, /* isOpen= */ false);
    if (own.isPresent() || !isReturned(receive, body.get())) {
      return own.stream().collect(toImmutableList());
    }
    MethodSymbol method = ASTHelpers.getSymbol((MethodTree) body.get().getLeaf());
    List<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    ImmutableList<Loan> loans =
        mentions.stream()
            .filter(Runs::isCall)
            .flatMap(call -> loan(call.getParentPath(), Symbols.isOpenToOthers(method)).stream())
            .collect(toImmutableList());
    return loans.size() == mentions.size() ? loans : ImmutableList.of();
  }

  private static boolean isReturned(TreePath receive, TreePath body) {
    ImmutableList<TreePath> returned = Returns.in(body);
    return body.getLeaf() instanceof MethodTree
        && !returned.isEmpty()
        && returned.stream()
            .allMatch(
                value ->
                    value.getLeaf() == receive.getLeaf()
                        || (ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
                            && variable.equals(Symbols.target(receive))));
  }

  private Optional<Loan> loan(TreePath take, boolean isOpen) {
    Optional<TreePath> body = Graphs.bodyAround(take);
    if (body.isEmpty()
        || !(Symbols.target(take) instanceof VarSymbol holder)
        || Symbols.isField(holder)
        || !Values.isFixed(holder, state)) {
      return Optional.empty();
    }
    ImmutableList.Builder<TreePath> gives = ImmutableList.builder();
    ImmutableSet.Builder<Tree> sends = ImmutableSet.builder();
    for (TreePath call : Trees.ownPathsIn(body.get(), MethodInvocationTree.class)) {
      sendOf(call, holder)
          .ifPresent(
              send -> {
                gives.add(call);
                sends.add(send);
              });
    }
    ImmutableList<TreePath> all = gives.build();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Loan(
                body.get(),
                take,
                all,
                sends.build(),
                isOpen || all.stream().anyMatch(this::isOpenHelper)));
  }

  private boolean isOpenHelper(TreePath give) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) give.getLeaf());
    return CompilationIndex.of(state).isInView(method) && Symbols.isOpenToOthers(method);
  }

  /** The send by which a call puts what a variable holds into the queue. */
  private Optional<Tree> sendOf(TreePath call, VarSymbol holder) {
    List<? extends ExpressionTree> arguments =
        ((MethodInvocationTree) call.getLeaf()).getArguments();
    for (int i = 0; i < arguments.size(); i++) {
      if (!holder.equals(ASTHelpers.getSymbol(arguments.get(i)))) {
        continue;
      }
      if (sends().anyMatch(send -> send.getLeaf() == call.getLeaf())) {
        return Optional.of(call.getLeaf());
      }
      MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf());
      Symbol given = i < method.getParameters().size() ? method.getParameters().get(i) : null;
      Optional<Tree> inside =
          CompilationIndex.of(state).declaration(method).stream()
              .flatMap(code -> CertainCalls.in(code, /* catching= */ false).calls().stream())
              .filter(inner -> sends().anyMatch(send -> send.getLeaf() == inner.getLeaf()))
              .map(TreePath::getLeaf)
              .filter(
                  inner ->
                      ((MethodInvocationTree) inner)
                          .getArguments().stream()
                              .anyMatch(value -> isParameter(value, given, method)))
              .findFirst();
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }

  /* The symbols of the parameters of a call and of its declaration are the same in one run. */
  private static boolean isParameter(
      ExpressionTree value, @Nullable Symbol given, MethodSymbol method) {
    return ASTHelpers.getSymbol(value) instanceof VarSymbol variable
        && variable.owner.equals(method)
        && variable.equals(given);
  }

  private Stream<TreePath> sends() {
    return channel.sends().stream().map(Endpoint::path);
  }

  /** Whether it is put in while the queue, or the object that keeps it, is made. */
  private boolean isFirst(TreePath send) {
    Optional<TreePath> body = Graphs.bodyAround(send);
    return body.isEmpty()
        || Symbols.isConstructor(body.get())
        || Graphs.areTogether(send, channel.maker())
        || (body.get().getLeaf() instanceof MethodTree method
            && isOnlyForConstructors(ASTHelpers.getSymbol(method)));
  }

  private boolean isOnlyForConstructors(MethodSymbol method) {
    Collection<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return !Symbols.isOpenToOthers(method)
        && !mentions.isEmpty()
        && mentions.stream()
            .allMatch(call -> Graphs.bodyAround(call).map(Symbols::isConstructor).orElse(true));
  }

  /** Whether others wait there, and nobody interrupts them. */
  private boolean isLeftAlone(TreePath wait) {
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    return (Runs.isRepeated(wait, channel, state) || ProgramTasks.isCalledByOthers(wait, state))
        && !tasks.isEmpty()
        && tasks.stream().noneMatch(task -> UnendedWaits.endsWithProcess(task, state))
        && Tasks.apart(tasks).stream().noneMatch(task -> TaskStarts.isDaemon(task, state))
        && Interrupters.inView(wait, tasks, state).answer().isNo();
  }

  private Optional<AbandonedWait> lost(Loan loan, TreePath wait) {
    RiskyCalls calls = new RiskyCalls(loan.body(), state);
    // What is put back only now and then may have been used up.
    return ways(loan, ImmutableSet.of()).stream().anyMatch(way -> way.exception().isEmpty())
        ? Optional.empty()
        : Stream.of(ImmutableSet.<Tree>of(), calls.all())
            .flatMap(risky -> lost(loan, wait, risky, calls).stream())
            .findFirst();
  }

  private ImmutableSet<Loss> ways(Loan loan, ImmutableSet<Tree> risky) {
    return Duties.waysWithout(
        loan.body(),
        ImmutableSet.of(loan.take().getLeaf()),
        loan.gives().stream().map(TreePath::getLeaf).collect(toImmutableSet()),
        risky,
        state);
  }

  /** What messages call the method that puts an element back. */
  private String methodOf(Loan loan) {
    return channel.sends().stream()
        .filter(send -> loan.sends().contains(send.path().getLeaf()))
        .map(Endpoint::method)
        .findFirst()
        .orElse("");
  }

  private Optional<AbandonedWait> lost(
      Loan loan, TreePath wait, ImmutableSet<Tree> risky, RiskyCalls calls) {
    SkippedWays ways = new SkippedWays(loan.body(), wait, state);
    ImmutableSet<Tree> acts =
        loan.gives().stream().map(TreePath::getLeaf).collect(toImmutableSet());
    return ways(loan, risky).stream()
        .filter(way -> !way.exception().isEmpty() && way.at() != loan.take().getLeaf())
        .filter(way -> !acts.contains(way.at()))
        .filter(
            way ->
                !(risky.contains(way.at())
                    && (ways.isExpected(way.at(), risky) || calls.isDoubtful(way.at()))))
        .filter(way -> !ways.isExcluded(way))
        .min(
            Comparator.comparing((Loss way) -> way.at() == null)
                .thenComparingInt(
                    way -> way.at() == null ? 0 : ASTHelpers.getStartPosition(way.at())))
        .map(
            way ->
                new AbandonedWait(
                    channel,
                    loan.gives().get(0),
                    methodOf(loan),
                    way,
                    wait,
                    ImmutableSet.of(loan.take().getLeaf()),
                    loan.gives().size() == 1,
                    // Who catches the exception may see to it that nobody takes another.
                    /* isUnchecked= */ true));
  }
}
