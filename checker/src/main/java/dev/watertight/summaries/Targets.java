package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which code in view a call runs. */
final class Targets {
  private final VisitorState state;
  private final CompilationIndex index;
  private final Map<Tree, TreePath> bodies = new LinkedHashMap<>();
  private boolean complete = true;

  private Targets(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /**
   * The methods and lambdas that a call may run. Those are not all if the method is out of view, or
   * if a class or lambda out of view may override it.
   */
  static Known<TreePath> of(Step.Target target, VisitorState state) {
    Targets targets = new Targets(state);
    targets.add(target);
    return new Known<>(ImmutableSet.copyOf(targets.bodies.values()), targets.complete);
  }

  private void add(Step.Target target) {
    MethodSymbol method = target.method();
    if (target.function().isPresent() && addValues(target.function().get(), method)) {
      return;
    }
    if (!index.isInView(method)) {
      complete = false;
      return;
    }
    addBody(method);
    if (target.exact()) {
      // Native methods have no body.
      complete &= !bodies.isEmpty();
      return;
    }
    index.overriders(method).forEach(this::addBody);
    ClassSymbol owner = method.enclClass();
    if (isAbstract(method) && state.getTypes().isFunctionalInterface(owner)) {
      index.functions(owner).forEach(this::addFunction);
    }
    complete &= index.isComplete() && !Symbols.isOpenToOthers(method) && !bodies.isEmpty();
  }

  /** Adds the functions and objects that are a variable's values; false if it may have others. */
  private boolean addValues(VarSymbol variable, MethodSymbol method) {
    if (!isAbstract(method) || !state.getTypes().isFunctionalInterface(method.enclClass())) {
      return false;
    }
    Known<TreePath> makers =
        Origins.seenOf(
            variable,
            tree -> Trees.isFunction(tree) || implementation(tree, method).isPresent(),
            state);
    for (TreePath maker : makers.seen()) {
      implementation(maker.getLeaf(), method)
          .ifPresentOrElse(this::addBody, () -> addFunction(maker));
    }
    return makers.isComplete() && !makers.seen().isEmpty();
  }

  /** The method in view that a new object has for it. */
  private Optional<MethodSymbol> implementation(Tree maker, MethodSymbol method) {
    return maker instanceof NewClassTree
        ? Optional.ofNullable(
                method.implementation(ASTHelpers.getType(maker).tsym, state.getTypes(), true))
            .filter(found -> index.declaration(found).isPresent())
        : Optional.empty();
  }

  /** Generated methods, such as those of enums and records, have no body and do no harm. */
  private void addBody(MethodSymbol method) {
    Optional<TreePath> declaration = index.declaration(method);
    if (declaration.isPresent()
        && declaration.get().getLeaf() instanceof MethodTree tree
        && tree.getBody() != null) {
      bodies.put(tree, declaration.get());
    }
  }

  private void addFunction(TreePath function) {
    if (function.getLeaf() instanceof LambdaExpressionTree) {
      bodies.put(function.getLeaf(), function);
    } else if (function.getLeaf() instanceof MemberReferenceTree reference) {
      MethodSymbol method = ASTHelpers.getSymbol(reference);
      if (index.declaration(method).isPresent()) {
        add(new Step.Target(method, CompilationIndex.isEffectivelyFinal(method)));
      } else {
        // The reference itself is the code.
        bodies.put(reference, function);
      }
    }
  }

  private static boolean isAbstract(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0;
  }
}
