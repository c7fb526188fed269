package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Symbols;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How many different constants of an enum there are, or of {@code Boolean}. */
final class EnumLimits {
  private EnumLimits() {}

  /** How many elements a value of the type has at most: a set of such constants, or a map. */
  static OptionalLong of(@Nullable Type type) {
    if (type == null || type.getTypeArguments().isEmpty() || !isDistinct(type.tsym)) {
      return OptionalLong.empty();
    }
    Symbol element = type.getTypeArguments().get(0).tsym;
    return (element.flags() & Flags.ENUM) != 0
        ? OptionalLong.of(constantsOf(element))
        : Symbols.isNamed(element, "java.lang.Boolean") ? OptionalLong.of(2) : OptionalLong.empty();
  }

  private static boolean isDistinct(Symbol type) {
    return type instanceof ClassSymbol declared
        && (Symbols.isNamed(type, "java.util.Set")
            || Symbols.isNamed(type, "java.util.Map")
            || isDistinct(declared.getSuperclass().tsym)
            || declared.getInterfaces().stream().anyMatch(above -> isDistinct(above.tsym)));
  }

  /** The number of constants that an enum has. */
  static long constantsOf(Symbol type) {
    return ASTHelpers.getEnclosedElements((ClassSymbol) type).stream()
        .filter(Symbols::isEnumConstant)
        .count();
  }
}
