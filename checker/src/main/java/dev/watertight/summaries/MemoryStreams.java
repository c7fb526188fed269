package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Recognises input and output that cannot fail, since it goes to memory: calls of the JDK's streams
 * whose receiver and arguments are made of memory, wrapped as they may be.
 */
final class MemoryStreams {
  private static final ImmutableSet<String> STREAMS =
      ImmutableSet.of("java.io.Closeable", "java.lang.Appendable", "java.lang.Readable");
  private static final int DEPTH = 4;

  private final VisitorState state;

  MemoryStreams(VisitorState state) {
    this.state = state;
  }

  /** Whether all streams that take part in a call are in memory, and there is one. */
  boolean areAllIn(@Nullable TreePath path) {
    // The close() at the end of a try statement is nowhere in the text.
    if (path == null || !(path.getLeaf() instanceof MethodInvocationTree call)) {
      return false;
    }
    ImmutableList.Builder<TreePath> parts = ImmutableList.builder();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver != null) {
      parts.add(new TreePath(new TreePath(path, call.getMethodSelect()), receiver));
    }
    call.getArguments().forEach(argument -> parts.add(new TreePath(path, argument)));
    return areMemory(parts.build(), DEPTH);
  }

  private boolean areMemory(ImmutableList<TreePath> parts, int depth) {
    boolean found = false;
    for (TreePath part : parts) {
      if (isStream(ASTHelpers.getType(part.getLeaf()))) {
        if (!isMemory(part, depth)) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private boolean isStream(@Nullable Type type) {
    return type != null
        && type.tsym != null
        && !type.isPrimitive()
        && ResolvedLibrary.of(state).supertypesOf(type.tsym).stream().anyMatch(STREAMS::contains);
  }

  private boolean isMemory(TreePath stream, int depth) {
    return depth > 0
        && Origins.of(stream, NewClassTree.class::isInstance, state)
            .filter(makers -> makers.stream().allMatch(maker -> isMadeOfMemory(maker, depth)))
            .isPresent();
  }

  private boolean isMadeOfMemory(TreePath path, int depth) {
    NewClassTree creation = (NewClassTree) path.getLeaf();
    MethodSymbol constructor = ASTHelpers.getSymbol(creation);
    return creation.getClassBody() == null
        && (CallRules.is(constructor, Conduct.MEMORY, state)
            || (CallRules.isQuiet(constructor, state)
                && areMemory(
                    creation.getArguments().stream()
                        .map(argument -> new TreePath(path, argument))
                        .collect(ImmutableList.toImmutableList()),
                    depth - 1)));
  }
}
