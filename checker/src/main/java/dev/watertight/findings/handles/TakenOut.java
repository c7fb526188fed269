package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.values.Tracked;
import dev.watertight.values.Values;
import java.util.Optional;

/** What code takes out of a collection or map, and what it looks at there. */
record TakenOut(DroppedElements dropped) {
  /** Whether each release is that of a closing method, or of what it has taken out itself. */
  boolean areAllReleased() {
    return dropped.fate().releases().stream()
        .filter(release -> Lifespans.counts(release, dropped.state()))
        .allMatch(
            release ->
                DroppedElements.isInCloser(release, dropped.state()) || isReleased(release.path()));
  }

  /** Whether what is released there has been taken out before: what is still inside is not. */
  boolean isReleased(TreePath release) {
    Optional<TreePath> receiver = Paths.receiver(release);
    if (receiver.isPresent() && dropped.takesOut(receiver.get())) {
      return true;
    }
    if (release.getLeaf() instanceof MemberReferenceTree) {
      return isFunctionOnTaken(release);
    }
    return receiver.isPresent()
        && ASTHelpers.getSymbol(receiver.get().getLeaf()) instanceof VarSymbol variable
        && (isParameterOnTaken(variable)
            || (variable.owner instanceof MethodSymbol
                && Values.given(variable, dropped.state())
                    .filter(
                        values ->
                            !values.isEmpty()
                                && values.stream()
                                    .allMatch(v -> dropped.takesOut(v) || dropped.exchanges(v)))
                    .isPresent()));
  }

  /** Whether what is released there has made room for another element. */
  boolean isExchanged(TreePath release) {
    return Paths.receiver(release)
        .filter(
            receiver ->
                ASTHelpers.getSymbol(receiver.getLeaf()) instanceof VarSymbol variable
                    && variable.owner instanceof MethodSymbol
                    && Values.given(variable, dropped.state())
                        .filter(
                            values ->
                                !values.isEmpty() && values.stream().allMatch(dropped::exchanges))
                        .isPresent())
        .isPresent();
  }

  /** Whether it is the parameter of a function: {@code Optional.of(map.remove(key)).map(it -> }. */
  private boolean isParameterOnTaken(VarSymbol variable) {
    return CompilationIndex.of(dropped.state())
        .declaration(variable)
        .map(TreePath::getParentPath)
        .filter(around -> around.getLeaf() instanceof LambdaExpressionTree)
        .filter(this::isFunctionOnTaken)
        .isPresent();
  }

  /** Whether a function is given to what is made of something taken out, and of that only. */
  private boolean isFunctionOnTaken(TreePath function) {
    if (!(function.getParentPath().getLeaf() instanceof MethodInvocationTree)) {
      return false;
    }
    Optional<TreePath> whole = Paths.receiver(function.getParentPath());
    while (whole.isPresent() && !dropped.takesOut(whole.get())) {
      TreePath path = whole.get();
      whole =
          path.getLeaf() instanceof MethodInvocationTree call
              ? call.getArguments().size() == 1
                      && CompilationIndex.of(dropped.state())
                          .mentionsIn(call.getArguments().get(0), dropped.container())
                          .iterator()
                          .hasNext()
                  ? Optional.of(new TreePath(path, call.getArguments().get(0)))
                  : Paths.receiver(path)
              : Optional.empty();
    }
    return whole.isPresent();
  }

  /** Whether code asks for the number of elements only, or for their keys. */
  static boolean isOfKeys(TreePath mention, Opening opening, VisitorState state) {
    TreePath path = mention.getParentPath().getParentPath();
    if (!(mention.getParentPath().getLeaf() instanceof MemberSelectTree)
        || !(path.getLeaf() instanceof MethodInvocationTree call)) {
      return false;
    }
    Tracked tracked = Handles.of(state).tracked(opening, state);
    Type result = ASTHelpers.getSymbol(call).getReturnType();
    return !result.hasTag(TypeTag.VOID)
        && call.getArguments().stream().noneMatch(TakenOut::isFunction)
        && !tracked.mayContain(ASTHelpers.getType(call));
  }

  private static boolean isFunction(Tree tree) {
    return tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree;
  }

  /** Whether code looks at it only when it has come to a call beside, as one of its last acts. */
  static boolean isBehind(TreePath mention, TreePath call) {
    return Graphs.areTogether(mention, call)
        && Paths.start(mention) > Paths.start(call)
        && Graphs.bodyAround(call)
            .filter(body -> !Paths.isInLoop(call, body.getLeaf()))
            .isPresent();
  }
}
