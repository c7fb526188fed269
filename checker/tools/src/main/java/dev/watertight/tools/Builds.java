package dev.watertight.tools;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Builds that end before this process does, and what is done behind them: when a signal ends the
 * process, the build that runs is ended, and the thread that waits for it comes to its {@code
 * finally} blocks, up to {@link #close}, before the process is gone.
 */
final class Builds implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "end of builds");
  private @Nullable Process running;
  private boolean ends;

  private Builds() {}

  /** None so far. */
  static Builds begin() {
    Builds builds = new Builds();
    Runtime.getRuntime().addShutdownHook(builds.hook);
    return builds;
  }

  /** Says that a build runs now; the one before has ended. */
  synchronized void started(Process build) {
    running = build;
    if (ends) {
      end(build);
    }
  }

  /** Whether a signal ends this process, and the build that runs with it. */
  synchronized boolean areEnding() {
    return ends;
  }

  /** Says that there is nothing more to do. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already, and ends now.
    }
  }

  private void end() {
    synchronized (this) {
      ends = true;
      if (running != null) {
        end(running);
      }
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends a build with what it has started: Maven is started by a script, and starts compilers. The
   * script first, which would go on when what it waits for has ended.
   */
  private static void end(Process build) {
    List<ProcessHandle> started = build.descendants().toList();
    build.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
