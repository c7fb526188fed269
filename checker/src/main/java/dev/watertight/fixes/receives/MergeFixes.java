package dev.watertight.fixes.receives;

import com.google.common.collect.Range;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** Makes one channel of two. */
public final class MergeFixes {
  private MergeFixes() {}

  /** Names another variable, declared beside the first, wherever the first is named. */
  public static Optional<SuggestedFix> of(VarSymbol old, VarSymbol kept, VisitorState state) {
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(old);
    Optional<TreePath> keptDeclaration = index.declaration(kept);
    if (declaration.isEmpty()
        || keptDeclaration.isEmpty()
        || declaration.get().getCompilationUnit() != unit) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String name = kept.getSimpleName().toString();
    for (TreePath mention : index.mentions(old)) {
      Tree tree = mention.getLeaf();
      boolean known = Symbols.isField(kept) || isAfter(mention, keptDeclaration.get());
      if (mention.getCompilationUnit() != unit || !known || isHidden(mention, kept)) {
        return Optional.empty();
      }
      int end = source.end(tree);
      fix.replace(end - old.getSimpleName().length(), end, name);
    }
    Range<Integer> lines = source.linesOf(declaration.get().getLeaf());
    if (lines != null) {
      fix.replace(lines.lowerEndpoint(), lines.upperEndpoint(), "");
    }
    return Optional.of(fix.setShortDescription("Receive from '" + name + "'").build());
  }

  private static boolean isAfter(TreePath mention, TreePath declaration) {
    return ASTHelpers.getStartPosition(mention.getLeaf())
        > ASTHelpers.getStartPosition(declaration.getLeaf());
  }

  /** Whether a variable of the same name may be what the name means there. */
  private static boolean isHidden(TreePath mention, VarSymbol kept) {
    for (TreePath p = mention; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof MethodTree method) {
        for (Symbol declared : Mentions.declared(method)) {
          if (!declared.equals(kept) && declared.getSimpleName().equals(kept.getSimpleName())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
