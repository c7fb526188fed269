package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleLostByFailingConstructor;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
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

  @Test
  void failsBeforeItPassesItOn() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.net.ServerSocket;
            import java.nio.channels.ServerSocketChannel;

            class A {
              ServerSocket open(int port) throws IOException {
                ServerSocketChannel channel = ServerSocketChannel.open();
                channel.socket().bind(new InetSocketAddress(port));
                return channel.socket();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.net.ServerSocket;
            import java.nio.channels.ServerSocketChannel;

            class A {
              ServerSocket open(int port) throws IOException {
                ServerSocketChannel channel = ServerSocketChannel.open();
                try {
                  channel.socket().bind(new InetSocketAddress(port));
                } catch (RuntimeException | IOException e) {
                  channel.close();
                  throw e;
                }
                return channel.socket();
              }
            }
            """);
  }

  @Test
  void failsBeforeAnotherObjectHasIt() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.Path;
            import java.nio.file.StandardWatchEventKinds;
            import java.nio.file.WatchService;

            class A {
              private final Thread thread;

              A(Path directory) throws IOException {
                WatchService service = directory.getFileSystem().newWatchService();
                directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
                thread = new Watcher(service);
              }

              private static final class Watcher extends Thread {
                private final WatchService service;

                Watcher(WatchService service) {
                  this.service = service;
                }

                @Override
                public void run() {
                  try (WatchService own = service) {
                    System.out.println(own.take());
                  } catch (IOException | InterruptedException e) {
                    System.out.println(e);
                  }
                }
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.FileSystem;
            import java.nio.file.Path;
            import java.nio.file.StandardWatchEventKinds;
            import java.nio.file.WatchService;

            class A {
              private final Thread thread;

              A(Path directory) throws IOException {
                WatchService service = directory.getFileSystem().newWatchService();
                try {
                  directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
                } catch (RuntimeException | IOException e) {
                  service.close();
                  throw e;
                }
                thread = new Watcher(service);
              }

              private static final class Watcher extends Thread {
                private final WatchService service;

                Watcher(WatchService service) {
                  this.service = service;
                }

                @Override
                public void run() {
                  try (WatchService own = service) {
                    System.out.println(own.take());
                  } catch (IOException | InterruptedException e) {
                    System.out.println(e);
                  }
                }
              }
            }
            """);
  }
}
