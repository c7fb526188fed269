package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exceptions that code throws, itself or in methods in view that it calls. */
final class ThrownInView {
  private static final int DEPTH = 5;

  /**
   * What says that a caller has made a mistake: a loop is not meant to end by it, unless it is
   * caught by name.
   */
  private static final ImmutableSet<String> MISTAKES =
      ImmutableSet.of(
          "java.lang.AssertionError",
          "java.lang.ClassCastException",
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.NullPointerException",
          "java.lang.UnsupportedOperationException");

  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<MethodSymbol> read = new HashSet<>();

  ThrownInView(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** The types of what leaves a call of the method. */
  ImmutableList<Type> by(MethodSymbol method) {
    read.clear();
    List<Type> found = new ArrayList<>();
    collect(method, DEPTH, found);
    return ImmutableList.copyOf(found);
  }

  /** The types of what leaves the body of a function. */
  ImmutableList<Type> in(TreePath code) {
    read.clear();
    List<Type> found = new ArrayList<>();
    scan(code, DEPTH, found);
    return ImmutableList.copyOf(found);
  }

  static boolean isMistake(Type type) {
    return MISTAKES.contains(type.tsym.getQualifiedName().toString());
  }

  private void collect(MethodSymbol method, int depth, List<Type> found) {
    if (depth == 0 || !index.isInView(method)) {
      return;
    }
    collectBody(method, depth, found);
    index.overriders(method).forEach(other -> collectBody(other, depth, found));
  }

  private void collectBody(MethodSymbol method, int depth, List<Type> found) {
    if (read.add(method)) {
      index
          .declaration(method)
          .filter(p -> p.getLeaf() instanceof MethodTree tree && tree.getBody() != null)
          .map(p -> new TreePath(p, ((MethodTree) p.getLeaf()).getBody()))
          .ifPresent(body -> scan(body, depth, found));
    }
  }

  private void scan(TreePath code, int depth, List<Type> found) {
    Tree limit = code.getLeaf();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        add(ASTHelpers.getType(tree.getExpression()));
        return super.visitThrow(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        List<Type> thrown = new ArrayList<>();
        collect(ASTHelpers.getSymbol(tree), depth - 1, thrown);
        thrown.forEach(this::add);
        return super.visitMethodInvocation(tree, null);
      }

      private void add(@Nullable Type type) {
        if (type != null
            && CatchClauses.around(getCurrentPath()).filter(Catches::isInterrupt).isEmpty()
            && !isCaught(type, getCurrentPath(), limit)) {
          found.add(type);
        }
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(code, null);
  }

  /** Whether a clause between the path and a tree around it catches all such exceptions. */
  boolean isCaught(Type type, TreePath path, Tree limit) {
    return Catches.around(path, limit, clause -> CatchClauses.covers(clause, type, state))
        .isPresent();
  }
}
