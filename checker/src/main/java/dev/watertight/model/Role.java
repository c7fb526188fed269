package dev.watertight.model;

/** What a library method does with a handle that it is given as an argument. */
public enum Role {
  /** Uses it; the duty to release stays with the caller. */
  BORROW,
  /** Uses it like {@link #BORROW}; what the method makes ends with it. */
  BIND,
  /** Uses it like {@link #BORROW}; a getter of the receiver gives it back. */
  LEND,
  /** Returns it, or something whose release releases it. */
  WRAP,
  /** Sees to its release: the duty ends. */
  SETTLE,
  /** Keeps it inside the receiver, from which it can be had again: a collection. */
  KEEP,
  /** Keeps it like {@link #KEEP}, unless there already is another; tells by its result. */
  ADMIT,
  /** Keeps it like {@link #KEEP}, in the place of another: does nothing where there is none. */
  REPLACE,
  /** Returns a new container with it inside. */
  COLLECT,
  /** Calls it, and returns a new container with what it returns inside. */
  YIELD,
  /** Names, or has no need to name, what the receiver then lets go of. */
  DISCARD,
  /** Makes it and the receiver, or the new object, the two ends of one channel. */
  LINK,
  /** Runs it in a task of its own: a {@code Runnable}. */
  RUN
}
