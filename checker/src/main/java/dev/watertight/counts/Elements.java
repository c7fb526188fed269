package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCMethodInvocation;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many elements an array, a collection, a stream or an iterator has. */
final class Elements {
  private final Numbers numbers;
  private final VisitorState state;
  private final CompilationIndex index;
  private final ResolvedLibrary library;
  private final Set<VarSymbol> asked = new HashSet<>();
  private final Set<VarSymbol> sized = new HashSet<>();
  private final Set<MethodSymbol> returned = new HashSet<>();
  private final Set<VarSymbol> counted = new HashSet<>();

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
    // Where the code does not say it, data from out of view do, if they are what it is made of.
    if (found.most().kind() != Amount.Kind.UNKNOWN
        || !numbers.data().decideSizeOf(tree)
        || numbers.data().areLimited(tree)) {
      return found;
    }
    OptionalLong limit = EnumLimits.of(ASTHelpers.getType(tree));
    return limit.isPresent() ? Count.exactly(limit.getAsLong()).atMost() : Count.ANY;
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
      Tree original = creation.getArguments().get(0);
      OptionalLong limit = EnumLimits.of(ASTHelpers.getType(creation));
      Count all = isSet(creation) ? distinctIn(original) : of(original);
      return limit.isPresent() ? all.limitedTo(Count.exactly(limit.getAsLong())) : all;
    }
    if (!(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)) {
      return Count.UNKNOWN;
    }
    if ((variable.flags() & Flags.VARARGS) != 0) {
      return ofVarargs(variable);
    }
    Count known =
        variable.type.hasTag(TypeTag.ARRAY)
                || library.supertypesOf(variable.type.tsym).contains("java.lang.String")
                || keepsSize(variable)
                || isGiven(variable)
            ? numbers.resolve(variable, this::of)
            : ofFilled(variable);
    // Elsewhere some may have been taken.
    return numbers
        .scopes()
        .saidBy(
            tree,
            numbers.iterators().isIterator(variable) && index.mentions(variable).size() > 1
                ? known.atMost()
                : known);
  }

  /** Whether it only holds what others fill, who do so in a variable of their own. */
  private boolean isGiven(VarSymbol variable) {
    List<Tree> values = numbers.values(variable);
    return !values.isEmpty()
        && values.stream()
            .allMatch(
                value ->
                    ASTHelpers.getSymbol(value) instanceof VarSymbol other
                        && !Symbols.isField(other)
                        && (other.flags() & Flags.PARAMETER) == 0
                        && ofFilled(other).most().kind() == Amount.Kind.SUM)
        && isOnlyRead(variable);
  }

  private Count ofFilled(VarSymbol variable) {
    if (!counted.add(variable)) {
      return Count.UNKNOWN;
    }
    try {
      return FilledCollections.of(variable, this::isRead, numbers, state);
    } finally {
      counted.remove(variable);
    }
  }

  /** As many as calls pass, if all of them are in view. */
  private Count ofVarargs(VarSymbol parameter) {
    int position = ((MethodSymbol) parameter.owner).getParameters().size() - 1;
    Optional<ImmutableList<TreePath>> calls = Arguments.callsPassing(parameter, state);
    Count all = null;
    for (TreePath call : calls.orElse(ImmutableList.of())) {
      List<? extends ExpressionTree> given = Arguments.of(call.getLeaf());
      boolean isArray =
          given.size() == position + 1
              && state
                  .getTypes()
                  .isSubtype(ASTHelpers.getType(given.get(position)), parameter.type);
      Count each = isArray ? of(given.get(position)) : Count.exactly(given.size() - position);
      all = all == null ? each : all.or(each);
    }
    // Where the calls do not say how many, they are a number of their own.
    return all == null
            || all.least().kind() != Amount.Kind.SUM
            || all.most().kind() != Amount.Kind.SUM
        ? numbers.resolve(parameter, this::of)
        : all;
  }

  private boolean isCopy(NewClassTree creation) {
    return creation.getClassBody() == null
        && FilledCollections.isOfJdk(creation)
        && creation.getArguments().size() == 1
        && isCollection(ASTHelpers.getType(creation.getArguments().get(0)));
  }

  private boolean isCollection(@Nullable Type type) {
    return type != null
        && (ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state)
            || library.supertypesOf(type.tsym).contains("java.util.Map"));
  }

  private Count ofCall(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (method.getSimpleName().contentEquals("values")
        && (method.owner.flags() & Flags.ENUM) != 0
        && method.isStatic()) {
      return Count.exactly(EnumLimits.constantsOf(method.owner));
    }
    Optional<Rule> rule = library.countingOf(method);
    if (rule.isEmpty()) {
      Count said =
          numbers
              .component(method)
              .filter(this::isOfFixedSize)
              .map(field -> numbers.resolve(field, this::of))
              .orElseGet(() -> numbers.ofReturned(call, this::of));
      return numbers.scopes().saidBy(call, said);
    }
    List<? extends ExpressionTree> arguments = call.getArguments();
    return switch (rule.get()) {
      case ARGUMENTS -> isGivenArray(call) ? of(arguments.get(0)) : Count.exactly(arguments.size());
      case DISTINCT -> distinct(arguments);
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
      case SAME, GATHERED, VIEW -> of(whole(call));
      // Mostly all are there.
      case FEWER -> asksForNull(call) ? Count.UNKNOWN : of(whole(call)).atMost();
      case COLLECTED -> ofCollected(call);
      case UNIQUE -> distinctIn(whole(call));
      case LIMIT -> of(whole(call)).limitedTo(numbers.valueOf(arguments.get(0)).asTimes());
      case SIZE, EACH, SOME, LOOK, NEXT, KEEPS -> Count.UNKNOWN;
    };
  }

  /**
   * Whether the one argument of a call is the array of the elements: an array of numbers is one
   * element, as is an array where a method takes one element.
   */
  private static boolean isGivenArray(MethodInvocationTree call) {
    return call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).isVarArgs()
        && ((JCMethodInvocation) call).varargsElement == null;
  }

  /** What a collector makes that rows know: others make two lots, or a text, of any number. */
  private Count ofCollected(MethodInvocationTree call) {
    Optional<Rule> rule =
        call.getArguments().get(0) instanceof MethodInvocationTree collector
            ? library.countingOf(ASTHelpers.getSymbol(collector))
            : Optional.empty();
    Count all = of(whole(call));
    return rule.filter(r -> r == Rule.SAME).isPresent()
        ? all
        : rule.filter(r -> r == Rule.FEWER).isPresent() ? all.atMost() : Count.UNKNOWN;
  }

  private static boolean asksForNull(MethodInvocationTree filter) {
    return filter.getArguments().stream()
        .anyMatch(
            function ->
                function instanceof MemberReferenceTree reference
                    ? reference.getName().contentEquals("nonNull")
                    : Trees.any(function, t -> t.getKind() == Tree.Kind.NULL_LITERAL));
  }

  /** How many elements there are, of those that are equal only one. */
  private Count distinctIn(Tree expression) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) expression);
    Count all = of(tree);
    if (isSet(tree)) {
      return all;
    }
    if (tree instanceof NewClassTree creation && isCopy(creation)) {
      return distinctIn(creation.getArguments().get(0));
    }
    if (tree instanceof MethodInvocationTree call) {
      Rule rule = library.countingOf(ASTHelpers.getSymbol(call)).orElse(null);
      if (rule == Rule.ARGUMENTS && all.most().number().orElse(0) == call.getArguments().size()) {
        return distinct(call.getArguments());
      }
      // What a function makes of elements may be equal.
      return (rule == Rule.SAME || rule == Rule.GATHERED)
              && (call.getArguments().isEmpty() || ASTHelpers.getSymbol(call).isStatic())
          ? distinctIn(whole(call))
          : all.atMost();
    }
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && keepsSize(variable)) {
      Count known = numbers.resolve(variable, this::distinctIn);
      return known.equals(Count.exactly(Amount.of(variable))) ? known.atMost() : known;
    }
    return all.atMost();
  }

  private boolean isSet(Tree tree) {
    return library.supertypesOf(ASTHelpers.getType(tree).tsym).contains("java.util.Set");
  }

  /** As many as the arguments, those that are equal for sure taken for one. */
  private static Count distinct(List<? extends ExpressionTree> arguments) {
    Set<Object> found = new HashSet<>();
    boolean areConstants = true;
    for (ExpressionTree argument : arguments) {
      Object constant = ASTHelpers.constValue(argument);
      Symbol symbol = ASTHelpers.getSymbol(argument);
      boolean isVariable = constant == null && symbol instanceof VarSymbol;
      areConstants &= constant != null || (isVariable && (symbol.flags() & Flags.ENUM) != 0);
      found.add(constant != null ? constant : isVariable ? symbol : argument);
    }
    Count all = Count.exactly(found.size());
    return areConstants ? all : all.atMost();
  }

  /** The number that a call returns, if it is that of the elements of its receiver. */
  Optional<Count> sizeSaidBy(MethodInvocationTree call) {
    return library
        .countingOf(ASTHelpers.getSymbol(call))
        .filter(rule -> rule == Rule.SIZE)
        .map(rule -> of(ASTHelpers.getReceiver(call)));
  }

  /** Whether the variable holds a collection that has the same number of elements at all times. */
  private boolean keepsSize(VarSymbol variable) {
    if (!sized.add(variable)) {
      // Methods that call each other hand it on.
      return false;
    }
    List<Tree> values = numbers.values(variable);
    boolean keeps =
        isOfFixedSize(variable)
            || (isOnlyRead(variable)
                && values.stream().allMatch(value -> isOwn(value) || isOfFixedSize(value)));
    sized.remove(variable);
    return keeps;
  }

  private boolean isOfFixedSize(VarSymbol variable) {
    List<Tree> values = numbers.values(variable);
    return !values.isEmpty() && values.stream().allMatch(this::isOfFixedSize);
  }

  /** Whether it is no collection that this code can change by other names. */
  private boolean isOwn(Tree value) {
    return value instanceof MethodInvocationTree call
        ? library.countingOf(ASTHelpers.getSymbol(call)).filter(r -> r == Rule.VIEW).isEmpty()
        : !(ASTHelpers.getSymbol(value) instanceof VarSymbol variable)
            || ((variable.flags() & Flags.PARAMETER) != 0 && isOnlyRead(variable));
  }

  private boolean isOfFixedSize(Tree value) {
    if (!(value instanceof MethodInvocationTree call)) {
      return ASTHelpers.getSymbol(value) instanceof VarSymbol variable && keepsSize(variable);
    }
    Optional<Rule> rule = library.countingOf(ASTHelpers.getSymbol(call));
    return rule.filter(r -> r != Rule.FEWER && r != Rule.COLLECTED).isPresent()
        && (rule.get() != Rule.VIEW || isOfFixedSize(whole(call)));
  }

  /** What a call is about: its receiver, or the argument of a static method. */
  static Tree whole(MethodInvocationTree call) {
    return ASTHelpers.getSymbol(call).isStatic()
        ? call.getArguments().get(0)
        : ASTHelpers.getReceiver(call);
  }

  /** Whether nobody in view changes the collection, and nobody else gets hold of it. */
  private boolean isOnlyRead(VarSymbol variable) {
    return asked.contains(variable) || isRead(variable);
  }

  private boolean isRead(VarSymbol variable) {
    asked.add(variable);
    try {
      return index.mentions(variable).stream().allMatch(this::isRead);
    } finally {
      asked.remove(variable);
    }
  }

  /** Whether what is done with the collection, or a view of it, leaves it as it is. */
  boolean isRead(TreePath use) {
    Tree parent = use.getParentPath().getLeaf();
    if ((parent instanceof MemberSelectTree || parent instanceof MethodInvocationTree)
        && ASTHelpers.getSymbol(parent) instanceof MethodSymbol method) {
      Optional<Rule> rule = library.countingOf(method);
      TreePath call =
          parent instanceof MemberSelectTree
              ? use.getParentPath().getParentPath()
              : use.getParentPath();
      boolean isView =
          rule.filter(r -> r == Rule.VIEW || (r == Rule.RANGE && !method.isStatic())).isPresent();
      return rule.isPresent()
          ? !isView || isRead(call) || isReadAs(call)
          : call.getLeaf() == parent && isReadBy(use, call.getLeaf());
    }
    return parent instanceof EnhancedForLoopTree
        || parent instanceof ExpressionStatementTree
        || (parent instanceof ReturnTree && isReadByCallers(use))
        || (parent instanceof NewClassTree creation
            && (FilledCollections.isOfJdk(creation)
                || (creation.getClassBody() == null && isReadBy(use, creation))))
        || (parent instanceof AssignmentTree assignment
            && (assignment.getVariable() == use.getLeaf()
                // this.jobs = jobs
                || (ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol alias
                    && isOnlyRead(alias))));
  }

  /** Whether a method returns it to code in view only, which leaves it as it is. */
  private boolean isReadByCallers(TreePath use) {
    Optional<TreePath> body = Graphs.bodyAround(use);
    return body.isPresent()
        && body.get().getLeaf() instanceof MethodTree
        && ASTHelpers.getSymbol(body.get().getLeaf()) instanceof MethodSymbol method
        && !Symbols.isOpenToOthers(method)
        && index.overriders(method).isEmpty()
        && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
        && isReadByCallers(method);
  }

  /** A method that is being asked for may return what it returns itself. */
  private boolean isReadByCallers(MethodSymbol method) {
    if (!returned.add(method)) {
      return true;
    }
    try {
      return index.mentions(method).stream()
          .allMatch(
              mention ->
                  Runs.isCall(mention)
                      && (isRead(mention.getParentPath()) || isReadAs(mention.getParentPath())));
    } finally {
      returned.remove(method);
    }
  }

  /** Whether a method or constructor in view is given it, and leaves it as it is. */
  private boolean isReadBy(TreePath use, Tree call) {
    int position = Arguments.of(call).indexOf(use.getLeaf());
    return position >= 0
        && ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && !method.isVarArgs()
        && (method.owner.flags() & Flags.RECORD) == 0
        && index
            .declaration(method)
            .filter(declaration -> Graphs.code(declaration.getLeaf()) != null)
            .isPresent()
        && index.overriders(method).isEmpty()
        && isOnlyRead(method.getParameters().get(position));
  }

  /** Whether a variable is given the view, and leaves it as it is. */
  private boolean isReadAs(TreePath view) {
    return view.getParentPath().getLeaf() instanceof VariableTree variable
        && isOnlyRead(ASTHelpers.getSymbol(variable));
  }
}
