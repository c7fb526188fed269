package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What others do with the sockets and keys of a selector. */
final class SelectorNeverWokenUpSocketsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'";

  @Test
  void anotherTaskWritesForEver() {
    check(
        "",
        """
        void start() {
          new Thread(this::write).start();
        }

        private void write() {
          try {
            while (reader.isAlive()) {
              pipe.sink().write(ByteBuffer.allocate(1));
            }
          } catch (IOException e) {
            System.err.println(e);
          }
        }
        """,
        "running = false;");
  }

  @Test
  void anotherTaskWritesOnce() {
    check(
        REPORTED,
        """
        void start() {
          new Thread(this::write).start();
        }

        private void write() {
          try {
            pipe.sink().write(ByteBuffer.allocate(1));
          } catch (IOException e) {
            System.err.println(e);
          }
        }
        """,
        "running = false;");
  }

  @Test
  void anotherTaskWritesWhenItIsTold() {
    check(
        "",
        """
        private final Semaphore end = new Semaphore(0);

        void start() {
          new Thread(this::write).start();
        }

        private void write() {
          end.acquireUninterruptibly();
          try {
            pipe.sink().write(ByteBuffer.allocate(1));
          } catch (IOException e) {
            System.err.println(e);
          }
        }
        """,
        "running = false;\nend.release();");
  }

  @Test
  void keyIsCancelled() {
    check(REPORTED, "", "running = false;\nkey.cancel();");
  }

  @Test
  void channelOfTheKeyIsClosed() {
    check("", "", "running = false;\nkey.channel().close();");
  }

  @Test
  void socketIsClosedAtTheEndOfTheBlock() {
    check(
        "",
        "",
        """
        try (Pipe.SinkChannel sink = pipe.sink()) {
          running = false;
          System.out.println(sink);
        }
        """);
  }

  @Test
  void socketThatTheBlockOpensIsClosedAtItsEnd() {
    check(
        "",
        "",
        """
        try (java.net.Socket client = new java.net.Socket("localhost", 7)) {
          running = false;
          System.out.println(client.getPort());
        }
        """);
  }

  @Test
  void somethingElseIsClosedAtTheEndOfTheBlock() {
    check(
        REPORTED,
        "",
        """
        try (java.io.StringWriter text = new java.io.StringWriter()) {
          running = false;
          System.out.println(text);
        }
        """);
  }

  @Test
  void peerOfConnectionThatIsClosedMayAnswer() {
    closing("", "SocketChannel");
  }

  private static void closing(String report, String type) {
    CompilationTestHelper.newInstance(
            SelectorNeverWokenUp.class, SelectorNeverWokenUpSocketsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Server.java",
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.nio.channels.*;

            final class Server implements Runnable, Closeable {
              private final Selector selector = Selector.open();
              private final %1$s channel = %1$s.open();
              private volatile boolean running = true;

              Server() throws IOException {
                channel.configureBlocking(false);
                channel.register(selector, channel.validOps());
              }

              @Override
              public void run() {
                try {
                  while (running) {
                    %2$s
                    selector.select();
                    selector.selectedKeys().clear();
                  }
                  selector.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              @Override
              public void close() throws IOException {
                running = false;
                channel.close();
              }

              /** The resource is the task, too, which its end does not run. */
              static void use() throws IOException {
                try (Server server = new Server()) {
                  new Thread(server).start();
                }
              }
            }
            """
                .formatted(type, report))
        .doTest();
  }

  private static void check(String report, String members, String stop) {
    CompilationTestHelper.newInstance(
            SelectorNeverWokenUp.class, SelectorNeverWokenUpSocketsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Telemetry.java",
            """
            import java.io.IOException;
            import java.nio.ByteBuffer;
            import java.nio.channels.Pipe;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.util.concurrent.Semaphore;

            final class Telemetry {
              private final Selector selector = Selector.open();
              private final Pipe pipe = Pipe.open();
              private final SelectionKey key;
              private final Thread reader = new Thread(this::read);
              private volatile boolean running = true;

              Telemetry() throws IOException {
                pipe.source().configureBlocking(false);
                key = pipe.source().register(selector, SelectionKey.OP_READ);
              }

              void open() {
                reader.start();
              }

              private void read() {
                try (selector) {
                  while (running) {
                    %s
                    selector.select();
                    selector.selectedKeys().clear();
                    pipe.source().read(ByteBuffer.allocate(64));
                  }
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

            %s
              void stop() throws IOException {
                %s
              }
            }
            """
                .formatted(report, members.indent(2), stop))
        .doTest();
  }
}
