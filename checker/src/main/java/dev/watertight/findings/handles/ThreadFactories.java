package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Lifetime;
import dev.watertight.program.Arguments;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.wakers.ProgramTasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the threads of a pool keep the process alive, from the thread factory that it has. */
public final class ThreadFactories {
  private static final String FACTORY = "java.util.concurrent.ThreadFactory";
  private static final String THREAD = "java.lang.Thread";

  private ThreadFactories() {}

  /** Whether the pool that the opening makes certainly has threads that are no daemons. */
  public static boolean makeUserThreads(Opening opening, VisitorState state) {
    TreePath path = opening.primitive();
    boolean areFirst =
        factory(path, state)
            .map(factory -> makesUserThreads(factory, state))
            // A subclass of the user's may have a factory of its own.
            .orElseGet(
                () ->
                    !(path.getLeaf() instanceof NewClassTree creation)
                        || isOfLibrary(ASTHelpers.getSymbol(creation)));
    return areFirst
        && !areInherited(opening, state)
        && !TaskStarts.makesDaemons(path, state)
        // The pool may be given another factory later, which makes other threads.
        && Stream.concat(
                Stream.of(opening).filter(o -> !o.isOwner()), Openings.at(path, state).stream())
            .flatMap(pool -> Fates.of(pool, state).uses().stream())
            .flatMap(use -> factory(use.path(), state).stream())
            .allMatch(factory -> makesUserThreads(factory, state));
  }

  /**
   * Whether the threads of the pool may be daemons since it gets its tasks from daemons only: a
   * thread is what the thread is that makes it, and a factory of one's own makes it there.
   */
  private static boolean areInherited(Opening opening, VisitorState state) {
    return factory(opening.primitive(), state).isPresent()
        && Fates.of(opening, state).uses().stream()
            .filter(use -> ThreadStarts.isStart(use, opening))
            .allMatch(use -> TaskStarts.isInDaemons(use.path(), state));
  }

  /** Whether a task that the call starts once, on an executor, ends with {@code main}. */
  public static boolean endWithMain(TreePath start, VisitorState state) {
    return ProgramTasks.isOnce(start, state)
        && TaskStarts.executor(start, state)
            .map(executor -> openings(executor, state).noneMatch(o -> isOfUserThreads(o, state)))
            .orElse(true);
  }

  /** Whether an executor certainly runs its tasks in threads that keep the process alive. */
  public static boolean keepProcess(TreePath executor, VisitorState state) {
    return openings(executor, state).findAny().isPresent()
        && openings(executor, state).allMatch(opening -> isOfUserThreads(opening, state));
  }

  private static Stream<Opening> openings(TreePath executor, VisitorState state) {
    return Fates.openingsOf(executor, state).stream().flatMap(ImmutableList::stream);
  }

  private static boolean isOfUserThreads(Opening opening, VisitorState state) {
    return opening.lifetime() != Lifetime.VIRTUAL && makeUserThreads(opening, state);
  }

  /** The factory that a call is given, if it is given one. */
  private static Optional<TreePath> factory(TreePath call, VisitorState state) {
    return Arguments.of(call.getLeaf()).stream()
        .filter(argument -> Symbols.isA(ASTHelpers.getType(argument), FACTORY, state))
        .map(argument -> new TreePath(call, argument))
        .findFirst();
  }

  private static boolean isOfLibrary(MethodSymbol method) {
    return method.owner.getQualifiedName().toString().startsWith("java.");
  }

  /** Whether all that the factory leads to is in view, and makes threads, but no daemons. */
  private static boolean makesUserThreads(TreePath factory, VisitorState state) {
    Deque<TreePath> open =
        new ArrayDeque<>(
            Origins.of(factory, ThreadFactories::isCode, state).orElse(ImmutableSet.of()));
    Set<Tree> read = new HashSet<>();
    boolean makes = false;
    while (!open.isEmpty()) {
      TreePath code = open.remove();
      if (read.add(code.getLeaf())) {
        open.addAll(Summaries.bodies(code, state));
        for (TreePath call :
            Trees.pathsIn(
                code, NewClassTree.class, MethodInvocationTree.class, MemberReferenceTree.class)) {
          MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
          Type made = method.isConstructor() ? method.owner.type : method.getReturnType();
          boolean isThread = Symbols.isA(made, THREAD, state);
          boolean isMade = isThread || Symbols.isA(made, FACTORY, state);
          Optional<TreePath> own = TaskBodies.code(call, state);
          if (TaskStarts.makesDaemons(call, state)
              || TaskStarts.isVirtual(call.getLeaf(), state)
              || (own.isEmpty()
                  && (isOfLibrary(method)
                      ? isThread && !method.isConstructor()
                      : isMade || isGivenThread(call.getLeaf(), state)))) {
            return false;
          }
          makes |= isMade && own.isEmpty();
          own.filter(body -> isMade).ifPresent(open::add);
        }
      }
    }
    return makes;
  }

  private static boolean isCode(Tree tree) {
    return TaskBodies.isMaker(tree) || tree instanceof MethodInvocationTree;
  }

  /* A helper that may configure the thread; the platform's own methods do not. */
  private static boolean isGivenThread(Tree call, VisitorState state) {
    return Arguments.of(call).stream()
        .anyMatch(a -> Symbols.isA(ASTHelpers.getType(a), THREAD, state));
  }
}
