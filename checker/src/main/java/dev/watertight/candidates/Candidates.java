package dev.watertight.candidates;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCMemberReference;
import com.sun.tools.javac.tree.JCTree.JCMethodInvocation;
import com.sun.tools.javac.tree.JCTree.JCNewClass;
import com.sun.tools.javac.tree.JCTree.JCVariableDecl;
import com.sun.tools.javac.tree.TreeInfo;
import dev.watertight.caches.PerCompilation;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.findings.interrupts.DeafLoops;
import dev.watertight.findings.interrupts.SwallowedInterrupts;
import dev.watertight.findings.locks.HeldLocks;
import dev.watertight.findings.locks.KeptLocks;
import dev.watertight.findings.oneway.OneWayFinder.OneWayVariable;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.findings.polling.SpinningReads;
import dev.watertight.findings.receives.SwallowingLoops;
import dev.watertight.findings.selects.SelectLoops;
import dev.watertight.findings.selects.SelectorLoops;
import dev.watertight.findings.threads.BackgroundLoops;
import dev.watertight.findings.threads.FailingTasks;
import dev.watertight.findings.timeouts.AbandonedTasks;
import dev.watertight.findings.unbounded.ExcessTakes;
import dev.watertight.findings.unbounded.UnboundedWaits;
import dev.watertight.program.CompilationIndex;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Connections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Candidate}s of the units of one compilation.
 *
 * <p>Nearly every expression of a program is of no interest to any check. So the checks are not
 * asked about each expression: one pass over all units finds those that matter, and a unit without
 * any costs each check one look-up.
 */
public final class Candidates {
  private static final Supplier<Candidates> INSTANCE = PerCompilation.of(Candidates::new);
  private static final ImmutableSet<Candidate> NONE = ImmutableSet.of();
  private static final ImmutableSet<Candidate> POLL = Sets.immutableEnumSet(Candidate.POLL);
  private static final ImmutableSet<Candidate> CONNECTION =
      Sets.immutableEnumSet(Candidate.CONNECTION);
  private static final ImmutableSet<Candidate> HANDLE = Sets.immutableEnumSet(Candidate.HANDLE);
  private static final ImmutableSet<Candidate> ENDLESS_LOOP =
      Sets.immutableEnumSet(Candidate.ENDLESS_LOOP);
  private static final ImmutableSet<Candidate> TWO_WAY_VARIABLE =
      Sets.immutableEnumSet(Candidate.TWO_WAY_VARIABLE);

  private final VisitorState state;
  private final ResolvedLibrary library;
  private final ImmutableSet<Symbol> twoWay;

  /* Asked for each class and method once, behind a map: the JIT compiler would inline it all. */
  private final Function<ClassSymbol, Boolean> isHandle;
  private final Function<ClassSymbol, Boolean> isConnection;
  private final Function<MethodSymbol, ImmutableSet<Candidate>> kinds;
  private final Map<ClassSymbol, Boolean> handles = new HashMap<>();
  private final Map<ClassSymbol, Boolean> connections = new HashMap<>();
  private final Map<MethodSymbol, ImmutableSet<Candidate>> methods = new HashMap<>();

  private final ListMultimap<CompilationUnitTree, TreePath> selected = ArrayListMultimap.create();
  private final Set<CompilationUnitTree> read = new HashSet<>();

  /* The checks ask about one unit after the other. */
  private @Nullable CompilationUnitTree last;
  private final ListMultimap<Candidate, TreePath> paths = ArrayListMultimap.create();

  private Candidates(VisitorState state) {
    this.state = state;
    this.library = ResolvedLibrary.of(state);
    this.twoWay = OneWayVariable.types(state);
    this.isHandle = type -> Leaks.isCandidate(type, state);
    this.isConnection = type -> Connections.isConnection(type.type, state);
    this.kinds = this::find;
  }

  /** Sees to it that the units have been read: the pass finds out more than the candidates. */
  public static void read(VisitorState state) {
    INSTANCE.get(state).inUnit(state);
  }

  /** The candidates of one kind in the unit at hand, in the order of the source. */
  public static ImmutableList<TreePath> of(Candidate kind, VisitorState state) {
    return ImmutableList.copyOf(INSTANCE.get(state).inUnit(state).get(kind));
  }

  /** The candidates of one kind in all units that have been read. */
  public static ImmutableList<TreePath> inAllUnits(Candidate kind, VisitorState state) {
    Candidates candidates = INSTANCE.get(state);
    candidates.inUnit(state);
    return candidates.selected.values().stream()
        .filter(path -> candidates.kindsOf((JCTree) path.getLeaf()).contains(kind))
        .collect(ImmutableList.toImmutableList());
  }

  private ListMultimap<Candidate, TreePath> inUnit(VisitorState state) {
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    if (unit != last) {
      last = unit;
      begin(unit, state);
    }
    return paths;
  }

  private void begin(CompilationUnitTree unit, VisitorState state) {
    paths.clear();
    if (!read.contains(unit)) {
      read.addAll(
          CompilationIndex.of(state).select(unit, tree -> !kindsOf(tree).isEmpty(), selected::put));
    }
    for (TreePath path : selected.get(unit)) {
      kindsOf((JCTree) path.getLeaf()).forEach(kind -> paths.put(kind, path));
    }
  }

  /** The candidates that a call, a creation, a method reference, a variable or a loop is. */
  private ImmutableSet<Candidate> kindsOf(JCTree tree) {
    try {
      if (tree instanceof JCMethodInvocation call) {
        return ofCall(call);
      }
      if (tree instanceof JCNewClass creation) {
        return isHandle(creation.type) ? HANDLE : isConnection(creation.type) ? CONNECTION : NONE;
      }
      if (tree instanceof JCMemberReference reference) {
        return reference.sym instanceof MethodSymbol method
                && isHandle(
                    method.isConstructor() ? method.owner.type : method.type.getReturnType())
            ? HANDLE
            : NONE;
      }
      if (tree instanceof JCVariableDecl variable) {
        return variable.type != null && twoWay.contains(variable.type.tsym)
            ? TWO_WAY_VARIABLE
            : NONE;
      }
      return DeafLoops.isCandidate(tree) ? ENDLESS_LOOP : NONE;
    } catch (CompletionFailure e) {
      // A class is missing from the class path: javac says so where it matters.
      return NONE;
    }
  }

  private ImmutableSet<Candidate> ofCall(JCMethodInvocation call) {
    ImmutableSet<Candidate> found = NONE;
    if (TreeInfo.symbol(call.meth) instanceof MethodSymbol method && library.isNamed(method)) {
      ImmutableSet<Candidate> known = methods.computeIfAbsent(method, kinds);
      found =
          known.contains(Candidate.POLL) && !BusyLoop.isCandidate(call, state)
              ? Sets.difference(known, POLL).immutableCopy()
              : known;
    }
    return !isHandle(call.type)
        ? found
        : found.isEmpty() ? HANDLE : Sets.union(found, HANDLE).immutableCopy();
  }

  private boolean isHandle(@Nullable Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitiveOrVoid()) {
      return false;
    }
    return handles.computeIfAbsent(symbol, isHandle);
  }

  private boolean isConnection(@Nullable Type type) {
    return type != null
        && type.tsym instanceof ClassSymbol symbol
        && connections.computeIfAbsent(symbol, isConnection);
  }

  private ImmutableSet<Candidate> find(MethodSymbol method) {
    ImmutableSet.Builder<Candidate> found = ImmutableSet.builder();
    if (BusyLoop.isCandidate(method, state)) {
      found.add(Candidate.POLL);
    }
    if (SwallowingLoops.isReceive(method, state)) {
      found.add(Candidate.RECEIVE);
    }
    if (BackgroundLoops.isPause(method, state)) {
      found.add(Candidate.PAUSE);
    }
    if (SwallowedInterrupts.isCandidate(method, state)) {
      found.add(Candidate.INTERRUPTIBLE);
    }
    if (FailingTasks.isCandidate(method, state)) {
      found.add(Candidate.PERIODIC);
    }
    if (SelectLoops.isSelect(method, state) || SelectorLoops.isCandidate(method)) {
      found.add(Candidate.SELECT);
    }
    if (SelectorLoops.isInput(method, state)) {
      found.add(Candidate.INPUT);
    }
    if (Connections.makes(method, state)) {
      found.add(Candidate.CONNECTION);
    }
    if (SpinningReads.isCandidate(method, state)) {
      found.add(Candidate.READ);
    }
    if (UnboundedWaits.isCandidate(method, state) || ExcessTakes.isCandidate(method)) {
      found.add(Candidate.WAIT);
    }
    if (AbandonedTasks.isCandidate(method, state)) {
      found.add(Candidate.START);
    }
    if (HeldLocks.isCandidate(method, state)) {
      found.add(Candidate.JOIN);
    }
    if (KeptLocks.isCandidate(method, state)) {
      found.add(Candidate.LOCK);
    }
    return found.build();
  }
}
