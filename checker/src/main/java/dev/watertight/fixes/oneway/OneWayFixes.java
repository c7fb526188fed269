package dev.watertight.fixes.oneway;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.fixes.edits.Imports;
import dev.watertight.fixes.edits.SourceText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Declares variables with the type that has one way of a channel only. */
public final class OneWayFixes {
  private OneWayFixes() {}

  /**
   * The fix that changes the type of all the variables.
   *
   * @param typeName the fully qualified name of the type to declare them with
   * @return no fix if one of them is declared in another file
   */
  public static Optional<SuggestedFix> of(
      ImmutableList<TreePath> declarations, String typeName, VisitorState state) {
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String name = SuggestedFixes.qualifyType(state, fix, typeName);
    Symbol old = null;
    for (TreePath declaration : declarations) {
      Tree type = nameIn(((VariableTree) declaration.getLeaf()).getType());
      if (declaration.getCompilationUnit() != state.getPath().getCompilationUnit()
          || !source.has(type)) {
        return Optional.empty();
      }
      old = ASTHelpers.getSymbol(type);
      fix.replace(type, name);
    }
    if (old == null) {
      return Optional.empty();
    }
    if (isNamedNoMore(old, declarations.size(), state)) {
      Imports.remove(old.getQualifiedName().toString(), fix, state);
    }
    String simpleName = typeName.substring(typeName.lastIndexOf('.') + 1);
    return Optional.of(fix.setShortDescription("Declare it as a " + simpleName).build());
  }

  private static Tree nameIn(Tree type) {
    if (type instanceof ParameterizedTypeTree parameterized) {
      return nameIn(parameterized.getType());
    }
    return type instanceof AnnotatedTypeTree annotated
        ? nameIn(annotated.getUnderlyingType())
        : type;
  }

  /** Whether the text, comments included, names the type nowhere else than in its import. */
  private static boolean isNamedNoMore(Symbol type, int replaced, VisitorState state) {
    long imports = 0;
    for (ImportTree tree : state.getPath().getCompilationUnit().getImports()) {
      imports += type.equals(ASTHelpers.getSymbol(tree.getQualifiedIdentifier())) ? 1 : 0;
    }
    Pattern word = Pattern.compile("\\b" + Pattern.quote(type.getSimpleName().toString()) + "\\b");
    Matcher names = word.matcher(String.valueOf(state.getSourceCode()));
    return imports == 1 && names.results().count() == replaced + imports;
  }
}
