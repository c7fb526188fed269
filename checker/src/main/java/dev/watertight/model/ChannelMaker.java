package dev.watertight.model;

/**
 * A constructor or factory whose result is a new channel.
 *
 * @param owner the fully qualified name of the declaring class; a constructor row also covers
 *     subclasses
 * @param method the method's name, or {@code <init>}
 * @param arguments how many arguments the row is for, or {@link #ANY}
 * @param capacity how many values it holds: a number, {@link #UNBOUNDED}, or {@link #ARGUMENT}
 */
public record ChannelMaker(String owner, String method, int arguments, int capacity) {
  /** Stands for every number of arguments. */
  public static final int ANY = -1;

  /** The capacity of a channel to which a send never waits. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** The capacity of a channel whose first argument says it. */
  public static final int ARGUMENT = -1;
}
