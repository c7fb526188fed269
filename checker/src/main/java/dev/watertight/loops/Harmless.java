package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;

/**
 * The methods out of view that neither call back, nor interrupt their own thread, nor throw what
 * they are given: those of the JDK that call no function, and those of loggers.
 */
final class Harmless {
  private static final ImmutableSet<String> CALLBACKS =
      ImmutableSet.of("java.lang.Thread.UncaughtExceptionHandler");

  private Harmless() {}

  static boolean includes(MethodSymbol method, VisitorState state) {
    ClassSymbol owner = method.enclClass();
    if (CompilationIndex.of(state).isInView(method)) {
      return false;
    }
    String name = owner.getQualifiedName().toString();
    return isLogger(owner)
        || (name.startsWith("java.") && !CALLBACKS.contains(name) && !isFunction(method, state));
  }

  /** Whether the method is the one of a functional interface. */
  static boolean isFunction(MethodSymbol method, VisitorState state) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && method.owner instanceof ClassSymbol owner
        && state.getTypes().isFunctionalInterface(owner)
        && !owner.getQualifiedName().contentEquals("java.lang.Comparable")
        && !owner.getQualifiedName().contentEquals("java.lang.AutoCloseable")
        && !owner.getQualifiedName().contentEquals("java.io.Closeable")
        && !owner.getQualifiedName().contentEquals("java.lang.Iterable");
  }

  /** Whether the class writes logs. */
  static boolean isLogger(Symbol type) {
    String name = type.getSimpleName().toString();
    String fullName = type.getQualifiedName().toString();
    return name.endsWith("Logger")
        || name.equals("Log")
        || fullName.startsWith("org.slf4j.")
        || fullName.matches("(.*\\.)?(f?logg(er|ing)|log4j|logback)(\\..*)?");
  }
}
