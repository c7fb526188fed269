package dev.watertight.findings.selects;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Daemons;
import dev.watertight.tasks.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a task that is started again and again, or whose owner means to end it, from one that lives
 * as long as the process by design.
 */
final class Repetition {
  private static final ImmutableSet<Class<? extends Tree>> BODIES =
      ImmutableSet.of(MethodTree.class, LambdaExpressionTree.class, ClassTree.class);
  private static final ImmutableSet<Class<? extends Tree>> LOOPS =
      ImmutableSet.of(
          WhileLoopTree.class, DoWhileLoopTree.class, ForLoopTree.class, EnhancedForLoopTree.class);

  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<Symbol> visited = new HashSet<>();
  private final Set<Symbol> starts = new HashSet<>();

  Repetition(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** Whether the task, should it never end, is a leak. */
  boolean isLost(Task.Apart task, ImmutableSet<Topology> channels) {
    if (isRepeated(task.start())) {
      return true;
    }
    if (channels.stream().allMatch(Topology::isLocal)) {
      return !happensOnce(task.start());
    }
    Set<ClassSymbol> owners = new HashSet<>();
    for (Topology channel : channels) {
      for (VarSymbol variable : channel.variables()) {
        if (Symbols.isField(variable)) {
          if (variable.isStatic()) {
            return false;
          }
          owners.add((ClassSymbol) variable.owner);
        }
      }
    }
    return !Daemons.runs(task, state) && owners.stream().anyMatch(this::isTemporary);
  }

  /** Whether what happens at a path happens more than once a process, as far as is in view. */
  private boolean isRepeated(TreePath path) {
    TreePath body = Paths.enclosing(path, BODIES);
    TreePath loop = Paths.enclosing(path, LOOPS);
    if (body == null || (loop != null && Paths.isInside(loop, body.getLeaf()))) {
      return body != null;
    }
    if (body.getLeaf() instanceof LambdaExpressionTree) {
      return isRepeated(body);
    }
    if (!(body.getLeaf() instanceof MethodTree tree)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (!visited.add(method)) {
      return false;
    }
    List<TreePath> mentions = index.mentions(method);
    return mentions.stream().anyMatch(this::isRepeated);
  }

  /** Whether what happens at a path is part of the start of the program, and happens once. */
  private boolean happensOnce(TreePath path) {
    TreePath body = Paths.enclosing(path, BODIES);
    if (body != null && body.getLeaf() instanceof LambdaExpressionTree) {
      return happensOnce(body);
    }
    if (body == null || !(body.getLeaf() instanceof MethodTree tree)) {
      return true;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (method.isStatic() && method.getSimpleName().contentEquals("main")) {
      return true;
    }
    List<TreePath> mentions = index.mentions(method);
    return starts.add(method)
        && !Symbols.isOpenToOthers(method)
        && !mentions.isEmpty()
        && mentions.stream().allMatch(this::happensOnce);
  }

  /** Whether instances of the class come and go: they can be closed, or are made for one call. */
  private boolean isTemporary(ClassSymbol type) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method && ClosingMethods.of(state).endsItsObject(method)) {
        return true;
      }
    }
    return index.creations(type).stream()
        .anyMatch(creation -> isRepeated(creation) || isForOneCall(creation));
  }

  /** Whether a variable of an ordinary method is all that holds the new object. */
  private static boolean isForOneCall(TreePath creation) {
    TreePath body = Paths.enclosing(creation, BODIES);
    boolean local =
        creation.getLeaf() instanceof NewClassTree
            && creation.getParentPath().getLeaf() instanceof VariableTree variable
            && !Symbols.isField(ASTHelpers.getSymbol(variable));
    return local
        && body != null
        && body.getLeaf() instanceof MethodTree method
        && !method.getName().contentEquals("main");
  }
}
