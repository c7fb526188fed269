package dev.watertight.fixes.edits;

import static com.sun.tools.javac.code.Flags.ABSTRACT;
import static com.sun.tools.javac.code.Flags.FINAL;
import static com.sun.tools.javac.code.Flags.INTERFACE;
import static com.sun.tools.javac.code.Flags.PRIVATE;
import static com.sun.tools.javac.code.Flags.PROTECTED;
import static com.sun.tools.javac.code.Flags.PUBLIC;
import static com.sun.tools.javac.code.Flags.STATIC;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import java.util.Optional;

/** The methods that end an object's life, by name or annotation. */
public final class Closers {
  /** Best first. */
  private static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "close",
          "shutdown",
          "shutDown",
          "terminate",
          "destroy",
          "dispose",
          "tearDown",
          "stop",
          "preDestroy",
          "onDestroy",
          "cleanup",
          "cleanUp");

  private static final ImmutableSet<String> ANNOTATIONS =
      ImmutableSet.of("PreDestroy", "AfterEach", "After", "AfterMethod");

  private Closers() {}

  /** The method of a class that should release what its fields hold. */
  public static Optional<MethodTree> of(ClassTree type) {
    MethodTree best = null;
    int bestRank = Integer.MAX_VALUE;
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method && method.getBody() != null) {
        int rank = rank(ASTHelpers.getSymbol(method));
        if (rank < bestRank) {
          best = method;
          bestRank = rank;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static int rank(MethodSymbol method) {
    if ((method.flags() & STATIC) != 0 || !method.getParameters().isEmpty()) {
      return Integer.MAX_VALUE;
    }
    boolean annotated =
        method.getAnnotationMirrors().stream()
            .anyMatch(a -> ANNOTATIONS.contains(a.type.tsym.getSimpleName().toString()));
    int name = NAMES.indexOf(method.getSimpleName().toString());
    if (annotated) {
      return 1;
    }
    return name < 0 || (method.flags() & PRIVATE) != 0 ? Integer.MAX_VALUE : 2 * name;
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
    for (String name : NAMES) {
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
