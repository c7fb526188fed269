package dev.watertight.channels;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Channels of a class in view that use themselves: they override what the library's class does, or
 * send in their constructors, initializers and methods. What such a class does is not understood,
 * so that nothing is missing from its channels for sure.
 */
final class OwnUses {
  private OwnUses() {}

  /** Whether the class of the channel that is made, or one between it and the library's, does. */
  static boolean areIn(TreePath maker, VisitorState state) {
    if (!(maker.getLeaf() instanceof NewClassTree creation)) {
      return false;
    }
    if (creation.getClassBody() != null && areIn(creation.getClassBody(), state)) {
      return true;
    }
    CompilationIndex index = CompilationIndex.of(state);
    Type type = ASTHelpers.getType(creation.getIdentifier());
    while (type != null && type.tsym instanceof ClassSymbol symbol && index.isInView(symbol)) {
      Optional<Tree> declaration = index.declaration(symbol).map(TreePath::getLeaf);
      if (declaration.isPresent()
          && declaration.get() instanceof ClassTree body
          && areIn(body, state)) {
        return true;
      }
      type = state.getTypes().supertype(type);
    }
    return false;
  }

  private static boolean areIn(ClassTree type, VisitorState state) {
    Channels channels = Channels.of(state);
    ClassSymbol self = ASTHelpers.getSymbol(type);
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        found[0] |=
            ASTHelpers.findSuperMethods(ASTHelpers.getSymbol(tree), state.getTypes()).stream()
                .anyMatch(method -> channels.operationOf(method).isPresent());
        return super.visitMethod(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        Symbol method = ASTHelpers.getSymbol(tree);
        found[0] |=
            isOfItself(tree)
                && self.isSubClass(method.owner, state.getTypes())
                && channels.operationOf((Symbol.MethodSymbol) method).isPresent();
        return super.visitMethodInvocation(tree, null);
      }
    }.scan(type.getMembers(), null);
    return found[0];
  }

  private static boolean isOfItself(MethodInvocationTree call) {
    Tree receiver = ASTHelpers.getReceiver(call);
    return receiver == null
        || (receiver instanceof IdentifierTree name
            && (name.getName().contentEquals("this") || name.getName().contentEquals("super")));
  }
}
