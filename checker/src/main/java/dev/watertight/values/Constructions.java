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
          ? Optional.of(
              argument((ExpressionTree) assigned.get(0).getLeaf(), constructor, arguments))
          : Optional.empty();
    }
    Optional<ExpressionTree> component = component(field, constructor, arguments);
    if (component.isPresent()) {
      return component;
    }
    Optional<MethodInvocationTree> other = declaration.flatMap(Constructions::called);
    if (other.isPresent() && depth > 0) {
      Optional<ExpressionTree> passed =
          given(
              field,
              ASTHelpers.getSymbol(other.get()),
              other.get().getArguments().stream()
                  .map(passedOn -> argument(passedOn, constructor, arguments))
                  .collect(ImmutableList.toImmutableList()),
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

  /** The argument, if the expression is a parameter. */
  private static ExpressionTree argument(
      ExpressionTree expression, MethodSymbol constructor, List<ExpressionTree> arguments) {
    int position = constructor.getParameters().indexOf(ASTHelpers.getSymbol(expression));
    return position < 0 || position >= arguments.size() ? expression : arguments.get(position);
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
