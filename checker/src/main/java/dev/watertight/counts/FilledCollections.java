package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How many elements a collection has that is made empty, and that one body of code adds to one by
 * one: the only constructor of the object that keeps it, or the method that it is a variable of.
 */
final class FilledCollections {
  private FilledCollections() {}

  /** Whether it adds one element to the collection in a variable. */
  static boolean isAdd(Tree tree, VarSymbol collection) {
    return tree instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("add")
        && collection.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)));
  }

  /**
   * The number of elements; unknown for other collections.
   *
   * @param isRead whether a mention of the variable leaves the collection as it is
   */
  static Count of(
      VarSymbol variable, Predicate<TreePath> isRead, Numbers numbers, VisitorState state) {
    ImmutableList<Tree> values = numbers.values(variable);
    if (values.size() != 1 || !isMadeEmpty(values.get(0), numbers)) {
      return Count.UNKNOWN;
    }
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    ImmutableList.Builder<TreePath> others = ImmutableList.builder();
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      Optional<TreePath> add = addAt(mention, variable);
      if (add.isEmpty() && !isRead.test(mention)) {
        return SettledSizes.isSettled(variable, isRead, state)
            ? Count.exactly(Amount.of(variable))
            : Count.UNKNOWN;
      }
      add.ifPresentOrElse(found::add, () -> others.add(mention));
    }
    ImmutableList<TreePath> adds = found.build();
    Optional<TreePath> body = fillingBody(variable, adds);
    if (body.isEmpty()) {
      return Count.UNKNOWN;
    }
    Count all = Runs.within(body.get(), adds, numbers, state);
    // Read while it is filled, or with elements that are there already, it has fewer.
    boolean isComplete =
        !supertypesOf(values.get(0), numbers).contains("java.util.Set")
            && others.build().stream()
                .noneMatch(
                    o ->
                        Paths.isInside(o, body.get().getLeaf())
                            && !isBehind(o, adds, variable, body.get().getLeaf()));
    return isComplete ? all : all.atMost();
  }

  /** Whether a later statement of the body than those that add does it. */
  private static boolean isBehind(
      TreePath read, ImmutableList<TreePath> adds, VarSymbol variable, Tree body) {
    BlockTree code = ((MethodTree) body).getBody();
    List<? extends StatementTree> statements =
        blockDeclaring(code, variable).orElse(code).getStatements();
    return adds.stream().allMatch(add -> indexOf(add, statements) < indexOf(read, statements));
  }

  private static int indexOf(TreePath place, List<? extends StatementTree> statements) {
    return Iterables.indexOf(statements, statement -> Paths.isInside(place, statement));
  }

  /** The call that adds to the collection of a variable which is named there. */
  static Optional<TreePath> addAt(TreePath mention, VarSymbol variable) {
    TreePath select = mention.getParentPath();
    return select.getLeaf() instanceof MemberSelectTree
            && isAdd(select.getParentPath().getLeaf(), variable)
        ? Optional.of(select.getParentPath())
        : Optional.empty();
  }

  /** Whether a collection is made without elements that keeps all that is added to it. */
  static boolean isMadeEmpty(Tree value, Numbers numbers) {
    return value instanceof NewClassTree creation
        && creation.getClassBody() == null
        && creation.getArguments().stream()
            .allMatch(argument -> ASTHelpers.getType(argument).isPrimitive())
        && numbers
            .library()
            .countingOf(ASTHelpers.getSymbol(creation))
            .filter(rule -> rule == Rule.KEEPS)
            .isPresent();
  }

  /** Whether it is of a class that keeps what it is given, and changes nothing else. */
  static boolean isOfJdk(NewClassTree creation) {
    return ASTHelpers.getType(creation).tsym.getQualifiedName().toString().startsWith("java.util.");
  }

  private static Set<String> supertypesOf(Tree value, Numbers numbers) {
    return numbers.library().supertypesOf(ASTHelpers.getType(value).tsym);
  }

  /** The one body that adds to the collection, and runs once for it. */
  private static Optional<TreePath> fillingBody(VarSymbol variable, ImmutableList<TreePath> adds) {
    return Graphs.bodyAround(adds)
        .filter(
            body ->
                body.getLeaf() instanceof MethodTree method
                    && (Symbols.isField(variable)
                        ? isMaking(method, variable)
                            && adds.stream().allMatch(FilledCollections::isOwn)
                        : declares(method, variable)));
  }

  private static boolean isMaking(MethodTree method, VarSymbol field) {
    return !field.isStatic()
        && Symbols.constructorsOf(field.owner)
            .equals(ImmutableList.of(ASTHelpers.getSymbol(method)));
  }

  /** Whether a method declares the variable, and not in a loop. */
  static boolean declares(MethodTree method, VarSymbol variable) {
    return method.getBody() != null && blockDeclaring(method.getBody(), variable).isPresent();
  }

  /** The block that declares a variable, which is run at most once if the one around it is. */
  private static Optional<BlockTree> blockDeclaring(BlockTree block, VarSymbol variable) {
    for (StatementTree statement : block.getStatements()) {
      if (statement instanceof VariableTree declaration
          && variable.equals(ASTHelpers.getSymbol(declaration))) {
        return Optional.of(block);
      }
      BlockTree inner =
          statement instanceof TryTree attempt
              ? attempt.getBlock()
              : statement instanceof SynchronizedTree locked
                  ? locked.getBlock()
                  : statement instanceof BlockTree nested ? nested : null;
      Optional<BlockTree> found =
          inner == null ? Optional.empty() : blockDeclaring(inner, variable);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isOwn(TreePath add) {
    ExpressionTree collection = ASTHelpers.getReceiver((MethodInvocationTree) add.getLeaf());
    return collection instanceof IdentifierTree
        || (collection instanceof MemberSelectTree select
            && Symbols.isSelf(select.getExpression()));
  }
}
