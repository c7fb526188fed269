package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Comparisons;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a flag, a variable that tells to stop or an atomic object, is named and may be set.
 *
 * <p>An atomic object may be in several variables: all of them are looked at.
 *
 * @param mentions the expressions that name it
 * @param isInView whether every place that could set it is in view
 */
public record FlagSets(ImmutableList<TreePath> mentions, boolean isInView) {
  /* Whose every method that sets one has the new value as its last argument. */
  private static final ImmutableSet<String> ATOMIC =
      ImmutableSet.of(
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicReference");

  private static final String LATCH = "java.util.concurrent.CountDownLatch";

  public static FlagSets of(VarSymbol flag, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> mentions = index.mentions(flag);
    if (!isAtomic(flag.type.tsym) && !isLatch(flag.type.tsym)) {
      return new FlagSets(mentions, isFieldInView(flag, state));
    }
    Optional<ImmutableSet<TreePath>> makers =
        mentions.isEmpty()
            ? Optional.empty()
            : Origins.of(mentions.get(0), NewClassTree.class::isInstance, state);
    if (makers.isEmpty()) {
      return new FlagSets(mentions, false);
    }
    Map<Tree, TreePath> all = new LinkedHashMap<>();
    mentions.forEach(mention -> all.put(mention.getLeaf(), mention));
    boolean unknown = false;
    for (TreePath maker : makers.get()) {
      Fate fate =
          Fate.crossingReturns(
              maker,
              new Instances(flag.type.tsym.getQualifiedName().toString(), ImmutableSet.of(), state),
              state);
      Stream.concat(
              fate.variables().stream().flatMap(variable -> index.mentions(variable).stream()),
              fate.uses().stream().flatMap(use -> Paths.receiver(use.path()).stream()))
          .forEach(mention -> all.putIfAbsent(mention.getLeaf(), mention));
      unknown |= fate.isUnknown() || fate.isExposed();
    }
    return new FlagSets(ImmutableList.copyOf(all.values()), !unknown);
  }

  static boolean isAtomic(Symbol type) {
    return ATOMIC.contains(type.getQualifiedName().toString());
  }

  /** Whether the variable holds a latch that one call opens: a flag that is never set back. */
  static boolean isLatch(VarSymbol variable, VisitorState state) {
    return isLatch(variable.type.tsym)
        && Values.given(variable, state)
            .filter(
                values ->
                    !values.isEmpty()
                        && values.stream()
                            .allMatch(
                                value ->
                                    value.getLeaf() instanceof NewClassTree creation
                                        && creation.getArguments().size() == 1
                                        && Objects.equals(
                                            ASTHelpers.constValue(creation.getArguments().get(0)),
                                            1)))
            .isPresent();
  }

  private static boolean isLatch(Symbol type) {
    return type.getQualifiedName().contentEquals(LATCH);
  }

  /** Whether a mention of a flag sets it to a value with which a loop is left, or may do so. */
  public static boolean mayLeave(LoopExit exit, TreePath mention) {
    return assigned(mention)
        .filter(
            value -> exit.leaving().isEmpty() || !isLeftWith(!exit.leaving().get(), exit, value))
        .isPresent();
  }

  /** Whether a mention of a flag sets it to a value with which a loop is left for certain. */
  static boolean leaves(LoopExit exit, TreePath mention) {
    return assigned(mention)
        .filter(value -> exit.leaving().filter(left -> isLeftWith(left, exit, value)).isPresent())
        .isPresent();
  }

  private static boolean isLeftWith(boolean leaving, LoopExit exit, ExpressionTree assigned) {
    Object outcome =
        exit.comparison().isPresent()
            ? outcome(exit.comparison().get(), assigned).orElse(null)
            : ASTHelpers.constValue(assigned);
    return Objects.equals(leaving, outcome);
  }

  /** Whether a mention of a flag gives it a value. */
  public static boolean isSet(TreePath mention) {
    return assigned(mention).isPresent();
  }

  /** What comes of the comparison with a constant if the flag has the value. */
  private static Optional<Boolean> outcome(BinaryTree comparison, ExpressionTree value) {
    if (ASTHelpers.constValue(value) instanceof Number number) {
      return Comparisons.outcome(comparison, number);
    }
    Symbol constant = ASTHelpers.getSymbol(value);
    if (!Symbols.isEnumConstant(constant)) {
      return Optional.empty();
    }
    boolean isEqual =
        constant.equals(ASTHelpers.getSymbol(comparison.getLeftOperand()))
            || constant.equals(ASTHelpers.getSymbol(comparison.getRightOperand()));
    return Comparisons.holds(comparison.getKind(), isEqual ? 0 : 1);
  }

  private static boolean isFieldInView(VarSymbol flag, VisitorState state) {
    return !Symbols.isField(flag) || Values.isAssignedInViewOnly(flag, state);
  }

  /** What the flag is set to, or an expression that says nothing of that. */
  private static Optional<ExpressionTree> assigned(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    if (parent instanceof AssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()) {
      return Optional.of(assignment.getExpression());
    }
    if (parent instanceof CompoundAssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()) {
      return Optional.of(assignment);
    }
    if (parent instanceof MemberReferenceTree reference
        && isWrite(ASTHelpers.getSymbol(reference))) {
      return Optional.of(reference);
    }
    if (mention.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == parent
        && isWrite(ASTHelpers.getSymbol(call))) {
      int last = call.getArguments().size() - 1;
      return Optional.of(last < 0 ? call : call.getArguments().get(last));
    }
    return Optional.empty();
  }

  private static boolean isWrite(MethodSymbol method) {
    return isLatch(method.owner)
        ? method.getSimpleName().contentEquals("countDown")
        : isAtomic(method.owner) && !method.getParameters().isEmpty();
  }
}
