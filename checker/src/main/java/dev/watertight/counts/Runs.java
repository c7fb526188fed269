package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.StartCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How often code runs for each channel: counted in its own body, then in those that call or start
 * that, up to the body that makes the channel. For a channel that an object keeps, it is counted up
 * to the code that uses the object from outside: each method of it that has no caller in view is
 * taken to be called once.
 */
public final class Runs {
  private static final int DEPTH = 12;

  /* Asked about every use of every channel, by several checks. */
  private static final Supplier<Map<Tree, Map<Tree, Count>>> MEMO =
      VisitorState.memoize(state -> new IdentityHashMap<>());

  private final Topology channel;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Numbers numbers;
  private final Set<Tree> counted = new HashSet<>();
  private Count total = Count.NEVER;

  private Runs(Topology channel, VisitorState state) {
    this.channel = channel;
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.numbers = new Numbers(state);
  }

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
    ImmutableList.Builder<Weight> weights = ImmutableList.builder();
    codes.forEach(code -> weights.add(new Weight(code, Count.ONCE)));
    return of(weights.build(), channel, state);
  }

  /**
   * How often some pieces of code run together each time that a body does and gets to its end, or
   * never ends.
   *
   * @param body a method, a lambda, or a loop of which one round is meant
   */
  public static Count within(TreePath body, List<TreePath> codes, VisitorState state) {
    Tree scope = Loops.body(body.getLeaf()).map(Tree.class::cast).orElseGet(() -> scopeOf(body));
    IdentityHashMap<Tree, Count> weights = new IdentityHashMap<>();
    codes.forEach(code -> weights.put(code.getLeaf(), Count.ONCE));
    return new Execution(weights, codes, new Numbers(state))
        .of(scope, Situation.START)
        .all(way -> way == Ends.Way.NORMAL || way == Ends.Way.RETURN || way == Ends.Way.NEVER)
        .map(Situation::count)
        .orElse(Count.UNKNOWN)
        .asTimes();
  }

  /** How often a loop repeats what it repeats, each time that it is reached. */
  public static Count rounds(TreePath loop, VisitorState state) {
    return Loops.body(loop.getLeaf())
        .map(
            body ->
                run(
                    loop.getLeaf(),
                    ImmutableList.of(new Weight(new TreePath(loop, body), Count.ONCE)),
                    new Numbers(state)))
        .orElse(Count.UNKNOWN.asTimes());
  }

  /** Whether the code at a path may run more than once for each channel. */
  public static boolean isRepeated(TreePath code, Topology channel, VisitorState state) {
    return of(code, channel, state).isRepeated();
  }

  /** How often code counts each time that it runs. */
  public record Weight(TreePath path, Count count) {}

  /** How often some pieces of code run together, each with a weight. */
  public static Count of(List<Weight> codes, Topology channel, VisitorState state) {
    Runs runs = new Runs(channel, state);
    Map<Tree, Weight> weights = new LinkedHashMap<>();
    for (Weight code : codes) {
      if (code.path().getLeaf() instanceof MemberReferenceTree) {
        runs.function(code.path(), code.count(), weights);
      } else {
        add(code.path(), code.count(), weights);
      }
    }
    return runs.count(weights);
  }

  /** How many values a call sends: one, or as many as the collection has that it is given. */
  public static Count valuesOf(TreePath send, VisitorState state) {
    boolean bulk =
        ASTHelpers.getSymbol(send.getLeaf()) instanceof MethodSymbol method
            && method.getParameters().stream()
                .anyMatch(
                    parameter ->
                        ASTHelpers.isSubtype(
                            parameter.type, state.getSymtab().iterableType, state));
    return !bulk
        ? Count.ONCE
        : send.getLeaf() instanceof MethodInvocationTree call
            ? new Numbers(state).elements().of(call.getArguments().get(0)).asTimes()
            : Count.UNKNOWN.asTimes();
  }

  private static void add(TreePath path, Count count, Map<Tree, Weight> weights) {
    weights.merge(
        path.getLeaf(),
        new Weight(path, count),
        (one, other) -> new Weight(path, one.count().plus(other.count())));
  }

  private Count count(Map<Tree, Weight> codes) {
    Map<Tree, Weight> open = codes;
    for (int depth = 0; !open.isEmpty(); depth++) {
      if (depth == DEPTH) {
        return Count.UNKNOWN.asTimes();
      }
      Map<Tree, Weight> callers = new LinkedHashMap<>();
      for (List<Weight> together : byBody(open)) {
        climb(together, callers);
      }
      open = callers;
    }
    return total;
  }

  private static Iterable<List<Weight>> byBody(Map<Tree, Weight> weights) {
    IdentityHashMap<Tree, List<Weight>> bodies = new IdentityHashMap<>();
    List<List<Weight>> inOrder = new ArrayList<>();
    for (Weight weight : weights.values()) {
      Tree body =
          Graphs.bodyAround(weight.path())
              .map(TreePath::getLeaf)
              .orElse(weight.path().getCompilationUnit());
      bodies
          .computeIfAbsent(
              body,
              b -> {
                List<Weight> list = new ArrayList<>();
                inOrder.add(list);
                return list;
              })
          .add(weight);
    }
    return inOrder;
  }

  /** Counts in the body around some code, and goes on where that is called. */
  private void climb(List<Weight> codes, Map<Tree, Weight> callers) {
    Optional<TreePath> body = Graphs.bodyAround(codes.get(0).path());
    if (body.isEmpty()) {
      // The initial value of a field: once an object.
      codes.forEach(code -> total = total.plus(code.count()));
      return;
    }
    TreePath around = body.get();
    if (Paths.isInside(channel.maker(), around.getLeaf()) && !isKept()) {
      total = total.plus(inScope(channel.maker(), codes, around));
      return;
    }
    Count count = run(scopeOf(around), codes, numbers);
    if (around.getLeaf() instanceof LambdaExpressionTree) {
      function(around, count, callers);
    } else if (around.getLeaf() instanceof MethodTree tree) {
      method(around, ASTHelpers.getSymbol(tree), codes, count, callers);
    } else {
      total = total.plus(count);
    }
  }

  private static Count run(Tree scope, List<Weight> codes, Numbers numbers) {
    IdentityHashMap<Tree, Count> weights = new IdentityHashMap<>();
    codes.forEach(code -> weights.put(code.path().getLeaf(), code.count()));
    ImmutableList<TreePath> paths =
        codes.stream().map(Weight::path).collect(ImmutableList.toImmutableList());
    Execution execution = new Execution(weights, paths, numbers);
    Count count =
        execution
            .of(scope, Situation.START)
            .all(way -> way != Ends.Way.THROW)
            .map(Situation::count)
            .orElse(Count.NEVER);
    return execution.isExhausted() ? Count.UNKNOWN.asTimes() : count.asTimes();
  }

  /** Counts what comes for each time that a declaration or a maker in the body is reached. */
  private Count inScope(TreePath inner, List<Weight> codes, TreePath body) {
    Tree scope = innermostRound(inner, body).orElse(scopeOf(body));
    boolean inside = codes.stream().allMatch(code -> Paths.isInside(code.path(), scope));
    return inside ? run(scope, codes, numbers) : Count.UNKNOWN.asTimes();
  }

  /** What the innermost loop around a path repeats; a variable of the loop belongs to it. */
  private static Optional<Tree> innermostRound(TreePath inner, TreePath body) {
    for (TreePath p = inner; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree around = p.getParentPath().getLeaf();
      Optional<Tree> round = Loops.body(around).map(Tree.class::cast);
      boolean variable =
          around instanceof EnhancedForLoopTree each && each.getVariable() == p.getLeaf();
      if (round.isPresent() && (variable || round.get() == p.getLeaf())) {
        return round;
      }
    }
    return Optional.empty();
  }

  private static Tree scopeOf(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        ? method.getBody()
        : body.getLeaf() instanceof LambdaExpressionTree lambda ? lambda.getBody() : body.getLeaf();
  }

  /** Whether each object of a class has a channel of its own. */
  private boolean isKept() {
    return owner().isPresent();
  }

  /** The class whose objects make the channel, or keep the one that a method of theirs makes. */
  private Optional<Symbol> owner() {
    return channel.variables().stream()
        .filter(Symbols::isField)
        .filter(field -> isAssignedBy(channel.maker(), field))
        .map(field -> field.owner)
        .findFirst();
  }

  private static boolean isAssignedBy(TreePath maker, VarSymbol field) {
    for (Tree tree : maker) {
      if (tree instanceof ClassTree
          || tree instanceof MethodTree
          || tree instanceof LambdaExpressionTree) {
        return tree instanceof MethodTree method
            && ASTHelpers.getSymbol(method).isConstructor()
            && field.owner.equals(ASTHelpers.getSymbol(method).owner);
      }
      if (field.equals(ASTHelpers.getSymbol(tree))
          || (tree instanceof AssignmentTree assignment
              && field.equals(ASTHelpers.getSymbol(assignment.getVariable())))) {
        return true;
      }
    }
    return false;
  }

  /** A lambda or a method reference: it runs where it is called or started. */
  private void function(TreePath function, Count count, Map<Tree, Weight> callers) {
    if (function.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() != function.getLeaf()
        && Tasks.isCalledInPlace(function, state)) {
      add(function.getParentPath(), count.times(callsOf(call)), callers);
      return;
    }
    TreePath inside =
        function.getLeaf() instanceof LambdaExpressionTree lambda
            ? new TreePath(function, lambda.getBody())
            : function;
    started(Tasks.of(inside, state), count, callers);
  }

  /** How often a library's method calls the function it is given. */
  private Count callsOf(MethodInvocationTree call) {
    Optional<Rule> rule = numbers.elements().ruleOf(ASTHelpers.getSymbol(call));
    Count elements = numbers.elements().of(ASTHelpers.getReceiver(call));
    return rule.filter(r -> r == Rule.EACH).isPresent()
        ? elements
        : rule.isPresent() ? elements.atMost() : Count.UNKNOWN.asTimes();
  }

  private void started(Set<Task> tasks, Count count, Map<Tree, Weight> callers) {
    for (Task task : tasks) {
      if (!(task instanceof Task.Apart apart)) {
        total = total.plus(Count.UNKNOWN.asTimes());
      } else if (!channel.isLocal() || channel.mayReach(apart)) {
        // A thread is started once; where several may be meant by a call, its making counts.
        ImmutableList<TreePath> starts = StartCalls.of(apart, state);
        TreePath start = starts.size() == 1 ? starts.get(0) : apart.start();
        add(start, count.times(timesOf(start)), callers);
      }
    }
  }

  /** How often a task runs for each call that starts it. */
  private static Count timesOf(TreePath start) {
    String name =
        ASTHelpers.getSymbol(start.getLeaf()) instanceof MethodSymbol method
            ? method.getSimpleName().toString()
            : "";
    return name.startsWith("schedule") && name.contains("With")
        ? Count.ENDLESS
        : name.startsWith("invoke") ? Count.UNKNOWN.asTimes() : Count.ONCE;
  }

  private void method(
      TreePath path,
      MethodSymbol method,
      List<Weight> codes,
      Count count,
      Map<Tree, Weight> callers) {
    if (!counted.add(path.getLeaf())) {
      // It calls itself, or is reached by ways of different length.
      total = total.plus(Count.UNKNOWN.asTimes());
      return;
    }
    boolean found = false;
    for (TreePath mention : mentions(method, channel, state)) {
      found = true;
      if (Paths.isInside(mention, path.getLeaf())) {
        total = total.plus(Count.UNKNOWN.asTimes());
      } else if (mention.getLeaf() instanceof MemberReferenceTree reference) {
        if (isOfOtherObject(reference.getQualifierExpression(), method)) {
          total = total.plus(count);
        } else {
          function(mention, count, callers);
        }
      } else {
        call(mention, method, count, callers);
      }
    }
    Set<Task> tasks = Tasks.of(codes.get(0).path(), state);
    ImmutableSet<Task> apart =
        tasks.stream()
            .filter(task -> task instanceof Task.Apart a && isBodyOf(a, path))
            .collect(ImmutableSet.toImmutableSet());
    started(apart, count, callers);
    if (!found && apart.isEmpty()) {
      total =
          total.plus(
              tasks.stream().allMatch(Task.Caller.class::isInstance)
                  ? count
                  : Count.UNKNOWN.asTimes());
    }
  }

  /** Whether the task runs the class that the method is a member of. */
  private static boolean isBodyOf(Task.Apart task, TreePath method) {
    return method.getParentPath().getLeaf() == task.body();
  }

  private void call(TreePath mention, MethodSymbol method, Count count, Map<Tree, Weight> callers) {
    TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
    if (method.isConstructor()
        && owner().filter(method.owner::equals).isPresent()
        && call.getLeaf() instanceof NewClassTree) {
      total = total.plus(count);
      return;
    }
    ExpressionTree receiver =
        call.getLeaf() instanceof MethodInvocationTree invocation
            ? ASTHelpers.getReceiver(invocation)
            : null;
    Optional<VarSymbol> object =
        receiver != null
                && isOfOtherObject(receiver, method)
                && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
                && !Symbols.isField(variable)
            ? Optional.of(variable)
            : Optional.empty();
    if (object.isEmpty() || !isKept()) {
      add(call, count, callers);
      return;
    }
    // So often for each object that the variable holds.
    Optional<TreePath> declaration = index.declaration(object.get());
    Optional<TreePath> body = declaration.flatMap(Graphs::bodyAround);
    boolean here =
        body.isPresent()
            && Graphs.bodyAround(call).filter(b -> b.getLeaf() == body.get().getLeaf()).isPresent();
    boolean each = here && !(declaration.get().getParentPath().getLeaf() instanceof MethodTree);
    total =
        total.plus(
            each
                ? inScope(declaration.get(), List.of(new Weight(call, count)), body.get())
                : Count.UNKNOWN.asTimes());
  }

  private static boolean isOfOtherObject(ExpressionTree receiver, MethodSymbol method) {
    return !method.isStatic() && !Symbols.isSelf(receiver);
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
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether the mention of a method is part of a call of it. */
  public static boolean isCall(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == mention.getLeaf();
  }
}
