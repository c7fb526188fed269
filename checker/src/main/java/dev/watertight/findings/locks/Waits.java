package dev.watertight.findings.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import java.util.function.Predicate;

/**
 * What may keep a thread from going on until others have done something: calls that wait, loops
 * that others end, and what no call names, the iterator of a loop and the end of a resource.
 */
record Waits(VisitorState state) {
  /** Whether anything of some code may wait, of the calls only those that count. */
  boolean areIn(TreePath code, int from, int to, Predicate<TreePath> counts) {
    return Trees.ownPathsIn(code, MethodInvocationTree.class, NewClassTree.class).stream()
            .filter(call -> Paths.start(call) >= from && Paths.start(call) <= to)
            .filter(counts)
            .anyMatch(this::isCall)
        || Trees.ownPathsIn(code, Tree.class).stream()
            .filter(tree -> Loops.isLoop(tree.getLeaf()))
            .filter(loop -> Paths.start(loop) > from && Paths.start(loop) < to)
            .anyMatch(loop -> isLoop(loop.getLeaf()))
        || Trees.ownPathsIn(code, TryTree.class).stream()
            .filter(attempt -> end(attempt) > from && end(attempt) < to)
            .anyMatch(this::isClose);
  }

  private static int end(TreePath attempt) {
    return TreeInfo.endPos((JCTree) ((TryTree) attempt.getLeaf()).getBlock());
  }

  /** Whether a call may wait. */
  private boolean isCall(TreePath call) {
    return Summaries.ofCall(call, state).waits()
        || Summaries.bodies(call, state).stream()
            .flatMap(body -> Trees.ownIn(body.getLeaf(), Tree.class).stream())
            .anyMatch(tree -> Loops.isLoop(tree) && isLoop(tree));
  }

  /** Whether a call waits for a sign that all who wait for it get at once: a latch, a barrier. */
  boolean isForAll(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree tree
        && tree.getArguments().isEmpty()
        && ResolvedLibrary.of(state).is(tree, Trait.AWAITS_SIGNAL)
        && ResolvedLibrary.of(state).is(ASTHelpers.getSymbol(tree).owner.type, Trait.SYNCHRONIZER);
  }

  /** Whether a loop may run until other threads say that it is enough, or for ever. */
  boolean isLoop(Tree loop) {
    return loop instanceof EnhancedForLoopTree each
        ? !isOfElements(ASTHelpers.getType(each.getExpression()))
        : Loops.isEndless(loop)
            || Trees.any(Loops.condition(loop).orElse(null), MethodInvocationTree.class::isInstance)
            || Symbols.variablesIn(Loops.condition(loop).orElse(null)).stream()
                .anyMatch(
                    v -> !(v.owner instanceof MethodSymbol) && (v.flags() & Flags.FINAL) == 0);
  }

  /** Whether somebody has all elements: an array, or a collection of the library. */
  private boolean isOfElements(Type type) {
    return type.hasTag(TypeTag.ARRAY)
        || (Symbols.isA(type, "java.util.Collection", state) && isOfLibrary(type.tsym));
  }

  private boolean isOfLibrary(TypeSymbol type) {
    CompilationIndex index = CompilationIndex.of(state);
    return !index.isInView(type)
        && type instanceof ClassSymbol symbol
        && index.subclasses(symbol).isEmpty();
  }

  /** Whether the end of a statement may wait, which closes what it has made. */
  boolean isClose(TreePath attempt) {
    TryTree tree = (TryTree) attempt.getLeaf();
    return !tree.getResources().isEmpty()
        && (tree.getResources().stream()
                .map(ASTHelpers::getType)
                .anyMatch(type -> type == null || !isKnown(type))
            || Summaries.ofCode(attempt, state).waits());
  }

  /** Whether a resource has the code in view that closes it, or is one of input and output. */
  private boolean isKnown(Type type) {
    return CompilationIndex.of(state).isInView(type.tsym)
        ? (type.tsym.flags() & (Flags.ABSTRACT | Flags.INTERFACE)) == 0
        : Symbols.isA(type, "java.io.Closeable", state) && isOfLibrary(type.tsym);
  }
}
