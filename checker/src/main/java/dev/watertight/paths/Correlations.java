package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Arguments;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of one body that hang together with those under which something begins, in a way that
 * facts do not tell: {@code if (jobs.anyMatch(Job::isLarge))} before an opening and again before
 * the release, a state that is left and entered, a bit that is set beside the opening.
 *
 * <p>What ends it behind such a condition is taken to come whenever it is needed; so is an exit, or
 * another beginning, taken not to come. Two conditions hang together if they ask about the same
 * data; facts tell how if both ask the same of it, and what changes it sets values that are known.
 * That a check at the start of a method has found something there says little, and does not count.
 */
final class Correlations {
  private final TreePath body;
  private final Expressions expressions;
  private final Tests tests;
  private final AskedData data;
  private final ImmutableList<TreePath> ends;
  private final Map<Tree, Set<Boolean>> doubtful = new HashMap<>();
  private final Set<Expression> asked = new HashSet<>();

  /** A single test, or a case of a switch, and its outcome. */
  private record Part(
      Tree test, boolean value, ImmutableSet<Expression> data, @Nullable Expression subject) {}

  /**
   * The conditions of a body.
   *
   * @param begins where it begins
   * @param ends where it ends
   */
  Correlations(
      TreePath body, ImmutableSet<Tree> begins, ImmutableSet<Tree> ends, VisitorState state) {
    this.body = body;
    this.expressions = new Expressions(state);
    this.tests = new Tests(expressions);
    this.data = new AskedData(expressions, state);
    this.ends = paths(ends);
    paths(begins).forEach(this::add);
    doubtful.values().removeIf(outcomes -> outcomes.size() > 1);
  }

  private ImmutableList<TreePath> paths(Iterable<Tree> trees) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (Tree tree : trees) {
      TreePath path = TreePath.getPath(body, tree);
      if (path != null) {
        found.add(path);
      }
    }
    return found.build();
  }

  boolean areNone() {
    return doubtful.isEmpty() && asked.isEmpty();
  }

  /** Whether it is not certain that a test can have the outcome, unless facts say so. */
  boolean doubts(Tree test, boolean value) {
    return doubtful.getOrDefault(test, Set.of()).contains(value);
  }

  /** Whether a call is given what has been asked about: what it refuses may not come to it. */
  boolean isChecked(@Nullable Tree call) {
    return call != null
        && !asked.isEmpty()
        && Arguments.of(call).stream().anyMatch(a -> AskedData.overlap(data.of(a), asked));
  }

  private void add(TreePath begin) {
    List<Part> guards = guardsOf(begin);
    guards.forEach(guard -> asked.addAll(guard.data()));
    ImmutableSet<Expression> noted = notedBeside(begin);
    Set<Tree> own = new HashSet<>();
    guards.forEach(guard -> own.add(guard.test()));
    Set<Tree> ending = new HashSet<>();
    for (TreePath end : ends) {
      for (Part part : partsAt(end, body.getLeaf())) {
        ending.add(part.test());
        if (!own.contains(part.test()) && isUnclear(part, guards, noted)) {
          doubt(part, !part.value());
        }
      }
    }
    for (TreePath exit : Trees.ownPathsIn(body, ReturnTree.class, ThrowTree.class)) {
      for (Part part : around(exit, begin)) {
        if (!ending.contains(part.test()) && isUnclear(part, guards, noted)) {
          doubt(part, part.value());
        }
      }
    }
    for (TreePath p = begin; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (Loops.isLoop(p.getLeaf())) {
        addAgain(begin, p);
      }
    }
  }

  private void doubt(Part part, boolean value) {
    doubtful.computeIfAbsent(part.test(), t -> new HashSet<>()).add(value);
  }

  /** Conditions under which a loop comes to the beginning again. */
  private void addAgain(TreePath begin, TreePath loop) {
    List<Part> ending = new ArrayList<>();
    for (TreePath end : ends) {
      if (Paths.isInside(end, loop.getLeaf())) {
        ending.addAll(partsAt(end, loop.getLeaf()));
      }
    }
    for (Part part : partsAt(begin, loop.getLeaf())) {
      boolean isOfLoop =
          Loops.condition(loop.getLeaf()).filter(c -> isIn(part.test(), c)).isPresent();
      if (isOfLoop ? isUnsureNull(part, loop.getLeaf()) : isUnclear(part, ending, Set.of())) {
        doubt(part, part.value());
      }
    }
  }

  /** Whether a loop goes on while something is null, and gives it a value that hardly ever is. */
  private boolean isUnsureNull(Part part, Tree loop) {
    return part.test() instanceof ExpressionTree test
        && tests
            .of(test)
            .map(t -> part.value() ? t.ifTrue() : t.ifFalse())
            .filter(Range.Constants.JUST_NULL::equals)
            .isPresent()
        && Trees.ownIn(loop, AssignmentTree.class).stream()
            .anyMatch(
                change ->
                    part.subject() != null
                        && part.subject().equals(expressions.read(change.getVariable())));
  }

  /** The outcomes under which it begins, other than those under which it may end as well. */
  private List<Part> guardsOf(TreePath begin) {
    Set<Tree> around = new HashSet<>();
    Set<ExpressionTree> goingOn = new HashSet<>();
    for (TreePath p = begin; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      around.add(leaf);
      if (ends.stream().anyMatch(end -> Paths.isInside(end, leaf))) {
        Loops.condition(leaf).ifPresent(goingOn::add);
      }
    }
    List<Part> found = new ArrayList<>();
    for (Part part : partsAt(begin, body.getLeaf())) {
      boolean isEarly =
          around.stream().noneMatch(t -> !(t instanceof BlockTree) && isIn(part.test(), t));
      if (goingOn.stream().noneMatch(c -> isIn(part.test(), c)) && !(isEarly && isPresence(part))) {
        found.add(part);
      }
    }
    return found;
  }

  private static boolean isIn(Tree part, Tree whole) {
    return Trees.any(whole, tree -> tree == part);
  }

  private static boolean isPresence(Part part) {
    return (part.subject() != null && part.subject().isSize())
        || Trees.any(part.test(), tree -> tree.getKind() == Tree.Kind.NULL_LITERAL);
  }

  private List<Part> partsAt(TreePath place, Tree code) {
    List<Part> found = new ArrayList<>();
    for (Outcome outcome : TestOutcomes.at(place, code)) {
      addParts(outcome.test(), outcome.value(), found);
    }
    for (TreePath p = place; p.getLeaf() != code; p = p.getParentPath()) {
      addCase(p, found);
    }
    return found;
  }

  /** The outcomes of tests around a place and not around the other one. */
  private List<Part> around(TreePath place, TreePath other) {
    List<Part> found = new ArrayList<>();
    for (TreePath p = place;
        !Paths.isInside(other, p.getParentPath().getLeaf());
        p = p.getParentPath()) {
      addCase(p, found);
      if (p.getParentPath().getLeaf() instanceof IfTree test) {
        addParts(test.getCondition(), p.getLeaf() == test.getThenStatement(), found);
      }
    }
    return found;
  }

  private void addCase(TreePath path, List<Part> found) {
    if (path.getLeaf() instanceof CaseTree choice) {
      Tree parent = path.getParentPath().getLeaf();
      ExpressionTree selector =
          parent instanceof SwitchTree old
              ? old.getExpression()
              : ((SwitchExpressionTree) parent).getExpression();
      found.add(new Part(choice, true, data.of(selector), expressions.read(selector)));
    }
  }

  private void addParts(ExpressionTree condition, boolean value, List<Part> found) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      addParts(not.getExpression(), !value, found);
    } else if (tree instanceof BinaryTree both && TestOutcomes.isJunction(tree)) {
      addParts(both.getLeftOperand(), value, found);
      addParts(both.getRightOperand(), value, found);
    } else {
      found.add(
          new Part(tree, value, data.of(tree), tests.of(tree).map(Test::subject).orElse(null)));
    }
  }

  /** Whether a part asks about data of others, and not just the same as they do. */
  private boolean isUnclear(Part part, List<Part> others, Set<Expression> noted) {
    boolean related = AskedData.overlap(part.data(), noted);
    for (Part other : others) {
      if (AskedData.overlap(part.data(), other.data())) {
        related = true;
        if (part.subject() == null
            || other.subject() == null
            || !areComparable(part.subject(), other.subject())) {
          return true;
        }
      }
    }
    return related
        && (part.subject() == null
            || isChangedUnclearly(part, part.subject(), AskedData.overlap(part.data(), noted)));
  }

  /** Whether it is known how the one has to do with the other. */
  private static boolean areComparable(Expression one, Expression other) {
    return instance(one).atoms().stream().anyMatch(instance(other).atoms()::contains)
        || areOtherBits(one, other);
  }

  private static Expression instance(Expression test) {
    return test.head().equals(Tests.INSTANCE_OF) ? test.operands().get(0) : test;
  }

  private static boolean areOtherBits(Expression one, Expression other) {
    return one.head().equals(Tree.Kind.AND)
        && other.head().equals(Tree.Kind.AND)
        && one.operands().get(1).head() instanceof Integer mask
        && other.operands().get(1).head() instanceof Integer others
        && (mask & others) == 0;
  }

  private boolean isChangedUnclearly(Part part, Expression subject, boolean isNoted) {
    for (Tree tree : Trees.in(body.getLeaf(), Tree.class)) {
      Expression target =
          tree instanceof EnhancedForLoopTree each
              ? Expression.of(ASTHelpers.getSymbol(each.getVariable()))
              : expressions.read(Values.changed(tree));
      if (target != null
          && AskedData.overlap(part.data(), ImmutableSet.of(target))
          && !(subject.atoms().contains(target) && isKnown(tree))
          && (isNoted || !isNews(tree, target))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a change gives a value, once, that has nothing to do with what was asked before: what a
   * loop reads again and again may be the steps of a protocol.
   */
  private boolean isNews(Tree change, Expression target) {
    TreePath path = TreePath.getPath(body, change);
    return change instanceof AssignmentTree assignment
        && path != null
        && !Paths.isInLoop(path, body.getLeaf())
        && !AskedData.overlap(data.of(assignment.getExpression()), ImmutableSet.of(target));
  }

  /** Whether facts tell what a change gives, or by how much it changes a number. */
  private static boolean isKnown(Tree change) {
    if (change instanceof AssignmentTree assignment) {
      ExpressionTree value = ASTHelpers.stripParentheses(assignment.getExpression());
      return Tests.constantOf(value) != null
          || value instanceof NewClassTree
          || ASTHelpers.getType(value).hasTag(TypeTag.BOOLEAN);
    }
    return change instanceof CompoundAssignmentTree update
        ? (update.getKind() == Tree.Kind.PLUS_ASSIGNMENT
                || update.getKind() == Tree.Kind.MINUS_ASSIGNMENT)
            && ASTHelpers.constValue(update.getExpression()) instanceof Integer
        : change instanceof UnaryTree;
  }

  /** What is changed where it begins and nowhere else, in code that is not always come to. */
  private ImmutableSet<Expression> notedBeside(TreePath begin) {
    Tree region = null;
    for (TreePath p = begin; p.getLeaf() != body.getLeaf() && !holdsEnd(p); p = p.getParentPath()) {
      Tree parent = p.getParentPath().getLeaf();
      boolean isBranch =
          (parent instanceof IfTree test && p.getLeaf() != test.getCondition())
              || parent instanceof ConditionalExpressionTree
              || parent instanceof CaseTree
              || parent instanceof CatchTree
              || Loops.isLoop(parent);
      region = isBranch ? p.getLeaf() : region;
    }
    ImmutableSet.Builder<Expression> noted = ImmutableSet.builder();
    for (Tree tree : Trees.ownIn(region, Tree.class)) {
      ExpressionTree changed = Values.changed(tree);
      if (tree instanceof ExpressionStatementTree statement
          && statement.getExpression() instanceof MethodInvocationTree call) {
        ExpressionTree receiver = ASTHelpers.getReceiver(call);
        changed = receiver == null ? call : receiver;
      }
      if (changed != null && !isIn(begin.getLeaf(), tree)) {
        noted.addAll(data.of(changed));
      }
    }
    return noted.build();
  }

  private boolean holdsEnd(TreePath path) {
    return ends.stream().anyMatch(end -> Paths.isInside(end, path.getLeaf()));
  }
}
