package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.List;
import java.util.Optional;

/** What calls and creations are given. */
public final class Arguments {
  private Arguments() {}

  /** The arguments of a call or creation; none for other trees. */
  public static List<? extends ExpressionTree> of(Tree tree) {
    return tree instanceof NewClassTree creation
        ? creation.getArguments()
        : tree instanceof MethodInvocationTree call ? call.getArguments() : ImmutableList.of();
  }

  /** All arguments that a parameter is given; empty if there may be others. */
  public static Optional<ImmutableList<TreePath>> ofParameter(
      VarSymbol parameter, VisitorState state) {
    return (parameter.flags() & Flags.VARARGS) != 0
        ? Optional.empty()
        : callsPassing(parameter, state)
            .map(
                calls ->
                    calls.stream()
                        .map(call -> new TreePath(call, argument(call, parameter)))
                        .collect(ImmutableList.toImmutableList()));
  }

  private static ExpressionTree argument(TreePath call, VarSymbol parameter) {
    return of(call.getLeaf())
        .get(((MethodSymbol) parameter.owner).getParameters().indexOf(parameter));
  }

  /** All calls that pass something to a parameter; empty if there may be others. */
  public static Optional<ImmutableList<TreePath>> callsPassing(
      VarSymbol parameter, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (!(parameter.owner instanceof MethodSymbol method)
        || Symbols.isOpenToOthers(method)
        || (!index.isComplete() && !method.isPrivate())
        || !method.getParameters().contains(parameter)
        || !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()) {
      return Optional.empty();
    }
    int position = method.getParameters().indexOf(parameter);
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath mention : index.mentions(method)) {
      Optional<TreePath> call = callAt(mention);
      boolean isPassed =
          call.isPresent()
              && (of(call.get().getLeaf()).size() > position
                  || (parameter.flags() & Flags.VARARGS) != 0);
      if (!isPassed) {
        return Optional.empty();
      }
      found.add(call.get());
    }
    return Optional.of(found.build());
  }

  /** The arguments that calls in view give to a parameter. */
  public static ImmutableList<TreePath> seenOf(VarSymbol parameter, VisitorState state) {
    if (!(parameter.owner instanceof MethodSymbol method)) {
      return ImmutableList.of();
    }
    int position = method.getParameters().indexOf(parameter);
    return CompilationIndex.of(state).mentions(method).stream()
        .flatMap(mention -> at(mention, position).stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** What is passed at a position where a method or constructor is named, if it is called there. */
  public static Optional<TreePath> at(TreePath mention, int position) {
    return callAt(mention)
        .filter(call -> position >= 0 && position < of(call.getLeaf()).size())
        .map(call -> new TreePath(call, of(call.getLeaf()).get(position)));
  }

  /** The call or creation in which a method or constructor is named, if it is called there. */
  private static Optional<TreePath> callAt(TreePath mention) {
    TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
    boolean isOther =
        call.getLeaf() instanceof MethodInvocationTree invocation
            ? invocation.getMethodSelect() != mention.getLeaf()
            : !(call.getLeaf() instanceof NewClassTree);
    return isOther ? Optional.empty() : Optional.of(call);
  }
}
