package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Question;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.Set;

/** Which calls ask without waiting. */
final class Questions {
  private Questions() {}

  /** Whether a call of the method may be a poll, if what it is called on is as it should be. */
  static boolean mayPoll(MethodSymbol method, VisitorState state) {
    return !ResolvedLibrary.of(state).isTimed(method)
        && ResolvedLibrary.of(state)
            .rows()
            .questionsByName()
            .get(method.getSimpleName().toString())
            .stream()
            .anyMatch(Question::isPoll);
  }

  /** The question that a call asks, if the model knows it. */
  static Optional<Question> of(MethodInvocationTree call, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ResolvedLibrary library = ResolvedLibrary.of(state);
    String name = method.getSimpleName().toString();
    if (!library.rows().questionsByName().containsKey(name) || library.isTimed(method)) {
      return Optional.empty();
    }
    Type receiver = method.isStatic() ? method.owner.type : ASTHelpers.getReceiverType(call);
    if (receiver == null) {
      return Optional.empty();
    }
    Type bound = receiver.hasTag(TypeTag.TYPEVAR) ? receiver.getUpperBound() : receiver;
    Set<String> types = library.supertypesOf(bound.tsym);
    return library.rows().questionsByName().get(name).stream()
        .filter(question -> types.contains(question.owner()))
        .findFirst();
  }

  /** Whether the call is one that polls when it is repeated. */
  static boolean isPoll(MethodInvocationTree call, VisitorState state) {
    return of(call, state)
        .filter(
            question ->
                question.answer() == Question.Answer.CLAUSE
                    ? call.getArguments().stream().anyMatch(a -> isFallback(a, state))
                    : question.isPoll())
        .isPresent();
  }

  /** Whether the argument is the clause that applies when no other does. */
  static boolean isFallback(ExpressionTree argument, VisitorState state) {
    return argument instanceof MethodInvocationTree call
        && of(call, state).filter(q -> q.answer() == Question.Answer.VALUE).isPresent();
  }
}
