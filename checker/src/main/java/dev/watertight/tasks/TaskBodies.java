package dev.watertight.tasks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.util.Name;
import dev.watertight.model.Counting.Rule;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/** The code of tasks, from the expressions that stand for them. */
public final class TaskBodies {
  private static final Supplier<Name> RUN = VisitorState.memoize(state -> state.getName("run"));

  private TaskBodies() {}

  /** The lambda or method that a task runs; empty if it is out of view, or one of several. */
  public static Optional<TreePath> of(TreePath task, VisitorState state) {
    return Origins.one(task, TaskBodies::isMaker, state).flatMap(made -> body(made, state));
  }

  /** The same, or the method reference itself if what it names is out of view. */
  public static Optional<TreePath> orReference(TreePath task, VisitorState state) {
    return Origins.one(task, TaskBodies::isMaker, state)
        .flatMap(
            made ->
                body(made, state)
                    .or(
                        () ->
                            Optional.of(made)
                                .filter(path -> path.getLeaf() instanceof MemberReferenceTree)));
  }

  /** The code of the tasks that a call is given. */
  public static Stream<TreePath> given(TreePath call, VisitorState state) {
    return Arguments.of(call.getLeaf()).stream()
        .flatMap(task -> of(new TreePath(call, task), state).stream());
  }

  /** The code of the one task that a call starts, or of the thread that {@code new} makes. */
  public static Optional<TreePath> startedBy(TreePath maker, VisitorState state) {
    return Stream.concat(
            Stream.of(maker).filter(path -> path.getLeaf() instanceof NewClassTree),
            Arguments.of(maker.getLeaf()).stream().map(task -> new TreePath(maker, task)))
        .flatMap(
            task ->
                (task.getLeaf() instanceof IdentifierTree name
                            && name.getName().contentEquals("this")
                        ? ofObject(ASTHelpers.getSymbol(name).owner, state)
                        : of(task, state))
                    .stream())
        .findFirst();
  }

  /** The {@code run()} of a class that nobody overrides. */
  public static Optional<TreePath> ofObject(Symbol type, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return Symbols.member(type, RUN.get(state), MethodSymbol.class)
        .filter(run -> index.overriders(run).isEmpty())
        .flatMap(index::declaration)
        .filter(run -> Graphs.code(run.getLeaf()) != null);
  }

  /** Whether the expression makes a function, or an object that may be handed over as one. */
  public static boolean isMaker(Tree tree) {
    return Trees.isFunction(tree) || tree instanceof NewClassTree;
  }

  /** The code in view that such an expression stands for: a lambda, a method, a whole class. */
  public static Optional<TreePath> code(TreePath maker, VisitorState state) {
    Tree tree = maker.getLeaf();
    if (tree instanceof LambdaExpressionTree) {
      return Optional.of(maker);
    }
    return tree instanceof NewClassTree creation
        ? creation.getClassBody() != null
            ? Optional.of(new TreePath(maker, creation.getClassBody()))
            : CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(creation.getIdentifier()))
        : CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(tree));
  }

  private static Optional<TreePath> body(TreePath function, VisitorState state) {
    Tree tree = function.getLeaf();
    CompilationIndex index = CompilationIndex.of(state);
    return tree instanceof LambdaExpressionTree
        ? Optional.of(function)
        : (tree instanceof NewClassTree
                ? Tasks.methodsOf((ClassSymbol) ASTHelpers.getType(tree).tsym).stream()
                : Stream.of((MethodSymbol) ASTHelpers.getSymbol(tree)))
            .flatMap(method -> index.declaration(method).stream())
            .filter(path -> Graphs.code(path.getLeaf()) != null)
            .findFirst();
  }

  /**
   * The bodies of the tasks in a collection; an element is empty for a task out of view.
   *
   * @return empty if there may be other tasks in it
   */
  public static Optional<ImmutableList<Optional<TreePath>>> in(
      TreePath collection, VisitorState state) {
    if (ASTHelpers.getSymbol(collection.getLeaf()) instanceof VarSymbol variable) {
      return Symbols.isField(variable) ? Optional.empty() : inVariable(variable, state);
    }
    if (!(collection.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    return isOf(call, Rule.ARGUMENTS, state)
        ? Optional.of(
            call.getArguments().stream()
                .map(element -> of(new TreePath(collection, element), state))
                .collect(toImmutableList()))
        : mapped(collection, state).map(body -> ImmutableList.of(Optional.of(body)));
  }

  private static boolean isOf(MethodInvocationTree call, Rule rule, VisitorState state) {
    return ResolvedLibrary.of(state)
        .countingOf(ASTHelpers.getSymbol(call))
        .filter(rule::equals)
        .isPresent();
  }

  private static Optional<ImmutableList<Optional<TreePath>>> inVariable(
      VarSymbol variable, VisitorState state) {
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    Optional<ImmutableList<Optional<TreePath>>> initial =
        values.size() != 1
            ? Optional.empty()
            : values.get(0).getLeaf() instanceof NewClassTree creation && isEmpty(creation)
                ? Optional.of(ImmutableList.of())
                : in(values.get(0), state);
    ImmutableList.Builder<Optional<TreePath>> found = ImmutableList.builder();
    initial.ifPresent(found::addAll);
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      Tree use = mention.getParentPath().getLeaf();
      TreePath call =
          use instanceof MemberSelectTree
              ? mention.getParentPath().getParentPath()
              : mention.getParentPath();
      if (!(call.getLeaf() instanceof MethodInvocationTree invocation)) {
        return Optional.empty();
      }
      MethodSymbol method = ASTHelpers.getSymbol(invocation);
      if (use instanceof MemberSelectTree
          && method.getSimpleName().contentEquals("add")
          && invocation.getArguments().size() == 1) {
        found.add(of(new TreePath(call, invocation.getArguments().get(0)), state));
      } else if (ResolvedLibrary.of(state).countingOf(method).isEmpty()
          && !ResolvedLibrary.of(state).is(method, Trait.RUNS_AWAITED)) {
        return Optional.empty();
      }
    }
    return initial.map(all -> found.build());
  }

  private static boolean isEmpty(NewClassTree creation) {
    return creation.getClassBody() == null
        && creation.getArguments().stream().allMatch(a -> ASTHelpers.getType(a).isPrimitive());
  }

  /** The lambda to which {@code stream.map(x -> () -> ...)} turns every element. */
  private static Optional<TreePath> mapped(TreePath stream, VisitorState state) {
    if (!(stream.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    return ASTHelpers.getSymbol(call).getSimpleName().contentEquals("map")
            && call.getArguments().get(0) instanceof LambdaExpressionTree lambda
            && lambda.getBody() instanceof ExpressionTree result
        ? of(new TreePath(new TreePath(stream, lambda), result), state)
        : Paths.receiver(stream).flatMap(receiver -> mapped(receiver, state));
  }
}
