package dev.watertight.findings.polling;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.findings.polling.Idle.Value;
import dev.watertight.program.Loops;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Name;

/**
 * Runs statements while there is nothing to be had. Every way through them is followed, and a
 * statement that could wait or change something ends it all.
 */
final class IdleRound {
  /** How a statement ends. */
  enum Kind {
    NORMAL,
    BREAK,
    CONTINUE,
    /** The method ends, or an exception leaves the statement. */
    LEAVE
  }

  /**
   * One way in which a statement ends.
   *
   * @param label the label of a break or continue
   * @param value what is returned
   */
  record End(Kind kind, Optional<Name> label, Idle after, Optional<Object> value) {
    boolean isTo(Kind wanted, Optional<Name> own) {
      return kind == wanted && (label.isEmpty() || label.equals(own));
    }
  }

  private final IdleExpressions expressions;
  private int functions;

  /**
   * Runs the statements of a loop.
   *
   * @param changing the local variables to which the loop assigns
   */
  IdleRound(ImmutableSet<VarSymbol> changing, VisitorState state) {
    this.expressions = new IdleExpressions(changing, this, state);
  }

  /** Whether what is counted may end the loop with the body, or make it wait. */
  boolean looksAtCounts(Tree body) {
    return expressions.counts().areSeen(body);
  }

  static End normal(Idle after) {
    return new End(Kind.NORMAL, Optional.empty(), after, Optional.empty());
  }

  /** The ways in which an expression comes out. */
  ImmutableList<Value> values(ExpressionTree tree, Idle idle) {
    return expressions.of(tree, idle);
  }

  /** What the body of a lambda returns; it keeps nothing of its own variables. */
  ImmutableList<Value> results(BlockTree body, Idle idle) {
    functions++;
    try {
      return of(body, idle).stream()
          .map(end -> new Value(end.after().withLocalsOf(idle), end.value()))
          .collect(toImmutableList());
    } finally {
      functions--;
    }
  }

  /** The ways in which a statement ends. */
  ImmutableList<End> of(StatementTree tree, Idle idle) {
    return of(tree, Optional.empty(), idle);
  }

  private ImmutableList<End> of(StatementTree tree, Optional<Name> label, Idle idle) {
    if (tree instanceof BlockTree block) {
      return sequence(block.getStatements(), idle);
    }
    if (tree instanceof ExpressionStatementTree statement) {
      return expressions
          .counts()
          .of(statement.getExpression(), idle)
          .map(after -> after.stream().map(IdleRound::normal).collect(toImmutableList()))
          .orElseGet(() -> ends(expressions.of(statement.getExpression(), idle)));
    }
    if (tree instanceof VariableTree variable) {
      return variable.getInitializer() == null
          ? ImmutableList.of(normal(idle))
          : ends(
              IdleExpressions.each(
                  expressions.of(variable.getInitializer(), idle),
                  v ->
                      ImmutableList.of(
                          expressions.assign(
                              ASTHelpers.getSymbol(variable), variable.getInitializer(), v))));
    }
    if (tree instanceof IfTree choice) {
      return choice(choice, idle);
    }
    if (tree instanceof ReturnTree result) {
      return result.getExpression() == null
          ? ImmutableList.of(new End(Kind.LEAVE, Optional.empty(), idle, Optional.empty()))
          : expressions.of(result.getExpression(), idle).stream()
              .map(v -> new End(Kind.LEAVE, Optional.empty(), v.after(), v.value()))
              .collect(toImmutableList());
    }
    if (tree instanceof ThrowTree) {
      return ImmutableList.of(new End(Kind.LEAVE, Optional.empty(), idle, Optional.empty()));
    }
    if (tree instanceof BreakTree end) {
      return ImmutableList.of(
          new End(Kind.BREAK, Optional.ofNullable(end.getLabel()), idle, Optional.empty()));
    }
    if (tree instanceof ContinueTree end) {
      return ImmutableList.of(
          new End(Kind.CONTINUE, Optional.ofNullable(end.getLabel()), idle, Optional.empty()));
    }
    if (tree instanceof LabeledStatementTree labeled) {
      return labeled(labeled, idle);
    }
    if (tree instanceof SynchronizedTree locked) {
      return then(
          ends(expressions.of(locked.getExpression(), idle)), i -> of(locked.getBlock(), i));
    }
    if (tree instanceof TryTree attempt) {
      return attempt(attempt, idle);
    }
    if (tree instanceof EnhancedForLoopTree loop) {
      return forEach(loop, label, idle);
    }
    if (Loops.isConditional(tree)) {
      ImmutableList<Idle> starts = ImmutableList.of(idle);
      if (tree instanceof ForLoopTree loop) {
        starts =
            sequence(loop.getInitializer(), idle).stream()
                .map(End::after)
                .collect(toImmutableList());
      }
      return ImmutableList.copyOf(new IdleRounds(this, tree, label).from(starts).exits());
    }
    if (tree instanceof EmptyStatementTree
        || tree instanceof ClassTree
        || tree instanceof AssertTree) {
      return ImmutableList.of(normal(idle));
    }
    throw new NotIdle();
  }

  /** A function of what is known where a statement has ended normally. */
  interface Then {
    /** The ways in which it goes on. */
    ImmutableList<End> apply(Idle idle);
  }

  static ImmutableList<End> then(List<End> ends, Then next) {
    return ends.stream()
        .flatMap(
            end ->
                (end.kind() == Kind.NORMAL ? next.apply(end.after()) : ImmutableList.of(end))
                    .stream())
        .distinct()
        .collect(toImmutableList());
  }

  ImmutableList<End> sequence(List<? extends StatementTree> statements, Idle idle) {
    ImmutableList<End> ends = ImmutableList.of(normal(idle));
    for (StatementTree statement : statements) {
      ends = then(ends, i -> of(statement, i));
    }
    return ends;
  }

  private static ImmutableList<End> ends(List<Value> values) {
    return values.stream().map(v -> normal(v.after())).collect(toImmutableList());
  }

  private ImmutableList<End> choice(IfTree tree, Idle idle) {
    ImmutableList.Builder<End> ends = ImmutableList.builder();
    for (Value condition : expressions.of(tree.getCondition(), idle)) {
      if (!condition.value().equals(Optional.of(false))) {
        ends.addAll(branch(tree.getThenStatement(), condition.after()));
      }
      if (!condition.value().equals(Optional.of(true))) {
        StatementTree otherwise = tree.getElseStatement();
        ends.addAll(
            otherwise == null
                ? ImmutableList.of(normal(condition.after()))
                : branch(otherwise, condition.after()));
      }
    }
    return ends.build();
  }

  /** A branch that leaves the loop for good may do anything before. */
  private ImmutableList<End> branch(StatementTree tree, Idle idle) {
    if (functions > 0 || !isLast(tree)) {
      return of(tree, idle);
    }
    return expressions
        .counts()
        .unseen(
            () -> {
              try {
                return of(tree, idle);
              } catch (NotIdle e) {
                return ImmutableList.of(
                    new End(Kind.LEAVE, Optional.empty(), idle, Optional.empty()));
              }
            });
  }

  /** Whether the method is left at the end of the statement, and nowhere else. */
  private static boolean isLast(StatementTree tree) {
    if (!(tree instanceof BlockTree block)) {
      return tree instanceof ReturnTree || tree instanceof ThrowTree;
    }
    List<? extends StatementTree> statements = block.getStatements();
    return !statements.isEmpty()
        && isLast(statements.get(statements.size() - 1))
        && statements.subList(0, statements.size() - 1).stream()
            .allMatch(s -> s instanceof ExpressionStatementTree || s instanceof VariableTree);
  }

  private ImmutableList<End> labeled(LabeledStatementTree tree, Idle idle) {
    Optional<Name> label = Optional.of(tree.getLabel());
    return of(tree.getStatement(), label, idle).stream()
        .map(
            end ->
                end.kind() == Kind.BREAK && end.label().equals(label) ? normal(end.after()) : end)
        .collect(toImmutableList());
  }

  /** Nothing that is asked throws, so no catch is reached. */
  private ImmutableList<End> attempt(TryTree tree, Idle idle) {
    if (!tree.getResources().isEmpty()) {
      throw new NotIdle();
    }
    ImmutableList<End> ends = of(tree.getBlock(), idle);
    BlockTree last = tree.getFinallyBlock();
    if (last == null) {
      return ends;
    }
    return ends.stream()
        .flatMap(
            end ->
                of(last, end.after()).stream()
                    .map(
                        l ->
                            l.kind() == Kind.NORMAL
                                ? new End(end.kind(), end.label(), l.after(), end.value())
                                : l))
        .collect(toImmutableList());
  }

  /** A loop over a collection or an array, neither of which waits. */
  private ImmutableList<End> forEach(EnhancedForLoopTree tree, Optional<Name> label, Idle idle) {
    Type type = ASTHelpers.getType(tree.getExpression());
    if (type == null
        || !(type.hasTag(TypeTag.ARRAY)
            || type.tsym.getQualifiedName().toString().startsWith("java.util."))) {
      throw new NotIdle();
    }
    return then(
        ends(expressions.of(tree.getExpression(), idle)),
        i ->
            ImmutableList.copyOf(
                new IdleRounds(this, tree, label).from(ImmutableList.of(i)).exits()));
  }
}
