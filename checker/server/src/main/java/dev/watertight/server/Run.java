package dev.watertight.server;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Some work that takes its time, and that may be told to stop. */
final class Run {
  private boolean cancelled;
  private @Nullable Process process;

  /** Has it stop at the next point where it can. */
  synchronized void cancel() {
    cancelled = true;
    if (process != null) {
      process.destroy();
    }
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
      started.destroy();
    }
  }
}
