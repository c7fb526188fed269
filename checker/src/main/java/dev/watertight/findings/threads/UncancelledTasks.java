package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks that run again and again after the object has been closed which has started them, on
 * a scheduler that it was given: nobody cancels the task, and the scheduler goes on for others.
 *
 * <p>A scheduler that the object shuts down, or got from somewhere else than its callers, says
 * nothing of how long the task runs. Nor does one that the callers in view open for one object.
 */
public final class UncancelledTasks {
  /**
   * A task that nobody cancels.
   *
   * @param start the call that starts it
   * @param body the code that it runs
   * @param closers the methods by which others end the object
   */
  public record UncancelledTask(
      TreePath start, TreePath body, ImmutableList<MethodSymbol> closers) {}

  private UncancelledTasks() {}

  /** The task that a call starts, if it goes on when the object is closed. */
  public static Optional<UncancelledTask> at(TreePath call, VisitorState state) {
    ImmutableList<MethodSymbol> closers = ClosingMethods.of(state).around(call);
    Optional<TreePath> scheduler = Paths.receiver(call);
    if (closers.isEmpty()
        || ASTHelpers.getType(call.getLeaf()).isPrimitiveOrVoid()
        || scheduler.isEmpty()
        || !(ASTHelpers.getSymbol(scheduler.get().getLeaf()) instanceof VarSymbol variable)
        || !isGiven(variable, state)
        || isReleased(call, state)) {
      return Optional.empty();
    }
    return TaskBodies.given(call, state)
        .findFirst()
        .filter(body -> !mayEnd(body, closers, state))
        .map(body -> new UncancelledTask(call, body, closers));
  }

  /** Whether somebody may cancel the task, in view or out of it. */
  static boolean isReleased(TreePath call, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    Symbol result = ((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf())).getReturnType().tsym;
    Instances tasks =
        new Instances(result.getQualifiedName().toString(), ImmutableSet.of(), state) {
          @Override
          public boolean isRelease(MethodSymbol method) {
            return library.is(method, Trait.CANCELS);
          }
        };
    Fate fate = Fate.ofExpression(call, tasks, state);
    return fate.isUnknown() || fate.isExposed() || !fate.releases().isEmpty();
  }

  /** Whether a variable holds what callers give, and what nobody who has it from here releases. */
  private static boolean isGiven(VarSymbol scheduler, VisitorState state) {
    if (ASTHelpers.isStatic(scheduler)
        || Handles.of(state).kindOf(scheduler.type).isEmpty()
        || !areGiven(scheduler, state)) {
      return false;
    }
    Fate fate = Fate.ofVariable(scheduler, Handles.of(state).tracked(scheduler.type, state), state);
    return fate.releases().isEmpty() && !fate.isUnknown();
  }

  private static boolean areGiven(VarSymbol variable, VisitorState state) {
    if (!Symbols.isField(variable)) {
      return isParameter(variable) && mayOutlive(variable, state);
    }
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return !values.isEmpty()
        && values.stream()
            .map(value -> unwrapped(value.getLeaf(), state))
            .allMatch(
                value ->
                    value instanceof VarSymbol parameter
                        && isParameter(parameter)
                        && mayOutlive(parameter, state));
  }

  /** The variable that a value names, with {@code requireNonNull} around it or without. */
  private static @Nullable Symbol unwrapped(Tree value, VisitorState state) {
    return value instanceof MethodInvocationTree call
            && ResolvedLibrary.of(state).does(call, 0, Role.WRAP)
        ? unwrapped(call.getArguments().get(0), state)
        : ASTHelpers.getSymbol(value);
  }

  private static boolean isParameter(VarSymbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0 && variable.owner instanceof MethodSymbol;
  }

  /** Whether what a parameter is given may outlive the object: not if it is made for that. */
  private static boolean mayOutlive(VarSymbol parameter, VisitorState state) {
    for (TreePath argument : Values.given(parameter, state).orElse(ImmutableList.of())) {
      for (Opening opening : Fates.openingsOf(argument, state).orElse(ImmutableList.of())) {
        if (isMadeFor(opening.path(), argument)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether an object that is given a scheduler may live as long as that: it is not made in a loop,
   * and is made in the same body, or in a constructor, or for a field.
   */
  private static boolean isMadeFor(TreePath scheduler, TreePath argument) {
    return Graphs.areTogether(scheduler, argument)
        ? Loops.around(argument).filter(loop -> !Paths.isInside(scheduler, loop)).isEmpty()
        : Symbols.methodAround(argument).filter(method -> !method.isConstructor()).isEmpty()
            || (Symbols.target(argument.getParentPath()) instanceof VarSymbol kept
                && Symbols.isField(kept));
  }

  /**
   * Whether the task may end by itself: by an exception that it throws on purpose, or because it
   * asks a variable that the closing methods name, too.
   */
  private static boolean mayEnd(
      TreePath body, ImmutableList<MethodSymbol> closers, VisitorState state) {
    Set<Symbol> flags = new HashSet<>();
    ImmutableList<TreePath> code =
        ImmutableList.<TreePath>builder()
            .add(body)
            .addAll(Summaries.bodies(body, 1, state))
            .build();
    for (TreePath part : code) {
      if (Trees.any(part.getLeaf(), ThrowTree.class::isInstance)) {
        return true;
      }
      Trees.any(part.getLeaf(), tree -> addTested(tree, flags));
    }
    for (MethodSymbol closer : closers) {
      Optional<TreePath> declaration = CompilationIndex.of(state).declaration(closer);
      if (declaration.isEmpty()
          || Symbols.variablesIn(declaration.get().getLeaf()).stream().anyMatch(flags::contains)) {
        return true;
      }
    }
    return false;
  }

  private static boolean addTested(Tree tree, Set<Symbol> tested) {
    if (tree instanceof IfTree choice) {
      tested.addAll(Symbols.variablesIn(choice.getCondition()));
    } else if (tree instanceof ConditionalExpressionTree choice) {
      tested.addAll(Symbols.variablesIn(choice.getCondition()));
    }
    return false;
  }
}
