package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Model;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last of several tasks signals: {@code if (running.decrementAndGet() == 0) { queue.add(END);
 * }}. Each of them has to count, or nobody is the last.
 *
 * @param body the method or lambda that signals
 * @param state the compilation
 */
record Countdown(TreePath body, VisitorState state) {
  /** What counts, where its outcome alone decides on a call, and the body always comes to it. */
  Optional<Tree> actOf(TreePath call) {
    for (TreePath p = call; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof IfTree choice) {
        TreePath at = p.getParentPath();
        return choice.getThenStatement() == p.getLeaf()
                && SkippedWays.actOf(at, body).filter(act -> act == choice).isPresent()
            ? countedIn(ASTHelpers.stripParentheses(choice.getCondition()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<Tree> countedIn(ExpressionTree test) {
    if (!(test instanceof BinaryTree comparison)
        || !(test.getKind() == Kind.EQUAL_TO || test.getKind() == Kind.LESS_THAN_EQUAL)) {
      return Optional.empty();
    }
    return Stream.of(comparison.getLeftOperand(), comparison.getRightOperand())
        .map(ASTHelpers::stripParentheses)
        .filter(side -> counter(side).filter(this::isCountedHere).isPresent())
        .map(Tree.class::cast)
        .findFirst();
  }

  /** What a call makes one less. */
  private Optional<VarSymbol> counter(ExpressionTree tree) {
    return tree instanceof MethodInvocationTree call
            && isUncounting(call)
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol counter
        ? Optional.of(counter)
        : Optional.empty();
  }

  /** Whether nobody but the body makes the counter less, as far as variables tell. */
  private boolean isCountedHere(VarSymbol counter) {
    CompilationIndex index = CompilationIndex.of(state);
    boolean isOwn =
        Values.assignedTo(counter, state).stream()
            .allMatch(value -> value.getLeaf() instanceof NewClassTree);
    return index.mentions(counter).stream()
            .map(TreePath::getParentPath)
            .filter(parent -> !Graphs.isDirectlyIn(parent, body.getLeaf()))
            .allMatch(this::isHarmless)
        && (isOwn || !isCountedByOthers(counter));
  }

  /** Whether a mention only asks, or is where the counter comes from. */
  private boolean isHarmless(TreePath parent) {
    TreePath use = parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent;
    return use.getLeaf() instanceof AssignmentTree
        || use.getLeaf() instanceof VariableTree
        || (use.getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == parent.getLeaf()
            && call.getArguments().isEmpty()
            && !isUncounting(call));
  }

  /** Whether code makes a counter of the same class less by another variable. */
  private boolean isCountedByOthers(VarSymbol counter) {
    CompilationIndex index = CompilationIndex.of(state);
    return uncounting().stream()
        .flatMap(name -> members(counter.type.tsym, name))
        .flatMap(method -> index.mentions(method).stream())
        .anyMatch(
            mention ->
                !(mention.getLeaf() instanceof MemberSelectTree select)
                    || !counter.equals(ASTHelpers.getSymbol(select.getExpression())));
  }

  private static Stream<Symbol> members(Symbol type, String name) {
    return ASTHelpers.getEnclosedElements(type).stream()
        .filter(member -> member.getSimpleName().contentEquals(name));
  }

  private boolean isUncounting(MethodInvocationTree call) {
    return uncounting().contains(ASTHelpers.getSymbol(call).getSimpleName().toString());
  }

  private ImmutableList<String> uncounting() {
    return Model.of(state).library().names().get("uncounting");
  }
}
