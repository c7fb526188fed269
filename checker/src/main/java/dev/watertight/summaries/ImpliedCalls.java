package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.RecordComponent;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Patterns;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of methods in view that code makes without a tree of their own: a loop asks for the
 * iterator and its elements, a text for the texts of its parts, a pattern for the components.
 *
 * <p>The end of a resource is none of these: {@code try} has it among its steps.
 */
public final class ImpliedCalls {
  private static final Supplier<Name> TEXT =
      VisitorState.memoize(state -> state.getName("toString"));

  private ImpliedCalls() {}

  /** Whether a tree implies a call of a method in view. */
  public static boolean isAt(TreePath path, VisitorState state) {
    return !of(path, state).isEmpty();
  }

  /** The calls that code has of its own, and its trees that imply calls. */
  public static ImmutableList<TreePath> andCallsIn(TreePath code, VisitorState state) {
    return ImmutableList.<TreePath>builder()
        .addAll(Trees.ownPathsIn(code, MethodInvocationTree.class))
        .addAll(placesIn(code, state))
        .build();
  }

  /** The trees that imply such calls, among those that code has of its own. */
  public static ImmutableList<TreePath> placesIn(TreePath code, VisitorState state) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree != null && mayImply(tree)) {
          TreePath path = new TreePath(getCurrentPath(), tree);
          if (isAt(path, state)) {
            found.add(path);
          }
        }
        return Trees.isApart(tree) ? null : super.scan(tree, null);
      }

      @Override
      public @Nullable Void scan(TreePath root, @Nullable Void unused) {
        if (isAt(root, state)) {
          found.add(root);
        }
        return super.scan(root, null);
      }
    }.scan(code, null);
    return found.build();
  }

  /** Whether a tree is of a kind that implies calls: a first test. */
  static boolean mayImply(Tree tree) {
    return tree instanceof EnhancedForLoopTree
        || tree.getKind() == Tree.Kind.PLUS
        || tree.getKind() == Tree.Kind.PLUS_ASSIGNMENT
        || Patterns.isOfRecord(tree);
  }

  /** What a tree does by such calls; not what its parts do. */
  static ImmutableList<Step> of(TreePath path, VisitorState state) {
    Tree tree = path.getLeaf();
    if (!mayImply(tree)) {
      return ImmutableList.of();
    }
    if (tree instanceof EnhancedForLoopTree loop) {
      return Iterations.over(new TreePath(path, loop.getExpression()), state);
    }
    Set<MethodSymbol> called = new LinkedHashSet<>();
    if (Patterns.isOfRecord(tree)) {
      addComponents(ASTHelpers.getType(tree), called, state);
    } else if (ASTHelpers.isSameType(
        ASTHelpers.getType(tree), state.getSymtab().stringType, state)) {
      if (tree instanceof BinaryTree sum) {
        addTexts(sum.getLeftOperand(), called, state);
        addTexts(sum.getRightOperand(), called, state);
      } else if (tree instanceof CompoundAssignmentTree sum) {
        addTexts(sum.getExpression(), called, state);
      }
    }
    return called.stream()
        .map(method -> Calls.of(method, true, true))
        .collect(ImmutableList.toImmutableList());
  }

  private static void addTexts(Tree part, Set<MethodSymbol> called, VisitorState state) {
    ClassSymbol type = typeOf(part, state);
    if (type != null && CompilationIndex.of(state).isInView(type)) {
      Symbols.member(state.getSymtab().objectType.tsym, TEXT.get(state), MethodSymbol.class)
          .ifPresent(text -> called.addAll(implementations(text, type, state)));
    }
  }

  private static void addComponents(
      @Nullable Type type, Set<MethodSymbol> called, VisitorState state) {
    if (type != null && type.tsym instanceof ClassSymbol owner) {
      for (RecordComponent component : owner.getRecordComponents()) {
        if (component.accessor != null && hasBody(component.accessor, state)) {
          called.add(component.accessor);
        }
      }
    }
  }

  /** The class or interface of an expression. */
  static @Nullable ClassSymbol typeOf(Tree expression, VisitorState state) {
    Type type = ASTHelpers.getType(expression);
    return type != null
            && !type.isPrimitive()
            && ASTHelpers.getUpperBound(type, state.getTypes()).tsym instanceof ClassSymbol symbol
        ? symbol
        : null;
  }

  /** The methods in view that objects of a type may have for one of a supertype. */
  static ImmutableSet<MethodSymbol> implementations(
      MethodSymbol method, ClassSymbol type, VisitorState state) {
    ImmutableSet.Builder<MethodSymbol> found = ImmutableSet.builder();
    add(method, type, found, state);
    CompilationIndex.of(state)
        .subclasses(type)
        .forEach(subclass -> add(method, subclass, found, state));
    return found.build();
  }

  private static void add(
      MethodSymbol method,
      ClassSymbol type,
      ImmutableSet.Builder<MethodSymbol> found,
      VisitorState state) {
    MethodSymbol implementation = method.implementation(type, state.getTypes(), true);
    if (implementation != null && hasBody(implementation, state)) {
      found.add(implementation);
    }
  }

  private static boolean hasBody(MethodSymbol method, VisitorState state) {
    return CompilationIndex.of(state).declaration(method).isPresent();
  }
}
