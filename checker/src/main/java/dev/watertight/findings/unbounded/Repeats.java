package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.values.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a loop runs its body.
 *
 * @param kind what is known about it
 * @param number the number of times, if the code says it
 * @param each what has as many elements, or is that number: a collection, an array, a variable
 */
record Repeats(Kind kind, long number, @Nullable VarSymbol each) {
  /** What is known about a number of times. */
  enum Kind {
    /** A constant number of times. */
    NUMBER,
    /** Once for each element of something, or as often as a variable says. */
    EACH,
    /** Until something in the body leaves the loop. */
    ENDLESS,
    /** Nothing. */
    UNKNOWN
  }

  static final Repeats UNKNOWN = new Repeats(Kind.UNKNOWN, 0, null);
  private static final Repeats ENDLESS = new Repeats(Kind.ENDLESS, 0, null);

  /* These leave a collection as it is. */
  private static final ImmutableSet<String> READS =
      ImmutableSet.of(
          "size", "isEmpty", "get", "contains", "containsKey", "stream", "forEach", "indexOf");
  private static final ImmutableSet<String> VIEWS = ImmutableSet.of("entrySet", "keySet", "values");

  /* What a collection goes through on its way to one with fewer elements. */
  private static final ImmutableSet<String> STEPS =
      ImmutableSet.of("stream", "filter", "map", "sorted", "toList", "collect");

  static Repeats number(long number) {
    return new Repeats(Kind.NUMBER, number, null);
  }

  private static Repeats each(VarSymbol symbol) {
    return new Repeats(Kind.EACH, 0, symbol);
  }

  /** How often a loop runs its body, as long as nothing in the body leaves it. */
  static Repeats of(TreePath path, VisitorState state) {
    Tree loop = path.getLeaf();
    if (loop instanceof EnhancedForLoopTree each) {
      return elementsOf(each.getExpression(), state);
    }
    if (Loops.isEndless(loop)) {
      return ENDLESS;
    }
    return loop instanceof ForLoopTree counted ? ofCounted(counted, state) : UNKNOWN;
  }

  private static Repeats ofCounted(ForLoopTree loop, VisitorState state) {
    if (loop.getInitializer().size() != 1
        || loop.getUpdate().size() != 1
        || !(loop.getInitializer().get(0) instanceof VariableTree counter)
        || !(ASTHelpers.constValue(counter.getInitializer()) instanceof Integer first)
        || !(ASTHelpers.stripParentheses(loop.getCondition()) instanceof BinaryTree condition)
        || !isNamed(condition.getLeftOperand(), counter)
        || !isIncrement(loop.getUpdate().get(0), counter)) {
      return UNKNOWN;
    }
    int offset = condition.getKind() == Tree.Kind.LESS_THAN_EQUAL ? 1 : 0;
    if (offset == 0 && condition.getKind() != Tree.Kind.LESS_THAN) {
      return UNKNOWN;
    }
    Repeats bound = valueOf(condition.getRightOperand(), state);
    if (bound.kind() == Kind.NUMBER) {
      return number(Math.max(0, bound.number() - first + offset));
    }
    return first == offset ? bound : UNKNOWN;
  }

  private static boolean isNamed(ExpressionTree expression, VariableTree variable) {
    return expression instanceof IdentifierTree
        && ASTHelpers.getSymbol(variable).equals(ASTHelpers.getSymbol(expression));
  }

  private static boolean isIncrement(ExpressionStatementTree update, VariableTree counter) {
    return update.getExpression() instanceof UnaryTree unary
        && (unary.getKind() == Tree.Kind.POSTFIX_INCREMENT
            || unary.getKind() == Tree.Kind.PREFIX_INCREMENT)
        && isNamed(unary.getExpression(), counter);
  }

  private static Repeats valueOf(ExpressionTree expression, VisitorState state) {
    ExpressionTree tree = ASTHelpers.stripParentheses(expression);
    if (ASTHelpers.constValue(tree) instanceof Integer number) {
      return number(number);
    }
    if (tree instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("size")) {
      return elementsOf(ASTHelpers.getReceiver(call), state);
    }
    if (tree instanceof MemberSelectTree select && select.getIdentifier().contentEquals("length")) {
      return elementsOf(select.getExpression(), state);
    }
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && isFixed(variable)) {
      List<TreePath> values = Values.assignedTo(variable, state);
      Repeats value =
          values.size() == 1 && values.get(0).getLeaf() instanceof ExpressionTree initial
              ? valueOf(initial, state)
              : UNKNOWN;
      return value.kind() == Kind.UNKNOWN ? each(variable) : value;
    }
    return UNKNOWN;
  }

  private static Repeats elementsOf(@Nullable ExpressionTree expression, VisitorState state) {
    if (expression == null) {
      return UNKNOWN;
    }
    ExpressionTree tree = ASTHelpers.stripParentheses(expression);
    if (tree instanceof MethodInvocationTree call
        && VIEWS.contains(ASTHelpers.getSymbol(call).getSimpleName().toString())) {
      return elementsOf(ASTHelpers.getReceiver(call), state);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            && isFixed(variable)
            && (variable.type.hasTag(TypeTag.ARRAY) || isOnlyRead(variable, state))
        ? each(variable)
        : UNKNOWN;
  }

  /** Whether the one collection is filtered from the other: it may have fewer elements. */
  static boolean isPart(VarSymbol part, VarSymbol whole, VisitorState state) {
    List<TreePath> values = Values.assignedTo(part, state);
    boolean filtered = false;
    ExpressionTree next =
        values.size() == 1 && values.get(0).getLeaf() instanceof MethodInvocationTree call
            ? call
            : null;
    while (next instanceof MethodInvocationTree call) {
      String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
      if (!STEPS.contains(name)) {
        return false;
      }
      filtered |= name.equals("filter");
      next = ASTHelpers.getReceiver(call);
    }
    return filtered && next != null && whole.equals(ASTHelpers.getSymbol(next));
  }

  private static boolean isFixed(Symbol variable) {
    return (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0;
  }

  private static boolean isOnlyRead(VarSymbol variable, VisitorState state) {
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      Tree parent = mention.getParentPath().getLeaf();
      boolean reads =
          parent instanceof EnhancedForLoopTree
              || (parent instanceof MemberSelectTree select
                  && (READS.contains(select.getIdentifier().toString())
                      || VIEWS.contains(select.getIdentifier().toString())));
      if (!reads && !isInitialization(mention)) {
        return false;
      }
    }
    return true;
  }

  /** {@code this.jobs = jobs}. */
  private static boolean isInitialization(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof AssignmentTree a
        && a.getVariable() == mention.getLeaf();
  }
}
