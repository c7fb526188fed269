package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Sink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks the protocol of a {@code StructuredTaskScope}: fork, join, then read results, all in the
 * thread that opened it.
 *
 * <p>Both APIs, of JDK 21-24 and of 25 on, are recognised by method names on the scope and its
 * subtasks; nothing here needs either to be present.
 */
public final class TaskScopes {
  /** What is done at the wrong time or place. */
  public enum Step {
    /** A subtask's result is read before the scope has been joined. */
    READ,
    /** The scope is left before it has been joined. */
    LEAVE,
    /** It is forked or joined after it has been joined. */
    AFTER_JOIN,
    /** It is forked, joined or closed by another thread than its owner. */
    OTHER_THREAD
  }

  /**
   * A wrong step.
   *
   * @param step what is done
   * @param at the call, or the first fork for a scope that is left
   * @param scope the variable that holds the scope, if one does
   * @param returns the statements that leave it too early, if nothing else does
   */
  public record Misuse(
      Step step, ExpressionTree at, Optional<VarSymbol> scope, ImmutableSet<Tree> returns) {
    private Misuse(Step step, Tree at, Optional<VarSymbol> scope) {
      this(step, (ExpressionTree) at, scope, ImmutableSet.of());
    }
  }

  private static final ImmutableSet<String> JOINS = ImmutableSet.of("join", "joinUntil");
  private static final ImmutableSet<String> SCOPE_READS =
      ImmutableSet.of("throwIfFailed", "result");
  private static final ImmutableSet<String> SUBTASK_READS = ImmutableSet.of("get", "exception");
  private static final String SUBTASK = "java.util.concurrent.StructuredTaskScope.Subtask";

  private final Set<Tree> forks = new LinkedHashSet<>();
  private final Set<Tree> joins = new HashSet<>();
  private final Set<Tree> reads = new HashSet<>();
  private final Map<Tree, VarSymbol> older = new HashMap<>();

  private TaskScopes() {}

  /** The step that the scope's body takes before it has joined, if it takes one. */
  public static Optional<Misuse> misuseOf(Opening scope, VisitorState state) {
    if (!scope.isScope()) {
      return Optional.empty();
    }
    Fate fate = Fates.of(scope, state);
    Optional<TreePath> apart = callApart(scope, fate, state);
    if (apart.isPresent()) {
      return apart.map(call -> new Misuse(Step.OTHER_THREAD, call.getLeaf(), Optional.empty()));
    }
    Optional<TreePath> body = Graphs.bodyAround(scope.path());
    if (fate.isUnknown() || body.isEmpty()) {
      return Optional.empty();
    }
    TaskScopes scopes = new TaskScopes();
    for (Sink.Use use : fate.uses()) {
      if (!scopes.add(use, scope.path(), body.get(), state)) {
        return Optional.empty();
      }
    }
    if (scopes.forks.isEmpty()) {
      return Optional.empty();
    }
    Optional<VarSymbol> variable = fate.variables().stream().findFirst();
    return scopes.search(scope, body.get(), variable, state);
  }

  /** The call of a method for the owner in code that certainly another thread runs. */
  private static Optional<TreePath> callApart(Opening scope, Fate fate, VisitorState state) {
    return Stream.concat(
            fate.releases().stream().map(Sink.Release::path),
            fate.uses().stream()
                .filter(use -> use.method().equals("fork") || JOINS.contains(use.method()))
                .map(Sink.Use::path))
        .filter(call -> call.getLeaf() instanceof MethodInvocationTree)
        .filter(call -> isApart(scope, Tasks.of(call, state), state))
        .findFirst();
  }

  /* The subtasks' threads may be allowed what others are not, by the older API. */
  private static boolean isApart(Opening scope, ImmutableSet<Task> tasks, VisitorState state) {
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && TaskStarts.isSeparate(apart, state)
                        && !Paths.isInside(scope.path(), apart.body())
                        && !Tasks.of(scope.path(), state).contains(apart)
                        && ASTHelpers.getSymbol(apart.start().getLeaf())
                            instanceof MethodSymbol start
                        && !start.getSimpleName().contentEquals("fork"));
  }

  /** Sorts a use of the scope in; false if it makes the protocol unknowable. */
  private boolean add(Sink.Use use, TreePath scope, TreePath body, VisitorState state) {
    boolean join = JOINS.contains(use.method());
    if (!Paths.isInside(use.path(), body.getLeaf())) {
      return !join;
    }
    Tree tree = use.path().getLeaf();
    for (TreePath p = use.path(); p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        tree = p.getLeaf();
      }
    }
    if (use.method().equals("fork")) {
      forks.add(tree);
      addReads(use.path(), scope, body, state);
    } else if (join) {
      joins.add(tree);
    } else if (SCOPE_READS.contains(use.method())) {
      reads.add(tree);
    }
    return true;
  }

  /**
   * The variable out of which a subtask comes, if an earlier scope may have left one there: a
   * field, or declared around the loop that opens the scope.
   */
  private static Optional<VarSymbol> older(
      ExpressionTree subtask, TreePath scope, TreePath body, VisitorState state) {
    if (subtask instanceof MethodInvocationTree call && ASTHelpers.getReceiver(call) != null) {
      return older(ASTHelpers.getReceiver(call), scope, body, state);
    }
    Optional<TreePath> declaration =
        ASTHelpers.getSymbol(subtask) instanceof VarSymbol variable
            ? CompilationIndex.of(state).declaration(variable)
            : Optional.empty();
    if (declaration.isEmpty()) {
      return Optional.empty();
    }
    if (declaration.get().getParentPath().getLeaf() instanceof EnhancedForLoopTree loop) {
      return older(loop.getExpression(), scope, body, state);
    }
    VarSymbol variable = (VarSymbol) ASTHelpers.getSymbol(subtask);
    TreePath around = scope;
    while (around.getLeaf() != body.getLeaf() && !Loops.isLoop(around.getLeaf())) {
      around = around.getParentPath();
    }
    return Symbols.isField(variable) || !Paths.isInside(declaration.get(), around.getLeaf())
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** The calls that ask a subtask for its result. */
  private void addReads(TreePath fork, TreePath scope, TreePath body, VisitorState state) {
    Instances subtasks = new Instances(SUBTASK, ImmutableSet.of(), state);
    for (Sink.Use use : Fate.ofExpression(fork, subtasks, state).uses()) {
      if (SUBTASK_READS.contains(use.method())
          && Graphs.isDirectlyIn(use.path(), body.getLeaf())
          && !isForLater(use.path(), state)) {
        Tree read = use.path().getLeaf();
        reads.add(read);
        Optional.ofNullable(Symbols.receiver(read))
            .flatMap(subtask -> older(subtask, scope, body, state))
            .ifPresent(variable -> older.put(read, variable));
      }
    }
  }

  private static boolean isForLater(TreePath read, VisitorState state) {
    return read.getLeaf() instanceof MemberReferenceTree && !Tasks.isCalledInPlace(read, state);
  }

  private Optional<Misuse> search(
      Opening opening, TreePath body, Optional<VarSymbol> scope, VisitorState state) {
    // Since JDK 25 a factory opens scopes, and those can be joined once.
    boolean isJoinedOnce = opening.primitive().getLeaf() instanceof MethodInvocationTree;
    UnjoinedForks.Result result =
        UnjoinedForks.in(
            body,
            opening.tree(),
            isJoinedOnce,
            ImmutableSet.copyOf(forks),
            ImmutableSet.copyOf(joins),
            ImmutableSet.copyOf(reads),
            ImmutableMap.copyOf(older),
            state);
    return result
        .read()
        .map(read -> new Misuse(Step.READ, read, scope))
        .or(
            () ->
                result.left()
                    ? Optional.of(
                        new Misuse(
                            Step.LEAVE,
                            (ExpressionTree) forks.iterator().next(),
                            scope,
                            result.returns()))
                    : result.late().map(late -> new Misuse(Step.AFTER_JOIN, late, scope)));
  }
}
