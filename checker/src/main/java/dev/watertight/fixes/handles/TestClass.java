package dev.watertight.fixes.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import java.util.Optional;

/**
 * How a test class is told what to do after each test.
 *
 * @param annotation the annotation of a method that does it
 * @param modifiers what that method must be, with a space behind
 */
record TestClass(String annotation, String modifiers) {
  private static final String JUPITER = "org.junit.jupiter.api.";
  private static final String VINTAGE = "org.junit.";

  /** Empty unless the class has tests, each of which gets an instance of its own. */
  static Optional<TestClass> of(ClassSymbol type, VisitorState state) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (ASTHelpers.hasAnnotation(member, JUPITER + "Test", state)
          && !ASTHelpers.hasAnnotation(type, JUPITER + "TestInstance", state)) {
        return Optional.of(new TestClass(JUPITER + "AfterEach", ""));
      }
      if (ASTHelpers.hasAnnotation(member, VINTAGE + "Test", state)) {
        return Optional.of(new TestClass(VINTAGE + "After", "public "));
      }
    }
    return Optional.empty();
  }
}
