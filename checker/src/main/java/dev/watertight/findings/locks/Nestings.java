package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.locks.LockUses;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The monitors and locks that a run of some code takes while it has others, in order.
 *
 * <p>Only what every run comes to in which no test finds something wrong and throws an exception,
 * loops being taken to run a round at least: it ends where the code decides, waits for others, or
 * does with locks what is not understood. So nothing that is found is kept from happening by what
 * others do, but by the monitors and locks around it.
 */
final class Nestings {
  /* How deep the methods are looked at that the code calls. */
  private static final int DEPTH = 4;

  /* How many calls are looked at. */
  private static final int BUDGET = 2_000;

  /* Whether what a method does that touches no lock ends the reading. */
  private static final Supplier<Map<Entry, Boolean>> UNTOUCHED =
      PerCompilation.of(state -> new HashMap<>());

  /** All that matters for what a method does, as long as it touches no monitor and no lock. */
  private record Entry(MethodSymbol method, int depth, boolean hasNothing, boolean isRough) {}

  /**
   * Something that is taken.
   *
   * @param object the object, or the lock
   * @param isMonitor whether it is the monitor of the object
   * @param place where it is taken
   */
  record Taken(LockObject object, boolean isMonitor, TreePath place) {
    boolean isSame(Taken that) {
      return object.equals(that.object) && isMonitor == that.isMonitor;
    }

    boolean isIn(List<Taken> others) {
      return others.stream().anyMatch(this::isSame);
    }

    /** The same with the class whose code that is: {@code Stock.this}. */
    String qualifiedName() {
      return place.getLeaf() instanceof MethodTree method
              && !ASTHelpers.getSymbol(method).isStatic()
          ? ASTHelpers.getSymbol(method).owner.getSimpleName() + ".this"
          : name();
    }

    /** What the code calls it that takes it. */
    String name() {
      if (place.getLeaf() instanceof MethodTree method) {
        MethodSymbol symbol = ASTHelpers.getSymbol(method);
        return symbol.isStatic() ? symbol.owner.getSimpleName() + ".class" : "this";
      }
      return String.valueOf(
          place.getLeaf() instanceof SynchronizedTree region
              ? ASTHelpers.stripParentheses(region.getExpression())
              : Symbols.receiver(place.getLeaf()));
    }
  }

  /**
   * Something that is taken while others are.
   *
   * @param inner what is taken
   * @param held what the thread has taken before, in order
   * @param passed what the thread has waited for before, that all who wait for it pass at once
   */
  record Nesting(Taken inner, ImmutableList<Taken> held, ImmutableList<LockObject> passed) {}

  /* Whether every loop has a round, and neither it nor a wait ends the reading: finds more, costs less. */
  private final boolean isRough;

  private final VisitorState state;
  private final Waits waits;
  private final List<Taken> held = new ArrayList<>();
  private final List<Nesting> found = new ArrayList<>();
  private final List<LockObject> passed = new ArrayList<>();

  /* The calls by which the reading has come to where it is. */
  private final List<TreePath> entered = new ArrayList<>();

  /* What the clauses around catch, be it of a caller. */
  private final List<Type> caught = new ArrayList<>();

  private int calls;
  private int touched;
  private boolean isOver;
  private boolean hasReturned;

  private Nestings(boolean isRough, List<Type> caught, VisitorState state) {
    this.isRough = isRough;
    this.caught.addAll(caught);
    this.state = state;
    this.waits = new Waits(state);
  }

  /** Those of a method, lambda or statement. */
  static ImmutableList<Nesting> in(TreePath body, Frame frame, VisitorState state) {
    return in(ImmutableList.of(body), frame, ImmutableList.of(), state);
  }

  /**
   * Those of some bodies or statements in a row.
   *
   * @param caught which exceptions that leave them somebody may catch
   */
  static ImmutableList<Nesting> in(
      List<TreePath> codes, Frame frame, List<Type> caught, VisitorState state) {
    return in(codes, frame, true, caught, state).isEmpty()
        ? ImmutableList.of()
        : in(codes, frame, false, caught, state);
  }

  private static ImmutableList<Nesting> in(
      List<TreePath> codes, Frame frame, boolean isRough, List<Type> caught, VisitorState state) {
    Nestings nestings = new Nestings(isRough, caught, state);
    codes.forEach(code -> nestings.body(code, frame, DEPTH));
    return ImmutableList.copyOf(nestings.found);
  }

  private void body(TreePath body, Frame frame, int depth) {
    Tree code = Graphs.code(body.getLeaf());
    TreePath path = code == body.getLeaf() || code == null ? body : new TreePath(body, code);
    if (body.getLeaf() instanceof MethodTree tree
        && (ASTHelpers.getSymbol(tree).flags() & Flags.SYNCHRONIZED) != 0) {
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      locked(
          method.isStatic()
              ? Optional.of(LockObject.ofClass(method.owner))
              : frame.self(method.owner),
          body,
          () -> code(path, frame, depth));
    } else {
      code(path, frame, depth);
    }
  }

  private void locked(Optional<LockObject> monitor, TreePath place, Runnable code) {
    touched++;
    if (isOver || monitor.isEmpty()) {
      isOver = true;
      return;
    }
    Taken taken = new Taken(monitor.get(), true, place);
    take(taken);
    code.run();
    held.remove(held.lastIndexOf(taken));
  }

  private void take(Taken taken) {
    if (!held.isEmpty() && !taken.isIn(held)) {
      found.add(new Nesting(taken, ImmutableList.copyOf(held), ImmutableList.copyOf(passed)));
    }
    held.add(taken);
  }

  private void code(TreePath path, Frame frame, int depth) {
    Tree tree = path.getLeaf();
    if (isOver || hasReturned) {
      return;
    }
    if (tree instanceof BlockTree block) {
      block.getStatements().forEach(s -> code(new TreePath(path, s), frame, depth));
    } else if (tree instanceof SynchronizedTree region) {
      calls(new TreePath(path, region.getExpression()), frame, depth);
      locked(
          frame.object(new TreePath(path, region.getExpression())),
          path,
          () -> code(new TreePath(path, region.getBlock()), frame, depth));
    } else if (tree instanceof LabeledStatementTree labeled) {
      code(new TreePath(path, labeled.getStatement()), frame, depth);
    } else if (tree instanceof TryTree attempt) {
      int before = caught.size();
      attempt.getCatches().forEach(clause -> caught.addAll(CatchClauses.types(clause)));
      attempt.getResources().forEach(r -> calls(new TreePath(path, r), frame, depth));
      code(new TreePath(path, attempt.getBlock()), frame, depth);
      caught.subList(before, caught.size()).clear();
      isOver |= !isRough && waits.isClose(path);
      boolean leaves = hasReturned;
      hasReturned = false;
      optional(path, attempt.getFinallyBlock(), frame, depth);
      hasReturned |= leaves;
    } else if (Loops.isLoop(tree)) {
      optional(path, head(tree), frame, depth);
      isOver |= !isRough && tree instanceof EnhancedForLoopTree && waits.isLoop(tree);
      boolean[] before = {isOver, hasReturned};
      // The answer depends on what the callers have passed.
      touched++;
      if (isRough || !new LoopRounds(entered, state).mayBeNone(path, head(tree))) {
        Loops.body(tree).ifPresent(round -> code(new TreePath(path, round), frame, depth));
      }
      if (isRough) {
        isOver = before[0];
        hasReturned = before[1];
      }
      isOver |= !isRough && waits.isLoop(tree);
    } else if (tree instanceof ReturnTree end) {
      optional(path, end.getExpression(), frame, depth);
      hasReturned = true;
    } else if (isPlain(tree)) {
      calls(path, frame, depth);
    } else if (tree instanceof IfTree test) {
      calls(new TreePath(path, test.getCondition()), frame, depth);
      isOver |= mayMatter(path);
    } else {
      // It decides, or leaves: what comes behind may not come.
      isOver |= mayMatter(path);
    }
  }

  private static @Nullable Tree head(Tree loop) {
    return loop instanceof EnhancedForLoopTree each
        ? each.getExpression()
        : Loops.condition(loop).orElse(null);
  }

  private void optional(TreePath path, @Nullable Tree tree, Frame frame, int depth) {
    if (tree != null) {
      code(new TreePath(path, tree), frame, depth);
    }
  }

  private static boolean isPlain(Tree tree) {
    return tree instanceof ExpressionStatementTree
        || tree instanceof VariableTree
        || tree instanceof ExpressionTree
        || tree instanceof EmptyStatementTree;
  }

  /**
   * Whether a statement may leave, wait, or do something with a lock. What the condition of a test
   * calls has been looked at.
   */
  private boolean mayMatter(TreePath statement) {
    return !(statement.getLeaf() instanceof IfTree test)
        || (!isGuard(test) && !QuantityTests.isGuard(test, state) && mayLeave(statement))
        || Trees.ownPathsIn(statement, MethodInvocationTree.class).stream()
            .filter(call -> !Paths.isInside(call, test.getCondition()) || isOptional(call))
            .anyMatch(this::matters);
  }

  /**
   * Whether a test only throws an exception if something is wrong: that is not what is meant. Where
   * somebody catches it, it may be.
   */
  private boolean isGuard(IfTree test) {
    StatementTree taken = test.getThenStatement();
    StatementTree only =
        taken instanceof BlockTree block && block.getStatements().size() == 1
            ? block.getStatements().get(0)
            : taken;
    return test.getElseStatement() == null
        && only instanceof ThrowTree thrown
        && caught.stream()
            .noneMatch(
                type ->
                    CatchClauses.areRelated(
                        ASTHelpers.getType(thrown.getExpression()), type, state));
  }

  private static boolean mayLeave(TreePath statement) {
    return Trees.anyOwn(
        statement.getLeaf(),
        tree ->
            tree instanceof StatementTree inner
                && (Loops.leaves(inner)
                    || inner instanceof ContinueTree
                    || inner instanceof SynchronizedTree));
  }

  /**
   * Whether a call may wait for others, or do something with a lock. A pause with something in hand
   * lets the others come there all the more.
   */
  private boolean matters(TreePath call) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.is(call.getLeaf(), Trait.LOCKS, Trait.TRIES_LOCK, Trait.UNLOCKS)
        || (!isRough
            && Summaries.ofCall(call, state).waits()
            && (held.isEmpty() || !isPause(call)));
  }

  private boolean isPause(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && method.isStatic()
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_TIME);
  }

  /** The calls of an expression or plain statement, in the order in which they are made. */
  private void calls(TreePath code, Frame frame, int depth) {
    ImmutableList<TreePath> calls =
        Trees.ownPathsIn(code, MethodInvocationTree.class, NewClassTree.class).stream()
            .sorted(Nestings::compare)
            .collect(toImmutableList());
    for (TreePath call : calls) {
      if (!isOver) {
        call(call, frame, depth);
      }
    }
  }

  /** The order in which calls are made: arguments and receivers first. */
  private static int compare(TreePath one, TreePath other) {
    return one.getLeaf() == other.getLeaf()
        ? 0
        : Paths.isInside(one, other.getLeaf())
            ? -1
            : Paths.isInside(other, one.getLeaf())
                ? 1
                : Integer.compare(Paths.start(one), Paths.start(other));
  }

  private void call(TreePath call, Frame frame, int depth) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (++calls > BUDGET) {
      isOver = true;
    } else if (library.is(call.getLeaf(), Trait.LOCKS) && !isOptional(call)) {
      touched++;
      Optional<LockObject> lock = Paths.receiver(call).flatMap(frame::object);
      isOver = lock.isEmpty() || !isLasting(call);
      if (!isOver) {
        take(new Taken(lock.get(), false, call));
      }
    } else if (library.is(call.getLeaf(), Trait.UNLOCKS) && !isOptional(call)) {
      touched++;
      Optional<LockObject> lock = Paths.receiver(call).flatMap(frame::object);
      isOver = lock.isEmpty();
      lock.ifPresent(this::giveBack);
    } else if (waits.isForAll(call) && !isOptional(call)) {
      touched++;
      Optional<LockObject> sign = Paths.receiver(call).flatMap(frame::object);
      isOver |= !isRough && sign.isEmpty();
      sign.ifPresent(passed::add);
    } else if (depth == 0
        || isOptional(call)
        || !(function(call, frame, depth) || enter(call, frame, depth))) {
      isOver |= matters(call);
    }
  }

  /** Reads the function that a call is of, if it is one that the starter has handed on. */
  private boolean function(TreePath call, Frame frame, int depth) {
    Optional<TreePath> function = frame.function(call);
    if (function.isPresent()) {
      touched++;
      entered.add(call);
      body(function.get(), frame.ofFunction(call, function.get()), depth - 1);
      entered.remove(entered.size() - 1);
      hasReturned = false;
    }
    return function.isPresent();
  }

  /**
   * Whether a call takes the lock for itself until its own body gives it back: no function or other
   * method does so, whose calls may not be seen. And nobody may end the wait by an interrupt.
   */
  private boolean isLasting(TreePath call) {
    return LockUses.of(call, state)
            .filter(LockUses::isBalanced)
            .filter(lock -> !lock.isShared(call))
            .isPresent()
        && ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf()).getThrownTypes().stream()
            .noneMatch(CatchClauses::isInterrupt);
  }

  private void giveBack(LockObject lock) {
    for (int i = held.size() - 1; i >= 0; i--) {
      if (!held.get(i).isMonitor() && held.get(i).object().equals(lock)) {
        held.remove(i);
        return;
      }
    }
    // It is given back for somebody else.
    isOver = true;
  }

  /** Whether an expression around a call decides whether it is made. */
  private static boolean isOptional(TreePath call) {
    return Paths.aroundInBody(call).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            around ->
                around instanceof ConditionalExpressionTree
                    || around instanceof SwitchExpressionTree
                    || TestOutcomes.isJunction(around));
  }

  /** Reads the method that a call is certainly of; false if there is none. */
  private boolean enter(TreePath call, Frame frame, int depth) {
    CompilationIndex index = CompilationIndex.of(state);
    if (!(call.getLeaf() instanceof MethodInvocationTree)
        || !(ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method)
        || !index.overriders(method).isEmpty()) {
      return false;
    }
    Optional<TreePath> callee =
        index.declaration(method).filter(body -> Graphs.code(body.getLeaf()) != null);
    callee.ifPresent(body -> enter(method, body, call, frame, depth - 1));
    return callee.isPresent();
  }

  /** Reads a method, unless it is known to touch no lock: then it is the same whoever calls it. */
  private void enter(MethodSymbol method, TreePath body, TreePath call, Frame frame, int depth) {
    Map<Entry, Boolean> untouched = UNTOUCHED.get(state);
    Entry entry = new Entry(method, depth, held.isEmpty(), isRough);
    Boolean known = untouched.get(entry);
    if (known != null && caught.isEmpty()) {
      isOver |= known;
      return;
    }
    int before = touched;
    entered.add(call);
    body(body, frame.called(call, method), depth);
    entered.remove(entered.size() - 1);
    hasReturned = false;
    if (touched == before && calls <= BUDGET && caught.isEmpty()) {
      untouched.put(entry, isOver);
    }
  }
}
