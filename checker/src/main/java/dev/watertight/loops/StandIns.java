package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a method that receives returns in place of an end marker: {@code return x == END ? null :
 * x;}. Its callers then compare with null, or ask whether an {@code Optional} is empty, and mean
 * the marker.
 */
final class StandIns {
  private static final int DEPTH = 3;

  private final ReceivedValues values;
  private final ImmutableSet<Tree> waits;
  private final VisitorState state;

  StandIns(ReceivedValues values, ImmutableSet<Tree> waits, VisitorState state) {
    this.values = values;
    this.waits = waits;
    this.state = state;
  }

  /** The marker that has been received when a test has an outcome: only then has it that. */
  Optional<Symbol> marker(ExpressionTree test, boolean value) {
    return marker(test, value, DEPTH);
  }

  private Optional<Symbol> marker(ExpressionTree test, boolean value, int depth) {
    Optional<Nothing> nothing = Nothing.testedBy(test, value, values);
    if (nothing.isEmpty() || depth == 0) {
      return Optional.empty();
    }
    Set<Symbol> found = new HashSet<>();
    for (Tree wait : waits) {
      if (!(wait instanceof MethodInvocationTree call)) {
        return Optional.empty();
      }
      Known<TreePath> bodies = Summaries.bodiesOf(call, state);
      if (!bodies.isComplete() || bodies.seen().isEmpty()) {
        return Optional.empty();
      }
      for (TreePath body : bodies.seen()) {
        Optional<Symbol> one = returnedFor(nothing.get(), body, depth);
        if (one.isEmpty()) {
          return Optional.empty();
        }
        found.add(one.get());
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  /** The one marker for which a method returns nothing, if it returns something otherwise. */
  private Optional<Symbol> returnedFor(Nothing nothing, TreePath body, int depth) {
    if (!(body.getLeaf() instanceof MethodTree)) {
      return Optional.empty();
    }
    ImmutableSet<Tree> received = receivesIn(body);
    if (received.isEmpty()) {
      return Optional.empty();
    }
    ReceivedValues inside = ReceivedValues.in(body.getLeaf(), received, state);
    StandIns called = new StandIns(inside, received, state);
    Set<Symbol> found = new HashSet<>();
    for (TreePath result : Returns.in(body)) {
      for (TreePath choice : choices(result)) {
        if (nothing.is(choice.getLeaf())) {
          Optional<Symbol> one =
              TestOutcomes.at(choice, body.getLeaf()).stream()
                  .flatMap(outcome -> called.markerOf(outcome, depth - 1).stream())
                  .findFirst();
          if (one.isEmpty()) {
            return Optional.empty();
          }
          found.add(one.get());
        } else if (!isSomething(choice.getLeaf(), nothing, inside)) {
          return Optional.empty();
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private Optional<Symbol> markerOf(Outcome outcome, int depth) {
    return equal(outcome.test(), outcome.value())
        .or(() -> marker(outcome.test(), outcome.value(), depth));
  }

  /** The constant that a received value is equal to by the outcome of a test. */
  private Optional<Symbol> equal(ExpressionTree test, boolean value) {
    ExpressionTree left = null;
    ExpressionTree right = null;
    if (test.getKind() == (value ? Kind.EQUAL_TO : Kind.NOT_EQUAL_TO)) {
      left = ((BinaryTree) test).getLeftOperand();
      right = ((BinaryTree) test).getRightOperand();
    } else if (value
        && test instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals")) {
      left = ASTHelpers.getReceiver(call);
      right = call.getArguments().get(0);
    }
    if (left == null || right == null) {
      return Optional.empty();
    }
    ExpressionTree other = values.isResult(left) ? right : values.isResult(right) ? left : null;
    return Optional.ofNullable(other)
        .map(tree -> ASTHelpers.getSymbol(ASTHelpers.stripParentheses(tree)))
        .filter(symbol -> symbol instanceof VarSymbol named && Values.isFixed(named, state));
  }

  /** The calls by which a method receives one value: of the library, or else of methods in view. */
  private ImmutableSet<Tree> receivesIn(TreePath body) {
    ImmutableSet<Tree> own = callsIn(body, this::isReceive);
    return own.isEmpty()
        ? callsIn(body, call -> Summaries.bodiesOf(call, state).seen().size() == 1)
        : own;
  }

  private static ImmutableSet<Tree> callsIn(TreePath body, Predicate<MethodInvocationTree> test) {
    return Trees.ownIn(body.getLeaf(), MethodInvocationTree.class).stream()
        .filter(test)
        .collect(ImmutableSet.toImmutableSet());
  }

  private boolean isReceive(MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return receiver != null
        && Channels.of(state)
            .operationOf(method, ASTHelpers.getType(receiver))
            .filter(o -> o.act() == Act.RECEIVE)
            .filter(o -> o.waiting() == Wait.ALWAYS || o.waiting() == Wait.HANDOVER)
            .isPresent();
  }

  /** Whether an expression is certainly something: what a receive brings is never null. */
  private boolean isSomething(Tree tree, Nothing nothing, ReceivedValues inside) {
    return nothing == Nothing.NULL
        ? tree instanceof NewClassTree || inside.isResult(tree)
        : nothing.isOther(tree);
  }

  private static ImmutableList<TreePath> choices(TreePath result) {
    if (result.getLeaf() instanceof ParenthesizedTree parentheses) {
      return choices(new TreePath(result, parentheses.getExpression()));
    }
    return result.getLeaf() instanceof ConditionalExpressionTree choice
        ? Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
            .flatMap(tree -> choices(new TreePath(result, tree)).stream())
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of(result);
  }

  /** What stands for the marker. */
  private enum Nothing {
    NULL,
    EMPTY;

    /** What a received value is by the outcome of a test. */
    static Optional<Nothing> testedBy(ExpressionTree test, boolean value, ReceivedValues values) {
      if (test instanceof BinaryTree pair
          && test.getKind() == (value ? Kind.EQUAL_TO : Kind.NOT_EQUAL_TO)
          && ((isNull(pair.getRightOperand()) && values.isResult(pair.getLeftOperand()))
              || (isNull(pair.getLeftOperand()) && values.isResult(pair.getRightOperand())))) {
        return Optional.of(NULL);
      }
      return test instanceof MethodInvocationTree call
              && ASTHelpers.getReceiver(call) != null
              && values.isResult(ASTHelpers.getReceiver(call))
              && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, EndMarkers.OPTIONAL)
              && ASTHelpers.getSymbol(call)
                  .getSimpleName()
                  .contentEquals(value ? "isEmpty" : "isPresent")
          ? Optional.of(EMPTY)
          : Optional.empty();
    }

    boolean is(Tree tree) {
      return this == NULL ? isNull(tree) : isMadeBy("empty", tree);
    }

    /** Whether a tree makes an {@code Optional} that holds something. */
    boolean isOther(Tree tree) {
      return isMadeBy("of", tree);
    }

    private static boolean isNull(@Nullable Tree tree) {
      return tree != null && tree.getKind() == Kind.NULL_LITERAL;
    }

    private static boolean isMadeBy(String factory, Tree tree) {
      return tree instanceof MethodInvocationTree call
          && EndMarkers.isOptional(ASTHelpers.getSymbol(call).owner)
          && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(factory);
    }
  }
}
