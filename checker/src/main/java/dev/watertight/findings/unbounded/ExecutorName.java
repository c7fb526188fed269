package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.Symbols;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How code names an executor, or the object that has it: by a variable, and by fields from there
 * on, or methods that only return these. Two such names in one object mean the same.
 *
 * @param symbols the variables; empty for the object itself
 */
record ExecutorName(ImmutableList<Symbol> symbols) {
  private static final ExecutorName SELF = new ExecutorName(ImmutableList.of());

  /** The name that an expression is, if it is one. */
  static Optional<ExecutorName> of(@Nullable ExpressionTree expression, VisitorState state) {
    if (Symbols.isSelf(expression)) {
      return Optional.of(SELF);
    }
    if (expression instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      return call.getArguments().isEmpty()
          ? Returns.only(method, state)
              .filter(value -> ASTHelpers.getSymbol(value) instanceof VarSymbol)
              .flatMap(value -> of(Symbols.receiver(call), state).flatMap(o -> o.then(value)))
          : Optional.empty();
    }
    return expression instanceof MemberSelectTree select
            && !(ASTHelpers.getSymbol(select) instanceof VarSymbol field && field.isStatic())
        ? of(select.getExpression(), state).flatMap(owner -> owner.then(select))
        : expression instanceof IdentifierTree || expression instanceof MemberSelectTree
            ? meant(expression, state).or(() -> SELF.then(expression))
            : Optional.empty();
  }

  /** What a variable of the code itself has always been given the value of. */
  private static Optional<ExecutorName> meant(ExpressionTree name, VisitorState state) {
    return ASTHelpers.getSymbol(name) instanceof VarSymbol local
            && !Symbols.isField(local)
            && Values.isFixed(local, state)
        ? Values.initial(local, state).flatMap(value -> of((ExpressionTree) value.getLeaf(), state))
        : Optional.empty();
  }

  private Optional<ExecutorName> then(ExpressionTree field) {
    return ASTHelpers.getSymbol(field) instanceof VarSymbol variable
        ? Optional.of(then(ImmutableList.of(variable)))
        : Optional.empty();
  }

  private ExecutorName then(List<? extends Symbol> fields) {
    return new ExecutorName(ImmutableList.<Symbol>builder().addAll(symbols).addAll(fields).build());
  }

  private ImmutableList<Symbol> behindFirst() {
    return symbols.subList(1, symbols.size());
  }

  /** What the code around a call names so that what is called names it like this. */
  Optional<ExecutorName> before(TreePath call, VisitorState state) {
    Symbol first = Iterables.getFirst(symbols, null);
    if (first instanceof VarSymbol variable && !Symbols.isField(variable)) {
      return (first.flags() & Flags.PARAMETER) == 0
          ? Optional.empty()
          : argument(call.getLeaf(), variable)
              .flatMap(given -> of(given, state))
              .map(name -> name.then(behindFirst()));
    }
    return first != null && ASTHelpers.isStatic(first)
        ? Optional.of(this)
        : of(Symbols.receiver(call.getLeaf()), state).map(owner -> owner.then(symbols));
  }

  /**
   * What the code that starts a task names so that the task names it like this: the task is a
   * function there, or a method of an object that the code has or makes.
   */
  Optional<ExecutorName> beforeStart(TreePath start, TreePath body, VisitorState state) {
    if (!(body.getLeaf() instanceof MethodTree)) {
      return Optional.of(this);
    }
    ExpressionTree task = Iterables.getFirst(Arguments.of(start.getLeaf()), null);
    return task instanceof NewClassTree creation && creation.getClassBody() == null
        ? made(creation, state)
        : task instanceof MemberReferenceTree reference
            ? of(reference.getQualifierExpression(), state).map(owner -> owner.then(symbols))
            : task instanceof NewClassTree
                ? Optional.of(this)
                : of(task, state).map(owner -> owner.then(symbols));
  }

  /** What the new object has got as its first field. */
  private Optional<ExecutorName> made(NewClassTree creation, VisitorState state) {
    if (!(Iterables.getFirst(symbols, null) instanceof VarSymbol field)) {
      return Optional.empty();
    }
    Symbol type = ASTHelpers.getSymbol(creation).owner;
    return !field.owner.equals(type)
        ? Optional.of(this)
        : parameter(field, state)
            .flatMap(parameter -> argument(creation, parameter))
            .flatMap(given -> of(given, state))
            .map(name -> name.then(behindFirst()));
  }

  /** The parameter of a constructor that gives a field its only value. */
  private static Optional<VarSymbol> parameter(VarSymbol field, VisitorState state) {
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    return values.isEmpty()
        ? Values.component(field)
        : Optional.ofNullable(ASTHelpers.getSymbol(values.get(0).getLeaf()))
            .filter(value -> values.size() == 1 && (value.flags() & Flags.PARAMETER) != 0)
            .map(VarSymbol.class::cast);
  }

  private static Optional<ExpressionTree> argument(Tree call, VarSymbol parameter) {
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    int position =
        ASTHelpers.getSymbol(call) instanceof MethodSymbol method && method.equals(parameter.owner)
            ? method.getParameters().indexOf(parameter)
            : -1;
    return position >= 0 && position < arguments.size()
        ? Optional.of(arguments.get(position))
        : Optional.empty();
  }
}
