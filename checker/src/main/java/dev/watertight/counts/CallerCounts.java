package dev.watertight.counts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs.Weight;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Resources;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts in the bodies around some code, then in those that call or start these. */
final class CallerCounts {
  private static final int DEPTH = 12;

  /* How many objects are looked at that hold each other, and the channel. */
  private static final int HOLDERS = 3;

  private final Topology channel;
  private final VisitorState state;
  private final Numbers numbers;
  private final Scopes scopes;

  /** The class whose objects have a channel each. */
  private final Optional<Symbol> owner;

  /** Whether a static field keeps the channel: there is one for all objects. */
  private final boolean isOfClass;

  /** Whether each object has several, in a map: what comes to all may come to one, or not. */
  private final boolean isKeyed;

  private final Set<Tree> counted = new HashSet<>();
  private Map<Tree, Weight> callers = new LinkedHashMap<>();
  private Count total = Count.NEVER;

  /* What comes to that for the object in a variable, or for each that an expression makes. */
  private final Map<Object, Count> perObject = new LinkedHashMap<>();

  /* The same for variables, such as those of loops, whose objects others may hold as well. */
  private final Map<Object, Count> perVariable = new LinkedHashMap<>();

  CallerCounts(Topology channel, VisitorState state) {
    this.channel = channel;
    this.state = state;
    this.numbers = new Numbers(state);
    this.scopes = numbers.scopes();
    Optional<VarSymbol> map = KeptByKey.in(channel.maker(), state);
    this.isKeyed = map.isPresent();
    Optional<VarSymbol> kept =
        map.or(
            () ->
                channel.variables().stream()
                    .filter(Symbols::isField)
                    .filter(field -> isAssignedBy(channel.maker(), field))
                    .findFirst());
    this.isOfClass = kept.filter(VarSymbol::isStatic).isPresent();
    this.owner = kept.filter(field -> !isOfClass).map(field -> field.owner);
  }

  private boolean isAssignedBy(TreePath maker, VarSymbol field) {
    return Values.assignedTo(field, state).stream()
            .anyMatch(value -> Paths.isInside(maker, value.getLeaf()))
        || Symbols.methodAround(maker)
            .filter(m -> m.isConstructor() && m.owner.equals(field.owner))
            .isPresent();
  }

  Count of(List<Weight> codes) {
    for (Weight code : codes) {
      if (code.path().getLeaf() instanceof MemberReferenceTree) {
        function(code.path(), code.count(), code.path());
      } else if (isOfChangingObject(code.path().getLeaf())) {
        addToTotal(Count.UNKNOWN.asTimes());
      } else if (objectOf(code.path()) instanceof VarSymbol object) {
        ofObject(object, code, DEPTH);
      } else {
        add(code.path(), ofObject(code.count(), code.path()));
      }
    }
    for (int depth = 0; !callers.isEmpty(); depth++) {
      if (depth == DEPTH) {
        return Count.UNKNOWN.asTimes();
      }
      Collection<Weight> open = callers.values();
      callers = new LinkedHashMap<>();
      open.stream()
          .collect(groupingBy(CallerCounts::bodyAround, LinkedHashMap::new, toList()))
          .values()
          .forEach(this::climb);
    }
    boolean isOne = perVariable.size() == 1 && perObject.isEmpty();
    perVariable.values().forEach(each -> addToTotal(isOne ? each : each.atMost()));
    Count all = perObject.values().stream().reduce(Count::or).map(total::plus).orElse(total);
    return isKeyed ? all.atMost() : all;
  }

  /**
   * The local variable with the object whose method a call is that uses the channel of that object:
   * {@code member.send(x)}; null if it is no such call.
   */
  private @Nullable Symbol objectOf(TreePath use) {
    return use.getLeaf() instanceof MethodInvocationTree call
            && owner.isPresent()
            && ASTHelpers.getSymbol(call).owner instanceof ClassSymbol type
            && isOfOtherObject(call, ASTHelpers.getSymbol(call))
            && isRelated(type)
            && ASTHelpers.getSymbol(Symbols.receiver(call)) instanceof VarSymbol object
            && !Symbols.isField(object)
        ? object
        : null;
  }

  /** Whether the channel is that of an object in a variable which is given one after the other. */
  private boolean isOfChangingObject(Tree use) {
    return use instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) instanceof MemberSelectTree select
        && ASTHelpers.getSymbol(select) instanceof VarSymbol
        && ASTHelpers.getSymbol(select.getExpression()) instanceof VarSymbol object
        && !Symbols.isField(object)
        && !Symbols.isSelf(select.getExpression())
        && !Values.isFixed(object, state);
  }

  /** What counts of the object that has the channel which some code uses. */
  private Count ofObject(Count count, TreePath use) {
    boolean isOther =
        use.getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) instanceof MemberSelectTree select
            && !Symbols.isSelf(select)
            && !Symbols.isSelf(select.getExpression());
    return isOther ? scopes.ofOthers(count, type -> false) : count;
  }

  /** Counts code that a call or the start of a task runs: each time what a body does. */
  private void add(TreePath path, Count count, TreePath body) {
    add(path, scopes.ofCall(count, body, path, this::isRelated));
  }

  private void add(TreePath path, Count count) {
    callers.merge(
        path.getLeaf(),
        new Weight(path, count),
        (one, other) -> new Weight(path, one.count().plus(other.count())));
  }

  private void addToTotal(Count count) {
    total = total.plus(count);
  }

  private static Tree bodyAround(Weight code) {
    return Graphs.bodyAround(code.path())
        .map(TreePath::getLeaf)
        .orElse(code.path().getCompilationUnit());
  }

  /** Counts in the body around some code, and goes on where that is called. */
  private void climb(List<Weight> codes) {
    Optional<TreePath> around = Graphs.bodyAround(codes.get(0).path());
    if (around.isEmpty()) {
      // The initial value of a field: once an object.
      codes.forEach(code -> addToTotal(code.count()));
      return;
    }
    TreePath body = around.get();
    if (owner.isEmpty() && Paths.isInside(channel.maker(), body.getLeaf())) {
      addToTotal(inScope(channel.maker(), codes, body));
      return;
    }
    Count count = Runs.within(Graphs.code(body.getLeaf()), codes, numbers, state);
    for (Weight code : codes) {
      count = ofObject(count, code.path());
    }
    if (body.getLeaf() instanceof LambdaExpressionTree) {
      function(body, count, body);
    } else if (body.getLeaf() instanceof MethodTree tree) {
      method(body, ASTHelpers.getSymbol(tree), codes, count);
    } else {
      addAtRoot(count);
    }
  }

  /**
   * Counts what code does that is called from nowhere. Where an object carries the channel that
   * somebody else has made, it may do so for many channels.
   */
  private void addAtRoot(Count count) {
    boolean isCarried =
        owner.isEmpty() && !isOfClass && channel.variables().stream().anyMatch(Symbols::isField);
    addToTotal(isCarried ? Count.UNKNOWN.asTimes() : count);
  }

  /** Counts what comes for each time that a declaration or a maker in the body is reached. */
  private Count inScope(TreePath inner, List<Weight> codes, TreePath body) {
    Tree scope = innermostRound(inner, body).orElseGet(() -> Graphs.code(body.getLeaf()));
    boolean isInside = codes.stream().allMatch(code -> Paths.isInside(code.path(), scope));
    return isInside ? Runs.within(scope, codes, numbers, state) : Count.UNKNOWN.asTimes();
  }

  /** What the innermost loop around a path repeats; a variable of the loop belongs to it. */
  private static Optional<Tree> innermostRound(TreePath inner, TreePath body) {
    for (TreePath p = inner; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree around = p.getParentPath().getLeaf();
      Optional<Tree> round = Loops.body(around).map(Tree.class::cast);
      boolean isVariable =
          around instanceof EnhancedForLoopTree each && each.getVariable() == p.getLeaf();
      if (round.isPresent() && (isVariable || round.get() == p.getLeaf())) {
        return round;
      }
    }
    return Optional.empty();
  }

  /** A lambda or a method reference: it runs where it is called or started. */
  private void function(TreePath function, Count count, TreePath body) {
    if (function.getParentPath().getLeaf() instanceof MethodInvocationTree
        && Tasks.isCalledInPlace(function, state)) {
      Count calls = new FunctionCalls(numbers).at(function.getParentPath());
      add(
          function.getParentPath(),
          scopes.ofAny(count, calls, function.getLeaf()).times(calls),
          body);
      return;
    }
    Optional<Count> given = new GivenFunction(function, numbers, state).calls();
    if (given.isPresent()) {
      Count calls = given.get();
      add(
          function.getParentPath(),
          scopes.ofAny(count, calls, function.getLeaf()).times(calls),
          body);
      return;
    }
    TreePath inside =
        function.getLeaf() instanceof LambdaExpressionTree lambda
            ? new TreePath(function, lambda.getBody())
            : function;
    ImmutableSet<Task> tasks = Tasks.of(inside, state);
    if (tasks.isEmpty()) {
      // It is kept for somebody who calls it later.
      addToTotal(Count.UNKNOWN.asTimes());
    }
    for (Task task : tasks) {
      if (mayBeOneOf(task)) {
        started(task, count, body);
      } else {
        // It is run by code that does not know what it is.
        addToTotal(Count.UNKNOWN.asTimes());
      }
    }
  }

  /** Whether the task may be one that uses the channel; one that others use runs the same code. */
  private boolean mayBeOneOf(Task task) {
    return !channel.isLocal() || channel.mayReach(task);
  }

  private void started(Task task, Count count, TreePath body) {
    if (!(task instanceof Task.Apart apart) || Tasks.mayRunOtherwise(apart, state)) {
      addToTotal(Count.UNKNOWN.asTimes());
    } else if (mayBeOneOf(apart)) {
      // A thread is started once; where several may be meant by a call, its making counts.
      StartedThreads threads = StartedThreads.of(apart, state);
      if (threads.areOneEach()) {
        threads.starts().forEach(start -> startedAt(start, count.times(timesOf(start)), body));
      } else {
        add(apart.start(), threads.areAllStarted() ? count : count.atMost(), body);
      }
    }
  }

  /**
   * Whether a method in view, or a collection, is given a function: who knows how often it runs.
   */
  private boolean isHandedOn(TreePath function) {
    return function.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().contains(function.getLeaf())
        && (CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
            || Symbols.isA(ASTHelpers.getReceiverType(call), "java.util.Collection", state));
  }

  /** Counts a task where it is started: by a call, or by a function that is given it. */
  private void startedAt(TreePath start, Count count, TreePath body) {
    if (start.getLeaf() instanceof MemberReferenceTree) {
      function(start, count, body);
    } else {
      add(start, count, body);
    }
  }

  /** How often a task runs for each call that starts it. */
  private Count timesOf(TreePath start) {
    return TaskStarts.isPeriodic(start, state)
        ? Count.ENDLESS
        : ASTHelpers.getSymbol(start.getLeaf()) instanceof MethodSymbol method
                && numbers.library().is(method, Trait.RUNS_AWAITED)
            ? Count.UNKNOWN.asTimes()
            : TaskStarts.mayBeRefused(start, state) ? Count.ONCE.atMost() : Count.ONCE;
  }

  private void method(TreePath path, MethodSymbol method, List<Weight> codes, Count count) {
    if (!counted.add(path.getLeaf())) {
      // It calls itself, or is reached by ways of different length.
      addToTotal(Count.UNKNOWN.asTimes());
      return;
    }
    ImmutableList<TreePath> mentions = Runs.mentions(method, channel, state);
    boolean isMade = false;
    for (TreePath mention : mentions) {
      if (isMaking(mention, method)) {
        // Each object is made once, wherever that is.
        isMade = true;
      } else if (Paths.isInside(mention, path.getLeaf())) {
        addToTotal(Count.UNKNOWN.asTimes());
      } else if (!(mention.getLeaf() instanceof MemberReferenceTree)) {
        call(mention, method, count, path);
      } else if (isOfOtherObject(mention.getLeaf(), method)) {
        addToTotal(
            isHandedOn(mention)
                ? Count.UNKNOWN.asTimes()
                : scopes.ofCall(count, path, mention, this::isRelated));
      } else {
        function(mention, count, path);
      }
    }
    if (isMade) {
      addToTotal(count);
    }
    ImmutableList<TreePath> resources = Resources.closedBy(method, state);
    resources.forEach(resource -> closed(resource, method, count));
    ImmutableSet<Task> tasks = Tasks.of(codes.get(0).path(), state);
    ImmutableSet<Task.Apart> apart =
        tasks.stream()
            .flatMap(task -> task instanceof Task.Apart a ? Stream.of(a) : Stream.empty())
            .filter(task -> Tasks.isBodyOf(path, task, state))
            .collect(ImmutableSet.toImmutableSet());
    if (apart.isEmpty()
        || apart.stream().anyMatch(task -> Tasks.mayRunOtherwise(task, state))
        || owner.filter(method.owner::equals).isEmpty()) {
      apart.forEach(task -> started(task, count, path));
    } else {
      // What is started is the object that has the channel: once each.
      boolean isPeriodic = apart.stream().anyMatch(t -> TaskStarts.isPeriodic(t.start(), state));
      addToTotal(count.times(isPeriodic ? Count.ENDLESS : Count.ONCE));
    }
    boolean isNamed = !mentions.isEmpty();
    if (apart.isEmpty() && mentions.isEmpty() && isPartOfTasks(method, tasks, count)) {
      return;
    }
    if (apart.isEmpty()) {
      Known<TreePath> others = new SuperCalls(method, state).find();
      isNamed |= !others.seen().isEmpty() || !others.isComplete();
      if (!others.isComplete()) {
        addToTotal(Count.UNKNOWN.asTimes());
      }
      for (TreePath mention : others.seen()) {
        if (mention.getLeaf() instanceof MemberReferenceTree) {
          function(mention, count, path);
        } else {
          call(mention, method, count, path);
        }
      }
    }
    if (!isNamed && apart.isEmpty() && resources.isEmpty()) {
      boolean isCalled = tasks.stream().allMatch(Task.Caller.class::isInstance);
      addAtRoot(isCalled && !isCallback(method) ? count : Count.UNKNOWN.asTimes());
    }
  }

  /**
   * Counts a part of what a task does, which its class leaves to subclasses: it comes where the
   * objects of this one are started. False if it comes otherwise, too.
   */
  private boolean isPartOfTasks(MethodSymbol method, ImmutableSet<Task> tasks, Count count) {
    ImmutableList<TreePath> calls = new SuperCalls(method, state).ofSelf();
    Optional<TreePath> body = Graphs.bodyAround(calls);
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree)
        || !(ASTHelpers.getSymbol(body.get().getLeaf()) instanceof MethodSymbol whole)
        || !CompilationIndex.of(state).mentions(whole).isEmpty()
        || !CompilationIndex.of(state).overriders(whole).isEmpty()
        || !tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && apart.body() == body.get().getParentPath().getLeaf())) {
      return false;
    }
    Count each =
        Runs.within(
            Graphs.code(body.get().getLeaf()),
            calls.stream().map(call -> new Weight(call, count)).toList(),
            numbers,
            state);
    tasks.forEach(task -> started(task, each, body.get()));
    return !tasks.isEmpty();
  }

  /** Counts what the end of a {@code try} calls: once for the object that it is given. */
  private void closed(TreePath resource, MethodSymbol method, Count count) {
    if (isRelated(method.owner)
        && resource.getLeaf() instanceof VariableTree variable
        && variable.getInitializer() instanceof NewClassTree) {
      perObject.merge(ASTHelpers.getSymbol(variable), count, Count::plus);
    } else {
      addToTotal(Count.UNKNOWN.asTimes());
    }
  }

  /** Whether a library calls the method, as often as it likes. */
  private boolean isCallback(MethodSymbol method) {
    return !ClosingMethods.of(state).isCloser(method)
        && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
            .anyMatch(overridden -> !CompilationIndex.of(state).isInView(overridden));
  }

  /** Whether the object that has the channel is made there, perhaps by another constructor. */
  private boolean isMaking(TreePath mention, MethodSymbol constructor) {
    return constructor.isConstructor()
        && owner.filter(constructor.owner::equals).isPresent()
        && (mention.getLeaf() instanceof NewClassTree
            || Symbols.methodAround(mention)
                .filter(other -> other.isConstructor() && other.owner.equals(constructor.owner))
                .isPresent());
  }

  private void call(TreePath mention, MethodSymbol method, Count each, TreePath body) {
    TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
    Count count = scopes.ofCall(each, body, call, this::isRelated);
    if (owner.isEmpty() || !isOfOtherObject(call.getLeaf(), method)) {
      add(call, count);
      return;
    }
    ExpressionTree object = Symbols.receiver(call.getLeaf());
    if (!isRelated(method.owner)) {
      // Objects that share one.
      add(call, count);
    } else if (object instanceof NewClassTree) {
      perObject.put(object, count);
    } else if (ASTHelpers.getSymbol(object) instanceof VarSymbol variable
        && !Symbols.isField(variable)) {
      ofObject(variable, new Weight(call, count), DEPTH);
    } else if (!scopes.areSeveral(owner.get())) {
      add(call, count);
    } else if (ASTHelpers.getSymbol(object) instanceof VarSymbol field && isMadeFor(field)) {
      Weight code = new Weight(call, count);
      Values.assignedTo(field, state).stream()
          .findFirst()
          .map(value -> forEach(field, value).of(ImmutableList.of(code)))
          .ifPresent(one -> perObject.merge(field, one, Count::plus));
    } else {
      // Each call may mean another one.
      addToTotal(Count.UNKNOWN.asTimes());
    }
  }

  /** Counts code for each object that a variable holds, or that is given to it as a parameter. */
  private void ofObject(VarSymbol variable, Weight code, int depth) {
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(variable);
    Count each =
        declaration
            .map(path -> again(forEach(variable, path).of(ImmutableList.of(code)), path))
            .orElse(Count.UNKNOWN.asTimes());
    if (declaration
        .filter(path -> path.getParentPath().getLeaf() instanceof MethodTree)
        .isEmpty()) {
      (isMadeFor(variable) ? perObject : perVariable).merge(variable, each, Count::plus);
      return;
    }
    Optional<ImmutableList<TreePath>> given = given(variable, declaration.get().getParentPath());
    if (depth == 0 || given.isEmpty()) {
      addToTotal(Count.UNKNOWN.asTimes());
    } else {
      given
          .get()
          .forEach(
              argument ->
                  ofObject(
                      (VarSymbol) ASTHelpers.getSymbol(argument.getLeaf()),
                      new Weight(argument.getParentPath(), each),
                      depth - 1));
    }
  }

  /**
   * A count for each element that a loop or function goes through as one for all its rounds with
   * the element: the code around it may go through the same elements again.
   */
  private Count again(Count each, TreePath element) {
    ImmutableList<TreePath> makers =
        owner
            .map(type -> CompilationIndex.of(state).creations((ClassSymbol) type))
            .orElse(ImmutableList.of());
    Optional<TreePath> rounds = ElementRounds.of(element, state);
    if (rounds.isEmpty() || makers.size() != 1) {
      return each;
    }
    Topology made =
        new Topology(
            ElementRounds.makerOf(makers.get(0), rounds.get()),
            channel.kind(),
            channel.capacity(),
            ImmutableList.of(),
            ImmutableSet.of(),
            channel.isClosedView());
    Count reached =
        new CallerCounts(made, state).of(ImmutableList.of(new Weight(rounds.get(), Count.ONCE)));
    return new Count(each.least(), each.most().times(reached.most()));
  }

  /** The local variables that calls pass for a parameter; empty if they may pass other objects. */
  private Optional<ImmutableList<TreePath>> given(VarSymbol parameter, TreePath method) {
    MethodSymbol symbol = ASTHelpers.getSymbol((MethodTree) method.getLeaf());
    ImmutableList<TreePath> given = Values.given(parameter, state).orElse(ImmutableList.of());
    return !given.isEmpty()
            && given.size() == CompilationIndex.of(state).mentions(symbol).size()
            && given.stream()
                .allMatch(
                    argument ->
                        argument.getParentPath().getLeaf() instanceof MethodInvocationTree
                            && ASTHelpers.getSymbol(argument.getLeaf()) instanceof VarSymbol passed
                            && !Symbols.isField(passed)
                            && Values.isFixed(passed, state))
        ? Optional.of(given)
        : Optional.empty();
  }

  /** Counts for each object of a variable, as if that were the channel. */
  private CallerCounts forEach(VarSymbol variable, TreePath maker) {
    return new CallerCounts(
        new Topology(
            maker,
            channel.kind(),
            channel.capacity(),
            ImmutableList.of(),
            ImmutableSet.of(variable),
            channel.isClosedView()),
        state);
  }

  /** Whether no other variable holds the object, at first. */
  private boolean isMadeFor(VarSymbol variable) {
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return !values.isEmpty()
        && values.stream().allMatch(value -> value.getLeaf() instanceof NewClassTree);
  }

  /**
   * Whether the objects of a class, or of one that it extends, have a channel each: perhaps that of
   * another object, which each of them makes for itself, and nobody else does.
   */
  private boolean isRelated(Symbol type) {
    Optional<Symbol> having = owner;
    for (int depth = 0; depth < HOLDERS && having.isPresent(); depth++) {
      Symbol each = having.get();
      if (each.isSubClass(type, state.getTypes()) || type.isSubClass(each, state.getTypes())) {
        return true;
      }
      having = holder(each);
    }
    return false;
  }

  /** The class with a field whose initial value is the only object of another class. */
  private Optional<Symbol> holder(Symbol type) {
    if (!(type instanceof ClassSymbol held)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> creations = CompilationIndex.of(state).creations(held);
    return creations.size() == 1
            && creations.get(0).getLeaf() instanceof NewClassTree creation
            && creation.getClassBody() == null
            && creations.get(0).getParentPath().getLeaf() instanceof VariableTree field
            && Symbols.isField(ASTHelpers.getSymbol(field))
            && !ASTHelpers.getSymbol(field).isStatic()
        ? Optional.of(ASTHelpers.getSymbol(field).owner)
        : Optional.empty();
  }

  private static boolean isOfOtherObject(Tree call, MethodSymbol method) {
    return !method.isStatic() && !Symbols.isSelf(Symbols.receiver(call));
  }
}
