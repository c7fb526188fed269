package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.summaries.CertainCalls;
import java.util.List;
import java.util.Optional;

/** What the text of a loop says of its rounds: the test before a control-flow graph is asked. */
final class IdleText {
  private static final Optional<Object> FALSE = Optional.of(false);

  private final IdleCalls calls;
  private final IdleValues values;

  private IdleText(VisitorState state) {
    this.calls = new IdleCalls(IdleCalls.DEPTH, state);
    this.values = new IdleValues(calls, state);
  }

  /** Whether no round only asks and is followed by another: each ends the loop, or does more. */
  static boolean isHarmless(TreePath loop, VisitorState state) {
    IdleText text = new IdleText(state);
    return Loops.ending(loop.getLeaf())
            .flatMap(end -> text.values.of(end, Idle.BLANK))
            .equals(FALSE)
        || text.leavesAtOnce(loop.getLeaf())
        || CertainCalls.inRound(loop).calls().stream().anyMatch(text.calls::act);
  }

  /** {@code Task task = queue.poll(); if (task == null) { break; }}. */
  private boolean leavesAtOnce(Tree loop) {
    Idle idle = Idle.BLANK;
    for (StatementTree statement : statements(Loops.body(loop).orElseThrow())) {
      if (statement instanceof VariableTree variable && variable.getInitializer() != null) {
        VarSymbol symbol = ASTHelpers.getSymbol(variable);
        idle = idle.with(symbol, values.of(variable.getInitializer(), idle));
      } else if (statement instanceof IfTree test) {
        Optional<Object> value = values.of(test.getCondition(), idle);
        if (!value.equals(FALSE) || test.getElseStatement() != null) {
          return value.equals(Optional.of(true)) && Jumps.leaves(test.getThenStatement());
        }
      } else {
        return false;
      }
    }
    return false;
  }

  private static List<? extends StatementTree> statements(StatementTree code) {
    return code instanceof BlockTree block ? block.getStatements() : List.of(code);
  }
}
