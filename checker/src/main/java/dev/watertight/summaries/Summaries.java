package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Step.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What calls and pieces of code do, through all the methods in view that they call.
 *
 * <p>Each body is read once, and callees are judged before their callers. What the methods do that
 * call each other in circles is the least solution of what they say of each other, found by going
 * round until nothing changes. A call that leads to more than {@link #BUDGET} methods that were not
 * read before is unknown beyond those, and what is found then is remembered like the rest: each
 * method is read once at most.
 */
public final class Summaries {
  private static final int BUDGET = 400;
  private static final int ROUNDS = 20;
  private static final int DEPTH = 4;
  private static final int SETTLED = Integer.MAX_VALUE;

  private static final Supplier<Memory> MEMORY = PerCompilation.of(state -> new Memory());

  /** What is known in one compilation. */
  private static final class Memory {
    private final IdentityHashMap<Tree, Code> code = new IdentityHashMap<>();
    private final IdentityHashMap<Tree, Effects> calls = new IdentityHashMap<>();
    private final Map<Step.Target, Known<TreePath>> bodies = new HashMap<>();
    private final IdentityHashMap<Tree, Known<TreePath>> reached = new IdentityHashMap<>();
    private final IdentityHashMap<Tree, Known<TreePath>> reachedInFamily = new IdentityHashMap<>();
    private final Map<Step.Target, Boolean> neverReturning = new HashMap<>();
    private final Map<Step.Target, Effects> effects = new HashMap<>();
  }

  private final VisitorState state;
  private final Memory memory;
  private final Map<Step.Target, Effects> found = new HashMap<>();
  private final Map<Step.Target, Integer> numbers = new HashMap<>();
  private final Deque<Step.Target> open = new ArrayDeque<>();

  private Summaries(VisitorState state) {
    this.state = state;
    this.memory = MEMORY.get(state);
  }

  /**
   * What a call or the creation of an object may do, or the calls that another tree implies;
   * nothing for others.
   */
  public static Effects ofCall(TreePath call, VisitorState state) {
    return ImpliedCalls.mayImply(call.getLeaf())
        ? ofImplied(call, state)
        : ofCall(call.getLeaf(), () -> call, state);
  }

  /** What a call in a body may do. */
  public static Effects ofCall(Tree call, TreePath body, VisitorState state) {
    return ofCall(call, () -> pathTo(call, body), state);
  }

  private static Effects ofImplied(TreePath path, VisitorState state) {
    Memory memory = MEMORY.get(state);
    Effects known = memory.calls.get(path.getLeaf());
    if (known == null) {
      ImmutableList<Step> steps = ImpliedCalls.of(path, state);
      known =
          steps.isEmpty()
              ? Effects.NONE
              : new Summaries(state).of(new Code(steps, true, ImmutableSet.of()));
      memory.calls.put(path.getLeaf(), known);
    }
    return known;
  }

  /**
   * Where a tree is that a control-flow graph mentions: that of a constructor has the initializers,
   * too. Null for what is nowhere in the text.
   */
  private static @Nullable TreePath pathTo(Tree tree, TreePath body) {
    TreePath path = TreePath.getPath(body, tree);
    return path == null ? TreePath.getPath(body.getCompilationUnit(), tree) : path;
  }

  private static Effects ofCall(
      Tree call, java.util.function.Supplier<@Nullable TreePath> path, VisitorState state) {
    Memory memory = MEMORY.get(state);
    Effects known = memory.calls.get(call);
    if (known == null) {
      known =
          CodeReader.call(call, path, state)
              .map(step -> new Summaries(state).of(alone(step)))
              .orElse(Effects.NONE);
      memory.calls.put(call, known);
    }
    return known;
  }

  /**
   * Whether a call ends neither by returning nor by a {@code throw}: the process ends, or a loop
   * never does.
   */
  public static boolean neverReturns(MethodInvocationTree call, VisitorState state) {
    return new Summaries(state).neverReturns(Calls.target(call), DEPTH);
  }

  /** The same of a method. */
  public static boolean neverReturns(TreePath method, VisitorState state) {
    return new Summaries(state).isEndless(method, DEPTH);
  }

  private boolean neverReturns(Step.Target target, int depth) {
    Boolean known = memory.neverReturning.get(target);
    if (known == null) {
      memory.neverReturning.put(target, false);
      known = CallRules.isExit(target.method(), state) || (depth > 0 && isEndless(target, depth));
      memory.neverReturning.put(target, known);
    }
    return known;
  }

  private boolean isEndless(Step.Target target, int depth) {
    Known<TreePath> bodies = bodies(target);
    // A function that others may give as well is to do what those in view do.
    boolean isKnown =
        bodies.isComplete() || (target.function().isPresent() && !bodies.seen().isEmpty());
    return isKnown && bodies.seen().stream().allMatch(body -> isEndless(body, depth));
  }

  private boolean isEndless(TreePath body, int depth) {
    Code code = read(body);
    return !code.returns() || code.needed().stream().anyMatch(t -> neverReturns(t, depth - 1));
  }

  /** What a method, a lambda, a statement or an expression may do when it is run. */
  public static Effects ofCode(TreePath code, VisitorState state) {
    Summaries summaries = new Summaries(state);
    return summaries.of(summaries.read(code));
  }

  /** What any call of the method may do. */
  public static Effects ofMethod(MethodSymbol method, VisitorState state) {
    return new Summaries(state).of(alone(Calls.of(method, false, true)));
  }

  /**
   * Whether running some code may lead to a place: one inside of it, or in what it calls; unknown
   * if that is too much to look at.
   */
  public static Answer reaches(TreePath place, TreePath code, VisitorState state) {
    return reaches(place, code, false, state);
  }

  /** Whether it may do so without leaving the class around it, and its super- and subclasses. */
  public static Answer reachesInFamily(TreePath place, TreePath code, VisitorState state) {
    return reaches(place, code, true, state);
  }

  private static Answer reaches(
      TreePath place, TreePath code, boolean inFamily, VisitorState state) {
    return Paths.isInside(place, code.getLeaf())
        ? Answer.YES
        : new Summaries(state)
            .reached(code, inFamily)
            .any(body -> Paths.isInside(place, body.getLeaf()));
  }

  /** The bodies in view that running the code may lead into, itself not included. */
  public static ImmutableSet<TreePath> bodies(TreePath code, VisitorState state) {
    return new Summaries(state).reached(code, false).seen();
  }

  /** The same, so many calls deep. */
  public static ImmutableSet<TreePath> bodies(TreePath code, int depth, VisitorState state) {
    return new Summaries(state).reached(code, depth, body -> true).seen();
  }

  /** The bodies that a call runs at once, one of them each time. */
  public static Known<TreePath> bodiesOf(MethodInvocationTree call, VisitorState state) {
    return new Summaries(state).bodies(Calls.target(call));
  }

  /**
   * Where a method is certainly called: by its own name, or by that of a method in view that it
   * overrides, where nothing else can be meant.
   */
  public static ImmutableList<TreePath> callsOf(TreePath method, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol symbol = (MethodSymbol) ASTHelpers.getSymbol(method.getLeaf());
    ImmutableList.Builder<TreePath> found =
        ImmutableList.<TreePath>builder().addAll(index.calls(symbol));
    for (MethodSymbol overridden : ASTHelpers.findSuperMethods(symbol, state.getTypes())) {
      if (index.isInView(overridden)) {
        index.calls(overridden).stream()
            .filter(call -> isAlone(method, bodiesOf((MethodInvocationTree) call.getLeaf(), state)))
            .forEach(found::add);
      }
    }
    return found.build();
  }

  private static boolean isAlone(TreePath method, Known<TreePath> bodies) {
    return bodies.isComplete()
        && bodies.seen().size() == 1
        && bodies.seen().iterator().next().getLeaf() == method.getLeaf();
  }

  private Known<TreePath> reached(TreePath code, boolean inFamily) {
    Map<Tree, Known<TreePath>> memo = inFamily ? memory.reachedInFamily : memory.reached;
    Known<TreePath> known = memo.get(code.getLeaf());
    if (known == null) {
      Symbol own = inFamily ? classAround(code) : null;
      known = reached(code, BUDGET, body -> !inFamily || areRelated(own, classAround(body)));
      memo.put(code.getLeaf(), known);
    }
    return known;
  }

  private static @Nullable Symbol classAround(TreePath code) {
    return ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(code, ClassTree.class));
  }

  private boolean areRelated(@Nullable Symbol one, @Nullable Symbol other) {
    return one != null
        && other != null
        && (ASTHelpers.outermostClass(one).equals(ASTHelpers.outermostClass(other))
            || one.isSubClass(other, state.getTypes())
            || other.isSubClass(one, state.getTypes()));
  }

  private Known<TreePath> reached(TreePath code, int depth, Predicate<TreePath> enters) {
    Map<Tree, TreePath> bodies = new LinkedHashMap<>();
    Set<Step.Target> seen = new HashSet<>();
    Iterable<Code> open =
        List.of(
            CodeReader.call(code.getLeaf(), () -> code, state)
                .map(Summaries::alone)
                .orElseGet(() -> read(code)));
    for (int i = 0; i < depth; i++) {
      List<TreePath> called = new ArrayList<>();
      for (Code caller : open) {
        for (Step.Target target : Evaluation.targets(caller.steps())) {
          if (bodies.size() < BUDGET && seen.add(target)) {
            bodies(target).seen().stream()
                .filter(enters)
                .filter(body -> bodies.putIfAbsent(body.getLeaf(), body) == null)
                .forEach(called::add);
          }
        }
      }
      if (called.isEmpty()) {
        break;
      }
      open = Iterables.transform(called, this::read);
    }
    return new Known<>(ImmutableSet.copyOf(bodies.values()), bodies.size() < BUDGET);
  }

  private static Code alone(Step.Call call) {
    return new Code(ImmutableList.of(call), true, ImmutableSet.of(call.target()));
  }

  private Effects of(Code code) {
    solve(code);
    return new Evaluation(this, false, state).of(code);
  }

  /** What is known of a call so far. */
  Effects soFar(Step.Target target) {
    Effects known = memory.effects.get(target);
    return known == null ? found.getOrDefault(target, Effects.NONE) : known;
  }

  Known<TreePath> bodies(Step.Target target) {
    Known<TreePath> known = memory.bodies.get(target);
    if (known == null) {
      known = Targets.of(target, state);
      memory.bodies.put(target, known);
    }
    return known;
  }

  private Code read(TreePath body) {
    Code known = memory.code.get(body.getLeaf());
    if (known == null) {
      known = CodeReader.read(body, state);
      memory.code.put(body.getLeaf(), known);
    }
    return known;
  }

  private void solve(Code code) {
    for (Step.Target target : Evaluation.targets(code.steps())) {
      visit(target);
    }
  }

  /**
   * Finds what a method does once that is known of all that it calls: Tarjan's search for strongly
   * connected components.
   *
   * @return the lowest number of the methods visited before that it leads back to
   */
  private int visit(Step.Target target) {
    if (memory.effects.containsKey(target)) {
      return SETTLED;
    }
    Integer visited = numbers.get(target);
    if (visited != null) {
      return visited;
    }
    int number = numbers.size();
    if (number == BUDGET) {
      found.put(target, Effects.BEYOND);
      return SETTLED;
    }
    numbers.put(target, number);
    open.push(target);
    int lowest = SETTLED;
    for (TreePath body : bodies(target).seen()) {
      for (Step.Target next : Evaluation.targets(read(body).steps())) {
        lowest = Math.min(lowest, visit(next));
      }
    }
    if (lowest >= number) {
      settle(component(target), lowest == number);
      return SETTLED;
    }
    return lowest;
  }

  /** What was visited since the target, callees before their callers. */
  private List<Step.Target> component(Step.Target target) {
    List<Step.Target> component = new ArrayList<>();
    Step.Target last;
    do {
      last = open.pop();
      component.add(last);
      numbers.put(last, SETTLED);
    } while (!last.equals(target));
    return component;
  }

  private void settle(List<Step.Target> component, boolean isRecursive) {
    boolean changed = true;
    for (int i = 0; changed && i < ROUNDS; i++) {
      changed = false;
      for (Step.Target target : component) {
        Effects after = evaluate(target);
        changed |= !after.equals(found.put(target, after)) && isRecursive;
      }
    }
    for (Step.Target target : component) {
      memory.effects.put(target, soFar(target));
    }
  }

  private Effects evaluate(Step.Target target) {
    Evaluation evaluation = new Evaluation(this, true, state);
    return bodies(target).seen().stream()
        .map(body -> evaluation.of(read(body)))
        .reduce(Effects::or)
        .orElse(Effects.NONE);
  }
}
