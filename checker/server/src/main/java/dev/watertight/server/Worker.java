package dev.watertight.server;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.MessageType;

/** A thread that does one thing at a time. Whatever happens, the server lives on, and says so. */
final class Worker implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 2;
  private static final int OLDEST_JAVA = 21;

  private final Client client;
  private final ScheduledExecutorService thread;

  Worker(String name, Client client) {
    this.client = client;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread started = new Thread(task, name);
              started.setDaemon(true);
              return started;
            },
            // What is asked for at the end is not needed any more.
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Something that is done, and may fail. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Has something done when what was asked for before is done. */
  void submit(Work work) {
    thread.execute(() -> doGuarded(work));
  }

  /** Has something done in so many milliseconds. */
  Future<?> schedule(Work work, int delay) {
    return thread.schedule(() -> doGuarded(work), delay, TimeUnit.MILLISECONDS);
  }

  private void doGuarded(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      // The server ends.
      Thread.currentThread().interrupt();
    } catch (CancellationException e) {
      tell(() -> client.log("Cancelled"));
    } catch (Throwable e) {
      // Nobody else would tell of it.
      String message =
          e instanceof LinkageError && Runtime.version().feature() < OLDEST_JAVA
              ? "Watertight needs a JDK %d or newer to run; this is %s: %s"
                  .formatted(OLDEST_JAVA, System.getProperty("java.version"), e)
              : "Watertight failed: " + e;
      tell(
          () -> {
            client.show(MessageType.Error, message);
            e.printStackTrace();
          });
    }
  }

  /** Once the server ends, what fails because of that is no news. */
  private void tell(Runnable news) {
    if (!thread.isShutdown()) {
      news.run();
    }
  }

  /** Starts nothing more, and interrupts what is under way. */
  void stop() {
    thread.shutdownNow();
  }

  /** Stops, and waits a little until nothing is under way. */
  @Override
  public void close() {
    stop();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        client.log("Watertight ends without waiting for what it still does");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
