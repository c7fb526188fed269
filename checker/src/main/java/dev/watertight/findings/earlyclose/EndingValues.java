package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that are sent on a queue for its end: a receiver that gets one ends. */
final class EndingValues {
  private EndingValues() {}

  /** Whether a statement in the code leaves it: a return, or a break. */
  static boolean leaves(@Nullable Tree code) {
    return leaves(code, true);
  }

  private static boolean leaves(@Nullable Tree code, boolean byBreak) {
    return Trees.any(
        code,
        tree ->
            tree instanceof ReturnTree
                || (tree instanceof BreakTree jump && (byBreak || jump.getLabel() != null)));
  }

  /** What makes the value of a send a mark: the constant, or the class of a value of its own. */
  static Optional<Symbol> markOf(Endpoint send) {
    if (!(send.path().getLeaf() instanceof MethodInvocationTree call)
        || call.getArguments().isEmpty()) {
      return Optional.empty();
    }
    ExpressionTree value = ASTHelpers.stripParentheses(call.getArguments().get(0));
    if (value instanceof NewClassTree creation) {
      return creation.getArguments().isEmpty() && creation.getClassBody() == null
          ? Optional.ofNullable(ASTHelpers.getSymbol(creation.getIdentifier()))
          : Optional.empty();
    }
    if (value instanceof MethodInvocationTree empty) {
      return Optional.of(ASTHelpers.getSymbol(empty))
          .filter(m -> m.getSimpleName().contentEquals("empty") && isOptional(m))
          .map(m -> m.owner);
    }
    return ASTHelpers.getSymbol(value) instanceof VarSymbol constant
            && (constant.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0
            && (constant.flags() & Flags.PARAMETER) == 0
            && !constant.name.contentEquals("this")
        ? Optional.of(constant)
        : Optional.empty();
  }

  private static boolean isOptional(Symbol method) {
    return method.owner.getQualifiedName().contentEquals("java.util.Optional");
  }

  /** The constants, and the classes of values, that end a receiver of the channel. */
  static ImmutableSet<Symbol> of(Topology channel, VisitorState state) {
    Set<Symbol> candidates = new HashSet<>();
    channel.sends().forEach(send -> markOf(send).ifPresent(candidates::add));
    if (candidates.isEmpty()) {
      return ImmutableSet.of();
    }
    Set<CompilationUnitTree> units = new HashSet<>();
    channel.receives().forEach(receive -> units.add(receive.path().getCompilationUnit()));
    Set<Symbol> ending = new HashSet<>();
    ReceivedTypes types = ReceivedTypes.of(channel, units, state);
    units.forEach(unit -> new Comparisons(ending, types).scan(unit, null));
    candidates.stream().filter(types::areEndedBy).forEach(ending::add);
    ending.retainAll(candidates);
    return ImmutableSet.copyOf(ending);
  }

  /**
   * Finds what the conditions of loops compare with what was received, and those of branches that
   * leave. So do methods that a receiver asks whether to go on.
   */
  private static final class Comparisons extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Set<Symbol> ending;
    private final ReceivedTypes types;
    private boolean selectsReceived;

    Comparisons(Set<Symbol> ending, ReceivedTypes types) {
      this.ending = ending;
      this.types = types;
    }

    /** Whether it is what a receiver got, or what a method is asked about. */
    private boolean isReceived(@Nullable ExpressionTree expression) {
      return expression != null
          && (types.isReceived(expression)
              || (ASTHelpers.getSymbol(ASTHelpers.stripParentheses(expression))
                      instanceof VarSymbol parameter
                  && (parameter.flags() & Flags.PARAMETER) != 0
                  && parameter.owner instanceof MethodSymbol method
                  && method.getReturnType() != null
                  && method.getReturnType().hasTag(TypeTag.BOOLEAN)));
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
      boolean outer = selectsReceived;
      selectsReceived = isReceived(tree.getExpression());
      super.visitSwitch(tree, null);
      selectsReceived = outer;
      return null;
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
      boolean outer = selectsReceived;
      selectsReceived = isReceived(tree.getExpression());
      super.visitSwitchExpression(tree, null);
      selectsReceived = outer;
      return null;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
      if (tree != null) {
        Loops.condition(tree).ifPresent(this::addCompared);
      }
      return super.scan(tree, null);
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
      boolean thenLeaves = leaves(tree.getThenStatement());
      if (thenLeaves || leaves(tree.getElseStatement())) {
        addCompared(tree.getCondition());
      }
      if (thenLeaves
          && ASTHelpers.stripParentheses(tree.getCondition()) instanceof InstanceOfTree test
          && isReceived(test.getExpression())
          && test.getType() != null) {
        ending.add(ASTHelpers.getSymbol(test.getType()));
      }
      return super.visitIf(tree, null);
    }

    @Override
    public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
      boolean returns =
          selectsReceived
              && (leaves(tree.getBody(), false)
                  || (tree.getStatements() != null
                      && tree.getStatements().stream().anyMatch(s -> leaves(s, false))));
      if (returns) {
        for (ExpressionTree label : tree.getExpressions()) {
          add(label);
        }
      }
      return super.visitCase(tree, null);
    }

    private void addCompared(@Nullable ExpressionTree condition) {
      for (BinaryTree tree : Trees.in(condition, BinaryTree.class)) {
        if (tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO) {
          addPair(tree.getLeftOperand(), tree.getRightOperand());
        }
      }
      for (MethodInvocationTree tree : Trees.in(condition, MethodInvocationTree.class)) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        if (isOptional(method)
            && isReceived(ASTHelpers.getReceiver(tree))
            && (method.getSimpleName().contentEquals("isPresent")
                || method.getSimpleName().contentEquals("isEmpty"))) {
          ending.add(method.owner);
        }
        if (method.getSimpleName().contentEquals("equals") && !tree.getArguments().isEmpty()) {
          // `Objects.equals` has both among its arguments.
          addPair(
              tree.getArguments().size() == 2
                  ? tree.getArguments().get(1)
                  : ASTHelpers.getReceiver(tree),
              tree.getArguments().get(0));
        }
      }
    }

    private void addPair(@Nullable ExpressionTree left, ExpressionTree right) {
      if (isReceived(left)) {
        add(right);
      } else if (isReceived(right)) {
        add(left);
      }
    }

    private void add(@Nullable ExpressionTree operand) {
      if (operand != null
          && ASTHelpers.getSymbol(ASTHelpers.stripParentheses(operand)) instanceof VarSymbol mark) {
        ending.add(mark);
      }
    }
  }
}
