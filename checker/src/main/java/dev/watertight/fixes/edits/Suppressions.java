package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.Fix;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Suppresses a check at a declaration, with a reason that is left to fill in, instead of repairing
 * what it reports: the last of the fixes, and with the option {@link Model#SUPPRESS} the first, so
 * that old code can be built with the checks before it is repaired.
 *
 * <p>Without that option it never stands alone: patch mode would take it for the repair.
 */
public final class Suppressions {
  private static final String REASON = "reason:";
  private static final String DESCRIPTION = "Suppress the report";

  /** Which check a declaration is annotated for: one in a run, as edits do not know each other. */
  private static final Supplier<Map<Tree, String>> ANNOTATED =
      PerCompilation.of(state -> new HashMap<>());

  private Suppressions() {}

  /** The fixes of a report, and what suppresses it. */
  public static ImmutableList<SuggestedFix> with(
      List<SuggestedFix> fixes, String check, VisitorState state) {
    boolean isFirst = state.errorProneOptions().getFlags().getBoolean(Model.SUPPRESS).orElse(false);
    if (fixes.isEmpty() && !isFirst) {
      return ImmutableList.of();
    }
    Optional<Tree> declaration = declaration(state).map(TreePath::getLeaf);
    if (!isFirst) {
      return add(fixes, declaration.stream().map(tree -> of(tree, check, state)));
    }
    if (declaration.isPresent()
        && !check.equals(
            ANNOTATED.get(state).computeIfAbsent(declaration.get(), unused -> check))) {
      // Another check has its turn; a repair would be what nobody asked for.
      return ImmutableList.of();
    }
    return add(declaration.map(tree -> of(tree, check, state)).stream().toList(), fixes.stream());
  }

  /** What suppresses a check where the state is, for who does not apply it unasked. */
  public static Optional<SuggestedFix> at(String check, VisitorState state) {
    return declaration(state).map(path -> of(path.getLeaf(), check, state));
  }

  /** Whether a fix of a report suppresses it. */
  public static boolean isOne(Fix fix) {
    return fix.getShortDescription().equals(DESCRIPTION);
  }

  private static ImmutableList<SuggestedFix> add(
      List<SuggestedFix> fixes, Stream<SuggestedFix> more) {
    return Stream.concat(fixes.stream(), more).collect(ImmutableList.toImmutableList());
  }

  /** The narrowest declaration around the state's place that can be annotated on a line above. */
  private static Optional<TreePath> declaration(VisitorState state) {
    SourceText source = SourceText.of(state);
    for (TreePath p = state.getPath(); p.getParentPath() != null; p = p.getParentPath()) {
      Tree outer = p.getParentPath().getLeaf();
      boolean isDeclared =
          p.getLeaf() instanceof VariableTree
              ? outer instanceof BlockTree || outer instanceof ClassTree
              : p.getLeaf() instanceof MethodTree
                  || (p.getLeaf() instanceof ClassTree type && !type.getSimpleName().isEmpty());
      if (isDeclared && source.has(p.getLeaf())) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  /** The fix that annotates a declaration, or names one more check in the annotation it has. */
  private static SuggestedFix of(Tree declaration, String check, VisitorState state) {
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder().setShortDescription(DESCRIPTION);
    String name = "\"" + check + "\"";
    for (AnnotationTree annotation : modifiers(declaration).getAnnotations()) {
      if (ASTHelpers.getType(annotation) != null
          && ASTHelpers.isSameType(
              ASTHelpers.getType(annotation), state.getSymtab().suppressWarningsType, state)
          && annotation.getArguments().size() == 1) {
        ExpressionTree argument = annotation.getArguments().get(0);
        ExpressionTree value =
            argument instanceof AssignmentTree assigned ? assigned.getExpression() : argument;
        String more = ", " + name + " /* " + REASON + " */";
        return value instanceof NewArrayTree array && !array.getInitializers().isEmpty()
            ? fix.postfixWith(array.getInitializers().get(array.getInitializers().size() - 1), more)
                .build()
            : fix.replace(value, "{" + source.of(value) + more + "}").build();
      }
    }
    String line = "@SuppressWarnings(" + name + ") // " + REASON;
    return fix.prefixWith(declaration, source.above(declaration, ImmutableList.of(line))).build();
  }

  private static ModifiersTree modifiers(Tree declaration) {
    return declaration instanceof VariableTree variable
        ? variable.getModifiers()
        : declaration instanceof MethodTree method
            ? method.getModifiers()
            : ((ClassTree) declaration).getModifiers();
  }
}
