package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether there is an object at all, or whether it is the one that marks the end: they say
 * nothing of the data in it.
 *
 * @param body the code that asks for data
 * @param state the compilation
 */
record IdentityTests(Tree body, VisitorState state) {
  /** Whether a test only asks what the body does not ask, which objects there are. */
  boolean include(Tree test) {
    if (!(ASTHelpers.stripParentheses((ExpressionTree) test) instanceof BinaryTree comparison)
        || !isComparison(comparison)) {
      return false;
    }
    ExpressionTree left = ASTHelpers.stripParentheses(comparison.getLeftOperand());
    ExpressionTree right = ASTHelpers.stripParentheses(comparison.getRightOperand());
    return isOther(left, right) || isOther(right, left);
  }

  private static boolean isComparison(Tree tree) {
    return tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO;
  }

  private boolean isOther(ExpressionTree mark, ExpressionTree object) {
    Type type = ASTHelpers.getType(object);
    if (type == null || !isOfIdentity(type)) {
      return false;
    }
    return isNull(mark)
        ? Trees.in(body, BinaryTree.class).stream()
            .filter(IdentityTests::isComparison)
            .flatMap(own -> Stream.of(own.getLeftOperand(), own.getRightOperand()))
            .noneMatch(own -> isOfType(own, type))
        : ASTHelpers.getSymbol(mark) instanceof VarSymbol marker
            && Symbols.isField(marker)
            && marker.isStatic()
            && (marker.flags() & Flags.FINAL) != 0
            && !Symbols.variablesIn(body).contains(marker);
  }

  private boolean isOfIdentity(Type type) {
    return !state.getTypes().unboxedTypeOrType(type).isPrimitive()
        && (type.tsym.flags() & Flags.ENUM) == 0
        && !ASTHelpers.isSameType(type, state.getSymtab().stringType, state);
  }

  private boolean isOfType(ExpressionTree operand, Type type) {
    @Nullable Type own = ASTHelpers.getType(operand);
    return own != null && !isNull(operand) && ASTHelpers.isSameType(own, type, state);
  }

  private static boolean isNull(ExpressionTree tree) {
    return tree.getKind() == Tree.Kind.NULL_LITERAL;
  }
}
