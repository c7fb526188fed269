package dev.watertight.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;

/** Whether the object that some code belongs to can be told to end. */
public final class Closing {
  /**
   * Beside the names of methods that close something, names that say that an object's work ends.
   */
  private static final ImmutableSet<String> ENDS =
      ImmutableSet.of(
          "cancel", "disconnect", "finish", "halt", "hangUp", "leave", "logout", "unsubscribe");

  private Closing() {}

  /** Whether one of the classes around the code has a method by which others end its objects. */
  public static boolean isOwnedByCloseable(TreePath code, VisitorState state) {
    return !closersAround(code).isEmpty();
  }

  /** The methods by which others end the objects that the code belongs to. */
  public static ImmutableList<MethodSymbol> closersAround(TreePath code) {
    ImmutableList.Builder<MethodSymbol> found = ImmutableList.builder();
    for (Tree tree : code) {
      if (tree instanceof ClassTree type) {
        for (Symbol member : ASTHelpers.getSymbol(type).members().getSymbols(NON_RECURSIVE)) {
          if (member instanceof MethodSymbol method && isCloser(method)) {
            found.add(method);
          }
        }
      }
    }
    return found.build();
  }

  private static boolean isCloser(MethodSymbol method) {
    return !method.isPrivate()
        && !method.isStatic()
        && (Releases.isCloser(method) || ENDS.contains(method.getSimpleName().toString()));
  }
}
