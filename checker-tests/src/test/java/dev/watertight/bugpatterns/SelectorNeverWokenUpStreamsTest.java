package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Selectors that are woken through a stream, and streams that reach nobody. */
final class SelectorNeverWokenUpStreamsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'";

  @Test
  void byteStreamOfAPipe() {
    check(
        "",
        """
        private final OutputStream bell = Channels.newOutputStream(pipe.sink());

        void ring() throws IOException {
          bell.write(1);
        }
        """);
  }

  @Test
  void streamThatOnlyTheLoopUses() {
    check(
        REPORTED,
        """
        private final OutputStream bell = Channels.newOutputStream(pipe.sink());

        void ring() {}

        private void answer() throws IOException {
          bell.write(2);
        }
        """);
  }

  @Test
  void printedIntoAPipe() {
    check(
        "",
        """
        private final PrintStream bell = new PrintStream(Channels.newOutputStream(pipe.sink()), true);

        void ring() {
          bell.println();
        }
        """);
  }

  @Test
  void writerThatIsFlushed() {
    check(
        "",
        """
        private final Writer bell = new BufferedWriter(Channels.newWriter(pipe.sink(), "UTF-8"));

        void ring() throws IOException {
          bell.write("x");
          bell.flush();
        }
        """);
  }

  @Test
  void streamOfASocket() {
    check(
        "",
        """
        private final Socket self = new Socket("localhost", 7);
        private final DataOutputStream bell = new DataOutputStream(self.getOutputStream());

        void ring() throws IOException {
          bell.writeInt(3);
        }
        """);
  }

  @Test
  void streamThatIsClosed() {
    check(
        "",
        """
        private final Closeable bell = pipe.sink();

        void ring() throws IOException {
          bell.close();
        }
        """);
  }

  @Test
  void streamsThatAreClosedByAFunction() {
    check(
        "",
        """
        private final List<PrintWriter> bells = new ArrayList<>();

        void ring() {
          bells.forEach(PrintWriter::close);
        }
        """);
  }

  @Test
  void functionThatClosesAStreamOfASocket() {
    check(
        "",
        """
        private final Socket self = new Socket("localhost", 7);
        private final DataOutputStream bell = new DataOutputStream(self.getOutputStream());

        void ring() throws IOException {
          Closeable end = bell::close;
          end.close();
        }
        """);
  }

  @Test
  void functionThatClosesAStreamOfMemory() {
    check(
        REPORTED,
        """
        private final PrintWriter bell = new PrintWriter(new StringWriter());

        void ring() {
          Runnable end = bell::close;
          end.run();
        }
        """);
  }

  @Test
  void functionThatPrints() {
    check(
        REPORTED,
        """
        private final List<String> names = new ArrayList<>();

        void ring() {
          names.forEach(System.out::println);
        }
        """);
  }

  @Test
  void functionThatReadsText() {
    check(
        REPORTED,
        """
        private final List<String> names = new ArrayList<>();

        void ring() {
          System.out.println(names.stream().mapToInt(String::length).sum());
        }
        """);
  }

  @Test
  void functionThatClosesSockets() {
    check(
        "",
        """
        interface End {
          void of(Socket socket) throws IOException;
        }

        private final Socket self = new Socket("localhost", 7);

        void ring() throws IOException {
          End end = Socket::close;
          end.of(self);
        }
        """);
  }

  @Test
  void handlerThatSendsLogs() {
    check(
        "",
        """
        private final Handler bell = new SocketHandler("localhost", 7);

        void ring() {
          bell.close();
        }
        """);
  }

  @Test
  void handlerThatSomebodyHasMade() {
    check(
        "",
        """
        void ring() {
          for (Handler handler : Logger.getLogger("x").getHandlers()) {
            handler.close();
          }
        }
        """);
  }

  @Test
  void handlerOfTheConsole() {
    check(
        REPORTED,
        """
        private final Handler bell = new ConsoleHandler();

        void ring() {
          bell.close();
        }
        """);
  }

  @Test
  void loggedOverTheNetwork() {
    check(
        "",
        """
        static final Logger LOGGER = Logger.getLogger("x");

        void connect() throws IOException {
          LOGGER.addHandler(new SocketHandler("localhost", 7));
        }

        void ring() {}

        public static void main(String[] args) throws IOException {
          Reactor reactor = new Reactor();
          reactor.connect();
          reactor.start();
          reactor.stop();
          LOGGER.info("ended");
        }
        """);
  }

  @Test
  void logged() {
    check(
        REPORTED,
        """
        static final Logger LOGGER = Logger.getLogger("x");

        void ring() {}

        public static void main(String[] args) throws IOException {
          Reactor reactor = new Reactor();
          reactor.start();
          reactor.stop();
          LOGGER.info("ended");
        }
        """);
  }

  @Test
  void streamThatIsAResource() {
    check(
        "",
        """
        private final OutputStream bell = Channels.newOutputStream(pipe.sink());

        void ring() throws IOException {
          try (bell) {
            System.out.println("bye");
          }
        }
        """);
  }

  @Test
  void streamThatIsGiven() {
    check(
        "",
        """
        private final InputStream bye = new ByteArrayInputStream(new byte[] {4});
        private final OutputStream bell = Channels.newOutputStream(pipe.sink());

        void ring() throws IOException {
          bye.transferTo(bell);
        }
        """);
  }

  @Test
  void streamOfOthers() {
    check(
        "",
        """
        private OutputStream bell;

        void setBell(OutputStream stream) {
          bell = stream;
        }

        void ring() throws IOException {
          bell.write(5);
        }
        """);
  }

  @Test
  void console() {
    check(
        REPORTED,
        """
        private final PrintStream out = System.out;

        void ring() {
          out.println("bye");
          System.err.printf("%d", 6);
        }
        """);
  }

  @Test
  void file() {
    check(
        REPORTED,
        """
        private final PrintWriter log = new PrintWriter(new FileWriter("log"));

        void ring() {
          log.println("bye");
          log.flush();
        }
        """);
  }

  @Test
  void memory() {
    check(
        REPORTED,
        """
        private final StringWriter log = new StringWriter();
        private final StringBuilder text = new StringBuilder();

        void ring() {
          log.write("bye");
          text.append(log);
        }
        """);
  }

  @Test
  void clientInAnotherPackageCloses() {
    checkPackages("server.stop(); client.close();", "");
  }

  @Test
  void clientInAnotherPackageClosesBefore() {
    checkPackages("client.close(); server.stop();", "// BUG: Diagnostic contains: 'selector'");
  }

  private static void checkPackages(String end, String report) {
    CompilationTestHelper.newInstance(
            SelectorNeverWokenUp.class, SelectorNeverWokenUpStreamsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "server/Server.java",
            """
            package server;

            import java.io.IOException;
            import java.nio.channels.Selector;

            public final class Server implements Runnable {
              private final Selector selector;
              private volatile boolean running = true;

              public Server() throws IOException {
                selector = Selector.open();
              }

              @Override
              public void run() {
                try {
                  while (running) {
                    %s
                    selector.select();
                    selector.selectedKeys().clear();
                  }
                  selector.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              public void stop() {
                running = false;
              }
            }
            """
                .formatted(report))
        .addSourceLines(
            "client/Client.java",
            """
            package client;

            import java.io.IOException;
            import java.net.Socket;

            public final class Client {
              private final Socket socket;

              public Client() throws IOException {
                socket = new Socket("localhost", 8);
              }

              public void close() throws IOException {
                socket.close();
              }
            }
            """)
        .addSourceLines(
            "app/App.java",
            """
            package app;

            import client.Client;
            import java.io.IOException;
            import server.Server;

            final class App {
              public static void main(String[] args) throws IOException {
                Server server = new Server();
                new Thread(server).start();
                Client client = new Client();
                %s
              }
            }
            """
                .formatted(end))
        .doTest();
  }

  private static void check(String report, String members) {
    String answer = members.contains("void answer()") ? "" : "private void answer() {}";
    CompilationTestHelper.newInstance(
            SelectorNeverWokenUp.class, SelectorNeverWokenUpStreamsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Reactor.java",
            """
            import java.io.*;
            import java.net.Socket;
            import java.nio.channels.Channels;
            import java.nio.channels.Pipe;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.logging.ConsoleHandler;
            import java.util.logging.Handler;
            import java.util.logging.Logger;
            import java.util.logging.SocketHandler;

            class Reactor {
              private final Selector selector = Selector.open();
              private final Pipe pipe = Pipe.open();
              private volatile boolean running = true;

              Reactor() throws IOException {
                pipe.source().configureBlocking(false);
                pipe.source().register(selector, SelectionKey.OP_READ);
              }

              void start() {
                new Thread(this::react).start();
              }

              private void react() {
                try {
                  while (running) {
                    %s
                    selector.select();
                    selector.selectedKeys().clear();
                    answer();
                  }
                  selector.close();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              void stop() throws IOException {
                running = false;
                ring();
              }

            %s
            }
            """
                .formatted(report, (members + answer).indent(2)))
        .doTest();
  }
}
