package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the class of an object does with the object itself, its superclasses in view included.
 *
 * @param calls the calls of methods of the object, with or without {@code this} or {@code super}
 * @param values where {@code this} is a value: an argument, what is assigned or returned
 */
record OwnObject(ImmutableList<TreePath> calls, ImmutableList<TreePath> values) {
  private static final Supplier<Map<ClassSymbol, OwnObject>> KNOWN =
      VisitorState.memoize(state -> new HashMap<>());

  static OwnObject of(ClassSymbol type, VisitorState state) {
    return KNOWN.get(state).computeIfAbsent(type, t -> read(t, state));
  }

  private static OwnObject read(ClassSymbol type, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList.Builder<TreePath> calls = ImmutableList.builder();
    ImmutableList.Builder<TreePath> values = ImmutableList.builder();
    Optional<TreePath> declaration = index.declaration(type);
    ClassSymbol next = type;
    while (declaration.isPresent()) {
      for (TreePath path :
          Trees.pathsIn(
              declaration.get(),
              MethodInvocationTree.class,
              IdentifierTree.class,
              MemberSelectTree.class)) {
        if (path.getLeaf() instanceof MethodInvocationTree call) {
          ExpressionTree receiver = ASTHelpers.getReceiver(call);
          if (receiver == null
              ? next.isSubClass(ASTHelpers.getSymbol(call).owner, state.getTypes())
              : isNamed("this", receiver, next) || isNamed("super", receiver, next)) {
            calls.add(path);
          }
        } else if (isNamed("this", path.getLeaf(), next)
            && !(path.getParentPath().getLeaf() instanceof MemberSelectTree)) {
          values.add(path);
        }
      }
      declaration = Optional.empty();
      if (next.getSuperclass().tsym instanceof ClassSymbol above) {
        next = above;
        declaration = index.declaration(above);
      }
    }
    return new OwnObject(calls.build(), values.build());
  }

  /** Whether it is the object of the class, which a nested one names with its class. */
  private static boolean isNamed(String name, Tree tree, ClassSymbol type) {
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol self
        && self.getSimpleName().contentEquals(name)
        && type.equals(self.owner);
  }
}
