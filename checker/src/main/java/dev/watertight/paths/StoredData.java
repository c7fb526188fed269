package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What code puts into a collection, queue or number of a library that is made in view, and that
 * code in view only uses by calls.
 *
 * @param values what is put in, and can be what is read
 * @param functions those that make a value of one that is there, and of what is given
 * @param counts whether it is counted upwards, too
 */
record StoredData(
    ImmutableList<TreePath> values, ImmutableList<TreePath> functions, boolean counts) {
  /* So many other names a container has, at most. */
  private static final int NAMES = 16;
  /* So many sums are looked at. */
  private static final int SUMS = 1000;

  /**
   * What a call may read of a container: of a variable, or of a view or an element of it.
   *
   * @return empty if code out of view may put in something
   */
  static Optional<StoredData> readBy(TreePath call, VisitorState state) {
    return Paths.receiver(call)
        .flatMap(whole -> new Search(ASTHelpers.getType(call.getLeaf()), state).of(whole));
  }

  /** Whether numbers in it are added up. */
  boolean isArithmetic() {
    return counts || !functions.isEmpty();
  }

  /** Some of the sums of the constants that are put in. */
  Stream<Object> sums() {
    ImmutableList<Number> constants =
        values.stream()
            .map(value -> ASTHelpers.constValue(value.getLeaf()))
            .filter(Number.class::isInstance)
            .map(Number.class::cast)
            .collect(ImmutableList.toImmutableList());
    long first = constants.stream().mapToLong(Number::longValue).min().orElse(0);
    return Stream.concat(
        LongStream.range(first, first + SUMS).boxed(), Stream.of((long) Integer.MAX_VALUE));
  }

  /** Goes through all names of a container. */
  private static final class Search {
    private final Type read;
    private final VisitorState state;
    private final CompilationIndex index;
    private final ResolvedLibrary library;
    private final Set<VarSymbol> names = new LinkedHashSet<>();
    private final ImmutableList.Builder<TreePath> values = ImmutableList.builder();
    private final ImmutableList.Builder<TreePath> functions = ImmutableList.builder();
    private boolean counts;

    Search(Type read, VisitorState state) {
      this.read = state.getTypes().boxedTypeOrType(read);
      this.state = state;
      this.index = CompilationIndex.of(state);
      this.library = ResolvedLibrary.of(state);
    }

    Optional<StoredData> of(TreePath container) {
      Optional<VarSymbol> root = root(container, NAMES);
      if (root.isEmpty()) {
        return Optional.empty();
      }
      List<VarSymbol> open = new ArrayList<>(List.of(root.get()));
      while (!open.isEmpty()) {
        VarSymbol name = open.remove(open.size() - 1);
        if (names.add(name) && (names.size() > NAMES || !addName(name, open))) {
          return Optional.empty();
        }
      }
      return Optional.of(new StoredData(values.build(), functions.build(), counts));
    }

    /** The variable that holds what an expression is an element or a view of. */
    private Optional<VarSymbol> root(TreePath expression, int depth) {
      if (depth == 0) {
        return Optional.empty();
      }
      Tree tree = Values.alternatives(expression).get(0).getLeaf();
      if (tree instanceof MethodInvocationTree call) {
        return isView(call)
            ? Paths.receiver(expression).flatMap(whole -> root(whole, depth - 1))
            : Optional.empty();
      }
      if (!(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)) {
        return Optional.empty();
      }
      Optional<TreePath> loop =
          index
              .declaration(variable)
              .map(TreePath::getParentPath)
              .filter(around -> around.getLeaf() instanceof EnhancedForLoopTree)
              .filter(
                  around ->
                      variable.equals(
                          ASTHelpers.getSymbol(
                              ((EnhancedForLoopTree) around.getLeaf()).getVariable())));
      return loop.isEmpty()
          ? Optional.of(variable)
          : loop.flatMap(
              around ->
                  root(
                      new TreePath(
                          around, ((EnhancedForLoopTree) around.getLeaf()).getExpression()),
                      depth - 1));
    }

    private boolean isView(MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      return !method.isStatic()
          && call.getArguments().isEmpty()
          && library.countingOf(method).isPresent();
    }

    /** Whether all that a variable is given, and all its uses, are in view. */
    private boolean addName(VarSymbol name, List<VarSymbol> open) {
      Optional<ImmutableList<TreePath>> given = Values.given(name, state);
      if (given.isEmpty() || given.get().isEmpty() || !isInLibrary(name.type.tsym)) {
        return false;
      }
      for (TreePath value : given.get()) {
        Tree tree = Values.alternatives(value).get(0).getLeaf();
        if (Values.alternatives(value).size() > 1 || !addMaker(value, tree, open)) {
          return false;
        }
      }
      return index.mentions(name).stream().allMatch(mention -> addUse(mention, open));
    }

    private boolean addMaker(TreePath value, Tree tree, List<VarSymbol> open) {
      if (tree instanceof NewClassTree creation) {
        addAll(value, creation.getArguments());
        return creation.getClassBody() == null
            && isInLibrary(ASTHelpers.getSymbol(creation.getIdentifier()));
      }
      return ASTHelpers.getSymbol(tree) instanceof VarSymbol other && open.add(other);
    }

    private boolean isInLibrary(Symbol type) {
      return !index.isInView(type) && index.declaration(type).isEmpty();
    }

    private boolean addUse(TreePath mention, List<VarSymbol> open) {
      TreePath named = mention;
      if (named.getParentPath().getLeaf() instanceof MemberSelectTree select
          && names.contains(ASTHelpers.getSymbol(select))) {
        named = named.getParentPath();
      }
      Tree user = named.getParentPath().getLeaf();
      if (user instanceof MemberSelectTree
          && named.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() == user) {
        return addCall(named.getParentPath().getParentPath(), call);
      }
      if (user instanceof EnhancedForLoopTree) {
        return true;
      }
      if (user instanceof VariableTree variable) {
        return open.add(ASTHelpers.getSymbol(variable));
      }
      if (user instanceof AssignmentTree assignment) {
        return assignment.getVariable() == named.getLeaf()
            || (ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol other
                && open.add(other));
      }
      return parameter(named).filter(open::add).isPresent();
    }

    /** The parameter of a method in view that a variable is passed to. */
    private Optional<VarSymbol> parameter(TreePath given) {
      Tree call = given.getParentPath().getLeaf();
      int position = Arguments.of(call).indexOf(given.getLeaf());
      return position >= 0
              && ASTHelpers.getSymbol(call) instanceof MethodSymbol method
              && index.isInView(method)
              && !method.isVarArgs()
              && index.overriders(method).isEmpty()
          ? index
              .declaration(method)
              .map(declaration -> ASTHelpers.getSymbol(declaration.getLeaf()))
              .map(declared -> ((MethodSymbol) declared).getParameters().get(position))
          : Optional.empty();
    }

    private boolean addCall(TreePath path, MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      counts |=
          library.rows().names().get("counting").stream().anyMatch(method.name::contentEquals);
      addAll(path, call.getArguments());
      return library.rows().names().get("uncounting").stream()
          .noneMatch(method.name::contentEquals);
    }

    private void addAll(TreePath path, List<? extends ExpressionTree> arguments) {
      for (ExpressionTree argument : arguments) {
        Type type = ASTHelpers.getType(argument);
        if (state.getTypes().isFunctionalInterface(type)) {
          functions.add(new TreePath(path, argument));
        } else if (ASTHelpers.isSubtype(state.getTypes().boxedTypeOrType(type), read, state)
            || ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state)) {
          values.add(new TreePath(path, argument));
        }
      }
    }
  }
}
