package dev.watertight.answers;

/**
 * The answer to a question about the code in view.
 *
 * <p>{@link #NO} says more than that nothing was found: everything that could make it a yes is in
 * view, too. Only a {@code NO} may become an error; whatever cannot be told is {@link #UNKNOWN}.
 */
public enum Answer {
  /** It was seen. */
  YES,
  /** It was not seen, and everything that could do it is in view. */
  NO,
  /** Something that could do it is out of view. */
  UNKNOWN;

  /** Whether this is {@link #YES}, for those to whom a doubt is as good as a no. */
  public boolean isYes() {
    return this == YES;
  }

  /** Whether this is {@link #NO}, for those to whom a doubt is as good as a yes. */
  public boolean isNo() {
    return this == NO;
  }

  /** The answer to "this or that": Kleene's strong disjunction. */
  public Answer or(Answer that) {
    return this == YES || that == YES ? YES : this == that ? this : UNKNOWN;
  }

  /** {@link #YES} or {@link #NO}: for what is seen as a whole. */
  public static Answer of(boolean isSeen) {
    return isSeen ? YES : NO;
  }
}
