package dev.watertight.findings.selects;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Methods;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Daemons;
import dev.watertight.tasks.Task;
import dev.watertight.wakers.ProgramTasks;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a task that is started again and again, or whose owner means to end it, from one that lives
 * as long as the process by design.
 */
final class Repetition {
  private final VisitorState state;
  private final CompilationIndex index;

  Repetition(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** Whether the task, should it never end, is a leak. */
  boolean isLost(Task.Apart task, ImmutableSet<Topology> channels) {
    if (isSetUpInMain(task, channels)) {
      return false;
    }
    if (ProgramTasks.isRepeated(task.start(), state)) {
      return true;
    }
    if (channels.stream().allMatch(Topology::isLocal)) {
      return !ProgramTasks.isAtStart(task.start(), state);
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

  /**
   * Whether a loop of {@code main} starts threads that serve until the process ends: it goes on to
   * use their channels after the loop.
   */
  private boolean isSetUpInMain(Task.Apart task, ImmutableSet<Topology> channels) {
    Optional<TreePath> main = Graphs.bodyAround(task.start());
    Optional<Tree> loop = Loops.around(task.start());
    return loop.isPresent()
        && Methods.around(task.start()).filter(ProgramTasks::isMain).isPresent()
        && Daemons.letsProcessEnd(task, state)
        && channels.stream()
            .allMatch(
                channel ->
                    channel.endpoints().stream()
                        .map(Endpoint::path)
                        .anyMatch(
                            use ->
                                Paths.isInside(use, main.get().getLeaf())
                                    && !Paths.isInside(use, loop.get())));
  }

  /** Whether instances of the class come and go: they can be closed, or are made for one call. */
  private boolean isTemporary(ClassSymbol type) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method && ClosingMethods.of(state).endsItsObject(method)) {
        return true;
      }
    }
    return index.creations(type).stream()
        .anyMatch(made -> ProgramTasks.isRepeated(made, state) || isForOneCall(made));
  }

  /** Whether a variable of an ordinary method is all that holds the new object. */
  private static boolean isForOneCall(TreePath creation) {
    return creation.getLeaf() instanceof NewClassTree
        && creation.getParentPath().getLeaf() instanceof VariableTree variable
        && !Symbols.isField(ASTHelpers.getSymbol(variable))
        && Methods.around(creation)
            .filter(method -> !method.getSimpleName().contentEquals("main"))
            .isPresent();
  }
}
