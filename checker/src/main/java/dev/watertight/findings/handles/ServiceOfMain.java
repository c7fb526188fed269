package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import dev.watertight.handles.EndlessTasks;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.values.Fate;

/**
 * Objects that {@code main} makes for the life of the process: a server, a timer. Nobody closes
 * such a one, and its threads are meant to keep the process alive.
 */
final class ServiceOfMain {
  private ServiceOfMain() {}

  /**
   * Whether the object works by itself, or its threads do not outlive {@code main}: what is left is
   * an object that {@code main} gives so many tasks, after which the process hangs.
   */
  static boolean is(Opening owner, VisitorState state) {
    return owner.startsAtOnce()
        || owner.starts().isEmpty()
        || Openings.at(owner.primitive(), state)
            .map(handle -> worksByItself(Fates.of(handle, state), state))
            .orElse(true)
        || !ThreadFactories.makeUserThreads(owner, state);
  }

  private static boolean worksByItself(Fate fate, VisitorState state) {
    return EndlessTasks.any(fate, state)
        || fate.uses().stream().anyMatch(use -> use.method().startsWith("schedule"));
  }
}
