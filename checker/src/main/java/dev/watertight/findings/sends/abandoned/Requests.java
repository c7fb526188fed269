package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;

/** Objects with a channel of their own for one answer: {@code request.reply}. */
final class Requests {
  private Requests() {}

  /**
   * Whether the receive is the only one of its channel, and comes once for each: the code around it
   * makes the object that has the channel.
   */
  static boolean isAnsweredOnce(Endpoint receive, Topology topology, VisitorState state) {
    ExpressionTree channel = ASTHelpers.getReceiver((ExpressionTree) receive.path().getLeaf());
    if (topology.receives().size() != 1
        || !(channel instanceof MemberSelectTree select)
        || !(ASTHelpers.getSymbol(select.getExpression()) instanceof VarSymbol request)
        || Symbols.isField(request)) {
      return false;
    }
    ImmutableList<TreePath> values = Values.assignedTo(request, state);
    if (values.size() != 1 || !(values.get(0).getLeaf() instanceof NewClassTree)) {
      return false;
    }
    return Graphs.areTogether(receive.path(), values.get(0))
        && Places.loop(receive.path(), values.get(0)).isEmpty();
  }
}
