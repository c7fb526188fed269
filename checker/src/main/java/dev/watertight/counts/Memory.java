package dev.watertight.counts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Kinds;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a loop remembers from one round for the next: a counter, the first value that came, a set of
 * those seen. Where a condition asks for that, it need not hold as often as there are rounds.
 */
record Memory(VisitorState state) {
  /**
   * Whether a condition in the loop is about what former rounds have left behind, and not about
   * whether an element has come before: that leaves out those which have, and lets all others be.
   */
  boolean isAskedOfOthersIn(Tree loop) {
    return conditionsIn(loop).anyMatch(condition -> !isOfElement(condition, loop));
  }

  /** Whether a condition in the loop is about what former rounds have left behind. */
  boolean isAskedIn(Tree loop) {
    return conditionsIn(loop).findAny().isPresent();
  }

  private Stream<ExpressionTree> conditionsIn(Tree loop) {
    Set<VarSymbol> kept = changedIn(loop);
    for (VariableTree own : Trees.in(Loops.body(loop).orElse(null), VariableTree.class)) {
      kept.remove(ASTHelpers.getSymbol(own));
    }
    return Trees.in(loop, Tree.class).stream()
        .flatMap(tree -> Stream.ofNullable(conditionOf(tree)))
        .filter(
            condition ->
                !Collections.disjoint(kept, Symbols.variablesIn(condition))
                    || Trees.in(condition, MethodInvocationTree.class).stream()
                        .anyMatch(call -> changesFields(ASTHelpers.getSymbol(call))));
  }

  /** Whether a condition asks about an object of the round, of which others may be the same. */
  private boolean isOfElement(ExpressionTree condition, Tree loop) {
    Set<Symbol> own = new HashSet<>();
    Trees.in(loop, VariableTree.class).forEach(v -> own.add(ASTHelpers.getSymbol(v)));
    Set<Symbol> others = Symbols.variablesIn(condition);
    boolean isNamed = others.stream().anyMatch(v -> own.contains(v) && !v.type.isPrimitive());
    others.removeAll(own);
    // What comes once each is not met again, unless the loop runs again.
    return isNamed
        && !(loop instanceof EnhancedForLoopTree each
            && ResolvedLibrary.of(state)
                .supertypesOf(ASTHelpers.getType(each.getExpression()).tsym)
                .contains("java.util.Set")
            && others.stream().noneMatch(v -> v.owner.kind == Kinds.Kind.TYP));
  }

  private static @Nullable ExpressionTree conditionOf(Tree tree) {
    return tree instanceof IfTree test
        ? test.getCondition()
        : tree instanceof ConditionalExpressionTree choice
            ? choice.getCondition()
            : tree instanceof SwitchTree choice
                ? choice.getExpression()
                : tree instanceof SwitchExpressionTree choice ? choice.getExpression() : null;
  }

  /** The variables that code changes, or whose objects it does, by what it has known before. */
  private Set<VarSymbol> changedIn(@Nullable Tree code) {
    Set<VarSymbol> found = new HashSet<>();
    for (Tree tree : Trees.in(code, Tree.class)) {
      ExpressionTree changed =
          tree instanceof MethodInvocationTree call && mayChange(call)
              ? ASTHelpers.getReceiver(call)
              : tree instanceof AssignmentTree assignment && bringsNews(assignment)
                  ? null
                  : Values.changed(tree);
      while (changed instanceof ArrayAccessTree element) {
        changed = element.getExpression();
      }
      if (changed != null && ASTHelpers.getSymbol(changed) instanceof VarSymbol variable) {
        found.add(variable);
      }
    }
    return found;
  }

  /** Whether a variable gets something new in each round: what a call returns. */
  private static boolean bringsNews(AssignmentTree assignment) {
    ExpressionTree target = assignment.getVariable();
    return ASTHelpers.getSymbol(target) instanceof VarSymbol variable
        && !Symbols.isField(variable)
        && !Trees.in(assignment.getExpression(), MethodInvocationTree.class).isEmpty()
        && !Symbols.variablesIn(assignment.getExpression()).contains(variable);
  }

  private boolean mayChange(MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (receiver == null || ASTHelpers.getType(receiver) == null) {
      return false;
    }
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.is(ASTHelpers.getType(receiver), Trait.REMEMBERS)
        ? library.countingOf(method).isEmpty()
        : changesFields(method);
  }

  private boolean changesFields(MethodSymbol method) {
    return CompilationIndex.of(state)
        .declaration(method)
        .map(TreePath::getLeaf)
        .filter(code -> changedIn(code).stream().anyMatch(Symbols::isField))
        .isPresent();
  }
}
