package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Lifespans;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Methods;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether code in view calls methods of one object one after the other that both open a handle for
 * it, and nothing between that releases one.
 *
 * <p>Only objects in local variables that nothing else gets are looked at: in code of others
 * something may release in between. The constructor counts as the first call if it calls the method
 * that opens.
 */
final class RepeatedCalls {
  private static final int DEPTH = 3;

  private final CompilationIndex index;
  private final VisitorState state;
  private final Set<MethodSymbol> releasing = new LinkedHashSet<>();
  private final Set<MethodSymbol> opening = new LinkedHashSet<>();

  private RepeatedCalls(Fate fate, VisitorState state) {
    this.index = CompilationIndex.of(state);
    this.state = state;
    for (Sink.Release release : fate.releases()) {
      if (Lifespans.counts(release, state)) {
        Methods.around(release.path()).ifPresent(m -> addWithCallers(m, releasing, false, DEPTH));
      }
    }
  }

  /** Whether a method that opens a handle for its object runs twice without a release. */
  static boolean any(MethodSymbol opener, Fate fate, VisitorState state) {
    RepeatedCalls calls = new RepeatedCalls(fate, state);
    calls.addWithCallers(opener, calls.opening, true, DEPTH);
    return calls.opening.stream()
        .flatMap(method -> calls.objects(method).stream())
        .distinct()
        .anyMatch(object -> calls.isRepeatedOn(object, Optional.empty()));
  }

  /** Whether a method runs twice without a release, with the same constant for a parameter. */
  static boolean withSame(int parameter, MethodSymbol opener, Fate fate, VisitorState state) {
    RepeatedCalls calls = new RepeatedCalls(fate, state);
    calls.opening.add(opener);
    return calls.objects(opener).stream()
        .distinct()
        .anyMatch(object -> calls.isRepeatedOn(object, Optional.of(parameter)));
  }

  /**
   * Adds a method, and those of the object that call it: whatever is asked before, or only then.
   */
  private void addWithCallers(
      MethodSymbol method, Set<MethodSymbol> methods, boolean certainly, int depth) {
    if (depth == 0 || (certainly && releasing.contains(method)) || !methods.add(method)) {
      return;
    }
    for (TreePath mention : index.mentions(method)) {
      TreePath call = mention.getParentPath();
      Optional<TreePath> body = Graphs.bodyAround(mention);
      if (call.getLeaf() instanceof MethodInvocationTree tree
          && isOnThis(ASTHelpers.getReceiver(tree))
          && body.isPresent()
          && body.get().getLeaf() instanceof MethodTree caller
          && !(certainly && !TestOutcomes.at(call, caller).isEmpty())) {
        addWithCallers(ASTHelpers.getSymbol(caller), methods, certainly, depth - 1);
      }
    }
  }

  private static boolean isOnThis(@Nullable ExpressionTree receiver) {
    return receiver == null || receiver.toString().equals("this");
  }

  /** The local variables on whose objects a method is called, or which its new object is for. */
  private ImmutableList<VarSymbol> objects(MethodSymbol method) {
    return index.mentions(method).stream()
        .map(RepeatedCalls::target)
        .filter(Objects::nonNull)
        .filter(v -> v.owner instanceof MethodSymbol && Values.assignedTo(v, state).size() == 1)
        .collect(ImmutableList.toImmutableList());
  }

  private static @Nullable VarSymbol target(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    ExpressionTree named =
        mention.getLeaf() instanceof MemberSelectTree select
            ? select.getExpression()
            : parent instanceof AssignmentTree assignment ? assignment.getVariable() : null;
    if (mention.getLeaf() instanceof NewClassTree && parent instanceof VariableTree variable) {
      return ASTHelpers.getSymbol(variable);
    }
    return named != null && ASTHelpers.getSymbol(named) instanceof VarSymbol variable
        ? variable
        : null;
  }

  private boolean isRepeatedOn(VarSymbol object, Optional<Integer> key) {
    List<TreePath> opened = new ArrayList<>();
    Values.assignedTo(object, state).stream()
        .filter(v -> v.getLeaf() instanceof NewClassTree && calls(v.getLeaf(), opening))
        .forEach(opened::add);
    for (TreePath mention : index.mentions(object)) {
      TreePath call = mention.getParentPath().getParentPath();
      if (mention.getParentPath().getLeaf() instanceof MemberReferenceTree
          || !(call.getLeaf() instanceof MethodInvocationTree invocation)
          || ASTHelpers.getReceiver(invocation) != mention.getLeaf()
          || calls(invocation, releasing)) {
        return false;
      }
      if (calls(invocation, opening)) {
        if (opened.stream().anyMatch(first -> follows(first, call, key))) {
          return true;
        }
        opened.add(call);
      }
    }
    return false;
  }

  private static boolean calls(Tree call, Set<MethodSymbol> methods) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && methods.stream()
            .anyMatch(
                m ->
                    m.equals(method)
                        || (!m.isConstructor()
                            && m.getSimpleName().equals(method.getSimpleName())));
  }

  /** Whether the second call comes after the first on every path to it, and is not asked for. */
  private static boolean follows(TreePath first, TreePath second, Optional<Integer> key) {
    TreePath statement = first.getParentPath();
    TreePath block = statement.getParentPath();
    return block.getLeaf() instanceof BlockTree
        && Paths.isInside(second, block.getLeaf())
        && Graphs.bodyAround(first)
            .flatMap(a -> Graphs.bodyAround(second).filter(b -> a.getLeaf() == b.getLeaf()))
            .isPresent()
        && TestOutcomes.at(second, block.getLeaf()).isEmpty()
        && key.map(k -> argument(first, k).equals(argument(second, k))).orElse(true);
  }

  /** The constant that a call gives for a parameter; what is no constant equals nothing. */
  private static Object argument(TreePath call, int position) {
    List<? extends ExpressionTree> arguments =
        call.getLeaf() instanceof MethodInvocationTree tree ? tree.getArguments() : List.of();
    Object constant =
        position < arguments.size() ? ASTHelpers.constValue(arguments.get(position)) : null;
    return constant == null ? new Object() : constant;
  }
}
