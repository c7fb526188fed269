package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the code of one body in the order of its text, helper methods in view included, and tells
 * which tasks have been started and not been waited for when a channel is closed.
 *
 * <p>Any wait on the way, also one in a branch or a loop that may not run, counts as one for all
 * tasks that were started before it: the walk errs on that side.
 */
final class StarterWalk extends TextOrderWalk {
  /** How deep helper methods are read. */
  private static final int DEPTH = 4;

  /** What is told of a close. */
  interface Listener {
    /**
     * A close that tasks may outlive.
     *
     * @param close the call, or the try statement that closes its resource
     * @param site the expression in the body itself in which it is called
     * @param running where the tasks are started, and in which expression of the body itself
     */
    void closed(Tree close, Tree site, Map<TreePath, Tree> running);
  }

  /* In which branches a task was started: a close in others may not be meant for it. */
  private record Running(Tree site, ImmutableSet<Tree> branches) {}

  private final Map<Tree, TreePath> starts;
  private final Set<Tree> closes;
  private final Waiting waiting;
  private final Set<Symbol> shared;
  private final CompilationIndex index;
  private final VisitorState state;
  private final Listener listener;
  private final Map<TreePath, Running> created = new LinkedHashMap<>();
  private final Map<TreePath, Running> running = new LinkedHashMap<>();
  private final Deque<MethodSymbol> helpers = new ArrayDeque<>();
  private @Nullable Tree site;

  /**
   * Instantiates a walk.
   *
   * @param starts the expressions that start tasks, by tree
   * @param closes the calls that close the channel, and the resources whose end does
   * @param shared the variables that the tasks' code names, too
   */
  StarterWalk(
      Map<Tree, TreePath> starts,
      Set<Tree> closes,
      Waiting waiting,
      Set<Symbol> shared,
      VisitorState state,
      Listener listener) {
    this.starts = starts;
    this.closes = closes;
    this.waiting = waiting;
    this.shared = shared;
    this.index = CompilationIndex.of(state);
    this.state = state;
    this.listener = listener;
  }

  void walk(Tree body) {
    if (body instanceof MethodTree method) {
      scan(method.getBody(), null);
    } else if (body instanceof LambdaExpressionTree lambda) {
      scan(lambda.getBody(), null);
    } else if (body instanceof BlockTree block) {
      scan(block, null);
    }
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    scan(tree.getMethodSelect(), null);
    scanArguments(tree, tree.getArguments(), method);
    if (closes.contains(tree)) {
      close(tree);
    }
    if (starts.containsKey(tree)) {
      start(tree);
    } else if (isThreadStart(method)) {
      running.putAll(created);
      created.clear();
    } else if (!closes.contains(tree) && !enter(method, tree) && waiting.isPossibleIn(tree)) {
      running.clear();
    }
    return null;
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    scanArguments(tree, tree.getArguments(), method);
    if (starts.containsKey(tree)) {
      created.put(starts.get(tree), here(tree));
    } else if (!enter(method, tree) && !index.isInView(method) && waiting.isPossibleIn(tree)) {
      running.clear();
    }
    return null;
  }

  private void scanArguments(
      Tree call, List<? extends ExpressionTree> arguments, MethodSymbol method) {
    for (int i = 0; i < arguments.size(); i++) {
      ExpressionTree argument = arguments.get(i);
      if (!isFunction(argument)) {
        scan(argument, null);
      } else if (!isGivenAway(call, method, i)) {
        Tree outer = site;
        site = outer == null ? call : outer;
        scan(argument, null);
        site = outer;
      }
    }
  }

  private void start(Tree tree) {
    TreePath path = starts.get(tree);
    // `unstarted` and `newThread` only make the thread.
    boolean unstarted =
        tree instanceof MethodInvocationTree call
            && (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("unstarted")
                || ASTHelpers.getSymbol(call).getSimpleName().contentEquals("newThread"));
    (unstarted ? created : running).put(path, here(tree));
  }

  private Running here(Tree tree) {
    return new Running(site == null ? tree : site, branches());
  }

  private void close(Tree tree) {
    // What a method of its own, such as close(), is for is said by its callers out of view, too.
    if (!helpers.stream().allMatch(StarterWalk::isHelper)) {
      return;
    }
    Map<TreePath, Tree> left = new LinkedHashMap<>();
    running.forEach(
        (start, at) -> {
          if (at.branches().containsAll(branches())) {
            left.put(start, at.site());
          }
        });
    if (!left.isEmpty()) {
      listener.closed(tree, site == null ? tree : site, left);
    }
  }

  /** Whether a method is a part of those that call it, rather than a way to end something. */
  static boolean isHelper(MethodSymbol method) {
    return method.isPrivate() || method.isStatic();
  }

  /** Reads the body of a method in view; false if it has none. */
  private boolean enter(MethodSymbol method, Tree call) {
    Optional<TreePath> declaration = index.declaration(method);
    if (declaration.isEmpty()
        || !(declaration.get().getLeaf() instanceof MethodTree tree)
        || tree.getBody() == null
        || helpers.size() >= DEPTH
        || helpers.contains(method)
        || !index.overriders(method).isEmpty()) {
      return false;
    }
    Tree outer = site;
    site = outer == null ? call : outer;
    helpers.push(method);
    scan(tree.getBody(), null);
    helpers.pop();
    site = outer;
    return true;
  }

  private boolean isThreadStart(MethodSymbol method) {
    return method.getSimpleName().contentEquals("start")
        && method.getParameters().isEmpty()
        && ResolvedLibrary.of(state).supertypesOf(method.enclClass()).contains("java.lang.Thread");
  }

  /** Whether a function is run apart, or by a method in view, which is read by itself. */
  private boolean isGivenAway(Tree call, MethodSymbol method, int argument) {
    Optional<Role> role = ResolvedLibrary.of(state).roleOf(method, argument);
    return starts.containsKey(call)
        || role.filter(r -> r == Role.RUN || r == Role.BORROW).isPresent()
        || index.declaration(method).isPresent();
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
    if (!enter(ASTHelpers.getSymbol(tree), tree) && waiting.isPossibleIn(tree)) {
      running.clear();
    }
    return super.visitMemberReference(tree, null);
  }

  @Override
  void resourceClosed(Tree resource) {
    if (closes.contains(resource)) {
      close(resource);
    } else if (mayWaitForTasks(ASTHelpers.getType(resource))) {
      running.clear();
    }
  }

  @Override
  void awaitsState() {
    running.clear();
  }

  @Override
  void assigned(VarSymbol variable) {
    // A flag that tells the senders to stop.
    if (Symbols.isField(variable) && shared.contains(variable)) {
      running.clear();
    }
  }

  /** Executors and scopes wait when they are closed; channels and streams do not. */
  private boolean mayWaitForTasks(@Nullable Type resource) {
    return resource == null
        || (Channels.of(state).kindOf(resource).isEmpty()
            && ResolvedLibrary.of(state).supertypesOf(resource.tsym).stream()
                .noneMatch(
                    n ->
                        n.startsWith("java.io.")
                            && !n.equals("java.io.Closeable")
                            && !n.equals("java.io.Serializable")));
  }
}
