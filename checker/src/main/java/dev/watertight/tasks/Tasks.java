package dev.watertight.tasks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Resources;
import dev.watertight.program.Subclasses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out which tasks run a piece of code. */
public final class Tasks {
  private static final ImmutableSet<String> BODIES =
      ImmutableSet.of("run", "call", "get", "compute");

  /* Asked about every use of every channel, by several checks. */
  private static final Supplier<Map<Tree, ImmutableSet<Task>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /* Many questions climb to the same functions and objects. */
  private static final Supplier<Map<Tree, Fate>> FATES =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /* The bodies that also run in other ways than by those starts that are found. */
  private static final Supplier<Set<Tree>> RUN_OTHERWISE =
      PerCompilation.of(state -> Collections.newSetFromMap(new IdentityHashMap<>()));

  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<Visit> visited = new HashSet<>();
  private final Set<Tree> functions = new HashSet<>();
  private final ImmutableSet.Builder<Task> found = ImmutableSet.builder();

  /* The class whose objects the code runs for, if only some of those can be meant that have it. */
  private @Nullable ClassSymbol self;

  private record Visit(MethodSymbol method, @Nullable ClassSymbol self) {}

  private Tasks(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** The methods that run if an object of the class is handed over as a task. */
  static ImmutableList<MethodSymbol> methodsOf(ClassSymbol type) {
    return ASTHelpers.getEnclosedElements(type).stream()
        .filter(member -> member instanceof MethodSymbol && BODIES.contains(member.name.toString()))
        .map(MethodSymbol.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  /** The tasks that run the code at a path. */
  public static ImmutableSet<Task> of(TreePath path, VisitorState state) {
    TreePath body = path.getLeaf() instanceof MemberReferenceTree ? path : bodyAround(path);
    Map<Tree, ImmutableSet<Task>> known = KNOWN.get(state);
    ImmutableSet<Task> answer = known.get(body.getLeaf());
    if (answer == null) {
      Tasks tasks = new Tasks(state);
      tasks.ofBody(body);
      answer = tasks.found.build();
      known.put(body.getLeaf(), answer);
    }
    return answer;
  }

  /** The innermost lambda, method or class around the code. */
  private static TreePath bodyAround(TreePath path) {
    TreePath p = path.getParentPath();
    while (p.getParentPath() != null
        && !(p.getLeaf() instanceof LambdaExpressionTree
            || p.getLeaf() instanceof MethodTree
            || p.getLeaf() instanceof ClassTree)) {
      p = p.getParentPath();
    }
    return p;
  }

  private void ofBody(TreePath body) {
    if (body.getLeaf() instanceof MethodTree method) {
      ofMethod(body, ASTHelpers.getSymbol(method));
    } else if (body.getLeaf() instanceof ClassTree type) {
      // A field's initial value, or an initializer block.
      found.add(new Task.Caller(ASTHelpers.getSymbol(type)));
    } else if (body.getLeaf() instanceof ExpressionTree function) {
      ofFunction(body, function);
    }
  }

  /** Where a lambda, a method reference or an object with a task's method runs. */
  private void ofFunction(TreePath function, Tree body) {
    if (!functions.add(function.getLeaf())) {
      // It calls itself.
      return;
    }
    Fate fate = fateOf(function, state);
    boolean known = false;
    for (Sink.Use use : fate.uses()) {
      known |= ofUse(use, body);
    }
    if (!fate.escapes().isEmpty() || fate.uses().stream().anyMatch(this::isRunOtherwise)) {
      RUN_OTHERWISE.get(state).add(body);
    }
    for (Sink.Release release : fate.releases()) {
      if (!(body instanceof ClassTree)
          && release.path().getParentPath().getLeaf() instanceof TryTree) {
        // It is a resource, whose only method is to close it. A class has a task's method besides.
        ofBody(bodyAround(release.path()));
        known = true;
      }
    }
    if (!fate.escapes().isEmpty() && !known) {
      if (isCalledInPlace(function, state)) {
        ofBody(bodyAround(function));
      } else {
        found.add(new Task.Unknown());
      }
    }
    if (!known && (fate.isExposed() || fate.returned())) {
      found.add(new Task.Unknown());
    }
  }

  private static Fate fateOf(TreePath function, VisitorState state) {
    Map<Tree, Fate> known = FATES.get(state);
    Fate fate = known.get(function.getLeaf());
    if (fate == null) {
      fate = Fate.ofExpression(function, Runnables.of(state), state);
      if (fate.returned()
          && !Symbols.isA(ASTHelpers.getType(function.getLeaf()), "java.lang.Thread", state)) {
        // Those who call the method that makes it may all be in view. A thread is not told apart
        // from others of its class there.
        Fate further = Fate.crossingReturns(function, Runnables.of(state), state);
        fate = further.isUnknown() ? fate : further;
      }
      known.put(function.getLeaf(), fate);
    }
    return fate;
  }

  private boolean ofUse(Sink.Use use, Tree body) {
    if (use.method().equals(Sink.RUN_APART) || isThreadStart(use)) {
      found.add(new Task.Apart(body, use.path()));
      return true;
    }
    if (use.path().getLeaf() instanceof MethodInvocationTree call
        && isFunctionCall(ASTHelpers.getSymbol(call))
        && !(body instanceof ClassTree && !isBody(ASTHelpers.getSymbol(call)))) {
      // An object with a task's method may be another function as well.
      ofBody(bodyAround(use.path()));
      return true;
    }
    return false;
  }

  /** Whether it is run there, or as part of a thread that is run more often than it is started. */
  private boolean isRunOtherwise(Sink.Use use) {
    return use.method().equals(Sink.RUN_APART)
        ? Symbols.isA(ASTHelpers.getType(use.path().getLeaf()), "java.lang.Thread", state)
            && fateOf(use.path(), state).uses().stream()
                .anyMatch(u -> u.method().equals(Sink.RUN_APART) || BODIES.contains(u.method()))
        : BODIES.contains(use.method());
  }

  /** Whether the body may run more often than the task is started, as it is used otherwise, too. */
  public static boolean mayRunOtherwise(Task.Apart task, VisitorState state) {
    return RUN_OTHERWISE.get(state).contains(task.body());
  }

  /**
   * Whether a body is the code that a task begins with: its function, or the method of its class
   * that runs, rather than one which that calls.
   */
  public static boolean isBodyOf(TreePath body, Task.Apart task, VisitorState state) {
    return task.body() == body.getLeaf()
        || (task.body() == body.getParentPath().getLeaf()
            && ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
            && isBody(method)
            && !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty());
  }

  private boolean isThreadStart(Sink.Use use) {
    return use.method().equals("start")
        && ASTHelpers.getSymbol(use.path().getLeaf()) instanceof MethodSymbol method
        && Symbols.isA(method.owner.type, "java.lang.Thread", state);
  }

  /** Whether the method is the one of a functional interface: the function is called here. */
  private boolean isFunctionCall(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && state.getTypes().isFunctionalInterface((ClassSymbol) method.owner);
  }

  /** Whether a library method calls the function before it returns: a stream, a map. */
  public static boolean isCalledInPlace(TreePath function, VisitorState state) {
    Tree parent = function.getParentPath().getLeaf();
    if (!(parent instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    int argument = call.getArguments().indexOf(function.getLeaf());
    // What a container is to keep, it does not call: `tasks.add(function)`.
    boolean isKept =
        argument >= 0
            && argument < method.getParameters().size()
            && !state
                .getTypes()
                .isFunctionalInterface(method.getParameters().get(argument).type.tsym);
    return !isKept && ResolvedLibrary.of(state).is(method, Trait.IN_PLACE);
  }

  private void ofMethod(TreePath path, MethodSymbol method) {
    if (!visited.add(new Visit(method, self))) {
      return;
    }
    ImmutableList<MethodSymbol> overridden =
        ImmutableList.copyOf(ASTHelpers.findSuperMethods(method, state.getTypes()));
    boolean taskMethod = !overridden.isEmpty() && isBody(method);
    ImmutableList<MethodSymbol> others =
        overridden.stream()
            .filter(named -> !isOnly(method, named))
            .collect(ImmutableList.toImmutableList());
    if (taskMethod) {
      ofTaskClass(path, method);
    }
    boolean called = false;
    for (TreePath mention : index.mentions(method)) {
      called = true;
      ofMention(mention, Symbols.isSelf(receiver(mention)) ? self : null);
    }
    ClassSymbol type = self == null ? (ClassSymbol) method.owner : self;
    for (MethodSymbol named : overridden) {
      boolean isOnly = isOnly(method, named);
      for (TreePath mention :
          isOnly || isPartOfClass(named) ? index.mentions(named) : ImmutableList.<TreePath>of()) {
        if (isOnly || mayMean(mention, method)) {
          called |= isOnly;
          ofMention(mention, isOnly ? null : type);
        }
      }
    }
    for (TreePath resource : Resources.closedBy(method, state)) {
      called = true;
      ofMention(resource, null);
    }
    if (!taskMethod
        && (Symbols.isOpenToOthers(method)
            || !index.isComplete()
            || (others.isEmpty() ? !called : !areOnlyParts(others)))) {
      found.add(new Task.Caller(method));
    }
  }

  /** The tasks that come to a place, where the code there runs for objects of a class. */
  private void ofMention(TreePath mention, @Nullable ClassSymbol type) {
    ClassSymbol before = self;
    self = type;
    ofBody(mention.getLeaf() instanceof MemberReferenceTree ? mention : bodyAround(mention));
    self = before;
  }

  /** Whether nobody calls the methods but the classes that leave them to their subclasses. */
  private boolean areOnlyParts(ImmutableList<MethodSymbol> methods) {
    return methods.stream()
            .allMatch(
                part ->
                    isPartOfClass(part)
                        && !Symbols.isOpenToOthers(part)
                        && index.mentions(part).stream()
                            .allMatch(mention -> Symbols.isSelf(receiver(mention))))
        && methods.stream().anyMatch(part -> !index.mentions(part).isEmpty());
  }

  /** Whether a method is all that there is of one of an interface which nobody else implements. */
  private boolean isOnly(MethodSymbol method, MethodSymbol named) {
    return (named.flags() & Flags.ABSTRACT) != 0
        && named.owner.isInterface()
        && index.isInView(named)
        && index.isComplete()
        && !Symbols.isOpenToOthers(named)
        && index.overriders(named).equals(ImmutableList.of(method))
        && index.functions((ClassSymbol) named.owner).isEmpty();
  }

  /** Whether a class in view leaves the method to its subclasses, one of which has to have it. */
  private boolean isPartOfClass(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && !method.owner.isInterface()
        && index.isInView(method);
  }

  /** Whether the method that a class calls on itself is the one that a subclass of it has. */
  private boolean mayMean(TreePath mention, MethodSymbol method) {
    TreePath place = mention;
    for (Optional<TreePath> body = Graphs.bodyAround(place);
        body.filter(b -> b.getLeaf() instanceof LambdaExpressionTree).isPresent();
        body = Graphs.bodyAround(place)) {
      place = body.get();
    }
    return Symbols.isSelf(receiver(mention))
        && Subclasses.mayReach(place, (ClassSymbol) method.owner, state);
  }

  private static @Nullable ExpressionTree receiver(TreePath mention) {
    return mention.getLeaf() instanceof MemberReferenceTree reference
        ? reference.getQualifierExpression()
        : Symbols.receiver(mention.getParentPath().getLeaf());
  }

  /** The method is the body of a {@code Runnable} class: its objects are followed. */
  private void ofTaskClass(TreePath path, MethodSymbol method) {
    TreePath typePath = path.getParentPath();
    ClassSymbol type = (ClassSymbol) method.owner;
    if (typePath.getParentPath().getLeaf() instanceof NewClassTree) {
      ofFunction(typePath.getParentPath(), typePath.getLeaf());
    }
    boolean made = typePath.getParentPath().getLeaf() instanceof NewClassTree;
    for (ClassSymbol each : Iterables.concat(ImmutableSet.of(type), index.subclasses(type))) {
      for (TreePath creation : index.creations(each)) {
        made = true;
        if (isOther(each, type)) {
          continue;
        }
        ofFunction(creation, typePath.getLeaf());
      }
    }
    Trees.pathsIn(typePath, MethodInvocationTree.class, IdentifierTree.class)
        .forEach(place -> ofStartOfItself(place, typePath.getLeaf(), type));
    if (!made) {
      found.add(new Task.Unknown());
    }
  }

  /** Whether the code, a part of what a class does, does not run for objects of a subclass. */
  private boolean isOther(ClassSymbol subclass, ClassSymbol type) {
    return self != null
        && self.isSubClass(type, state.getTypes())
        && !subclass.isSubClass(self, state.getTypes());
  }

  /** A thread class that calls its own {@code start()}, or hands itself to a thread. */
  private void ofStartOfItself(TreePath path, Tree body, ClassSymbol type) {
    Symbol symbol = ASTHelpers.getSymbol(path.getLeaf());
    if (path.getLeaf() instanceof MethodInvocationTree call) {
      if (Symbols.isSelf(ASTHelpers.getReceiver(call))
          && symbol.getSimpleName().contentEquals("start")
          && Symbols.isA(type.type, "java.lang.Thread", state)
          && symbol.owner.getQualifiedName().contentEquals("java.lang.Thread")) {
        found.add(new Task.Apart(body, path));
      }
    } else if (symbol != null
        && symbol.getSimpleName().contentEquals("this")
        && type.equals(symbol.owner)
        && !(path.getParentPath().getLeaf() instanceof MemberSelectTree)) {
      fateOf(path, state).uses().forEach(use -> ofUse(use, body));
    }
  }

  /** Whether a method of the name is what runs as a task. */
  public static boolean isBody(MethodSymbol method) {
    return BODIES.contains(method.getSimpleName().toString());
  }

  /** Whether an object is made to be run, and kept by nobody. */
  public static boolean isOnlyRun(TreePath creation, VisitorState state) {
    Fate fate = fateOf(creation, state);
    return !fate.isUnknown()
        && fate.variables().stream().noneMatch(Symbols::isField)
        && fate.uses().stream().anyMatch(use -> use.method().equals(Sink.RUN_APART));
  }

  /** Those of the tasks that run apart. */
  public static ImmutableList<Task.Apart> apart(Collection<Task> tasks) {
    return tasks.stream()
        .filter(Task.Apart.class::isInstance)
        .map(Task.Apart.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  /** The first of the tasks that runs apart, if any does. */
  public static Optional<Task.Apart> firstApart(Set<Task> tasks) {
    return apart(tasks).stream().findFirst();
  }
}
