package dev.watertight.findings.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import javax.lang.model.element.Modifier;

/** The places of a compilation where a monitor or lock is taken, of whatever object. */
final class TakingPlaces {
  private static final Supplier<Boolean> ARE_SEVERAL = PerCompilation.of(TakingPlaces::findSeveral);

  private TakingPlaces() {}

  /**
   * Whether there are two at least, as far as can be told: code of which every run comes to an end
   * needs two places to take something while it has something.
   */
  static boolean areSeveral(VisitorState state) {
    return ARE_SEVERAL.get(state);
  }

  private static boolean findSeveral(VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    int[] places = {0};
    for (CompilationUnitTree unit : index.units()) {
      if (!index.isComplete()
          || Trees.any(unit, tree -> isPlace(tree, state) && ++places[0] == 2)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPlace(Tree tree, VisitorState state) {
    return tree instanceof SynchronizedTree
        || (tree instanceof MethodTree method
            && method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED))
        || (tree instanceof MethodInvocationTree
            && ResolvedLibrary.of(state).is(tree, Trait.LOCKS));
  }
}
