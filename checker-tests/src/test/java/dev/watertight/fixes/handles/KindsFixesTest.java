package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Releases of other kinds of handles than executors: what is passed, and what they throw. */
final class KindsFixesTest {
  @Test
  void argumentOfRelease() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              private HttpServer server;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(0), 1);
                server.start();
              }

              void stop() {
                System.out.println("stopped");
              }
            }
            """,
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              private HttpServer server;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(0), 1);
                server.start();
              }

              void stop() {
                System.out.println("stopped");
                if (server != null) {
                  server.stop(0);
                }
              }
            }
            """);
  }

  @Test
  void exceptionOfReleaseInMethodWithoutOne() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A implements AutoCloseable {
              private final Selector selector;

              A() throws IOException {
                selector = Selector.open();
              }

              int once() throws IOException {
                return selector.selectNow();
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """,
            """
            import java.io.IOException;
            import java.io.UncheckedIOException;
            import java.nio.channels.Selector;

            class A implements AutoCloseable {
              private final Selector selector;

              A() throws IOException {
                selector = Selector.open();
              }

              int once() throws IOException {
                return selector.selectNow();
              }

              @Override
              public void close() {
                System.out.println("closed");
                try {
                  selector.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            }
            """);
  }

  @Test
  void exceptionOfReleaseInNewMethod() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.file.FileSystems;
            import java.nio.file.WatchKey;
            import java.nio.file.WatchService;

            class A {
              private final WatchService watcher;

              A() throws IOException {
                watcher = FileSystems.getDefault().newWatchService();
              }

              WatchKey next() throws InterruptedException {
                return watcher.take();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.file.FileSystems;
            import java.nio.file.WatchKey;
            import java.nio.file.WatchService;

            class A implements AutoCloseable {
              private final WatchService watcher;

              A() throws IOException {
                watcher = FileSystems.getDefault().newWatchService();
              }

              WatchKey next() throws InterruptedException {
                return watcher.take();
              }

              @Override
              public void close() throws IOException {
                watcher.close();
              }
            }
            """);
  }

  @Test
  void resourceWhereExceptionIsDeclared() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class A {
              static String ask(SocketAddress address, ByteBuffer answer) throws IOException {
                SocketChannel channel = SocketChannel.open(address);
                if (channel.read(answer) < 0) {
                  return "";
                }
                channel.close();
                return answer.toString();
              }
            }
            """,
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class A {
              static String ask(SocketAddress address, ByteBuffer answer) throws IOException {
                try (SocketChannel channel = SocketChannel.open(address)) {
                  if (channel.read(answer) < 0) {
                    return "";
                  }
                }
                return answer.toString();
              }
            }
            """);
  }

  @Test
  void serverThatIsToGoOn() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              int start() throws IOException {
                // BUG: Diagnostic contains: where to release it is yours to choose
                HttpServer server = HttpServer.create(new InetSocketAddress(0), 1);
                server.createContext("/", exchange -> exchange.close());
                server.start();
                return server.getAddress().getPort();
              }
            }
            """);
  }

  @Test
  void serverThatTheMethodUses() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              void start(Runnable requests) throws IOException {
                HttpServer server = HttpServer.create(new InetSocketAddress(0), 1);
                server.start();
                requests.run();
              }
            }
            """,
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              void start(Runnable requests) throws IOException {
                HttpServer server = HttpServer.create(new InetSocketAddress(0), 1);
                try {
                  server.start();
                  requests.run();
                } finally {
                  server.stop(0);
                }
              }
            }
            """);
  }
}
