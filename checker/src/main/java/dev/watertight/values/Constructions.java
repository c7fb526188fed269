package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the fields of an object are given when it is made. */
public final class Constructions {
  /* How many constructors call each other. */
  private static final int DEPTH = 3;

  private Constructions() {}

  /**
   * The expression that gives a field its value: an argument of the creation, or one that the
   * constructor names. Empty if conditions decide.
   */
  public static Optional<ExpressionTree> valueOf(
      VarSymbol field, NewClassTree creation, VisitorState state) {
    return given(
        field,
        ASTHelpers.getSymbol(creation),
        ImmutableList.copyOf(creation.getArguments()),
        DEPTH,
        state);
  }

  private static Optional<ExpressionTree> given(
      VarSymbol field,
      MethodSymbol constructor,
      ImmutableList<ExpressionTree> arguments,
      int depth,
      VisitorState state) {
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(constructor);
    ImmutableList<TreePath> assigned =
        declaration.isEmpty()
            ? ImmutableList.of()
            : Values.assignedTo(field, state).stream()
                .filter(value -> Paths.isInside(value, declaration.get().getLeaf()))
                .collect(ImmutableList.toImmutableList());
    if (!assigned.isEmpty()) {
      return assigned.size() == 1 && isOfStatement(assigned.get(0), declaration.get())
          ? argument(
              (ExpressionTree) assigned.get(0).getLeaf(), constructor, arguments, declaration)
          : Optional.empty();
    }
    Optional<ExpressionTree> component = component(field, constructor, arguments);
    if (component.isPresent()) {
      // A compact constructor may give its parameters other values.
      return component.filter(
          value -> constructor.getParameters().stream().allMatch(p -> isKept(p, declaration)));
    }
    Optional<MethodInvocationTree> other = declaration.flatMap(Constructions::called);
    if (other.isPresent() && depth > 0) {
      ImmutableList<Optional<ExpressionTree>> passedOn =
          other.get().getArguments().stream()
              .map(each -> argument(each, constructor, arguments, declaration))
              .collect(ImmutableList.toImmutableList());
      if (!passedOn.stream().allMatch(Optional::isPresent)) {
        return Optional.empty();
      }
      Optional<ExpressionTree> passed =
          given(
              field,
              ASTHelpers.getSymbol(other.get()),
              passedOn.stream().map(Optional::get).collect(ImmutableList.toImmutableList()),
              depth - 1,
              state);
      if (passed.isPresent()) {
        return passed;
      }
    }
    return constructor.owner.equals(field.owner)
        ? Values.initial(field, state).map(value -> (ExpressionTree) value.getLeaf())
        : Optional.empty();
  }

  /** Whether the assignment of a value is a statement of the constructor that always runs. */
  private static boolean isOfStatement(TreePath value, TreePath constructor) {
    return value.getParentPath().getParentPath().getParentPath().getLeaf()
        == ((MethodTree) constructor.getLeaf()).getBody();
  }

  /**
   * What an expression of a constructor is: the argument, if it is a parameter that keeps its
   * value; empty if it names another variable of the constructor.
   */
  private static Optional<ExpressionTree> argument(
      ExpressionTree expression,
      MethodSymbol constructor,
      List<ExpressionTree> arguments,
      Optional<TreePath> declaration) {
    int position = constructor.getParameters().indexOf(ASTHelpers.getSymbol(expression));
    if (position < 0 || position >= arguments.size()) {
      return Optional.of(expression)
          .filter(
              whole ->
                  Symbols.variablesIn(whole).stream()
                      .noneMatch(named -> constructor.equals(named.owner)));
    }
    return Optional.of(arguments.get(position))
        .filter(argument -> isKept(constructor.getParameters().get(position), declaration));
  }

  /**
   * Whether a parameter keeps its value in the constructor, as far as somebody has written that.
   */
  private static boolean isKept(VarSymbol parameter, Optional<TreePath> declaration) {
    return declaration
        .map(path -> ((MethodTree) path.getLeaf()).getBody())
        .filter(body -> Values.changedIn(body).contains(parameter))
        .isEmpty();
  }

  /** What the canonical constructor of a record gives a component, where nobody writes it out. */
  private static Optional<ExpressionTree> component(
      VarSymbol field, MethodSymbol constructor, List<ExpressionTree> arguments) {
    return constructor.owner instanceof ClassSymbol type
            && type.equals(field.owner)
            && type.getRecordComponents().size() == arguments.size()
        ? Stream.iterate(0, i -> i < arguments.size(), i -> i + 1)
            .filter(i -> type.getRecordComponents().get(i).name.equals(field.name))
            .<ExpressionTree>map(arguments::get)
            .findFirst()
        : Optional.empty();
  }

  /** The constructor that another one calls at first. */
  private static Optional<MethodInvocationTree> called(TreePath constructor) {
    List<? extends StatementTree> statements =
        ((MethodTree) constructor.getLeaf()).getBody().getStatements();
    return !statements.isEmpty()
            && statements.get(0) instanceof ExpressionStatementTree statement
            && statement.getExpression() instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).isConstructor()
        ? Optional.of(call)
        : Optional.empty();
  }
}
