package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.locks.Hold;
import dev.watertight.locks.LockUses;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where code takes a monitor or lock so that it has to wait for who has taken it, itself or in a
 * method of the object that it calls.
 *
 * @param hold the monitor or lock, as somebody else has taken it
 * @param isInterrupted whether an interrupt may come at any time, and what catches it go on from
 *     there
 * @param state the compilation
 */
record Takings(Hold hold, boolean isInterrupted, VisitorState state) {
  /* How deep the methods are looked at that code calls. */
  private static final int DEPTH = 3;

  Takings(Hold hold, VisitorState state) {
    this(hold, /* isInterrupted= */ false, state);
  }

  /** The same of a thread that is interrupted: only what it comes to all the same is certain. */
  static Takings despiteInterrupts(Hold hold, VisitorState state) {
    return new Takings(hold, /* isInterrupted= */ true, state);
  }

  /** Where code always does so before it comes to a place. */
  Optional<TreePath> before(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> in(body, DEPTH))
        .filter(taking -> isAlwaysBefore(taking, place))
        .findFirst();
  }

  /** Where code does so on every path. */
  Optional<TreePath> certainlyIn(TreePath body) {
    return certainlyIn(body, DEPTH).findFirst();
  }

  /** All places where code does so on every path. */
  Stream<TreePath> allCertainlyIn(TreePath body) {
    return certainlyIn(body, DEPTH);
  }

  private Stream<TreePath> certainlyIn(TreePath body, int depth) {
    Tree code = Graphs.code(body.getLeaf());
    if (code == null) {
      return Stream.empty();
    }
    if (body.getLeaf() instanceof MethodTree method
        && (ASTHelpers.getSymbol(method).flags() & Flags.SYNCHRONIZED) != 0
        && hold.excludesOneOf(Hold.takenIn(new TreePath(body, code), state))) {
      return Stream.of(body);
    }
    ImmutableList<Tree> calls =
        CertainCalls.in(body, isInterrupted).calls().stream()
            .map(TreePath::getLeaf)
            .collect(toImmutableList());
    return in(body, depth)
        .filter(
            taking ->
                taking.getLeaf() instanceof SynchronizedTree
                    ? CertainCalls.isAlwaysReached(taking, body)
                        && !(isInterrupted && isInCaught(taking, body))
                    : calls.contains(taking.getLeaf()));
  }

  /** Whether an exception may lead past a place, to what catches it. */
  private static boolean isInCaught(TreePath place, TreePath body) {
    return CatchClauses.catching(place, body.getLeaf(), clause -> true).isPresent();
  }

  private Stream<TreePath> in(TreePath body, int depth) {
    return Trees.ownPathsIn(body, SynchronizedTree.class, MethodInvocationTree.class).stream()
        .filter(place -> takes(place, depth));
  }

  /** Whether a statement or call does so. */
  boolean takes(TreePath place) {
    return takes(place, DEPTH);
  }

  /** Whether a method does so that a reference stands for. */
  boolean takesAsReference(TreePath reference, MethodSymbol method) {
    return CompilationIndex.of(state).overriders(method).isEmpty()
        && takesAsOwn(reference, method, DEPTH);
  }

  private boolean takes(TreePath place, int depth) {
    if (place.getLeaf() instanceof SynchronizedTree) {
      return Hold.ofMonitor(place, state).filter(hold::excludes).isPresent();
    }
    if (ResolvedLibrary.of(state).is(place.getLeaf(), Trait.LOCKS)) {
      return Hold.ofLock(place, state).filter(hold::excludes).isPresent()
          && LockUses.of(place, state).isPresent()
          && !(isInterrupted && isInterruptible(place));
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(place.getLeaf());
    return depth > 0
        && index.isInView(method)
        && ((index.overriders(method).isEmpty() && takesAsOwn(place, method, depth))
            || takesAsNamed((MethodInvocationTree) place.getLeaf(), place, depth));
  }

  private boolean takesAsOwn(TreePath place, MethodSymbol method, int depth) {
    return isSynchronizedOn(place, method)
        || ((Symbols.isSelf(Symbols.receiver(place.getLeaf())) || hold.isOfAll())
            && CompilationIndex.of(state)
                .declaration(method)
                .flatMap(callee -> certainlyIn(callee, depth - 1).findFirst())
                .isPresent());
  }

  /** Whether each method that may be meant does so, whatever it calls what is held. */
  private boolean takesAsNamed(MethodInvocationTree call, TreePath place, int depth) {
    Known<TreePath> callees = Summaries.bodiesOf(call, state);
    return !callees.seen().isEmpty()
        && callees.all(callee -> ofCallee(callee, place, depth).findFirst().isPresent()).isYes();
  }

  /** Where a method that a call may mean takes what is held, by the name that it has there. */
  Stream<TreePath> ofCallee(TreePath callee, TreePath call) {
    return ofCallee(callee, call, DEPTH);
  }

  private Stream<TreePath> ofCallee(TreePath callee, TreePath call, int depth) {
    return namesIn(callee, call)
        .map(name -> new Hold(name, hold.isMonitor(), hold.isShared()))
        .flatMap(named -> new Takings(named, isInterrupted, state).certainlyIn(callee, depth - 1));
  }

  private Stream<ObjectName> namesIn(TreePath callee, TreePath call) {
    List<? extends VariableTree> parameters =
        callee.getLeaf() instanceof MethodTree method
            ? method.getParameters()
            : callee.getLeaf() instanceof LambdaExpressionTree function
                ? function.getParameters()
                : ImmutableList.of();
    List<? extends ExpressionTree> given = Arguments.of(call.getLeaf());
    Stream<ObjectName> own =
        callee.getLeaf() instanceof MethodTree method
                && !Symbols.isSelf(Symbols.receiver(call.getLeaf()))
            ? Paths.receiver(call)
                .flatMap(object -> ObjectName.of(object, state))
                .flatMap(object -> hold.object().within(object, ASTHelpers.getSymbol(method).owner))
                .stream()
            : Stream.empty();
    Stream<ObjectName> passed =
        IntStream.range(0, given.size() == parameters.size() ? given.size() : 0)
            .boxed()
            .filter(i -> ObjectName.isFixed(ASTHelpers.getSymbol(parameters.get(i)), state))
            .flatMap(
                i ->
                    ObjectName.of(new TreePath(call, given.get(i)), state)
                        .flatMap(
                            object ->
                                hold.object()
                                    .under(object, ASTHelpers.getSymbol(parameters.get(i))))
                        .stream());
    return Stream.concat(own, passed);
  }

  private static boolean isInterruptible(TreePath call) {
    return ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf()).getThrownTypes().stream()
        .anyMatch(CatchClauses::isInterrupt);
  }

  /** Whether a call is of a {@code synchronized} method of the object whose monitor it is. */
  private boolean isSynchronizedOn(TreePath call, MethodSymbol method) {
    Optional<ObjectName> object =
        method.isStatic()
            ? Optional.of(ObjectName.ofClass(method.owner, state))
            : Symbols.isSelf(Symbols.receiver(call.getLeaf()))
                ? Optional.of(ObjectName.ofThis(method.owner))
                : Optional.ofNullable(Symbols.receiver(call.getLeaf()))
                    .flatMap(receiver -> ObjectName.of(new TreePath(call, receiver), state));
    return (method.flags() & Flags.SYNCHRONIZED) != 0
        && object.map(Hold::ofMonitor).filter(hold::excludes).isPresent();
  }

  /** Whether a taking comes first, a {@code try} that begins with it being no way around it. */
  static boolean isAlwaysBefore(TreePath taking, TreePath place) {
    if (Order.isAlwaysBefore(taking, place)) {
      return true;
    }
    TreePath statement = Paths.statement(taking).orElse(taking);
    TreePath block = statement.getParentPath();
    return block.getLeaf() instanceof BlockTree tree
        && tree.getStatements().get(0) == statement.getLeaf()
        && block.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getBlock() == tree
        && attempt.getResources().isEmpty()
        && (Paths.start(place) > Paths.start(taking))
        && (Paths.isInside(place, attempt)
            ? !Paths.isInside(place, tree)
            : isAlwaysBefore(block.getParentPath(), place));
  }
}
