package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.Sink;
import dev.watertight.values.Tracked;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Handles that come back to code which nobody has given them: a library hands a server to its
 * handler, by {@code exchange.getHttpContext().getServer()}, and a pool to its {@code
 * RejectedExecutionHandler}. What such code releases may be the one that it works for.
 */
record HandedBack(Opening opening, VisitorState state) {
  /** Whether a function or object that the handle is given may release it. */
  static boolean isReleased(Opening opening, Fate fate, VisitorState state) {
    HandedBack handle = new HandedBack(opening, state);
    return handle.isReleasedIn(opening.primitive())
        || fate.uses().stream().map(Sink.Use::path).anyMatch(handle::isReleasedIn);
  }

  /** Whether what a call gets may, or what a call on its result gets: a context its handler. */
  private boolean isReleasedIn(TreePath call) {
    TreePath next = call.getParentPath();
    if ((next.getLeaf() instanceof MemberSelectTree && isReleasedIn(next.getParentPath()))
        || (Symbols.target(call) instanceof VarSymbol result
            && CompilationIndex.of(state).mentions(result).stream()
                .map(mention -> mention.getParentPath().getParentPath())
                .anyMatch(use -> !Paths.isInside(call, use.getLeaf()) && isGivenRelease(use)))) {
      return true;
    }
    return isGivenRelease(call);
  }

  private boolean isGivenRelease(TreePath call) {
    for (Tree argument : Arguments.of(call.getLeaf())) {
      for (TreePath maker :
          Origins.of(new TreePath(call, argument), TaskBodies::isMaker, state)
              .orElse(ImmutableSet.of())) {
        Optional<TreePath> code = TaskBodies.code(maker, state);
        if (code.isPresent()
            && (releases(code.get())
                || Summaries.bodies(code.get(), state).stream().anyMatch(this::releases))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean releases(TreePath code) {
    Tracked tracked = Handles.of(state).tracked(opening, state);
    for (TreePath call : Trees.pathsIn(code, MethodInvocationTree.class)) {
      MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf());
      if (tracked.isRelease(method)
          && Paths.receiver(call)
              .filter(handle -> tracked.isOrSupertype(ASTHelpers.getType(handle.getLeaf())))
              .filter(this::isHandedOut)
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a method out of view says that it hands out such a handle. */
  private boolean isHandedOut(TreePath value) {
    if (value.getLeaf() instanceof MethodInvocationTree call) {
      return isOutOfView(ASTHelpers.getSymbol(call), ASTHelpers.getSymbol(call).getReturnType())
          && Openings.at(value, state).isEmpty();
    }
    return ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
        && (Values.assignedTo(variable, state).stream().anyMatch(this::isHandedOut)
            || isParameterOfLibrary(variable));
  }

  private boolean isParameterOfLibrary(VarSymbol variable) {
    TreePath around =
        CompilationIndex.of(state)
            .declaration(variable)
            .map(TreePath::getParentPath)
            .filter(path -> variable.owner instanceof MethodSymbol)
            .orElse(null);
    return around != null
        && (around.getLeaf() instanceof LambdaExpressionTree lambda
            ? isOutOfView(
                (MethodSymbol)
                    state.getTypes().findDescriptorSymbol(ASTHelpers.getType(lambda).tsym),
                lambda
                    .getParameters()
                    .indexOf(CompilationIndex.of(state).declaration(variable).get().getLeaf()))
            : variable.owner instanceof MethodSymbol method
                && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                    .anyMatch(m -> isOutOfView(m, method.getParameters().indexOf(variable))));
  }

  private boolean isOutOfView(MethodSymbol method, int parameter) {
    return parameter >= 0
        && parameter < method.getParameters().size()
        && isOutOfView(method, method.getParameters().get(parameter).type);
  }

  private boolean isOutOfView(MethodSymbol method, Type type) {
    return !CompilationIndex.of(state).isInView(method)
        && Handles.of(state).kindOf(type).isPresent();
  }
}
