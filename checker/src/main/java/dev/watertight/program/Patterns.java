package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.RecordComponent;
import com.sun.tools.javac.code.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The patterns of a switch, whose classes are missing before JDK 21. */
public final class Patterns {
  private Patterns() {}

  /** The types of the patterns of a case label. */
  public static ImmutableList<Type> typesOf(CaseTree label) {
    return of(label).stream().map(ASTHelpers::getType).collect(ImmutableList.toImmutableList());
  }

  /** The patterns of a case label. */
  public static ImmutableList<Tree> of(CaseTree label) {
    ImmutableList.Builder<Tree> found = ImmutableList.builder();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        boolean body = tree != null && (tree == label.getBody() || isStatement(tree));
        if (body) {
          return null;
        }
        if (tree != null && tree.getKind().name().endsWith("_PATTERN")) {
          found.add(tree);
          return null;
        }
        return super.scan(tree, null);
      }

      private boolean isStatement(Tree tree) {
        return label.getStatements() != null && label.getStatements().contains(tree);
      }
    }.scan(label, null);
    return found.build();
  }

  /**
   * Whether a value of the type of a pattern may yet not match it: a pattern of a record, one of
   * whose components is perhaps of another type than the pattern says.
   */
  public static boolean mayFail(@Nullable Tree pattern) {
    if (pattern == null
        || !isOfRecord(pattern)
        || !(ASTHelpers.getType(pattern).tsym instanceof ClassSymbol type)) {
      return false;
    }
    int position = 0;
    for (RecordComponent component : type.getRecordComponents()) {
      if (part(pattern, position++).filter(part -> takesAll(part, component)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pattern matches all that a component may have, whatever its arguments are. */
  private static boolean takesAll(Tree part, RecordComponent component) {
    return ignoresValue(part)
        || (part instanceof BindingPatternTree binding
            && component.type.tsym.equals(ASTHelpers.getType(binding.getVariable()).tsym));
  }

  /** What a pattern of a record says of the component at a position. */
  public static Optional<Tree> part(Tree pattern, int position) {
    List<Tree> parts = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree != null) {
          parts.add(tree);
        }
        return tree == pattern ? super.scan(tree, null) : null;
      }
    }.scan(pattern, null);
    // Before them come the pattern and its type.
    return parts.stream().skip(position + 2L).findFirst();
  }

  /**
   * What a pattern is matched with in which a variable is declared: by {@code instanceof} or by a
   * switch, as a whole or a part of it.
   */
  public static Optional<TreePath> matched(TreePath declaration) {
    if (!(declaration.getParentPath().getLeaf() instanceof BindingPatternTree)) {
      return Optional.empty();
    }
    for (TreePath p : Paths.aroundInBody(declaration)) {
      ExpressionTree tested =
          p.getLeaf() instanceof InstanceOfTree test
              ? test.getExpression()
              : p.getLeaf() instanceof SwitchTree choice
                  ? choice.getExpression()
                  : p.getLeaf() instanceof SwitchExpressionTree choice
                      ? choice.getExpression()
                      : null;
      if (tested != null) {
        return Optional.of(new TreePath(p, tested));
      }
    }
    return Optional.empty();
  }

  /** Whether a variable is declared in a pattern for a part of what is matched. */
  public static boolean isOfPart(TreePath declaration) {
    return declaration.getParentPath().getParentPath() != null
        && isOfRecord(declaration.getParentPath().getParentPath().getLeaf());
  }

  /** Whether a pattern gives a value no name: {@code _}. */
  public static boolean ignoresValue(Tree pattern) {
    return pattern.getKind().name().equals("ANY_PATTERN");
  }

  /** Whether a tree is a pattern that takes the components of a record out. */
  public static boolean isOfRecord(Tree tree) {
    return tree.getKind().name().equals("DECONSTRUCTION_PATTERN");
  }
}
