package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Optional;

/** What a class has by its superclass in view: handles that it opens for that one, or its owner. */
final class SuperOpenings {
  private SuperOpenings() {}

  /** The superclass, if it is in view. */
  static Optional<ClassSymbol> superclass(ClassSymbol type, VisitorState state) {
    return type.getSuperclass().tsym instanceof ClassSymbol extended
            && CompilationIndex.of(state).isInView(extended)
        ? Optional.of(extended)
        : Optional.empty();
  }

  /** Handles that constructors make and hand to a constructor of the superclass. */
  static ImmutableList<TreePath> of(ClassSymbol type, VisitorState state) {
    if (superclass(type, state).isEmpty()) {
      return ImmutableList.of();
    }
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (MethodSymbol constructor : Symbols.constructorsOf(type)) {
      index.declaration(constructor).stream()
          .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
          .filter(SuperOpenings::isSuperCall)
          .forEach(
              call ->
                  ((MethodInvocationTree) call.getLeaf())
                      .getArguments().stream()
                          .filter(argument -> isMadeHandle(argument, state))
                          .forEach(argument -> found.add(new TreePath(call, argument))));
    }
    return found.build();
  }

  /** Whether a constructor certainly leads to that one of its superclass. */
  static boolean leadsTo(MethodSymbol constructor, MethodSymbol extended, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return index
        .declaration(constructor)
        .flatMap(
            body ->
                Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                    .map(TreePath::getLeaf)
                    .map(MethodInvocationTree.class::cast)
                    .filter(call -> call.getMethodSelect() instanceof IdentifierTree)
                    .map(ASTHelpers::getSymbol)
                    .filter(MethodSymbol::isConstructor)
                    .findFirst())
        .map(
            called ->
                called.equals(extended)
                    || (called.owner.equals(constructor.owner)
                        && !called.equals(constructor)
                        && leadsTo(called, extended, state)))
        .orElse(extended.getParameters().isEmpty());
  }

  private static boolean isSuperCall(TreePath call) {
    return ((MethodInvocationTree) call.getLeaf()).getMethodSelect() instanceof IdentifierTree name
        && name.getName().contentEquals("super");
  }

  private static boolean isMadeHandle(ExpressionTree argument, VisitorState state) {
    Type type = ASTHelpers.getType(argument);
    return (argument instanceof MethodInvocationTree || argument instanceof NewClassTree)
        && type != null
        && Handles.of(state).kindOf(type).isPresent();
  }
}
