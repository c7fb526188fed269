package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import java.util.function.Predicate;

/**
 * What code does besides to compute a value.
 *
 * @param thrown the exceptions that may leave it, as far as somebody declares or throws them
 * @param exits whether it may end the process
 * @param connects whether it deals with sockets, for which other threads may wait
 * @param waits whether it may wait for what others do: for a task, a sign, time, a value
 * @param callsOthers whether it may run code that is out of view and that may do anything
 */
public record Effects(
    ImmutableSet<Thrown> thrown,
    boolean exits,
    boolean connects,
    boolean waits,
    boolean callsOthers) {
  static final Effects NONE = new Effects(ImmutableSet.of(), false, false, false, false);

  /** Nothing that is known, and more may be. */
  static final Effects BEYOND = new Effects(ImmutableSet.of(), false, false, true, true);

  /** Whether an exception of that property leaves it. */
  public boolean isThrown(Predicate<Thrown> property) {
    return thrown.stream().anyMatch(property);
  }

  /** What either of the two does, when one of them runs. */
  Effects or(Effects that) {
    return new Effects(
        ImmutableSet.<Thrown>builder().addAll(thrown).addAll(that.thrown).build(),
        exits || that.exits,
        connects || that.connects,
        waits || that.waits,
        callsOthers || that.callsOthers);
  }
}
