package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops around a wait behind which something may fail. */
final class InterruptIgnoredFailuresTest {
  @Test
  void answerMayFail() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;

            class A implements AutoCloseable {
              private final ServerSocket listener = new ServerSocket(0);
              private final Thread acceptor = new Thread(this::loop);

              A() throws IOException {
                acceptor.start();
              }

              private void loop() {
                try {
                  // BUG: Diagnostic contains: accept() does not notice the interrupt by which interrupt()
                  while (!Thread.interrupted()) {
                    try (Socket client = listener.accept()) {
                      answer(client);
                    }
                  }
                  listener.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              private void answer(Socket client) throws IOException {
                if (client.getPort() == 7) {
                  throw new IOException("no");
                }
              }

              @Override
              public void close() throws IOException {
                acceptor.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void answerMayFailAndSocketIsClosed() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;

            class A implements AutoCloseable {
              private final ServerSocket listener = new ServerSocket(0);
              private final Thread acceptor = new Thread(this::loop);

              A() throws IOException {
                acceptor.start();
              }

              private void loop() {
                try {
                  while (!Thread.interrupted()) {
                    try (Socket client = listener.accept()) {
                      answer(client);
                    }
                  }
                  listener.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              private void answer(Socket client) throws IOException {
                if (client.getPort() == 7) {
                  throw new IOException("no");
                }
              }

              @Override
              public void close() throws IOException {
                acceptor.interrupt();
                listener.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void answerMayFailAndProgramConnects() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;

            class A implements AutoCloseable {
              private final ServerSocket listener = new ServerSocket(0);
              private final Thread acceptor = new Thread(this::loop);

              A() throws IOException {
                acceptor.start();
              }

              private void loop() {
                try {
                  while (!Thread.interrupted()) {
                    try (Socket client = listener.accept()) {
                      answer(client);
                    }
                  }
                  listener.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              private void answer(Socket client) throws IOException {
                if (client.getPort() == 7) {
                  throw new IOException("no");
                }
              }

              @Override
              public void close() throws IOException {
                acceptor.interrupt();
                new Socket("localhost", listener.getLocalPort()).close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void answerMayFailAndWaitIsLimited() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;

            class A implements AutoCloseable {
              private final ServerSocket listener = new ServerSocket(0);
              private final Thread acceptor = new Thread(this::loop);

              A() throws IOException {
                acceptor.start();
              }

              private void loop() {
                try {
                  while (!Thread.interrupted()) {
                    try (Socket client = next()) {
                      answer(client);
                    }
                  }
                  listener.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              private Socket next() throws IOException {
                listener.setSoTimeout(100);
                return listener.accept();
              }

              private void answer(Socket client) throws IOException {
                if (client.getPort() == 7) {
                  throw new IOException("no");
                }
              }

              @Override
              public void close() throws IOException {
                acceptor.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void socketOfChannel() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;
            import java.nio.channels.ServerSocketChannel;

            class A implements AutoCloseable {
              private final ServerSocket listener = ServerSocketChannel.open().socket();
              private final Thread acceptor = new Thread(this::loop);

              A() throws IOException {
                acceptor.start();
              }

              private void loop() {
                try {
                  while (!Thread.interrupted()) {
                    try (Socket client = listener.accept()) {
                      answer(client);
                    }
                  }
                  listener.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              private Socket next() throws IOException {
                listener.setSoTimeout(100);
                return listener.accept();
              }

              private void answer(Socket client) throws IOException {
                if (client.getPort() == 7) {
                  throw new IOException("no");
                }
              }

              @Override
              public void close() throws IOException {
                acceptor.interrupt();
              }
            }
            """)
        .doTest();
  }
}
