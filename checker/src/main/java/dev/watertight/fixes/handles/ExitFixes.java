package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/** Fixes for a handle that is passed on at the end, but lost at other exits: release it there. */
public final class ExitFixes {
  private ExitFixes() {}

  /**
   * The fix that releases the handle before each of the statements at which it is lost: {@code
   * return} and {@code throw} statements; no fix if there are others.
   */
  public static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    SourceText source = SourceText.of(state);
    HandleKind kind = leak.opening().kind();
    Optional<Holding> holding = Holding.of(leak, state);
    ImmutableList<Tree> exits = leak.exits();
    if (holding.isEmpty()
        || exits.isEmpty()
        || !Members.isReleasable(holding.get().variable().type, kind, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    VarSymbol variable = holding.get().variable();
    Tree scope = holding.get().block().getLeaf();
    List<String> release =
        ReleaseCall.lines(
            variable.getSimpleName().toString(),
            kind,
            holding.get().mayBeNull(),
            source.unit(scope, holding.get().statement()));
    for (Tree exit : exits) {
      TreePath path = TreePath.getPath(leak.opening().path().getCompilationUnit(), exit);
      if (path == null
          || !(exit instanceof ReturnTree || exit instanceof ThrowTree)
          || !source.has(exit)
          || source.start(exit) < source.end(holding.get().statement())
          || source.end(exit) > source.end(scope)) {
        return Optional.empty();
      }
      List<String> lines = release;
      if (Mentions.any(exit, ImmutableSet.of(variable))) {
        Optional<String> other = otherValue(exit, variable, source);
        if (other.isEmpty() || holding.get().mayBeNull()) {
          return Optional.empty();
        }
        String unit = source.unit(path.getParentPath().getLeaf(), exit);
        lines = SourceText.block("if (" + other.get() + ")", unit, release);
      }
      if (!new StatementEdits(source).addBefore(path, lines, fix)) {
        return Optional.empty();
      }
    }
    return Optional.of(fix.setShortDescription("Release it before it is lost").build());
  }

  /**
   * When {@code return old == null ? fresh : old;} returns something else than the fresh value, as
   * text, if asking that twice is the same as asking it once.
   */
  private static Optional<String> otherValue(Tree exit, VarSymbol fresh, SourceText source) {
    if (!(exit instanceof ReturnTree answer)
        || answer.getExpression() == null
        || !(ASTHelpers.stripParentheses(answer.getExpression())
            instanceof ConditionalExpressionTree choice)
        || Mentions.any(choice.getCondition(), ImmutableSet.of(fresh))
        || Trees.any(choice.getCondition(), ExitFixes::hasEffect)) {
      return Optional.empty();
    }
    boolean first = is(choice.getTrueExpression(), fresh);
    boolean second = is(choice.getFalseExpression(), fresh);
    ExpressionTree other = first ? choice.getFalseExpression() : choice.getTrueExpression();
    if (first == second || Mentions.any(other, ImmutableSet.of(fresh))) {
      return Optional.empty();
    }
    ExpressionTree condition = ASTHelpers.stripParentheses(choice.getCondition());
    return Optional.of(second ? source.of(condition) : negated(condition, source));
  }

  private static boolean is(ExpressionTree value, VarSymbol fresh) {
    return fresh.equals(ASTHelpers.getSymbol(ASTHelpers.stripParentheses(value)));
  }

  private static boolean hasEffect(Tree tree) {
    return tree instanceof MethodInvocationTree
        || tree instanceof NewClassTree
        || Values.changed(tree) != null;
  }

  private static String negated(ExpressionTree condition, SourceText source) {
    boolean equal = condition.getKind() == Tree.Kind.EQUAL_TO;
    if (condition instanceof BinaryTree test
        && (equal || condition.getKind() == Tree.Kind.NOT_EQUAL_TO)) {
      return source.of(test.getLeftOperand())
          + (equal ? " != " : " == ")
          + source.of(test.getRightOperand());
    }
    if (condition.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return source.of(ASTHelpers.stripParentheses(((UnaryTree) condition).getExpression()));
    }
    return condition instanceof IdentifierTree
        ? "!" + source.of(condition)
        : "!(" + source.of(condition) + ")";
  }
}
