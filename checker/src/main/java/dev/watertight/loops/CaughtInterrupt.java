package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.OwnPaths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.CallRules;
import dev.watertight.values.Origins;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an interrupt that a {@code catch} clause catches, apart from the statements of
 * the clause itself that leave it.
 */
public enum CaughtInterrupt {
  /** Nothing: the thread goes on as if nobody had interrupted it. */
  FORGOTTEN,
  /** The thread's interrupt flag is set again. */
  RESTORED,
  /** Code that the clause calls may set the flag again, or throw. */
  UNKNOWN;

  private static final int DEPTH = 4;

  /** What becomes of the interrupt that the clause catches. */
  public static CaughtInterrupt of(TreePath clause, VisitorState state) {
    Finder finder = new Finder(state);
    finder.read(new TreePath(clause, ((CatchTree) clause.getLeaf()).getBlock()), DEPTH);
    return finder.most;
  }

  private static final class Finder {
    private final VisitorState state;
    private final CompilationIndex index;
    private final Set<MethodSymbol> read = new HashSet<>();
    private CaughtInterrupt most = FORGOTTEN;

    Finder(VisitorState state) {
      this.state = state;
      this.index = CompilationIndex.of(state);
    }

    private void add(CaughtInterrupt one) {
      most = most.compareTo(one) < 0 ? one : most;
    }

    void read(TreePath code, int depth) {
      new OwnPaths() {
        @Override
        public @Nullable Void visitMethodInvocation(
            MethodInvocationTree tree, @Nullable Void unused) {
          call(getCurrentPath(), tree, depth);
          return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
          if (depth < DEPTH) {
            add(UNKNOWN);
          }
          return super.visitThrow(tree, null);
        }
      }.scan(code, null);
    }

    private void call(TreePath path, MethodInvocationTree call, int depth) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      if (OwnThread.isInterrupt(method)) {
        add(interrupted(path, call));
      } else if (!CallRules.isQuiet(method, state)) {
        callees(method, depth);
      }
    }

    private void callees(MethodSymbol method, int depth) {
      ImmutableSet.Builder<MethodSymbol> bodies = ImmutableSet.builder();
      if (index.isInView(method)) {
        bodies.add(method).addAll(index.overriders(method));
      }
      boolean found = false;
      for (MethodSymbol body : bodies.build()) {
        Optional<TreePath> declaration = index.declaration(body);
        if (declaration.isPresent()
            && declaration.get().getLeaf() instanceof MethodTree tree
            && tree.getBody() != null
            && depth > 0) {
          found = true;
          if (read.add(body)) {
            read(new TreePath(declaration.get(), tree.getBody()), depth - 1);
          }
        }
      }
      if (!found) {
        add(UNKNOWN);
      }
    }

    /** Whose flag the call sets. */
    private CaughtInterrupt interrupted(TreePath path, MethodInvocationTree call) {
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      if (receiver == null || Symbols.isSelf(receiver)) {
        return RESTORED;
      }
      Optional<ImmutableSet<TreePath>> threads =
          Origins.of(
              new TreePath(new TreePath(path, call.getMethodSelect()), receiver),
              tree -> tree instanceof NewClassTree || OwnThread.isCurrent(tree),
              state);
      if (threads.isEmpty()) {
        return UNKNOWN;
      }
      long own = threads.get().stream().filter(p -> OwnThread.isCurrent(p.getLeaf())).count();
      return own == 0 ? FORGOTTEN : own == threads.get().size() ? RESTORED : UNKNOWN;
    }
  }
}
