package dev.watertight.program;

import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;

/** Questions about symbols. */
public final class Symbols {
  private Symbols() {}

  /** Whether the variable is a field. */
  public static boolean isField(VarSymbol variable) {
    return variable.owner instanceof ClassSymbol;
  }

  /** Whether code out of view can name the symbol: from anywhere, or from a subclass. */
  public static boolean isOpenToOthers(Symbol symbol) {
    for (Symbol s = symbol; s.equals(symbol) || s instanceof ClassSymbol; s = s.owner) {
      if ((s.flags() & (Flags.PUBLIC | Flags.PROTECTED)) == 0) {
        return false;
      }
    }
    boolean inherited = (symbol.flags() & Flags.PROTECTED) != 0;
    return !inherited || (symbol.owner.flags() & Flags.FINAL) == 0;
  }

  /** Whether an annotation of that simple name, of whatever package, is on the symbol. */
  public static boolean isAnnotated(Symbol symbol, String simpleName) {
    return symbol.getAnnotationMirrors().stream()
        .anyMatch(a -> a.type.tsym.getSimpleName().contentEquals(simpleName));
  }
}
