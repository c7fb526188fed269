package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterElementsTest {
  @Test
  void bufferLostByCheckedException() {
    compile(
        "P1.java",
        """
        import java.io.*; import java.util.*; import java.util.concurrent.*;
        /** a checked exception, buffers in a field, filled by the constructor. */
        class P1 {
          private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(4);
          private final ExecutorService workers = Executors.newFixedThreadPool(8);
          P1() {
            for (int i = 0; i < 4; i++) { buffers.offer(new byte[1024]); }
          }
          void copy(InputStream in, OutputStream out) throws InterruptedException, IOException {
            byte[] buffer = buffers.take();
            int n = in.read(buffer);
            out.write(buffer, 0, n);
            // BUG: Diagnostic contains: skipped when line 11 throws IOException
            buffers.put(buffer);
          }
          void copyAll(List<InputStream> from, OutputStream out) {
            for (InputStream in : from) {
              workers.execute(() -> {
                try { copy(in, out); }
                catch (IOException e) { System.err.println(e); }
                catch (InterruptedException e) { Thread.currentThread().interrupt(); }
              });
            }
            workers.shutdown();
          }
        }
        """);
  }

  @Test
  void putBackInFinally() {
    compile(
        "N1.java",
        """
        import java.io.*; import java.util.*; import java.util.concurrent.*;
        /** a finally block, and a queue of work that is put back only if it fails. */
        class N1 {
          private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(4);
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          N1(List<String> all) {
            for (int i = 0; i < 4; i++) { buffers.offer(new byte[1024]); }
            jobs.addAll(all);
          }
          void copy(InputStream in, OutputStream out) throws InterruptedException, IOException {
            byte[] buffer = buffers.take();
            try {
              int n = in.read(buffer);
              out.write(buffer, 0, n);
            } finally {
              buffers.put(buffer);
            }
          }
          void work(Reader in) throws InterruptedException {
            while (true) {
              String job = jobs.take();
              try { System.out.println(job + in.read()); }
              catch (IOException e) { jobs.put(job); }
            }
          }
          void start(Reader in) {
            new Thread(() -> { try { work(in); } catch (InterruptedException e) { return; } }).start();
          }
        }
        """);
  }

  @Test
  void replaced() {
    compile(
        "N2.java",
        """
        import java.io.*; import java.util.*; import java.util.concurrent.*;
        /** a broken connection is replaced by a new one. */
        class N2 {
          private final BlockingQueue<Writer> idle = new LinkedBlockingQueue<>();
          N2() { for (int i = 0; i < 4; i++) idle.add(new StringWriter()); }
          void send(String text) throws InterruptedException {
            Writer w = idle.take();
            try {
              w.write(text);
              idle.add(w);
            } catch (IOException e) {
              idle.add(new StringWriter());
            }
          }
          void sendAll(List<String> texts) {
            for (String t : texts) {
              new Thread(() -> { try { send(t); } catch (InterruptedException e) { return; } }).start();
            }
          }
        }
        """);
  }

  @Test
  void lostByFailureInTheOrdinaryCourse() {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .addSourceLines(
            "P2.java",
            """
            import java.util.*; import java.util.concurrent.*;
            /** an inner pool with methods of its own; parse fails in the ordinary course of things. */
            class P2 {
              static final class Parsers {
                private final BlockingDeque<StringBuilder> idle = new LinkedBlockingDeque<>();
                Parsers() { fill(3); }
                private void fill(int n) { for (int i = 0; i < n; i++) idle.add(new StringBuilder()); }
                StringBuilder acquire() throws InterruptedException {
                  StringBuilder next = idle.take();
                  return next;
                }
                void release(StringBuilder p) { p.setLength(0); idle.add(p); }
              }
              private final Parsers parsers = new Parsers();
              void work(BlockingQueue<String> in) {
                for (int i = 0; i < 5; i++) {
                  new Thread(() -> {
                    try {
                      StringBuilder b = parsers.acquire();
                      int v = Integer.parseInt(in.take());
                      b.append(v);
                      // BUG: Diagnostic contains: is skipped when line 20 throws
                      parsers.release(b);
                    } catch (InterruptedException e) { return; }
                  }).start();
                }
              }
            }
            """)
        .doTest();
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .addSourceLines(file, source)
        .doTest();
  }
}
