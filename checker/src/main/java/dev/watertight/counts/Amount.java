package dev.watertight.counts;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.answers.Answer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A number as the code says it: a sum of products of numbers and symbols, such as {@code 2n + 1}. A
 * symbol stands for the value of a variable that does not change, or for the number of elements of
 * a collection that nobody changes; whatever it is, it is not negative.
 *
 * @param kind whether there is such a sum
 * @param terms the factor of each product of symbols, none of them 0; the product of no symbols is
 *     1
 */
public record Amount(Kind kind, ImmutableMap<ImmutableMultiset<Symbol>, Long> terms) {
  /** What is known of an amount. */
  public enum Kind {
    /** It is the sum of the terms. */
    SUM,
    /** Nothing in the code limits it: data from out of view decides, or nothing ends the loop. */
    UNBOUNDED,
    /** Nothing is known. */
    UNKNOWN
  }

  private static final ImmutableMultiset<Symbol> ONE = ImmutableMultiset.of();
  private static final long LARGE = 1L << 40;

  /** Any number may come. */
  public static final Amount UNBOUNDED = new Amount(Kind.UNBOUNDED, ImmutableMap.of());

  /** Nothing is known. */
  public static final Amount UNKNOWN = new Amount(Kind.UNKNOWN, ImmutableMap.of());

  static final Amount ZERO = of(0);

  /** The number. */
  public static Amount of(long number) {
    return number == 0
        ? new Amount(Kind.SUM, ImmutableMap.of())
        : Math.abs(number) > LARGE ? UNKNOWN : new Amount(Kind.SUM, ImmutableMap.of(ONE, number));
  }

  /** The value of a variable, or the number of its elements. */
  static Amount of(Symbol symbol) {
    return new Amount(Kind.SUM, ImmutableMap.of(ImmutableMultiset.of(symbol), 1L));
  }

  /** The number, if it is one. */
  public OptionalLong number() {
    return kind != Kind.SUM || terms.size() > 1 || (terms.size() == 1 && !terms.containsKey(ONE))
        ? OptionalLong.empty()
        : OptionalLong.of(terms.getOrDefault(ONE, 0L));
  }

  public ImmutableSet<Symbol> symbols() {
    return terms.keySet().stream().flatMap(ImmutableMultiset::stream).collect(toImmutableSet());
  }

  boolean isZero() {
    return kind == Kind.SUM && terms.isEmpty();
  }

  /** The sum. */
  public Amount plus(Amount that) {
    if (kind != Kind.SUM || that.kind != Kind.SUM) {
      return isZero() ? that : that.isZero() || kind == that.kind ? this : ofUnlike(that);
    }
    Map<ImmutableMultiset<Symbol>, Long> sum = new LinkedHashMap<>(terms);
    that.terms.forEach((symbols, factor) -> sum.merge(symbols, factor, Long::sum));
    return of(sum);
  }

  /** The difference. */
  public Amount minus(Amount that) {
    return plus(that.times(of(-1)));
  }

  /** The product. */
  public Amount times(Amount that) {
    if (isZero() || that.isZero()) {
      return ZERO;
    }
    if (kind != Kind.SUM || that.kind != Kind.SUM) {
      return kind == that.kind ? this : ofUnlike(that);
    }
    Map<ImmutableMultiset<Symbol>, Long> product = new LinkedHashMap<>();
    terms.forEach(
        (symbols, factor) ->
            that.terms.forEach(
                (others, other) ->
                    product.merge(
                        ImmutableMultiset.<Symbol>builder().addAll(symbols).addAll(others).build(),
                        factor * other,
                        Long::sum)));
    return of(product);
  }

  /** One of the two is no sum: what is unknown stays so, and what has no limit, too. */
  private Amount ofUnlike(Amount that) {
    return kind == Kind.UNKNOWN || that.kind == Kind.UNKNOWN ? UNKNOWN : UNBOUNDED;
  }

  private static Amount of(Map<ImmutableMultiset<Symbol>, Long> terms) {
    return terms.values().stream().anyMatch(factor -> Math.abs(factor) > LARGE)
        ? UNKNOWN
        : new Amount(
            Kind.SUM,
            terms.entrySet().stream()
                .filter(term -> term.getValue() != 0)
                .collect(toImmutableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Whether it is larger, whatever the symbols stand for. */
  public Answer isMoreThan(Amount that) {
    return isMoreThan(that, 0);
  }

  /**
   * Whether it is larger, whatever the symbols stand for.
   *
   * @param presumed the smallest number that a symbol is presumed to stand for
   */
  public Answer isMoreThan(Amount that, long presumed) {
    if (kind == Kind.UNKNOWN || that.kind == Kind.UNKNOWN) {
      return Answer.UNKNOWN;
    }
    if (kind == Kind.UNBOUNDED || that.kind == Kind.UNBOUNDED) {
      return kind == that.kind ? Answer.UNKNOWN : Answer.of(kind == Kind.UNBOUNDED);
    }
    Amount difference = minus(that);
    return difference.isPositive(1, presumed)
        ? Answer.YES
        : that.minus(this).isPositive(0, presumed) ? Answer.NO : Answer.UNKNOWN;
  }

  /** Whether it is that number at least, since no symbol makes it smaller. */
  private boolean isPositive(long number, long presumed) {
    long sum = 0;
    for (Map.Entry<ImmutableMultiset<Symbol>, Long> term : terms.entrySet()) {
      if (!term.getKey().isEmpty() && term.getValue() < 0) {
        return false;
      }
      long product = term.getValue();
      for (Symbol symbol : term.getKey()) {
        product *= Math.min(presumed, EnumLimits.of(symbol.type).orElse(presumed));
      }
      sum += product;
    }
    return kind == Kind.SUM && sum >= number;
  }

  /** The largest number that it can be, as far as the symbols are limited. */
  Amount limited(Function<Symbol, OptionalLong> limits) {
    if (kind != Kind.SUM) {
      return this;
    }
    Amount limited = ZERO;
    for (Map.Entry<ImmutableMultiset<Symbol>, Long> term : terms.entrySet()) {
      Amount product = of(term.getValue());
      for (Symbol symbol : term.getKey()) {
        OptionalLong limit = limits.apply(symbol);
        product =
            product.times(
                limit.isPresent() && term.getValue() > 0 ? of(limit.getAsLong()) : of(symbol));
      }
      limited = limited.plus(product);
    }
    return limited;
  }

  /** What it is at least, where some symbols may stand for 0. */
  Amount atLeast(Predicate<Symbol> varies) {
    Amount least = ZERO;
    for (Map.Entry<ImmutableMultiset<Symbol>, Long> term : terms.entrySet()) {
      if (term.getKey().stream().noneMatch(varies)) {
        least = least.plus(new Amount(kind, ImmutableMap.of(term.getKey(), term.getValue())));
      } else if (term.getValue() < 0) {
        return UNKNOWN;
      }
    }
    return kind == Kind.SUM ? least : this;
  }

  /**
   * What it is at most, where some symbols may stand for any number.
   *
   * @param limit the largest number of a symbol, as far as it has one
   */
  Amount atMost(Predicate<Symbol> varies, Function<Symbol, Amount> limit) {
    Amount most = ZERO;
    for (Map.Entry<ImmutableMultiset<Symbol>, Long> term : terms.entrySet()) {
      if (term.getKey().stream().noneMatch(varies)) {
        most = most.plus(new Amount(kind, ImmutableMap.of(term.getKey(), term.getValue())));
      } else if (term.getValue() > 0) {
        Amount product = of(term.getValue());
        for (Symbol symbol : term.getKey()) {
          product = product.times(varies.test(symbol) ? limit.apply(symbol) : of(symbol));
        }
        most = most.plus(product);
      }
    }
    return kind == Kind.SUM ? most : this;
  }

  /** The sum with other numbers in the place of some symbols. */
  Amount with(Map<? extends Symbol, Amount> numbers) {
    if (kind != Kind.SUM) {
      return this;
    }
    Amount all = ZERO;
    for (Map.Entry<ImmutableMultiset<Symbol>, Long> term : terms.entrySet()) {
      Amount product = of(term.getValue());
      for (Symbol symbol : term.getKey()) {
        Amount number = numbers.get(symbol);
        product = product.times(number == null ? of(symbol) : number);
      }
      all = all.plus(product);
    }
    return all;
  }

  /** Whether it can be larger: nothing limits it, or some symbol makes it as large as one likes. */
  public boolean mayExceed(Amount that) {
    if (kind != Kind.SUM || that.kind != Kind.SUM) {
      // Data from out of view may be as many as a variable says.
      return kind == Kind.UNBOUNDED && that.number().isPresent();
    }
    Amount difference = minus(that).limited(symbol -> EnumLimits.of(symbol.type));
    return difference.terms.entrySet().stream()
            .anyMatch(
                term ->
                    !term.getKey().isEmpty()
                        && term.getValue() > 0
                        && that.terms.keySet().stream()
                            .allMatch(own -> Collections.disjoint(own, term.getKey())))
        || difference.isPositive(1, 1);
  }

  /** The smaller one; where neither is for sure, what is known to be smaller than both. */
  static Amount min(Amount one, Amount other) {
    return one.equals(other) || one.isMoreThan(other).isNo()
        ? one
        : other.isMoreThan(one).isNo()
            ? other
            : one.kind == Kind.SUM && other.kind == Kind.SUM ? ZERO : UNKNOWN;
  }

  /** The larger one; unknown where neither is for sure. */
  static Amount max(Amount one, Amount other) {
    return one.equals(other) || one.isMoreThan(other).isNo()
        ? other
        : other.isMoreThan(one).isNo() ? one : UNKNOWN;
  }

  @Override
  public String toString() {
    return kind != Kind.SUM
        ? kind.toString()
        : terms.isEmpty()
            ? "0"
            : terms.entrySet().stream()
                .map(
                    term ->
                        term.getKey().isEmpty()
                            ? term.getValue().toString()
                            : (term.getValue() == 1 ? "" : term.getValue() + " ")
                                + term.getKey().stream()
                                    .map(symbol -> symbol.getSimpleName().toString())
                                    .collect(joining(" ")))
                .collect(joining(" + "));
  }
}
