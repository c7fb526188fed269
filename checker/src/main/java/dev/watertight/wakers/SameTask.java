package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.AwaitedMakers;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a wait is certainly for the very task that is interrupted behind it: the code says both
 * of the same object, or starts no other task there.
 *
 * @param awaiting the wait for a thread or future
 * @param state the compilation
 */
record SameTask(TreePath awaiting, VisitorState state) {
  /** Whether a later call of the same body is of the object that is waited for. */
  boolean isOf(TreePath interrupt) {
    Tree awaited = Symbols.receiver(awaiting.getLeaf());
    Tree interrupted = Symbols.receiver(interrupt.getLeaf());
    Optional<ImmutableList<Symbol>> name = nameOf(awaited, interrupt);
    return (name.isPresent() && name.equals(nameOf(interrupted, interrupt)))
        || areElements(interrupt);
  }

  /** Whether all elements of a list are waited for, and then all of them interrupted. */
  private boolean areElements(TreePath interrupt) {
    EnhancedForLoopTree loop = loopOver(awaiting);
    EnhancedForLoopTree later = loopOver(interrupt);
    ExpressionTree list =
        later != null
            ? later.getExpression()
            : interrupt.getLeaf() instanceof MemberReferenceTree
                    && interrupt.getParentPath().getLeaf() instanceof MethodInvocationTree forEach
                ? ASTHelpers.getReceiver(forEach)
                : null;
    return loop != null
        && loop != later
        && list != null
        && ASTHelpers.getSymbol(loop.getExpression()) instanceof VarSymbol all
        && isUntouched(all, list, interrupt)
        && nameOf(loop.getExpression(), interrupt)
            .filter(name -> nameOf(list, interrupt).filter(name::equals).isPresent())
            .isPresent();
  }

  /** The loop whose element a call is made on. */
  private @Nullable EnhancedForLoopTree loopOver(TreePath call) {
    Symbol element = ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf()));
    EnhancedForLoopTree loop = ASTHelpers.findEnclosingNode(call, EnhancedForLoopTree.class);
    return loop != null
            && element != null
            && element.equals(ASTHelpers.getSymbol(loop.getVariable()))
        ? loop
        : null;
  }

  /** Whether nothing between the wait and the interrupt has to do with the list, but for these. */
  private boolean isUntouched(VarSymbol list, Tree interrupted, TreePath interrupt) {
    return CompilationIndex.of(state).mentions(list).stream()
        .filter(mention -> mention.getLeaf() != interrupted)
        .noneMatch(mention -> isBetween(mention, interrupt) || isCalledBetween(mention, interrupt));
  }

  /** Whether what starts the awaited tasks starts no others for whom nobody waits here. */
  boolean areAll(AwaitedMakers tasks) {
    return tasks.makers().stream().allMatch(maker -> isAlone(maker, tasks.areAll()));
  }

  private boolean isAlone(TreePath maker, boolean areAll) {
    if (Graphs.areTogether(maker, awaiting)) {
      return areAll
          || Paths.aroundInBody(maker).stream()
              .filter(around -> Loops.isLoop(around.getLeaf()))
              .allMatch(loop -> Paths.isInside(awaiting, loop.getLeaf()));
    }
    return isAssigned(maker)
        || Graphs.bodyAround(maker)
            .filter(body -> body.getLeaf() instanceof MethodTree)
            .map(body -> CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(body.getLeaf())))
            .filter(
                mentions -> mentions.size() == 1 && Graphs.areTogether(mentions.get(0), awaiting))
            .filter(mentions -> isAlone(mentions.get(0), areAll))
            .isPresent();
  }

  /** Whether the field that is waited for is given the task itself, outside of loops. */
  private boolean isAssigned(TreePath maker) {
    return ASTHelpers.getSymbol(Symbols.receiver(awaiting.getLeaf())) instanceof VarSymbol field
        && Symbols.isField(field)
        && Values.assignedTo(field, state).stream()
            .anyMatch(value -> value.getLeaf() == maker.getLeaf())
        && Paths.aroundInBody(maker).stream().noneMatch(p -> Loops.isLoop(p.getLeaf()));
  }

  /** The variables and plain getters that lead to an object; empty if it may be one or another. */
  private Optional<ImmutableList<Symbol>> nameOf(@Nullable Tree expression, TreePath interrupt) {
    if (expression == null || Symbols.isSelf((ExpressionTree) expression)) {
      return Optional.of(ImmutableList.of());
    }
    Symbol symbol = ASTHelpers.getSymbol(expression);
    if (symbol instanceof ClassSymbol) {
      return Optional.of(ImmutableList.of());
    }
    if (symbol == null
        || !(symbol instanceof VarSymbol variable
            ? isFixed(variable, interrupt)
            : expression instanceof MethodInvocationTree call && isGetter(call, interrupt))) {
      return Optional.empty();
    }
    Tree owner =
        expression instanceof MethodInvocationTree call
            ? ASTHelpers.getReceiver(call)
            : expression instanceof MemberSelectTree select ? select.getExpression() : null;
    return nameOf(owner, interrupt)
        .map(names -> ImmutableList.<Symbol>builder().addAll(names).add(symbol).build());
  }

  /** Whether a variable has one value from the wait to the interrupt. */
  private boolean isFixed(VarSymbol variable, TreePath interrupt) {
    return Symbols.isField(variable)
        ? (variable.flags() & Flags.FINAL) != 0
            || Values.assignedTo(variable, state).stream().noneMatch(v -> isGiven(v, interrupt))
        : Values.isFixed(variable, state)
            || Values.assignedTo(variable, state).stream()
                .allMatch(
                    value ->
                        Graphs.areTogether(value, awaiting)
                            && Paths.aroundInBody(value).stream()
                                .noneMatch(p -> Loops.isLoop(p.getLeaf()))
                            && !isBetween(value, interrupt));
  }

  /** Whether the code between the two places may come to where a field is given a value. */
  private boolean isGiven(TreePath value, TreePath interrupt) {
    return !Values.isNull(value)
        && (isBetween(value, interrupt) || isCalledBetween(value, interrupt));
  }

  private boolean isCalledBetween(TreePath place, TreePath interrupt) {
    return Graphs.bodyAround(awaiting).stream()
        .flatMap(
            body -> Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream())
        .filter(call -> isBetween(call, interrupt))
        .anyMatch(call -> !Summaries.reaches(place, call, state).isNo());
  }

  private boolean isBetween(TreePath place, TreePath interrupt) {
    return Graphs.areTogether(place, awaiting)
        && Paths.start(place) > Paths.start(awaiting)
        && Paths.start(place) < Paths.start(interrupt);
  }

  /** Whether a method in view does nothing but return a variable that is fixed. */
  private boolean isGetter(MethodInvocationTree call, TreePath interrupt) {
    return call.getArguments().isEmpty()
        && CompilationIndex.of(state)
            .declaration(ASTHelpers.getSymbol(call))
            .map(method -> Graphs.code(method.getLeaf()))
            .filter(
                code ->
                    code instanceof BlockTree block
                        && block.getStatements().size() == 1
                        && block.getStatements().get(0) instanceof ReturnTree back
                        && ASTHelpers.getSymbol(back.getExpression()) instanceof VarSymbol field
                        && isFixed(field, interrupt))
            .isPresent();
  }
}
