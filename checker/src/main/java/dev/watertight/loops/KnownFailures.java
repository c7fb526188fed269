package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Graphs;
import dev.watertight.values.KnownValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Expressions that fail for what the code says that they are given: {@code substring} with the
 * position of what a text does not contain, a part of a text that has fewer, a method of what a map
 * does not hold.
 *
 * @param self the object whose code it is, if that is known
 * @param names the variables whose values are known
 * @param state the compilation
 */
public record KnownFailures(
    @Nullable KnownValue self, ImmutableMap<Symbol, KnownValue> names, VisitorState state) {
  /** Whether an expression is one that may fail. */
  public static boolean mayFail(TreePath path) {
    return path.getLeaf() instanceof ArrayAccessTree
        || (path.getLeaf() instanceof MethodInvocationTree call
            && !ASTHelpers.getSymbol(call).isStatic());
  }

  /** Whether a method of a text answers always: it is given no position. */
  public static boolean neverFails(MethodSymbol method) {
    return method.owner.getQualifiedName().contentEquals("java.lang.String")
        && (method.getSimpleName().toString().endsWith("ndexOf")
            || method.getParameters().stream()
                .allMatch(parameter -> !parameter.type.hasTag(TypeTag.INT)));
  }

  /** Whether an expression fails by itself; not its parts. */
  public boolean fails(TreePath path) {
    if (path.getLeaf() instanceof ArrayAccessTree access) {
      return of(access.getExpression())
          .filter(all -> of(access.getIndex()).filter(index -> lacks(all, index)).isPresent())
          .isPresent();
    }
    return path.getLeaf() instanceof MethodInvocationTree call
        && (failsItself(call) || (isUnboxed(path, state) && isNull(call)));
  }

  private boolean failsItself(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    Optional<KnownValue> object =
        method.isStatic() || receiver == null ? Optional.empty() : of(receiver);
    return object.filter(o -> o.value() == null || refuses(o, method, call)).isPresent();
  }

  private boolean refuses(KnownValue object, MethodSymbol method, MethodInvocationTree call) {
    if (!object.isText() && object.parts().isEmpty()) {
      return false;
    }
    ImmutableList<Optional<KnownValue>> arguments =
        call.getArguments().stream().map(this::of).collect(ImmutableList.toImmutableList());
    return object.isText()
        ? object.refuses(method, arguments)
        : method.getSimpleName().contentEquals("get")
            && arguments.get(0).filter(index -> lacks(object, index)).isPresent();
  }

  private static boolean lacks(KnownValue all, KnownValue index) {
    return all.parts().isPresent() && index.value() instanceof Integer && !all.hasPart(index);
  }

  private boolean isNull(ExpressionTree tree) {
    return of(tree).filter(value -> value.value() == null).isPresent();
  }

  private Optional<KnownValue> of(ExpressionTree tree) {
    return ValueTests.valueOf(tree, self, names, state);
  }

  /** Whether an object is taken for the number or truth value in it. */
  static boolean isUnboxed(TreePath path, VisitorState state) {
    Type type = ASTHelpers.getType(path.getLeaf());
    return type != null
        && state.getTypes().unboxedType(type).isPrimitive()
        && (path.getParentPath().getLeaf() instanceof ReturnTree
            ? isOfPrimitive(path)
            : takesPrimitive(path.getParentPath().getLeaf(), path.getLeaf()));
  }

  /** Whether the method around a place returns a number or truth value. */
  private static boolean isOfPrimitive(TreePath place) {
    return Graphs.bodyAround(place)
        .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
        .filter(method -> ((MethodSymbol) method).getReturnType().isPrimitive())
        .isPresent();
  }

  private static boolean takesPrimitive(Tree parent, Tree part) {
    if (parent instanceof VariableTree || parent instanceof AssignmentTree) {
      return isPrimitive(parent);
    }
    if (parent instanceof MethodInvocationTree call) {
      List<? extends Symbol> parameters = ASTHelpers.getSymbol(call).getParameters();
      int position = call.getArguments().indexOf(part);
      return position >= 0
          && position < parameters.size()
          && parameters.get(position).type.isPrimitive();
    }
    return parent instanceof CompoundAssignmentTree
        ? isPrimitive(parent)
        : parent instanceof BinaryTree operation
            && operation.getKind() != Kind.EQUAL_TO
            && operation.getKind() != Kind.NOT_EQUAL_TO
            && isPrimitive(parent);
  }

  private static boolean isPrimitive(Tree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null && type.isPrimitive();
  }
}
