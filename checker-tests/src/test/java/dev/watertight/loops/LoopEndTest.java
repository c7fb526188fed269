package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Ends of channels in loops: what says so, and what becomes of them. */
final class LoopEndTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ExitPrinter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void readInUpdate() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;

            class A {
              void print() throws IOException {
                PipedWriter out = new PipedWriter();
                PipedReader in = new PipedReader(out);
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                for (int c = in.read(); c != -1; c = in.read()) {
                  System.out.print((char) c);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void readInCondition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;

            class A {
              void print() throws IOException {
                PipedWriter out = new PipedWriter();
                PipedReader in = new PipedReader(out);
                int c;
                // BUG: Diagnostic contains: exits [CLOSED, INTERRUPT].
                while ((c = in.read()) != -1) {
                  System.out.print((char) c);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void countReadInInitializer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.DataInputStream;
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            class A {
              void print() throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                DataInputStream in = new DataInputStream(new PipedInputStream(out));
                // BUG: Diagnostic contains: exits [OTHER, INTERRUPT, CLOSED].
                for (int n = in.readInt(); n > 0; n--) {
                  System.out.print(in.readUTF());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void dataIsNoEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.DataInputStream;
            import java.io.IOException;
            import java.io.PipedInputStream;
            import java.io.PipedOutputStream;

            class A {
              void print() throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                DataInputStream in = new DataInputStream(new PipedInputStream(out));
                // BUG: Diagnostic contains: exits [VALUE, INTERRUPT, CLOSED].
                while (in.readInt() > 0) {
                  System.out.print("more");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void reconnects() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            class A {
              private Channel<String> channel = Channel.newRendezvousChannel();

              void listen() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT].
                while (true) {
                  try {
                    channel.receive();
                  } catch (ChannelClosedException e) {
                    reconnect();
                  }
                }
              }

              private void reconnect() {
                channel = Channel.newRendezvousChannel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void goesOnWithTheSame() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;

            class A {
              private Channel<String> channel = Channel.newRendezvousChannel();

              void listen() throws InterruptedException {
                // BUG: Diagnostic contains: exits [INTERRUPT] swallows closing.
                while (true) {
                  Channel<String> current = channel;
                  try {
                    current.receive();
                  } catch (ChannelClosedException e) {
                    System.out.println(e);
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
