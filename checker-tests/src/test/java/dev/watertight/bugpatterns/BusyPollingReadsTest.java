package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class BusyPollingReadsTest {
  @Test
  void objectsOfASocket() {
    compile(
        "P1.java",
        """
        import java.io.*; import java.net.*;
        /** objects from a socket, an endless loop, a clause for two exceptions. */
        class P1 {
          interface Handler { void handle(Object o); }
          private final ObjectInputStream in;
          P1(Socket s) throws IOException { in = new ObjectInputStream(s.getInputStream()); }
          void start(Handler h) {
            new Thread(() -> {
              for (;;) {
                try {
                  // BUG: Diagnostic contains: throws again at once; line 14
                  Object o = in.readObject();
                  h.handle(o);
                } catch (IOException | ClassNotFoundException e) {
                  e.printStackTrace();
                }
              }
            }).start();
          }
        }
        """);
  }

  @Test
  void linesUntilAFlag() {
    compile(
        "P2.java",
        """
        import java.io.*; import java.net.*;
        /** a flag that others set; the line is asked for an order to stop. */
        class P2 implements Runnable {
          private volatile boolean running = true;
          private final BufferedReader reader;
          P2(BufferedReader reader) { this.reader = reader; }
          void stop() { running = false; }
          public void run() {
            while (running) {
              try {
                // BUG: Diagnostic contains: readLine() throws again
                String line = reader.readLine();
                if ("bye".equals(line)) { break; }
                System.out.println(line);
              } catch (IOException e) { System.err.println("lost: " + e); }
            }
          }
        }
        """);
  }

  @Test
  void headerByte() {
    compile(
        "P3.java",
        """
        import java.io.*;
        /** a header byte is waited for. */
        class P3 {
          static void skipTo(InputStream in) throws IOException {
            byte[] head = new byte[1];
            int kind = 0;
            while (kind != 7) {
              // BUG: Diagnostic contains: read() returns -1 again at once
              in.read(head);
              kind = head[0];
            }
          }
        }
        """);
  }

  @Test
  void leftOrConnectedAgain() {
    compile(
        "N1.java",
        """
        import java.io.*; import java.net.*; import java.util.concurrent.*;
        /** leaves in the clause; connects again; does one order after the other. */
        class N1 {
          private BufferedReader in;
          private volatile boolean running = true;
          private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
          private void connect() throws IOException { in = new BufferedReader(new InputStreamReader(new Socket("h", 1).getInputStream())); }
          void order(String s) { orders.add(s); }
          void leaves(BufferedReader own) {
            while (true) {
              try { String l = own.readLine(); if (l == null) break; System.out.println(l); }
              catch (IOException e) { break; }
            }
          }
          void again() {
            while (running) {
              try { String l = in.readLine(); if (l == null) return; System.out.println(l); }
              catch (IOException e) { try { connect(); } catch (IOException f) { return; } }
            }
          }
          void flagged(BufferedReader own) {
            while (running) {
              try { String l = own.readLine(); if (l == null) return; System.out.println(l); }
              catch (IOException e) { running = false; }
            }
          }
          void one(DataInputStream own, DataOutputStream out) throws InterruptedException {
            while (true) {
              String order = orders.take();
              try { out.writeUTF(order); System.out.println(own.readUTF()); }
              catch (IOException e) { System.err.println(e); }
            }
          }
        }
        """);
  }

  @Test
  void countedOrAsked() {
    compile(
        "N2.java",
        """
        import java.io.*; import java.nio.*; import java.nio.channels.*;
        /** a fixed number of bytes; a test of what is there; an exception at the end. */
        class N2 {
          static void some(InputStream in, byte[] b) throws IOException {
            for (int i = 0; i < 10; i++) { in.read(b); }
          }
          static void there(InputStream in, byte[] b) throws IOException {
            int k = 0;
            while (k != 7) { if (in.available() == 0) return; in.read(b); k = b[0]; }
          }
          static void full(ReadableByteChannel in, ByteBuffer b) throws IOException {
            while (b.hasRemaining()) { in.read(b); }
          }
          static int asked(InputStream in) throws IOException {
            int n = 0;
            while (true) { int r = in.read(); if (r < 0) return n; n++; }
          }
          static void throwing(DataInputStream in) throws IOException {
            while (true) { in.readByte(); in.readInt(); }
          }
        }
        """);
  }

  @Test
  void streamOfClassInViewThatNeverEnds() {
    compile(
        "N3.java",
        """
        import java.io.*;
        class N3 implements Runnable {
          static class Noise extends InputStream {
            @Override public int read() { return 7; }
          }
          private final InputStream noise;
          private volatile boolean running = true;
          N3(InputStream noise) { this.noise = noise; }
          void stop() { running = false; }
          public void run() {
            byte[] block = new byte[9];
            try {
              while (running) { noise.read(block); }
            } catch (IOException e) { System.err.println(e); }
          }
          public static void main(String[] args) { new Thread(new N3(new Noise())).start(); }
        }
        """);
  }

  @Test
  void streamOfLibraryBesideClassInView() {
    compile(
        "P4.java",
        """
        import java.io.*;
        class P4 {
          static class Noise extends InputStream {
            @Override public int read() { return 7; }
          }
          static void skipTo(File file) throws IOException {
            InputStream in = new FileInputStream(file);
            byte[] head = new byte[1];
            int kind = 0;
            while (kind != 7) {
              // BUG: Diagnostic contains: read() returns -1 again at once
              in.read(head);
              kind = head[0];
            }
          }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(BusyPolling.class, getClass())
        .addSourceLines(file, source)
        .doTest();
  }
}
