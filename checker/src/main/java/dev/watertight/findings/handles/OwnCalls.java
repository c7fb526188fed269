package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a body's calls of methods of the same object do with a handle that is in a field of it.
 *
 * @param releasing the calls that lead to a release
 * @param starting the calls that lead to a use that starts threads
 * @param throwing whether a call is one of a method that throws on purpose
 */
record OwnCalls(
    ImmutableSet<Tree> releasing, ImmutableSet<Tree> starting, Predicate<Tree> throwing) {
  private static final int DEPTH = 3;

  static OwnCalls in(TreePath body, VarSymbol field, Opening opening, VisitorState state) {
    ImmutableSet.Builder<Tree> releasing = ImmutableSet.builder();
    ImmutableSet.Builder<Tree> starting = ImmutableSet.builder();
    IdentityHashMap<Tree, TreePath> calls = new IdentityHashMap<>();
    forEachOwnCall(
        body,
        (call, method) -> {
          Effects effects = new Effects(field, opening, state);
          effects.read(method, DEPTH);
          if (effects.releases) {
            releasing.add(call.getLeaf());
          } else if (effects.starts) {
            starting.add(call.getLeaf());
          }
          calls.put(call.getLeaf(), call);
        });
    return new OwnCalls(
        releasing.build(),
        starting.build(),
        tree -> calls.containsKey(tree) && throwsOnPurpose(calls.get(tree), state));
  }

  private interface Visitor {
    void visit(TreePath call, MethodSymbol method);
  }

  /**
   * The calls of methods of {@code this}, and their method references. What a lambda calls counts
   * where the lambda stands: it is taken to run, as everywhere.
   */
  private static void forEachOwnCall(TreePath body, Visitor visitor) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      private @Nullable TreePath apart;

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        visit(ASTHelpers.getReceiver(tree), ASTHelpers.getSymbol(tree));
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        visit(tree.getQualifierExpression(), ASTHelpers.getSymbol(tree));
        return super.visitMemberReference(tree, null);
      }

      private void visit(@Nullable ExpressionTree receiver, MethodSymbol method) {
        if (Symbols.isSelf(receiver) && !method.isConstructor()) {
          visitor.visit(apart == null ? getCurrentPath() : apart, method);
        }
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        TreePath around = apart;
        apart = tree == body.getLeaf() || around != null ? around : getCurrentPath();
        super.visitLambdaExpression(tree, null);
        apart = around;
        return null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(body, null);
  }

  /** What one method, and those it calls on the same object, do. */
  private static final class Effects {
    private final VarSymbol field;
    private final Opening opening;
    private final VisitorState state;
    private final Set<MethodSymbol> seen = new HashSet<>();
    private boolean releases;
    private boolean starts;

    Effects(VarSymbol field, Opening opening, VisitorState state) {
      this.field = field;
      this.opening = opening;
      this.state = state;
    }

    void read(MethodSymbol method, int depth) {
      CompilationIndex index = CompilationIndex.of(state);
      Optional<TreePath> declaration = index.declaration(method);
      if (depth == 0 || declaration.isEmpty() || !seen.add(method)) {
        return;
      }
      for (TreePath mention : index.mentions(field)) {
        if (Paths.isInside(mention, declaration.get().getLeaf())) {
          Fate fate = Fates.ofMention(mention, opening, state);
          releases |= !fate.releases().isEmpty();
          starts |= ThreadStarts.any(fate, opening);
        }
      }
      forEachOwnCall(declaration.get(), (call, callee) -> read(callee, depth - 1));
    }
  }

  /** Whether it throws on purpose an exception that nobody has to declare. */
  private static boolean throwsOnPurpose(TreePath call, VisitorState state) {
    return Summaries.ofCall(call, state)
        .isThrown(
            thrown ->
                switch (thrown.reason()) {
                  case STATEMENT, REFUSAL, FAILURE -> thrown.isUnchecked(state);
                  default -> false;
                });
  }
}
