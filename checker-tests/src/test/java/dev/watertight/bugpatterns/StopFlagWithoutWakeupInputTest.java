package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that wait for input in what is closed to end the wait, and that have a flag. */
final class StopFlagWithoutWakeupInputTest {
  private static final String ACCEPT =
      "Loop waits in accept() and does not see that stop() sets 'stopped'; nobody else closes 'in',"
          + " and its thread never ends";

  @Test
  void onlyTheLoopsOwnThreadCloses() {
    compile(ACCEPT, "new ServerSocket(0)", "in.accept().close();", "", "stopped = true;");
  }

  @Test
  void packets() {
    compile(
        "Loop waits in receive() and does not see that stop() sets 'stopped'",
        "new DatagramSocket(0)",
        "in.receive(new DatagramPacket(new byte[1], 1));",
        "",
        "stopped = true;");
  }

  @Test
  void blockingChannel() {
    compile(ACCEPT, "ServerSocketChannel.open()", "in.accept().close();", "", "stopped = true;");
  }

  @Test
  void channelThatDoesNotBlock() {
    compile(
        "",
        "ServerSocketChannel.open()",
        "java.nio.channels.SocketChannel c = in.accept();",
        "in.configureBlocking(false);",
        "stopped = true;");
  }

  @Test
  void watchService() {
    compile(
        "Loop waits in take() and does not see that stop() sets 'stopped'",
        "FileSystems.getDefault().newWatchService()",
        "in.take().reset();",
        "",
        "stopped = true;");
  }

  @Test
  void fileThatIsWrittenWakesWatchService() {
    compile(
        "",
        "FileSystems.getDefault().newWatchService()",
        "in.take().reset();",
        "",
        "stopped = true; Files.createFile(Path.of(\"stop\"));");
  }

  @Test
  void interruptWakesWatchService() {
    compile(
        "",
        "FileSystems.getDefault().newWatchService()",
        "in.take().reset();",
        "",
        "stopped = true; thread.interrupt();");
  }

  @Test
  void interruptDoesNotWakeSocket() {
    compile(
        ACCEPT,
        "new ServerSocket(1)",
        "in.accept().close();",
        "",
        "stopped = true; thread.interrupt();");
  }

  @Test
  void interruptClosesChannel() {
    compile(
        "",
        "ServerSocketChannel.open()",
        "in.accept().close();",
        "",
        "stopped = true; thread.interrupt();");
  }

  @Test
  void closed() {
    compile("", "new ServerSocket(2)", "in.accept().close();", "", "stopped = true; in.close();");
  }

  @Test
  void timeLimit() {
    compile(
        "",
        "new ServerSocket(3)",
        "in.accept().close();",
        "in.setSoTimeout(100);",
        "stopped = true;");
  }

  @Test
  void connectionToItself() {
    compile(
        "",
        "new ServerSocket(4)",
        "in.accept().close();",
        "",
        "stopped = true; new Socket(\"localhost\", 4).close();");
  }

  @Test
  void packetToItself() {
    compile(
        "",
        "new DatagramSocket(1)",
        "in.receive(new DatagramPacket(new byte[1], 1));",
        "",
        "stopped = true; in.send(new DatagramPacket(new byte[1], 1, in.getLocalSocketAddress()));");
  }

  @Test
  void clientsThatAreClosedDoNotWakeTheAcceptor() {
    compile(
        ACCEPT,
        "new ServerSocket(5)",
        "clients.add(in.accept());",
        "",
        "stopped = true; for (Socket c : clients) c.close();");
  }

  @Test
  void socketOfOthers() {
    compile("", "given", "in.accept().close();", "", "stopped = true;");
  }

  @Test
  void socketInAListOfOthers() {
    compile("", "new ServerSocket(6)", "in.accept().close();", "ALL.add(in);", "stopped = true;");
  }

  private void compile(String report, String maker, String wait, String setUp, String stop) {
    String type =
        maker.startsWith("FileSystems")
            ? "WatchService"
            : maker.startsWith("new DatagramSocket")
                ? "DatagramSocket"
                : maker.startsWith("ServerSocketChannel") ? "ServerSocketChannel" : "ServerSocket";
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Listener.java",
            """
            import java.net.DatagramPacket;
            import java.net.DatagramSocket;
            import java.net.ServerSocket;
            import java.net.Socket;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.file.FileSystems;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.nio.file.WatchService;
            import java.util.List;
            import java.util.concurrent.CopyOnWriteArrayList;

            public final class Listener {
              public static final List<ServerSocket> ALL = new CopyOnWriteArrayList<>();
              private final List<Socket> clients = new CopyOnWriteArrayList<>();
              private final Thread thread = new Thread(this::listen);
              private final TYPE in;
              private volatile boolean stopped;

              public Listener(ServerSocket given) throws Exception {
                in = MAKER;
                SETUP
                thread.start();
              }

              private void listen() {
                try (in) {
                  while (!stopped) {
                    REPORT
                    WAIT
                  }
                } catch (Exception e) {
                  System.err.println(e);
                }
              }

              public void stop() throws Exception {
                STOP
              }
            }
            """
                .replace("TYPE", type)
                .replace("MAKER", maker)
                .replace("SETUP", setUp)
                .replace("REPORT", report.isEmpty() ? "" : "// BUG: Diagnostic contains: " + report)
                .replace("WAIT", wait)
                .replace("STOP", stop))
        .doTest();
  }

  @Test
  void lastConnectionByContentOfAUrl() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.URI;

            class A implements Runnable {
              private final ServerSocket server;
              private volatile boolean open = true;

              A(ServerSocket server) {
                this.server = server;
              }

              @Override
              public void run() {
                try {
                  while (open) {
                    server.accept().close();
                  }
                  server.close();
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              void stop() {
                open = false;
              }

              static void main(String[] args) throws IOException {
                ServerSocket server = new ServerSocket(8080);
                A a = new A(server);
                new Thread(a).start();
                a.stop();
                System.out.println(URI.create("http://localhost:8080/").toURL().getContent());
              }
            }
            """)
        .doTest();
  }

  @Test
  void socketOfAChannelThatIsClosed() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.nio.channels.ServerSocketChannel;

            class A implements Runnable {
              private final ServerSocket server;
              private volatile boolean open = true;

              A(ServerSocket server) {
                this.server = server;
              }

              @Override
              public void run() {
                try {
                  while (open) {
                    server.accept().close();
                  }
                  server.close();
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              void stop() {
                open = false;
              }

              static void main(String[] args) throws IOException {
                ServerSocketChannel channel = ServerSocketChannel.open();
                A a = new A(channel.socket());
                new Thread(a).start();
                a.stop();
                channel.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverClosed() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.*;

            class A implements Runnable {
              private final ServerSocket server = new ServerSocket(0);
              private volatile boolean open = true;

              A() throws IOException {}

              @Override
              public void run() {
                while (open) {
                  try {
                    // BUG: Diagnostic contains: does not see that stop() sets 'open'
                    server.accept().close();
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }
              }

              void stop() throws IOException {
                open = false;

              }

              static void main(String[] args) throws IOException {
                A a = new A();
                new Thread(a).start();
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedAtStop() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.*;

            class A implements Runnable {
              private final ServerSocket server = new ServerSocket(0);
              private volatile boolean open = true;

              A() throws IOException {}

              @Override
              public void run() {
                while (open) {
                  try {

                    server.accept().close();
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }
              }

              void stop() throws IOException {
                open = false;
                server.close();
              }

              static void main(String[] args) throws IOException {
                A a = new A();
                new Thread(a).start();
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverClosedButTimed() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.*;

            class A implements Runnable {
              private final ServerSocket server = new ServerSocket(0);
              private volatile boolean open = true;

              A() throws IOException { server.setSoTimeout(100); }

              @Override
              public void run() {
                while (open) {
                  try {

                    server.accept().close();
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }
              }

              void stop() throws IOException {
                open = false;

              }

              static void main(String[] args) throws IOException {
                A a = new A();
                new Thread(a).start();
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverClosedButConnectedTo() {
    CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.net.*;

            class A implements Runnable {
              private final ServerSocket server = new ServerSocket(0);
              private volatile boolean open = true;

              A() throws IOException {}

              @Override
              public void run() {
                while (open) {
                  try {

                    server.accept().close();
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }
              }

              void stop() throws IOException {
                open = false;
                new Socket("localhost", server.getLocalPort()).close();
              }

              static void main(String[] args) throws IOException {
                A a = new A();
                new Thread(a).start();
                a.stop();
              }
            }
            """)
        .doTest();
  }
}
