package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedBehindEndTest {
  @Test
  void permitsBehindAwaitTermination() {
    compile(
        "V1.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.atomic.*;
        /** Semaphore as start gate in a record, awaitTermination without limit, helper. */
        class V1 {
          record Runner(int lane, Semaphore gate, AtomicInteger finished) implements Callable<Integer> {
            public Integer call() throws InterruptedException { ready(); return finished.incrementAndGet(); }
            // BUG: Diagnostic contains: waits for the end of this task first
            private void ready() throws InterruptedException { gate.acquire(); }
          }
          static int race(int lanes) throws InterruptedException {
            Semaphore gate = new Semaphore(0);
            AtomicInteger finished = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(lanes);
            for (int i = 0; i < lanes; i++) pool.submit(new Runner(i, gate, finished));
            pool.shutdown();
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            gate.release(lanes);
            return finished.get();
          }
          public static void main(String[] a) throws Exception { System.out.println(race(3)); }
        }
        """);
  }

  @Test
  void futureBehindJoins() {
    compile(
        "V2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** CompletableFuture, threads in a list, joined in a loop. */
        class V2 {
          interface Step { void run(String config); }
          static void all(List<Step> steps) throws InterruptedException {
            CompletableFuture<String> config = new CompletableFuture<>();
            List<Thread> threads = new ArrayList<>();
            for (Step s : steps) {
              // BUG: Diagnostic contains: waits for the end of this task first
              Thread t = new Thread(() -> s.run(config.join()));
              threads.add(t);
              t.start();
            }
            for (Thread t : threads) { t.join(); }
            config.complete("ready");
          }
          public static void main(String[] a) throws Exception { all(List.of(c -> System.out.println(c))); }
        }
        """);
  }

  @Test
  void latchInFinallyBehindClose() {
    compile(
        "V3.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** the signal in a finally block of the same statement, which comes behind close(). */
        class V3 {
          static void all() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              for (int i = 0; i < 4; i++) {
                int n = i;
                pool.execute(() -> enter(n, open));
              }
              System.out.println("all there");
            } finally {
              open.countDown();
            }
          }
          private static void enter(int n, CountDownLatch open) {
            // BUG: Diagnostic contains: waits for the end of this task first
            try { open.await(); System.out.println(n); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
          public static void main(String[] a) { all(); }
        }
        """);
  }

  @Test
  void latchOfTheObject() {
    compile(
        "W2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** as a field of the object, signal in a helper. */
        class W2 {
          private final CountDownLatch go = new CountDownLatch(1);
          private void fire() { go.countDown(); }
          void all() throws Exception {
            // BUG: Diagnostic contains: waits for the end of this task first
            Thread t = new Thread(() -> { try { go.await(); System.out.println("go"); } catch (InterruptedException e) { } }); t.start();
            t.join();
            fire();
          }
          public static void main(String[] a) throws Exception { new W2().all(); }
        }
        """);
  }

  @Test
  void taskOfInvokeAll() {
    compile(
        "B6.java",
        """
        import java.util.concurrent.*;
        class B6 {
          static void invoke() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            ExecutorService e = Executors.newFixedThreadPool(1);
            // BUG: Diagnostic contains: waits for the end of this task first
            e.invokeAll(java.util.List.of(() -> { go.await(); return 1; }));
            go.countDown();
            e.shutdown();
          }
          public static void main(String[] a) throws Exception { invoke(); }
        }
        """);
  }

  @Test
  void helperOfATaskTakesOnePermit() {
    compile(
        "P1.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.atomic.*;
        class P1 {
          record Runner(Semaphore gate) implements Callable<Integer> {
            public Integer call() throws InterruptedException { ready(); return 1; }
            private void ready() throws InterruptedException { gate.acquire(); }
          }
          static void race(int lanes) throws InterruptedException {
            Semaphore gate = new Semaphore(0);
            ExecutorService pool = Executors.newFixedThreadPool(lanes);
            for (int i = 0; i < lanes; i++) pool.submit(new Runner(gate));
            pool.shutdown();
            gate.release(lanes);
          }
          public static void main(String[] a) throws Exception { race(3); }
        }
        """);
  }

  @Test
  void signalBeforeOrLimitedWait() {
    compile(
        "O1.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.atomic.*;
        class O1 {
          record Runner(int lane, Semaphore gate, AtomicInteger finished) implements Callable<Integer> {
            public Integer call() throws InterruptedException { ready(); return finished.incrementAndGet(); }
            private void ready() throws InterruptedException { gate.acquire(); }
          }
          static int race(int lanes) throws InterruptedException {
            Semaphore gate = new Semaphore(0);
            AtomicInteger finished = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(lanes);
            for (int i = 0; i < lanes; i++) pool.submit(new Runner(i, gate, finished));
            pool.shutdown();
            gate.release(lanes);
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            gate.release(lanes);
            return finished.get();
          }
          static int limited(int lanes) throws InterruptedException {
            Semaphore gate = new Semaphore(0);
            AtomicInteger finished = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(lanes);
            for (int i = 0; i < lanes; i++) pool.submit(new Runner(i, gate, finished));
            pool.shutdown();
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) System.out.println("slow");
            gate.release(lanes);
            return finished.get();
          }
          public static void main(String[] a) throws Exception { System.out.println(race(3) + limited(2)); }
        }
        """);
  }

  @Test
  void otherTaskSignals() {
    compile(
        "O2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class O2 {
          interface Step { void run(String config); }
          static void all(List<Step> steps) throws InterruptedException {
            CompletableFuture<String> config = new CompletableFuture<>();
            List<Thread> threads = new ArrayList<>();
            for (Step s : steps) {
              Thread t = new Thread(() -> s.run(config.join()));
              threads.add(t);
              t.start();
            }
            Thread loader = new Thread(() -> config.complete("loaded"));
            loader.start();
            for (Thread t : threads) { t.join(); }
            config.complete("ready");
          }
          static void timed(List<Step> steps) throws InterruptedException {
            CompletableFuture<String> config = new CompletableFuture<>();
            Thread t = new Thread(() -> { try { steps.get(0).run(config.get(1, TimeUnit.SECONDS)); } catch (Exception e) { System.out.println(e); } });
            t.start();
            t.join();
            config.complete("ready");
          }
          static void limitedJoin(List<Step> steps) throws InterruptedException {
            CompletableFuture<String> config = new CompletableFuture<>();
            Thread t = new Thread(() -> steps.get(0).run(config.join()));
            t.start();
            t.join(1000);
            config.complete("ready");
          }
          public static void main(String[] a) throws Exception { all(List.of(c -> System.out.println(c))); timed(List.of()); limitedJoin(List.of()); }
        }
        """);
  }

  @Test
  void signalInTheBlock() {
    compile(
        "O3.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class O3 {
          static void inside() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              for (int i = 0; i < 4; i++) { int n = i; pool.execute(() -> enter(n, open)); }
              open.countDown();
            }
            System.out.println("over");
          }
          static void innerFinally() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              try {
                for (int i = 0; i < 4; i++) { int n = i; pool.execute(() -> enter(n, open)); }
              } finally { open.countDown(); }
            }
          }
          static void interrupted() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              for (int i = 0; i < 4; i++) { int n = i; pool.execute(() -> enter(n, open)); }
              pool.shutdownNow();
            }
            open.countDown();
          }
          static void other() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              pool.execute(() -> enter(1, open));
              pool.execute(open::countDown);
            }
            open.countDown();
          }
          static void second() {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              pool.execute(() -> System.out.println("x"));
            }
            Thread.startVirtualThread(() -> enter(1, open));
            open.countDown();
          }
          static void guarded(boolean wait) {
            CountDownLatch open = new CountDownLatch(1);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              pool.execute(() -> { if (wait) enter(1, open); });
            }
            open.countDown();
          }
          private static void enter(int n, CountDownLatch open) {
            try { open.await(); System.out.println(n); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
          public static void main(String[] a) { inside(); innerFinally(); interrupted(); other(); second(); guarded(false); }
        }
        """);
  }

  @Test
  void taskStartedPerhaps() {
    compile(
        "O4.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class O4 {
          private final CountDownLatch go = new CountDownLatch(1);
          private void fire() { go.countDown(); }
          void all(boolean x) throws Exception {
            Thread t = new Thread(() -> { try { go.await(); System.out.println("go"); } catch (InterruptedException e) { } });
            if (x) t.start();
            t.join();
            fire();
          }
          public static void main(String[] a) throws Exception { O4 o = new O4(); o.all(false); o.all(true); }
        }
        """);
  }

  private static void compile(String name, String source) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedBehindEndTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(name, source)
        .doTest();
  }
}
