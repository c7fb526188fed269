package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.endsignals.SignalCounts;
import dev.watertight.locks.Hold;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds waits for a channel, latch or future during which the thread keeps a monitor or lock that
 * everybody takes first who could end the wait: if it waits at all, it waits for ever.
 *
 * @param channel what is waited for
 * @param state the compilation
 */
record HeldWaits(Topology channel, VisitorState state) {
  /* How many variables are looked through for what is in one. */
  private static final int SOURCES = 3;

  private static final Comparator<HeldWait> CERTAIN_FIRST =
      Comparator.comparing(wait -> !wait.isCertain());

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, HeldWait> found) {
    HeldWaits analysis = new HeldWaits(channel, state);
    if (!channel.isClosedView() || channel.isPipe()) {
      return;
    }
    Stream.concat(
            channel.receives().stream()
                .filter(Endpoint::isEndless)
                .map(wait -> analysis.of(wait, analysis.uses(true))),
            channel.blockingSends().stream().map(wait -> analysis.of(wait, analysis.uses(false))))
        .flatMap(Optional::stream)
        .min(CERTAIN_FIRST)
        .ifPresent(finding -> found.accept(finding.waiting().getLeaf(), finding));
  }

  /** What is found of channels that carry values. */
  static final ChannelFindings<HeldWait> OF_CHANNELS = ChannelFindings.of(HeldWaits::analyze);

  /** What is found of latches, futures and their like. */
  static final ChannelFindings<HeldWait> OF_SYNCHRONIZERS =
      ChannelFindings.ofSynchronizers(HeldWaits::analyze);

  /** What ends a wait of those who receive, or of those who send. */
  private ImmutableList<Endpoint> uses(boolean areSends) {
    return channel.endpoints().stream()
        .filter(
            use ->
                (areSends ? use.isSend() : use.isReceive())
                    || use.act() == Act.CLOSE
                    || use.act() == Act.CANCEL)
        .collect(toImmutableList());
  }

  private Optional<HeldWait> of(Endpoint wait, ImmutableList<Endpoint> ends) {
    if (!(wait.path().getLeaf() instanceof MethodInvocationTree)) {
      return Optional.empty();
    }
    return Hold.takenIn(wait.path(), state).stream()
        .flatMap(hold -> under(hold, wait, ends).stream())
        .min(CERTAIN_FIRST);
  }

  private Optional<HeldWait> under(Hold hold, Endpoint wait, ImmutableList<Endpoint> all) {
    ImmutableList<Endpoint> ends =
        all.stream().filter(end -> !isOfConstructor(end, hold)).collect(toImmutableList());
    return Optional.of(ends)
        .filter(others -> !others.isEmpty() && isOne(hold, wait, others))
        .filter(others -> others.stream().allMatch(end -> likely(end, hold, wait).isPresent()))
        .filter(others -> isAlone() && isUnguarded(wait.path()) && isApart(wait.path(), others))
        .filter(others -> isLeftAlone(wait.path()))
        .map(
            others ->
                new HeldWait(
                    wait.path(),
                    hold,
                    likely(others.get(0), hold, wait).orElseThrow(),
                    others.stream().allMatch(end -> needing(end, hold, wait).isPresent())
                        && new CertainWaits(channel, state).isOne(wait, all, others, hold)))
        .filter(found -> found.isCertain() || mayWait(wait, ends));
  }

  /**
   * Whether a thread may come to the wait before the others: not if one thread does it all, which
   * knows how many there are. That a queue has room for all is often seen to elsewhere.
   */
  private boolean mayWait(Endpoint wait, ImmutableList<Endpoint> ends) {
    boolean isOnce =
        channel.kind().is(Trait.SYNCHRONIZER)
            && !ResolvedLibrary.of(state).is(wait.path().getLeaf(), Trait.AWAITS_PERMIT);
    return !wait.isSend()
        && (isOnce
            || Stream.concat(Stream.of(wait), ends.stream())
                .anyMatch(use -> !Tasks.apart(Tasks.of(use.path(), state)).isEmpty()));
  }

  /** The same, or where such a thread needs it unless it has nothing to do. */
  private Optional<TreePath> likely(Endpoint end, Hold hold, Endpoint wait) {
    return needing(end, hold, wait).or(() -> new LikelyTakings(hold, state).before(end.path()));
  }

  /**
   * Where a thread needs a hold that is to end the wait: there, or always on its way there; or one
   * of the threads each of which has to come.
   */
  private Optional<TreePath> needing(Endpoint end, Hold hold, Endpoint wait) {
    return hold.excludesOneOf(Hold.at(end.path(), state))
        ? Optional.of(end.path())
        : new Takings(hold, state)
            .before(end.path())
            .or(
                () ->
                    new SomeTakings(hold, wait.path(), state)
                        .before(end.path())
                        .filter(
                            some ->
                                isEachNeeded(end)
                                    || new ElementSignals(channel, hold, state).isEachNeeded(end)));
  }

  private boolean isEachNeeded(Endpoint end) {
    return channel.kind().is(Trait.SYNCHRONIZER)
        && Graphs.bodyAround(end.path())
            .filter(body -> SignalCounts.of(channel, state).isEachNeeded(body))
            .isPresent();
  }

  /** Whether the object whose hold it is does so while it is made: nobody waits yet. */
  private static boolean isOfConstructor(Endpoint end, Hold hold) {
    return end.isSend()
        && Graphs.bodyAround(end.path())
            .filter(Symbols::isConstructor)
            .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
            .filter(maker -> hold.isOfObject(maker.owner))
            .isPresent();
  }

  private boolean isAlone() {
    return !channel.variables().isEmpty()
        && channel.isAlone(state)
        && channel.variables().stream().noneMatch(v -> Outsiders.mayUse(v, state));
  }

  /** Whether the thread waits whatever the channel holds. */
  private boolean isUnguarded(TreePath wait) {
    return channel.endpoints().stream()
            .map(Endpoint::path)
            .noneMatch(use -> use.getLeaf() != wait.getLeaf() && Graphs.areTogether(use, wait))
        && new Guards(wait, state).areNone();
  }

  private boolean isLeftAlone(TreePath wait) {
    return Interrupters.inView(wait, Tasks.of(wait, state), state).answer().isNo();
  }

  /** Whether what is held is the same object for all who use the channel. */
  private boolean isOne(Hold hold, Endpoint wait, ImmutableList<Endpoint> ends) {
    Optional<TreePath> body = Graphs.bodyAround(channel.maker());
    return hold.isOfAll()
        || (channel.isLocal()
            && body.isPresent()
            && Stream.concat(Stream.of(wait), ends.stream())
                .allMatch(
                    use ->
                        Paths.isInside(use.path(), body.get().getLeaf())
                            && isOneForMaker(hold, use.path())))
        || Stream.concat(Stream.of(wait), ends.stream())
            .allMatch(use -> isOfObject(use.path(), hold));
  }

  /**
   * Whether code that names what is held means one object for each channel: that of a variable from
   * around what makes it, or of a class from there, of which it is the {@code this}; or the one
   * object that the body makes of a class of its own.
   */
  private boolean isOneForMaker(Hold hold, TreePath use) {
    Symbol root = hold.object().symbols().get(0);
    CompilationIndex index = CompilationIndex.of(state);
    if (root instanceof VarSymbol local && !Symbols.isField(local)) {
      return index.declaration(local).filter(this::isAroundMaker).isPresent();
    }
    Symbol type = root instanceof VarSymbol field ? field.owner : root;
    for (TreePath p = use; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof ClassTree
          && ASTHelpers.getSymbol(p.getLeaf()) instanceof ClassSymbol own
          && own.isSubClass(type, state.getTypes())) {
        return Paths.isInside(channel.maker(), p.getLeaf()) || isMadeOnce(own);
      }
    }
    return false;
  }

  private boolean isMadeOnce(ClassSymbol type) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> makers = index.creations(type);
    return makers.size() == 1
        && isAroundMaker(makers.get(0))
        && index.subclasses(type).stream().allMatch(own -> index.creations(own).isEmpty());
  }

  /** Whether code runs once for each channel: in no loop or body that does not make that, too. */
  private boolean isAroundMaker(TreePath code) {
    for (TreePath p = code.getParentPath(); p != null; p = p.getParentPath()) {
      Tree around = p.getLeaf();
      if ((Loops.isLoop(around)
              || around instanceof MethodTree
              || around instanceof LambdaExpressionTree)
          && !Paths.isInside(channel.maker(), around)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a use names what the object has made itself whose code it is in, and which the hold is
   * of: by a field, a variable of the method that makes it, or what is taken out of a container.
   */
  private boolean isOfObject(TreePath use, Hold hold) {
    Tree receiver = Symbols.receiver(use.getLeaf());
    return receiver != null && isOwnVariable(receiver, hold, SOURCES);
  }

  private boolean isOwnVariable(Tree named, Hold hold, int depth) {
    return ASTHelpers.getSymbol(named) instanceof VarSymbol variable
        && depth > 0
        && (Symbols.isField(variable)
            ? isOwnField(named, hold)
                && Values.assignedTo(variable, state).stream()
                    .allMatch(value -> isForItself(value) && isOwn(value, hold, depth - 1))
            : isOwnLocal(variable, hold, depth - 1));
  }

  /** Whether an object puts a value into a field of its own, rather than into that of another. */
  private static boolean isForItself(TreePath value) {
    return !(value.getParentPath().getLeaf() instanceof AssignmentTree put
            && put.getVariable() instanceof MemberSelectTree select)
        || Symbols.isSelf(select.getExpression());
  }

  private static boolean isOwnField(@Nullable Tree named, Hold hold) {
    return named != null
        && ASTHelpers.getSymbol(named) instanceof VarSymbol field
        && Symbols.isField(field)
        && !field.isStatic()
        && hold.isOfObject(field.owner)
        && (!(named instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression()));
  }

  /** Whether a value is made by the object, or comes out of a field of it that keeps it. */
  private boolean isOwn(TreePath value, Hold hold, int depth) {
    Tree tree = value.getLeaf();
    return tree == channel.maker().getLeaf()
        || isOwnVariable(tree, hold, depth)
        || (tree instanceof MethodInvocationTree call
            && channel.variables().contains(ASTHelpers.getSymbol(Symbols.receiver(call)))
            && isOwnField(Symbols.receiver(call), hold));
  }

  private boolean isOwnLocal(VarSymbol local, Hold hold, int depth) {
    return CompilationIndex.of(state)
            .declaration(local)
            .flatMap(Symbols::methodAround)
            .filter(method -> !method.isStatic() && hold.isOfObject(method.owner))
            .isPresent()
        && Values.initial(local, state).filter(value -> isOwn(value, hold, depth)).isPresent();
  }

  /** Whether the thread that waits ends no wait itself. */
  private boolean isApart(TreePath wait, ImmutableList<Endpoint> ends) {
    TreePath body = Graphs.bodyAround(wait).orElseThrow();
    return ends.stream()
        .map(Endpoint::path)
        .allMatch(
            end ->
                !Graphs.areTogether(end, wait)
                    && (Tasks.of(end, state).stream().allMatch(this::isSeparate)
                        || Summaries.reaches(end, body, state).isNo()));
  }

  private boolean isSeparate(Task task) {
    return task instanceof Task.Apart apart && TaskStarts.isSeparate(apart, state);
  }
}
