package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.TreePath;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.KnownValue;
import dev.watertight.wakers.CallSites;

/**
 * Whether a loop that leads to a wait again and again ends by one of the values that it gets there,
 * the last one perhaps: then it does not come back for what comes after that.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record ConsumerEnds(TreePath waiting, VisitorState state) {
  boolean areOfValue() {
    return CallSites.inThread(waiting, state).seen().stream()
        .filter(way -> way.getLeaf() != waiting.getLeaf())
        .flatMap(way -> Paths.aroundInBody(way).stream())
        .filter(loop -> Loops.isLoop(loop.getLeaf()))
        .anyMatch(ConsumerEnds::endsByValue);
  }

  private static boolean endsByValue(TreePath loop) {
    return Loops.ending(loop.getLeaf()).filter(ConsumerEnds::asksForValue).isPresent()
        || Loops.jumpsOutOf(loop).stream()
            .flatMap(jump -> TestOutcomes.at(jump, loop.getLeaf()).stream())
            .anyMatch(test -> asksForValue(test.test()));
  }

  /** Whether a condition compares something with a value, other than null or a number. */
  private static boolean asksForValue(ExpressionTree condition) {
    return TestOutcomes.testsOf(condition).stream().anyMatch(ConsumerEnds::isOfValue);
  }

  private static boolean isOfValue(ExpressionTree test) {
    return test instanceof BinaryTree comparison
        ? (test.getKind() == Kind.EQUAL_TO || test.getKind() == Kind.NOT_EQUAL_TO)
            && !isPlain(comparison.getLeftOperand())
            && !isPlain(comparison.getRightOperand())
        : test instanceof MethodInvocationTree call && !call.getArguments().isEmpty();
  }

  private static boolean isPlain(ExpressionTree operand) {
    return operand.getKind() == Kind.NULL_LITERAL
        || KnownValue.ofConstant(operand)
            .filter(value -> value.value() instanceof Number)
            .isPresent();
  }
}
