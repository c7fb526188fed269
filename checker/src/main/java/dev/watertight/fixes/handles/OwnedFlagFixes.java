package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Calls the constructor that says whose the handle is, where one opens a handle for the object by
 * way of the constructor for those that others own: {@code this(pool, false)}.
 */
record OwnedFlagFixes(Leak leak, VarSymbol field, VisitorState state, SourceText source) {
  /** The fix, if the object releases the handle exactly if a flag says that it is its own. */
  static Optional<SuggestedFix> of(Leak leak, VisitorState state) {
    Tree call = leak.opening().path().getParentPath().getLeaf();
    return call instanceof MethodInvocationTree lending
            && leak.field().isPresent()
            && ASTHelpers.getSymbol(lending).isConstructor()
        ? new OwnedFlagFixes(leak, leak.field().get(), state, SourceText.of(state)).fix(lending)
        : Optional.empty();
  }

  private Optional<SuggestedFix> fix(MethodInvocationTree lending) {
    Optional<MethodTree> borrower = declaration(ASTHelpers.getSymbol(lending));
    Optional<MethodInvocationTree> passing = borrower.flatMap(OwnedFlagFixes::onlyCall);
    Optional<MethodTree> keeper =
        passing.map(ASTHelpers::getSymbol).filter(Symbol::isConstructor).flatMap(this::declaration);
    if (keeper.isEmpty() || !field.owner.equals(ASTHelpers.getSymbol(keeper.get()).owner)) {
      return Optional.empty();
    }
    List<? extends ExpressionTree> passed = passing.get().getArguments();
    ImmutableList<Integer> flags =
        IntStream.range(0, passed.size())
            .filter(i -> Boolean.FALSE.equals(literal(passed.get(i))))
            .boxed()
            .collect(ImmutableList.toImmutableList());
    if (flags.size() != 1 || !isGuard(keeper.get(), flags.get(0))) {
      return Optional.empty();
    }
    ImmutableList<VarSymbol> given =
        borrower.get().getParameters().stream()
            .map(ASTHelpers::getSymbol)
            .collect(ImmutableList.toImmutableList());
    ImmutableList.Builder<String> arguments = ImmutableList.builder();
    int next = 0;
    for (int i = 0; i < passed.size(); i++) {
      if (passed.get(i) instanceof LiteralTree other) {
        arguments.add(i == flags.get(0) ? "true" : source.of(other));
      } else if (next < given.size()
          && given.get(next).equals(ASTHelpers.getSymbol(passed.get(i)))) {
        // In the same order, so that all is computed as before.
        arguments.add(source.of(lending.getArguments().get(next++)));
      } else {
        return Optional.empty();
      }
    }
    List<? extends ExpressionTree> old = lending.getArguments();
    return next != given.size() || old.size() != next
        ? Optional.empty()
        : Optional.of(
            SuggestedFix.builder()
                .replace(
                    source.start(old.get(0)),
                    source.end(old.get(old.size() - 1)),
                    String.join(", ", arguments.build()))
                .setShortDescription("Say that it is its own")
                .build());
  }

  private Optional<MethodTree> declaration(Symbol constructor) {
    return CompilationIndex.of(state)
        .declaration(constructor)
        .filter(path -> path.getCompilationUnit() == leak.opening().path().getCompilationUnit())
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast);
  }

  private static Optional<MethodInvocationTree> onlyCall(MethodTree constructor) {
    return Stream.ofNullable(constructor.getBody())
        .filter(body -> body.getStatements().size() == 1)
        .map(body -> body.getStatements().get(0))
        .filter(ExpressionStatementTree.class::isInstance)
        .map(statement -> ((ExpressionStatementTree) statement).getExpression())
        .filter(MethodInvocationTree.class::isInstance)
        .map(MethodInvocationTree.class::cast)
        .findFirst();
  }

  private static Object literal(ExpressionTree tree) {
    return tree instanceof LiteralTree literal
        ? Objects.requireNonNullElse(literal.getValue(), "")
        : "";
  }

  /** Whether a parameter is put into a field that is all that the release of the handle asks. */
  private boolean isGuard(MethodTree keeper, int index) {
    VarSymbol parameter = ASTHelpers.getSymbol(keeper.getParameters().get(index));
    ImmutableList<VarSymbol> kept =
        Trees.in(keeper, AssignmentTree.class).stream()
            .filter(
                assignment -> parameter.equals(ASTHelpers.getSymbol(assignment.getExpression())))
            .map(assignment -> ASTHelpers.getSymbol(assignment.getVariable()))
            .filter(VarSymbol.class::isInstance)
            .map(VarSymbol.class::cast)
            .filter(Symbols::isField)
            .collect(ImmutableList.toImmutableList());
    Optional<ClassTree> type =
        CompilationIndex.of(state)
            .declaration(field.owner)
            .map(TreePath::getLeaf)
            .filter(ClassTree.class::isInstance)
            .map(ClassTree.class::cast);
    return kept.size() == 1
        && isFinalFlag(kept.get(0))
        && type.stream()
            .flatMap(tree -> Trees.in(tree, IfTree.class).stream())
            .filter(
                test ->
                    kept.get(0)
                        .equals(
                            ASTHelpers.getSymbol(ASTHelpers.stripParentheses(test.getCondition()))))
            .anyMatch(test -> releases(test.getThenStatement()));
  }

  private static boolean isFinalFlag(VarSymbol kept) {
    return kept.getModifiers().contains(Modifier.FINAL);
  }

  private boolean releases(Tree code) {
    return Trees.in(code, MethodInvocationTree.class).stream()
        .anyMatch(
            call ->
                field.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
                    && leak.opening()
                        .kind()
                        .isRelease(ASTHelpers.getSymbol(call).getSimpleName().toString()));
  }
}
