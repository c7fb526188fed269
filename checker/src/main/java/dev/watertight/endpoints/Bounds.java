package dev.watertight.endpoints;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables that say how often loops run: two loops that share one may run equally often. */
final class Bounds {
  private Bounds() {}

  /** The variables in the condition of a loop, or of what it iterates over. */
  static Set<Symbol> of(Tree loop) {
    return loop instanceof EnhancedForLoopTree each
        ? variables(each.getExpression())
        : variables(Departures.condition(loop).orElse(null));
  }

  /** The variables that a tree names. */
  static Set<Symbol> variables(@Nullable Tree tree) {
    Set<Symbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void unused) {
        if (ASTHelpers.getSymbol(name) instanceof VarSymbol variable) {
          found.add(variable);
        }
        return null;
      }
    }.scan(tree, null);
    return found;
  }

  /** The variables that say how often a send is reached. */
  static Set<Symbol> ofSender(Endpoint send, Topology topology, VisitorState state) {
    Set<Symbol> found = new HashSet<>();
    for (TreePath loop : Places.loopsAround(send.path(), topology.maker())) {
      found.addAll(of(loop.getLeaf()));
    }
    for (Task task : topology.tasksOf(send, state)) {
      if (task instanceof Task.Apart apart) {
        for (TreePath loop : Places.loopsAround(apart.start(), topology.maker())) {
          found.addAll(of(loop.getLeaf()));
        }
      }
    }
    return found;
  }
}
