package dev.watertight.values;

import com.sun.tools.javac.code.Attribute;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/**
 * What annotations say that a method does with an argument. They count by simple name: those of the
 * Checker Framework's Resource Leak Checker, or a project's own.
 */
final class AnnotatedRoles {
  private AnnotatedRoles() {}

  /** The role of the argument at the index, if an annotation says it. */
  static Optional<Role> of(MethodSymbol method, int argument) {
    List<VarSymbol> parameters = method.getParameters();
    if (argument < 0 || argument >= parameters.size()) {
      return Optional.empty();
    }
    Symbol parameter = parameters.get(argument);
    if (Symbols.isAnnotated(parameter, "NotOwning")) {
      return Optional.of(Role.BORROW);
    }
    if (Symbols.isAnnotated(parameter, "Owning") || isEnded(method, argument)) {
      return Optional.of(Role.SETTLE);
    }
    return Symbols.isAnnotated(parameter, "MustCallAlias")
        ? Optional.of(Role.WRAP)
        : Optional.empty();
  }

  /** Whether the method ensures that methods have been called on the argument: {@code "#1"}. */
  private static boolean isEnded(MethodSymbol method, int argument) {
    String expression = "\"#" + (argument + 1) + "\"";
    for (Attribute.Compound annotation : method.getAnnotationMirrors()) {
      if (annotation.type.tsym.getSimpleName().contentEquals("EnsuresCalledMethods")
          && annotation.values.stream()
              .anyMatch(
                  element ->
                      element.fst.getSimpleName().contentEquals("value")
                          && element.snd.toString().contains(expression))) {
        return true;
      }
    }
    return false;
  }
}
