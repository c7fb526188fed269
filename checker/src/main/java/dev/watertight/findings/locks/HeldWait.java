package dev.watertight.findings.locks;

import com.sun.source.util.TreePath;
import dev.watertight.locks.Hold;

/**
 * A wait during which a thread keeps what it takes to end it.
 *
 * @param waiting where it waits
 * @param hold what it keeps meanwhile
 * @param needing where another thread needs that, before it can end the wait
 * @param isCertain whether it certainly waits, and the other one certainly comes there
 */
public record HeldWait(TreePath waiting, Hold hold, TreePath needing, boolean isCertain) {
  HeldWait(TreePath waiting, Hold hold, TreePath needing) {
    this(waiting, hold, needing, /* isCertain= */ true);
  }
}
