package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Watch services, HTTP servers and channel groups, which have threads of their own. */
final class HandlesServersTest {
  @Test
  void watchServiceNeverClosed() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.Path;
            import java.nio.file.StandardWatchEventKinds;
            import java.nio.file.WatchKey;
            import java.nio.file.WatchService;

            class A {
              private final WatchService watcher;

              A(Path directory) throws IOException {
                // BUG: Diagnostic contains: Watch service in field 'watcher' is never closed; its threads never end
                watcher = directory.getFileSystem().newWatchService();
                directory.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
              }

              WatchKey next() throws InterruptedException {
                return watcher.take();
              }
            }
            """)
        .doTest();
  }

  @Test
  void watchServiceClosed() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.FileSystems;
            import java.nio.file.Path;
            import java.nio.file.StandardWatchEventKinds;
            import java.nio.file.WatchService;

            class A {
              static boolean hasChanged(Path directory) throws IOException {
                try (WatchService watcher = FileSystems.getDefault().newWatchService()) {
                  directory.register(watcher, StandardWatchEventKinds.ENTRY_MODIFY);
                  return watcher.poll() != null;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void httpServerNeverStopped() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;


            class A {
              private HttpServer server;

              void start() throws IOException {
                // BUG: Diagnostic contains: HTTP server in field 'server' is never stopped; its threads never end
                server = HttpServer.create(new InetSocketAddress(0), 1);
                server.start();
              }

              int port() {
                return server.getAddress().getPort();
              }
            }
            """)
        .doTest();
  }

  @Test
  void httpServerStoppedOrNotStarted() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;


            class A {
              private HttpServer server;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(0), 2);
                server.start();
              }

              void stop() {
                server.stop(3);
              }

              static int port() throws IOException {
                HttpServer idle = HttpServer.create(new InetSocketAddress(0), 4);
                return idle.getAddress().getPort();
              }
            }
            """)
        .doTest();
  }

  @Test
  void httpServerOfMain() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;


            class A {
              public static void main(String[] args) throws IOException {
                HttpServer server = HttpServer.create(new InetSocketAddress(8080), 5);
                server.start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelGroupNeverShutDown() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.channels.AsynchronousChannelGroup;
            import java.nio.channels.AsynchronousSocketChannel;
            import java.util.concurrent.Executors;


            class A {
              static void connect(SocketAddress address) throws IOException {
                AsynchronousChannelGroup group =
                    // BUG: Diagnostic contains: Channel group of 3 platform threads in 'group' is never shut down
                    AsynchronousChannelGroup.withFixedThreadPool(3, Executors.defaultThreadFactory());
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group);
                channel.connect(address);
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelGroupShutDown() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.channels.AsynchronousChannelGroup;
            import java.nio.channels.AsynchronousSocketChannel;
            import java.util.concurrent.Executors;


            class A {
              static void connect(SocketAddress address) throws IOException {
                AsynchronousChannelGroup group =
                    AsynchronousChannelGroup.withFixedThreadPool(4, Executors.defaultThreadFactory());
                try {
                  AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group);
                  channel.connect(address);
                } finally {
                  group.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void httpServerHandedToItsHandler() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpContext;
            import com.sun.net.httpserver.HttpExchange;
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              static final class ByHandler {
                int listen() throws IOException {
                  HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
                  server.createContext("/", this::answer);
                  server.start();
                  return server.getAddress().getPort();
                }

                private void answer(HttpExchange exchange) {
                  exchange.close();
                  HttpServer server = exchange.getHttpContext().getServer();
                  new Thread(() -> server.stop(0)).start();
                }
              }

              static final class ByHandlerOfContext {
                int listen() throws IOException {
                  HttpServer server = HttpServer.create(new InetSocketAddress(0), 1);
                  HttpContext context = server.createContext("/");
                  context.setHandler(exchange -> exchange.getHttpContext().getServer().stop(0));
                  server.start();
                  return server.getAddress().getPort();
                }
              }

              static final class ByNobody {
                int listen() throws IOException {
                  // BUG: Diagnostic contains: HTTP server in 'server' is never stopped
                  HttpServer server = HttpServer.create(new InetSocketAddress(0), 2);
                  server.createContext("/", exchange -> exchange.close());
                  server.start();
                  return server.getAddress().getPort();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolHandedToItsHandlerOfRejections() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void run(Runnable task) {
                ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(1),
                        (rejected, full) -> full.shutdown());
                while (!pool.isShutdown()) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolWhoseTaskReleasesAnother() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static ExecutorService open() {
                return Executors.newFixedThreadPool(1);
              }

              void run() {
                // BUG: Diagnostic contains: is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(
                    new Runnable() {
                      @Override
                      public void run() {
                        ExecutorService other = open();
                        other.shutdown();
                      }
                    });
              }
            }
            """)
        .doTest();
  }

  @Test
  void serverThatAHookStops() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;

            class A {
              private HttpServer server;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(8080), 0);
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
              }

              public static void main(String[] args) throws IOException {
                new A().start();
              }
            }
            """)
        .doTest();
  }
}
