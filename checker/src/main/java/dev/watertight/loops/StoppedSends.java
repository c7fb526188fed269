package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import java.util.stream.Stream;

/**
 * Sends that are made no more once a flag of the receiving loop is set: {@code if (!running) throw
 * ...; jobs.add(job)}.
 *
 * <p>The flag and the channel are fields of the object whose code sends, and the loop is that of
 * the same object. Only its constructor gives the flag the value with which the loop goes on, so
 * that it is never set back. A sender that has looked at the flag just before it is set still
 * sends; so that this is a matter of instants, nothing between the two waits, or sets the flag.
 *
 * @param loop the loop that receives
 */
public record StoppedSends(WaitLoop loop, VisitorState state) {

  /** Whether a send is made only while the flag is not set. */
  public boolean include(Endpoint send) {
    return send.isSend()
        && loop.exits().stream()
            .filter(exit -> exit.kind() == LoopExit.Kind.FLAG && exit.leaving().isPresent())
            .anyMatch(
                exit -> isFieldOfSender(exit, send) && isNeverSetBack(exit) && guards(exit, send));
  }

  private static boolean isFieldOfSender(LoopExit exit, Endpoint send) {
    ExpressionTree channel = Symbols.receiver(send.path().getLeaf());
    VarSymbol flag = exit.flag().orElseThrow();
    return channel != null
        && ASTHelpers.getSymbol(channel) instanceof VarSymbol field
        && Symbols.isField(flag)
        && flag.owner.equals(field.owner)
        && ASTHelpers.isStatic(flag) == ASTHelpers.isStatic(field)
        && isOwn(channel);
  }

  private boolean isNeverSetBack(LoopExit exit) {
    FlagSets sets = FlagSets.of(exit.flag().orElseThrow(), state);
    return sets.isInView()
        && sets.mentions().stream()
            .filter(mention -> FlagSets.isSet(mention) && !FlagSets.leaves(exit, mention))
            .allMatch(
                mention -> Symbols.methodAround(mention).filter(Symbol::isConstructor).isPresent());
  }

  private boolean guards(LoopExit exit, Endpoint send) {
    TreePath body = Graphs.bodyAround(send.path()).orElse(null);
    return body != null
        && TestOutcomes.at(send.path(), body.getLeaf()).stream()
            .anyMatch(
                outcome ->
                    isOther(exit, outcome)
                        && isInSameRound(outcome.test(), send)
                        && ImpliedCalls.andCallsIn(body, state).stream()
                            .filter(call -> isBetween(call, outcome.test(), send))
                            .noneMatch(call -> waits(call) || sets(exit, call))
                        && stops(exit).noneMatch(stop -> isBetween(stop, outcome.test(), send)));
  }

  /** Whether each round of a loop that comes to the send comes to the test before. */
  private static boolean isInSameRound(ExpressionTree test, Endpoint send) {
    return Paths.aroundInBody(send.path()).stream()
        .map(TreePath::getLeaf)
        .filter(Loops::isLoop)
        .allMatch(loop -> Trees.in(loop, ExpressionTree.class).contains(test));
  }

  private boolean waits(TreePath call) {
    return Summaries.ofCall(call, state).waits();
  }

  private boolean sets(LoopExit exit, TreePath call) {
    return stops(exit).anyMatch(stop -> !Summaries.reaches(stop, call, state).isNo());
  }

  private Stream<TreePath> stops(LoopExit exit) {
    return FlagSets.of(exit.flag().orElseThrow(), state).mentions().stream()
        .filter(mention -> FlagSets.mayLeave(exit, mention));
  }

  /** Whether a test has an outcome which it has only while the flag is not set. */
  private boolean isOther(LoopExit exit, Outcome outcome) {
    return isOwn(outcome.test())
        && FlagTest.of(ASTHelpers.stripParentheses(outcome.test()), state)
            .filter(
                test ->
                    test.symbol().equals(exit.flag().orElseThrow())
                        && test.comparison().isEmpty()
                        && exit.comparison().isEmpty()
                        && (outcome.value() ^ test.negated()) != exit.leaving().orElseThrow())
            .isPresent();
  }

  private boolean isBetween(TreePath place, ExpressionTree test, Endpoint send) {
    Tree tree = place.getLeaf();
    return tree != send.path().getLeaf()
        && place.getCompilationUnit() == send.path().getCompilationUnit()
        && !Paths.isInside(place, test)
        && ASTHelpers.getStartPosition(tree) > ASTHelpers.getStartPosition(test)
        && ASTHelpers.getStartPosition(tree) <= state.getEndPosition(send.path().getLeaf());
  }

  /** Whether an expression is a field of the object whose code it is in, or a call of it. */
  private static boolean isOwn(Tree expression) {
    Tree tree =
        expression instanceof ExpressionTree e ? ASTHelpers.stripParentheses(e) : expression;
    if (tree instanceof MethodInvocationTree call) {
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      return receiver == null || Symbols.isSelf(receiver) || isOwn(receiver);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol
        && (!(tree instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression()));
  }
}
