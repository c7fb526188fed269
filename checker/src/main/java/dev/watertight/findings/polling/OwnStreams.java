package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.values.Origins;

/** Streams of classes in view: they may never end, or go on behind an exception. */
final class OwnStreams {
  private OwnStreams() {}

  /** Whether a call may read from one. */
  static boolean mayBeReadBy(TreePath read, VisitorState state) {
    Symbol method = ASTHelpers.getSymbol(read.getLeaf());
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableSet<ClassSymbol> own =
        index.subclasses((ClassSymbol) method.owner).stream()
            .filter(type -> !Iterables.isEmpty(type.members().getSymbolsByName(method.name)))
            .collect(ImmutableSet.toImmutableSet());
    return !own.isEmpty()
        && Paths.receiver(read)
            .flatMap(stream -> Origins.of(stream, OwnStreams::isMaker, state))
            .filter(
                makers ->
                    makers.stream()
                        .map(maker -> ASTHelpers.getSymbol(maker.getLeaf()))
                        .noneMatch(index::isInView))
            .isEmpty();
  }

  private static boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree || tree instanceof MethodInvocationTree;
  }
}
