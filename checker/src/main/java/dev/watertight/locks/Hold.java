package dev.watertight.locks;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
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
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a thread has taken that keeps others out.
 *
 * @param object the object whose monitor it is, or the lock
 * @param isMonitor whether it is a monitor
 */
public record Hold(ObjectName object, boolean isMonitor) {
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
      }
    }
    return ImmutableSet.copyOf(found);
  }

  /** The monitor that a {@code synchronized} statement takes. */
  public static Optional<Hold> ofMonitor(TreePath region, VisitorState state) {
    Tree monitor = ((SynchronizedTree) region.getLeaf()).getExpression();
    return ObjectName.of(new TreePath(region, monitor), state).map(name -> new Hold(name, true));
  }

  /** The lock that a call is of. */
  public static Optional<Hold> ofLock(TreePath call, VisitorState state) {
    return Paths.receiver(call)
        .flatMap(lock -> ObjectName.of(lock, state))
        .map(name -> new Hold(name, false));
  }

  /** The object whose monitor a call of {@code wait()} gives back, and then needs again. */
  public static Optional<Hold> ofWait(TreePath call, VisitorState state) {
    ClassTree around = ASTHelpers.findEnclosingNode(call, ClassTree.class);
    Optional<ObjectName> object =
        Paths.receiver(call)
            .map(receiver -> ObjectName.of(receiver, state))
            .orElseGet(() -> Optional.of(ObjectName.ofThis(ASTHelpers.getSymbol(around))));
    return object.map(name -> new Hold(name, true));
  }

  private static void pass(TreePath statement, Set<Hold> held, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (statement.getLeaf() instanceof ExpressionStatementTree whole
        && library.is(whole.getExpression(), Trait.LOCKS)) {
      TreePath call = new TreePath(statement, whole.getExpression());
      if (!isShared(call, state)) {
        ofLock(call, state).ifPresent(held::add);
      }
      return;
    }
    if (held.stream().allMatch(Hold::isMonitor)) {
      return;
    }
    for (TreePath call : Trees.ownPathsIn(statement, MethodInvocationTree.class)) {
      if (library.is(call.getLeaf(), Trait.UNLOCKS)) {
        Optional<Hold> given = ofLock(call, state);
        held.removeIf(hold -> !hold.isMonitor() && given.map(hold::equals).orElse(true));
      }
    }
  }

  private static boolean isShared(TreePath call, VisitorState state) {
    return LockUses.of(call, state).map(lock -> lock.isShared(call)).orElse(true);
  }

  /** What a thread has taken when it begins to run a method. */
  private static Set<Hold> ofMethod(MethodSymbol method, int depth, VisitorState state) {
    Set<Hold> found = new HashSet<>();
    if ((method.flags() & Flags.SYNCHRONIZED) != 0) {
      found.add(
          new Hold(
              method.isStatic()
                  ? ObjectName.ofClass(method.owner, state)
                  : ObjectName.ofThis(method.owner),
              true));
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
