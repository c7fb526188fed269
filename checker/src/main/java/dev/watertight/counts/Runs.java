package dev.watertight.counts;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Tasks;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often code runs for each channel: counted in its own body, then in those that call or start
 * that, up to the body that makes the channel. For a channel that an object keeps, it is counted up
 * to the code that uses the object from outside: each method of it that has no caller in view is
 * taken to be called once.
 */
public final class Runs {
  /* Asked about every use of every channel, by several checks. */
  private static final Supplier<Map<Tree, Map<Tree, Count>>> MEMO =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private Runs() {}

  /**
   * How often code counts each time that it runs.
   *
   * @param path the code
   */
  public record Weight(TreePath path, Count count) {}

  /** How often the code at a path runs for each channel. */
  public static Count of(TreePath code, Topology channel, VisitorState state) {
    Map<Tree, Count> known =
        MEMO.get(state).computeIfAbsent(channel.maker().getLeaf(), m -> new IdentityHashMap<>());
    Count count = known.get(code.getLeaf());
    if (count == null) {
      count = of(ImmutableList.of(code), channel, state);
      known.put(code.getLeaf(), count);
    }
    return count;
  }

  /** How often the code at some paths runs together. */
  public static Count of(Iterable<TreePath> codes, Topology channel, VisitorState state) {
    return of(once(codes), channel, state);
  }

  /** How often some pieces of code run together, each with a weight. */
  public static Count of(List<Weight> codes, Topology channel, VisitorState state) {
    return new CallerCounts(channel, state).of(codes);
  }

  private static ImmutableList<Weight> once(Iterable<TreePath> codes) {
    return Streams.stream(codes)
        .map(code -> new Weight(code, Count.ONCE))
        .collect(toImmutableList());
  }

  /** Whether the code at a path may run more than once for each channel. */
  public static boolean isRepeated(TreePath code, Topology channel, VisitorState state) {
    return of(code, channel, state).isRepeated();
  }

  /**
   * How often some pieces of code run together each time that a body does, unless it fails.
   *
   * @param body a method, a lambda, or a loop of which one round is meant
   */
  public static Count within(TreePath body, List<TreePath> codes, VisitorState state) {
    return within(body, codes, new Numbers(state), state);
  }

  /**
   * The same, where the most may be a limit: of elements, those are left out that have come before.
   */
  public static Count limitWithin(TreePath body, List<TreePath> codes, VisitorState state) {
    return within(body, codes, new Numbers(true, state), state);
  }

  static Count within(TreePath body, List<TreePath> codes, Numbers numbers, VisitorState state) {
    Tree leaf = body.getLeaf();
    Tree scope = Loops.body(leaf).map(Tree.class::cast).orElseGet(() -> Graphs.code(leaf));
    ImmutableList<Weight> weights =
        codes.stream()
            .map(code -> inBody(new Weight(code, Count.ONCE), body, numbers, state))
            .collect(toImmutableList());
    return within(scope, weights, numbers, state);
  }

  /** Where a body runs code, perhaps by a call that runs the function which the code is in. */
  private static Weight inBody(Weight code, TreePath body, Numbers numbers, VisitorState state) {
    Optional<TreePath> function =
        functionAround(code.path(), state).filter(f -> Paths.isInside(f, body.getLeaf()));
    if (function.isEmpty() || function.get().getLeaf() == body.getLeaf()) {
      return code;
    }
    TreePath call = function.get().getParentPath();
    Tree leaf = function.get().getLeaf();
    Count times = new FunctionCalls(numbers).at(call);
    Count each = within(Graphs.code(leaf), ImmutableList.of(code), numbers, state);
    Count all = numbers.scopes().ofAny(each, times, leaf).times(times);
    return inBody(new Weight(call, all), body, numbers, state);
  }

  /** The function that code is in, if a call runs it where it stands. */
  private static Optional<TreePath> functionAround(TreePath code, VisitorState state) {
    return Graphs.bodyAround(code)
        .filter(
            body ->
                body.getParentPath().getLeaf() instanceof MethodInvocationTree
                    && Tasks.isCalledInPlace(body, state));
  }

  /** Whether code runs with that around a place: beside it, or in functions that calls run. */
  public static boolean areTogether(TreePath code, TreePath place, VisitorState state) {
    return Graphs.areTogether(code, place)
        || functionAround(code, state)
            .filter(function -> areTogether(function.getParentPath(), place, state))
            .isPresent();
  }

  /** How often a loop repeats what it repeats, each time that it is reached. */
  public static Count rounds(TreePath loop, VisitorState state) {
    return Loops.body(loop.getLeaf())
        .map(body -> ImmutableList.of(new Weight(new TreePath(loop, body), Count.ONCE)))
        .map(body -> within(loop.getLeaf(), body, new Numbers(state), state))
        .orElse(Count.UNKNOWN.asTimes());
  }

  static Count within(
      @Nullable Tree scope, List<Weight> codes, Numbers numbers, VisitorState state) {
    IdentityHashMap<Tree, Count> weights = new IdentityHashMap<>();
    codes.forEach(code -> weights.put(code.path().getLeaf(), code.count()));
    ImmutableList<TreePath> paths = codes.stream().map(Weight::path).collect(toImmutableList());
    Execution execution = new Execution(weights, paths, numbers, new Skips(paths, state));
    Ends ends = execution.of(scope, Situation.START);
    Optional<Count> failing = ends.all(way -> way == Ends.Way.THROW).map(Situation::count);
    Count count =
        ends.all(way -> way != Ends.Way.THROW)
            .map(Situation::count)
            // What runs may fail behind it.
            .map(ended -> failing.map(ended::orAtMost).orElse(ended))
            .or(() -> failing)
            .orElse(Count.NEVER);
    return execution.seen(count);
  }

  /** The value of an expression, as far as the code says it. */
  public static Count valueOf(Tree expression, VisitorState state) {
    return new Numbers(state).valueOf(expression);
  }

  /** How many elements an array or collection has, as far as the code says it. */
  public static Count elementsOf(Tree expression, VisitorState state) {
    return new Numbers(state).elements().of(expression);
  }

  /** How many values a call sends: one, or as many as the collection has that it is given. */
  public static Count valuesOf(TreePath send, VisitorState state) {
    boolean isBulk =
        ASTHelpers.getSymbol(send.getLeaf()) instanceof MethodSymbol method
            && method.getParameters().stream()
                .anyMatch(
                    parameter ->
                        ASTHelpers.isSubtype(
                            parameter.type, state.getSymtab().iterableType, state));
    return !isBulk
        ? Count.ONCE
        : send.getLeaf() instanceof MethodInvocationTree call
            ? new Numbers(state).elements().of(call.getArguments().get(0)).asTimes()
            : Count.UNKNOWN.asTimes();
  }

  /** Where a method is named: of one that is given the channel, only where it is. */
  public static ImmutableList<TreePath> mentions(
      MethodSymbol method, Topology channel, VisitorState state) {
    boolean given = method.getParameters().stream().anyMatch(channel.variables()::contains);
    return CompilationIndex.of(state).mentions(method).stream()
        .filter(
            m ->
                !given
                    || !isCall(m)
                    || channel.isNamedIn(m.getParentPath().getLeaf())
                    || Paths.isInside(channel.maker(), m.getParentPath().getLeaf()))
        .collect(toImmutableList());
  }

  /** Whether the mention of a method is part of a call of it. */
  public static boolean isCall(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == mention.getLeaf();
  }
}
