package dev.watertight.counts;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Compares numbers that parameters stand for as each call in view passes them: {@code new Race(6,
 * 4)} has fewer threads than parties, whatever {@code new Race(2, 4)} beside it has.
 */
public final class CallerCases {
  private static final int DEPTH = 4;

  private final Supplier<? extends Predicate<TreePath>> isOfCase;
  private final VisitorState state;
  private final Numbers numbers;

  private CallerCases(Supplier<? extends Predicate<TreePath>> isOfCase, VisitorState state) {
    this.isOfCase = isOfCase;
    this.state = state;
    this.numbers = new Numbers(state);
  }

  /**
   * Two numbers for what one call passes.
   *
   * @param number the larger one
   * @param limit the smaller one
   */
  public record Case(Amount number, Amount limit) {}

  /**
   * A case in which a number is larger than a limit. Where the code compares a parameter with
   * another number, what is passed may not matter.
   *
   * @param isOfCase whether a call or creation leads to the code that the numbers are about
   */
  public static Optional<Case> exceeding(
      Amount number,
      Amount limit,
      Supplier<? extends Predicate<TreePath>> isOfCase,
      VisitorState state) {
    return new CallerCases(isOfCase, state).find(new Case(number, limit), DEPTH);
  }

  private Optional<Case> find(Case open, int depth) {
    ImmutableSet<Symbol> symbols =
        Sets.union(open.number().symbols(), open.limit().symbols()).immutableCopy();
    ImmutableSet<Symbol> methods = symbols.stream().map(s -> s.owner).collect(toImmutableSet());
    return depth > 0
            && open.number().kind() == Amount.Kind.SUM
            && open.limit().kind() == Amount.Kind.SUM
            && methods.size() == 1
            && methods.iterator().next() instanceof MethodSymbol method
            && method.getParameters().containsAll(symbols)
            && !method.isVarArgs()
            && symbols.stream().noneMatch(s -> numbers.data().isLimited((VarSymbol) s))
        ? CompilationIndex.of(state).mentions(method).stream()
            .filter(isOfCase.get())
            .flatMap(mention -> passed(open, symbols, method, mention).stream())
            .flatMap(
                given ->
                    given.number().isMoreThan(given.limit()).isYes()
                        ? Optional.of(given).stream()
                        : find(given, depth - 1).stream())
            .findFirst()
        : Optional.empty();
  }

  /** The numbers with what a call passes in the place of the parameters. */
  private Optional<Case> passed(
      Case open, ImmutableSet<Symbol> symbols, MethodSymbol method, TreePath mention) {
    Map<Symbol, Amount> given = new HashMap<>();
    for (Symbol parameter : symbols) {
      Amount value =
          Arguments.at(mention, method.getParameters().indexOf(parameter))
              .map(TreePath::getLeaf)
              .map(
                  argument ->
                      parameter.type.isNumeric()
                          ? numbers.valueOf(argument)
                          : numbers.elements().of(argument))
              .map(Count::amount)
              .orElse(Amount.UNKNOWN);
      if (value.kind() != Amount.Kind.SUM || value.isMoreThan(Amount.of(-1)).isNo()) {
        return Optional.empty();
      }
      given.put(parameter, value);
    }
    return Optional.of(new Case(open.number().with(given), open.limit().with(given)));
  }
}
