package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.counts.Assignments;
import dev.watertight.model.Question.Answer;
import dev.watertight.values.NamedVariables;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where code counts.
 *
 * <p>To count the empty rounds is neither to wait nor to come nearer to an end, unless such a round
 * looks at the count: then it may be what ends the loop, or what makes it wait. To look at a count
 * in order to count, or to choose what is asked next, is no such look.
 */
final class Counting extends TreeScanner<@Nullable Void, @Nullable Void> {
  private final Set<VarSymbol> used = new HashSet<>();
  private final Set<Tree> unseen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final VisitorState state;
  private @Nullable Tree statement;
  private int hidden;

  private Counting(VisitorState state) {
    this.state = state;
  }

  static Counting in(Tree code, VisitorState state) {
    Counting counting = new Counting(state);
    counting.scan(code, null);
    return counting;
  }

  /** Whether the value that a variable is counted to is used where it is counted. */
  boolean isUsed(VarSymbol counted) {
    return used.contains(counted);
  }

  /** Whether what names a variable here looks at its value. */
  boolean isLook(Tree name) {
    return !unseen.contains(name);
  }

  /** The variable that an expression counts up or down; empty if it does something else. */
  Optional<VarSymbol> counted(Tree tree) {
    ExpressionTree target =
        tree instanceof UnaryTree step && Assignments.isStep(tree)
            ? step.getExpression()
            : tree instanceof CompoundAssignmentTree sum
                ? sum.getVariable()
                : tree instanceof AssignmentTree assignment && isOfItself(assignment)
                    ? assignment.getVariable()
                    : tree instanceof MethodInvocationTree call
                            && Questions.is(call, Answer.COUNT, state)
                        ? ASTHelpers.getReceiver(call)
                        : null;
    if (target == null) {
      return Optional.empty();
    }
    ExpressionTree variable = ASTHelpers.stripParentheses(target);
    Symbol symbol =
        ASTHelpers.getSymbol(
            variable instanceof ArrayAccessTree access ? access.getExpression() : variable);
    return symbol instanceof VarSymbol counted ? Optional.of(counted) : Optional.empty();
  }

  /** {@code n = n + 1}. */
  private static boolean isOfItself(AssignmentTree assignment) {
    Type type = ASTHelpers.getType(assignment);
    return type != null
        && type.isNumeric()
        && ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol target
        && NamedVariables.in(assignment.getExpression()).contains(target);
  }

  @Override
  public @Nullable Void visitExpressionStatement(
      ExpressionStatementTree tree, @Nullable Void unused) {
    statement = ASTHelpers.stripParentheses(tree.getExpression());
    return super.visitExpressionStatement(tree, null);
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
    return hide(tree, Assignments.isStep(tree), tree.getExpression());
  }

  @Override
  public @Nullable Void visitCompoundAssignment(
      CompoundAssignmentTree tree, @Nullable Void unused) {
    hide(tree, true, tree.getVariable());
    return scan(tree.getExpression(), null);
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
    return hide(tree, isOfItself(tree), tree.getVariable(), tree.getExpression());
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    boolean isCounter = Questions.is(tree, Answer.COUNT, state);
    hide(tree, isCounter || Questions.isPoll(tree, state), tree.getMethodSelect());
    return scan(tree.getArguments(), null);
  }

  /** What parts of a tree look at is seen by nobody else, if it counts. */
  private @Nullable Void hide(Tree tree, boolean hides, Tree... parts) {
    if (hides && tree != statement) {
      counted(tree).ifPresent(used::add);
    }
    hidden += hides ? 1 : 0;
    scan(Arrays.asList(parts), null);
    hidden -= hides ? 1 : 0;
    return null;
  }

  @Override
  public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
    return addHidden(tree);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
    addHidden(tree);
    return super.visitMemberSelect(tree, null);
  }

  private @Nullable Void addHidden(Tree name) {
    if (hidden > 0) {
      unseen.add(name);
    }
    return null;
  }
}
