package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.flow.ResolvedLibrary;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Graphs;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what it takes for a condition in a loop to hold. */
final class ExitConditions {
  private static final String CHANNEL_CLOSED = "com.softwaremill.jox.ChannelClosed";

  private final Tree wait;
  private final VisitorState state;
  private final Set<VarSymbol> values = new HashSet<>();

  private ExitConditions(Tree wait, VisitorState state) {
    this.wait = wait;
    this.state = state;
  }

  static ExitConditions of(TreePath loop, TreePath wait, VisitorState state) {
    ExitConditions conditions = new ExitConditions(wait.getLeaf(), state);
    conditions.collectValues(loop.getLeaf());
    return conditions;
  }

  /** The variables that hold what is received, or something made of it. */
  private void collectValues(Tree loop) {
    int before;
    do {
      before = values.size();
      new TreeScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
          addIfValue(tree, tree.getInitializer());
          return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
          addIfValue(tree.getVariable(), tree.getExpression());
          return super.visitAssignment(tree, null);
        }

        @Override
        public @Nullable Void visitEnhancedForLoop(
            EnhancedForLoopTree tree, @Nullable Void unused) {
          addIfValue(tree.getVariable(), tree.getExpression());
          return super.visitEnhancedForLoop(tree, null);
        }

        @Override
        public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
          if (tree.getPattern() instanceof BindingPatternTree binding) {
            addIfValue(binding.getVariable(), tree.getExpression());
          }
          return super.visitInstanceOf(tree, null);
        }

        private void addIfValue(Tree variable, @Nullable Tree expression) {
          if (expression != null
              && mentionsValue(expression)
              && ASTHelpers.getSymbol(variable) instanceof VarSymbol symbol) {
            values.add(symbol);
          }
        }
      }.scan(loop, null);
    } while (values.size() > before);
  }

  private boolean mentionsValue(Tree expression) {
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        found[0] |=
            tree == wait
                || (tree instanceof IdentifierTree name
                    && values.contains(ASTHelpers.getSymbol(name)));
        return super.scan(tree, null);
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
      }
    }.scan(expression, null);
    return found[0];
  }

  /** What it takes for the condition to have the value. */
  ImmutableList<LoopExit> of(ExpressionTree condition, boolean value) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    if (ASTHelpers.constValue(test) instanceof Boolean constant) {
      return constant == value
          ? ImmutableList.of(LoopExit.of(LoopExit.Kind.OTHER, test))
          : ImmutableList.of();
    }
    if (test instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT) {
      return of(not.getExpression(), !value);
    }
    if (test.getKind() == Kind.CONDITIONAL_AND || test.getKind() == Kind.CONDITIONAL_OR) {
      BinaryTree both = (BinaryTree) test;
      ImmutableList<LoopExit> left = of(both.getLeftOperand(), value);
      ImmutableList<LoopExit> right = of(both.getRightOperand(), value);
      return (test.getKind() == Kind.CONDITIONAL_OR) == value
          ? ImmutableList.<LoopExit>builder().addAll(left).addAll(right).build()
          : stricter(left, right);
    }
    return ImmutableList.of(leaf(test, value));
  }

  /** Of two conditions that must both hold, the one that says more. */
  static ImmutableList<LoopExit> stricter(
      ImmutableList<LoopExit> one, ImmutableList<LoopExit> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return strictest(one).compareTo(strictest(other)) <= 0 ? one : other;
  }

  private static LoopExit.Kind strictest(ImmutableList<LoopExit> exits) {
    return exits.stream()
        .map(LoopExit::kind)
        .min(Comparator.naturalOrder())
        .orElse(LoopExit.Kind.OTHER);
  }

  private LoopExit leaf(ExpressionTree test, boolean value) {
    if (test instanceof InstanceOfTree instance && mentionsValue(instance.getExpression())) {
      return value ? ofType(test, typeOf(instance)) : ofOtherType(test);
    }
    if (mentionsValue(test)) {
      return new LoopExit(LoopExit.Kind.VALUE, test, emptyOptional(test).or(() -> marker(test)));
    }
    Optional<FlagTest> flag = flag(test, new HashSet<>());
    if (flag.isPresent()) {
      return new LoopExit(
          LoopExit.Kind.FLAG,
          test,
          flag.map(FlagTest::symbol),
          Optional.of(value != flag.get().negated()));
    }
    return LoopExit.of(
        OwnThread.isInterruptTest(test) ? LoopExit.Kind.INTERRUPT : LoopExit.Kind.OTHER, test);
  }

  /**
   * A test for a type: that of an end marker, or of the value that says that the end is reached.
   */
  private LoopExit ofType(ExpressionTree test, @Nullable Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol)) {
      return LoopExit.of(LoopExit.Kind.VALUE, test);
    }
    return ResolvedLibrary.of(state).supertypesOf(symbol).contains(CHANNEL_CLOSED)
        ? LoopExit.of(LoopExit.Kind.CLOSED, test)
        : new LoopExit(LoopExit.Kind.VALUE, test, Optional.of(symbol));
  }

  /** A value of another type than the one tested for: where the end is a value, that. */
  private LoopExit ofOtherType(ExpressionTree test) {
    boolean orClosed =
        wait instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("OrClosed");
    return LoopExit.of(orClosed ? LoopExit.Kind.CLOSED : LoopExit.Kind.VALUE, test);
  }

  private static @Nullable Type typeOf(InstanceOfTree test) {
    return ASTHelpers.getType(
        test.getPattern() instanceof BindingPatternTree binding
            ? binding.getVariable()
            : test.getType() == null ? test.getPattern() : test.getType());
  }

  ImmutableList<LoopExit> ofCase(ExpressionTree selector, CaseTree label) {
    if (!mentionsValue(selector)) {
      return ImmutableList.of(LoopExit.of(LoopExit.Kind.OTHER, selector));
    }
    Optional<Type> pattern = Patterns.typeOf(label);
    if (pattern.isPresent()) {
      return ImmutableList.of(ofType(selector, pattern.get()));
    }
    List<? extends ExpressionTree> constants = label.getExpressions();
    Optional<Symbol> marker =
        constants.size() == 1
                && ASTHelpers.getSymbol(constants.get(0)) instanceof VarSymbol constant
            ? Optional.of(constant)
            : Optional.empty();
    return ImmutableList.of(new LoopExit(LoopExit.Kind.VALUE, selector, marker));
  }

  /** The class {@code Optional}, if the test is for an empty one. */
  private static Optional<Symbol> emptyOptional(ExpressionTree test) {
    return test instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) instanceof IdentifierTree
            && ASTHelpers.getSymbol(call).getSimpleName().toString().matches("isPresent|isEmpty")
            && ASTHelpers.getSymbol(call)
                .owner
                .getQualifiedName()
                .contentEquals(EndMarkers.OPTIONAL)
        ? Optional.of(ASTHelpers.getSymbol(call).owner)
        : Optional.empty();
  }

  /** The constant that a received value is compared with. */
  private Optional<Symbol> marker(ExpressionTree test) {
    ExpressionTree left = null;
    ExpressionTree right = null;
    if (test.getKind() == Kind.EQUAL_TO || test.getKind() == Kind.NOT_EQUAL_TO) {
      left = ((BinaryTree) test).getLeftOperand();
      right = ((BinaryTree) test).getRightOperand();
    } else if (test instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals")) {
      left = ASTHelpers.getReceiver(call);
      right = call.getArguments().get(0);
    }
    if (left == null || right == null) {
      return Optional.empty();
    }
    ExpressionTree other = right;
    return constant(left).or(() -> constant(other));
  }

  private Optional<Symbol> constant(ExpressionTree tree) {
    return ASTHelpers.getSymbol(ASTHelpers.stripParentheses(tree)) instanceof VarSymbol symbol
            && !values.contains(symbol)
            && !mentionsValue(tree)
            && (symbol.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0
        ? Optional.of(symbol)
        : Optional.empty();
  }

  /** A flag that is read, and whether the opposite of it is what counts. */
  private record FlagTest(VarSymbol symbol, boolean negated) {}

  /** The boolean variable, or the {@code AtomicBoolean}, that the expression reads. */
  private Optional<FlagTest> flag(ExpressionTree test, Set<MethodSymbol> getters) {
    if ((test instanceof IdentifierTree || test instanceof MemberSelectTree)
        && ASTHelpers.getSymbol(test) instanceof VarSymbol symbol
        && symbol.type.hasTag(TypeTag.BOOLEAN)) {
      return Optional.of(new FlagTest(symbol, false));
    }
    if (!(test instanceof MethodInvocationTree call) || !call.getArguments().isEmpty()) {
      return Optional.empty();
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver != null
        && ASTHelpers.getSymbol(receiver) instanceof VarSymbol atomic
        && FlagSets.isAtomic(atomic.type.tsym)
        && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("get")) {
      return Optional.of(new FlagTest(atomic, false));
    }
    return getter(ASTHelpers.getSymbol(call), getters);
  }

  /** The flag that a method in view returns, if that is all it does. */
  private Optional<FlagTest> getter(MethodSymbol method, Set<MethodSymbol> getters) {
    if (!getters.add(method)) {
      return Optional.empty();
    }
    return CompilationIndex.of(state)
        .declaration(method)
        .filter(
            p ->
                p.getLeaf() instanceof MethodTree tree
                    && tree.getBody() != null
                    && tree.getBody().getStatements().size() == 1)
        .map(p -> ((MethodTree) p.getLeaf()).getBody().getStatements().get(0))
        .filter(ReturnTree.class::isInstance)
        .map(s -> ((ReturnTree) s).getExpression())
        .flatMap(e -> e == null ? Optional.empty() : returnedFlag(e, getters));
  }

  private Optional<FlagTest> returnedFlag(ExpressionTree tree, Set<MethodSymbol> getters) {
    ExpressionTree test = ASTHelpers.stripParentheses(tree);
    return test instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT
        ? flag(ASTHelpers.stripParentheses(not.getExpression()), getters)
            .map(f -> new FlagTest(f.symbol(), !f.negated()))
        : flag(test, getters);
  }

  static Optional<MethodSymbol> methodAround(TreePath path) {
    return Graphs.bodyAround(path)
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(tree -> ASTHelpers.getSymbol((MethodTree) tree));
  }
}
