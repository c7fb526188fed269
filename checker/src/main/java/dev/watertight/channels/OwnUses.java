package dev.watertight.channels;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Optional;

/**
 * Channels of a class in view that use themselves: they override what the library's class does, or
 * send in their constructors, initializers and methods. What such a class does is not understood,
 * so that nothing is missing from its channels for sure.
 */
final class OwnUses {
  private OwnUses() {}

  /** Whether the class of the channel that is made, or one between it and the library's, does. */
  static boolean areIn(TreePath maker, Channels channels, VisitorState state) {
    if (!(maker.getLeaf() instanceof NewClassTree creation)) {
      return false;
    }
    if (creation.getClassBody() != null && areIn(creation.getClassBody(), channels, state)) {
      return true;
    }
    CompilationIndex index = CompilationIndex.of(state);
    Type type = ASTHelpers.getType(creation.getIdentifier());
    while (type != null && type.tsym instanceof ClassSymbol symbol && index.isInView(symbol)) {
      Optional<Tree> declaration = index.declaration(symbol).map(TreePath::getLeaf);
      if (declaration.isPresent()
          && declaration.get() instanceof ClassTree body
          && areIn(body, channels, state)) {
        return true;
      }
      type = state.getTypes().supertype(type);
    }
    return false;
  }

  private static boolean areIn(ClassTree type, Channels channels, VisitorState state) {
    ClassSymbol self = ASTHelpers.getSymbol(type);
    return Trees.in(type, MethodTree.class).stream()
            .flatMap(m -> ASTHelpers.streamSuperMethods(ASTHelpers.getSymbol(m), state.getTypes()))
            .anyMatch(method -> channels.operationOf(method).isPresent())
        || Trees.in(type, MethodInvocationTree.class).stream()
            .filter(call -> Symbols.isSelf(ASTHelpers.getReceiver(call)))
            .map(ASTHelpers::getSymbol)
            .anyMatch(
                method ->
                    self.isSubClass(method.owner, state.getTypes())
                        && channels.operationOf(method).isPresent());
  }
}
