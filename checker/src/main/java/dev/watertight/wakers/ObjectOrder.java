package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Known;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import java.util.List;
import java.util.Optional;

/**
 * In which order the code in view comes to two places for one object: it tells an object to stop,
 * or gives it another part, before it makes that object start.
 *
 * <p>The text of the callers decides, as it does for {@link Sequel}. Two calls in one body are for
 * different objects if those are made by different expressions, or anew in each round of the loop
 * that leads from one call to the other.
 */
public record ObjectOrder(VisitorState state) {

  /**
   * Whether all the code in view that comes to a place, and there is some, does so before it comes
   * to one of the others: never afterwards, never in a task of which nobody knows that it gets
   * there first, and nowhere in a method for others, who may call it again.
   */
  public boolean isOnlyBefore(TreePath place, List<TreePath> others) {
    if (others.isEmpty()
        || !Tasks.of(place, state).stream().allMatch(task -> isFirst(task, others))) {
      return false;
    }
    // Whoever makes the object there has done nothing with it before.
    Known<TreePath> ways = CallSites.leadingTo(place, way -> isMadeThere(way, place), state);
    ImmutableSet.Builder<TreePath> found = ImmutableSet.builder();
    for (TreePath other : others) {
      found.addAll(CallSites.leadingTo(other, state).seen());
    }
    ImmutableSet<TreePath> starts = found.build();
    return ways.isComplete()
        && ways.seen().stream()
            .allMatch(
                way ->
                    starts.stream().noneMatch(start -> mayFollow(start, way, place))
                        && (!isFirst(way)
                            || isMadeThere(way, place)
                            || (isInOnce(way)
                                && starts.stream().anyMatch(s -> Graphs.areTogether(s, way)))));
  }

  /**
   * Whether what a task does comes before other places, as the text says: it goes on to them
   * itself, or what does so has waited since for something, for the end of the task, perhaps.
   */
  private boolean isFirst(Task task, List<TreePath> others) {
    return task instanceof Task.Caller
        || (task instanceof Task.Apart apart
            && others.stream()
                .allMatch(
                    other ->
                        Tasks.of(other, state).equals(ImmutableSet.of(task))
                            || isAwaitedBefore(apart, other)));
  }

  private boolean isAwaitedBefore(Task.Apart task, TreePath other) {
    ImmutableSet<TreePath> ways = CallSites.leadingTo(other, state).seen();
    return CallSites.leadingTo(task.start(), state).seen().stream()
        .anyMatch(start -> ways.stream().anyMatch(way -> isBehindWait(start, way)));
  }

  /** Whether the second place is a stage behind the first, or there is a wait between them. */
  private boolean isBehindWait(TreePath first, TreePath second) {
    return Order.mayFollow(first, second)
        && (isStageOf(first, second)
            || Graphs.bodyAround(second).stream()
                .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
                .anyMatch(
                    call ->
                        Order.mayFollow(first, call)
                            && Order.isAlwaysBefore(call, second)
                            && Summaries.ofCall(call, state).waits()));
  }

  private boolean isStageOf(TreePath first, TreePath second) {
    return second.getLeaf() instanceof MethodInvocationTree call
        && TaskStarts.isOfStage(call, state)
        && Paths.receiver(second)
            .flatMap(stage -> Origins.of(stage, MethodInvocationTree.class::isInstance, state))
            .filter(stages -> stages.stream().anyMatch(s -> Paths.isInside(first, s.getLeaf())))
            .isPresent();
  }

  /** Whether nothing in view leads to a place: it is in {@code main}, or in a method for others. */
  private boolean isFirst(TreePath place) {
    return CallSites.leadingTo(place, state).seen().size() == 1;
  }

  /** Whether the code around a place runs once for its object, or in its program. */
  private static boolean isInOnce(TreePath place) {
    return Graphs.bodyAround(place)
        .filter(
            body ->
                Symbols.isConstructor(body) || Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
        .isPresent();
  }

  /**
   * Whether the body around a way to a place has made the object for itself that it calls, and not
   * of others that have been there before.
   */
  private boolean isMadeThere(TreePath call, TreePath place) {
    ClassTree type = ASTHelpers.findEnclosingNode(place, ClassTree.class);
    return type != null
        && objectOf(call, place)
            .flatMap(this::maker)
            .filter(maker -> Graphs.areTogether(maker, call))
            .filter(maker -> isOf(ASTHelpers.getSymbol(type), maker) || isMadeOfValues(maker))
            .isPresent();
  }

  private boolean isOf(Symbol type, TreePath maker) {
    return ASTHelpers.getType(maker.getLeaf()).tsym.isSubClass(type, state.getTypes());
  }

  private boolean isMadeOfValues(TreePath maker) {
    return Arguments.of(maker.getLeaf()).stream()
        .map(ASTHelpers::getType)
        .allMatch(
            type ->
                type != null
                    && (type.isPrimitive()
                        || ASTHelpers.isSameType(type, state.getSymtab().stringType, state)));
  }

  /** Whether the second place may come after the first, for the object of both. */
  private boolean mayFollow(TreePath first, TreePath second, TreePath place) {
    if (!Order.mayFollow(first, second)) {
      return false;
    }
    Optional<TreePath> object = objectOf(second, place);
    return object.isEmpty()
        || (!isOfAnother(first, object.get())
            && (isBehind(first, second) || !isOfOneRound(object.get(), first, second)));
  }

  /** Whether the text alone says that the second place comes later. */
  private static boolean isBehind(TreePath first, TreePath second) {
    return Order.call(first) != Order.call(second)
        && ASTHelpers.getStartPosition(second.getLeaf())
            > ASTHelpers.getStartPosition(first.getLeaf());
  }

  /** Whether each round of the loops around both places has an object of its own. */
  private boolean isOfOneRound(TreePath object, TreePath first, TreePath second) {
    Optional<TreePath> made = maker(object).or(() -> declaration(object));
    return made.isPresent()
        && Paths.aroundInBody(second).stream()
            .map(TreePath::getLeaf)
            .filter(tree -> Loops.isLoop(tree) && Paths.isInside(first, tree))
            .allMatch(loop -> Paths.isInside(made.get(), loop));
  }

  private Optional<TreePath> declaration(TreePath object) {
    return ASTHelpers.getSymbol(object.getLeaf()) instanceof VarSymbol variable
            && !Symbols.isField(variable)
        ? CompilationIndex.of(state).declaration(variable)
        : Optional.empty();
  }

  private Optional<TreePath> maker(TreePath object) {
    return Origins.one(object, NewClassTree.class::isInstance, state);
  }

  /** Whether a place is for other objects of the class than that which a variable holds. */
  private boolean isOfAnother(TreePath place, TreePath object) {
    Optional<TreePath> maker = maker(object);
    Symbol type = ASTHelpers.getType(object.getLeaf()).tsym;
    ImmutableSet<TreePath> named = maker.isEmpty() ? ImmutableSet.of() : namedBy(place, type);
    return !named.isEmpty()
        && named.stream()
            .map(this::maker)
            .allMatch(other -> other.isPresent() && other.get().getLeaf() != maker.get().getLeaf());
  }

  /**
   * The objects of a class that a place names: the one that it calls, those that it is given, and
   * those that the thread has been given which it starts.
   */
  private ImmutableSet<TreePath> namedBy(TreePath place, Symbol type) {
    ImmutableSet.Builder<TreePath> found = ImmutableSet.builder();
    addNamed(place, type, found);
    objectOf(place).flatMap(this::maker).ifPresent(thread -> addNamed(thread, type, found));
    return found.build();
  }

  private static void addNamed(TreePath place, Symbol type, ImmutableSet.Builder<TreePath> found) {
    TreePath call = Order.call(place) == place.getLeaf() ? place : place.getParentPath();
    Trees.pathsIn(call, ExpressionTree.class).stream()
        .filter(
            path ->
                ASTHelpers.getSymbol(path.getLeaf()) instanceof VarSymbol
                    || path.getLeaf() instanceof NewClassTree)
        .filter(path -> isOf(type, path.getLeaf()))
        .forEach(found::add);
  }

  private static boolean isOf(Symbol type, Tree expression) {
    Type of = ASTHelpers.getType(expression);
    return of != null && type.equals(of.tsym);
  }

  /** The object that a way to a place calls; none for the place itself, which is in its code. */
  private static Optional<TreePath> objectOf(TreePath way, TreePath place) {
    return way.getLeaf() == place.getLeaf() ? Optional.empty() : objectOf(way);
  }

  /** The object of which a call calls a method, or which it makes. */
  private static Optional<TreePath> objectOf(TreePath place) {
    if (place.getLeaf() instanceof NewClassTree) {
      return Optional.of(place);
    }
    TreePath call = Order.call(place) == place.getLeaf() ? place : place.getParentPath();
    return Paths.receiver(call)
        .filter(object -> !Symbols.isSelf((ExpressionTree) object.getLeaf()));
  }
}
