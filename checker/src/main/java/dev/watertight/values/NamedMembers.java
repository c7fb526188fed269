package dev.watertight.values;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import org.jspecify.annotations.Nullable;

/**
 * The members that code out of view may use although it cannot name them in Java: it is given their
 * name as a text, beside a class. That is how a {@code VarHandle} and a field updater are made, and
 * how reflection finds fields and methods.
 */
final class NamedMembers {
  private NamedMembers() {}

  /** Whether its compilation unit gives a call a class and the name of the member. */
  static boolean includes(Symbol member, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(member)
        .filter(
            path ->
                Trees.any(
                    path.getCompilationUnit(),
                    tree -> tree instanceof MethodInvocationTree call && gives(call, member.name)))
        .isPresent();
  }

  private static boolean gives(MethodInvocationTree call, Name name) {
    boolean isNamed = false;
    for (ExpressionTree argument : call.getArguments()) {
      isNamed |=
          argument instanceof LiteralTree literal
              && literal.getValue() instanceof String text
              && name.contentEquals(text);
    }
    if (!isNamed) {
      return false;
    }
    boolean hasClass = isClass(ASTHelpers.getReceiver(call));
    for (ExpressionTree argument : call.getArguments()) {
      hasClass |= isClass(argument);
    }
    return hasClass;
  }

  private static boolean isClass(@Nullable Tree tree) {
    Type type = tree == null ? null : ASTHelpers.getType(tree);
    return type != null && Symbols.isNamed(type.tsym, "java.lang.Class");
  }
}
