package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How many rounds a loop makes if nothing in its body leaves it. */
record Rounds(LoopRun run, Numbers numbers) {
  /** The rounds of a loop that only a jump leaves: any number, if data have a say in it. */
  Count whileEndless(Tree loop) {
    return numbers.data().areIn(loop) ? Count.ANY : Count.UNKNOWN.asTimes();
  }

  /**
   * The rounds of a loop.
   *
   * @param before what holds when the loop begins, its first values included
   * @param changed the variables that the loop changes
   */
  Count of(Tree loop, Situation before, Set<VarSymbol> changed) {
    if (loop instanceof EnhancedForLoopTree each) {
      return numbers.elements().of(each.getExpression());
    }
    ExpressionTree condition = Loops.condition(loop).get();
    Count unknown =
        isComputed(condition, loop, changed) || numbers.data().isUnclear(condition)
            ? Count.UNKNOWN.asTimes()
            : whileEndless(condition);
    return loop instanceof DoWhileLoopTree
        ? new Count(Amount.of(1), unknown.most())
        : new Head(loop, before, changed).of(condition).orElse(unknown);
  }

  /** Whether each round computes by itself the numbers that it goes on for: it comes to an end. */
  private static boolean isComputed(ExpressionTree condition, Tree loop, Set<VarSymbol> changed) {
    Set<Symbol> own = Symbols.variablesIn(condition);
    own.retainAll(changed);
    return !own.isEmpty()
        && own.stream().allMatch(variable -> variable.type.isPrimitive())
        && !Trees.any(condition, MethodInvocationTree.class::isInstance)
        && Trees.in(loop, ExpressionTree.class).stream()
            .filter(tree -> !Collections.disjoint(Values.changedIn(tree), own))
            .noneMatch(tree -> Trees.any(tree, MethodInvocationTree.class::isInstance));
  }

  /** A loop with its condition. */
  private final class Head {
    private final Tree loop;
    private final Situation before;
    private final Set<VarSymbol> changed;

    Head(Tree loop, Situation before, Set<VarSymbol> changed) {
      this.loop = loop;
      this.before = before;
      this.changed = changed;
    }

    Optional<Count> of(ExpressionTree tree) {
      ExpressionTree condition = ASTHelpers.stripParentheses(tree);
      if (condition instanceof MethodInvocationTree call) {
        return numbers.iterators().asked(call).flatMap(iterator -> forNext(iterator, call));
      }
      if (!(condition instanceof BinaryTree binary)) {
        return Optional.empty();
      }
      if (binary.getKind() == Tree.Kind.CONDITIONAL_AND) {
        Optional<Count> left = of(binary.getLeftOperand());
        Optional<Count> right = of(binary.getRightOperand());
        // A limit that is not understood may be reached first.
        return isUnclearLimit(binary.getLeftOperand(), left)
                || isUnclearLimit(binary.getRightOperand(), right)
            ? Optional.of(Count.UNKNOWN.asTimes())
            : left.map(l -> right.map(l::limitedTo).orElse(l)).or(() -> right).map(Count::atMost);
      }
      return counted(binary.getKind(), binary.getLeftOperand(), binary.getRightOperand())
          .or(
              () ->
                  counted(
                      mirrored(binary.getKind()),
                      binary.getRightOperand(),
                      binary.getLeftOperand()));
    }

    /** As many rounds as elements are left, if each round takes one; else a part of these. */
    private Optional<Count> forNext(VarSymbol iterator, MethodInvocationTree test) {
      Amount left = before.valueOf(iterator);
      Count all =
          left.kind() == Amount.Kind.SUM
              ? Count.exactly(left)
              : numbers.elements().of(ASTHelpers.getReceiver(test)).atMost();
      if (all.most().kind() != Amount.Kind.SUM || !takesFrom(iterator, loop)) {
        return Optional.empty();
      }
      long step =
          takesFrom(iterator, Loops.condition(loop).get())
              ? 0
              : run.step(loop, iterator, before.forgetting(changed)).number().orElse(0);
      OptionalLong number = all.amount().number();
      return Optional.of(
          step == -1
              ? all.asTimes()
              : step < 0 && number.isPresent()
                  ? Count.exactly(number.getAsLong() / -step).asTimes()
                  : all.atMost());
    }

    private static boolean takesFrom(VarSymbol iterator, Tree code) {
      return Trees.anyOwn(
          code, tree -> Iterators.takenFrom(tree).filter(iterator::equals).isPresent());
    }

    private boolean isUnclearLimit(ExpressionTree condition, Optional<Count> count) {
      Tree.Kind kind = ASTHelpers.stripParentheses(condition).getKind();
      return count.isEmpty() && mirrored(kind) != kind;
    }

    private boolean is(MethodInvocationTree call, Rule rule) {
      return numbers
          .library()
          .countingOf(ASTHelpers.getSymbol(call))
          .filter(rule::equals)
          .isPresent();
    }

    /** {@code counter < limit}. */
    private Optional<Count> counted(
        Tree.Kind comparison, ExpressionTree counter, ExpressionTree limit) {
      if (!Collections.disjoint(Symbols.variablesIn(limit), changed)) {
        return Optional.empty();
      }
      Count bound = numbers.valueOf(limit, before::valueOf);
      if (counter instanceof MethodInvocationTree call && comparison == Tree.Kind.LESS_THAN) {
        return !isFilledBy(call)
            ? Optional.empty()
            : Optional.of(isFilledOnly(call) ? bound.asTimes() : Count.UNKNOWN.asTimes());
      }
      if (!(ASTHelpers.getSymbol(counter) instanceof VarSymbol variable)
          || !changed.contains(variable)) {
        return Optional.empty();
      }
      Count first = Count.exactly(before.valueOf(variable));
      long step = run.step(loop, variable, before.forgetting(changed)).number().orElse(0);
      boolean fits =
          switch (comparison) {
            case LESS_THAN, LESS_THAN_EQUAL -> step > 0;
            case GREATER_THAN, GREATER_THAN_EQUAL -> step < 0;
            case NOT_EQUAL_TO -> Math.abs(step) == 1;
            default -> false;
          };
      boolean isInclusive =
          comparison == Tree.Kind.LESS_THAN_EQUAL || comparison == Tree.Kind.GREATER_THAN_EQUAL;
      Count distance =
          (step > 0 ? bound.minus(first) : first.minus(bound))
              .plus(isInclusive ? Count.ONCE : Count.NEVER);
      if (!fits || distance.most().kind() != Amount.Kind.SUM) {
        return Optional.empty();
      }
      long size = Math.abs(step);
      return Optional.of(
          size == 1
              ? distance.asTimes()
              : distance.amount().number().isPresent()
                  ? Count.exactly((distance.most().number().getAsLong() + size - 1) / size)
                      .asTimes()
                  : distance.asTimes().atMost());
    }

    /** {@code page.size()}, where the page, no set, is empty at first and each round adds to it. */
    private boolean isFilledBy(MethodInvocationTree size) {
      return is(size, Rule.SIZE)
          && ASTHelpers.getSymbol(ASTHelpers.getReceiver(size)) instanceof VarSymbol collection
          && !Symbols.isField(collection)
          && !numbers.library().supertypesOf(collection.type.tsym).contains("java.util.Set")
          && numbers.values(collection).stream().allMatch(NewClassTree.class::isInstance)
          && !Trees.any(loop, ContinueTree.class::isInstance)
          && statements(loop).stream()
              .anyMatch(
                  statement ->
                      statement instanceof ExpressionStatementTree expression
                          && FilledCollections.isAdd(expression.getExpression(), collection))
          && Trees.in(loop, MethodInvocationTree.class).stream()
                  .filter(call -> FilledCollections.isAdd(call, collection))
                  .count()
              == 1;
    }

    /**
     * Whether the collection is empty when the loop begins, and until it ends nothing else than
     * that one call changes it: who takes elements out has the loop make more rounds.
     */
    private boolean isFilledOnly(MethodInvocationTree size) {
      VarSymbol collection = (VarSymbol) ASTHelpers.getSymbol(ASTHelpers.getReceiver(size));
      CompilationIndex index = CompilationIndex.of(numbers.state());
      Optional<TreePath> declaration = index.declaration(collection);
      ImmutableList<TreePath> mentions = index.mentions(collection);
      return declaration.isPresent()
          && numbers.values(collection).stream()
              .allMatch(value -> FilledCollections.isMadeEmpty(value, numbers))
          && mentions.stream()
              .filter(mention -> Paths.isInside(mention, loop))
              .allMatch(
                  mention ->
                      Graphs.areTogether(mention, declaration.get())
                          && isOfRun(mention, declaration.get())
                          && (FilledCollections.addAt(mention, collection).isPresent()
                              || numbers.elements().isRead(mention)))
          && mentions.stream()
              .filter(mention -> !Paths.isInside(mention, loop))
              .allMatch(
                  mention ->
                      Paths.start(mention) > ASTHelpers.getStartPosition(loop)
                          || numbers.elements().isRead(mention));
    }

    /** Whether no other loop is between the declaration of the collection and this one. */
    private boolean isOfRun(TreePath mention, TreePath declaration) {
      return Paths.aroundInBody(mention).stream()
          .map(TreePath::getLeaf)
          .filter(Loops::isLoop)
          .filter(around -> !Paths.isInside(declaration, around))
          .allMatch(around -> around == loop || Trees.any(loop, inner -> inner == around));
    }
  }

  private static List<? extends StatementTree> statements(Tree loop) {
    return Loops.body(loop).get() instanceof BlockTree block
        ? block.getStatements()
        : ImmutableList.of();
  }

  private static Tree.Kind mirrored(Tree.Kind comparison) {
    return switch (comparison) {
      case LESS_THAN -> Tree.Kind.GREATER_THAN;
      case LESS_THAN_EQUAL -> Tree.Kind.GREATER_THAN_EQUAL;
      case GREATER_THAN -> Tree.Kind.LESS_THAN;
      case GREATER_THAN_EQUAL -> Tree.Kind.LESS_THAN_EQUAL;
      default -> comparison;
    };
  }
}
