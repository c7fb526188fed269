package dev.watertight.findings.handles;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Channels;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Owners;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Recognises objects that start a thread when they are made, which works until a method of theirs
 * tells it to end: by a flag, an interrupt or a last value that nobody else gives. Such an object
 * is a handle, and that method its release.
 *
 * <p>Only where the class says that its objects are to be closed, or code in view does so: others
 * may be made once, and work as long as the process.
 */
final class ThreadOwners {
  private static final Supplier<ThreadOwners> INSTANCE =
      PerCompilation.of(state -> new ThreadOwners());

  private final Map<ClassSymbol, Optional<Worker>> known = new HashMap<>();

  private ThreadOwners() {}

  /* What makes the thread of a class, and the methods that end its loop. */
  private record Worker(TreePath maker, ImmutableSet<MethodSymbol> closers) {
    ImmutableSet<String> names() {
      return closers.stream()
          .map(closer -> closer.getSimpleName().toString())
          .collect(toImmutableSet());
    }
  }

  /** Whether objects of a class may be such: it is in view and has a thread; a first test. */
  static boolean isCandidate(ClassSymbol type, VisitorState state) {
    return CompilationIndex.of(state).isInView(type)
        && threadFields(type, state).findAny().isPresent();
  }

  private static Stream<VarSymbol> threadFields(ClassSymbol type, VisitorState state) {
    return ImmutableList.copyOf(type.members().getSymbols(NON_RECURSIVE)).stream()
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(field -> !field.isStatic() && Symbols.isA(field.type, "java.lang.Thread", state));
  }

  /** What the creation of such an object opens. */
  static Optional<Opening> at(TreePath path, VisitorState state) {
    return path.getLeaf() instanceof NewClassTree creation
            && creation.getClassBody() == null
            && ASTHelpers.getSymbol(creation).owner instanceof ClassSymbol type
            && isCandidate(type, state)
        ? INSTANCE
            .get(state)
            .worker(type, state)
            .filter(worker -> areClosed(type, worker, state))
            .filter(worker -> !Owners.closeThemselves(type, worker.names(), state))
            .map(worker -> opening(path, type, worker))
        : Optional.empty();
  }

  private static Opening opening(TreePath path, ClassSymbol type, Worker worker) {
    return new Opening(
        path,
        new HandleKind(type.getQualifiedName().toString(), HandleKind.OWNER, worker.names()),
        Lifetime.PERSISTENT,
        type.getSimpleName() + " with its thread",
        ImmutableSet.of("<init>"),
        worker.maker());
  }

  private static boolean areClosed(ClassSymbol type, Worker worker, VisitorState state) {
    return Symbols.isA(type.type, "java.lang.AutoCloseable", state)
        || worker.closers().stream()
            .flatMap(closer -> CompilationIndex.of(state).mentions(closer).stream())
            .anyMatch(
                mention ->
                    Symbols.methodAround(mention)
                        .filter(caller -> Symbols.isWithin(caller, type))
                        .isEmpty());
  }

  private Optional<Worker> worker(ClassSymbol type, VisitorState state) {
    Optional<Worker> found = known.get(type);
    if (found == null) {
      known.put(type, Optional.empty());
      found =
          threadFields(type, state)
              .flatMap(field -> workerIn(field, type, state).stream())
              .findFirst();
      known.put(type, found);
    }
    return found;
  }

  private static Optional<Worker> workerIn(VarSymbol field, ClassSymbol type, VisitorState state) {
    ImmutableList<TreePath> makers = Values.assignedTo(field, state);
    if (makers.size() != 1 || Outsiders.mayUse(field, state)) {
      return Optional.empty();
    }
    Optional<TreePath> code = TaskBodies.startedBy(makers.get(0), state);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    Optional<Task.Apart> task =
        Tasks.firstApart(
            Tasks.of(new TreePath(code.get(), Graphs.code(code.get().getLeaf())), state));
    return task.filter(own -> isStartedWhenMade(own, type, state))
        .flatMap(own -> new ThreadOwners.Code(code.get(), own, type, state).closers())
        .map(closers -> new Worker(makers.get(0), closers));
  }

  /** Whether the one start of a task is in a constructor or initializer, whatever else is. */
  private static boolean isStartedWhenMade(Task.Apart task, ClassSymbol type, VisitorState state) {
    ImmutableList<TreePath> starts = TaskStarts.of(task, state);
    return starts.size() == 1
        && starts.stream()
            .allMatch(
                start ->
                    Graphs.bodyAround(start)
                        .map(
                            body ->
                                Symbols.isConstructor(body)
                                    && ASTHelpers.getSymbol(body.getLeaf()).owner.equals(type)
                                    && TestOutcomes.at(start, body.getLeaf()).isEmpty())
                        .orElse(true));
  }

  /* The code of a thread. */
  private record Code(TreePath body, Task.Apart task, ClassSymbol type, VisitorState state) {
    /** The methods by which alone the object ends a loop; none if it may end otherwise. */
    Optional<ImmutableSet<MethodSymbol>> closers() {
      ImmutableList<TreePath> loops =
          Trees.ownPathsIn(body, WhileLoopTree.class, DoWhileLoopTree.class, ForLoopTree.class)
              .stream()
              .filter(loop -> Loops.around(loop.getParentPath()).isEmpty())
              .collect(ImmutableList.toImmutableList());
      return loops.size() == 1 && !sends(loops.get(0)) ? ending(loops.get(0)) : Optional.empty();
    }

    /** Of what waits until it is received others speak. */
    private boolean sends(TreePath loop) {
      return calls(loop)
          .filter(call -> acts(call, Act.SEND))
          .map(call -> ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
          .anyMatch(channel -> channel != null && channel.owner.equals(type));
    }

    private Stream<MethodInvocationTree> calls(TreePath loop) {
      return Trees.ownIn(loop.getLeaf(), MethodInvocationTree.class).stream();
    }

    private boolean acts(MethodInvocationTree call, Act act) {
      return Channels.of(state)
          .operationOf(ASTHelpers.getSymbol(call))
          .filter(operation -> operation.act() == act)
          .isPresent();
    }

    private Optional<ImmutableSet<MethodSymbol>> ending(TreePath loop) {
      ImmutableSet<Tree> receives =
          calls(loop).filter(call -> acts(call, Act.RECEIVE)).collect(toImmutableSet());
      ImmutableSet.Builder<MethodSymbol> found = ImmutableSet.builder();
      if (isLeft(loop, type -> !CatchClauses.isInterrupt(type))) {
        return Optional.empty();
      }
      if (isLeft(loop, CatchClauses::isInterrupt)) {
        Optional<ImmutableSet<MethodSymbol>> interrupting = interrupting();
        if (interrupting.isEmpty()) {
          return interrupting;
        }
        found.addAll(interrupting.get());
      }
      for (LoopExit exit : LoopExits.of(loop, receives, state)) {
        Optional<ImmutableSet<MethodSymbol>> tellers =
            switch (exit.kind()) {
              case FLAG -> exit.flag().flatMap(this::setting);
              case INTERRUPT -> interrupting();
              case VALUE -> exit.flag().flatMap(marker -> sending(marker, loop));
              case DECLARED, FAILURE, CLOSED, PROCESS, TIME, OTHER -> Optional.empty();
            };
        if (tellers.isEmpty()) {
          return Optional.empty();
        }
        found.addAll(tellers.get());
      }
      return Optional.of(found.build()).filter(closers -> !closers.isEmpty());
    }

    /** Whether a call in a loop throws what only code around the loop catches. */
    private boolean isLeft(TreePath loop, Predicate<Type> exception) {
      return Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
          .anyMatch(
              call ->
                  ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf())
                          .getThrownTypes()
                          .stream()
                          .anyMatch(exception)
                      && CatchClauses.catching(
                              call,
                              loop.getLeaf(),
                              clause -> CatchClauses.types(clause).stream().anyMatch(exception))
                          .isEmpty());
    }

    /** The closing methods that set a flag, if nothing else sets it once the object is made. */
    private Optional<ImmutableSet<MethodSymbol>> setting(VarSymbol flag) {
      ImmutableList<TreePath> values = Values.assignedTo(flag, state);
      if (!Symbols.isField(flag) || flag.isStatic() || !flag.owner.equals(type)) {
        return Optional.empty();
      }
      if (flag.type.isPrimitive()) {
        return closersAt(
            values.stream()
                .filter(
                    value ->
                        Graphs.bodyAround(value)
                            .filter(code -> !Symbols.isConstructor(code))
                            .isPresent()));
      }
      // An object that is set: it must be the object's own, and used by the thread and closers
      // only.
      return values.stream().allMatch(value -> value.getLeaf() instanceof NewClassTree)
          ? closersAt(
              CompilationIndex.of(state).mentions(flag).stream()
                  .filter(mention -> !Paths.isInside(mention, body.getLeaf())))
          : Optional.empty();
    }

    private Optional<ImmutableSet<MethodSymbol>> interrupting() {
      Interrupters all = Interrupters.of(task, state);
      return all.known().isComplete()
          ? closersAt(all.known().seen().stream().map(Interrupter::place))
          : Optional.empty();
    }

    /** The closing methods that send a marker, if all that name it do so but for the loop. */
    private Optional<ImmutableSet<MethodSymbol>> sending(VarSymbol marker, TreePath loop) {
      return !Symbols.isField(marker)
          ? Optional.empty()
          : closersAt(
                  CompilationIndex.of(state).mentions(marker).stream()
                      .filter(mention -> !Paths.isInside(mention, loop.getLeaf())))
              .filter(closers -> !closers.isEmpty());
    }

    /** The closing methods around places; none if there are other places. */
    private Optional<ImmutableSet<MethodSymbol>> closersAt(Stream<TreePath> places) {
      ImmutableSet<Optional<MethodSymbol>> around =
          places.map(Symbols::methodAround).collect(toImmutableSet());
      return around.stream()
              .allMatch(
                  method ->
                      method
                          .filter(m -> m.owner.equals(type) && !m.isPrivate())
                          .filter(ClosingMethods.of(state)::isCloser)
                          .isPresent())
          ? Optional.of(around.stream().flatMap(Optional::stream).collect(toImmutableSet()))
          : Optional.empty();
    }
  }
}
