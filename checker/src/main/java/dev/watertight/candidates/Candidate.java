package dev.watertight.candidates;

/** A kind of place that some analysis has to look at. */
public enum Candidate {
  /** A call or creation whose value is a handle, or owns one. */
  HANDLE,
  /** A call that asks, without waiting, whether there is something. */
  POLL,
  /** A call that waits for a value and can be interrupted. */
  RECEIVE,
  /** A call that pauses for some time and can be interrupted. */
  PAUSE,
  /** A call of a library that waits, whatever for, and can be interrupted. */
  INTERRUPTIBLE,
  /** A call that runs a task again and again. */
  PERIODIC,
  /** A call of a select over channels or of an NIO selector. */
  SELECT,
  /** A call that waits for input in an object that is closed to end the wait. */
  INPUT,
  /** A call or creation that makes a connection to a peer. */
  CONNECTION,
  /** A call that reads from a stream. */
  READ,
  /** A call that waits for tasks or futures. */
  WAIT,
  /** A call that runs a task once. */
  START,
  /** A call that waits for the end of a task, or for a signal, without a time limit. */
  JOIN,
  /** A call that takes a lock. */
  LOCK,
  /** A loop that may go on for ever: its condition compares nothing and asks nobody. */
  ENDLESS_LOOP,
  /** The declaration of a variable for a two-way channel. */
  TWO_WAY_VARIABLE
}
