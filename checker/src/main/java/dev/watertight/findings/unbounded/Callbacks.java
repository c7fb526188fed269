package dev.watertight.findings.unbounded;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an object calls back who holds it: a listener or function that it has been given, by a call
 * of the same variable or when it was made for that.
 *
 * @param state the compilation
 */
record Callbacks(VisitorState state) {
  /* Through so many constructors and methods something is handed on, at most. */
  private static final int DEPTH = 3;

  /**
   * The calls, in code of the object that a variable holds, of a method or lambda which that object
   * has been given.
   */
  Stream<TreePath> callsOf(TreePath body, VarSymbol holder) {
    return givens(body).flatMap(given -> handedOn(given, call -> isOfHolder(call, holder), body));
  }

  /** The calls of a method or lambda by whatever object has been given it. */
  Stream<TreePath> callsOf(TreePath body) {
    return givens(body).flatMap(given -> handedOn(given, call -> true, body));
  }

  /** The calls of a method of the object itself which that has been given by its name. */
  Stream<TreePath> ownCallsOf(TreePath body) {
    return ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
        ? CompilationIndex.of(state).mentions(method).stream()
            .filter(mention -> mention.getLeaf() instanceof MemberReferenceTree)
            .flatMap(given -> handedOn(given, call -> isOfSame(call, given), body))
        : Stream.empty();
  }

  private Stream<TreePath> handedOn(TreePath given, Predicate<TreePath> isMeant, TreePath body) {
    TreePath call = given.getParentPath();
    int index = Arguments.of(call.getLeaf()).indexOf(given.getLeaf());
    return index >= 0 && isMeant.test(call) ? callsOf(call, index, body, DEPTH) : Stream.empty();
  }

  /** Whether a call is of the object whose method it is given. */
  private static boolean isOfSame(TreePath call, TreePath reference) {
    ExpressionTree object = ((MemberReferenceTree) reference.getLeaf()).getQualifierExpression();
    return Symbols.isSelf(object)
        ? call.getLeaf() instanceof MethodInvocationTree
            && Symbols.isSelf(Symbols.receiver(call.getLeaf()))
        : ASTHelpers.getSymbol(object) instanceof VarSymbol holder && isOfHolder(call, holder);
  }

  /** The expressions that stand for a method or lambda, or for an object with that method. */
  private Stream<TreePath> givens(TreePath body) {
    if (body.getLeaf() instanceof LambdaExpressionTree) {
      return Stream.of(body);
    }
    ClassTree type = ASTHelpers.findEnclosingNode(body, ClassTree.class);
    if (type == null || !(body.getLeaf() instanceof MethodTree tree)) {
      return Stream.empty();
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    ClassSymbol owner = ASTHelpers.getSymbol(type);
    return Stream.concat(
        index.mentions(method).stream()
            .filter(
                mention ->
                    mention.getLeaf() instanceof MemberReferenceTree reference
                        && Symbols.isSelf(reference.getQualifierExpression())),
        ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
            ? Stream.empty()
            : Stream.concat(index.creations(owner).stream(), selves(body)));
  }

  /** Where the class around a method hands over the object itself. */
  private static Stream<TreePath> selves(TreePath method) {
    return Trees.pathsIn(method.getParentPath(), IdentifierTree.class).stream()
        .filter(name -> ((IdentifierTree) name.getLeaf()).getName().contentEquals("this"));
  }

  /** Whether a call is of the object that a variable holds, or makes that. */
  private static boolean isOfHolder(TreePath call, VarSymbol holder) {
    return call.getLeaf() instanceof NewClassTree
        ? holder.equals(Symbols.target(call))
        : call.getLeaf() instanceof MethodInvocationTree
            && holder.equals(ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())))
            && !isOfOther(Symbols.receiver(call.getLeaf()));
  }

  /** Whether it is a field of another object than that whose code names it. */
  static boolean isOfOther(@Nullable Tree named) {
    return named instanceof MemberSelectTree select
        && ASTHelpers.getSymbol(select) instanceof VarSymbol field
        && Symbols.isField(field)
        && !field.isStatic()
        && !Symbols.isSelf(select.getExpression());
  }

  /** Where what a call is given is called by the object of the call. */
  private Stream<TreePath> callsOf(TreePath call, int argument, TreePath body, int depth) {
    CompilationIndex index = CompilationIndex.of(state);
    return depth > 0
            && ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
            && (method.flags() & Flags.VARARGS) == 0
            && index.overriders(method).isEmpty()
        ? index.declaration(method).stream()
            .map(declaration -> (MethodTree) declaration.getLeaf())
            .map(tree -> ASTHelpers.getSymbol(tree.getParameters().get(argument)))
            .flatMap(parameter -> index.mentions(parameter).stream())
            .flatMap(mention -> ofParameter(mention, body, depth))
        : Stream.empty();
  }

  private Stream<TreePath> ofParameter(TreePath mention, TreePath body, int depth) {
    TreePath user = mention.getParentPath();
    if (isCheck(user.getLeaf())) {
      return ofParameter(user, body, depth);
    }
    if (user.getLeaf() instanceof AssignmentTree assignment
        && assignment.getExpression() == mention.getLeaf()) {
      return isOwn(assignment.getVariable())
          ? calls((VarSymbol) ASTHelpers.getSymbol(assignment.getVariable()), body)
          : Stream.empty();
    }
    int argument = Arguments.of(user.getLeaf()).indexOf(mention.getLeaf());
    if (argument >= 0 && user.getLeaf() instanceof MethodInvocationTree call) {
      ResolvedLibrary library = ResolvedLibrary.of(state);
      return (library.does(call, argument, Role.KEEP) || library.does(call, argument, Role.ADMIT))
              && isOwn(Symbols.receiver(call))
          ? ofElements((VarSymbol) ASTHelpers.getSymbol(Symbols.receiver(call)), body)
          : Symbols.isSelf(Symbols.receiver(call)) || isConstructor(call)
              ? callsOf(user, argument, body, depth - 1)
              : Stream.empty();
    }
    return called(mention, body).stream();
  }

  /** {@code Objects.requireNonNull(listener)}. */
  private static boolean isCheck(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("requireNonNull");
  }

  private static boolean isConstructor(MethodInvocationTree call) {
    return ASTHelpers.getSymbol(call).isConstructor();
  }

  /** Whether an expression is a field of the object itself. */
  private static boolean isOwn(@Nullable Tree tree) {
    return tree != null
        && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && Symbols.isField(variable)
        && !(tree instanceof MemberSelectTree select && !Symbols.isSelf(select.getExpression()));
  }

  /** The calls of what a field holds. */
  private Stream<TreePath> calls(VarSymbol field, TreePath body) {
    return CompilationIndex.of(state).mentions(field).stream()
        .filter(mention -> isOwn(mention.getLeaf()))
        .flatMap(mention -> called(mention, body).stream());
  }

  /** The calls of the elements of a field: in loops and functions, or taken out by their keys. */
  private Stream<TreePath> ofElements(VarSymbol field, TreePath body) {
    return CompilationIndex.of(state).mentions(field).stream()
        .filter(mention -> isOwn(mention.getLeaf()))
        .flatMap(mention -> ofElements(mention, body));
  }

  private Stream<TreePath> ofElements(TreePath all, TreePath body) {
    TreePath user = all.getParentPath();
    if (user.getLeaf() instanceof EnhancedForLoopTree loop
        && loop.getExpression() == all.getLeaf()) {
      return ofVariable(loop.getVariable(), body);
    }
    if (!(user.getLeaf() instanceof MemberSelectTree)
        || !(user.getParentPath().getLeaf() instanceof MethodInvocationTree call)
        || call.getMethodSelect() != user.getLeaf()
        || CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))) {
      return Stream.empty();
    }
    TreePath part = user.getParentPath();
    Stream<TreePath> given =
        call.getArguments().stream()
            .filter(function -> Tasks.isCalledInPlace(new TreePath(part, function), state))
            .filter(LambdaExpressionTree.class::isInstance)
            .flatMap(function -> ((LambdaExpressionTree) function).getParameters().stream())
            .flatMap(parameter -> ofVariable(parameter, body));
    // Collections of it, such as the values of a map, have the same elements.
    Stream<TreePath> taken =
        Symbols.target(part) instanceof VarSymbol variable && !Symbols.isField(variable)
            ? CompilationIndex.of(state).mentions(variable).stream()
                .flatMap(mention -> called(mention, body).stream())
            : Stream.concat(called(part, body).stream(), ofElements(part, body));
    return Stream.concat(given, taken);
  }

  private Stream<TreePath> ofVariable(VariableTree variable, TreePath body) {
    return CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(variable)).stream()
        .flatMap(mention -> called(mention, body).stream());
  }

  /** The call of the method that is meant, of what an expression names. */
  private Optional<TreePath> called(TreePath mention, TreePath body) {
    TreePath user = mention.getParentPath();
    return user.getLeaf() instanceof MemberSelectTree select
            && user.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == select
            && isMeant(ASTHelpers.getSymbol(call), body)
        ? Optional.of(user.getParentPath())
        : Optional.empty();
  }

  private boolean isMeant(MethodSymbol called, TreePath body) {
    return (called.flags() & Flags.ABSTRACT) != 0
        && (!(body.getLeaf() instanceof MethodTree tree)
            || ASTHelpers.findSuperMethods(ASTHelpers.getSymbol(tree), state.getTypes()).isEmpty()
            || ASTHelpers.findSuperMethods(ASTHelpers.getSymbol(tree), state.getTypes())
                .contains(called));
  }
}
