package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * For how much of a program a symbol stands for one number. A variable of a loop has another in
 * each round, that of a method in each call, and a field in each object: where code is counted
 * together that has several of these, what says the symbol may be none of it at all, or as much as
 * there is of anything.
 *
 * @param numbers what the code says of numbers
 * @param state the compilation
 */
record Scopes(Numbers numbers, VisitorState state) {
  private static final int DEPTH = 6;

  /**
   * A count of what a loop does in one of its rounds, or a function in one of its calls, as one
   * that each of them has.
   *
   * @param times how many there are
   */
  Count ofAny(Count count, Count times, Tree code) {
    return times.most().isMoreThan(Amount.of(1)).isNo()
        ? count
        : without(
            count,
            symbol ->
                CompilationIndex.of(state)
                    .declaration(symbol)
                    .filter(declaration -> Paths.isInside(declaration, code))
                    .isPresent());
  }

  /**
   * A count of what a body does each time that a call or the start of a task runs it, for the code
   * around that.
   *
   * @param isOwn whether the objects of a class are all one there
   */
  Count ofCall(Count count, TreePath body, TreePath call, Predicate<Symbol> isOwn) {
    return hasSymbols(count) ? ofPlace(passed(count, body, call), body, call, isOwn) : count;
  }

  /**
   * A count of what code does, for other objects than its own.
   *
   * @param isOwn whether the objects of a class are all one there
   */
  Count ofOthers(Count count, Predicate<Symbol> isOwn) {
    return without(
        count,
        symbol ->
            classOf(symbol).filter(type -> !isOwn.test(type)).isPresent()
                && !isOnce(symbol, DEPTH));
  }

  /** What an expression says of numbers that those of another object may be. */
  Count saidBy(Tree expression, Count count) {
    Symbol member = hasSymbols(count) ? ASTHelpers.getSymbol(expression) : null;
    return member != null
            && !ASTHelpers.isStatic(member)
            && member.owner instanceof ClassSymbol
            && !Symbols.isSelf(objectOf(expression))
            && symbols(count).stream()
                .anyMatch(s -> classOf(s).isPresent() && !isOfOneObject(s, DEPTH))
        ? Count.UNKNOWN
        : count;
  }

  private static @Nullable ExpressionTree objectOf(Tree expression) {
    return expression instanceof MemberSelectTree select
        ? select.getExpression()
        : Symbols.receiver(expression);
  }

  /**
   * Whether each symbol stands for one number in the whole program, or for each use of what is open
   * to others.
   */
  boolean areOnce(Count count) {
    return symbols(count).stream().allMatch(symbol -> isOnce(symbol, DEPTH));
  }

  /** The count with what a call passes in the place of the parameters. */
  private Count passed(Count count, TreePath body, TreePath call) {
    Symbol called = ASTHelpers.getSymbol(call.getLeaf());
    return called instanceof MethodSymbol method
            && !method.isVarArgs()
            && !(body.getLeaf() instanceof LambdaExpressionTree)
            && method.equals(ASTHelpers.getSymbol(body.getLeaf()))
        ? passed(count, method, call.getLeaf())
        : count;
  }

  /** What a method returns, as a count of the code that calls it. */
  Count ofResult(Count count, MethodSymbol method, Tree call) {
    return hasSymbols(count)
        ? without(
            passed(count, method, call),
            symbol -> method.equals(symbol.owner) && !isOnce(symbol, DEPTH))
        : count;
  }

  private Count passed(Count count, MethodSymbol method, Tree call) {
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    Map<Symbol, Amount> given = new HashMap<>();
    for (VarSymbol parameter : method.getParameters()) {
      int position = method.getParameters().indexOf(parameter);
      if (symbols(count).contains(parameter) && position < arguments.size()) {
        ExpressionTree argument = arguments.get(position);
        Amount value =
            (parameter.type.isNumeric()
                    ? numbers.valueOf(argument)
                    : numbers.elements().of(argument))
                .amount();
        if (value.kind() == Amount.Kind.SUM) {
          given.put(parameter, value);
        }
      }
    }
    return new Count(count.least().with(given), count.most().with(given));
  }

  private Count ofPlace(Count count, TreePath body, TreePath place, Predicate<Symbol> isOwn) {
    return without(
        count,
        symbol ->
            !isOnce(symbol, DEPTH)
                && classOf(symbol)
                    .map(type -> !isOwn.test(type) && !isOfSameObject(type, body, place))
                    .orElseGet(() -> !isAround(symbol, place)));
  }

  /** Whether the object of a class around a body is also that around the place that runs it. */
  private boolean isOfSameObject(Symbol type, TreePath body, TreePath place) {
    if (Paths.isInside(body, place.getLeaf())) {
      return true;
    }
    Symbol called = ASTHelpers.getSymbol(place.getLeaf());
    return body.getLeaf() instanceof MethodTree method
        && ASTHelpers.getSymbol(method).equals(called)
        && isWithin(place, type)
        && (Symbols.isSelf(Symbols.receiver(place.getLeaf()))
            // An object of an inner class.
            || !isOf(called.owner, type));
  }

  private boolean isOf(Symbol owner, Symbol type) {
    return owner.isSubClass(type, state.getTypes()) || type.isSubClass(owner, state.getTypes());
  }

  /** Whether code has an object of a class around it. */
  private boolean isWithin(TreePath code, Symbol type) {
    for (Tree tree : code) {
      if (tree instanceof MethodTree method && ASTHelpers.getSymbol(method).isStatic()) {
        return false;
      }
      if (tree instanceof ClassTree around
          && ASTHelpers.getSymbol(around).isSubClass(type, state.getTypes())) {
        return true;
      }
    }
    return false;
  }

  /** Whether code is in the body that a variable is of. */
  private boolean isAround(Symbol variable, TreePath code) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .flatMap(Graphs::bodyAround)
        .filter(body -> Paths.isInside(code, body.getLeaf()))
        .isPresent();
  }

  /** Whether a symbol stands for one number in the program, or for each use of what is open. */
  private boolean isOnce(Symbol symbol, int depth) {
    Optional<Symbol> type = classOf(symbol);
    return type.isPresent()
        ? isMadeOnce(type.get(), depth)
        : Symbols.isField((VarSymbol) symbol)
            || CompilationIndex.of(state)
                .declaration(symbol)
                .filter(declaration -> isRunOnce(declaration, depth))
                .isPresent();
  }

  private boolean isOfOneObject(Symbol symbol, int depth) {
    return isOnce(symbol, depth) && !makers((ClassSymbol) classOf(symbol).orElseThrow()).isEmpty();
  }

  /**
   * Whether the program makes several objects of a class: one in a static field is the only one.
   */
  boolean areSeveral(Symbol type) {
    List<TreePath> makers = makers((ClassSymbol) type);
    return makers.size() > 1
        || (makers.size() == 1 && !isForClass(makers.get(0)) && !isRunOnce(makers.get(0), DEPTH));
  }

  private static boolean isForClass(TreePath maker) {
    Tree user = maker.getParentPath().getLeaf();
    Symbol variable =
        user instanceof AssignmentTree assignment
            ? ASTHelpers.getSymbol(assignment.getVariable())
            : user instanceof VariableTree declared ? ASTHelpers.getSymbol(declared) : null;
    return variable != null && ASTHelpers.isStatic(variable);
  }

  private boolean isMadeOnce(Symbol type, int depth) {
    List<TreePath> makers = makers((ClassSymbol) type);
    return makers.isEmpty()
        || (makers.size() == 1 && depth > 0 && isRunOnce(makers.get(0), depth - 1));
  }

  /** What makes objects of a class or of one that extends it. */
  private List<TreePath> makers(ClassSymbol type) {
    CompilationIndex index = CompilationIndex.of(state);
    List<TreePath> found = new ArrayList<>(index.creations(type));
    for (MethodSymbol constructor : Symbols.constructorsOf(type)) {
      index.mentions(constructor).stream()
          .filter(mention -> !(mention.getLeaf() instanceof NewClassTree))
          .forEach(found::add);
    }
    index.subclasses(type).forEach(extended -> found.addAll(index.creations(extended)));
    return found;
  }

  /** Whether code runs once: in no loop, and in a body that one place in view calls, or none. */
  private boolean isRunOnce(TreePath code, int depth) {
    Optional<TreePath> body = Graphs.bodyAround(code);
    if (depth == 0 || Loops.around(code).isPresent()) {
      return false;
    }
    if (body.isEmpty()) {
      return isOfClassOnly(code)
          || isMadeOnce(
              ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(code, ClassTree.class)), depth - 1);
    }
    if (!(body.get().getLeaf() instanceof MethodTree tree)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (method.isConstructor()) {
      return isMadeOnce(method.owner, depth - 1);
    }
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return (mentions.isEmpty() && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty())
        || (mentions.size() == 1
            && Runs.isCall(mentions.get(0))
            && isRunOnce(mentions.get(0), depth - 1));
  }

  /** Whether code outside methods is of no object: that of a static field, or a static block. */
  private static boolean isOfClassOnly(TreePath code) {
    Tree member = code.getLeaf();
    for (TreePath p = code.getParentPath();
        p != null && !(p.getLeaf() instanceof ClassTree);
        p = p.getParentPath()) {
      member = p.getLeaf();
    }
    return member instanceof VariableTree variable
        ? ASTHelpers.getSymbol(variable).isStatic()
        : !(member instanceof BlockTree block) || block.isStatic();
  }

  /** The class of whose objects each has its own number. */
  private static Optional<Symbol> classOf(Symbol symbol) {
    return symbol.owner instanceof ClassSymbol type
        ? Optional.<Symbol>of(type).filter(t -> !ASTHelpers.isStatic(symbol))
        : Optional.of(symbol.owner).filter(Symbol::isConstructor).map(maker -> maker.owner);
  }

  private Count without(Count count, Predicate<Symbol> varies) {
    if (!hasSymbols(count) || symbols(count).stream().noneMatch(varies)) {
      return count;
    }
    return new Count(count.least().atLeast(varies), count.most().atMost(varies, this::largest));
  }

  private Amount largest(Symbol symbol) {
    VarSymbol variable = (VarSymbol) symbol;
    OutsideData data = numbers.data();
    return numbers.largest(variable).isPresent()
        ? Amount.of(numbers.largest(variable).getAsLong())
        : data.standsForAny(variable) && !data.isLimited(variable)
            ? Amount.UNBOUNDED
            : Amount.UNKNOWN;
  }

  private static boolean hasSymbols(Count count) {
    return !symbols(count).isEmpty();
  }

  private static Set<Symbol> symbols(Count count) {
    return Sets.union(count.least().symbols(), count.most().symbols());
  }
}
