package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who interrupts threads otherwise than by what started them: the code that a thread runs keeps
 * {@code Thread.currentThread()} for others, or somebody looks for it among all threads.
 */
final class KeptThreads {
  private static final String THREAD = "java.lang.Thread";
  private static final String GROUP = "java.lang.ThreadGroup";

  private static final Supplier<ImmutableSet<Symbol>> INTERRUPTERS =
      PerCompilation.of(KeptThreads::interrupters);
  /* The calls by which threads keep themselves. */
  private static final Supplier<ImmutableList<TreePath>> KEPT =
      PerCompilation.of(
          state ->
              mentions(THREAD, "currentThread", state).stream()
                  .map(TreePath::getParentPath)
                  .filter(KeptThreads::isKept)
                  .collect(ImmutableList.toImmutableList()));
  private static final Supplier<Map<Tree, Interrupters>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private KeptThreads() {}

  /**
   * What becomes of the threads that some code and the rest of its class keep, or that code keeps
   * elsewhere which one of the tasks runs.
   *
   * @param tasks those that run the code
   */
  static Interrupters of(TreePath code, Set<Task> tasks, VisitorState state) {
    Optional<TreePath> around = Paths.outermost(code, ClassTree.class);
    if (around.isEmpty()) {
      return Interrupters.NOBODY;
    }
    TreePath type = around.get();
    if (INTERRUPTERS.get(state).contains(ASTHelpers.getSymbol(type.getLeaf()).owner)) {
      return Interrupters.UNKNOWN;
    }
    Interrupters found = Interrupters.NOBODY;
    for (TreePath call : KEPT.get(state)) {
      Set<Task> others = Tasks.of(call, state);
      if (Paths.isInside(call, type.getLeaf())
          ? mayBeOneOf(tasks, others)
          : !Collections.disjoint(tasks, others)) {
        Interrupters interrupters = interrupters(call, state);
        found = interrupters.answer().isNo() ? found : found.and(interrupters);
      }
    }
    return found;
  }

  /** The same for a task, from what starts it and from the method that it runs. */
  static Interrupters of(Task.Apart task, VisitorState state) {
    Interrupters most = of(task.start(), ImmutableSet.of(task), state);
    Optional<Symbol> code =
        task.body() instanceof MemberReferenceTree || task.body() instanceof ClassTree
            ? Optional.ofNullable(ASTHelpers.getSymbol(task.body()))
            : Optional.empty();
    Optional<TreePath> declaration = code.flatMap(CompilationIndex.of(state)::declaration);
    return declaration.isPresent()
        ? most.and(of(declaration.get(), ImmutableSet.of(task), state))
        : most;
  }

  /** Whether a thread that runs some tasks may run others: callers may be the same ones. */
  private static boolean mayBeOneOf(Set<Task> tasks, Set<Task> others) {
    return !Collections.disjoint(tasks, others)
        || (tasks.stream().anyMatch(KeptThreads::isOutOfView)
            && others.stream().anyMatch(KeptThreads::isOutOfView))
        || tasks.stream().anyMatch(Task.Unknown.class::isInstance)
        || others.stream().anyMatch(Task.Unknown.class::isInstance);
  }

  private static boolean isOutOfView(Task task) {
    return !(task instanceof Task.Apart);
  }

  /** Whether more is done with the thread than to call one of its methods. */
  private static boolean isKept(TreePath call) {
    Tree parent = call.getParentPath().getLeaf();
    return parent instanceof VariableTree
        || parent instanceof AssignmentTree
        || parent instanceof ReturnTree
        || parent instanceof LambdaExpressionTree
        || parent instanceof MemberReferenceTree
        || parent instanceof MethodInvocationTree
        || parent instanceof NewClassTree;
  }

  private static Interrupters interrupters(TreePath call, VisitorState state) {
    Interrupters known = KNOWN.get(state).get(call.getLeaf());
    if (known == null) {
      known = find(call, state);
      KNOWN.get(state).put(call.getLeaf(), known);
    }
    return known;
  }

  private static Interrupters find(TreePath call, VisitorState state) {
    Fate fate = Fate.crossingReturns(call, Runnables.of(state), state);
    ImmutableList<Sink.Use> byOthers =
        fate.uses().stream()
            .filter(use -> !isInSameBody(use.path(), call))
            .collect(ImmutableList.toImmutableList());
    return InterruptSearch.ofUses(
        byOthers, (fate.isUnknown() || fate.isExposed()) && !isOnlyRead(call, state), state);
  }

  /**
   * Whether a method of the JDK is given the thread that keeps nothing: one of no container, or one
   * that only looks into it, such as {@code map.get(thread)}.
   */
  private static boolean isOnlyRead(TreePath call, VisitorState state) {
    if (!(call.getParentPath().getLeaf() instanceof MethodInvocationTree reader)
        || !ASTHelpers.getSymbol(reader).owner.getQualifiedName().toString().startsWith("java.")) {
      return false;
    }
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.does(reader, reader.getArguments().indexOf(call.getLeaf()), Role.DISCARD)
        || library.questionOf(reader).isPresent()
        || !Runnables.of(state).mayContain(ASTHelpers.getReceiverType(reader));
  }

  /** Whether the thread does it itself: restores its own interrupt. */
  private static boolean isInSameBody(TreePath use, TreePath call) {
    return use.getLeaf() instanceof MethodInvocationTree && Graphs.areTogether(use, call);
  }

  /**
   * The packages in which threads are interrupted that are found among all there are, or as a
   * group: by name, so that is where they are known.
   */
  private static ImmutableSet<Symbol> interrupters(VisitorState state) {
    ImmutableSet.Builder<Symbol> found = ImmutableSet.builder();
    Stream.of(
            mentions(GROUP, "interrupt", state),
            mentions(THREAD, "getAllStackTraces", state),
            mentions(THREAD, "enumerate", state),
            mentions(GROUP, "enumerate", state))
        .flatMap(ImmutableList::stream)
        .filter(mention -> isBeforeInterrupt(mention, state))
        .flatMap(mention -> Paths.outermost(mention, ClassTree.class).stream())
        .map(type -> ASTHelpers.getSymbol(type.getLeaf()).owner)
        .forEach(found::add);
    return found.build();
  }

  /** Whether code of the class interrupts, and finds threads there or by what it calls. */
  private static boolean isBeforeInterrupt(TreePath mention, VisitorState state) {
    return Paths.outermost(mention, ClassTree.class)
        .filter(
            type ->
                Trees.pathsIn(type, MethodInvocationTree.class, MemberReferenceTree.class).stream()
                    .filter(path -> isInterrupt(path.getLeaf()))
                    .flatMap(path -> Graphs.bodyAround(path).stream())
                    .anyMatch(
                        body ->
                            Paths.isInside(mention, body.getLeaf())
                                || Summaries.reaches(mention, body, state).isYes()))
        .isPresent();
  }

  private static boolean isInterrupt(Tree tree) {
    return (tree instanceof MethodInvocationTree || tree instanceof MemberReferenceTree)
        && ASTHelpers.getSymbol(tree).getSimpleName().contentEquals("interrupt");
  }

  private static ImmutableList<TreePath> mentions(String type, String method, VisitorState state) {
    Symbol owner = state.getSymbolFromString(type);
    if (owner == null) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (Symbol member : owner.members().getSymbolsByName(state.getName(method))) {
      found.addAll(CompilationIndex.of(state).mentions(member));
    }
    return found.build();
  }
}
