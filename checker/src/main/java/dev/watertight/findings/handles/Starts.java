package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import dev.watertight.handles.Opening;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;

/**
 * Which uses of a handle start threads. An executor that was never given a task has no thread, so
 * losing it then leaks nothing.
 */
final class Starts {
  private static final ImmutableSet<String> INERT =
      ImmutableSet.of(
          "",
          "allowCoreThreadTimeOut",
          "awaitTermination",
          "awaitQuiescence",
          "equals",
          "getClass",
          "hashCode",
          "isShutdown",
          "isTerminated",
          "isTerminating",
          "join",
          "purge",
          "remove",
          "toString");

  private Starts() {}

  /** Whether the use may start a thread of the handle. */
  static boolean isStart(Sink.Use use, Opening opening) {
    String method = use.method();
    if (!opening.start().isEmpty()) {
      return method.equals(opening.start());
    }
    return !INERT.contains(method) && !isAccessor(method);
  }

  static boolean any(Fate fate, Opening opening) {
    return fate.uses().stream().anyMatch(use -> isStart(use, opening));
  }

  private static boolean isAccessor(String method) {
    return method.length() > 3
        && (method.startsWith("get") || method.startsWith("set"))
        && Character.isUpperCase(method.charAt(3));
  }
}
