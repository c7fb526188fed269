package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import java.util.Optional;

/**
 * What a body of code says by itself, without what the methods do that it calls: plain data, which
 * does not hold on to the source.
 */
sealed interface Step {
  /**
   * A call, or the creation of an object.
   *
   * @param target what is called
   * @param declared the exceptions that the method declares, with the type arguments of this call
   * @param input whether the arguments may be such as the method does not understand
   * @param inPlace the code of functions among the arguments that the method runs before it returns
   */
  record Call(
      Target target, ImmutableList<Type> declared, boolean input, ImmutableList<Step> inPlace)
      implements Step {}

  /** A {@code throw}; {@code refusal} if it depends on the object's state or the arguments. */
  record Raise(Type type, boolean refusal) implements Step {}

  /** A {@code throw} of what the clause with this parameter has caught. */
  record Rethrow(VarSymbol parameter) implements Step {}

  /** A {@code try} statement. */
  record Attempt(ImmutableList<Step> block, ImmutableList<Clause> clauses) implements Step {}

  /** Code of a lambda or class, which runs later or never. */
  record Apart(ImmutableList<Step> code) implements Step {}

  /** A {@code catch} clause. */
  record Clause(ImmutableList<Type> caught, VarSymbol parameter, ImmutableList<Step> code) {}

  /**
   * What a call calls.
   *
   * @param exact whether it is this very method, rather than one that overrides it
   * @param function the variable whose function is called, if that never changes
   * @param site the class of the JDK on which a method is called that it inherits
   */
  record Target(
      MethodSymbol method,
      boolean exact,
      Optional<VarSymbol> function,
      Optional<ClassSymbol> site) {
    Target(MethodSymbol method, boolean exact) {
      this(method, exact, Optional.empty(), Optional.empty());
    }
  }

  /**
   * What a body of code says by itself.
   *
   * @param steps what it does that matters, in the order of the text
   * @param returns whether it comes to its end, as far as its own statements tell
   * @param needed what it calls on every path to its end
   */
  record Code(ImmutableList<Step> steps, boolean returns, ImmutableSet<Target> needed) {}
}
