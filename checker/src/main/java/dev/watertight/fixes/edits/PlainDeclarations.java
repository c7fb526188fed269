package dev.watertight.fixes.edits;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import dev.watertight.program.Trees;

/** Declarations that may stay in front of a {@code try}, because they do not fail. */
public final class PlainDeclarations {
  private PlainDeclarations() {}

  /** Whether the statement declares a variable, and computes nothing that could throw for it. */
  public static boolean include(StatementTree statement) {
    return statement instanceof VariableTree variable
        && !Trees.any(
            variable.getInitializer(),
            tree ->
                tree instanceof MethodInvocationTree
                    || tree instanceof ArrayAccessTree
                    || tree instanceof TypeCastTree
                    || (tree instanceof NewClassTree made && !isPlain(made)));
  }

  /** {@code new ArrayList<>()}, {@code new StringBuilder()}. */
  private static boolean isPlain(NewClassTree made) {
    return made.getArguments().isEmpty()
        && made.getClassBody() == null
        && ASTHelpers.getSymbol(made).getThrownTypes().isEmpty()
        && ASTHelpers.getSymbol(made).owner.getQualifiedName().toString().startsWith("java.");
  }
}
