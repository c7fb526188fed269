package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Methods;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Set;
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

  /** Whether a value that is sent on the channel may be computed to be the marker. */
  static boolean mayBe(MarkerValue marker, Topology channel, VisitorState state) {
    return channel.sends().stream().anyMatch(send -> new ComputedValues(marker, state).mayBe(send));
  }

  private boolean mayBe(Endpoint send) {
    return send.value().map(this::isComputed).orElse(true);
  }

  private boolean isComputed(TreePath value) {
    Tree tree = value.getLeaf();
    if (ASTHelpers.constValue(tree) != null || tree instanceof LambdaExpressionTree) {
      return false;
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
      return seen.add(symbol)
          && index.declaration(symbol).stream()
              .flatMap(declaration -> Returns.in(declaration).stream())
              .anyMatch(this::isComputed);
    }
    return (tree instanceof MethodInvocationTree && computes((MethodSymbol) symbol, type))
        || isAnyPartComputed(value);
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
    return type != null
        && method.owner.getQualifiedName().toString().startsWith("java.")
        && !method.getReturnType().hasTag(TypeTag.TYPEVAR)
        && (type.getTypeArguments().isEmpty()
            || ResolvedLibrary.of(state).supertypesOf(type.tsym).contains("java.util.EnumSet"));
  }

  private boolean isComputed(VarSymbol variable) {
    TreePath declaration = index.declaration(variable).orElse(null);
    if (declaration == null) {
      return false;
    }
    if (Symbols.isField(variable) || isCollection(variable.type)) {
      return Values.assignedTo(variable, state).stream().anyMatch(this::isComputed)
          || index.mentions(variable).stream().anyMatch(this::isGivenComputed);
    }
    TreePath parent = declaration.getParentPath();
    if (variable.type.isPrimitive()
        && (variable.flags() & Flags.PARAMETER) == 0
        && !Values.isFixed(variable, state)) {
      return !isCountedAway(variable, parent);
    }
    if (parent.getLeaf() instanceof EnhancedForLoopTree each) {
      return ASTHelpers.constValue(each.getExpression()) == null
          && isComputed(new TreePath(parent, each.getExpression()));
    }
    if (parent.getLeaf() instanceof LambdaExpressionTree
        && parent.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null) {
      return isComputed(new TreePath(parent.getParentPath(), ASTHelpers.getReceiver(call)));
    }
    return isTyped(variable)
        || Values.given(variable, state)
            .orElseGet(() -> Values.assignedTo(variable, state))
            .stream()
            .anyMatch(this::isComputed);
  }

  /** Whether it is what the user has typed on the command line: the marker perhaps. */
  private static boolean isTyped(VarSymbol variable) {
    return variable.owner instanceof MethodSymbol method
        && (variable.flags() & Flags.PARAMETER) != 0
        && Methods.isMain(method);
  }

  /** Whether the mention is part of a call that puts something computed into the collection. */
  private boolean isGivenComputed(TreePath mention) {
    TreePath call = mention.getParentPath().getParentPath();
    return mention.getParentPath().getLeaf() instanceof MemberSelectTree
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
                        ASTHelpers.constValue(m.getLeaf()) instanceof Number n
                            && n.longValue() < 0);
    boolean fromZero =
        Values.assignedTo(variable, state).stream()
            .allMatch(
                v -> ASTHelpers.constValue(v.getLeaf()) instanceof Number n && n.longValue() >= 0);
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
                        && tree.getKind() != Tree.Kind.PLUS_ASSIGNMENT);
    return negative && fromZero && !shrinks;
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
        .map(maker -> ASTHelpers.constValue(maker.getLeaf()))
        .anyMatch(
            constant ->
                !(constant instanceof String text)
                    || ((start == null || text.startsWith(start.toString()))
                        && (end == null || text.endsWith(end.toString()))));
  }

  private boolean isCollection(Type type) {
    return ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state);
  }

  private static boolean isText(Type type) {
    return type.tsym.getQualifiedName().contentEquals("java.lang.String");
  }
}
