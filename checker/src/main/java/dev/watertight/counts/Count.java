package dev.watertight.counts;

/**
 * How often something happens, or which values a number has: at least and at most.
 *
 * <p>Both bounds are met by some run as far as the code tells; that a condition is never true, or
 * that two conditions exclude each other, is seen only where constants decide.
 *
 * @param least the smallest number
 * @param most the largest number
 */
public record Count(Amount least, Amount most) {
  /** Never. */
  public static final Count NEVER = exactly(Amount.ZERO);

  /** Once. */
  public static final Count ONCE = exactly(Amount.of(1));

  /** Nothing is known. */
  public static final Count UNKNOWN = new Count(Amount.UNKNOWN, Amount.UNKNOWN);

  /** As often as data from out of view say. */
  static final Count ANY = new Count(Amount.ZERO, Amount.UNBOUNDED);

  /** For ever. */
  static final Count ENDLESS = exactly(Amount.UNBOUNDED);

  static Count exactly(Amount amount) {
    return new Count(amount, amount);
  }

  static Count exactly(long number) {
    return exactly(Amount.of(number));
  }

  /** The number, if it is known; unknown if there are several. */
  public Amount amount() {
    return least.equals(most) ? most : Amount.UNKNOWN;
  }

  /** Whether it happens once at least, whatever the symbols stand for. */
  public boolean isCertain() {
    return least.isMoreThan(Amount.ZERO).isYes();
  }

  /** Whether it may happen more than once, as far as is known. */
  public boolean isRepeated() {
    return !most.isMoreThan(Amount.of(1)).isNo();
  }

  /** How often both happen together. */
  public Count plus(Count that) {
    return new Count(least.plus(that.least), most.plus(that.most));
  }

  Count minus(Count that) {
    return new Count(least.minus(that.most), most.minus(that.least));
  }

  /** How often it happens if it happens so often each time. */
  public Count times(Count that) {
    return new Count(least.times(that.least), most.times(that.most));
  }

  /** Either of both. */
  Count or(Count that) {
    return new Count(Amount.min(least, that.least), Amount.max(most, that.most));
  }

  /** The same, or up to as much as the other. */
  Count orAtMost(Count that) {
    return new Count(least, Amount.max(most, that.most));
  }

  /** The smaller of both: where neither is for sure, either is a bound. */
  Count limitedTo(Count limit) {
    Amount smaller = Amount.min(most, limit.most);
    boolean isNeither = smaller.isZero() && !most.isZero() && !limit.most.isZero();
    return new Count(
        Amount.min(least, limit.least),
        isNeither ? (limit.most.number().isPresent() ? limit.most : most) : smaller);
  }

  /** The larger of both. */
  Count raisedTo(Count limit) {
    return new Count(Amount.max(least, limit.least), Amount.max(most, limit.most));
  }

  /** At most as often. */
  Count atMost() {
    return new Count(Amount.ZERO, most);
  }

  /** As a number of times: never less than none. */
  Count asTimes() {
    Amount smallest =
        least.kind() == Amount.Kind.UNKNOWN ? Amount.ZERO : Amount.max(least, Amount.ZERO);
    Amount largest =
        most.kind() == Amount.Kind.SUM && most.number().orElse(1) < 0 ? Amount.ZERO : most;
    return new Count(
        smallest.kind() == Amount.Kind.UNKNOWN
            // A symbol decides: n - 2 is taken for the number that its author has in mind.
            ? least
            : smallest,
        largest);
  }

  @Override
  public String toString() {
    return least.equals(most) ? least.toString() : least + " to " + most;
  }
}
