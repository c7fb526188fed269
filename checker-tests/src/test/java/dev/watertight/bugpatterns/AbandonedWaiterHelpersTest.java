package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterHelpersTest {
  @Test
  void taskGivenToAHelper() {
    compile(
        "P1.java",
        """
        import java.io.*; import java.util.concurrent.*;
        public class P1 {
          static class Waiter implements Runnable {
            final CountDownLatch latch;
            Waiter(CountDownLatch latch) { this.latch = latch; }
            public void run() {
              try { latch.await(); } catch (InterruptedException e) { return; }
              System.out.println("ready");
            }
          }
          static class Starter {
            static void launch(Runnable r, String name) { spawn(r, name); }
            private static void spawn(Runnable r, String name) {
              Thread t = new Thread(r, name);
              t.start();
            }
          }
          public void load(Reader in) throws IOException {
            CountDownLatch latch = new CountDownLatch(1);
            Waiter w = new Waiter(latch);
            Starter.launch(w, "w");
            if (in.read() == -1) return;
            // BUG: Diagnostic contains: when line 22 returns
            latch.countDown();
          }
        }
        """);
  }

  @Test
  void helperMakesTheTask() {
    compile(
        "P2.java",
        """
        import java.io.*; import java.util.concurrent.*;
        public class P2 {
          private final ExecutorService pool = Executors.newCachedThreadPool();
          private final Semaphore ready = new Semaphore(0);
          private void startWorker() {
            pool.execute(() -> {
              ready.acquireUninterruptibly();
              System.out.println("go");
            });
          }
          public void open(InputStream in) {
            startWorker();
            try {
              int first = in.read();
              System.out.println(first);
              // BUG: Diagnostic contains: throws IOException
              ready.release();
            } catch (IOException e) {
              System.err.println(e);
            }
          }
          public void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void startedByOthers() {
    compile(
        "N1.java",
        """
        import java.io.*; import java.util.concurrent.*;
        public class N1 {
          private final ExecutorService pool = Executors.newCachedThreadPool();
          private final Semaphore ready = new Semaphore(0);
          private void startWorker() {
            pool.execute(() -> {
              ready.acquireUninterruptibly();
              System.out.println("go");
            });
          }
          public void start() { startWorker(); }
          public void open(InputStream in) {
            try {
              int first = in.read();
              System.out.println(first);
              ready.release();
            } catch (IOException e) {
              System.err.println(e);
            }
          }
          public void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void perhapsNotStarted() {
    compile(
        "N2.java",
        """
        import java.io.*; import java.util.concurrent.*;
        public class N2 {
          private final ExecutorService pool = Executors.newCachedThreadPool();
          private final Semaphore ready = new Semaphore(0);
          private boolean running;
          static void run(ExecutorService pool, Runnable r, boolean wanted) {
            if (wanted) pool.execute(r);
          }
          private void handle() {
              ready.acquireUninterruptibly();
              System.out.println("go");
          }
          public void open(InputStream in) {
            run(pool, this::handle, !running);
            running = true;
            try {
              int first = in.read();
              System.out.println(first);
              ready.release();
            } catch (IOException e) {
              System.err.println(e);
            }
          }
          public void close() { pool.shutdown(); }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .addSourceLines(file, source)
        .doTest();
  }
}
