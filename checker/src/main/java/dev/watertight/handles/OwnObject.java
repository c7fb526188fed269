package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import dev.watertight.program.CompilationIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the class of an object does with the object itself, its superclasses in view included. */
final class OwnObject {
  private static final Supplier<Map<ClassSymbol, OwnObject>> KNOWN =
      VisitorState.memoize(state -> new HashMap<>());

  private final ImmutableList.Builder<TreePath> calls = ImmutableList.builder();
  private final ImmutableList.Builder<TreePath> values = ImmutableList.builder();

  private OwnObject() {}

  static OwnObject of(ClassSymbol type, VisitorState state) {
    return KNOWN.get(state).computeIfAbsent(type, t -> read(t, state));
  }

  private static OwnObject read(ClassSymbol type, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    OwnObject own = new OwnObject();
    ClassSymbol next = type;
    while (index.isInView(next)) {
      Optional<TreePath> declaration = index.declaration(next);
      if (declaration.isEmpty()) {
        break;
      }
      own.new Scanner(next, state.getTypes()).scan(declaration.get(), null);
      Type superclass = next.getSuperclass();
      if (!(superclass.tsym instanceof ClassSymbol above)) {
        break;
      }
      next = above;
    }
    return own;
  }

  /** The calls of methods of the object, with or without {@code this} or {@code super}. */
  ImmutableList<TreePath> calls() {
    return calls.build();
  }

  /** Where {@code this} is a value: an argument, what is assigned or returned. */
  ImmutableList<TreePath> values() {
    return values.build();
  }

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final ClassSymbol type;
    private final Types types;
    private boolean nested;

    Scanner(ClassSymbol type, Types types) {
      this.type = type;
      this.types = types;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      boolean around = nested;
      nested = !type.equals(ASTHelpers.getSymbol(tree));
      super.visitClass(tree, null);
      nested = around;
      return null;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      ExpressionTree receiver = ASTHelpers.getReceiver(tree);
      if (receiver == null
          ? type.isSubClass(ASTHelpers.getSymbol(tree).owner, types)
          : isThis(receiver) || (!nested && receiver.toString().equals("super"))) {
        calls.add(getCurrentPath());
      }
      return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      addValue(tree);
      return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      addValue(tree);
      return super.visitMemberSelect(tree, null);
    }

    private void addValue(ExpressionTree tree) {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      if (isThis(tree) && !(parent instanceof MemberSelectTree)) {
        values.add(getCurrentPath());
      }
    }

    /** Whether an expression is the object: in a nested class it is named with its class. */
    private boolean isThis(ExpressionTree tree) {
      return tree instanceof MemberSelectTree select
          ? select.getIdentifier().contentEquals("this")
              && type.equals(ASTHelpers.getSymbol(select.getExpression()))
          : !nested && tree instanceof IdentifierTree name && name.getName().contentEquals("this");
    }
  }
}
