package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that go on reading from a connection when the time limit for them is reached. */
final class TimedOutTaskLeftWaitingConnectionsTest {
  private static final String CANCEL =
      "// BUG: Diagnostic contains: get() gives up when the time is up, and cancel() does not end";
  private static final String GET =
      "try { return f.get(1, TimeUnit.SECONDS); } catch (TimeoutException e) { f.cancel(true); return -1; }";
  private static final String SUBMIT = "Future<Integer> f = pool.submit(() -> ask(host)); ";

  @Test
  void cancelled() {
    compile(CANCEL, "Socket s = new Socket(host, 7)", "", SUBMIT + GET);
  }

  @Test
  void madeByFactory() {
    compile(
        CANCEL,
        "Socket s = javax.net.SocketFactory.getDefault().createSocket(host, 7)",
        "",
        SUBMIT + GET);
  }

  @Test
  void threadIsInterrupted() {
    compile(
        "// BUG: Diagnostic contains: join() gives up when the time is up, and interrupt() does not",
        "Socket s = new Socket(host, 7)",
        "",
        "Thread t = new Thread(() -> { try { ask(host); } catch (IOException e) { } });"
            + " t.start(); t.join(500); t.interrupt(); return 0;");
  }

  @Test
  void executorIsShutDown() {
    compile(
        "// BUG: Diagnostic contains: awaitTermination() gives up when the time is up, and"
            + " shutdownNow() does not end read()",
        "Socket s = new Socket(host, 7)",
        "",
        "pool.submit(() -> ask(host)); pool.shutdown(); pool.awaitTermination(1, TimeUnit.SECONDS);"
            + " pool.shutdownNow(); return 0;");
  }

  @Test
  void firstOfSeveral() {
    compile(
        "// BUG: Diagnostic contains: invokeAny() gives up when the time is up",
        "Socket s = new Socket(host, 7)",
        "",
        "return pool.invokeAny(List.of(() -> ask(host)), 1, TimeUnit.SECONDS);");
  }

  @Test
  void readHasLimit() {
    compile("", "Socket s = new Socket(host, 7)", "s.setSoTimeout(900);", SUBMIT + GET);
  }

  @Test
  void closedWhenTheTimeIsUp() {
    compile(
        "",
        "Socket s = new Socket(host, 7)",
        "current = s;",
        SUBMIT
            + "try { return f.get(1, TimeUnit.SECONDS); } catch (TimeoutException e) { current.close(); return -1; }");
  }

  @Test
  void limitedAndNotCancelled() {
    compile(
        "",
        "Socket s = new Socket(host, 7)",
        "s.setSoTimeout(900);",
        SUBMIT
            + "try { return f.get(1, TimeUnit.SECONDS); } catch (TimeoutException e) { return -1; }");
  }

  @Test
  void virtualThread() {
    compile(
        "",
        "Socket s = new Socket(host, 7)",
        "",
        "Future<Integer> f = virtual.submit(() -> ask(host)); " + GET);
  }

  @Test
  void channel() {
    compile(
        "",
        "SocketChannel s = SocketChannel.open(new InetSocketAddress(host, 7))",
        "s.read(ByteBuffer.allocate(8));",
        SUBMIT + GET);
  }

  @Test
  void answeredInView() {
    compile(
        "",
        "Socket s = new Socket(host, 7)",
        "",
        "pool.submit(() -> { try (Socket peer = listener.accept()) { peer.getOutputStream().write(1); } return 0; }); "
            + SUBMIT
            + GET);
  }

  private static void compile(String marker, String opened, String set, String body) {
    String read = opened.startsWith("SocketChannel") ? "0" : "s.getInputStream().read()";
    String text =
        """
        import java.io.*;
        import java.net.*;
        import java.nio.*;
        import java.nio.channels.*;
        import java.util.*;
        import java.util.concurrent.*;
        class Prober {
          private final ExecutorService pool = Executors.newFixedThreadPool(4);
          private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
          private final ServerSocket listener;
          private volatile Socket current;
          Prober(ServerSocket listener) { this.listener = listener; }
          private int ask(String host) throws IOException {
            @MARKER@
            try (@OPENED@) { @SET@ return @READ@; }
          }
          int probe(String host) throws Exception { @BODY@ }
        }
        """
            .replace("@MARKER@", marker)
            .replace("@OPENED@", opened)
            .replace("@SET@", set)
            .replace("@READ@", read)
            .replace("@BODY@", body);
    CompilationTestHelper.newInstance(
            TimedOutTaskLeftWaiting.class, TimedOutTaskLeftWaitingConnectionsTest.class)
        .addSourceLines("Prober.java", text)
        .doTest();
  }
}
