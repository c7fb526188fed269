package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.model.ArgumentRule;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import java.util.List;
import java.util.Optional;

/**
 * Handles that end with what they are made from, as a watch service does with its file system. Such
 * an object need not be a handle itself. Where it is not known to stay, the handle may have ended.
 */
final class Makers {
  /** Stands for whatever type such an object has: names tell its releases. */
  private static final HandleKind ANY = new HandleKind("", "maker", ImmutableSet.of("close"));

  /** Methods in view that return such an object may call each other so deep. */
  private static final int DEPTH = 3;

  private Makers() {}

  /** Whether what an expression opens may end because something that it is made from does. */
  static boolean mayEnd(TreePath opener, MethodSymbol method, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (binds(library, method, ArgumentRule.RECEIVER)
        && receiver(opener).filter(maker -> stays(maker, DEPTH, state)).isEmpty()) {
      return true;
    }
    List<? extends ExpressionTree> arguments = Arguments.of(opener.getLeaf());
    for (int i = 0; i < method.getParameters().size(); i++) {
      if (binds(library, method, i)
          && (i >= arguments.size()
              || !stays(new TreePath(opener, arguments.get(i)), DEPTH, state))) {
        return true;
      }
    }
    return false;
  }

  private static boolean binds(ResolvedLibrary library, MethodSymbol method, int index) {
    return library.roleOf(method, index).equals(Optional.of(Role.BIND));
  }

  private static Optional<TreePath> receiver(TreePath opener) {
    return opener.getLeaf() instanceof MemberReferenceTree reference
        ? Optional.of(new TreePath(opener, reference.getQualifierExpression()))
        : Paths.receiver(opener);
  }

  /** Whether nobody ever releases the object that an expression stands for. */
  private static boolean stays(TreePath maker, int depth, VisitorState state) {
    return depth > 0
        && Origins.of(maker, Makers::isCall, state)
            .filter(origins -> origins.stream().allMatch(o -> isLeft(o, depth, state)))
            .isPresent();
  }

  private static boolean isCall(Tree tree) {
    return tree instanceof MethodInvocationTree || tree instanceof NewClassTree;
  }

  private static boolean isLeft(TreePath origin, int depth, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (library.is(origin.getLeaf(), Trait.LASTS)) {
      return true;
    }
    if (library.is(origin.getLeaf(), Trait.MAKES_NEW)) {
      Opening opening = new Opening(origin, ANY, Lifetime.HELD, "maker", ImmutableSet.of(), origin);
      Fate fate = Fates.of(opening, state);
      return fate.releases().isEmpty() && !fate.isUnknown() && !fate.isExposed();
    }
    return ASTHelpers.getSymbol(origin.getLeaf()) instanceof MethodSymbol method
        && returnsWhatStays(method, depth, state);
  }

  private static boolean returnsWhatStays(MethodSymbol method, int depth, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return !method.isConstructor()
        && index.overriders(method).isEmpty()
        && index
            .declaration(method)
            .map(Returns::in)
            .filter(values -> !values.isEmpty())
            .filter(values -> values.stream().allMatch(v -> stays(v, depth - 1, state)))
            .isPresent();
  }
}
