package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.findings.polling.Idle.Value;
import dev.watertight.model.Question;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/** What calls answer while there is nothing to be had. */
final class IdleCalls {
  /** How many getters deep to look. */
  private static final int DEPTH = 3;

  private final IdleExpressions expressions;
  private final IdleRound round;
  private final VisitorState state;
  private int depth;

  IdleCalls(IdleExpressions expressions, IdleRound round, VisitorState state) {
    this.expressions = expressions;
    this.round = round;
    this.state = state;
  }

  ImmutableList<Value> of(MethodInvocationTree call, Idle idle) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return IdleExpressions.each(
        receiver == null || isTypeOrThis(receiver)
            ? ImmutableList.of(idle.unknown())
            : Questions.isPoll(call, state)
                // Which of several is asked is no progress.
                ? expressions.counts().unseen(() -> expressions.of(receiver, idle))
                : expressions.of(receiver, idle),
        on ->
            IdleExpressions.isNull(on)
                ? ImmutableList.of()
                : withArguments(call, 0, Optional.empty(), on.value(), on.after()));
  }

  private static boolean isTypeOrThis(ExpressionTree receiver) {
    return ASTHelpers.getSymbol(receiver) instanceof ClassSymbol || Symbols.isSelf(receiver);
  }

  /** Evaluates the arguments from an index on; the value is that of the one before, or the last. */
  private ImmutableList<Value> withArguments(
      MethodInvocationTree call,
      int index,
      Optional<Object> value,
      Optional<Object> receiver,
      Idle idle) {
    List<? extends ExpressionTree> arguments = call.getArguments();
    if (index == arguments.size()) {
      return answer(call, value, receiver, idle);
    }
    ExpressionTree argument = arguments.get(index);
    boolean decides = index == 0 || Questions.isFallback(argument, state);
    return IdleExpressions.each(
        expressions.of(argument, idle),
        v -> withArguments(call, index + 1, decides ? v.value() : value, receiver, v.after()));
  }

  private ImmutableList<Value> answer(
      MethodInvocationTree call, Optional<Object> argument, Optional<Object> receiver, Idle idle) {
    Optional<Question> question = Questions.of(call, state);
    if (question.isEmpty()) {
      return getter(call, idle);
    }
    return switch (question.get().answer()) {
      case NULL -> ImmutableList.of(idle.asked(call).value(Idle.NULL));
      case TRUE -> ImmutableList.of(idle.asked(call).value(true));
      case FALSE -> ImmutableList.of(idle.asked(call).value(false));
      case ZERO -> ImmutableList.of(idle.asked(call).value(0));
      case ANY ->
          ImmutableList.of(
              question.get().method().equals("equals")
                  ? new Value(idle, Comparisons.same(receiver, argument))
                  : idle.unknown());
      case CLAUSE -> {
        if (!Questions.isPoll(call, state)) {
          throw new NotIdle();
        }
        yield ImmutableList.of(new Value(idle.asked(call), argument));
      }
      case VALUE -> supplied(call, argument, idle);
      // It counts, and uses the number.
      case COUNT -> throw new NotIdle();
    };
  }

  private ImmutableList<Value> supplied(
      MethodInvocationTree call, Optional<Object> argument, Idle idle) {
    ExpressionTree supplier = call.getArguments().get(0);
    if (supplier instanceof LambdaExpressionTree lambda) {
      return lambda.getBody() instanceof BlockTree block
          ? round.results(block, idle)
          : expressions.of(lambda.getBody(), idle);
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (supplier instanceof MemberReferenceTree
        || state.getTypes().isFunctionalInterface(method.getParameters().get(0).type)) {
      throw new NotIdle();
    }
    return ImmutableList.of(new Value(idle, argument));
  }

  /** A method in view that only evaluates an expression, or counts. */
  private ImmutableList<Value> getter(MethodInvocationTree call, Idle idle) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    CompilationIndex index = CompilationIndex.of(state);
    if (isRecordAccessor(method)) {
      return ImmutableList.of(idle.unknown());
    }
    boolean isKnown =
        CompilationIndex.isEffectivelyFinal(method)
            || (index.isComplete() && index.overriders(method).isEmpty());
    Optional<TreePath> declaration =
        isKnown && depth < DEPTH ? index.declaration(method) : Optional.empty();
    if (declaration.isEmpty()
        || !(declaration.get().getLeaf() instanceof MethodTree tree)
        || tree.getBody() == null) {
      throw new NotIdle();
    }
    List<? extends StatementTree> statements = tree.getBody().getStatements();
    if (statements.size() != 1) {
      throw new NotIdle();
    }
    depth++;
    try {
      return result(statements.get(0)).stream()
          .map(v -> new Value(v.after().polls().isEmpty() ? idle : idle.asked(call), v.value()))
          .collect(ImmutableList.toImmutableList());
    } finally {
      depth--;
    }
  }

  private ImmutableList<Value> result(StatementTree statement) {
    if (statement instanceof ReturnTree result && result.getExpression() != null) {
      return expressions.of(result.getExpression(), Idle.BLANK);
    }
    if (!(statement instanceof ExpressionStatementTree)) {
      throw new NotIdle();
    }
    return round.of(statement, Idle.BLANK).stream()
        .map(end -> end.after().unknown())
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isRecordAccessor(MethodSymbol method) {
    return (method.owner.flags() & Flags.RECORD) != 0
        && method.getParameters().isEmpty()
        && (method.flags() & Flags.GENERATED_MEMBER) != 0;
  }
}
