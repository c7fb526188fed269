package dev.watertight.server;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Some work that takes its time, and that may be told to stop. */
final class Run {
  private boolean cancelled;
  private boolean outdated;
  private @Nullable Process process;

  /** Has it stop at the next point where it can. */
  synchronized void cancel() {
    cancelled = true;
    if (process != null) {
      destroy(process);
    }
  }

  /** Has it stop, since what it finds out is of the past; it is to be done again. */
  synchronized void outdate() {
    if (!cancelled) {
      outdated = true;
      cancel();
    }
  }

  /** Whether it was stopped only to be done again. */
  synchronized boolean isOutdated() {
    return outdated;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Goes on, unless it is to stop. */
  void check() {
    if (isCancelled()) {
      throw new CancellationException();
    }
  }

  /** Waits for a process from now on, which ends with it. */
  synchronized void watch(Process started) {
    process = started;
    if (cancelled) {
      destroy(started);
    }
  }

  /**
   * Ends a process with all that it has started: some commands are scripts that wait for others.
   */
  private static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
