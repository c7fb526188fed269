package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Selectors and socket channels: they stay open until they are closed. */
final class HandlesSocketChannelsTest {
  @Test
  void neverClosed() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class A {
              static int ask(SocketAddress address, ByteBuffer answer) throws IOException {
                // BUG: Diagnostic contains: Socket channel in 'channel' is never closed; it stays open
                SocketChannel channel = SocketChannel.open(address);
                return channel.read(answer);
              }
            }
            """)
        .doTest();
  }

  @Test
  void notClosedOnEarlyReturn() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class A {
              static String ask(SocketAddress address, ByteBuffer answer) throws IOException {
                // BUG: Diagnostic contains: Socket channel in 'channel' is not closed when ask() returns on line 11; it stays open
                SocketChannel channel = SocketChannel.open(address);
                if (channel.read(answer) < 0) {
                  return "";
                }
                channel.close();
                return answer.toString();
              }
            }
            """)
        .doTest();
  }

  @Test
  void selectorOfClosingClass() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A implements AutoCloseable {
              private final Selector selector;

              A() throws IOException {
                // BUG: Diagnostic contains: Selector in field 'selector' is never closed; it stays open
                selector = Selector.open();
              }

              int once() throws IOException {
                return selector.selectNow();
              }

              @Override
              public void close() {}
            }
            """)
        .doTest();
  }

  @Test
  void handedToTaskThatLeavesItOpen() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;
            import java.util.concurrent.Executor;

            class A {
              void accept(ServerSocketChannel server, Executor executor) throws IOException {
                // BUG: Diagnostic contains: Accepted socket channel in 'client' is never closed
                SocketChannel client = server.accept();
                executor.execute(() -> greet(client));
              }

              private void greet(SocketChannel client) {
                System.out.println(client);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByView() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.InputStream;
            import java.net.SocketAddress;
            import java.nio.channels.Channels;
            import java.nio.channels.SocketChannel;

            class A {
              static boolean bySocket(SocketAddress address) throws IOException {
                SocketChannel channel = SocketChannel.open(address);
                try {
                  return channel.isConnected();
                } finally {
                  channel.socket().close();
                }
              }

              static int byStream(SocketAddress address) throws IOException {
                SocketChannel channel = SocketChannel.open(address);
                try (InputStream input = Channels.newInputStream(channel)) {
                  return input.read();
                }
              }

              static int byStreamOfSocket(SocketAddress address) throws IOException {
                SocketChannel channel = SocketChannel.open(address);
                try (InputStream input = channel.socket().getInputStream()) {
                  return input.read();
                }
              }

              static String byReader(SocketAddress address) throws IOException {
                SocketChannel channel = SocketChannel.open(address);
                try (BufferedReader reader = new BufferedReader(Channels.newReader(channel, "UTF-8"))) {
                  return reader.readLine();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void registered() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            class A {
              static void accept(ServerSocketChannel server, Selector selector) throws IOException {
                SocketChannel client = server.accept();
                client.register(selector, SelectionKey.OP_READ);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTask() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;
            import java.util.concurrent.Executor;

            class A {
              void accept(ServerSocketChannel server, Executor executor) throws IOException {
                SocketChannel client = server.accept();
                executor.execute(() -> greet(client));
              }

              private void greet(SocketChannel client) {
                try (client) {
                  System.out.println(client);
                } catch (IOException e) {
                  System.out.println(e);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedOver() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.channels.ByteChannel;
            import java.nio.channels.SocketChannel;

            public class A {
              private final SocketChannel channel;

              public A(SocketAddress address) throws IOException {
                channel = SocketChannel.open(address);
              }

              public SocketChannel channel() {
                return channel;
              }

              public static ByteChannel open(SocketAddress address) throws IOException {
                return SocketChannel.open(address);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lastsAsLongAsMain() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            class A {
              public static void main(String[] args) throws IOException {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", 1));
                channel.read(ByteBuffer.allocate(2));
                for (String host : args) {
                  // BUG: Diagnostic contains: Socket channel in 'inLoop' is never closed
                  SocketChannel inLoop = SocketChannel.open(new InetSocketAddress(host, 3));
                  inLoop.read(ByteBuffer.allocate(4));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeWithObjectThatNobodyCanClose() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A {
              private final Selector selector;

              A() throws IOException {
                selector = Selector.open();
              }

              int once() throws IOException {
                return selector.selectNow();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorFailsLikeOpening() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.channels.ServerSocketChannel;

            class A implements AutoCloseable {
              private final ServerSocketChannel server;

              A(SocketAddress address) throws IOException {
                server = ServerSocketChannel.open();
                server.bind(address);
              }

              @Override
              public void close() throws IOException {
                server.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setUpFailsOnlyIfClosed() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            class A {
              static void accept(ServerSocketChannel server, Selector selector) throws IOException {
                SocketChannel client = server.accept();
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ);
              }
            }
            """)
        .doTest();
  }

  @Test
  void socketThatThreadWaitsIn() {
    compileAcceptor("", "while (true) {}", "");
    compileAcceptor("", "server.accept().close();", "");
    compileAcceptor("server.setSoTimeout(100);", "while (!closed) {server.accept().close();}", "");
    compileAcceptor(
        "",
        "while (!closed) {server.accept().close();}",
        "// BUG: Diagnostic contains: Server socket in field 'server' is never closed");
  }

  private void compileAcceptor(String setUp, String work, String report) {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Acceptor.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;

            final class Acceptor implements AutoCloseable {
              private final ServerSocket server;
              private volatile boolean closed;

              Acceptor() throws IOException {
                %s
                server = new ServerSocket(0);
                %s
                new Thread(this::work).start();
              }

              private void work() {
                try {
                  %s
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }

              int port() throws IOException {
                if (closed) throw new IOException();
                return server.getLocalPort();
              }

              @Override
              public void close() {
                closed = true;
              }
            }
            """
                .formatted(report, setUp, work.replace("{}", "{port();}")))
        .doTest();
  }

  @Test
  void selectorClosedByTheKeyOfAChannelIsNotReported() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "Client.java",
            """
            import java.io.IOException;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.nio.channels.SocketChannel;

            final class Client implements AutoCloseable {
              private final SelectionKey key;

              Client(SocketChannel channel) throws IOException {
                boolean done = false;
                Selector selector = null;
                try {
                  selector = Selector.open();
                  key = channel.register(selector, SelectionKey.OP_READ);
                  done = true;
                } finally {
                  if (!done && selector != null) {
                    selector.close();
                  }
                }
              }

              @Override
              public void close() throws IOException {
                key.selector().close();
              }
            }
            """)
        .doTest();
  }
}
