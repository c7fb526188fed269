package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.summaries.CertainCalls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The calls of methods that always send what they are given: {@code indexer.post(END)}, where
 * {@code post(message)} puts it into a queue of the indexer.
 *
 * @param channel the channel
 * @param state the compilation
 */
record GivenSends(Topology channel, VisitorState state) {
  /* So many methods hand on what they are given, at most. */
  private static final int DEPTH = 3;

  /** The call that an expression is an argument of, if it sends that into the channel. */
  Optional<TreePath> of(TreePath value) {
    return of(value, DEPTH);
  }

  private Optional<TreePath> of(TreePath value, int depth) {
    TreePath argument = value;
    while (argument.getParentPath().getLeaf() instanceof ParenthesizedTree) {
      argument = argument.getParentPath();
    }
    TreePath call = argument.getParentPath();
    int position = Arguments.of(call.getLeaf()).indexOf(argument.getLeaf());
    return depth > 0
            && position >= 0
            && call.getLeaf() instanceof MethodInvocationTree invocation
            && sends(ASTHelpers.getSymbol(invocation), position, depth)
        ? Optional.of(call)
        : Optional.empty();
  }

  /** Whether the only method in view that may be called sends what it gets on every path. */
  private boolean sends(MethodSymbol method, int position, int depth) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> bodies =
        Stream.concat(Stream.of(method), index.overriders(method).stream())
            .flatMap(each -> index.declaration(each).stream())
            .filter(each -> Graphs.code(each.getLeaf()) != null)
            .collect(ImmutableList.toImmutableList());
    if (bodies.size() != 1 || !(bodies.get(0).getLeaf() instanceof MethodTree tree)) {
      return false;
    }
    List<? extends VariableTree> parameters = tree.getParameters();
    return position < parameters.size()
        && !method.isVarArgs()
        && sends(bodies.get(0), ASTHelpers.getSymbol(parameters.get(position)), depth);
  }

  private boolean sends(TreePath body, VarSymbol parameter, int depth) {
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(parameter);
    return !mentions.isEmpty()
        && CertainCalls.in(body, /* catching= */ false).calls().stream()
            .anyMatch(
                call ->
                    mentions.stream()
                        .anyMatch(m -> isSendOf(call.getLeaf(), m) || isHandedOn(call, m, depth)));
  }

  private boolean isSendOf(Tree call, TreePath value) {
    return channel.sends().stream()
        .anyMatch(
            send ->
                send.path().getLeaf() == call
                    && send.value()
                        .filter(v -> ASTHelpers.stripParentheses(v.getLeaf()) == value.getLeaf())
                        .isPresent());
  }

  private boolean isHandedOn(TreePath call, TreePath value, int depth) {
    return of(value, depth - 1).filter(by -> by.getLeaf() == call.getLeaf()).isPresent();
  }
}
