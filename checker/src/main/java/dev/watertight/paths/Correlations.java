package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.Collections;
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
 * <p>Where nothing is known of what such a condition asks, what ends it behind the condition is
 * taken to come, and an exit or another beginning is taken not to come. Two conditions hang
 * together if they ask about the same data; that something is there at all says too little.
 */
final class Correlations {
  private final TreePath body;
  private final AskedData data;
  private final VisitorState state;
  private final Map<Tree, Set<Boolean>> doubtful = new HashMap<>();
  private final Set<Expression> asked = new HashSet<>();

  /** A single test, or a case of a switch, and its outcome. */
  private record Part(Tree test, boolean value, ImmutableSet<Expression> data) {}

  /**
   * The conditions of a body.
   *
   * @param begins where it begins
   * @param ends where it ends
   */
  Correlations(TreePath body, Set<Tree> begins, Set<Tree> ends, VisitorState state) {
    this(body, begins, ends, Set.of(), state);
  }

  /**
   * The conditions of a body.
   *
   * @param others what must not come before the end: perhaps it comes only where that has been
   */
  Correlations(
      TreePath body, Set<Tree> begins, Set<Tree> ends, Set<Tree> others, VisitorState state) {
    this.body = body;
    this.data = new AskedData(state);
    this.state = state;
    List<TreePath> ending = paths(ends);
    addOwnAnswers(ending);
    addReports(ending);
    for (TreePath begin : paths(begins)) {
      add(begin, ending);
    }
    addOthers(ending, paths(others));
    addExcluded(Trees.ownPathsIn(body, ReturnTree.class, ThrowTree.class));
    addExcluded(paths(others));
    doubtful.values().removeIf(outcomes -> outcomes.size() > 1);
  }

  /** Places that are come to under a condition that other code may have excluded. */
  private void addExcluded(List<TreePath> places) {
    for (TreePath place : places) {
      for (Outcome outcome : CheckedData.excludedAround(place, body.getLeaf(), state)) {
        doubtful.computeIfAbsent(outcome.test(), t -> new HashSet<>()).add(outcome.value());
      }
    }
  }

  /**
   * Two different questions about the same data may always have the same answer: {@code if (state
   * != FRESH)} and {@code if (state.isToBeLoaded())}. Where both ask for the same, and compare it
   * with constants, facts tell.
   */
  private void addOthers(List<TreePath> ends, List<TreePath> others) {
    for (TreePath end : ends) {
      for (Part part : partsAt(end, body.getLeaf())) {
        if (others.stream().anyMatch(other -> isAskedOtherwise(part, other))) {
          doubt(part, !part.value());
        }
      }
    }
  }

  private boolean isAskedOtherwise(Part part, TreePath place) {
    return partsAt(place, body.getLeaf()).stream()
        .anyMatch(
            other ->
                other.test() != part.test()
                    && AskedData.overlap(other.data(), part.data())
                    && !data.areComparable(other.test(), part.test()));
  }

  /** Whether two different questions about the same data decide on a tree and on another one. */
  boolean mayBeApart(Tree tree, Set<Tree> others) {
    return paths(Set.of(tree)).stream()
        .flatMap(path -> partsAt(path, body.getLeaf()).stream())
        .anyMatch(
            part ->
                paths(others).stream()
                    .anyMatch(other -> other.getLeaf() != tree && isAskedOtherwise(part, other)));
  }

  private List<TreePath> paths(Set<Tree> trees) {
    List<TreePath> found = new ArrayList<>();
    for (Tree tree : trees) {
      TreePath path = TreePath.getPath(body, tree);
      if (path != null) {
        found.add(path);
      }
    }
    return found;
  }

  boolean areNone() {
    return doubtful.isEmpty() && asked.isEmpty();
  }

  /** Whether it is not certain that a test of which nothing is known can have the outcome. */
  boolean doubts(Tree test, boolean value) {
    return doubtful.getOrDefault(test, Set.of()).contains(value);
  }

  /** Whether a call is given what has been asked about: what it refuses may not come to it. */
  boolean isChecked(@Nullable Tree call) {
    return call != null
        && !asked.isEmpty()
        && Arguments.of(call).stream().anyMatch(a -> AskedData.overlap(data.of(a), asked));
  }

  private void add(TreePath begin, List<TreePath> ends) {
    Set<Tree> goingOn = new HashSet<>();
    @Nullable Tree loop = null;
    for (TreePath p = begin; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      loop = Loops.isLoop(p.getLeaf()) ? p.getLeaf() : loop;
      Loops.condition(p.getLeaf()).ifPresent(c -> goingOn.addAll(TestOutcomes.testsOf(c)));
    }
    List<Part> guards = partsAt(begin, body.getLeaf());
    for (Part guard : guards) {
      if (goingOn.contains(guard.test()) && data.isNull(guard.test(), guard.value())) {
        // What a loop looks for until it is there is there when something has been found.
        doubt(guard, guard.value());
      }
    }
    guards.removeIf(guard -> goingOn.contains(guard.test()) || data.isPresence(guard.test()));
    Set<Tree> own = new HashSet<>();
    Set<Expression> related = new HashSet<>();
    for (Part guard : guards) {
      own.add(guard.test());
      related.addAll(guard.data());
    }
    asked.addAll(related);
    related.addAll(told(related));
    // Nothing begins in a loop over all where there are none.
    for (TreePath p = begin; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof EnhancedForLoopTree each
          && Paths.isInside(begin, each.getStatement())) {
        related.addAll(data.of(each.getExpression()));
      }
    }
    if (begin.getLeaf() instanceof LambdaExpressionTree
        && begin.getParentPath().getLeaf() instanceof MethodInvocationTree call) {
      related.addAll(data.of(ASTHelpers.getReceiver(call)));
    }
    if (mayBeginNothing(begin.getLeaf())) {
      Arguments.of(begin.getLeaf()).forEach(argument -> related.addAll(data.of(argument)));
      if (begin.getParentPath().getLeaf() instanceof VariableTree variable) {
        related.add(Expression.of(ASTHelpers.getSymbol(variable)));
      }
    }
    related.removeAll(renewed(begin));
    related.addAll(noted(begin, ends));
    Set<Tree> ending = new HashSet<>();
    for (TreePath end : ends) {
      List<Part> parts = partsAt(end, body.getLeaf());
      parts.forEach(part -> ending.add(part.test()));
      List<Part> unclear = new ArrayList<>(parts);
      unclear.removeIf(p -> own.contains(p.test()) || !AskedData.overlap(p.data(), related));
      if (!goingOn.containsAll(Lists.transform(unclear, Part::test))) {
        unclear.forEach(part -> doubt(part, !part.value()));
      }
      for (Part guard : loop != null && Paths.isInside(end, loop) ? guards : List.<Part>of()) {
        if (parts.stream()
            .filter(part -> !goingOn.contains(part.test()))
            .anyMatch(part -> AskedData.overlap(part.data(), guard.data()))) {
          doubt(guard, guard.value());
        }
      }
    }
    for (TreePath exit : Trees.ownPathsIn(body, ReturnTree.class, ThrowTree.class)) {
      TreePath apart = exit;
      while (!Paths.isInside(begin, apart.getParentPath().getLeaf())) {
        apart = apart.getParentPath();
      }
      for (Part part : partsAt(exit, apart.getLeaf())) {
        if (!own.contains(part.test())
            && !ending.contains(part.test())
            && AskedData.overlap(part.data(), related)) {
          doubt(part, part.value());
        }
      }
    }
  }

  /** Whether it is a call of a method that begins it in a loop, a branch or a function only. */
  private boolean mayBeginNothing(Tree begin) {
    return begin instanceof MethodInvocationTree call
        && CompilationIndex.of(state)
            .declaration(ASTHelpers.getSymbol(call))
            .filter(
                callee ->
                    Trees.any(
                        callee.getLeaf(),
                        tree ->
                            Loops.isLoop(tree)
                                || tree instanceof IfTree
                                || tree instanceof LambdaExpressionTree))
            .isPresent();
  }

  /** Where a test of what is to be released is around that, and nothing known of its answer. */
  private void addOwnAnswers(List<TreePath> ends) {
    for (TreePath end : ends) {
      // The use of the handle that ends it: a receiver, an argument.
      Symbol released = ASTHelpers.getSymbol(end.getLeaf());
      Set<Tree> around = new HashSet<>();
      for (TreePath p = end; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
        if (p.getLeaf() instanceof IfTree guard) {
          around.addAll(TestOutcomes.testsOf(guard.getCondition()));
        }
      }
      for (Part part : partsAt(end, body.getLeaf())) {
        EndTests.asked(part.test(), state)
            .filter(asked -> asked.equals(released) && around.contains(part.test()))
            .ifPresent(asked -> doubt(part, !part.value()));
      }
    }
  }

  /** Where a {@code finally} block asks how far the block before it has come, and ends it then. */
  private void addReports(List<TreePath> ends) {
    for (TreePath end : ends) {
      for (TreePath p = end; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
        if (p.getLeaf() instanceof TryTree attempt
            && attempt.getFinallyBlock() != null
            && Paths.isInside(end, attempt.getFinallyBlock())) {
          Set<Symbol> changed = new HashSet<>(Values.changedIn(attempt.getBlock()));
          for (Tree statement : Trees.ownIn(attempt.getBlock(), ExpressionStatementTree.class)) {
            Tree call = ((ExpressionStatementTree) statement).getExpression();
            changed.add(ASTHelpers.getSymbol(Symbols.receiver(call)));
          }
          for (Part part : partsAt(end, attempt)) {
            if (!Collections.disjoint(changed, Symbols.variablesIn(part.test()))) {
              doubt(part, !part.value());
            }
          }
        }
      }
    }
  }

  private void doubt(Part part, boolean value) {
    doubtful.computeIfAbsent(part.test(), t -> new HashSet<>()).add(value);
  }

  /** What is given, after the beginning, a value that has nothing to do with the one before. */
  private Set<Expression> renewed(TreePath begin) {
    Set<Expression> renewed = new HashSet<>();
    for (TreePath path : Trees.ownPathsIn(body, AssignmentTree.class)) {
      AssignmentTree change = (AssignmentTree) path.getLeaf();
      ImmutableSet<Expression> target = data.of(change.getVariable());
      ImmutableSet<Expression> value = data.of(change.getExpression());
      if (ASTHelpers.getStartPosition(change) > ASTHelpers.getStartPosition(begin.getLeaf())
          && Tests.constantOf(change.getExpression()) == null
          && !Paths.isInLoop(path, body.getLeaf())
          && !AskedData.overlap(target, value)) {
        renewed.addAll(target);
      }
    }
    return renewed;
  }

  /**
   * What has been told what the condition asks, and may remember it: an object whose method is
   * called with that, a variable that is given it, or something made of it.
   */
  private Set<Expression> told(Set<Expression> related) {
    Set<Expression> told = new HashSet<>();
    for (Tree statement : Trees.ownIn(body.getLeaf(), StatementTree.class)) {
      Tree tree = statement instanceof ExpressionStatementTree s ? s.getExpression() : statement;
      if (tree instanceof VariableTree variable
          && AskedData.overlap(data.of(variable.getInitializer()), related)) {
        told.add(Expression.of(ASTHelpers.getSymbol(variable)));
      } else if (tree instanceof AssignmentTree change
          && AskedData.overlap(data.of(change.getExpression()), related)) {
        told.addAll(data.of(change.getVariable()));
      } else if (tree instanceof MethodInvocationTree call
          && call.getArguments().stream().anyMatch(a -> AskedData.overlap(data.of(a), related))) {
        told.addAll(data.of(call));
      }
    }
    return told;
  }

  private List<Part> partsAt(TreePath place, Tree code) {
    List<Part> found = new ArrayList<>();
    for (Outcome outcome : TestOutcomes.at(place, code)) {
      for (ExpressionTree test : TestOutcomes.testsOf(outcome.test())) {
        found.add(new Part(test, outcome.value(), data.of(test)));
      }
    }
    for (TreePath p = place; p.getLeaf() != code; p = p.getParentPath()) {
      if (p.getLeaf() instanceof CaseTree choice) {
        found.add(new Part(choice, true, data.of(selector(p.getParentPath().getLeaf()))));
      }
    }
    return found;
  }

  private static ExpressionTree selector(Tree choice) {
    return choice instanceof SwitchTree old
        ? old.getExpression()
        : ((SwitchExpressionTree) choice).getExpression();
  }

  /**
   * What is changed where it begins and nothing ends it, in code that is not always come to: a
   * branch, a loop, a function that others call.
   */
  private Set<Expression> noted(TreePath begin, List<TreePath> ends) {
    Tree region = null;
    for (TreePath p = begin; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      Tree parent = p.getParentPath().getLeaf();
      if (ends.stream().anyMatch(end -> Paths.isInside(end, leaf))) {
        break;
      }
      boolean isBranch =
          (parent instanceof IfTree test && leaf != test.getCondition())
              || parent instanceof ConditionalExpressionTree
              || parent instanceof CaseTree
              || parent instanceof CatchTree
              || Loops.isLoop(parent);
      region = isBranch ? leaf : region;
    }
    if (begin.getLeaf() instanceof LambdaExpressionTree function && region == null) {
      region = function.getBody();
    }
    Set<Expression> noted = new HashSet<>();
    for (Tree tree : Trees.ownIn(region, Tree.class)) {
      ExpressionTree changed = Values.changed(tree);
      // The body of a function may be an expression.
      Tree whole =
          tree instanceof ExpressionStatementTree s
              ? s.getExpression()
              : tree == region ? tree : null;
      if (whole instanceof MethodInvocationTree call) {
        ExpressionTree receiver = ASTHelpers.getReceiver(call);
        changed = receiver == null ? call : receiver;
      }
      boolean isBegin =
          !(begin.getLeaf() instanceof LambdaExpressionTree)
              && Trees.any(begin.getLeaf(), t -> t == tree);
      if (changed != null && !isBegin) {
        noted.addAll(data.of(changed));
      }
    }
    return noted;
  }
}
