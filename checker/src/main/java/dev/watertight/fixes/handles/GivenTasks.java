package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.fixes.edits.Region;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.values.ResolvedLibrary;
import org.jspecify.annotations.Nullable;

/** What some code does with the tasks that it gives to an executor: does it wait for them? */
final class GivenTasks {
  private final ImmutableSet<VarSymbol> handles;
  private final Tree opener;
  private final VisitorState state;
  private final ResolvedLibrary library;
  private boolean waitsForAll;
  private boolean waitsForOne;
  private boolean blocks;
  private boolean dropped;
  private boolean handedOver;
  private boolean periodic;
  private boolean endless;
  private boolean resubmits;

  private GivenTasks(ImmutableSet<VarSymbol> handles, Tree opener, VisitorState state) {
    this.handles = handles;
    this.opener = opener;
    this.state = state;
    this.library = ResolvedLibrary.of(state);
  }

  /** What the statements do with the tasks of a handle. */
  static GivenTasks of(OpenHandle handle, Region region, VisitorState state) {
    GivenTasks tasks = new GivenTasks(handle.holders(), handle.path().getLeaf(), state);
    for (StatementTree statement : region.statements()) {
      tasks.new Scanner().scan(new TreePath(region.path(), statement), null);
    }
    return tasks;
  }

  /** Whether the code waits for all its tasks, so that waiting once more changes nothing. */
  boolean areAwaited() {
    return waitsForAll || ((waitsForOne || !handedOver) && !dropped);
  }

  /** Whether waiting for the tasks may take for ever. */
  boolean areEndless() {
    return endless || periodic;
  }

  /** Whether a release at the end of the code cuts off what the code has started. */
  boolean areCutOff() {
    boolean waits = waitsForAll || waitsForOne;
    return (periodic && !waits && !blocks) || (resubmits && !waits);
  }

  /** Whether there are tasks that come later than the code's own calls: see to the block's end. */
  boolean needRestOfBlock() {
    return periodic || resubmits;
  }

  private boolean isHandle(@Nullable Tree tree) {
    if (!(tree instanceof ExpressionTree expression)) {
      return false;
    }
    ExpressionTree stripped = ASTHelpers.stripParentheses(expression);
    return stripped == opener
        || (ASTHelpers.getSymbol(stripped) instanceof VarSymbol variable
            && handles.contains(variable));
  }

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private int depth;

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      String name = method.getSimpleName().toString();
      boolean onHandle = isHandle(ASTHelpers.getReceiver(tree));
      boolean given = tree.getArguments().stream().anyMatch(GivenTasks.this::isHandle);
      if (onHandle || given) {
        handOver(tree, method, name, onHandle);
      }
      waitsForAll |= library.is(method, Trait.AWAITS_TASKS, Trait.AWAITS_SIGNAL);
      waitsForOne |= isWaitForOne(method);
      blocks |= library.is(method, Trait.AWAITS_TIME, Trait.AWAITS_INPUT);
      return super.visitMethodInvocation(tree, null);
    }

    private void handOver(
        MethodInvocationTree tree, MethodSymbol method, String name, boolean onHandle) {
      resubmits |= depth > 0;
      boolean task = false;
      for (ExpressionTree argument : tree.getArguments()) {
        task |= !isHandle(argument);
        endless |= Endless.task(new TreePath(getCurrentPath(), argument), state);
      }
      endless |= !onHandle && Endless.method(method, state);
      if (library.is(method, Trait.PERIODIC)) {
        periodic = true;
      } else if (library.is(method, Trait.RUNS_AWAITED)) {
        waitsForOne = true;
      } else if (task || !onHandle) {
        handedOver = true;
        dropped |= method.getReturnType().isPrimitiveOrVoid() || isDropped(getCurrentPath());
        resubmits |= !onHandle && !method.isStatic() && name.endsWith("Async");
      }
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
      boolean task = isTask(getCurrentPath());
      depth += task ? 1 : 0;
      super.visitLambdaExpression(tree, null);
      depth -= task ? 1 : 0;
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      depth++;
      super.visitClass(tree, null);
      depth--;
      return null;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      if (tree.getArguments().stream().anyMatch(GivenTasks.this::isHandle)) {
        // Whatever it is, it gives its own tasks to the handle.
        handedOver = true;
      }
      return super.visitNewClass(tree, null);
    }
  }

  /** A lambda that runs on the executor, rather than at once: an argument next to the handle. */
  private boolean isTask(TreePath lambda) {
    Tree parent = lambda.getParentPath().getLeaf();
    if (parent instanceof VariableTree) {
      return true;
    }
    return parent instanceof MethodInvocationTree call
        && (isHandle(ASTHelpers.getReceiver(call))
            || call.getArguments().stream().anyMatch(this::isHandle));
  }

  /** Whether nobody looks at the result of the call, or of the calls chained to it. */
  private boolean isDropped(TreePath call) {
    TreePath path = call.getParentPath();
    while (path.getLeaf() instanceof MemberSelectTree
        || path.getLeaf() instanceof ParenthesizedTree) {
      if (path.getParentPath().getLeaf() instanceof MethodInvocationTree next
          && isWait(ASTHelpers.getSymbol(next))) {
        return false;
      }
      path = path.getParentPath().getParentPath();
    }
    Tree user = path.getLeaf();
    return user instanceof ExpressionStatementTree
        || (user instanceof LambdaExpressionTree lambda
            && lambda.getBodyKind() == LambdaExpressionTree.BodyKind.EXPRESSION);
  }

  private boolean isWait(MethodSymbol method) {
    return isWaitForOne(method) || library.is(method, Trait.AWAITS_TASKS, Trait.AWAITS_SIGNAL);
  }

  private boolean isWaitForOne(MethodSymbol method) {
    return library.is(method, Trait.AWAITS_TASK, Trait.AWAITS_PERMIT)
        || Channels.of(state).operationOf(method).filter(o -> o.act() == Act.RECEIVE).isPresent();
  }
}
