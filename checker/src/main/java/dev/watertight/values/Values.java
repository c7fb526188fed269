package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Patterns;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that variables are given. */
public final class Values {
  private Values() {}

  /** The value with which a variable is declared. */
  public static Optional<TreePath> initial(VarSymbol variable, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .filter(p -> p.getLeaf() instanceof VariableTree v && v.getInitializer() != null)
        .map(p -> new TreePath(p, ((VariableTree) p.getLeaf()).getInitializer()));
  }

  /**
   * Every value that a variable is assigned, its initial value, or what its pattern is matched
   * with, first; none for a parameter.
   */
  public static ImmutableList<TreePath> assignedTo(VarSymbol variable, VisitorState state) {
    ImmutableList.Builder<TreePath> values = ImmutableList.builder();
    initial(variable, state).or(() -> matched(variable, state)).ifPresent(values::add);
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof AssignmentTree assignment
          && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()) {
        values.add(new TreePath(parent, assignment.getExpression()));
      }
    }
    return values.build();
  }

  private static Optional<TreePath> matched(VarSymbol variable, VisitorState state) {
    return Symbols.isField(variable) || (variable.flags() & Flags.PARAMETER) != 0
        ? Optional.empty()
        : CompilationIndex.of(state)
            .declaration(variable)
            .filter(declaration -> !Patterns.isOfPart(declaration))
            .flatMap(Patterns::matched);
  }

  /**
   * Every value that a variable is given, as an argument or the component of a record, too.
   *
   * @return empty if there may be others
   */
  public static Optional<ImmutableList<TreePath>> given(VarSymbol variable, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (!index.isInView(variable)
        || (Symbols.isField(variable) && !isAssignedInViewOnly(variable, state))) {
      return Optional.empty();
    }
    ImmutableList<TreePath> assigned = assignedTo(variable, state);
    if (assigned.isEmpty() && Symbols.isField(variable)) {
      return component(variable).flatMap(parameter -> given(parameter, state));
    }
    if ((variable.flags() & Flags.PARAMETER) == 0) {
      return Optional.of(assigned);
    }
    return Arguments.ofParameter(variable, state)
        .map(arguments -> ImmutableList.copyOf(Iterables.concat(arguments, assigned)));
  }

  /** The parameter of the constructor of a record that gives a field its value. */
  public static Optional<VarSymbol> component(VarSymbol field) {
    return ASTHelpers.getEnclosedElements((ClassSymbol) field.owner).stream()
        .filter(member -> member.isConstructor() && (member.flags() & Flags.RECORD) != 0)
        .flatMap(constructor -> ((MethodSymbol) constructor).getParameters().stream())
        .filter(parameter -> parameter.name.equals(field.name))
        .findFirst();
  }

  /** Whether no code out of view can assign the field. */
  public static boolean isAssignedInViewOnly(VarSymbol field, VisitorState state) {
    return (field.isPrivate() && !NamedMembers.includes(field, state))
        || (field.flags() & Flags.FINAL) != 0
        || (CompilationIndex.of(state).isComplete()
            && !Symbols.isOpenToOthers(field)
            && !NamedMembers.includes(field, state));
  }

  /**
   * What an expression is, without parentheses and casts, by either branch of a condition. A cast
   * that may make another number of one stays.
   */
  public static ImmutableList<TreePath> alternatives(TreePath path) {
    Tree tree = path.getLeaf();
    if (tree instanceof ConditionalExpressionTree choice) {
      return ImmutableList.<TreePath>builder()
          .addAll(alternatives(new TreePath(path, choice.getTrueExpression())))
          .addAll(alternatives(new TreePath(path, choice.getFalseExpression())))
          .build();
    }
    ExpressionTree inner =
        tree instanceof ParenthesizedTree whole
            ? whole.getExpression()
            : tree instanceof TypeCastTree cast && !isConversion(cast)
                ? cast.getExpression()
                : null;
    return inner == null ? ImmutableList.of(path) : alternatives(new TreePath(path, inner));
  }

  private static boolean isConversion(TypeCastTree cast) {
    Type type = ASTHelpers.getType(cast);
    Type from = ASTHelpers.getType(cast.getExpression());
    return type != null
        && from != null
        && type.isPrimitive()
        && from.isPrimitive()
        && type.getTag() != from.getTag();
  }

  /** Whether the expression is {@code null}. */
  public static boolean isNull(TreePath path) {
    return path.getLeaf() instanceof LiteralTree literal && literal.getValue() == null;
  }

  /** Whether a variable is given values by plain assignments only: no {@code |=}, no {@code ++}. */
  public static boolean isAssignedOnly(VarSymbol variable, VisitorState state) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .noneMatch(
            mention ->
                !(mention.getParentPath().getLeaf() instanceof AssignmentTree)
                    && isChange(mention.getParentPath().getLeaf(), variable));
  }

  /**
   * Whether a local variable or parameter has one value for as long as it lives. That javac says so
   * only once it has been through the code is why the assignments count, too.
   */
  public static boolean isFixed(VarSymbol variable, VisitorState state) {
    return (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0
        || (!Symbols.isField(variable)
            && CompilationIndex.of(state)
                .declaration(variable)
                .map(declaration -> declaration.getParentPath().getLeaf())
                .filter(scope -> !Trees.any(scope, tree -> isChange(tree, variable)))
                .isPresent());
  }

  private static boolean isChange(Tree tree, VarSymbol variable) {
    ExpressionTree changed = changed(tree);
    return changed != null && variable.equals(ASTHelpers.getSymbol(changed));
  }

  /** What an assignment, or a step, gives another value; null for other trees. */
  public static @Nullable ExpressionTree changed(Tree tree) {
    return tree instanceof AssignmentTree assignment
        ? assignment.getVariable()
        : tree instanceof CompoundAssignmentTree update
            ? update.getVariable()
            : tree instanceof UnaryTree unary && isStep(unary) ? unary.getExpression() : null;
  }

  /** Whether the tree is {@code i++} or one of its kind. */
  public static boolean isStep(Tree tree) {
    return switch (tree.getKind()) {
      case POSTFIX_INCREMENT, PREFIX_INCREMENT, POSTFIX_DECREMENT, PREFIX_DECREMENT -> true;
      default -> false;
    };
  }

  /** The variables that code assigns or declares. */
  public static Set<VarSymbol> changedIn(@Nullable Tree code) {
    Set<VarSymbol> found = new HashSet<>();
    for (Tree tree : Trees.in(code, Tree.class)) {
      Tree target = tree instanceof VariableTree ? tree : changed(tree);
      if (target != null && ASTHelpers.getSymbol(target) instanceof VarSymbol variable) {
        found.add(variable);
      }
    }
    return found;
  }
}
