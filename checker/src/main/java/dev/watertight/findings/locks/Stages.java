package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.locks.ObjectName;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Values;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stages have to end before a task begins that is one itself: {@code
 * first.thenRunAsync(this::second)}.
 *
 * @param calls the calls that make them, as far as these are in view
 * @param others the variables of those that anybody may end
 * @param isClear whether there is nothing else among them
 */
record Stages(ImmutableSet<Tree> calls, ImmutableSet<Symbol> others, boolean isClear) {
  private static final int DEPTH = 8;

  /** Those that the task waits for which a call starts. */
  static Stages before(TreePath start, VisitorState state) {
    Search search = new Search(new LinkedHashSet<>(), new LinkedHashSet<>(), state);
    boolean isClear = search.operands(start, DEPTH);
    return new Stages(
        ImmutableSet.copyOf(search.calls), ImmutableSet.copyOf(search.others), isClear);
  }

  /** Whether the task begins whatever others do. */
  boolean endByThemselves() {
    return isClear && others.isEmpty();
  }

  /** Whether two tasks may run at once, of which the second one is started later. */
  static boolean mayMeet(TreePath start, TreePath later, VisitorState state) {
    Stages one = before(start, state);
    Stages other = before(later, state);
    return one.isClear
        && other.isClear
        && one.others.equals(other.others)
        && !other.calls.contains(start.getLeaf());
  }

  private record Search(Set<Tree> calls, Set<Symbol> others, VisitorState state) {
    /** The stages that a call of a stage needs; false if something is not understood. */
    boolean operands(TreePath start, int depth) {
      if (!(start.getLeaf() instanceof MethodInvocationTree call)
          || !TaskStarts.isOfStage(call, state)) {
        return true;
      }
      return depth > 0
          && Stream.concat(
                  ASTHelpers.getSymbol(call).isStatic()
                      ? Stream.empty()
                      : Paths.receiver(start).stream(),
                  call.getArguments().stream().map(argument -> new TreePath(start, argument)))
              .filter(operand -> isStage(ASTHelpers.getType(operand.getLeaf())))
              .allMatch(operand -> operand(operand, depth - 1));
    }

    private boolean isStage(@Nullable Type type) {
      return Symbols.isA(type, "java.util.concurrent.CompletionStage", state);
    }

    private boolean operand(TreePath operand, int depth) {
      Tree tree = operand.getLeaf();
      if (tree instanceof MethodInvocationTree call && TaskStarts.isOfStage(call, state)) {
        calls.add(tree);
        return ASTHelpers.getSymbol(call).getSimpleName().contentEquals("completedFuture")
            || (endsByItself(operand) && operands(operand, depth));
      }
      if (!(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)
          || !ObjectName.isFixed(variable, state)) {
        return false;
      }
      Optional<TreePath> call =
          Values.initial(variable, state)
              .filter(value -> value.getLeaf() instanceof MethodInvocationTree);
      if (call.isEmpty()) {
        others.add(variable);
        return true;
      }
      return depth > 0 && operand(call.get(), depth - 1);
    }

    /** Whether the code of a stage waits for nothing. */
    private boolean endsByItself(TreePath call) {
      return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
          && (method.getParameters().stream().allMatch(p -> isStage(p.type))
              || TaskBodies.startedBy(call, state)
                  .filter(code -> !new Waits(state).areIn(code, 0, Integer.MAX_VALUE, any -> true))
                  .isPresent());
    }
  }
}
