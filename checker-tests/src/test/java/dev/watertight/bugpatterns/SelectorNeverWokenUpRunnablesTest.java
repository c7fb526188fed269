package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops whose object is given to a thread, and closed by who has made it. */
final class SelectorNeverWokenUpRunnablesTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: close() sets 'closed', but nobody wakes 'selector'";

  @Test
  void connectedBeforeClose() {
    check(
        REPORTED,
        """
        Server server = new Server();
        new Thread(server).start();
        SocketChannel.open(server.address()).close();
        server.close();
        """);
  }

  @Test
  void connectedInBlockOfResource() {
    check(
        REPORTED,
        """
        try (Server server = new Server()) {
          new Thread(server).start();
          SocketChannel.open(server.address()).close();
        }
        """);
  }

  @Test
  void connectedByLaterResource() {
    check(
        REPORTED,
        """
        try (Server server = new Server();
            SocketChannel client = SocketChannel.open(server.address())) {
          new Thread(server).start();
          client.write(ByteBuffer.allocate(1));
        }
        """);
  }

  @Test
  void connectedBeforeCloseOfExecutedServer() {
    check(
        REPORTED,
        """
        Server server = new Server();
        Thread thread = Thread.ofPlatform().unstarted(server);
        thread.start();
        SocketChannel.open(server.address()).close();
        server.close();
        """);
  }

  @Test
  void connectedByEarlierResource() {
    check(
        "",
        """
        try (SocketChannel client = SocketChannel.open();
            Server server = new Server()) {
          new Thread(server).start();
          client.connect(server.address());
        }
        """);
  }

  @Test
  void connectedByResourceAround() {
    check(
        "",
        """
        try (SocketChannel client = SocketChannel.open()) {
          try (Server server = new Server()) {
            new Thread(server).start();
            client.connect(server.address());
          }
        }
        """);
  }

  @Test
  void connectedBehindClose() {
    check(
        "",
        """
        Server server = new Server();
        new Thread(server).start();
        SocketChannel client = SocketChannel.open(server.address());
        server.close();
        client.close();
        """);
  }

  @Test
  void connectedByAnotherThread() {
    check(
        "",
        """
        Server server = new Server();
        new Thread(server).start();
        new Thread(
                () -> {
                  try (SocketChannel client = SocketChannel.open(server.address())) {
                    while (client.write(ByteBuffer.allocate(1)) == 1) {
                      Thread.sleep(10);
                    }
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                })
            .start();
        server.close();
        """);
  }

  @Test
  void closedByTheTaskOfAnotherThread() {
    check(
        "",
        """
        Server server = new Server();
        new Thread(server).start();
        AutoCloseable last = server;
        new Thread(
                () -> {
                  try {
                    last.close();
                    SocketChannel.open(server.address()).close();
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                })
            .start();
        """);
  }

  @Test
  void interruptedBehindClose() {
    check(
        "",
        """
        Server server = new Server();
        Thread thread = new Thread(server);
        thread.start();
        SocketChannel.open(server.address()).close();
        server.close();
        thread.interrupt();
        """);
  }

  private static void check(String report, String main) {
    CompilationTestHelper.newInstance(
            SelectorNeverWokenUp.class, SelectorNeverWokenUpRunnablesTest.class)
        .addSourceLines(
            "Server.java",
            """
            import java.io.IOException;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            final class Server implements Runnable, AutoCloseable {
              private final Selector selector = Selector.open();
              private final ServerSocketChannel socket = ServerSocketChannel.open();
              private volatile boolean closed;

              Server() throws IOException {
                socket.bind(null);
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_ACCEPT);
              }

              SocketAddress address() throws IOException {
                return socket.getLocalAddress();
              }

              @Override
              public void run() {
                try {
                  while (!closed) {
                    %s
                    selector.select();
                    selector.selectedKeys().clear();
                    System.out.println(socket.accept());
                  }
                  socket.close();
                  selector.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              @Override
              public void close() {
                closed = true;
              }

              public static void main(String[] args) throws Exception {
            %s  }
            }
            """
                .formatted(report, main.indent(4)))
        .doTest();
  }
}
