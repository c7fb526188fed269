package dev.watertight.ownership;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
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
    for (TreePath p = code; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof ClassTree type && hasCloser(ASTHelpers.getSymbol(type))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasCloser(ClassSymbol type) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method
          && !method.isPrivate()
          && !method.isStatic()
          && (Releases.isCloser(method) || ENDS.contains(method.getSimpleName().toString()))) {
        return true;
      }
    }
    return false;
  }
}
