package dev.watertight.findings.earlyclose;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Loops;
import dev.watertight.program.Methods;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import java.util.HashSet;
import java.util.Set;

/**
 * The types of values with which the receivers of a channel go on: one that is of no such type ends
 * them.
 */
final class ReceivedTypes {
  private final Types types;
  private final Set<Tree> receives = new HashSet<>();
  private final Set<Symbol> received = new HashSet<>();
  private final Set<Symbol> receivers = new HashSet<>();
  private final Set<Type> continuing = new HashSet<>();

  private ReceivedTypes(Topology channel, Types types) {
    this.types = types;
    for (Endpoint receive : channel.receives()) {
      receives.add(receive.path().getLeaf());
      // A method that receives for others, and returns it.
      Methods.around(receive.path())
          .filter(method -> !method.getReturnType().hasTag(TypeTag.VOID))
          .ifPresent(receivers::add);
    }
  }

  static ReceivedTypes of(Topology channel, Set<CompilationUnitTree> units, VisitorState state) {
    ReceivedTypes found = new ReceivedTypes(channel, state.getTypes());
    // First the variables: a loop may come before the statement that gives one its next value.
    units.forEach(found::addVariables);
    units.forEach(found::addTests);
    return found;
  }

  /** Whether a receiver that gets the constant, or an instance of the class, goes no further. */
  boolean areEndedBy(Symbol mark) {
    boolean constant = mark instanceof ClassSymbol || ASTHelpers.isStatic(mark);
    return constant && continuing.stream().anyMatch(type -> !types.isCastable(mark.type, type));
  }

  /** Whether the expression is what a receiver got. */
  boolean isReceived(ExpressionTree expression) {
    ExpressionTree value = ASTHelpers.stripParentheses(expression);
    return gets(value)
        || (value instanceof TypeCastTree cast && isReceived(cast.getExpression()))
        || (value instanceof AssignmentTree assignment && isReceived(assignment.getExpression()))
        || (ASTHelpers.getSymbol(value) instanceof VarSymbol variable
            && received.contains(variable));
  }

  /**
   * Whether a receiver sends on what it got from the channel: a marker that is meant for the next
   * one, or work that has to be done again.
   */
  static boolean isHandedOn(Endpoint send, Topology channel, VisitorState state) {
    if (!(send.path().getLeaf() instanceof MethodInvocationTree call)
        || call.getArguments().isEmpty()) {
      return false;
    }
    ReceivedTypes received = new ReceivedTypes(channel, state.getTypes());
    TreePath value = new TreePath(send.path(), call.getArguments().get(0));
    return Origins.of(value, tree -> tree instanceof ExpressionTree e && received.gets(e), state)
        .isPresent();
  }

  private boolean gets(ExpressionTree expression) {
    return receives.contains(expression)
        || (expression instanceof MethodInvocationTree call
            && receivers.contains(ASTHelpers.getSymbol(call)));
  }

  /** Finds the variables that hold what is received. */
  private void addVariables(CompilationUnitTree unit) {
    for (Tree tree : Trees.in(unit, Tree.class)) {
      ExpressionTree value =
          tree instanceof VariableTree variable
              ? variable.getInitializer()
              : tree instanceof AssignmentTree assignment ? assignment.getExpression() : null;
      Tree target = tree instanceof AssignmentTree assignment ? assignment.getVariable() : tree;
      if (value != null
          && isReceived(value)
          && ASTHelpers.getSymbol(target) instanceof VarSymbol variable) {
        received.add(variable);
      }
    }
  }

  /** Finds the conditions of loops, and those of branches that leave. */
  private void addTests(CompilationUnitTree unit) {
    for (Tree tree : Trees.in(unit, Tree.class)) {
      Loops.condition(tree).ifPresent(this::addGoingOn);
      if (tree instanceof IfTree test) {
        ExpressionTree condition = ASTHelpers.stripParentheses(test.getCondition());
        if (condition instanceof UnaryTree not
            && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
            && EndingValues.leaves(test.getThenStatement())) {
          addGoingOn(not.getExpression());
        } else if (EndingValues.leaves(test.getElseStatement())) {
          addGoingOn(condition);
        }
      }
    }
  }

  private void addGoingOn(ExpressionTree condition) {
    if (ASTHelpers.stripParentheses(condition) instanceof InstanceOfTree test
        && isReceived(test.getExpression())) {
      Tree tested =
          test.getPattern() instanceof BindingPatternTree binding
              ? binding.getVariable()
              : test.getType();
      Type type = tested == null ? null : ASTHelpers.getType(tested);
      if (type != null) {
        continuing.add(type);
      }
    }
  }
}
