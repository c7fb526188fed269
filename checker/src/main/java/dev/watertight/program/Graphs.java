package dev.watertight.program;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import dev.watertight.caches.PerCompilation;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.UnderlyingAST;
import org.checkerframework.errorprone.dataflow.cfg.builder.CFGBuilder;
import org.jspecify.annotations.Nullable;

/** The control-flow graphs of one compilation, built when first asked for, at most once a body. */
public final class Graphs {
  private static final Supplier<Graphs> INSTANCE = PerCompilation.of(state -> new Graphs());

  /** How many cases a switch may have, and how many jumps code may make. */
  private static final int WIDEST = 600;

  private final IdentityHashMap<Tree, Optional<ControlFlowGraph>> graphs = new IdentityHashMap<>();

  private Graphs() {}

  /**
   * The method, lambda or initializer block that a path lies in, itself excluded; empty for a field
   * initializer.
   */
  public static Optional<TreePath> bodyAround(TreePath path) {
    TreePath child = path;
    for (TreePath p = path.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof MethodTree || p.getLeaf() instanceof LambdaExpressionTree) {
        return Optional.of(p);
      }
      if (p.getLeaf() instanceof ClassTree) {
        return child.getLeaf() instanceof BlockTree ? Optional.of(child) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The code of a method or lambda; another tree is code itself. Null for an abstract method. */
  public static @Nullable Tree code(Tree body) {
    return body instanceof MethodTree method
        ? method.getBody()
        : body instanceof LambdaExpressionTree lambda ? lambda.getBody() : body;
  }

  /** Whether two pieces of code stand in the same method, lambda or initializer block. */
  public static boolean areTogether(TreePath one, TreePath other) {
    Optional<Tree> body = bodyAround(one).map(TreePath::getLeaf);
    return body.isPresent() && body.equals(bodyAround(other).map(TreePath::getLeaf));
  }

  /** Whether a path lies directly in a body. */
  public static boolean isDirectlyIn(TreePath path, Tree body) {
    return bodyAround(path).filter(around -> around.getLeaf() == body).isPresent();
  }

  /** The one body that all the paths are in; empty if there is none. */
  public static Optional<TreePath> bodyAround(Iterable<TreePath> paths) {
    Optional<TreePath> common = Optional.empty();
    for (TreePath path : paths) {
      Optional<TreePath> body = bodyAround(path);
      if (body.isEmpty() || common.filter(c -> c.getLeaf() != body.get().getLeaf()).isPresent()) {
        return Optional.empty();
      }
      common = body;
    }
    return common;
  }

  /** The graph of a method, lambda or initializer block; empty if none can be built. */
  public static Optional<ControlFlowGraph> of(TreePath body, VisitorState state) {
    return INSTANCE
        .get(state)
        .graphs
        .computeIfAbsent(body.getLeaf(), tree -> Optional.ofNullable(build(body, state)));
  }

  private static @Nullable ControlFlowGraph build(TreePath body, VisitorState state) {
    ClassTree type = null;
    MethodTree method = null;
    for (Tree tree : body) {
      if (method == null && tree instanceof MethodTree found) {
        method = found;
      }
      if (tree instanceof ClassTree found) {
        type = found;
        break;
      }
    }
    if (type == null) {
      return null;
    }
    UnderlyingAST code;
    TreePath start;
    if (body.getLeaf() instanceof MethodTree found) {
      code = new UnderlyingAST.CFGMethod(found, type);
      start = new TreePath(body, found.getBody());
    } else if (body.getLeaf() instanceof LambdaExpressionTree lambda) {
      code = new UnderlyingAST.CFGLambda(lambda, type, method);
      start = new TreePath(body, lambda.getBody());
    } else {
      code = new UnderlyingAST.CFGStatement(body.getLeaf(), type);
      start = body;
    }
    if (Trees.any(body.getLeaf(), Graphs::isEmptyLoop)) {
      return null;
    }
    if (isTooWide(body.getLeaf())) {
      Boundary.giveUp(state);
      return null;
    }
    try {
      return CFGBuilder.build(
          start, code, false, false, JavacProcessingEnvironment.instance(state.context));
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // The graph builder does not know every construct of the newest language levels: no graph,
      // no path-sensitive finding.
      return null;
    }
  }

  /** An endless loop that does nothing: the library that builds graphs does not end on it. */
  private static boolean isEmptyLoop(Tree tree) {
    return Loops.isEndless(tree)
        && !(tree instanceof ForLoopTree loop && !loop.getUpdate().isEmpty())
        && !Trees.any(
            Loops.body(tree).orElse(null),
            part -> part instanceof ExpressionTree && !(part instanceof LiteralTree));
  }

  /**
   * Whether very many paths meet at one point, mostly in generated code: the library that builds
   * graphs takes time there that grows with the third power of their number, a quarter of a minute
   * for 2,000.
   */
  private static boolean isTooWide(Tree code) {
    int[] jumps = {0};
    return Trees.any(
        code,
        tree -> {
          jumps[0] += tree instanceof BreakTree || tree instanceof ContinueTree ? 1 : 0;
          return jumps[0] > WIDEST
              || (tree instanceof SwitchTree choice && choice.getCases().size() > WIDEST)
              || (tree instanceof SwitchExpressionTree choice && choice.getCases().size() > WIDEST);
        });
  }
}
