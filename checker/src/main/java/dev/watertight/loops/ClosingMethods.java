package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.Locale;

/** The methods by which a class says that its objects can be ended. */
public final class ClosingMethods {
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of(
          "close",
          "stop",
          "shutdown",
          "shutdownnow",
          "terminate",
          "destroy",
          "dispose",
          "teardown",
          "halt",
          "dostop");

  private ClosingMethods() {}

  public static boolean includes(MethodSymbol method) {
    return !method.isPrivate()
        && !method.isStatic()
        && NAMES.contains(method.getSimpleName().toString().toLowerCase(Locale.ROOT));
  }
}
