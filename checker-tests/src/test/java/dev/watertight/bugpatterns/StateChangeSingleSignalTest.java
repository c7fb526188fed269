package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Changes for which several threads wait, and signals that wake one of them. */
final class StateChangeSingleSignalTest {
  @Test
  void signalOfConditionByHelper() {
    compile(
        """
        import java.util.concurrent.locks.*;
        interface Gate { void pass() throws InterruptedException; void open(); }
        class CondGate implements Gate {
          private final Lock lock = new ReentrantLock();
          private final Condition opened = lock.newCondition();
          private boolean open;
          public void pass() throws InterruptedException {
            lock.lock();
            // BUG: Diagnostic contains: changes 'open', for which several threads are in await(), and signal()
            try { while (!open) { opened.await(); } } finally { lock.unlock(); }
          }
          public void open() {
            lock.lock();
            try { open = true; wake(); } finally { lock.unlock(); }
          }
          private void wake() { opened.signal(); }
        }
        class S1 {
          public static void main(String[] a) throws Exception {
            Gate g = new CondGate();
            for (int i = 0; i < 4; i++) {
              new Thread(() -> { try { g.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } }).start();
            }
            Thread.sleep(100);
            g.open();
          }
        }
        """);
  }

  @Test
  void notifyForTasksOfPool() {
    compile(
        """
        import java.util.concurrent.*;
        record Config(String host) {}
        class Holder {
          private Config config;
          synchronized Config get() throws InterruptedException {
            // BUG: Diagnostic contains: notify() in line 10 wakes only one
            while (config == null) wait();
            return config;
          }
          synchronized void set(Config c) { config = c; notify(); }
        }
        class S2 {
          public static void main(String[] a) throws Exception {
            Holder h = new Holder();
            ExecutorService pool = Executors.newFixedThreadPool(3);
            for (int i = 0; i < 3; i++) pool.submit(() -> { System.out.println(h.get().host()); return 1; });
            h.set(new Config("x"));
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void oneWaits() {
    compile(
        """
        class Gate {
          private boolean open;
          synchronized void pass() throws InterruptedException { while (!open) wait(); }
          synchronized void open() { open = true; notify(); }
        }
        class O1 {
          public static void main(String[] a) throws Exception {
            Gate g = new Gate();
            Thread t = new Thread(() -> { try { g.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            t.start();
            g.open();
            t.join();
          }
        }
        """);
  }

  @Test
  void whoIsWokenSignals() {
    compile(
        """
        class Gate {
          private boolean open;
          synchronized void pass() throws InterruptedException { while (!open) wait(); notify(); }
          synchronized void open() { open = true; notify(); }
        }
        class O2 {
          public static void main(String[] a) throws Exception {
            Gate g = new Gate();
            for (int i = 0; i < 3; i++) {
            Thread t = new Thread(() -> { try { g.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            t.start(); }
            g.open();
          }
        }
        """);
  }

  @Test
  void onOneThread() {
    compile(
        """
        import java.util.concurrent.*;
        class Gate {
          private boolean open;
          synchronized void pass() throws InterruptedException { while (!open) wait(); }
          synchronized void open() { open = true; notify(); }
        }
        class O3 {
          public static void main(String[] a) throws Exception {
            Gate g = new Gate();
            ExecutorService one = Executors.newSingleThreadExecutor();
            for (int i = 0; i < 3; i++) one.submit(() -> { g.pass(); return null; });
            g.open();
            one.shutdown();
          }
        }
        """);
  }

  @Test
  void timedOrLate() {
    compile(
        """
        class Gate {
          private boolean open;
          synchronized void pass() throws InterruptedException { while (!open) wait(1000); }
          synchronized void open() { open = true; notify(); }
        }
        class Gate2 {
          private boolean open;
          synchronized void pass() throws InterruptedException { while (!open) wait(); }
          synchronized void open() { open = true; notify(); }
        }
        class O4 {
          public static void main(String[] a) throws Exception {
            Gate g = new Gate();
            Gate2 g2 = new Gate2();
            for (int i = 0; i < 3; i++) {
            Thread t = new Thread(() -> { try { g.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            t.start(); }
            Thread u = new Thread(() -> { try { g2.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            u.start();
            g.open();
            g2.open();
            Thread w = new Thread(() -> { try { g2.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            w.start();
          }
        }
        """);
  }

  @Test
  void oneAtATime() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class Gate {
          private final Lock turn = new ReentrantLock();
          private boolean open;
          void pass() throws InterruptedException { turn.lock(); try { await(); } finally { turn.unlock(); } }
          private synchronized void await() throws InterruptedException { while (!open) wait(); }
          synchronized void open() { open = true; notify(); }
        }
        class O5 {
          public static void main(String[] a) throws Exception {
            Gate g = new Gate();
            for (int i = 0; i < 3; i++) {
              new Thread(() -> { try { g.pass(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } }).start();
            }
            Thread.sleep(100);
            g.open();
          }
        }
        """);
  }

  @Test
  void objectOfLocalVariable() {
    ofObject("Properties p = new Properties(); p.setProperty(\"a\", \"b\"); gate.publish(p);");
  }

  @Test
  void objectOfMethodInView() {
    ofObject("Properties p = Gate.load(\"a\"); gate.publish(p);");
  }

  @Test
  void perhapsNoObject() {
    compile(
        program("Properties p = null; if (a.length > 0) p = new Properties(); gate.publish(p);"));
  }

  private void ofObject(String publish) {
    compile(
        program(publish)
            .replace(
                "while (loaded", "// BUG: Diagnostic contains: wakes only one\n while (loaded"));
  }

  private static String program(String publish) {
    return """
    import java.util.*;
    class Gate {
      private Properties loaded;
      private int waiting;
      static Properties load(String name) {
        Properties own = new Properties();
        own.setProperty(name, "1");
        return own;
      }
      synchronized Properties await() throws InterruptedException {
        waiting++;
        try {
          while (loaded == null) wait();
          return loaded;
        } finally {
          waiting--;
        }
      }
      synchronized void publish(Properties properties) { loaded = properties; notify(); }
      synchronized int waiting() { return waiting; }
    }
    class Module implements Runnable {
      private final Gate gate;
      Module(Gate gate) { this.gate = gate; }
      @Override public void run() {
        try {
          System.out.println(gate.await());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    class Main {
      public static void main(String[] a) throws Exception {
        Gate gate = new Gate();
        for (String name : List.of("x", "y", "z")) new Thread(new Module(gate), name).start();
        while (gate.waiting() < 3) Thread.sleep(5);
        %s
      }
    }
    """
        .formatted(publish);
  }

  @Test
  void replacement() {
    String[] lines = {
      "class A {",
      "  private boolean open;",
      "",
      "  synchronized void pass() throws InterruptedException {",
      "    while (!open) wait();",
      "  }",
      "",
      "  synchronized void open() {",
      "    open = true;",
      "    notify();",
      "  }",
      "",
      "  public static void main(String[] a) throws InterruptedException {",
      "    A gate = new A();",
      "    for (int i = 0; i < 3; i++) {",
      "      new Thread(() -> { try { gate.pass(); } catch (InterruptedException e) { return; } }).start();",
      "    }",
      "    Thread.sleep(100);",
      "    gate.open();",
      "  }",
      "}"
    };
    BugCheckerRefactoringTestHelper.newInstance(StateChangeWithoutSignal.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", lines)
        .addOutputLines("A.java", String.join("\n", lines).replace("notify()", "notifyAll()"))
        .doTest();
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(StateChangeWithoutSignal.class, getClass())
        .addSourceLines("A.java", code)
        .doTest();
  }
}
