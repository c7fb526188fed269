package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.findings.sends.Workers;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.values.Values;
import dev.watertight.wakers.ProgramTasks;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An executor with a limited number of threads that runs tasks, such that two calls which name it
 * mean the same one.
 *
 * @param name the expression that makes it: for {@code main}, or with an object that hands it on to
 *     its parts only; or the variable of the object itself that always holds it
 * @param hasOneThread whether it runs one task at a time; if not, as many as it was told, no more
 * @param isOnlyOne whether it is the same one for all objects
 * @param owner the class whose objects make one each, with all the objects that get it
 */
record OwnWorker(
    Object name, boolean hasOneThread, boolean isOnlyOne, Optional<ClassSymbol> owner) {

  /* So many objects are made with each other, at most. */
  private static final int DEPTH = 3;

  /** The executor of a call that starts a task. */
  static Optional<OwnWorker> of(TreePath start, VisitorState state) {
    return TaskStarts.executor(start, state)
        .flatMap(executor -> ofMaker(executor, state).or(() -> ofVariable(executor, state)));
  }

  private static Optional<OwnWorker> ofMaker(TreePath executor, VisitorState state) {
    return Origins.one(executor, Workers::isMaker, state)
        .flatMap(
            made ->
                isOnceInMain(made, state)
                    ? of(made.getLeaf(), made, true, Optional.empty(), state)
                    : madeWith(made)
                        .filter(type -> isHandedOn(executor, Workers::isMaker, type, state))
                        .flatMap(
                            type ->
                                of(
                                    made.getLeaf(),
                                    made,
                                    isMadeOnce(type, DEPTH, state),
                                    Optional.of(type),
                                    state)));
  }

  /** Whether there is one object of a class: {@code main} makes it, or the only one of another. */
  private static boolean isMadeOnce(ClassSymbol type, int depth, VisitorState state) {
    ImmutableList<TreePath> makers = CompilationIndex.of(state).creations(type);
    return makers.size() == 1
        && CompilationIndex.of(state).subclasses(type).isEmpty()
        && (isOnceInMain(makers.get(0), state)
            || (depth > 0
                && madeWith(makers.get(0))
                    .filter(around -> isMadeOnce(around, depth - 1, state))
                    .isPresent()));
  }

  private static boolean isOnceInMain(TreePath made, VisitorState state) {
    return Graphs.bodyAround(made)
            .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
            .isPresent()
        && ProgramTasks.isOnce(made, state);
  }

  /** The class each of whose objects something is made with, for a field or by a constructor. */
  private static Optional<ClassSymbol> madeWith(TreePath made) {
    Optional<TreePath> body = Graphs.bodyAround(made);
    Tree type = ASTHelpers.findEnclosingNode(made, ClassTree.class);
    return type != null
            && body.map(Symbols::isConstructor).orElseGet(() -> isOfObjectField(made))
            && !Paths.isInLoop(made, type)
        ? Optional.of((ClassSymbol) ASTHelpers.getSymbol(type))
        : Optional.empty();
  }

  private static boolean isOfObjectField(TreePath value) {
    TreePath place = value;
    while (!(place.getParentPath().getLeaf() instanceof ClassTree)) {
      place = place.getParentPath();
    }
    return place.getLeaf() instanceof VariableTree field && !ASTHelpers.getSymbol(field).isStatic();
  }

  /**
   * Whether what a name stands for, in an object of the class or in one that it makes for itself,
   * is what that very object has made: each hands it on by a name of its own.
   */
  private static boolean isHandedOn(
      TreePath name, Predicate<Tree> isMaker, ClassSymbol type, VisitorState state) {
    return isHandedOn(name, isMaker, type, new HashSet<>(), state);
  }

  private static boolean isHandedOn(
      TreePath name,
      Predicate<Tree> isMaker,
      ClassSymbol type,
      Set<VarSymbol> seen,
      VisitorState state) {
    return Values.alternatives(name).stream()
        .allMatch(
            value ->
                isMaker.test(value.getLeaf())
                    || Values.isNull(value)
                    || (isOwn(value.getLeaf())
                        && isInObjectOf(value, type, state)
                        && ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
                        && (!seen.add(variable)
                            || Values.given(variable, state)
                                .filter(
                                    values ->
                                        values.stream()
                                            .allMatch(
                                                v -> isHandedOn(v, isMaker, type, seen, state)))
                                .isPresent())));
  }

  private static boolean isInObjectOf(TreePath place, ClassSymbol type, VisitorState state) {
    ClassSymbol around = ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(place, ClassTree.class));
    ImmutableList<TreePath> makers = CompilationIndex.of(state).creations(around);
    return around.equals(type)
        || (!makers.isEmpty() && makers.stream().allMatch(made -> isPartOf(made, type, state)));
  }

  /** Whether each object of a class makes the object for itself, and it is no other one of them. */
  private static boolean isPartOf(TreePath made, ClassSymbol type, VisitorState state) {
    return made.getLeaf() instanceof NewClassTree creation
        && Symbols.isSelf(creation.getEnclosingExpression())
        && !ASTHelpers.getType(creation).tsym.isSubClass(type, state.getTypes())
        && madeWith(made).filter(type::equals).isPresent();
  }

  private static boolean isOwn(Tree name) {
    return name instanceof IdentifierTree
        || (name instanceof MemberSelectTree select && Symbols.isSelf(select.getExpression()));
  }

  private static Optional<OwnWorker> ofVariable(TreePath executor, VisitorState state) {
    return Optional.of(executor.getLeaf())
        .filter(OwnWorker::isOwn)
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(variable -> !Symbols.isField(variable) || variable.isPrivate())
        .filter(variable -> Values.isFixed(variable, state))
        .flatMap(
            variable -> {
              ImmutableList<TreePath> values = Values.assignedTo(variable, state);
              return values.size() == 1
                  ? of(variable, values.get(0), variable.isStatic(), Optional.empty(), state)
                  : Optional.empty();
            });
  }

  private static Optional<OwnWorker> of(
      Object name,
      TreePath made,
      boolean isOnlyOne,
      Optional<ClassSymbol> owner,
      VisitorState state) {
    return Workers.areLimited(made, state)
        ? Optional.of(
            new OwnWorker(
                name, Workers.threads(made, state).equals(Amount.of(1)), isOnlyOne, owner))
        : Optional.empty();
  }

  /** Whether what a call is made on has this executor if the code around the call has it. */
  boolean isForObjectOf(TreePath call, VisitorState state) {
    return isOnlyOne
        || Symbols.isSelf(Symbols.receiver(call.getLeaf()))
        || (owner.isPresent()
            && Paths.receiver(call)
                .filter(
                    part -> isHandedOn(part, NewClassTree.class::isInstance, owner.get(), state))
                .flatMap(part -> Origins.one(part, NewClassTree.class::isInstance, state))
                .filter(made -> isPartOf(made, owner.get(), state))
                .isPresent());
  }
}
