package dev.watertight.fixes.edits;

import com.google.errorprone.fixes.Replacement;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.tools.javac.tree.JCTree.JCCompilationUnit;
import java.lang.reflect.Method;
import java.util.Set;

/** What a fix changes in the text of its unit, but for the imports that it leaves to others. */
public final class TextEdits {
  private TextEdits() {}

  /**
   * The edits of a fix, none of which meets another.
   *
   * @param unit the unit that it changes
   */
  // Newer releases of Error Prone have another type for the parameter.
  @SuppressWarnings("unchecked")
  public static Set<Replacement> of(SuggestedFix fix, CompilationUnitTree unit) {
    try {
      for (Method method : SuggestedFix.class.getMethods()) {
        if (method.getName().equals("getReplacements") && method.getParameterCount() == 1) {
          Class<?> table = method.getParameterTypes()[0];
          Object ends =
              table.isInstance(((JCCompilationUnit) unit).endPositions)
                  ? ((JCCompilationUnit) unit).endPositions
                  : table.getMethod("create", CompilationUnitTree.class).invoke(null, unit);
          return (Set<Replacement>) method.invoke(fix, ends);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    return Set.of();
  }
}
