package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.tree.JCTree.JCCompilationUnit;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.StreamUses;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What code waits for before it comes to a place, and the signs in view that end such waits: a
 * latch that is counted down, a future that is completed, a value in another channel, a thread that
 * is unparked, listeners that are told.
 *
 * <p>When input comes, or another task ends, is written nowhere: that may always happen later.
 */
final class Signals {
  private static final Supplier<ImmutableList<TreePath>> SIGNS =
      PerCompilation.of(
          state -> calls(CompilationIndex.of(state).units(), call -> isSign(call, state)));

  private static final Supplier<ImmutableList<TreePath>> CHANGES =
      PerCompilation.of(
          state ->
              CompilationIndex.of(state).units().stream()
                  .flatMap(
                      unit ->
                          Trees.pathsIn(
                              new TreePath(unit), MethodInvocationTree.class, NewClassTree.class)
                              .stream())
                  .filter(path -> changesFile(path, state))
                  .collect(ImmutableList.toImmutableList()));

  private static final Supplier<Type> LOG_SENDER =
      Suppliers.typeFromString("java.util.logging.SocketHandler");

  private static final Supplier<Boolean> SENDS_LOGS =
      PerCompilation.of(
          state ->
              Optional.ofNullable(LOG_SENDER.get(state))
                  .map(type -> type.tsym)
                  .filter(ClassSymbol.class::isInstance)
                  .map(ClassSymbol.class::cast)
                  .filter(sender -> !CompilationIndex.of(state).creations(sender).isEmpty())
                  .isPresent());

  private final VisitorState state;
  private final ResolvedLibrary library;

  private Signals(VisitorState state) {
    this.state = state;
    this.library = ResolvedLibrary.of(state);
  }

  /**
   * Whether code that comes to one of the places may have waited until then.
   *
   * @param mayRun whether a call that gives a sign may run by then
   */
  static boolean mayCome(Set<TreePath> places, Predicate<TreePath> mayRun, VisitorState state) {
    Signals signals = new Signals(state);
    for (TreePath place : places) {
      for (TreePath wait : signals.waitsBefore(place)) {
        if (signals.mayCome(wait, place, mayRun)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean mayCome(TreePath wait, TreePath place, Predicate<TreePath> mayRun) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(wait.getLeaf());
    if (isRemote(wait, state)
        || library.is(
            method,
            Trait.AWAITS_INPUT,
            Trait.AWAITS_TASK,
            Trait.AWAITS_TASKS,
            Trait.AWAITS_CLAUSE)) {
      return Tasks.of(place, state).stream().anyMatch(task -> !(task instanceof Task.Caller));
    }
    for (TreePath sign : SIGNS.get(state)) {
      if (mayEnd(sign, wait) && mayRun.test(sign)) {
        return true;
      }
    }
    return false;
  }

  /** The calls in the body around a place, and in what that calls, that wait before it. */
  private List<TreePath> waitsBefore(TreePath place) {
    List<TreePath> found = new ArrayList<>();
    if (place.getLeaf() instanceof MethodInvocationTree start
        && TaskStarts.isOfStage(start, state)) {
      // What follows a stage waits for it.
      found.add(place);
    }
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (body == null || !mayWait(Summaries.ofCode(body, state))) {
      return found;
    }
    for (TreePath call : ImpliedCalls.andCallsIn(body, state)) {
      if (Order.mayFollow(call, place) && mayWait(Summaries.ofCall(call, state))) {
        if (call.getLeaf() instanceof MethodInvocationTree) {
          addWaits(call, found);
        }
        for (TreePath called : Summaries.bodies(call, state)) {
          Trees.pathsIn(called, MethodInvocationTree.class).forEach(c -> addWaits(c, found));
        }
      }
    }
    return found;
  }

  private static boolean mayWait(Effects effects) {
    return effects.waits() || effects.connects();
  }

  private void addWaits(TreePath call, List<TreePath> found) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    if ((library.waits(method) && !library.is(method, Trait.AWAITS_TIME))
        || isRemote(call, state)) {
      found.add(call);
    }
  }

  private static boolean isRemote(TreePath call, VisitorState state) {
    boolean isCall = call.getLeaf() instanceof MethodInvocationTree;
    return (isCall || call.getLeaf() instanceof MemberReferenceTree)
        && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call.getLeaf()))
        && (isCall ? Summaries.ofCall(call, state) : Summaries.ofCode(call, state)).connects();
  }

  /** Whether a call writes a log, or ends it, in a program that sends logs over the network. */
  private static boolean isLoggedToPeer(TreePath use, VisitorState state) {
    return ASTHelpers.getSymbol(use.getLeaf()) instanceof MethodSymbol method
        && CallRules.isLogger(method.owner, state)
        && SENDS_LOGS.get(state);
  }

  /** Whether a sign may be given to the object for which a call waits. */
  private boolean mayEnd(TreePath sign, TreePath wait) {
    Types types = state.getTypes();
    Symbol giver = ASTHelpers.getSymbol(sign.getLeaf()).owner;
    Symbol waiter = ASTHelpers.getSymbol(wait.getLeaf()).owner;
    if (!giver.isSubClass(waiter, types) && !waiter.isSubClass(giver, types)) {
      return false;
    }
    if (waiter.equals(state.getSymtab().objectType.tsym) && !giver.equals(waiter)) {
      // Nothing but notify() ends wait().
      return false;
    }
    Symbol one = ASTHelpers.getSymbol(Symbols.receiver(sign.getLeaf()));
    Symbol other = ASTHelpers.getSymbol(Symbols.receiver(wait.getLeaf()));
    return !(one instanceof VarSymbol given && other instanceof VarSymbol awaited)
        || given.equals(awaited)
        || (!isAlone(given) && !isAlone(awaited));
  }

  /** Whether no other variable has the object: it is made for this one, and only called. */
  private boolean isAlone(VarSymbol variable) {
    return (variable.flags() & Flags.PARAMETER) == 0
        && Values.assignedTo(variable, state).stream()
            .allMatch(value -> value.getLeaf() instanceof NewClassTree)
        && CompilationIndex.of(state).mentions(variable).stream()
            .map(mention -> mention.getParentPath().getLeaf())
            .allMatch(use -> use instanceof MemberSelectTree || use instanceof AssignmentTree);
  }

  /**
   * The calls that deal with sockets and pipes, or with streams of such, in the package of a place.
   */
  static ImmutableList<TreePath> connections(TreePath place, VisitorState state) {
    return connections(near(place, state), state);
  }

  /** The same in all other packages: mostly they have nothing to do with it. */
  static ImmutableList<TreePath> connectionsElsewhere(TreePath place, VisitorState state) {
    ImmutableList<CompilationUnitTree> near = near(place, state);
    return connections(
        CompilationIndex.of(state).units().stream()
            .filter(unit -> !near.contains(unit))
            .collect(ImmutableList.toImmutableList()),
        state);
  }

  private static ImmutableList<TreePath> connections(
      ImmutableList<CompilationUnitTree> units, VisitorState state) {
    StreamUses streams = new StreamUses(state);
    return units.stream()
        .flatMap(unit -> StreamUses.usesIn(new TreePath(unit)))
        .filter(
            use ->
                isRemote(use, state)
                    || streams.mayReach(StreamUses.End.PEER, use)
                    || isLoggedToPeer(use, state))
        .collect(ImmutableList.toImmutableList());
  }

  /** Those that connect or send to a socket that may be of the program itself. */
  static ImmutableList<TreePath> callsOut(TreePath place, VisitorState state) {
    return near(place, state).stream()
        .flatMap(
            unit ->
                Trees.pathsIn(new TreePath(unit), MethodInvocationTree.class, NewClassTree.class)
                    .stream())
        .filter(path -> ResolvedLibrary.of(state).is(path.getLeaf(), Trait.CALLS_OUT))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<CompilationUnitTree> near(TreePath place, VisitorState state) {
    return CompilationIndex.of(state).units().stream()
        .filter(unit -> packageOf(unit).equals(packageOf(place.getCompilationUnit())))
        .collect(ImmutableList.toImmutableList());
  }

  /** The calls in view that may change a file. */
  static ImmutableList<TreePath> changesOfFiles(VisitorState state) {
    return CHANGES.get(state);
  }

  /** By itself, or through a stream that was opened before. */
  private static boolean changesFile(TreePath path, VisitorState state) {
    return ASTHelpers.getSymbol(path.getLeaf()) instanceof MethodSymbol method
        && (CallRules.changesFiles(method, state)
            || (path.getLeaf() instanceof MethodInvocationTree
                && new StreamUses(state).mayReach(StreamUses.End.FILE, path)));
  }

  private static Symbol packageOf(CompilationUnitTree unit) {
    return ((JCCompilationUnit) unit).packge;
  }

  private static ImmutableList<TreePath> calls(
      ImmutableList<CompilationUnitTree> units, Predicate<TreePath> wanted) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (CompilationUnitTree unit : units) {
      Trees.pathsIn(new TreePath(unit), MethodInvocationTree.class).stream()
          .filter(wanted)
          .forEach(found::add);
    }
    return found.build();
  }

  private static boolean isSign(TreePath call, VisitorState state) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return ResolvedLibrary.of(state).is(method, Trait.COMPLETES, Trait.SIGNALS)
        || Channels.of(state)
            .operationOf(method)
            .filter(o -> o.act() == Act.SEND || o.act() == Act.EXCHANGE || o.act() == Act.CLOSE)
            .isPresent();
  }
}
