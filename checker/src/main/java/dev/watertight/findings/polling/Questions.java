package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Question;
import dev.watertight.program.CompilationIndex;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which calls ask without waiting. */
final class Questions {
  /** How many methods in view may hand a question on to each other. */
  private static final int WRAPPERS = 2;

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
        .findFirst()
        .filter(question -> !mayDoOtherwise(call, state));
  }

  /**
   * Whether what is called is a method in view that does more than to ask in its turn: it may wait
   * a while.
   */
  private static boolean mayDoOtherwise(MethodInvocationTree call, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    Stream<MethodSymbol> called = Stream.of(method);
    if (ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable) {
      called =
          Stream.concat(
              called,
              Values.assignedTo(variable, state).stream()
                  .map(value -> ASTHelpers.getType(value.getLeaf()))
                  .filter(type -> type != null && type.tsym instanceof ClassSymbol)
                  .map(type -> method.implementation(type.tsym, state.getTypes(), true)));
    }
    CompilationIndex index = CompilationIndex.of(state);
    return called
        .flatMap(m -> index.declaration(m).stream())
        .anyMatch(declaration -> doesMore(declaration.getLeaf(), method));
  }

  private static boolean doesMore(Tree declaration, MethodSymbol method) {
    return !Boolean.FALSE.equals(
        new TreeScanner<@Nullable Boolean, @Nullable Void>() {
          @Override
          public Boolean visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
            MethodSymbol called = ASTHelpers.getSymbol(call);
            return !called.getSimpleName().equals(method.getSimpleName())
                || called.getParameters().size() != method.getParameters().size()
                || Boolean.TRUE.equals(super.visitMethodInvocation(call, null));
          }

          @Override
          public Boolean reduce(@Nullable Boolean left, @Nullable Boolean right) {
            return Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right);
          }

          @Override
          public Boolean scan(@Nullable Tree tree, @Nullable Void unused) {
            return Boolean.TRUE.equals(super.scan(tree, null));
          }
        }.scan(declaration, null));
  }

  /** Whether the call is one that polls when it is repeated. */
  static boolean isPoll(MethodInvocationTree call, VisitorState state) {
    return isPoll(call, WRAPPERS, state);
  }

  private static boolean isPoll(MethodInvocationTree call, int wrappers, VisitorState state) {
    Optional<Question> question = of(call, state);
    if (question.isEmpty() && wrappers > 0 && mayPoll(ASTHelpers.getSymbol(call), state)) {
      // A method in view that hands the question on.
      MethodTree method = ASTHelpers.findMethod(ASTHelpers.getSymbol(call), state);
      return method != null
          && method.getBody() != null
          && method.getBody().getStatements().size() == 1
          && method.getBody().getStatements().get(0) instanceof ReturnTree result
          && ASTHelpers.stripParentheses(result.getExpression()) instanceof MethodInvocationTree on
          && isPoll(on, wrappers - 1, state);
    }
    return question
        .filter(
            asked ->
                asked.answer() == Question.Answer.CLAUSE
                    ? call.getArguments().stream().anyMatch(a -> isFallback(a, state))
                    : asked.isPoll())
        .isPresent();
  }

  /** Whether the argument is the clause that applies when no other does. */
  static boolean isFallback(ExpressionTree argument, VisitorState state) {
    return argument instanceof MethodInvocationTree call
        && of(call, state).filter(q -> q.answer() == Question.Answer.VALUE).isPresent();
  }
}
