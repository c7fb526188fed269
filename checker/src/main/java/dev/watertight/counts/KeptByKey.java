package dev.watertight.counts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;

/**
 * What a map of an object makes for a key that is new: whoever comes for the key shares it. A
 * function that does more than make it uses each one by itself.
 */
final class KeptByKey {
  private KeptByKey() {}

  /** The field with the map that keeps what is made: {@code map.computeIfAbsent(k, x -> ...)}. */
  static Optional<VarSymbol> in(TreePath maker, VisitorState state) {
    return Graphs.bodyAround(maker)
        .filter(
            body ->
                body.getLeaf() instanceof LambdaExpressionTree function
                    && function.getBody() == maker.getLeaf())
        .map(TreePath::getParentPath)
        .filter(call -> call.getLeaf() instanceof MethodInvocationTree)
        .filter(
            call ->
                ResolvedLibrary.of(state)
                    .does(call.getLeaf(), Arguments.of(call.getLeaf()).size() - 1, Role.KEEP))
        .map(call -> ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())))
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(map -> Symbols.isField(map) && !map.isStatic());
  }
}
