package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TimedOutTaskLeftWaitingGivenExecutorTest {
  @Test
  void sendsToItselfPerhaps() {
    compile(
        """
        class Meter {
          final BlockingQueue<Integer> line = new LinkedBlockingQueue<>();
          private final boolean on;
          Meter(boolean on) { this.on = on; }
          int query() throws InterruptedException { if (on) { line.add(1); } return line.take(); }
        }
        class Poller {
          private final ExecutorService pool;
          Poller(ExecutorService pool) { this.pool = pool; }
          String read(Meter meter) throws Exception {
            Future<Integer> answer = pool.submit(meter::query);
            try {
              // BUG: Diagnostic contains: nobody interrupts the task
              return "" + answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {

              return "none";
            }
          }
        }
        class App {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try { System.out.println(new Poller(pool).read(new Meter(false))); } finally { pool.shutdown(); }
          }
        }
        """);
  }

  @Test
  void sendsToItself() {
    compile(
        """
        class Meter {
          final BlockingQueue<Integer> line = new LinkedBlockingQueue<>();
          private final boolean on;
          Meter(boolean on) { this.on = on; }
          int query() throws InterruptedException { line.add(1); return line.take(); }
        }
        class Poller {
          private final ExecutorService pool;
          Poller(ExecutorService pool) { this.pool = pool; }
          String read(Meter meter) throws Exception {
            Future<Integer> answer = pool.submit(meter::query);
            try {

              return "" + answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {

              return "none";
            }
          }
        }
        class App {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try { System.out.println(new Poller(pool).read(new Meter(false))); } finally { pool.shutdown(); }
          }
        }
        """);
  }

  @Test
  void cancelled() {
    compile(
        """
        class Meter {
          final BlockingQueue<Integer> line = new LinkedBlockingQueue<>();
          private final boolean on;
          Meter(boolean on) { this.on = on; }
          int query() throws InterruptedException { if (on) { line.add(1); } return line.take(); }
        }
        class Poller {
          private final ExecutorService pool;
          Poller(ExecutorService pool) { this.pool = pool; }
          String read(Meter meter) throws Exception {
            Future<Integer> answer = pool.submit(meter::query);
            try {

              return "" + answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              answer.cancel(true);
              return "none";
            }
          }
        }
        class App {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try { System.out.println(new Poller(pool).read(new Meter(false))); } finally { pool.shutdown(); }
          }
        }
        """);
  }

  @Test
  void answeredByTheMethod() {
    compile(
        """
        class Meter {
          final BlockingQueue<Integer> line = new LinkedBlockingQueue<>();
          private final boolean on;
          Meter(boolean on) { this.on = on; }
          int query() throws InterruptedException { if (on) { line.add(1); } return line.take(); }
        }
        class Poller {
          private final ExecutorService pool;
          Poller(ExecutorService pool) { this.pool = pool; }
          String read(Meter meter) throws Exception {
            Future<Integer> answer = pool.submit(meter::query);
            try {

              return "" + answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              meter.line.add(0);
              return "none";
            }
          }
        }
        class App {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try { System.out.println(new Poller(pool).read(new Meter(false))); } finally { pool.shutdown(); }
          }
        }
        """);
  }

  @Test
  void interruptedByWhoMadeTheExecutor() {
    compile(
        """
        class Meter {
          final BlockingQueue<Integer> line = new LinkedBlockingQueue<>();
          private final boolean on;
          Meter(boolean on) { this.on = on; }
          int query() throws InterruptedException { if (on) { line.add(1); } return line.take(); }
        }
        class Poller {
          private final ExecutorService pool;
          Poller(ExecutorService pool) { this.pool = pool; }
          String read(Meter meter) throws Exception {
            Future<Integer> answer = pool.submit(meter::query);
            try {

              return "" + answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {

              return "none";
            }
          }
        }
        class App {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try { System.out.println(new Poller(pool).read(new Meter(false))); } finally { pool.shutdownNow(); }
          }
        }
        """);
  }

  @Test
  void answersSomeOfItsOwnRequests() {
    compile(
        """
        /** request that is answered in some cases only; timed get of a CompletableFuture, thread-bound answer. */
        class V2 {
          static class Mailbox {
            private final BlockingQueue<String> in = new ArrayBlockingQueue<>(16);
            void send(int code) throws InterruptedException { if (code % 2 == 0) { in.put("even " + code); } }
            String next() throws InterruptedException { return in.take(); }
          }
          private final Mailbox box = new Mailbox();
          String call(int code) throws Exception {
            ExecutorService pool = Executors.newCachedThreadPool();
            Future<String> reply = pool.submit(() -> { box.send(code); return box.next(); });
            pool.shutdown();
            // BUG: Diagnostic contains: goes on waiting in line
            try { return reply.get(1, TimeUnit.SECONDS); } catch (TimeoutException e) { return "none"; }
          }
          public static void main(String[] a) throws Exception { V2 v = new V2(); System.out.println(v.call(2)); System.out.println(v.call(3)); }
        }
        """);
  }

  @Test
  void endedInTheConstructorOrNever() {
    compile(
        """
        /** CompletableFuture instead of a latch; orTimeout-like join. */
        class V3 {
          static class Host {
            private final CompletableFuture<String> banner = new CompletableFuture<>();
            Host(String address) { if (!address.isEmpty()) { banner.complete("at " + address); } }
            String hello() { return banner.join(); }
          }
          static String ask(Host h, ExecutorService pool) throws Exception {
            CompletableFuture<String> f = CompletableFuture.supplyAsync(() -> h.hello(), pool);
            // BUG: Diagnostic contains: goes on waiting in line
            try { return f.get(500, TimeUnit.MILLISECONDS); } catch (TimeoutException e) { f.cancel(true); return "-"; }
          }
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            System.out.println(ask(new Host("x"), pool)); System.out.println(ask(new Host(""), pool));
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void answeredOrCancelledOrEndedLater() {
    compile(
        """
        /** cancelled futures; latch released later by a setter; every request is answered; shutdownNow. */
        class O2 {
          static class Mailbox {
            private final BlockingQueue<String> in = new ArrayBlockingQueue<>(16);
            void send(int code) throws InterruptedException { if (code % 2 == 0) { in.put("even " + code); } else { in.put("odd"); } }
            void all(int n) throws InterruptedException { in.put("n" + n); }
            String next() throws InterruptedException { return in.take(); }
          }
          private final Mailbox box = new Mailbox(), other = new Mailbox();
          String call(int code) throws Exception {
            ExecutorService pool = Executors.newCachedThreadPool();
            Future<String> reply = pool.submit(() -> { other.all(code); return other.next(); });
            pool.shutdown();
            try { return reply.get(1, TimeUnit.SECONDS); } catch (TimeoutException e) { return "none"; }
          }
          static class Part {
            private final CountDownLatch ready = new CountDownLatch(1);
            Part(boolean now) { if (now) ready.countDown(); }
            void open() { ready.countDown(); }
            String name() throws InterruptedException { ready.await(); return "p"; }
          }
          static class Shard {
            private final CountDownLatch answered = new CountDownLatch(1);
            Shard(boolean online) { if (online) answered.countDown(); }
            String query() throws InterruptedException { answered.await(); return "s"; }
          }
          static String ask(Callable<String> c) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            Future<String> f = pool.submit(c);
            try { return f.get(500, TimeUnit.MILLISECONDS); } catch (TimeoutException e) { f.cancel(true); return "-"; } finally { pool.shutdown(); }
          }
          static String wait(Part p) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            Future<String> f = pool.submit(p::name);
            pool.shutdown();
            try { return f.get(500, TimeUnit.MILLISECONDS); } catch (TimeoutException e) { return "-"; }
          }
          public static void main(String[] a) throws Exception {
            System.out.println(new O2().call(2));
            Shard s = new Shard(false);
            System.out.println(ask(s::query));
            Part p = new Part(a.length > 0);
            System.out.println(wait(p));
            p.open();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            TimedOutTaskLeftWaiting.class, TimedOutTaskLeftWaitingGivenExecutorTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", "import java.util.*; import java.util.concurrent.*;\n" + source)
        .doTest();
  }
}
