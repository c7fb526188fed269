package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.answers.Known;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recognises input and output that cannot fail, since it goes to memory: calls of the JDK's streams
 * whose receiver and arguments are made of memory, wrapped as they may be.
 */
public record MemoryStreams(VisitorState state) {
  private static final ImmutableSet<String> STREAMS =
      ImmutableSet.of("java.io.Closeable", "java.lang.Appendable", "java.lang.Readable");
  private static final int DEPTH = 4;

  /**
   * Whether all streams that take part in a call are in memory, and there is one.
   *
   * @param path where it is; null for the {@code close()} at the end of a {@code try} statement,
   *     which is nowhere in the text
   */
  boolean areAllIn(Tree call, @Nullable TreePath path) {
    return path == null
        ? isMemory(ASTHelpers.getSymbol(Symbols.receiver(call)))
        : areMemory(parts(path), DEPTH);
  }

  /** Whether a variable is declared with a stream in memory. */
  public boolean isMemory(@Nullable Symbol resource) {
    return resource instanceof VarSymbol variable
        && Values.initial(variable, state).filter(value -> isMemory(value, DEPTH)).isPresent();
  }

  /**
   * Whether it is a variable that may hold a stream in memory: no file and no connection, as far as
   * the code in view tells. What callers out of view pass is taken for one of those.
   */
  public Answer mayBeMemory(@Nullable Symbol stream) {
    return stream instanceof VarSymbol variable && isStream(variable.type)
        ? mayBeMemory(variable, DEPTH)
        : Answer.NO;
  }

  private Answer mayBeMemory(VarSymbol variable, int depth) {
    Known<TreePath> makers = Origins.seenOf(variable, MemoryStreams::isCall, state);
    if (makers.seen().stream().anyMatch(maker -> mayBeMadeOfMemory(maker, depth) != Answer.NO)) {
      return Answer.YES;
    }
    return !makers.seen().isEmpty() || Symbols.isField(variable) || isPassed(variable)
        ? Answer.NO
        : Answer.UNKNOWN;
  }

  private static boolean isPassed(VarSymbol variable) {
    return variable.owner instanceof MethodSymbol method
        && method.getParameters().contains(variable);
  }

  private Answer mayBeMadeOfMemory(TreePath maker, int depth) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(maker.getLeaf());
    if (depth == 0 || CallRules.is(method, Conduct.MEMORY, state)) {
      return depth == 0 ? Answer.UNKNOWN : Answer.YES;
    }
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(method);
    Stream<TreePath> sources =
        declaration.isPresent() && maker.getLeaf() instanceof MethodInvocationTree
            ? Returns.in(declaration.get()).stream()
            : parts(maker).stream().filter(part -> isStream(ASTHelpers.getType(part.getLeaf())));
    return sources.anyMatch(source -> mayBeMemory(source, depth - 1) != Answer.NO)
        ? Answer.YES
        : Answer.NO;
  }

  private Answer mayBeMemory(TreePath source, int depth) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) source.getLeaf());
    return isCall(tree)
        ? mayBeMadeOfMemory(source, depth)
        : ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            ? mayBeMemory(variable, depth)
            : Answer.UNKNOWN;
  }

  /** What takes part in a call or creation: the receiver and the arguments. */
  static ImmutableList<TreePath> parts(TreePath path) {
    ImmutableList.Builder<TreePath> parts = ImmutableList.builder();
    Paths.receiver(path).ifPresent(parts::add);
    Arguments.of(path.getLeaf()).forEach(argument -> parts.add(new TreePath(path, argument)));
    return parts.build();
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

  /** Whether a value of the type may be a stream. */
  boolean isStream(@Nullable Type type) {
    return type != null
        && type.tsym != null
        && !type.isPrimitive()
        && ResolvedLibrary.of(state).supertypesOf(type.tsym).stream().anyMatch(STREAMS::contains);
  }

  private boolean isMemory(TreePath stream, int depth) {
    return depth > 0
        && Origins.of(stream, MemoryStreams::isCall, state)
            .filter(makers -> makers.stream().allMatch(maker -> isMadeOfMemory(maker, depth)))
            .isPresent();
  }

  private static boolean isCall(Tree tree) {
    return tree instanceof NewClassTree || tree instanceof MethodInvocationTree;
  }

  /** A stream made of memory, or what a method of such a one returns: itself, mostly. */
  private boolean isMadeOfMemory(TreePath path, int depth) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(path.getLeaf());
    return !(path.getLeaf() instanceof NewClassTree creation && creation.getClassBody() != null)
        && (CallRules.is(method, Conduct.MEMORY, state)
            || (CallRules.isQuiet(method, state)
                && areMemory(
                    parts(path), path.getLeaf() instanceof NewClassTree ? depth - 1 : depth)));
  }
}
