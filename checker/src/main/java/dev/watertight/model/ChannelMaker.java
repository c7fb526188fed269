package dev.watertight.model;

/**
 * A constructor or factory whose result is a new channel.
 *
 * @param member the constructor or factory, or {@link #EVERY} one
 * @param capacity how many values it holds: a number, {@link #UNBOUNDED}, {@link #ARGUMENT}, {@link
 *     #BOUNDED} or {@link #GIVEN}
 */
public record ChannelMaker(Member member, int capacity) {
  /** The capacity of a channel to which a send never waits. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** The capacity of a channel whose first argument of type {@code int} says it. */
  public static final int ARGUMENT = -1;

  /** The capacity of a channel that holds some number of values. */
  public static final int BOUNDED = -2;

  /**
   * Stands for a channel that is no result: a library calls the method with it as an argument. What
   * is sent never waits.
   */
  public static final int GIVEN = -3;

  /** The name of a row that is for every method of the class. */
  public static final String EVERY = "*";
}
