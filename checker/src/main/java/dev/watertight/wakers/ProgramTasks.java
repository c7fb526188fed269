package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.handles.Lifespans;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.NamedMembers;
import dev.watertight.values.Outsiders;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a program of which {@code main} is in view runs, and how often. */
public final class ProgramTasks {
  private ProgramTasks() {}

  /** Whether the task is the thread that runs {@code main}, which nobody interrupts. */
  public static boolean isMain(Task task) {
    return task instanceof Task.Caller caller && Symbols.isMain(caller.symbol());
  }

  /** Whether code out of view may call the method that a place is in, as often as it likes. */
  public static boolean isCalledByOthers(TreePath place, VisitorState state) {
    return Tasks.of(place, state).stream()
        .anyMatch(task -> task instanceof Task.Caller && !isMain(task));
  }

  /**
   * Whether the code at a path runs once: from {@code main}, or in the making of its object, by
   * calls of which there is one each.
   */
  public static boolean isOnce(TreePath path, VisitorState state) {
    return isOnce(path, method -> true, state);
  }

  /** Whether the code at a path runs once in the process: from {@code main}, by one call each. */
  public static boolean isOnceInProgram(TreePath path, VisitorState state) {
    return begin(path, method -> true, state)
        .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
        .isPresent();
  }

  /**
   * Whether the code runs in the making of the one object of its class, which {@code main} makes.
   */
  public static boolean isOfObjectOfMain(TreePath path, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    ClassTree type = ASTHelpers.findEnclosingNode(path, ClassTree.class);
    if (type == null || body.filter(b -> !Symbols.isConstructor(b)).isPresent()) {
      return false;
    }
    ImmutableList<TreePath> makers =
        CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type));
    return makers.size() == 1
        && Graphs.bodyAround(makers.get(0))
            .filter(main -> Symbols.isMain(ASTHelpers.getSymbol(main.getLeaf())))
            .filter(main -> main.getParentPath().getLeaf() == type)
            .isPresent()
        && isOnce(makers.get(0), state);
  }

  /**
   * Whether it does, and {@code main} ends the process afterwards: it never returns. Of a function
   * that the class with {@code main} keeps, a command perhaps, nobody knows that it runs again. Its
   * static fields are made once.
   */
  public static boolean isOnceBeforeExit(TreePath path, VisitorState state) {
    Optional<TreePath> main =
        isInKeptFunction(path, state) || Lifespans.isForStaticField(path)
            ? mainAround(path)
            : begin(path, method -> true, state)
                .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())));
    return main.filter(method -> Summaries.neverReturns(method, state)).isPresent();
  }

  /** Whether {@code main}, by whatever it calls or starts once, starts a task in a daemon. */
  public static boolean isDaemonOfMain(Task.Apart task, VisitorState state) {
    return TaskStarts.letsProcessEnd(task, state)
        && begin(task.start(), method -> true, state)
            .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
            .isPresent();
  }

  /** The {@code main} method of the innermost class around a place that has one. */
  private static Optional<TreePath> mainAround(TreePath path) {
    for (TreePath p = path; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof ClassTree type) {
        for (Tree member : type.getMembers()) {
          if (Symbols.isMain(ASTHelpers.getSymbol(member))) {
            return Optional.of(new TreePath(p, member));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the code is in a private method that is named as a function only, and in no loop. */
  private static boolean isInKeptFunction(TreePath path, VisitorState state) {
    TreePath body = Graphs.bodyAround(path).orElse(null);
    if (body == null
        || !(body.getLeaf() instanceof MethodTree tree)
        || !ASTHelpers.getSymbol(tree).isPrivate()
        || Paths.isInLoop(path, tree)) {
      return false;
    }
    ImmutableList<TreePath> mentions =
        CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(tree));
    return !mentions.isEmpty()
        && mentions.stream().allMatch(m -> m.getLeaf() instanceof MemberReferenceTree);
  }

  private static boolean isOnce(
      TreePath path, Predicate<MethodSymbol> through, VisitorState state) {
    return begin(path, through, state).isPresent();
  }

  /**
   * Where it begins, {@code main} or a constructor, through methods only that are of a kind, and
   * through functions that are started once.
   */
  private static Optional<TreePath> begin(
      TreePath path, Predicate<MethodSymbol> through, VisitorState state) {
    Set<Tree> seen = new HashSet<>();
    Optional<TreePath> place = Optional.of(path);
    while (place.isPresent()) {
      TreePath body = Graphs.bodyAround(place.get()).orElse(null);
      if (body == null) {
        return constructorOf(place.get())
            .filter(c -> through.test(ASTHelpers.getSymbol((MethodTree) c.getLeaf())));
      }
      if (!seen.add(body.getLeaf()) || Paths.isInLoop(place.get(), body.getLeaf())) {
        return Optional.empty();
      }
      if (body.getLeaf() instanceof MethodTree tree) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        if (Symbols.isMain(method) || (through.test(method) && method.isConstructor())) {
          return Optional.of(body);
        }
        place = through.test(method) ? onlyCall(method, state) : Optional.empty();
      } else {
        place = onlyStart(place.get(), state);
      }
    }
    return Optional.empty();
  }

  /** A constructor of the class whose field, not a static one, is given its initial value there. */
  private static Optional<TreePath> constructorOf(TreePath value) {
    for (TreePath p = value; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof ClassTree type) {
        TreePath declaration = p.getParentPath();
        return p.getLeaf() instanceof VariableTree field && !ASTHelpers.getSymbol(field).isStatic()
            ? type.getMembers().stream()
                .map(member -> new TreePath(declaration, member))
                .filter(Symbols::isConstructor)
                .findFirst()
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<TreePath> onlyCall(MethodSymbol method, VisitorState state) {
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return mentions.size() == 1
            && !(mentions.get(0).getLeaf() instanceof MemberReferenceTree)
            && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
        ? Optional.of(mentions.get(0))
        : Optional.empty();
  }

  /** Where the task is started that runs the code of a function, if that is all that runs it. */
  private static Optional<TreePath> onlyStart(TreePath code, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(code, state);
    return Tasks.firstApart(tasks)
        .filter(
            task ->
                tasks.size() == 1
                    && !Tasks.mayRunOtherwise(task, state)
                    && !TaskStarts.isPeriodic(task.start(), state))
        .map(task -> TaskStarts.of(task, state))
        .filter(starts -> starts.size() == 1)
        .map(starts -> starts.get(0));
  }

  /**
   * Whether some code may ever come to a place: no method around it is one that nothing in view
   * names, and that nothing out of view can name, override or find.
   */
  public static boolean mayRun(TreePath place, VisitorState state) {
    return mayRun(place, new HashSet<>(), state);
  }

  private static boolean mayRun(TreePath place, Set<Tree> seen, VisitorState state) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (body == null || !(body.getLeaf() instanceof MethodTree tree)) {
      return body == null
          || !(body.getLeaf() instanceof LambdaExpressionTree)
          || mayRun(body, seen, state);
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    if (method.isConstructor()
        || Symbols.isMain(method)
        || !index.isComplete()
        || !method.getAnnotationMirrors().isEmpty()
        || !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
        || Symbols.isOpenToOthers(method)
        || Outsiders.isOffered(method, state)
        || NamedMembers.includes(method, state)) {
      return true;
    }
    return seen.add(tree)
        && index.mentions(method).stream().anyMatch(mention -> mayRun(mention, seen, state));
  }

  /** Whether the code at a path runs more than once a process, as far as is in view. */
  public static boolean isRepeated(TreePath path, VisitorState state) {
    return CallSites.leadingTo(path, state).seen().stream()
        .anyMatch(
            place ->
                Graphs.bodyAround(place)
                    .filter(body -> Paths.isInLoop(place, body.getLeaf()))
                    .isPresent());
  }

  /** Whether only {@code main} and the initializers of classes lead to the code at a path. */
  public static boolean isAtStart(TreePath path, VisitorState state) {
    return CallSites.leadingTo(path, state).seen().stream()
        .flatMap(place -> Symbols.methodAround(place).stream())
        .allMatch(
            method ->
                Symbols.isMain(method)
                    || (!Symbols.isOpenToOthers(method)
                        && !CompilationIndex.of(state).mentions(method).isEmpty()));
  }

  /**
   * Whether the task ends with the process, at the latest when {@code main} returns: it runs in a
   * daemon or virtual thread that {@code main} itself starts once and does not wait for. Such a
   * task leaks nothing, however long it waits. One that a method started by {@code main} starts
   * does: others may call that, too.
   */
  public static boolean endsWithProcess(Task task, VisitorState state) {
    return endsWithProcess(task, method -> false, state);
  }

  /**
   * The same of a task that only receives: a private part of {@code main} may start it, too, if it
   * is called once. It serves whoever sends until the process ends.
   */
  public static boolean servesProcess(Task task, VisitorState state) {
    return endsWithProcess(task, method -> method.isPrivate() && method.isStatic(), state);
  }

  private static boolean endsWithProcess(
      Task task, Predicate<MethodSymbol> parts, VisitorState state) {
    return task instanceof Task.Apart apart
        && (endsByExit(task, state)
            || (TaskStarts.letsProcessEnd(apart, state)
                && isOnce(apart.start(), parts, state)
                && Futures.endlessWaitFor(apart, state).isEmpty()));
  }

  /** Whether code that has the task started goes on to where it ends the process. */
  public static boolean endsByExit(Task task, VisitorState state) {
    return task instanceof Task.Apart apart
        && Sequel.of(apart.start(), state).endsProcess()
        && Futures.endlessWaitFor(apart, state).isEmpty();
  }
}
