package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * The method that ends the objects of a class, whatever its name: all that the code in view does
 * with it is to call it last on an object that it has taken out of a collection.
 */
final class LastCalls {
  private LastCalls() {}

  static Optional<MethodTree> methodOf(ClassTree type, VisitorState state) {
    return type.getMembers().stream()
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast)
        .filter(method -> method.getBody() != null && isLast(ASTHelpers.getSymbol(method), state))
        .findFirst();
  }

  private static boolean isLast(MethodSymbol method, VisitorState state) {
    if (method.isStatic()
        || method.isConstructor()
        || !method.getParameters().isEmpty()
        || !method.getReturnType().hasTag(TypeTag.VOID)
        || !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()) {
      return false;
    }
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return !mentions.isEmpty()
        && mentions.stream().allMatch(mention -> isOnTakenOut(mention, state));
  }

  private static boolean isOnTakenOut(TreePath mention, VisitorState state) {
    TreePath call = mention.getParentPath();
    Symbol object =
        call.getLeaf() instanceof MethodInvocationTree
            ? Paths.receiver(call).map(path -> ASTHelpers.getSymbol(path.getLeaf())).orElse(null)
            : null;
    return object instanceof VarSymbol local
        && local.owner instanceof MethodSymbol
        && Values.given(local, state)
            .filter(
                values ->
                    !values.isEmpty() && values.stream().allMatch(value -> takesOut(value, state)))
            .isPresent()
        && CompilationIndex.of(state).mentions(local).stream()
            .allMatch(other -> Paths.start(other) <= Paths.start(call));
  }

  private static boolean takesOut(TreePath value, VisitorState state) {
    return value.getLeaf() instanceof MethodInvocationTree call
        && ResolvedLibrary.of(state).does(call, 0, Role.DISCARD);
  }
}
