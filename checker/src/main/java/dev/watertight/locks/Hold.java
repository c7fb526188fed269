package dev.watertight.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a thread has taken that keeps others out.
 *
 * @param object the object whose monitor it is, or the lock
 * @param isMonitor whether it is a monitor
 * @param isShared whether it is a lock that others may have taken in this way at the same time
 */
public record Hold(ObjectName object, boolean isMonitor, boolean isShared) {
  /* How many callers up. */
  private static final int DEPTH = 2;

  /** What certainly every thread that comes to a place has taken, and not given back. */
  public static ImmutableSet<Hold> at(TreePath place, VisitorState state) {
    return at(place, DEPTH, state);
  }

  /** What a method or lambda has taken itself, and not given back, when it comes to a place. */
  public static ImmutableSet<Hold> takenIn(TreePath place, VisitorState state) {
    return at(place, 0, state);
  }

  private static ImmutableSet<Hold> at(TreePath place, int depth, VisitorState state) {
    Set<Hold> found = new HashSet<>();
    ImmutableList<TreePath> around = Paths.aroundInBody(place);
    TreePath body = around.isEmpty() ? place : around.get(around.size() - 1);
    if (body.getParentPath().getLeaf() instanceof MethodTree method) {
      found.addAll(ofMethod(ASTHelpers.getSymbol(method), depth, state));
    }
    for (int i = around.size() - 1; i >= 0; i--) {
      TreePath path = around.get(i);
      Tree next = i == 0 ? place.getLeaf() : around.get(i - 1).getLeaf();
      if (path.getLeaf() instanceof SynchronizedTree region && next == region.getBlock()) {
        ofMonitor(path, state).ifPresent(found::add);
      } else if (path.getLeaf() instanceof BlockTree block) {
        for (StatementTree statement : block.getStatements()) {
          if (statement == next) {
            break;
          }
          pass(new TreePath(path, statement), found, state);
        }
      } else if (path.getLeaf() instanceof IfTree test && next != test.getCondition()) {
        pass(new TreePath(path, test.getCondition()), found, state);
      }
    }
    return ImmutableSet.copyOf(found);
  }

  /** The monitor that a {@code synchronized} statement takes. */
  public static Optional<Hold> ofMonitor(TreePath region, VisitorState state) {
    Tree monitor = ((SynchronizedTree) region.getLeaf()).getExpression();
    return ObjectName.of(new TreePath(region, monitor), state).map(Hold::ofMonitor);
  }

  /** The monitor of an object. */
  public static Hold ofMonitor(ObjectName object) {
    return new Hold(object, true, false);
  }

  /** The lock that a call is of, as the call takes it. */
  public static Optional<Hold> ofLock(TreePath call, VisitorState state) {
    return Paths.receiver(call)
        .flatMap(lock -> ObjectName.of(lock, state))
        .map(
            name ->
                new Hold(
                    name,
                    false,
                    LockUses.of(call, state).filter(lock -> lock.isShared(call)).isPresent()));
  }

  /** The object whose monitor a call of {@code wait()} gives back, and then needs again. */
  public static Optional<Hold> ofWait(TreePath call, VisitorState state) {
    ClassTree around = ASTHelpers.findEnclosingNode(call, ClassTree.class);
    Optional<ObjectName> object =
        Paths.receiver(call)
            .map(receiver -> ObjectName.of(receiver, state))
            .orElseGet(() -> Optional.of(ObjectName.ofThis(ASTHelpers.getSymbol(around))));
    return object.map(Hold::ofMonitor);
  }

  private static void pass(TreePath statement, Set<Hold> held, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    Optional<TreePath> value = value(statement);
    if (value.filter(call -> library.is(call.getLeaf(), Trait.LOCKS)).isPresent()) {
      value
          .filter(call -> LockUses.of(call, state).isPresent())
          .flatMap(call -> ofLock(call, state))
          .ifPresent(held::add);
      return;
    }
    if (held.stream().allMatch(Hold::isMonitor)) {
      return;
    }
    for (TreePath call : Trees.ownPathsIn(statement, MethodInvocationTree.class)) {
      if (library.is(call.getLeaf(), Trait.UNLOCKS)) {
        Optional<ObjectName> given =
            Paths.receiver(call).flatMap(lock -> ObjectName.of(lock, state));
        held.removeIf(hold -> !hold.isMonitor && given.map(hold.object::equals).orElse(true));
      }
    }
    for (TreePath release : releasesBehind(statement, state)) {
      held.removeIf(hold -> !hold.isMonitor && hold.mayBeGivenBack(release, state));
    }
  }

  /** The calls that may give a lock back in what a statement calls, or hands over by a name. */
  private static ImmutableList<TreePath> releasesBehind(TreePath statement, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return Stream.concat(
            Trees.pathsIn(statement, MemberReferenceTree.class).stream(),
            Summaries.bodies(statement, state).stream()
                .flatMap(
                    body ->
                        Trees.pathsIn(body, MethodInvocationTree.class, MemberReferenceTree.class)
                            .stream()))
        .filter(call -> library.is(call.getLeaf(), Trait.UNLOCKS))
        .collect(toImmutableList());
  }

  /**
   * Whether code of other methods may give it back: it names the same field, of whatever object, or
   * something else than a field. A lock is not that nobody gives back but who has taken it there.
   */
  private boolean mayBeGivenBack(TreePath release, VisitorState state) {
    Symbol own = last(object);
    return Paths.receiver(release)
            .flatMap(lock -> ObjectName.of(lock, state))
            .map(Hold::last)
            .filter(other -> isField(own) && isField(other) && !own.equals(other))
            .isEmpty()
        && LockUses.of(release, state).filter(LockUses::isBalanced).isEmpty();
  }

  private static Symbol last(ObjectName name) {
    return name.symbols().get(name.symbols().size() - 1);
  }

  /** What a statement is, or gives a variable: {@code long stamp = lock.writeLock()}. */
  private static Optional<TreePath> value(TreePath statement) {
    Tree tree = statement.getLeaf();
    if (tree instanceof VariableTree variable) {
      return Optional.ofNullable(variable.getInitializer())
          .map(value -> new TreePath(statement, value));
    }
    if (!(tree instanceof ExpressionStatementTree whole)) {
      return Optional.empty();
    }
    TreePath path = new TreePath(statement, whole.getExpression());
    return Optional.of(
        whole.getExpression() instanceof AssignmentTree assignment
            ? new TreePath(path, assignment.getExpression())
            : path);
  }

  /** What a thread has taken when it begins to run a method. */
  private static Set<Hold> ofMethod(MethodSymbol method, int depth, VisitorState state) {
    Set<Hold> found = new HashSet<>();
    if ((method.flags() & Flags.SYNCHRONIZED) != 0) {
      found.add(
          ofMonitor(
              method.isStatic()
                  ? ObjectName.ofClass(method.owner, state)
                  : ObjectName.ofThis(method.owner)));
    }
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> mentions =
        depth == 0 || !method.isPrivate() ? ImmutableList.of() : index.mentions(method);
    if (!mentions.isEmpty()
        && mentions.stream().allMatch(mention -> isOwnCall(mention.getParentPath()))) {
      mentions.stream()
          .map(
              mention ->
                  at(mention.getParentPath(), depth - 1, state).stream()
                      .filter(hold -> hold.isOfObject(method.owner))
                      .collect(toImmutableSet()))
          .reduce((one, other) -> Sets.intersection(one, other).immutableCopy())
          .ifPresent(found::addAll);
    }
    return found;
  }

  private static boolean isOwnCall(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && Symbols.isSelf(ASTHelpers.getReceiver(call));
  }

  /** Whether no two threads can have taken the one and the other at a time. */
  public boolean excludes(Hold other) {
    return object.equals(other.object)
        && isMonitor == other.isMonitor
        && !(isShared && other.isShared);
  }

  /** Whether that is so of one of some others. */
  public boolean excludesOneOf(Collection<Hold> others) {
    return others.stream().anyMatch(this::excludes);
  }

  /** Whether it is the same for all code of one object of a class. */
  public boolean isOfObject(Symbol type) {
    Symbol root = object.symbols().get(0);
    return isOfAll() || root.equals(type) || (isField(root) && root.owner.equals(type));
  }

  /** Whether it is the same for all code. */
  public boolean isOfAll() {
    Symbol root = object.symbols().get(0);
    return object.isClass() || (isField(root) && ASTHelpers.isStatic(root));
  }

  private static boolean isField(Symbol symbol) {
    return symbol instanceof VarSymbol variable && Symbols.isField(variable);
  }
}
