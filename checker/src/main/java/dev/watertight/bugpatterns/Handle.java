package dev.watertight.bugpatterns;

import dev.watertight.findings.handles.Leak;

/** Which family of handles a leak belongs to. */
final class Handle {
  private static final String OWNER = "owner";
  private static final String TASK_SCOPE = "task_scope";

  private Handle() {}

  static boolean isTaskScope(Leak leak) {
    return leak.opening().kind().noun().equals(TASK_SCOPE);
  }

  static boolean isOwner(Leak leak) {
    return leak.opening().kind().noun().equals(OWNER);
  }

  static boolean isExecutor(Leak leak) {
    return !isTaskScope(leak) && !isOwner(leak);
  }
}
