package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The code that a thread may run while it runs some other code, such as the body of a loop: the
 * methods in view that it calls, whichever class overrides them, and so on.
 */
public final class LoopCode {
  private static final int BUDGET = 400;

  private final @Nullable Tree start;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<MethodSymbol> methods = new LinkedHashSet<>();
  private final Set<Tree> bodies = new LinkedHashSet<>();
  private final Deque<Tree> open = new ArrayDeque<>();
  private boolean callsOthers;
  private boolean exits;

  private LoopCode(@Nullable Tree start, VisitorState state) {
    this.start = start;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** The code that a thread may run while it runs the given one. */
  public static LoopCode of(Tree start, VisitorState state) {
    LoopCode code = new LoopCode(start, state);
    code.open.add(start);
    return code.close();
  }

  /** The code that a call of the method may run. */
  static LoopCode calledBy(MethodSymbol method, VisitorState state) {
    LoopCode code = new LoopCode(null, state);
    code.add(method);
    return code.close();
  }

  private LoopCode close() {
    while (!open.isEmpty() && methods.size() < BUDGET) {
      read(open.remove());
    }
    callsOthers |= !open.isEmpty();
    return this;
  }

  /**
   * Whether the thread of a loop may itself run the code at a place while it is in the loop.
   *
   * @param tasks the tasks that run the loop
   */
  public static boolean mayRun(
      TreePath place, TreePath loop, ImmutableSet<Task> tasks, VisitorState state) {
    ImmutableSet<Task> others = Tasks.of(place, state);
    if (!Collections.disjoint(tasks, others)) {
      return true;
    }
    LoopCode code = of(loop.getLeaf(), state);
    return code.contains(place)
        || (code.callsOthers && others.stream().anyMatch(task -> isOfOthers(task, state)));
  }

  /** A function that code out of view gets, or a method that such code calls. */
  private static boolean isOfOthers(Task task, VisitorState state) {
    return task instanceof Task.Unknown
        || (task instanceof Task.Caller caller
            && caller.symbol() instanceof MethodSymbol method
            && !ClosingMethods.of(state).endsItsObject(method)
            && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                .anyMatch(
                    overridden ->
                        !CompilationIndex.of(state).isInView(overridden)
                            && !Harmless.includes(overridden, state)));
  }

  /** Whether the code at the path is part of it. */
  boolean contains(TreePath path) {
    return (start != null && Paths.isInside(path, start))
        || bodies.stream().anyMatch(body -> Paths.isInside(path, body));
  }

  /** Whether it may call code out of view that calls back. */
  public boolean callsOthers() {
    return callsOthers;
  }

  /** Whether it may end the process. */
  boolean exits() {
    return exits;
  }

  private void read(Tree code) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        add(ASTHelpers.getSymbol(tree));
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        add(ASTHelpers.getSymbol(tree));
        return super.visitMemberReference(tree, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        add(ASTHelpers.getSymbol(tree));
        return super.visitNewClass(tree, null);
      }
    }.scan(code, null);
  }

  private void add(MethodSymbol method) {
    exits |= OwnThread.isExit(method);
    if (!methods.add(method)) {
      return;
    }
    callsOthers |=
        Harmless.isFunction(method, state)
            || (!index.isInView(method) && !Harmless.includes(method, state));
    addBody(method);
    if (index.isInView(method)) {
      index.overriders(method).forEach(this::addBody);
    }
  }

  private void addBody(MethodSymbol method) {
    Optional<TreePath> declaration = index.declaration(method);
    if (declaration.isPresent()
        && declaration.get().getLeaf() instanceof MethodTree tree
        && tree.getBody() != null
        && bodies.add(tree)) {
      open.add(tree.getBody());
    }
  }
}
