package dev.watertight.model;

/** How long the threads of a handle live, or it stays open, when nobody releases it. */
public enum Lifetime {
  /** Until the handle is released: a fixed pool, a scheduler. */
  PERSISTENT,
  /** It may have none, and stays open until it is released: a socket, a selector. */
  HELD,
  /** Until they have been idle for a while: a cached pool, a {@code ForkJoinPool}. */
  EXPIRING,
  /** Until the program's own configuration or code ends them: no release is missing. */
  ENDING,
  /** Until the handle is garbage-collected: {@code Executors.newSingleThreadExecutor()}. */
  COLLECTED,
  /** As long as their task: virtual threads, which end with it, but nobody waits for them. */
  VIRTUAL,
  /**
   * As long as their task, and confined to the block that opens the handle, which must release it:
   * a task scope.
   */
  SCOPED;

  /** Whether the threads outlive every task unless somebody releases the handle. */
  public boolean isPersistent() {
    return this == PERSISTENT;
  }

  /** Whether nothing but a release will do: neither time nor the garbage collector helps. */
  public boolean demandsRelease() {
    return this == PERSISTENT || this == HELD || this == SCOPED;
  }
}
