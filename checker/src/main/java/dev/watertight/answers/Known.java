package dev.watertight.answers;

import com.google.common.collect.ImmutableSet;
import java.util.function.Predicate;

/**
 * The things of one kind that the code in view has, for example the tasks that run a piece of code.
 *
 * <p>An empty set means two things, that there is none and that none was seen; here they differ.
 *
 * @param <T> what they are
 * @param seen those that were seen
 * @param isComplete whether those are all there can be
 */
public record Known<T>(ImmutableSet<T> seen, boolean isComplete) {
  /** These, and no others. */
  public static <T> Known<T> all(Iterable<? extends T> seen) {
    return new Known<>(ImmutableSet.copyOf(seen), true);
  }

  /** Nothing is known. */
  public static <T> Known<T> unknown() {
    return new Known<>(ImmutableSet.of(), false);
  }

  /** Whether there is one with this property; one that was seen settles it. */
  public Answer any(Predicate<? super T> property) {
    return seen.stream().anyMatch(property) ? Answer.YES : isComplete ? Answer.NO : Answer.UNKNOWN;
  }

  /** Whether there is at least one. */
  public Answer any() {
    return any(thing -> true);
  }

  /** Whether all have the property; one that has not settles it, and none at all says nothing. */
  public Answer all(Predicate<? super T> property) {
    if (!seen.stream().allMatch(property)) {
      return Answer.NO;
    }
    return isComplete && !seen.isEmpty() ? Answer.YES : Answer.UNKNOWN;
  }

  /** Both together. */
  public Known<T> and(Known<T> that) {
    return new Known<>(
        ImmutableSet.<T>builder().addAll(seen).addAll(that.seen).build(),
        isComplete && that.isComplete);
  }
}
