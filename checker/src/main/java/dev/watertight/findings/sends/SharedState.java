package dev.watertight.findings.sends;

import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Symbols;
import org.jspecify.annotations.Nullable;

/** The variables by which threads tell each other something. */
public final class SharedState {
  private SharedState() {}

  /** Whether it is such a variable. */
  public static boolean includes(@Nullable Symbol symbol) {
    if (!(symbol instanceof VarSymbol variable) || variable.type == null) {
      return false;
    }
    String type =
        variable.type.tsym == null ? "" : variable.type.tsym.getQualifiedName().toString();
    return type.startsWith("java.util.concurrent.")
        || (Symbols.isField(variable)
            && (variable.flags() & Flags.FINAL) == 0
            && (variable.type.hasTag(TypeTag.BOOLEAN) || (variable.flags() & Flags.VOLATILE) != 0));
  }
}
