package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a wait for a task declares the failure of one that does not fail: {@code future.get()}
 * throws an {@code ExecutionException} only if the code of its task, which is in view, throws.
 */
record TaskFailures(VisitorState state) {
  /* Tasks may wait for others of their own kind. */
  private static final Supplier<Set<Tree>> ASKED =
      PerCompilation.of(state -> Collections.newSetFromMap(new IdentityHashMap<>()));

  /** Whether an exception tells of the failure of a task: a first test. */
  static boolean mayTell(Type exception) {
    return Symbols.isNamed(exception.tsym, "java.util.concurrent.ExecutionException");
  }

  /** Whether a call waits for tasks in view that throw nothing. */
  boolean areNone(TreePath call) {
    Set<Tree> asked = ASKED.get(state);
    if (!ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASK)
        || !asked.add(call.getLeaf())) {
      return false;
    }
    try {
      return Paths.receiver(call)
          .flatMap(future -> Origins.of(future, this::startsTask, state))
          .filter(starts -> starts.stream().allMatch(this::neverFails))
          .isPresent();
    } finally {
      asked.remove(call.getLeaf());
    }
  }

  private boolean startsTask(Tree tree) {
    return ResolvedLibrary.of(state).does(tree, 0, Role.RUN);
  }

  private boolean neverFails(TreePath start) {
    TreePath task = new TreePath(start, Arguments.of(start.getLeaf()).get(0));
    return Origins.of(task, tree -> Trees.isFunction(tree) || tree instanceof NewClassTree, state)
        .filter(codes -> codes.stream().allMatch(code -> throwsNothing(code)))
        .isPresent();
  }

  /** Whether a function, or the method in view by which an object is one, throws nothing. */
  private boolean throwsNothing(TreePath code) {
    if (code.getLeaf() instanceof MemberReferenceTree reference
        && ASTHelpers.getSymbol(reference).owner.toString().startsWith("java.util.concurrent.")) {
      // Of a queue or a latch: its method waits.
      List<Type> thrown = ASTHelpers.getSymbol(reference).getThrownTypes();
      return !thrown.isEmpty()
          && thrown.stream().allMatch(CatchClauses::isInterrupt)
          && areLeftAlone();
    }
    boolean isFunction =
        code.getLeaf() instanceof LambdaExpressionTree
            || (code.getLeaf() instanceof MemberReferenceTree reference
                && CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(reference)));
    return isFunction
        ? isNothing(Summaries.ofCode(code, state))
        : code.getLeaf() instanceof NewClassTree creation
            && taskOf(creation)
                .filter(method -> isNothing(Summaries.ofMethod(method, state)))
                .isPresent();
  }

  /** Whether nothing is thrown, but for what tells of an interrupt where no task is interrupted. */
  private boolean isNothing(Effects effects) {
    return effects.thrown().isEmpty()
        || (effects.thrown().stream().allMatch(Thrown::isInterrupt) && areLeftAlone());
  }

  /**
   * Whether no future is cancelled in view, and no executor shut down at once. Who interrupts a
   * thread of an executor, or is interrupted while he closes one, is not asked for.
   */
  private boolean areLeftAlone() {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    CompilationIndex index = CompilationIndex.of(state);
    return Stream.of(
            library.methodsThat(Trait.CANCELS),
            library.methodsThat(Trait.CANCELS_REST),
            ImmutableSet.of("shutdownNow"))
        .flatMap(ImmutableSet::stream)
        .noneMatch(index::isNamed);
  }

  private Optional<MethodSymbol> taskOf(NewClassTree creation) {
    Symbol type = ASTHelpers.getType(creation).tsym;
    return Stream.of("run", "call", "get")
        .flatMap(name -> Symbols.member(type, state.getName(name), MethodSymbol.class).stream())
        .filter(method -> method.getParameters().isEmpty())
        .filter(method -> CompilationIndex.of(state).declaration(method).isPresent())
        .findFirst();
  }
}
