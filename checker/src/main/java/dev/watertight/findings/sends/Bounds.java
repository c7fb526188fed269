package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.tasks.Task;
import dev.watertight.values.NamedVariables;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables and numbers that say how often loops run: two loops that share one may run equally
 * often.
 */
final class Bounds {
  private static final int DEPTH = 3;

  private Bounds() {}

  /**
   * The variables and numbers in the condition of a loop, or in what it iterates over; beside a
   * variable, those that its value comes from.
   */
  static Set<Object> of(Tree loop, VisitorState state) {
    Tree bound =
        loop instanceof EnhancedForLoopTree each
            ? each.getExpression()
            : Loops.ending(loop).orElse(null);
    return named(bound, state);
  }

  /** The variables and numbers that an expression's value comes from. */
  static Set<Object> named(@Nullable Tree tree, VisitorState state) {
    Set<Object> found = new HashSet<>();
    add(tree, found, DEPTH, state);
    return found;
  }

  private static void add(@Nullable Tree tree, Set<Object> found, int depth, VisitorState state) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void unused) {
        if (literal.getValue() instanceof Integer number && number > 0) {
          found.add(number);
        }
        return null;
      }
    }.scan(tree, null);
    for (Symbol symbol : NamedVariables.in(tree)) {
      if (found.add(symbol) && depth > 0) {
        for (Tree value : values((VarSymbol) symbol, state)) {
          add(value, found, depth - 1, state);
        }
      }
    }
  }

  /** What a variable is given: its values, or the arguments for a parameter. */
  private static List<Tree> values(VarSymbol variable, VisitorState state) {
    List<Tree> values = new ArrayList<>();
    Values.assignedTo(variable, state).forEach(p -> values.add(p.getLeaf()));
    if (variable.owner instanceof MethodSymbol method) {
      int index = method.getParameters().indexOf(variable);
      for (TreePath mention : CompilationIndex.of(state).mentions(method)) {
        Tree call = mention.getParentPath().getLeaf();
        if (index >= 0
            && call instanceof MethodInvocationTree invocation
            && index < invocation.getArguments().size()) {
          values.add(invocation.getArguments().get(index));
        }
      }
    }
    return values;
  }

  /** The variables that say how often a send is reached. */
  static Set<Object> ofSender(Endpoint send, Topology topology, VisitorState state) {
    Set<Object> found = new HashSet<>();
    for (TreePath loop : Places.loopsAround(send.path(), topology.maker())) {
      found.addAll(of(loop.getLeaf(), state));
    }
    for (Task task : topology.tasksOf(send, state)) {
      if (task instanceof Task.Apart apart) {
        for (TreePath loop : Places.loopsAround(apart.start(), topology.maker())) {
          found.addAll(of(loop.getLeaf(), state));
        }
      }
    }
    return found;
  }
}
