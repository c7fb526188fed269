package dev.watertight.loops;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The patterns of a switch, whose classes are missing before JDK 21. */
final class Patterns {
  private Patterns() {}

  /** The type that a case label tests for, if it has exactly one pattern. */
  static Optional<Type> typeOf(CaseTree label) {
    Tree[] found = {null};
    int[] count = {0};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        boolean body = tree != null && (tree == label.getBody() || isStatement(tree));
        if (body) {
          return null;
        }
        if (tree != null && tree.getKind().name().endsWith("_PATTERN")) {
          found[0] = tree;
          count[0]++;
          return null;
        }
        return super.scan(tree, null);
      }

      private boolean isStatement(Tree tree) {
        return label.getStatements() != null && label.getStatements().contains(tree);
      }
    }.scan(label, null);
    return count[0] == 1 ? Optional.ofNullable(ASTHelpers.getType(found[0])) : Optional.empty();
  }
}
