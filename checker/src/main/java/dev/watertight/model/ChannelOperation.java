package dev.watertight.model;

/**
 * What a method of a channel does with it.
 *
 * @param member the method
 * @param act what it does
 * @param waiting how long it waits for the other side; a variant with a time limit is known by the
 *     type of its parameters
 */
public record ChannelOperation(Member member, Act act, Wait waiting) {
  /** What is done with a channel. */
  public enum Act {
    /** Hands a value over. */
    SEND,
    /** Takes a value out. */
    RECEIVE,
    /** Takes every value out, until the channel is closed. */
    DRAIN,
    /** Hands a value over and takes one. */
    EXCHANGE,
    /** Ends the channel: no value comes any more. */
    CLOSE,
    /** Ends it at the other end: no value is taken any more, and sends fail. */
    CANCEL,
    /** Only looks at it. */
    READ
  }

  /** How long an operation waits. */
  public enum Wait {
    /** Until the other side comes. */
    ALWAYS,
    /** Until the other side takes the very value, however many the channel holds. */
    HANDOVER,
    /** Until the other side comes or a time has passed. */
    TIMED,
    /** Not at all. */
    NEVER,
    /** As long as the select does that the clause is given to. */
    SELECT
  }

  /** The same with another wait. */
  public ChannelOperation waiting(Wait other) {
    return new ChannelOperation(member, act, other);
  }

  /** Whether it waits until somebody sends, or takes the very value that is sent. */
  public boolean isWaitForValue() {
    return waiting == Wait.HANDOVER
        || ((act == Act.RECEIVE || act == Act.DRAIN || act == Act.EXCHANGE)
            && (waiting == Wait.ALWAYS || waiting == Wait.TIMED));
  }
}
