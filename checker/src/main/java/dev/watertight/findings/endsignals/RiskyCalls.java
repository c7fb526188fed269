package dev.watertight.findings.endsignals;

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
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.loops.Catches;
import dev.watertight.program.CompilationIndex;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls that throw unchecked exceptions in the ordinary course of things: parsers, functions that
 * somebody else supplies, and methods in view that call those or throw themselves.
 */
final class RiskyCalls {
  private static final int DEPTH = 2;

  private final Topology channel;
  private final VisitorState state;
  private final ImmutableSet.Builder<Tree> found = ImmutableSet.builder();
  private final Set<MethodSymbol> open = new HashSet<>();

  private RiskyCalls(Topology channel, VisitorState state) {
    this.channel = channel;
    this.state = state;
  }

  /** The risky calls in a method or lambda. */
  static ImmutableSet<Tree> in(TreePath body, Topology channel, VisitorState state) {
    RiskyCalls calls = new RiskyCalls(channel, state);
    calls.scan(body, DEPTH, true);
    return calls.found.build();
  }

  /**
   * Whether the tree is a risky call for whose failure the body has a catch clause: which exception
   * the call throws is not known, but the author knows.
   */
  static boolean isExpected(
      @Nullable Tree tree, ImmutableSet<Tree> risky, TreePath body, VisitorState state) {
    if (tree == null || !risky.contains(tree)) {
      return false;
    }
    TreePath path = TreePath.getPath(body, tree);
    return path != null
        && Catches.around(path, body.getLeaf(), clause -> Catches.isUnchecked(clause, state))
            .isPresent();
  }

  private boolean scan(TreePath body, int depth, boolean collects) {
    boolean[] risky = {false};
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        if (isRisky(tree, depth)) {
          risky[0] = true;
          if (collects) {
            found.add(tree);
          }
        }
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        risky[0] |= !collects;
        return super.visitThrow(tree, null);
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return tree == body.getLeaf() ? super.visitLambdaExpression(tree, null) : null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(body, null);
    return risky[0];
  }

  private boolean isRisky(MethodInvocationTree call, int depth) {
    if (channel.endpoints().stream().anyMatch(e -> e.path().getLeaf() == call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (isSuppliedFunction(method) || isParser(method)) {
      return true;
    }
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(method);
    if (depth == 0
        || declaration.isEmpty()
        || !(declaration.get().getLeaf() instanceof MethodTree)
        || !open.add(method)) {
      return false;
    }
    try {
      return scan(declaration.get(), depth - 1, false);
    } finally {
      open.remove(method);
    }
  }

  private boolean isSuppliedFunction(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && state.getTypes().isFunctionalInterface(method.enclClass())
        && (CompilationIndex.of(state).isInView(method)
            || method.owner.getQualifiedName().toString().startsWith("java.util.function.")
            || method.owner.getQualifiedName().contentEquals("java.util.concurrent.Callable"));
  }

  private static boolean isParser(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    boolean fromText =
        !method.getParameters().isEmpty()
            && method
                .getParameters()
                .get(0)
                .type
                .tsym
                .getQualifiedName()
                .toString()
                .matches("java\\.lang\\.(String|CharSequence)");
    return fromText
        && (name.startsWith("parse") || name.equals("valueOf") || name.equals("decode"))
        && !method.owner.getQualifiedName().contentEquals("java.lang.String");
  }
}
