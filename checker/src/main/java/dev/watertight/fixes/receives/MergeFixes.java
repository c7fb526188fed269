package dev.watertight.fixes.receives;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;

/** Makes one channel of two. */
public final class MergeFixes {
  private MergeFixes() {}

  /** Names another variable, declared beside the first, wherever the first is named. */
  public static Optional<SuggestedFix> of(VarSymbol old, VarSymbol kept, VisitorState state) {
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(old);
    if (declaration.isEmpty() || declaration.get().getCompilationUnit() != unit) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String name = kept.getSimpleName().toString();
    for (TreePath mention : index.mentions(old)) {
      Tree tree = mention.getLeaf();
      if (mention.getCompilationUnit() != unit || !Scopes.sees(mention, kept, state)) {
        return Optional.empty();
      }
      int end = source.end(tree);
      fix.replace(end - old.getSimpleName().length(), end, name);
    }
    boolean unused = source.removeLines(declaration.get().getLeaf(), fix);
    return Optional.of(fix.setShortDescription("Receive from '" + name + "'").build());
  }
}
