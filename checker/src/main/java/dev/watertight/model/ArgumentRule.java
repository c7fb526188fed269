package dev.watertight.model;

/**
 * A row of the model that gives an argument of a method, or its receiver, a {@link Role}.
 *
 * @param member the method; its name may be a {@code *} pattern such as {@code *Async}
 * @param index the argument's index, {@link #ANY} or {@link #RECEIVER}
 * @param role what becomes of the argument
 */
public record ArgumentRule(Member member, int index, Role role) {
  /** Stands for every argument. */
  public static final int ANY = -1;

  /** Stands for what the method is called on. */
  public static final int RECEIVER = -2;

  /** Whether this rule speaks of that argument. */
  public boolean covers(int argument) {
    return index == argument || (index == ANY && argument != RECEIVER);
  }
}
