package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleOverwrittenWhileOpenReconfiguredTest {
  @Test
  void differs() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            // BUG: Diagnostic contains: Field 'timer' is given another
            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p == period) { return; }
            start(p);
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void differsUnderLock() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            // BUG: Diagnostic contains: Field 'timer' is given another
            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            lock.lock();
            try {
              if (p > 0 && p != period) { start(p); }
            } finally {
              lock.unlock();
            }
          }
          void stop() { running = false; timer.shutdownNow(); }
          private final java.util.concurrent.locks.Lock lock = new java.util.concurrent.locks.ReentrantLock();
        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void stopped() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p == period) { return; }
            stop();
            start(p);
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void stoppedByTheOpener() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;
            if (timer != null) { timer.shutdownNow(); }
            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p != period) { start(p); }
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void asksWhetherItRuns() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p != period && !running) { start(p); }
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.stop(); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void asksItself() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p != period && isDown(p)) { start(p); }
          }
          void stop() { running = false; timer.shutdownNow(); }
          private boolean isDown(int p) { return timer.isShutdown(); }
        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void oldOneIsReleasedAfterwards() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p != period) {
              ScheduledExecutorService old = timer;
              start(p);
              old.shutdown();
            }
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void pausedBefore() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p > 0) { start(p); }
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.stop(); b.change(2); b.stop(); }
        }
        """);
  }

  @Test
  void eitherWay() {
    compile(
        """
        class Board {
          private ScheduledExecutorService timer;
          private int period;
          private boolean running;
          Board(int period) { start(period); }
          private void start(int p) {
            period = p;

            timer = Executors.newScheduledThreadPool(1);
            timer.scheduleAtFixedRate(() -> System.out.println("up"), 0, p, TimeUnit.SECONDS);
            running = true;
          }
          void change(int p) {
            if (p > 0) { start(p); } else { stop(); }
          }
          void stop() { running = false; timer.shutdownNow(); }

        }
        class App {
          public static void main(String[] a) { Board b = new Board(1); b.change(2); b.stop(); }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenReconfiguredTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", "import java.util.*; import java.util.concurrent.*;\n" + source)
        .doTest();
  }
}
