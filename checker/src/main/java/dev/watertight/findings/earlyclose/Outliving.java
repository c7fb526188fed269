package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.findings.earlyclose.BodyText.Route;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a task may run on when the code that started it has come to the end of its channel.
 *
 * <p>It may not, or nobody knows, if anything that is done meanwhile may wait for the task or tell
 * it to stop; be it in a branch or a loop that may not run: the answer errs on that side. So it
 * does where the end is under a condition that the start is not under.
 *
 * @param ends what ends the channel
 * @param starts what starts the tasks
 * @param shared the variables that the tasks' code names, other than those of the channel
 */
record Outliving(Set<Tree> ends, Set<Tree> starts, Set<Symbol> shared, VisitorState state) {
  /** Whether the task may outlive the end of the channel. */
  boolean isPossible(Task.Apart task, TreePath end) {
    ImmutableList<TreePath> interrupts =
        Interrupters.of(task, state).known().seen().stream()
            .map(Interrupter::place)
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Route> starts =
        TaskStarts.of(task, state).stream()
            .flatMap(start -> Route.to(start, method -> true, state).stream())
            .collect(ImmutableList.toImmutableList());
    return Route.to(end, Outliving::isHelper, state).stream()
        .anyMatch(
            closing ->
                starts.stream()
                    .filter(start -> start.body().getLeaf() == closing.body().getLeaf())
                    .anyMatch(start -> isPossible(start, closing, interrupts)));
  }

  /**
   * Whether a method is a part of those that call it. What one such as {@code close()} is for is
   * said by its callers out of view, too.
   */
  private static boolean isHelper(MethodSymbol method) {
    return method.isPrivate() || method.isStatic();
  }

  private boolean isPossible(Route start, Route end, ImmutableList<TreePath> interrupts) {
    BodyText text = BodyText.of(start.body(), state);
    return text.between(start.start(), end.start())
            .filter(acts -> isQuiet(acts, interrupts))
            .isPresent()
        && isReached(start, end)
        && !isConditional(end.start(), start.start(), start.body().getLeaf())
        && !mayReturn(Paths.start(start.start()), end.start(), start.body().getLeaf())
        && start.steps().stream()
            .skip(1)
            .allMatch(step -> isQuiet(textAround(step).after(step), interrupts))
        && end.steps().stream()
            .skip(1)
            .allMatch(
                step ->
                    isQuiet(textAround(step).before(step), interrupts)
                        && !isConditional(step)
                        && !mayReturn(
                            0, step, BodyText.around(step, state).orElseThrow().getLeaf()));
  }

  /** Whether a {@code return} in the text of a body behind a position leaves it before a place. */
  private static boolean mayReturn(int from, TreePath place, Tree body) {
    return Trees.ownIn(body, ReturnTree.class).stream()
        .filter(exit -> !Paths.isInside(place, exit))
        .map(ASTHelpers::getStartPosition)
        .anyMatch(exit -> exit > from && exit < Paths.start(place));
  }

  private BodyText textAround(TreePath step) {
    return BodyText.of(BodyText.around(step, state).orElseThrow(), state);
  }

  /** Whether control can get from the start to the end: no branch around the start alone leaves. */
  private static boolean isReached(Route start, Route end) {
    for (TreePath p : Paths.aroundInBody(start.start())) {
      if (Paths.isInside(end.start(), p.getLeaf())) {
        return true;
      }
      if (p.getLeaf() instanceof BlockTree block && Loops.leaves(block)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a place is in a branch of a body; not in one that is around the other place, too. */
  private static boolean isConditional(TreePath place, TreePath other, Tree body) {
    Tree child = place.getLeaf();
    for (TreePath p = place.getParentPath();
        p.getLeaf() != body;
        child = p.getLeaf(), p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      boolean branch =
          leaf instanceof CaseTree
              || leaf instanceof CatchTree
              || leaf instanceof LambdaExpressionTree
              || (leaf instanceof IfTree test && test.getCondition() != child)
              || (leaf instanceof ConditionalExpressionTree choice
                  && choice.getCondition() != child)
              || (leaf instanceof BinaryTree junction
                  && TestOutcomes.isJunction(leaf)
                  && junction.getRightOperand() == child);
      if (branch && (place.equals(other) || !Paths.isInside(other, child))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a place is in a branch of the body around it. */
  boolean isConditional(TreePath place) {
    return isConditional(place, place, BodyText.around(place, state).orElseThrow().getLeaf());
  }

  private boolean isQuiet(List<TreePath> acts, ImmutableList<TreePath> interrupts) {
    return acts.stream()
        .noneMatch(
            act ->
                mayConcern(act)
                    || interrupts.stream().anyMatch(i -> !Summaries.reaches(i, act, state).isNo()));
  }

  /** Whether an act may wait for the tasks, or tell them something. */
  boolean mayConcern(TreePath act) {
    Tree tree = act.getLeaf();
    if (starts.contains(tree) || ends.contains(tree)) {
      return false;
    }
    Tree parent = act.getParentPath().getLeaf();
    if (parent instanceof TryTree attempt && attempt.getResources().contains(tree)) {
      return true;
    }
    if (tree instanceof AssignmentTree assignment) {
      // A flag that tells the senders to stop.
      return ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol variable
          && Symbols.isField(variable)
          && shared.contains(variable);
    }
    if (Loops.condition(parent).filter(condition -> condition == tree).isPresent()) {
      // A loop that goes on until a field has some value, or what the tasks use says so.
      return deciding(tree, parent).stream()
          .anyMatch(
              s ->
                  (Symbols.isField((VarSymbol) s) && (s.flags() & Flags.FINAL) == 0)
                      || isOfSharedState((VarSymbol) s));
    }
    Effects effects =
        tree instanceof MemberReferenceTree
            ? Summaries.ofCode(act, state)
            : Summaries.ofCall(act, state);
    return effects.waits() || effects.callsOthers() || tells(act);
  }

  /**
   * Whether a call asks a task for its state, or changes an object, or sets a field, that the tasks
   * may look at.
   */
  private boolean tells(TreePath call) {
    ExpressionTree receiver =
        call.getLeaf() instanceof MethodInvocationTree tree ? ASTHelpers.getReceiver(tree) : null;
    return (receiver != null
            && (tells(receiver, ASTHelpers.getSymbol(call.getLeaf()))
                || isAskedForEver(call, receiver)))
        || shared.stream()
            .filter(s -> Symbols.isField((VarSymbol) s))
            .flatMap(s -> Values.assignedTo((VarSymbol) s, state).stream())
            .anyMatch(value -> !Summaries.reaches(value, call, state).isNo());
  }

  private boolean tells(ExpressionTree receiver, Symbol method) {
    Type type = ASTHelpers.getType(receiver);
    Set<String> types = ResolvedLibrary.of(state).supertypesOf(type.tsym);
    return (!ASTHelpers.isStatic(method)
            && (types.contains("java.util.concurrent.Future")
                || types.contains("java.util.concurrent.CompletionStage")
                || (types.contains("java.lang.Thread") && isState(method.type.getReturnType()))
                || (types.contains("java.util.concurrent.ExecutorService")
                    && method.type.getReturnType().isPrimitive())))
        || (isShared(receiver)
            && Channels.of(state).kindOf(type).isEmpty()
            && types.stream().anyMatch(name -> name.startsWith("java.util.concurrent.")));
  }

  /** The variables by which a condition of a loop comes to its value. */
  private static Set<Symbol> deciding(Tree condition, Tree loop) {
    Set<Symbol> found = new HashSet<>(Symbols.variablesIn(condition));
    for (int before = 0; before < found.size(); ) {
      before = found.size();
      Trees.ownIn(loop, AssignmentTree.class).stream()
          .filter(change -> found.contains(ASTHelpers.getSymbol(change.getVariable())))
          .forEach(change -> found.addAll(Symbols.variablesIn(change.getExpression())));
      Trees.ownIn(loop, VariableTree.class).stream()
          .filter(local -> found.contains(ASTHelpers.getSymbol(local)))
          .forEach(local -> found.addAll(Symbols.variablesIn(local.getInitializer())));
    }
    return found;
  }

  /** Whether a call asks what the tasks use in a loop that a test of its own ends. */
  private boolean isAskedForEver(TreePath call, ExpressionTree receiver) {
    return Paths.aroundInBody(call).stream().anyMatch(p -> Loops.isEndless(p.getLeaf()))
        && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
        && isOfSharedState(variable);
  }

  private static boolean isState(Type type) {
    return type.hasTag(TypeTag.BOOLEAN) || (type.tsym.flags() & Flags.ENUM) != 0;
  }

  /**
   * Whether the value of a variable comes from an object that the tasks name, too, and that they
   * may change.
   */
  private boolean isOfSharedState(VarSymbol variable) {
    Set<Symbol> wholes = new HashSet<>();
    addWholes(variable, wholes);
    return wholes.stream().anyMatch(whole -> shared.contains(whole) && mayChange(whole.type));
  }

  private boolean mayChange(Type type) {
    return type.tsym instanceof ClassSymbol symbol
        && !type.isPrimitive()
        && Channels.of(state).kindOf(type).isEmpty()
        && (CompilationIndex.of(state).isInView(symbol)
            ? (symbol.flags() & (Flags.ENUM | Flags.RECORD)) == 0
            : isOfThreads(symbol.getQualifiedName().toString()));
  }

  private static boolean isOfThreads(String type) {
    return type.startsWith("java.util.concurrent.") || type.startsWith("java.lang.invoke.");
  }

  /** Whether the tasks name it, too, or another view of the same: {@code lock.asWriteLock()}. */
  private boolean isShared(ExpressionTree receiver) {
    Set<Symbol> wholes = new HashSet<>();
    addWholes(receiver, wholes);
    Set<Symbol> theirs = new HashSet<>();
    shared.forEach(variable -> addWholes((VarSymbol) variable, theirs));
    return !Collections.disjoint(wholes, theirs);
  }

  /** Adds the variables of which an expression may be a view. */
  private void addWholes(Tree view, Set<Symbol> found) {
    if (view instanceof MethodInvocationTree call && ASTHelpers.getReceiver(call) != null) {
      addWholes(ASTHelpers.getReceiver(call), found);
    } else if (ASTHelpers.getSymbol(view) instanceof VarSymbol variable) {
      addWholes(variable, found);
    }
  }

  private void addWholes(VarSymbol variable, Set<Symbol> found) {
    if (found.add(variable)) {
      Values.assignedTo(variable, state).forEach(value -> addWholes(value.getLeaf(), found));
    }
  }
}
