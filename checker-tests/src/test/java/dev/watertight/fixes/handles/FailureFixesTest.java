package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleLostByFailingConstructor;
import dev.watertight.bugpatterns.HandleReleaseSkipped;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class FailureFixesTest {
  @Test
  void constructor() {
    Repair.by(HandleLostByFailingConstructor.class)
        .turns(
            """
            import java.net.ServerSocket;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor;
              private final ServerSocket socket;

              A(int port, Runnable task) throws Exception {
                executor = Executors.newFixedThreadPool(2);
                executor.execute(task);
                // The socket.
                socket = new ServerSocket(port);
                Thread.sleep(1); // one
              }

              void close() throws Exception {
                executor.shutdown();
                socket.close();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor;
              private final ServerSocket socket;

              A(int port, Runnable task) throws Exception {
                executor = Executors.newFixedThreadPool(2);
                executor.execute(task);
                // The socket.
                try {
                  socket = new ServerSocket(port);
                  Thread.sleep(1); // one
                } catch (RuntimeException | IOException | InterruptedException e) {
                  executor.shutdown();
                  throw e;
                }
              }

              void close() throws Exception {
                executor.shutdown();
                socket.close();
              }
            }
            """);
  }

  @Test
  void skipped() {
    Repair.by(HandleReleaseSkipped.class)
        .turns(
            """
            import java.net.ServerSocket;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(3);
              private final ServerSocket socket;

              A(ServerSocket socket, Runnable task) {
                this.socket = socket;
                executor.execute(task);
              }

              @Override
              public void close() throws Exception {
                System.out.println("closing");
                // The socket first.
                socket.close();
                executor.shutdown();
                System.out.println("closed");
              }
            }
            """,
            """
            import java.net.ServerSocket;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(3);
              private final ServerSocket socket;

              A(ServerSocket socket, Runnable task) {
                this.socket = socket;
                executor.execute(task);
              }

              @Override
              public void close() throws Exception {
                System.out.println("closing");
                // The socket first.
                try {
                  socket.close();
                } finally {
                  executor.shutdown();
                }
                System.out.println("closed");
              }
            }
            """);
  }

  @Test
  void insideTryThatCatches() {
    Repair.by(HandleReleaseSkipped.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A implements AutoCloseable {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(2);

              void copy(Runnable read, Runnable write) {
                readers.execute(read);
                writers.execute(write);
              }

              @Override
              public void close() {
                try {
                  readers.shutdown();
                  readers.awaitTermination(1, TimeUnit.SECONDS);
                  writers.shutdown();
                  writers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A implements AutoCloseable {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(2);

              void copy(Runnable read, Runnable write) {
                readers.execute(read);
                writers.execute(write);
              }

              @Override
              public void close() {
                try {
                  readers.shutdown();
                  try {
                    readers.awaitTermination(1, TimeUnit.SECONDS);
                  } finally {
                    writers.shutdown();
                  }
                  writers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }
}
