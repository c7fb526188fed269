package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;

/**
 * Which uses of a handle start threads. An executor that was never given a task has no thread, so
 * losing it then leaks nothing.
 */
public final class ThreadStarts {
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

  private ThreadStarts() {}

  /** Whether the use may start a thread of the handle. */
  public static boolean isStart(Sink.Use use, Opening opening) {
    String method = use.method();
    if (!opening.starts().isEmpty()) {
      return opening.starts().contains(method);
    }
    return !INERT.contains(method) && !isAccessor(method) && !isGivenNull(use);
  }

  /** Whether something starts a thread of the handle, at the latest one of its uses. */
  public static boolean any(Fate fate, Opening opening) {
    return opening.startsAtOnce() || fate.uses().stream().anyMatch(use -> isStart(use, opening));
  }

  /** A task that is null is refused. */
  private static boolean isGivenNull(Sink.Use use) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && Values.isNull(new TreePath(use.path(), call.getArguments().get(0)));
  }

  private static boolean isAccessor(String method) {
    return method.length() > 3
        && (method.startsWith("get") || method.startsWith("set"))
        && Character.isUpperCase(method.charAt(3));
  }
}
