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

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            TimedOutTaskLeftWaiting.class, TimedOutTaskLeftWaitingGivenExecutorTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", "import java.util.*; import java.util.concurrent.*;\n" + source)
        .doTest();
  }
}
