package dev.watertight.fixes.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.handles.Leak;
import dev.watertight.program.CompilationIndex;

/**
 * Objects that are given a handle which their maker opens: {@code new Context(open())}.
 *
 * <p>Who opens it has to release it: the class may be given the handles of others as well, and a
 * {@code close()} that it gets is one that nobody calls.
 */
public final class GivenObjects {
  private GivenObjects() {}

  /** Whether the handle is an argument for a new object, in a field of which it is. */
  public static boolean hold(Leak leak) {
    return leak.field().isPresent()
        && leak.opening().path().getParentPath().getLeaf() instanceof NewClassTree creation
        && leak.field().get().owner.equals(ASTHelpers.getSymbol(creation).owner);
  }

  /** Whether the block that makes the object does no more with it than to call its methods. */
  static boolean staysInBlock(TreePath creation, VisitorState state) {
    TreePath parent = creation.getParentPath();
    if (!(parent.getLeaf() instanceof VariableTree local)) {
      return isCalledOn(creation, creation, state)
          && parent.getParentPath().getParentPath().getLeaf() instanceof ExpressionStatementTree;
    }
    VarSymbol variable = ASTHelpers.getSymbol(local);
    return parent.getParentPath().getLeaf() instanceof BlockTree
        && CompilationIndex.of(state).mentions(variable).stream()
            .allMatch(mention -> isCalledOn(mention, creation, state));
  }

  /** Whether a method is called on the object that does not hand that on. */
  private static boolean isCalledOn(TreePath object, TreePath creation, VisitorState state) {
    Type type = ASTHelpers.getType(creation.getLeaf());
    return object.getParentPath().getLeaf() instanceof MemberSelectTree select
        && object.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == select
        && !state.getTypes().isSubtype(type, ASTHelpers.getType(call));
  }
}
