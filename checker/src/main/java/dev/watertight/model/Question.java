package dev.watertight.model;

/**
 * A method that never waits and changes nothing, or only a count, when there is nothing to be had.
 *
 * @param member the method; overloads with a time limit are not meant
 * @param answer what it answers when there is nothing
 */
public record Question(Member member, Answer answer) {
  /** What a question answers when there is nothing to be had. */
  public enum Answer {
    /** {@code null}. */
    NULL,
    /** {@code true}. */
    TRUE,
    /** {@code false}. */
    FALSE,
    /** {@code 0}. */
    ZERO,
    /** Whatever it is, it does not tell that there is something. */
    ANY,
    /** The value of the clause among its arguments that applies then; it waits without one. */
    CLAUSE,
    /** Its argument, or what that supplies: it makes such a clause. */
    VALUE,
    /** An {@code Optional} of its argument. */
    OPTIONAL,
    /** The {@code Optional} that it is called on: if that is empty, it does nothing else. */
    EMPTY,
    /** It counts. */
    COUNT
  }

  /** Whether asking it again and again is polling. */
  public boolean isPoll() {
    return switch (answer) {
      case ANY, VALUE, OPTIONAL, EMPTY, COUNT -> false;
      default -> true;
    };
  }
}
