package dev.watertight.findings.polling;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.Table;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Walker;
import dev.watertight.program.CompilationIndex;
import dev.watertight.summaries.CertainCalls;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What calls of methods in view do while there is nothing to be had: such a method is walked over,
 * too, and so is a lambda where it is called.
 */
final class IdleCalls {
  /** How many methods deep to look. */
  static final int DEPTH = 3;

  private record Called(Idle does, Set<Optional<Object>> values) {}

  private static final Called ACTING = new Called(Idle.BLANK.acting(), Set.of());

  /* What is known of bodies, by the depth at which they are called. */
  private static final Supplier<Table<Integer, Tree, Optional<Called>>> BODIES =
      PerCompilation.of(state -> HashBasedTable.create());

  private final int depth;
  private final VisitorState state;
  private final IdentityHashMap<Tree, Called> known = new IdentityHashMap<>();

  IdleCalls(int depth, VisitorState state) {
    this.depth = depth;
    this.state = state;
  }

  /** What a call, or a lambda, does on all its ways together; empty if that is not known. */
  Optional<Idle> does(ExpressionTree call, TreePath path) {
    if (!known.containsKey(call) && depth < DEPTH) {
      known.put(call, body(call, path).flatMap(this::does).orElse(null));
    }
    return Optional.ofNullable(known.get(call)).map(Called::does);
  }

  /** What a call, or a lambda, gives that has been asked what it does. */
  Optional<Object> result(Tree call) {
    Called called = known.get(call);
    return called == null || called.values().size() != 1
        ? Optional.empty()
        : called.values().iterator().next();
  }

  /** Whether a call, or a creation, certainly does more than to ask, as far as is known. */
  boolean act(TreePath path) {
    return !(path.getLeaf() instanceof MethodInvocationTree call)
        || (Questions.of(call, state).isEmpty() && body(call, path).isEmpty());
  }

  private Optional<TreePath> body(ExpressionTree call, TreePath path) {
    if (call instanceof LambdaExpressionTree) {
      return Optional.of(new TreePath(path, call));
    }
    CompilationIndex index = CompilationIndex.of(state);
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
            && call instanceof MethodInvocationTree
            && (CompilationIndex.isEffectivelyFinal(method)
                || (index.isComplete() && index.overriders(method).isEmpty()))
        ? index
            .declaration(method)
            .filter(d -> d.getLeaf() instanceof MethodTree tree && tree.getBody() != null)
        : Optional.empty();
  }

  private Optional<Called> does(TreePath body) {
    Table<Integer, Tree, Optional<Called>> bodies = BODIES.get(state);
    Optional<Called> called = bodies.get(depth, body.getLeaf());
    if (called == null) {
      called = walk(body);
      bodies.put(depth, body.getLeaf(), called);
    }
    return called;
  }

  private Optional<Called> walk(TreePath body) {
    if (CertainCalls.in(body, false).calls().stream().anyMatch(this::act)) {
      return Optional.of(ACTING);
    }
    Set<Optional<Object>> results = new HashSet<>();
    Idle[] does = {Idle.BLANK};
    IdleWalk walk =
        new IdleWalk(body.getLeaf(), Set.of(), depth + 1, state) {
          @Override
          public void leave(Exit exit, Way way, @Nullable Tree at, String exception) {
            if (exit == Exit.RETURN) {
              does[0] = does[0].after(way.now());
              way.now().polls().forEach(poll -> does[0] = does[0].asking(poll));
              results.add(
                  valueOf(
                      at instanceof ReturnTree result ? result.getExpression() : at, way.now()));
            }
          }
        };
    return Walker.walk(body, walk, state)
        ? Optional.of(new Called(does[0], results))
        : Optional.empty();
  }
}
