package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TimedOutTaskPollingTest {
  @Test
  void flagOfTheObject() {
    compile(
        "P1.java",
        """
        import java.io.*; import java.util.concurrent.*;
        /** a flag of the object, in a method of its own, with TimeUnit. */
        class P1 {
          private volatile boolean connected;
          void onConnect() { connected = true; }
          private boolean await() {
            while (!connected) {
              try { TimeUnit.MILLISECONDS.sleep(50); } catch (InterruptedException e) { return false; }
            }
            return true;
          }
          boolean connect(ExecutorService pool) throws InterruptedException, ExecutionException {
            Future<Boolean> up = pool.submit(this::await);
            try {
              // BUG: Diagnostic contains: which goes on asking in line 7
              return up.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.err.println("no connection");
              return false;
            }
          }
        }
        """);
  }

  @Test
  void queueLookedAt() {
    compile(
        "P2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** CompletableFuture, a queue that is looked at, do-while. */
        class P2 {
          private final Queue<String> replies = new ConcurrentLinkedQueue<>();
          void reply(String s) { replies.add(s); }
          String ask() {
            CompletableFuture<Void> any = CompletableFuture.runAsync(() -> {
              do {
                try { Thread.sleep(20); } catch (InterruptedException e) { throw new CompletionException(e); }
              } while (replies.isEmpty());
            });
            try {
              // BUG: Diagnostic contains: which goes on asking in line 8
              any.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException | InterruptedException | ExecutionException e) {
              return "none";
            }
            return "some";
          }
        }
        """);
  }

  @Test
  void endedByFlagOrCount() {
    compile(
        "N1.java",
        """
        import java.io.*; import java.util.concurrent.*;
        /** the flag is set when the time is up; a deadline of its own; a number of tries. */
        class N1 {
          private volatile boolean stopped;
          private volatile boolean connected;
          void onConnect() { connected = true; }
          boolean flagged(ExecutorService pool) throws InterruptedException, ExecutionException {
            Future<Boolean> up = pool.submit(() -> {
              while (!connected && !stopped) { Thread.sleep(50); }
              return connected;
            });
            try {
              return up.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              stopped = true;
              return false;
            }
          }
          boolean tries(ExecutorService pool) throws Exception {
            Future<Boolean> up = pool.submit(() -> {
              for (int i = 0; i < 100 && !connected; i++) { Thread.sleep(50); }
              return connected;
            });
            return up.get(2, TimeUnit.SECONDS);
          }
          boolean deadline(ExecutorService pool) throws Exception {
            long end = System.nanoTime() + 5_000_000_000L;
            Future<Boolean> up = pool.submit(() -> {
              while (!connected) { if (System.nanoTime() > end) return false; Thread.sleep(50); }
              return true;
            });
            return up.get(2, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void worksItselfToTheEnd() {
    compile(
        "N2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** the loop works itself towards its end; the task is cancelled. */
        class N2 {
          private final Queue<String> work = new ConcurrentLinkedQueue<>();
          private final Map<String, String> store = new ConcurrentHashMap<>();
          private int left = 10;
          private void step() { work.poll(); left--; }
          void drain(ExecutorService pool) throws Exception {
            Future<?> all = pool.submit(() -> {
              while (left > 0) { step(); Thread.sleep(20); }
              return null;
            });
            all.get(1, TimeUnit.SECONDS);
          }
          void takeAll(ExecutorService pool) throws Exception {
            Future<?> all = pool.submit(() -> {
              while (!work.isEmpty()) { work.remove(); Thread.sleep(20); }
              return null;
            });
            all.get(1, TimeUnit.SECONDS);
          }
          String read(ExecutorService pool, String key) throws Exception {
            Future<String> f = pool.submit(() -> {
              while (true) { String v = store.get(key); if (v != null) return v; Thread.sleep(10); }
            });
            try { return f.get(1, TimeUnit.SECONDS); } finally { f.cancel(true); }
          }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(TimedOutTaskLeftWaiting.class, getClass())
        .addSourceLines(file, source)
        .doTest();
  }
}
