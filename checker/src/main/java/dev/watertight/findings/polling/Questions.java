package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Question;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which calls ask without waiting. */
final class Questions {
  /** How many methods in view may hand a question on to each other. */
  private static final int WRAPPERS = 2;

  private Questions() {}

  /** Whether a call of the method may be a poll, if what it is called on is as it should be. */
  static boolean mayPoll(MethodSymbol method, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.rows().questionsByName().get(method.getSimpleName().toString()).stream()
            .anyMatch(question -> question.isPoll() && question.member().parameters().fit(method))
        && !library.isTimed(method);
  }

  /** Whether a call may be a poll: a first test, which looks at types only. */
  static boolean mayPoll(MethodInvocationTree call, VisitorState state) {
    return named(call, state).isPresent()
        || CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }

  /** The question that a call asks, if the model knows it. */
  static Optional<Question> of(MethodInvocationTree call, VisitorState state) {
    return named(call, state).filter(question -> !mayDoOtherwise(call, state));
  }

  private static Optional<Question> named(MethodInvocationTree call, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library
        .questionOf(call)
        .filter(question -> !library.isTimed(ASTHelpers.getSymbol(call)));
  }

  /** Whether the expression asks such a question. */
  static boolean is(Tree expression, Question.Answer answer, VisitorState state) {
    return expression instanceof MethodInvocationTree call
        && of(call, state).filter(question -> question.answer() == answer).isPresent();
  }

  /**
   * Whether what is called is a method in view that does more than to ask in its turn: it may wait
   * a while.
   */
  private static boolean mayDoOtherwise(MethodInvocationTree call, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    CompilationIndex index = CompilationIndex.of(state);
    List<TreePath> receivers =
        ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable
            ? Values.assignedTo(variable, state)
            : ImmutableList.of();
    boolean exact =
        !receivers.isEmpty()
            && receivers.stream().allMatch(value -> value.getLeaf() instanceof NewClassTree);
    Stream<MethodSymbol> called =
        Stream.concat(
            Stream.concat(
                Stream.of(method), exact ? Stream.empty() : index.overriders(method).stream()),
            receivers.stream()
                .map(value -> ASTHelpers.getType(value.getLeaf()))
                .filter(type -> type != null && type.tsym instanceof ClassSymbol)
                .map(type -> method.implementation(type.tsym, state.getTypes(), true)));
    return called
        .flatMap(m -> index.declaration(m).stream())
        .anyMatch(declaration -> doesMore(declaration.getLeaf(), method));
  }

  private static boolean doesMore(Tree declaration, MethodSymbol method) {
    return Trees.any(
        declaration,
        tree ->
            tree instanceof MethodInvocationTree call
                && !isSameQuestion(ASTHelpers.getSymbol(call), method));
  }

  private static boolean isSameQuestion(MethodSymbol called, MethodSymbol method) {
    return called.getSimpleName().equals(method.getSimpleName())
        && called.getParameters().size() == method.getParameters().size();
  }

  /** Whether the expression is a call that polls when it is repeated. */
  static boolean isPoll(Tree expression, VisitorState state) {
    return isPoll(expression, WRAPPERS, state);
  }

  private static boolean isPoll(Tree expression, int wrappers, VisitorState state) {
    if (!(expression instanceof MethodInvocationTree call)) {
      return false;
    }
    Optional<Question> question = of(call, state);
    if (wrappers < WRAPPERS
        && !call.getArguments().isEmpty()
        && question.filter(q -> q.answer() == Question.Answer.OPTIONAL).isPresent()) {
      return isPoll(call.getArguments().get(0), wrappers, state);
    }
    if (question.isEmpty() && wrappers > 0 && mayPoll(ASTHelpers.getSymbol(call), state)) {
      // A method in view that hands the question on.
      return Returns.only(ASTHelpers.getSymbol(call), state)
          .filter(result -> isPoll(result, wrappers - 1, state))
          .isPresent();
    }
    return question
        .filter(
            asked ->
                asked.answer() == Question.Answer.CLAUSE
                    ? call.getArguments().stream()
                        .anyMatch(a -> is(a, Question.Answer.VALUE, state))
                    : asked.isPoll())
        .isPresent();
  }
}
