package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Region;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.loops.LoopExits;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What some code does with the tasks that it gives to an executor: does it wait for them? */
final class GivenTasks {
  private static final String INTERRUPTING = "shutdownNow";

  private final VisitorState state;
  private final ResolvedLibrary library;
  private final boolean endless;
  private boolean waitsForAll;
  private boolean waitsForOne;
  private boolean waitsForMessage;
  private boolean blocks;
  private boolean dropped;
  private boolean handedOver;
  private boolean periodic;
  private boolean resubmits;

  private final boolean closeWaits;
  private final boolean drops;
  private final boolean serves;
  private boolean worksOn;
  private final HandleKind kind;
  private final Set<Tree> read = new HashSet<>();
  private boolean waitsOn;
  private boolean limited;
  private boolean mayHang;

  private GivenTasks(Opening opening, Fate fate, VisitorState state) {
    this.closeWaits =
        opening.kind().noun().equals("executor") && opening.lifetime() != Lifetime.VIRTUAL;
    this.kind = opening.kind();
    this.state = state;
    this.library = ResolvedLibrary.of(state);
    this.drops = library.is(ASTHelpers.getType(opening.tree()), Trait.DROPS_TASKS);
    this.serves = library.is(ASTHelpers.getType(opening.tree()), Trait.SERVES);
    this.endless = ThreadStarts.anyLoops(fate, loop -> LoopExits.isUntilTold(loop, state), state);
  }

  /** What the statements do with the tasks of a handle. */
  static GivenTasks of(Leak leak, Region region, VisitorState state) {
    return of(leak, region.statements(), state);
  }

  /** What code does with the tasks of a handle. */
  static GivenTasks of(Leak leak, ImmutableList<? extends Tree> code, VisitorState state) {
    Fate fate = Fates.of(leak.opening(), state);
    GivenTasks tasks = new GivenTasks(leak.opening(), fate, state);
    ImmutableSet<Task> opening = Tasks.of(leak.opening().path(), state);
    for (Sink.Use use : fate.uses()) {
      if (ThreadStarts.isStart(use, leak.opening())) {
        tasks.handOver(use.path());
        tasks.mayHang |= HangingTasks.isOne(use.path(), state);
        if (use.path().getLeaf() instanceof MethodInvocationTree call) {
          // What a task waits for is its own business.
          tasks.read.addAll(call.getArguments());
        }
        tasks.resubmits |=
            Tasks.of(use.path(), state).stream()
                // A task that opens a handle as well is one of another handle.
                .anyMatch(task -> !opening.contains(task) && isGivenIn(fate, task));
      }
    }
    code.forEach(tasks::readWaits);
    tasks.worksOn =
        tasks.serves
            && leak.kind() == Leak.Kind.NEVER_RELEASED
            && isLeftWorking(code, leak.opening(), fate);
    return tasks;
  }

  /**
   * Two fixes, the better first: to close the handle, which waits for its tasks, or only to release
   * it. Where the code waits for all its tasks, waiting once more changes nothing.
   */
  ImmutableList<SuggestedFix> ranked(
      Optional<SuggestedFix> resource, Optional<SuggestedFix> release) {
    boolean wait = !closeWaits || waitsForAll || ((waitsForOne || !handedOver) && !dropped);
    return Stream.of(wait ? resource : release, wait ? release : resource)
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the end of the code must not wait for the tasks: they never end, they wait for what the
   * code may fail to do, or the code says how long it waits, and goes on then.
   */
  boolean mayNotBeAwaited() {
    return endless || periodic || limited || mayHang;
  }

  /** How to release the handle at the end of the code. */
  HandleKind release() {
    boolean abandons = limited && !waitsOn && (waitsForAll || !dropped);
    boolean isAwaited = (waitsForAll || waitsForOne) && !dropped;
    return abandons || (mayHang && isAwaited && kind.isRelease(INTERRUPTING))
        ? new HandleKind(kind.typeName(), kind.noun(), ImmutableSet.of(INTERRUPTING))
        : kind;
  }

  /** Whether the release by try-with-resources lets tasks end first. */
  boolean closeWaits() {
    return closeWaits;
  }

  /** Whether a release at the end of the code cuts off what the code has started. */
  boolean areCutOff() {
    boolean waits = waitsForAll || waitsForOne;
    return areCancelled() || (resubmits && !waits) || (worksOn && !waits && !blocks);
  }

  /** Whether such a release cancels tasks whose time has not come, since nothing waits before. */
  boolean areCancelled() {
    boolean later = periodic || (drops && handedOver);
    return later && !waitsForAll && !waitsForOne && !blocks;
  }

  /**
   * Whether the code does not wait for a task that ends by itself, and nobody else does. Who waits
   * for a future waits for another one than a task whose future is thrown away.
   *
   * @param start where it is given
   */
  boolean leavesAlone(TreePath start) {
    return start.getLeaf() instanceof MethodInvocationTree call
        && isDropped(start, ASTHelpers.getSymbol(call))
        && !endless
        && !periodic
        && !waitsForAll
        && !waitsForMessage;
  }

  /** Whether there are tasks that come later than the code's own calls: see to the block's end. */
  boolean needRestOfBlock() {
    return periodic || resubmits || serves || (drops && handedOver);
  }

  /**
   * Whether code does no work of its own once it has started what works by itself: it only uses
   * that, or tells whom to call back.
   */
  private static boolean isLeftWorking(
      ImmutableList<? extends Tree> code, Opening opening, Fate fate) {
    boolean started = opening.startsAtOnce();
    for (Tree statement : inOrder(code)) {
      boolean uses = false;
      for (Sink.Use use : fate.uses()) {
        if (Paths.isInside(use.path(), statement)) {
          uses = true;
          started |= ThreadStarts.isStart(use, opening);
        }
      }
      if (started
          && !uses
          && Trees.any(statement, MethodInvocationTree.class::isInstance)
          && !Trees.any(statement, LambdaExpressionTree.class::isInstance)
          && !Trees.any(statement, MemberReferenceTree.class::isInstance)
          && !Trees.any(statement, ClassTree.class::isInstance)) {
        return false;
      }
    }
    return started;
  }

  /** The statements of code, and those in its {@code try} statements one by one. */
  private static List<Tree> inOrder(List<? extends Tree> code) {
    List<Tree> found = new ArrayList<>();
    for (Tree tree : code) {
      if (tree instanceof TryTree attempt) {
        found.addAll(attempt.getResources());
        found.addAll(inOrder(attempt.getBlock().getStatements()));
      } else {
        found.add(tree);
      }
    }
    return found;
  }

  private void handOver(TreePath use) {
    handedOver |= !(use.getLeaf() instanceof MethodInvocationTree);
    if (use.getLeaf() instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      if (library.is(method, Trait.PERIODIC)) {
        periodic = true;
      } else if (library.is(method, Trait.RUNS_AWAITED)) {
        waitsForOne = true;
      } else {
        handedOver = true;
        dropped |= isDropped(use, method);
        // `thenRunAsync` runs when another task has ended.
        resubmits |= !method.isStatic() && method.getSimpleName().toString().endsWith("Async");
      }
    }
  }

  private static boolean isGivenIn(Fate fate, Task task) {
    return task instanceof Task.Apart apart
        && fate.uses().stream().anyMatch(use -> use.path().getLeaf() == apart.start().getLeaf());
  }

  private void readWaits(Tree code) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        return tree == null || !read.add(tree) ? null : super.scan(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        if (isWaitForAll(method)
            || isWaitForOne(method)
            || library.is(method, Trait.RUNS_AWAITED, Trait.COMPLETES)) {
          boolean timed = kind.isRelease(INTERRUPTING) && library.isTimed(method);
          limited |= timed;
          waitsOn |= !timed && library.is(method, Trait.AWAITS_TASK, Trait.AWAITS_TASKS);
        }
        waitsForAll |= isWaitForAll(method);
        waitsForOne |= isWaitForOne(method);
        waitsForMessage |= isWaitForMessage(method);
        blocks |= library.is(method, Trait.AWAITS_TIME, Trait.AWAITS_INPUT);
        if (method.isStatic() || method.isPrivate()) {
          scan(ASTHelpers.findMethod(method, state), null);
        }
        for (int i = 0; i < tree.getArguments().size(); i++) {
          if (tree.getArguments().get(i) instanceof LambdaExpressionTree function
              && !library.does(tree, i, Role.RUN)) {
            scan(function.getBody(), null);
          }
        }
        return super.visitMethodInvocation(tree, null);
      }

      /* It runs elsewhere, or is read with the call that it is for. */
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

  /** Whether nobody looks at the result of the call, or of the calls chained to it. */
  private boolean isDropped(TreePath call, MethodSymbol method) {
    if (method.getReturnType().isPrimitiveOrVoid()) {
      return true;
    }
    TreePath path = call.getParentPath();
    while (path.getLeaf() instanceof MemberSelectTree
        || path.getLeaf() instanceof ParenthesizedTree) {
      if (path.getParentPath().getLeaf() instanceof MethodInvocationTree next
          && (isWaitForOne(ASTHelpers.getSymbol(next))
              || isWaitForAll(ASTHelpers.getSymbol(next)))) {
        return false;
      }
      path = path.getParentPath().getParentPath();
    }
    return path.getLeaf() instanceof ExpressionStatementTree
        || (path.getLeaf() instanceof LambdaExpressionTree lambda
            && lambda.getBodyKind() == LambdaExpressionTree.BodyKind.EXPRESSION);
  }

  private boolean isWaitForAll(MethodSymbol method) {
    return library.is(method, Trait.AWAITS_TASKS, Trait.AWAITS_SIGNAL);
  }

  private boolean isWaitForOne(MethodSymbol method) {
    return library.is(method, Trait.AWAITS_TASK) || isWaitForMessage(method);
  }

  private boolean isWaitForMessage(MethodSymbol method) {
    return library.is(method, Trait.AWAITS_PERMIT)
        || Channels.of(state).operationOf(method).filter(o -> o.act() == Act.RECEIVE).isPresent();
  }
}
