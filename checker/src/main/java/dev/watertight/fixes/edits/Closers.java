package dev.watertight.fixes.edits;

import static com.sun.tools.javac.code.Flags.ABSTRACT;
import static com.sun.tools.javac.code.Flags.FINAL;
import static com.sun.tools.javac.code.Flags.INTERFACE;
import static com.sun.tools.javac.code.Flags.PROTECTED;
import static com.sun.tools.javac.code.Flags.PUBLIC;
import static com.sun.tools.javac.code.Flags.STATIC;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/** Where a class could release what its fields hold: a method that it has, or could override. */
public final class Closers {
  private Closers() {}

  /** The method of a class that should release what its fields hold. */
  public static Optional<MethodTree> of(ClassTree type, VisitorState state) {
    ClosingMethods closers = ClosingMethods.of(state);
    MethodTree best = null;
    int bestRank = Integer.MAX_VALUE;
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method
          && method.getBody() != null
          && isCalledByOthers(ASTHelpers.getSymbol(method), state)) {
        int rank = closers.rank(ASTHelpers.getSymbol(method)).orElse(Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = method;
          bestRank = rank;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Whether others may end the object by the method. A private one they call as well, in static
   * code and classes around; but one that the object itself calls may be a step of some other act.
   */
  private static boolean isCalledByOthers(MethodSymbol method, VisitorState state) {
    if (!method.isPrivate() || !method.getAnnotationMirrors().isEmpty()) {
      return true;
    }
    List<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return !mentions.isEmpty()
        && mentions.stream()
            .allMatch(
                mention ->
                    mention.getLeaf() instanceof MemberSelectTree select
                        && !Symbols.isSelf(select.getExpression()));
  }

  /** Whether the class has a member that a new {@code close()} would clash with. */
  public static boolean declaresClose(ClassTree type) {
    return type.getMembers().stream()
        .anyMatch(
            member ->
                member instanceof MethodTree method
                    && method.getName().contentEquals("close")
                    && method.getParameters().isEmpty());
  }

  /** The method of the superclass to override and extend, if the class has none of its own. */
  public static Optional<MethodSymbol> inherited(ClassSymbol type, VisitorState state) {
    for (String name : ClosingMethods.of(state).names()) {
      for (Type supertype : state.getTypes().closure(type.getSuperclass())) {
        for (Symbol member : supertype.tsym.members().getSymbolsByName(state.getName(name))) {
          if (member instanceof MethodSymbol method && method.getParameters().isEmpty()) {
            boolean visible = (method.flags() & (PUBLIC | PROTECTED)) != 0;
            boolean fixed = (method.flags() & (FINAL | STATIC | ABSTRACT)) != 0;
            boolean code = (supertype.tsym.flags() & INTERFACE) == 0;
            if (visible && !fixed && code && method.getReturnType().hasTag(TypeTag.VOID)) {
              return Optional.of(method);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a type already is {@code AutoCloseable}, or has some other {@code close()}. */
  public static boolean inheritsClose(ClassSymbol type, VisitorState state) {
    return Members.method(type.type, "close", state).isPresent();
  }
}
