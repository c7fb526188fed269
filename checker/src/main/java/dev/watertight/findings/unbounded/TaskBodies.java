package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bodies of tasks that are handed over together: lambdas and methods in view. */
final class TaskBodies {
  private static final ImmutableSet<String> FACTORIES =
      ImmutableSet.of("of", "asList", "singletonList", "singleton");
  private static final ImmutableSet<String> READS =
      ImmutableSet.of("size", "isEmpty", "forEach", "stream", "invokeAll", "invokeAny");

  private final VisitorState state;

  TaskBodies(VisitorState state) {
    this.state = state;
  }

  /**
   * The bodies of the tasks in a collection; an element is empty for a task out of view.
   *
   * @return empty if there may be other tasks in it
   */
  Optional<ImmutableList<Optional<TreePath>>> in(TreePath collection) {
    Tree tree = collection.getLeaf();
    if (tree instanceof MethodInvocationTree call) {
      String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
      if (FACTORIES.contains(name) && ASTHelpers.getSymbol(call).isStatic()) {
        return Optional.of(ofAll(collection, call.getArguments()));
      }
      return mapped(collection)
          .map(body -> ImmutableList.<Optional<TreePath>>of(Optional.of(body)));
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && !Symbols.isField(variable)
        ? inVariable(variable)
        : Optional.empty();
  }

  private ImmutableList<Optional<TreePath>> ofAll(
      TreePath call, List<? extends ExpressionTree> elements) {
    return elements.stream()
        .map(element -> of(new TreePath(call, element)))
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<ImmutableList<Optional<TreePath>>> inVariable(VarSymbol variable) {
    List<TreePath> values = Values.assignedTo(variable, state);
    if (values.size() != 1) {
      return Optional.empty();
    }
    List<Optional<TreePath>> found = new ArrayList<>();
    if (values.get(0).getLeaf() instanceof NewClassTree creation) {
      boolean isEmpty =
          creation.getArguments().stream().allMatch(a -> ASTHelpers.getType(a).isPrimitive());
      if (!isEmpty || creation.getClassBody() != null) {
        return Optional.empty();
      }
    } else {
      Optional<ImmutableList<Optional<TreePath>>> initial = in(values.get(0));
      if (initial.isEmpty()) {
        return initial;
      }
      found.addAll(initial.get());
    }
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof MemberSelectTree select
          && parent.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() == select) {
        String name = select.getIdentifier().toString();
        if (name.equals("add") && call.getArguments().size() == 1) {
          found.add(of(new TreePath(parent.getParentPath(), call.getArguments().get(0))));
        } else if (!READS.contains(name)) {
          return Optional.empty();
        }
      } else if (!(parent.getLeaf() instanceof MethodInvocationTree call
          && READS.contains(ASTHelpers.getSymbol(call).getSimpleName().toString()))) {
        return Optional.empty();
      }
    }
    return Optional.of(ImmutableList.copyOf(found));
  }

  /** The lambda to which {@code stream.map(x -> () -> ...)} turns every element. */
  private Optional<TreePath> mapped(TreePath collection) {
    TreePath next = collection;
    while (next.getLeaf() instanceof MethodInvocationTree call) {
      if (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("map")
          && call.getArguments().size() == 1
          && call.getArguments().get(0) instanceof LambdaExpressionTree lambda
          && lambda.getBody() instanceof ExpressionTree result) {
        return of(new TreePath(new TreePath(next, lambda), result));
      }
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      if (receiver == null) {
        return Optional.empty();
      }
      next = new TreePath(new TreePath(next, call.getMethodSelect()), receiver);
    }
    return Optional.empty();
  }

  /** The body of one task. */
  Optional<TreePath> of(TreePath task) {
    Tree tree = task.getLeaf();
    if (tree instanceof ParenthesizedTree inner) {
      return of(new TreePath(task, inner.getExpression()));
    }
    if (tree instanceof TypeCastTree cast) {
      return of(new TreePath(task, cast.getExpression()));
    }
    if (tree instanceof LambdaExpressionTree) {
      return Optional.of(task);
    }
    if (tree instanceof MemberReferenceTree reference) {
      return CompilationIndex.of(state)
          .declaration(ASTHelpers.getSymbol(reference))
          .filter(p -> p.getLeaf() instanceof MethodTree method && method.getBody() != null);
    }
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && !Symbols.isField(variable)) {
      List<TreePath> values = Values.assignedTo(variable, state);
      return values.size() == 1 ? of(values.get(0)) : Optional.empty();
    }
    return Optional.empty();
  }
}
