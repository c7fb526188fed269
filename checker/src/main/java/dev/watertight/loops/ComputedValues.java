package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Type.ArrayType;
import com.sun.tools.javac.code.Types;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that are sent and may turn out equal to an end marker without anybody naming it: they are
 * counted, calculated, cut out of texts, parsed, or typed on the command line. What merely comes in
 * as data is none, although it could be equal, too: a marker that is private is chosen so that it
 * is not.
 */
final class ComputedValues {
  private final MarkerValue marker;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<Object> seen = new HashSet<>();

  private ComputedValues(MarkerValue marker, VisitorState state) {
    this.marker = marker;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /**
   * Whether a value that is sent on the channel may be computed to be the marker.
   *
   * @param isOther of which sends it is known otherwise that they send other values
   */
  static boolean mayBe(
      MarkerValue marker, Topology channel, Predicate<Endpoint> isOther, VisitorState state) {
    // Part of another object, such as an element of the list that is sent.
    boolean isTaken =
        marker.makers().stream()
            .map(maker -> Symbols.receiver(maker.getLeaf()))
            .anyMatch(
                object ->
                    ASTHelpers.getSymbol(object) instanceof VarSymbol variable
                        && !variable.name.contentEquals("this"));
    return isTaken
        || channel.sends().stream()
            .filter(send -> !isOther.test(send))
            .anyMatch(send -> new ComputedValues(marker, state).mayBe(send));
  }

  private boolean mayBe(Endpoint send) {
    return send.value().map(this::isComputed).orElse(true);
  }

  private boolean isComputed(TreePath value) {
    Tree tree = value.getLeaf();
    Object constant = ASTHelpers.constValue(tree);
    if (constant != null || tree instanceof LambdaExpressionTree) {
      return isMarker(constant);
    }
    Type type = ASTHelpers.getType(tree);
    if (tree instanceof BinaryTree sum) {
      return type == null || !isText(type) || mayBeWhole(sum);
    }
    if (tree instanceof UnaryTree
        || (tree instanceof TypeCastTree && type != null && type.isPrimitive())) {
      return true;
    }
    Symbol symbol = ASTHelpers.getSymbol(tree);
    if (symbol instanceof VarSymbol variable) {
      return seen.add(variable) && isComputed(variable);
    }
    if (tree instanceof MethodInvocationTree && index.isInView(symbol)) {
      return isReturned((MethodSymbol) symbol);
    }
    if (tree instanceof MemberReferenceTree) {
      return index.isInView(symbol)
          ? isReturned((MethodSymbol) symbol)
          : computes((MethodSymbol) symbol, ((MethodSymbol) symbol).getReturnType());
    }
    if (tree instanceof NewClassTree && isGivenByConstructor(symbol.owner)) {
      return true;
    }
    return (tree instanceof MethodInvocationTree
            && (computes((MethodSymbol) symbol, type) || isOfFunction(value)))
        || isAnyPartComputed(value);
  }

  /** Whether the constant is the marker, which a collection or a callee's argument has, too. */
  private boolean isMarker(@Nullable Object constant) {
    return constant != null
        && marker.makers().stream()
            .anyMatch(maker -> constant.equals(MarkerValue.constant(maker.getLeaf())));
  }

  /** Whether a method in view, or what a component of a record is given, computes the value. */
  private boolean isReturned(MethodSymbol method) {
    if (!seen.add(method)) {
      return false;
    }
    TreePath declaration = index.declaration(method).orElse(null);
    if (declaration == null) {
      return method.owner.members().findFirst(method.name, VarSymbol.class::isInstance)
              instanceof VarSymbol component
          && isComputed(component);
    }
    return Returns.in(declaration).stream().anyMatch(this::isComputed);
  }

  /**
   * Whether a constructor in view, or an initial value, computes what the objects hold that may be
   * compared with the marker.
   */
  private boolean isGivenByConstructor(Symbol type) {
    TreePath declaration = index.declaration(type).orElse(null);
    return declaration != null
        && seen.add(type)
        && Trees.pathsIn(declaration, AssignmentTree.class).stream()
            .anyMatch(
                path ->
                    Graphs.bodyAround(path).filter(Symbols::isConstructor).isPresent()
                        && isCompared(ASTHelpers.getType(path.getLeaf()), type)
                        && isComputed(
                            new TreePath(path, ((AssignmentTree) path.getLeaf()).getExpression())));
  }

  /** Whether the marker may be of a type, or is an object of the class that has such a field. */
  private boolean isCompared(@Nullable Type type, Symbol owner) {
    Types types = state.getTypes();
    return marker.variables().stream()
        .anyMatch(
            variable ->
                variable.type.tsym.equals(owner)
                    || (type != null
                        && types.isSameType(
                            types.boxedTypeOrType(type), types.boxedTypeOrType(variable.type))));
  }

  /** Whether a function given to the call computes the result, or its elements: {@code map}. */
  private boolean isOfFunction(TreePath call) {
    Type whole = ASTHelpers.getType(call.getLeaf());
    for (ExpressionTree argument : Arguments.of(call.getLeaf())) {
      for (TreePath result : Returns.of(new TreePath(call, argument))) {
        Type type =
            result.getLeaf() instanceof MemberReferenceTree reference
                ? ASTHelpers.getSymbol(reference).getReturnType()
                : ASTHelpers.getType(result.getLeaf());
        if (whole != null && type != null && isOrHas(whole, type) && isComputed(result)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isOrHas(Type whole, Type value) {
    Types types = state.getTypes();
    Type part = types.boxedTypeOrType(value);
    return types.isSubtype(part, types.boxedTypeOrType(whole))
        || whole.getTypeArguments().stream().anyMatch(each -> types.isSubtype(part, each));
  }

  private boolean isAnyPartComputed(TreePath value) {
    boolean[] found = {false};
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree part, @Nullable Void unused) {
        found[0] = found[0] || (part != null && isComputed(new TreePath(getCurrentPath(), part)));
        return null;
      }
    }.scan(value, null);
    return found[0];
  }

  /** Whether a method out of view makes a value, instead of returning what a container holds. */
  private boolean computes(MethodSymbol method, @Nullable Type type) {
    return computes(method, type, state);
  }

  /** The same of a call whose result has the type. */
  static boolean computes(MethodSymbol method, @Nullable Type type, VisitorState state) {
    return type != null
        && method.owner.getQualifiedName().toString().startsWith("java.")
        && (state.getTypes().isSameType(type, method.getReturnType())
            || ResolvedLibrary.of(state).supertypesOf(type.tsym).contains("java.util.EnumSet"));
  }

  private boolean isComputed(VarSymbol variable) {
    TreePath declaration = index.declaration(variable).orElse(null);
    if (declaration == null) {
      return false;
    }
    if ((Symbols.isField(variable)
            || variable.type instanceof ArrayType
            || !variable.type.getTypeArguments().isEmpty())
        && index.mentions(variable).stream().anyMatch(this::isGivenComputed)) {
      return true;
    }
    TreePath parent = declaration.getParentPath();
    if (variable.type.isPrimitive()
        && !Symbols.isField(variable)
        && (variable.flags() & Flags.PARAMETER) == 0
        && !Values.isFixed(variable, state)) {
      return !isCountedAway(variable, parent);
    }
    if (parent.getLeaf() instanceof EnhancedForLoopTree each) {
      return ASTHelpers.constValue(each.getExpression()) == null
          && areElementsComputed(new TreePath(parent, each.getExpression()));
    }
    if (parent.getLeaf() instanceof LambdaExpressionTree
        && parent.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null) {
      if (index.isInView(ASTHelpers.getSymbol(call))) {
        return isHandedIn(parent, variable);
      }
      return areElementsComputed(
          new TreePath(parent.getParentPath(), ASTHelpers.getReceiver(call)));
    }
    return isTyped(variable)
        || Values.given(variable, state)
            .orElseGet(() -> Values.assignedTo(variable, state))
            .stream()
            .anyMatch(this::isComputed);
  }

  /** Whether what comes out of a container is computed, by the class of that if it is in view. */
  private boolean areElementsComputed(TreePath container) {
    Type type = ASTHelpers.getType(container.getLeaf());
    TreePath own = type == null ? null : index.declaration(type.tsym).orElse(null);
    if (own != null && own.getLeaf() instanceof ClassTree && seen.add(type.tsym)) {
      for (TreePath path : Trees.pathsIn(own, ReturnTree.class)) {
        ExpressionTree returned = ((ReturnTree) path.getLeaf()).getExpression();
        if (returned != null && isComputed(new TreePath(path, returned))) {
          return true;
        }
      }
    }
    return isComputed(container);
  }

  /** Whether a method in view gives a function something computed, or hands it on. */
  private boolean isHandedIn(TreePath lambda, VarSymbol variable) {
    MethodInvocationTree call = (MethodInvocationTree) lambda.getParentPath().getLeaf();
    MethodSymbol method = ASTHelpers.getSymbol(call);
    int position = call.getArguments().indexOf(lambda.getLeaf());
    if (position < 0 || position >= method.getParameters().size() || !isKnown(method)) {
      return true;
    }
    int order = 0;
    for (VariableTree parameter : ((LambdaExpressionTree) lambda.getLeaf()).getParameters()) {
      if (ASTHelpers.getSymbol(parameter).equals(variable)) {
        break;
      }
      order++;
    }
    for (TreePath mention : index.mentions(method.getParameters().get(position))) {
      TreePath use = mention.getParentPath().getParentPath();
      if (!(use.getLeaf() instanceof MethodInvocationTree given)
          || ASTHelpers.getReceiver(given) != mention.getLeaf()
          || order >= given.getArguments().size()
          || isComputed(new TreePath(use, given.getArguments().get(order)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call of the method runs its own code, and no other. */
  private boolean isKnown(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) == 0 && index.overriders(method).isEmpty();
  }

  /** Whether it is what the user has typed on the command line: the marker perhaps. */
  private static boolean isTyped(VarSymbol variable) {
    return variable.owner instanceof MethodSymbol method
        && (variable.flags() & Flags.PARAMETER) != 0
        && Symbols.isMain(method);
  }

  /**
   * Whether the mention is part of an assignment or call that puts something computed into the
   * array or collection.
   */
  private boolean isGivenComputed(TreePath mention) {
    TreePath parent = mention.getParentPath();
    if (parent.getLeaf() instanceof ArrayAccessTree element) {
      return parent.getParentPath().getLeaf() instanceof AssignmentTree assignment
          && assignment.getVariable() == element
          && isComputed(new TreePath(parent.getParentPath(), assignment.getExpression()));
    }
    if (parent.getLeaf() instanceof MethodInvocationTree taker) {
      // Perhaps the callee does.
      MethodSymbol method = ASTHelpers.getSymbol(taker);
      int position = taker.getArguments().indexOf(mention.getLeaf());
      if (position >= 0 && !index.isInView(method)) {
        return taker.getArguments().stream()
            .filter(other -> other != mention.getLeaf())
            .map(other -> new TreePath(parent, other))
            .anyMatch(
                other ->
                    isComputed(other) || Returns.of(other).stream().anyMatch(this::isComputed));
      }
      return position >= 0
          && position < method.getParameters().size()
          && (!isKnown(method)
              || (seen.add(method.getParameters().get(position))
                  && isComputed(method.getParameters().get(position))));
    }
    TreePath call = parent.getParentPath();
    return parent.getLeaf() instanceof MemberSelectTree
        && Arguments.of(call.getLeaf()).stream()
            .anyMatch(argument -> isComputed(new TreePath(call, argument)));
  }

  /** Whether the number only grows, from 0 or more, and the marker is a negative one. */
  private boolean isCountedAway(VarSymbol variable, TreePath scope) {
    boolean negative =
        !marker.makers().isEmpty()
            && marker.makers().stream()
                .allMatch(
                    m ->
                        MarkerValue.constant(m.getLeaf()) instanceof Number n && n.longValue() < 0);
    boolean fromZero =
        Values.assignedTo(variable, state).stream().allMatch(v -> isCount(v.getLeaf()));
    boolean shrinks =
        Trees.anyOwn(
            scope.getLeaf(),
            tree ->
                tree instanceof UnaryTree step
                    ? variable.equals(ASTHelpers.getSymbol(step.getExpression()))
                        && (tree.getKind() == Tree.Kind.POSTFIX_DECREMENT
                            || tree.getKind() == Tree.Kind.PREFIX_DECREMENT)
                    : tree instanceof CompoundAssignmentTree update
                        && variable.equals(ASTHelpers.getSymbol(update.getVariable()))
                        && !(tree.getKind() == Tree.Kind.PLUS_ASSIGNMENT
                            && isCount(update.getExpression())));
    return negative && fromZero && !shrinks;
  }

  private static boolean isCount(Tree tree) {
    return ASTHelpers.constValue(tree) instanceof Number number && number.longValue() >= 0;
  }

  /** Whether a text that is put together may be the marker, for all that its ends say. */
  private boolean mayBeWhole(BinaryTree sum) {
    Tree first = sum;
    while (first instanceof BinaryTree inner && ASTHelpers.constValue(first) == null) {
      first = ASTHelpers.stripParentheses(inner.getLeftOperand());
    }
    Object start = ASTHelpers.constValue(first);
    Object end = ASTHelpers.constValue(ASTHelpers.stripParentheses(sum.getRightOperand()));
    return marker.makers().stream()
        .map(maker -> MarkerValue.constant(maker.getLeaf()))
        .anyMatch(
            constant ->
                !(constant instanceof String text)
                    || ((start == null || text.startsWith(start.toString()))
                        && (end == null || text.endsWith(end.toString()))));
  }

  private static boolean isText(Type type) {
    return type.tsym.getQualifiedName().contentEquals("java.lang.String");
  }
}
