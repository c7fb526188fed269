package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.Optional;

/** What code of a class runs for the objects of a subclass. */
public final class Subclasses {
  private Subclasses() {}

  /**
   * Whether an object of the subclass comes to code of its superclass: when it is made, or by a
   * method that the subclass leaves as it is and that is no closing one. What a constructor does
   * under a condition may be for others.
   */
  public static boolean mayReach(TreePath code, ClassSymbol subclass, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(code);
    if (body.isEmpty()) {
      return true;
    }
    if (!Symbols.isConstructor(body.get())) {
      return body.get().getLeaf() instanceof MethodTree method
          && isLeftTo(subclass, ASTHelpers.getSymbol(method), state);
    }
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(subclass);
    MethodSymbol constructor = ASTHelpers.getSymbol((MethodTree) body.get().getLeaf());
    return declaration.isPresent()
        && TestOutcomes.at(code, body.get().getLeaf()).isEmpty()
        && !index.mentionsIn(declaration.get().getLeaf(), constructor).isEmpty();
  }

  /** Whether others come to a method on an object of the subclass by one that is not overridden. */
  private static boolean isLeftTo(ClassSymbol subclass, MethodSymbol method, VisitorState state) {
    return Symbols.withOwnCallers(method, Symbols::methodAround, state).stream()
        .anyMatch(
            leading ->
                !leading.isPrivate()
                    && !leading.isStatic()
                    && !ClosingMethods.of(state).isCloser(leading)
                    && isCalledByOthers(leading, state)
                    && leading.equals(leading.implementation(subclass, state.getTypes(), true)));
  }

  /** Whether not only the object itself calls a method, or nobody in view does. */
  private static boolean isCalledByOthers(MethodSymbol method, VisitorState state) {
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return mentions.isEmpty()
        || mentions.stream()
            .map(mention -> Symbols.receiver(mention.getParentPath().getLeaf()))
            .anyMatch(receiver -> !Symbols.isSelf(receiver));
  }
}
