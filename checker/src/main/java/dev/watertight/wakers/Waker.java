package dev.watertight.wakers;

import com.sun.source.util.TreePath;

/**
 * Something in view that ends a wait.
 *
 * @param means by which means
 * @param place where
 */
public record Waker(Means means, TreePath place) {
  /** The means by which a wait can be ended. */
  public enum Means {
    /** Somebody sends what is waited for. */
    ELEMENT,
    /** Somebody closes the channel. */
    CLOSE,
    /** Somebody interrupts the thread that waits. */
    INTERRUPT,
    /** Somebody wakes the selector. */
    WAKE_UP
  }
}
