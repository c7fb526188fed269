package dev.watertight.findings.earlyclose;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Methods;
import dev.watertight.values.Origins;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    units.forEach(unit -> found.new Variables().scan(unit, null));
    units.forEach(unit -> found.new Tests().scan(unit, null));
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
  private final class Variables extends TreeScanner<@Nullable Void, @Nullable Void> {
    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
      if (tree.getInitializer() != null && isReceived(tree.getInitializer())) {
        received.add(ASTHelpers.getSymbol(tree));
      }
      return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
      if (isReceived(tree.getExpression())
          && ASTHelpers.getSymbol(tree.getVariable()) instanceof VarSymbol variable) {
        received.add(variable);
      }
      return super.visitAssignment(tree, null);
    }
  }

  /** Finds the conditions of loops, and those of branches that leave. */
  private final class Tests extends TreeScanner<@Nullable Void, @Nullable Void> {
    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
      addGoingOn(tree.getCondition());
      return super.visitWhileLoop(tree, null);
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
      addGoingOn(tree.getCondition());
      return super.visitDoWhileLoop(tree, null);
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
      addGoingOn(tree.getCondition());
      return super.visitForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
      ExpressionTree condition = ASTHelpers.stripParentheses(tree.getCondition());
      if (condition instanceof UnaryTree not
          && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
          && EndingValues.leaves(tree.getThenStatement())) {
        addGoingOn(not.getExpression());
      } else if (tree.getElseStatement() != null && EndingValues.leaves(tree.getElseStatement())) {
        addGoingOn(condition);
      }
      return super.visitIf(tree, null);
    }

    private void addGoingOn(@Nullable ExpressionTree condition) {
      if (condition != null
          && ASTHelpers.stripParentheses(condition) instanceof InstanceOfTree test
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
}
