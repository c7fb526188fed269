package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Threads that stay in reads of connections when their object is closed. */
final class BackgroundLoopNeverEndsConnectionsTest {
  private static final String LEFT =
      "// BUG: Diagnostic contains: close() ends the listener and leaves open what line";
  private static final String LATE =
      "// BUG: Diagnostic contains: waits for its thread before anybody closes the connection";
  private static final String LOOP = "while (in.readLine() != null) step();";
  private static final String THREAD = "new Thread(() -> serve(s)).start();";

  @Test
  void onlyListenerIsClosed() {
    server(THREAD, LEFT, LOOP, "listener.close();");
  }

  @Test
  void listIsOnlyCleared() {
    server("open.add(s); " + THREAD, LEFT, LOOP, "listener.close(); open.clear();");
  }

  @Test
  void poolIsInterrupted() {
    server("pool.execute(() -> serve(s));", LEFT, LOOP, "listener.close(); pool.shutdownNow();");
  }

  @Test
  void flagIsAskedBetweenReads() {
    server(
        THREAD,
        LEFT,
        "while (running && in.readLine() != null) step();",
        "running = false; listener.close();");
  }

  @Test
  void readOnceByWhoAccepts() {
    server("serve(s);", LEFT, "in.readLine();", "listener.close();");
  }

  @Test
  void readOnceByAnother() {
    server(THREAD, "", "in.readLine();", "listener.close();");
  }

  @Test
  void connectionsAreClosed() {
    server(
        "open.add(s); " + THREAD, "", LOOP, "listener.close(); for (Socket s : open) s.close();");
  }

  @Test
  void readsHaveLimit() {
    server("s.setSoTimeout(1000); " + THREAD, "", LOOP, "listener.close();");
  }

  @Test
  void daemons() {
    server(
        "Thread t = new Thread(() -> serve(s)); t.setDaemon(true); t.start();",
        "",
        LOOP,
        "listener.close();");
  }

  @Test
  void virtualThreads() {
    server("Thread.startVirtualThread(() -> serve(s));", "", LOOP, "listener.close();");
  }

  @Test
  void peersAreTold() {
    server(
        "open.add(s); " + THREAD,
        "",
        LOOP,
        "listener.close(); for (Socket s : open) s.getOutputStream().write(4);");
  }

  @Test
  void onlyPeerClosesItsSide() {
    server(
        THREAD,
        "",
        LOOP,
        "listener.close();",
        "try (Server s = new Server(); Socket c = new Socket(\"localhost\", 7)) { c.getOutputStream().write(4); }");
  }

  @Test
  void peerStays() {
    server(
        THREAD,
        LEFT,
        LOOP,
        "listener.close();",
        "Socket c = new Socket(\"localhost\", 7); try (Server s = new Server()) { c.getOutputStream().write(4); }");
  }

  @Test
  void joinedBeforeItIsClosed() {
    client(LATE, "while (running) in.read();", "running = false; reader.join(); socket.close();");
  }

  @Test
  void joinedUnlessInterrupted() {
    client(
        LATE,
        "while (running) in.read();",
        "running = false; try { reader.join(); } catch (InterruptedException e) { step(); } socket.close();");
  }

  @Test
  void closedBeforeItIsJoined() {
    client("", "while (running) in.read();", "running = false; socket.close(); reader.join();");
  }

  @Test
  void shutDownBeforeItIsJoined() {
    client(
        "",
        "while (running) in.read();",
        "running = false; socket.shutdownInput(); reader.join(); socket.close();");
  }

  @Test
  void toldToCloseBeforeItIsJoined() {
    client(
        "",
        "while (running) in.read();",
        "running = false; socket.getOutputStream().write(0); reader.join(); socket.close();");
  }

  @Test
  void joinedUntilThePeerEnds() {
    client("", "while (in.read() >= 0) step();", "reader.join(); socket.close();");
  }

  private static void server(String started, String marker, String body, String close) {
    server(started, marker, body, close, "System.in.read();");
  }

  private static void server(
      String started, String marker, String body, String close, String main) {
    String text =
        """
        import java.io.*;
        import java.net.*;
        import java.util.*;
        import java.util.concurrent.*;
        class Server implements AutoCloseable {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          private final List<Socket> open = new CopyOnWriteArrayList<>();
          private final ServerSocket listener = new ServerSocket(7);
          private volatile boolean running = true;
          Server() throws IOException { new Thread(this::accept).start(); }
          private void accept() {
            try { while (running) { Socket s = listener.accept(); @STARTED@ } } catch (IOException e) { }
          }
          private void serve(Socket s) {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()))) {
              @MARKER@
              @BODY@
            } catch (IOException e) { }
          }
          private void step() {}
          @Override public void close() throws IOException { @CLOSE@ pool.shutdown(); }
        }
        class Main { public static void main(String[] args) throws Exception { @MAIN@ } }
        """
            .replace("@STARTED@", started)
            .replace("@MARKER@", marker)
            .replace("@BODY@", body)
            .replace("@CLOSE@", close)
            .replace("@MAIN@", main);
    compile("Server.java", text);
  }

  private static void client(String marker, String body, String close) {
    String text =
        """
        import java.io.*;
        import java.net.*;
        class Client implements AutoCloseable {
          private final Socket socket;
          private final Thread reader = new Thread(this::read);
          private volatile boolean running = true;
          Client(String host) throws IOException { socket = new Socket(host, 7); reader.start(); }
          private void read() {
            try {
              InputStream in = socket.getInputStream();
              @MARKER@
              @BODY@
            } catch (IOException e) { }
          }
          private void step() {}
          @Override public void close() throws Exception { @CLOSE@ }
        }
        """
            .replace("@MARKER@", marker)
            .replace("@BODY@", body)
            .replace("@CLOSE@", close);
    compile("Client.java", text);
  }

  private static void compile(String name, String text) {
    CompilationTestHelper.newInstance(
            BackgroundLoopNeverEnds.class, BackgroundLoopNeverEndsConnectionsTest.class)
        .addSourceLines(name, text)
        .doTest();
  }
}
