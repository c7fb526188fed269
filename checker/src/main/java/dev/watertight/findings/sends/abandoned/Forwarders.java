package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel as those see it who use it by methods of an object around it: {@code hits.next()} for
 * {@code return queue.take();}.
 *
 * <p>Only what such a method returns is looked at, and what it is given and sends. It uses the
 * channel once, whatever happens, so that a call of it is no other thing than the use itself.
 *
 * @param topology the channel, its uses being the calls of those methods where there are some
 * @param uses the use behind each call
 */
record Forwarders(Topology topology, ImmutableMap<Tree, Endpoint> uses) {
  /** The channel as its users see it; empty if they use it as it is. */
  static Optional<Forwarders> of(Topology topology, VisitorState state) {
    ImmutableList.Builder<Endpoint> seen = ImmutableList.builder();
    Map<Tree, Endpoint> uses = new LinkedHashMap<>();
    for (Endpoint use : topology.endpoints()) {
      ImmutableList<TreePath> calls = callsOf(use, topology, state);
      if (calls.isEmpty()) {
        seen.add(use);
      }
      for (TreePath call : calls) {
        seen.add(new Endpoint(call, use.act(), use.waiting(), use.method()));
        uses.put(call.getLeaf(), use);
      }
    }
    return uses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Forwarders(
                new Topology(
                    topology.maker(),
                    topology.kind(),
                    topology.capacity(),
                    seen.build(),
                    topology.variables(),
                    topology.isClosedView()),
                ImmutableMap.copyOf(uses)));
  }

  /** The use that a send, as it is seen, makes. */
  Endpoint useOf(Endpoint send) {
    return uses.getOrDefault(send.path().getLeaf(), send);
  }

  /**
   * The calls of the method that does nothing with the channel but this use; none if it is none.
   */
  private static ImmutableList<TreePath> callsOf(
      Endpoint use, Topology topology, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(use.path());
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)
        || !isForwarded(use, method, topology)
        || !isAlwaysMade(use, body.get(), state)
        || !Places.isCalledInView(method, state)) {
      return ImmutableList.of();
    }
    ImmutableList<TreePath> mentions = Runs.mentions(ASTHelpers.getSymbol(method), topology, state);
    return mentions.stream().allMatch(Runs::isCall)
        ? mentions.stream().map(TreePath::getParentPath).collect(toImmutableList())
        : ImmutableList.of();
  }

  /** Whether nothing in view that the method calls before the use fails. */
  private static boolean isAlwaysMade(Endpoint use, TreePath body, VisitorState state) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(call -> Paths.start(call) < Paths.start(use.path()))
        .allMatch(call -> Summaries.ofCall(call, state).thrown().isEmpty());
  }

  private static boolean isForwarded(Endpoint use, MethodTree method, Topology topology) {
    BlockTree block = method.getBody();
    if (block == null
        || block.getStatements().isEmpty()
        || topology.endpoints().stream()
                .filter(other -> Graphs.isDirectlyIn(other.path(), method))
                .count()
            != 1) {
      return false;
    }
    StatementTree last = block.getStatements().get(block.getStatements().size() - 1);
    return (isPlain(block.getStatements(), last)
            && (use.isSend() ? sends(use, last, method) : returns(use, last)))
        || (use.isReceive() && use.isEndless() && returnsOrNull(use, block.getStatements()));
  }

  /** Whether there are but expressions before the last statement. */
  private static boolean isPlain(List<? extends StatementTree> statements, StatementTree last) {
    return statements.stream().allMatch(s -> s == last || s instanceof ExpressionStatementTree);
  }

  /**
   * Whether the statements return what the use takes, or nothing instead of it: {@code T x =
   * queue.take(); return x == END ? null : x;}.
   */
  private static boolean returnsOrNull(Endpoint use, List<? extends StatementTree> statements) {
    if (!(Iterables.getLast(statements) instanceof ReturnTree last)) {
      return false;
    }
    int first = 0;
    while (statements.get(first) instanceof ExpressionStatementTree) {
      first++;
    }
    if (!(statements.get(first) instanceof VariableTree taken)
        || !isUse(use, taken.getInitializer())) {
      return false;
    }
    Symbol value = ASTHelpers.getSymbol(taken);
    for (StatementTree between : statements.subList(first + 1, statements.size() - 1)) {
      if (!(between instanceof ExpressionStatementTree)
          && !(between instanceof IfTree test
              && test.getElseStatement() == null
              && only(test.getThenStatement()) instanceof ReturnTree nothing
              && isNull(nothing.getExpression()))) {
        return false;
      }
    }
    return ASTHelpers.stripParentheses(last.getExpression())
            instanceof ConditionalExpressionTree choice
        ? isOr(choice.getTrueExpression(), choice.getFalseExpression(), value)
            || isOr(choice.getFalseExpression(), choice.getTrueExpression(), value)
        : value.equals(ASTHelpers.getSymbol(last.getExpression()));
  }

  private static boolean isOr(ExpressionTree none, ExpressionTree other, Symbol value) {
    return isNull(none) && value.equals(ASTHelpers.getSymbol(other));
  }

  private static boolean isNull(@Nullable ExpressionTree tree) {
    return tree != null && tree.getKind() == Tree.Kind.NULL_LITERAL;
  }

  private static StatementTree only(StatementTree tree) {
    return tree instanceof BlockTree block && block.getStatements().size() == 1
        ? block.getStatements().get(0)
        : tree;
  }

  private static boolean returns(Endpoint use, StatementTree last) {
    return use.isReceive() && last instanceof ReturnTree tree && isUse(use, tree.getExpression());
  }

  /** Whether the statement sends what the method is given, and nothing else. */
  private static boolean sends(Endpoint use, StatementTree last, MethodTree method) {
    return !use.isReceive()
        && last instanceof ExpressionStatementTree tree
        && isUse(use, tree.getExpression())
        && method.getParameters().size() == 1
        && use.value()
            .map(value -> ASTHelpers.getSymbol(value.getLeaf()))
            .filter(ASTHelpers.getSymbol(method.getParameters().get(0))::equals)
            .isPresent();
  }

  private static boolean isUse(Endpoint use, @Nullable ExpressionTree tree) {
    return tree instanceof MethodInvocationTree && use.path().getLeaf() == tree;
  }
}
