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

  @Test
  void resourceThatFailsToo() {
    Repair.by(HandleLostByFailingConstructor.class)
        .turns(
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.io.Reader;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final int first;

              A(String file, Runnable task) throws IOException {
                executor.execute(task);
                try (Reader reader = new FileReader(file)) {
                  first = reader.read();
                }
              }

              int first() {
                return first;
              }

              @Override
              public void close() {
                executor.shutdown();
              }
            }
            """,
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.io.Reader;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final int first;

              A(String file, Runnable task) throws IOException {
                executor.execute(task);
                try {
                  try (Reader reader = new FileReader(file)) {
                    first = reader.read();
                  }
                } catch (RuntimeException | IOException e) {
                  executor.shutdown();
                  throw e;
                }
              }

              int first() {
                return first;
              }

              @Override
              public void close() {
                executor.shutdown();
              }
            }
            """);
  }

  @Test
  void overridden() {
    Repair.by(HandleReleaseSkipped.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Service {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void run(Runnable task) {
                  executor.execute(task);
                }

                void close() {
                  executor.shutdown();
                }
              }

              static class Quiet extends Service {
                private boolean closed;

                @Override
                void close() {
                  closed = true;
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Service {
                private final ExecutorService executor = Executors.newFixedThreadPool(2);

                void run(Runnable task) {
                  executor.execute(task);
                }

                void close() {
                  executor.shutdown();
                }
              }

              static class Quiet extends Service {
                private boolean closed;

                @Override
                void close() {
                  closed = true;
                  super.close();
                }
              }
            }
            """);
  }
}
