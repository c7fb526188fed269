package dev.watertight.counts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.Set;

/** Iterators: the value of a local variable that holds one is how many elements are left. */
record Iterators(Numbers numbers, VisitorState state) {
  boolean isIterator(Symbol variable) {
    return ResolvedLibrary.of(state)
        .supertypesOf(variable.type.tsym)
        .contains("java.util.Iterator");
  }

  /** How many elements an iterator has that a variable is given, if no other code takes any. */
  Amount leftIn(VarSymbol variable, Tree iterator) {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(variable);
    return !Symbols.isField(variable)
            && isIterator(variable)
            && index.mentions(variable).stream()
                .allMatch(
                    mention ->
                        isCalled(mention)
                            && declaration.filter(d -> Graphs.areTogether(d, mention)).isPresent())
        ? numbers.elements().of(iterator).amount()
        : Amount.UNKNOWN;
  }

  private boolean isCalled(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof MemberSelectTree select
        && ASTHelpers.getSymbol(select) instanceof MethodSymbol method
        && numbers
            .library()
            .countingOf(method)
            .filter(rule -> rule == Rule.NEXT || rule == Rule.LOOK)
            .isPresent();
  }

  /** The variable whose iterator a call takes an element from. */
  static Optional<VarSymbol> takenFrom(Tree tree) {
    return tree instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("next")
        ? receiver(call)
        : Optional.empty();
  }

  /** The variable whose iterator a condition asks for one more element. */
  Optional<VarSymbol> asked(Tree condition) {
    return condition instanceof MethodInvocationTree call
            && numbers
                .library()
                .countingOf(ASTHelpers.getSymbol(call))
                .filter(rule -> rule == Rule.NEXT)
                .isPresent()
        ? receiver(call)
        : Optional.empty();
  }

  private static Optional<VarSymbol> receiver(MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** The variables that code assigns, declares, or takes elements from. */
  static Set<VarSymbol> changedIn(Tree code) {
    Set<VarSymbol> changed = Values.changedIn(code);
    Trees.in(code, MethodInvocationTree.class)
        .forEach(call -> takenFrom(call).ifPresent(changed::add));
    return changed;
  }
}
