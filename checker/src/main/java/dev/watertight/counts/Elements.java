package dev.watertight.counts;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many elements an array, a collection, a stream or an iterator has. */
final class Elements {
  private static final ImmutableSet<String> COMPUTING =
      ImmutableSet.of(
          "java.lang.String",
          "java.lang.Math",
          "java.lang.Integer",
          "java.lang.Long",
          "java.util.Iterator",
          "java.util.Arrays");

  private final Numbers numbers;
  private final VisitorState state;
  private final CompilationIndex index;
  private final ResolvedLibrary library;

  Elements(Numbers numbers, VisitorState state) {
    this.numbers = numbers;
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.library = ResolvedLibrary.of(state);
  }

  /** How many elements the value of an expression has. */
  Count of(Tree expression) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) expression);
    Count found = find(tree);
    // Where the code does not say it, data do, unless all that it is made of are constants.
    return found.most().kind() == Amount.Kind.UNKNOWN && isOpen(tree) ? Count.ANY : found;
  }

  private Count find(Tree tree) {
    if (ASTHelpers.constValue(tree) instanceof String text) {
      return Count.exactly(text.length());
    }
    if (tree instanceof NewArrayTree array) {
      return array.getInitializers() != null
          ? Count.exactly(array.getInitializers().size())
          : numbers.valueOf(array.getDimensions().get(0));
    }
    if (tree instanceof ConditionalExpressionTree choice) {
      return of(choice.getTrueExpression()).or(of(choice.getFalseExpression()));
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(call);
    }
    if (tree instanceof NewClassTree creation && isCopy(creation)) {
      Count original = of(creation.getArguments().get(0));
      boolean isSet =
          library.supertypesOf(ASTHelpers.getType(creation).tsym).contains("java.util.Set");
      return isSet ? original.atMost() : original;
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            && (variable.type.hasTag(TypeTag.ARRAY)
                || library.supertypesOf(variable.type.tsym).contains("java.lang.String")
                || hasFixedSize(variable)
                || isOnlyRead(variable))
        ? numbers.resolve(variable, this::of)
        : Count.UNKNOWN;
  }

  private boolean isCopy(NewClassTree creation) {
    return creation.getClassBody() == null
        && creation.getArguments().size() == 1
        && isIterable(ASTHelpers.getType(creation.getArguments().get(0)));
  }

  private boolean isIterable(@Nullable Type type) {
    return type != null && ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state);
  }

  private Count ofCall(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (method.getSimpleName().contentEquals("values")
        && (method.owner.flags() & Flags.ENUM) != 0
        && method.isStatic()) {
      return Count.exactly(constantsOf(method.owner));
    }
    Optional<Rule> rule = library.countingOf(method);
    if (rule.isEmpty()) {
      return numbers.ofReturned(method, this::of);
    }
    List<? extends ExpressionTree> arguments = call.getArguments();
    Tree whole = method.isStatic() ? arguments.get(0) : ASTHelpers.getReceiver(call);
    return switch (rule.get()) {
      case ARGUMENTS ->
          arguments.size() == 1 && ASTHelpers.getType(arguments.get(0)).hasTag(TypeTag.ARRAY)
              ? of(arguments.get(0))
              : Count.exactly(arguments.size());
      case PAIRS -> Count.exactly(arguments.size() / 2);
      case NUMBER -> numbers.valueOf(arguments.get(0)).asTimes();
      case RANGE, CLOSED ->
          numbers
              .valueOf(arguments.get(1))
              .minus(numbers.valueOf(arguments.get(0)))
              .plus(rule.get() == Rule.CLOSED ? Count.ONCE : Count.NEVER)
              .asTimes();
      case NONE -> Count.NEVER;
      case ENDLESS -> Count.ENDLESS;
      case SAME -> of(whole);
      case FEWER -> of(whole).atMost();
      case LIMIT -> {
        Count all = of(whole);
        Count limit = numbers.valueOf(arguments.get(0)).asTimes();
        Amount most = Amount.min(all.most(), limit.most());
        yield new Count(
            Amount.min(all.least(), limit.least()),
            // Either is a bound.
            most.isZero() && !limit.most().isZero() ? limit.most() : most);
      }
      case SIZE, EACH, SOME, LOOK, NEXT -> Count.UNKNOWN;
    };
  }

  /** The number of constants that an enum has. */
  static long constantsOf(Symbol type) {
    return ASTHelpers.getEnclosedElements((ClassSymbol) type).stream()
        .filter(member -> member instanceof VarSymbol && (member.flags() & Flags.ENUM) != 0)
        .count();
  }

  /** The number that a call returns, if it is that of the elements of its receiver. */
  Optional<Count> sizeSaidBy(MethodInvocationTree call) {
    return library
        .countingOf(ASTHelpers.getSymbol(call))
        .filter(rule -> rule == Rule.SIZE)
        .map(rule -> of(ASTHelpers.getReceiver(call)));
  }

  private boolean hasFixedSize(VarSymbol variable) {
    List<Tree> values = numbers.values(variable);
    return !values.isEmpty()
        && values.stream()
            .allMatch(
                value ->
                    value instanceof MethodInvocationTree call
                        && library
                            .countingOf(ASTHelpers.getSymbol(call))
                            .filter(rule -> rule != Rule.FEWER)
                            .isPresent());
  }

  /** Whether nobody in view changes the collection, and nobody else gets hold of it. */
  private boolean isOnlyRead(VarSymbol variable) {
    return index.mentions(variable).stream()
        .allMatch(mention -> isRead(mention.getLeaf(), mention.getParentPath().getLeaf()));
  }

  private boolean isRead(Tree mention, Tree parent) {
    return parent instanceof EnhancedForLoopTree
        || ((parent instanceof MemberSelectTree || parent instanceof MethodInvocationTree)
            && ASTHelpers.getSymbol(parent) instanceof MethodSymbol method
            && library.countingOf(method).isPresent())
        || (parent instanceof NewClassTree && isIterable(ASTHelpers.getType(parent)))
        || (parent instanceof AssignmentTree assignment
            && (assignment.getVariable() == mention
                // this.jobs = jobs
                || (ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol field
                    && (field.flags() & Flags.FINAL) != 0)));
  }

  /**
   * Whether something from out of view has a part in it: a parameter, a field that may hold
   * anything, a call that is no mere computation.
   */
  boolean isOpen(@Nullable Tree tree) {
    return isOpen(tree, new HashSet<>());
  }

  private boolean isOpen(@Nullable Tree code, Set<Symbol> seen) {
    return Trees.any(
        code,
        tree ->
            tree instanceof MethodInvocationTree call
                ? !isComputation(ASTHelpers.getSymbol(call))
                : tree instanceof NewClassTree
                    ? !isIterable(ASTHelpers.getType(tree))
                    : (tree instanceof IdentifierTree || tree instanceof MemberSelectTree)
                        && ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
                        && isOpen(variable, seen));
  }

  private boolean isOpen(VarSymbol variable, Set<Symbol> seen) {
    if (!seen.add(variable)
        || variable.getConstValue() != null
        || variable.name.contentEquals("this")
        || variable.name.contentEquals("length")) {
      return false;
    }
    List<Tree> values = numbers.values(variable);
    return (Symbols.isField(variable) && !numbers.isFixed(variable))
        || values.isEmpty()
        || values.stream().anyMatch(value -> isOpen(value, seen));
  }

  /** Whether the method does nothing but compute from its receiver and its arguments. */
  private boolean isComputation(MethodSymbol method) {
    String owner = method.owner.getQualifiedName().toString();
    return library.countingOf(method).isPresent()
        || COMPUTING.contains(owner)
        || owner.startsWith("java.util.stream.");
  }
}
