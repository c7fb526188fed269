package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Answer;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Arguments;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.MemoryStreams;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether data from out of view decide what code does, and whether code limits their number. */
final class OutsideData {
  /* Types of the JDK that tell whether there is one more. */
  private static final String TELLING =
      "java\\.(lang|sql|util\\.concurrent|util\\.regex)\\..*"
          + "|java\\.util\\.(Enumeration|Queue|Deque|Scanner|StringTokenizer)";

  private final Numbers numbers;
  private final VisitorState state;
  private final CompilationIndex index;
  private final ResolvedLibrary library;

  OutsideData(Numbers numbers, VisitorState state) {
    this.numbers = numbers;
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.library = ResolvedLibrary.of(state);
  }

  /**
   * Whether something from out of view has a part in it: a parameter, a field that may hold
   * anything, a call that is no mere computation.
   */
  boolean areIn(@Nullable Tree code) {
    return areIn(code, new HashSet<>());
  }

  private boolean areIn(@Nullable Tree code, Set<Symbol> seen) {
    return Trees.any(
        code,
        tree ->
            tree instanceof MethodInvocationTree call
                ? !isComputation(ASTHelpers.getSymbol(call))
                : tree instanceof NewClassTree
                    ? !isIterable(ASTHelpers.getType(tree))
                    : variable(tree) instanceof VarSymbol variable && areIn(variable, seen));
  }

  private boolean areIn(VarSymbol variable, Set<Symbol> seen) {
    if (!seen.add(variable)
        || variable.getConstValue() != null
        || variable.name.contentEquals("this")
        || variable.name.contentEquals("length")
        || variable.name.contentEquals("class")) {
      return false;
    }
    List<Tree> values = numbers.values(variable);
    return (Symbols.isField(variable) && !numbers.isFixed(variable))
        || values.isEmpty()
        || values.stream().anyMatch(value -> areIn(value, seen));
  }

  /**
   * Whether data from out of view say how many elements something has: it is such data, or is made
   * of them in a way that keeps their number. How many others there are is not known.
   */
  boolean decideSizeOf(Tree tree) {
    return decideSizeOf(tree, new HashSet<>());
  }

  private boolean decideSizeOf(Tree expression, Set<Symbol> seen) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) expression);
    if (variable(tree) instanceof VarSymbol variable && !Symbols.isField(variable)) {
      return decideSizeOf(variable, seen);
    }
    if (!(tree instanceof MethodInvocationTree call)) {
      return areIn(tree);
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (index.isInView(method)) {
      TreePath declaration = index.declaration(method).orElse(null);
      return declaration == null
          || Graphs.code(declaration.getLeaf()) == null
          || (seen.add(method)
              && Returns.in(declaration).stream()
                  .anyMatch(returned -> decideSizeOf(returned.getLeaf(), seen)));
    }
    Optional<Rule> rule = library.countingOf(method);
    return rule.isPresent()
        ? (rule.get() == Rule.VIEW || rule.get() == Rule.SAME || rule.get() == Rule.GATHERED)
            && decideSizeOf(Elements.whole(call), seen)
        : isTaken(method) || isRead(method) || (isComputation(method) && areIn(call));
  }

  private boolean decideSizeOf(VarSymbol variable, Set<Symbol> seen) {
    List<Tree> values = numbers.values(variable);
    return values.isEmpty()
        || (seen.add(variable) && values.stream().anyMatch(value -> decideSizeOf(value, seen)));
  }

  /**
   * Whether a variable stands for any number of elements: a field or parameter does, whatever the
   * callers in view pass; a local variable if what it is given does.
   */
  boolean standsForAny(VarSymbol variable) {
    return Symbols.isField(variable)
        || variable.type.isNumeric()
        || (variable.flags() & Flags.PARAMETER) != 0
        || decideSizeOf(variable, new HashSet<>());
  }

  /** Whether a container returns it that has been given it: a channel, a map, a reference. */
  private static boolean isTaken(MethodSymbol method) {
    return method.getReturnType().hasTag(TypeTag.TYPEVAR);
  }

  /** Whether it comes from a file or the net, or from another library than the JDK. */
  private static boolean isRead(MethodSymbol method) {
    String owner = method.owner.getQualifiedName().toString();
    return owner.matches("java\\.(io|nio|net)\\..*") || !owner.matches("javax?\\..*");
  }

  /**
   * Whether a condition asks for something of which nothing says how often it holds, such as a date
   * whether it is after another one. There may always be one more of what threads, containers and
   * files tell, but a text in memory is as long as it is.
   */
  boolean isUnclear(Tree condition) {
    return Trees.any(
        condition,
        tree ->
            tree instanceof MethodInvocationTree call
                ? !isClear(ASTHelpers.getSymbol(call)) || isReadFromMemory(call)
                : variable(tree) instanceof VarSymbol variable
                    && !Symbols.isField(variable)
                    && numbers.values(variable).stream().anyMatch(this::isReadFromMemory));
  }

  private boolean isReadFromMemory(Tree value) {
    return value instanceof MethodInvocationTree call
        && new MemoryStreams(state).mayBeMemory(ASTHelpers.getSymbol(Symbols.receiver(call)))
            != Answer.NO;
  }

  private boolean isClear(MethodSymbol method) {
    return index.isInView(method)
        || library.countingOf(method).isPresent()
        || isTaken(method)
        || isRead(method)
        || method.owner.getQualifiedName().toString().matches(TELLING);
  }

  private static @Nullable Symbol variable(Tree tree) {
    return tree instanceof IdentifierTree || tree instanceof MemberSelectTree
        ? ASTHelpers.getSymbol(tree)
        : null;
  }

  private boolean isIterable(@Nullable Type type) {
    return type != null && ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state);
  }

  /** Whether the method does nothing but compute from its receiver and its arguments. */
  private boolean isComputation(MethodSymbol method) {
    return library.countingOf(method).isPresent() || library.computes(method);
  }

  /**
   * Whether there may not be any number of them: somebody compares their number with another, or
   * has told a method how many to make.
   */
  boolean areLimited(Tree code) {
    return areLimited(code, new HashSet<>());
  }

  private boolean areLimited(Tree code, Set<Symbol> seen) {
    return Trees.any(
        code,
        tree ->
            tree instanceof MethodInvocationTree call
                ? call.getArguments().stream().anyMatch(OutsideData::isNumber)
                    || isOwnText(call)
                    || Components.returnedBy(ASTHelpers.getSymbol(call), state)
                        .filter(field -> isLimited(field, seen))
                        .isPresent()
                : variable(tree) instanceof VarSymbol variable && isLimited(variable, seen));
  }

  /** Whether it is how an object of the JDK writes itself, which says how many parts there are. */
  private boolean isOwnText(MethodInvocationTree call) {
    Type type = ASTHelpers.getReceiverType(call);
    return ASTHelpers.getSymbol(call).getSimpleName().contentEquals("toString")
        && type != null
        && type.tsym.getQualifiedName().toString().startsWith("java.")
        && !library.supertypesOf(type.tsym).contains("java.lang.CharSequence")
        && !isIterable(type);
  }

  /** Whether somebody compares the number, or that of its elements, with another. */
  boolean isLimited(VarSymbol variable) {
    return isLimited(variable, new HashSet<>());
  }

  private boolean isLimited(VarSymbol variable, Set<Symbol> seen) {
    return seen.add(variable)
        && (Components.contentOf(variable, state).stream()
                .anyMatch(mention -> isCompared(mention) || isLimitedBehind(mention, seen))
            || sources(variable).stream().anyMatch(source -> areLimited(source, seen)));
  }

  /** Whether a method in view that is given the variable compares. */
  private boolean isLimitedBehind(TreePath mention, Set<Symbol> seen) {
    Tree call = mention.getParentPath().getLeaf();
    int position = Arguments.of(call).indexOf(mention.getLeaf());
    return position >= 0
        && ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && index.isInView(method)
        && position < method.getParameters().size()
        && isLimited(method.getParameters().get(position), seen);
  }

  /** What a variable is given, or has come out of. */
  private List<Tree> sources(VarSymbol variable) {
    TreePath around = index.declaration(variable).map(TreePath::getParentPath).orElse(null);
    return around == null
        ? ImmutableList.of()
        : around.getLeaf() instanceof EnhancedForLoopTree each
            ? ImmutableList.of(each.getExpression())
            : around.getLeaf() instanceof LambdaExpressionTree
                ? ImmutableList.of(around.getParentPath().getLeaf())
                : numbers.values(variable);
  }

  private static boolean isNumber(Tree tree) {
    return isNumber(ASTHelpers.getType(tree));
  }

  private static boolean isNumber(@Nullable Type type) {
    return type != null && (type.hasTag(TypeTag.INT) || type.hasTag(TypeTag.LONG));
  }

  /** Whether a number is compared with one that is not changed, so that it is not just any. */
  private boolean isCompared(TreePath mention) {
    TreePath number = mention;
    if (mention.getParentPath().getLeaf() instanceof MemberSelectTree select) {
      boolean isSize =
          ASTHelpers.getSymbol(select) instanceof MethodSymbol method
              && library.countingOf(method).filter(rule -> rule == Rule.SIZE).isPresent();
      number = isSize ? mention.getParentPath().getParentPath() : mention.getParentPath();
    }
    return number.getParentPath().getLeaf() instanceof BinaryTree comparison
        && isNumber(number.getLeaf())
        && Comparisons.holds(comparison.getKind(), 0).isPresent()
        && isLimit(
            comparison.getLeftOperand() == number.getLeaf()
                ? comparison.getRightOperand()
                : comparison.getLeftOperand(),
            comparison);
  }

  /** Whether the bound stays the same, and tells one from several or several from many. */
  private boolean isLimit(ExpressionTree bound, BinaryTree comparison) {
    return ASTHelpers.constValue(bound) instanceof Number number
        ? number.longValue() > 1
            || !Comparisons.outcome(comparison, 1).equals(Comparisons.outcome(comparison, 2))
        : Symbols.variablesIn(bound).stream()
            .allMatch(named -> named instanceof VarSymbol v && numbers.isFixed(v));
  }
}
