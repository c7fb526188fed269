package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for threads that are interrupted, but need the monitor of the waiting thread to end. */
final class WaitHoldingNeededLockInterruptsTest {
  @Test
  void finallyBlockOfInterruptedTask() {
    compile(
        """
        import java.util.*;
        class MetricsReporter {
          private final Object lock = new Object();
          private final Map<String, Long> counts = new HashMap<>();
          private Thread thread;
          void start() {
            thread = new Thread(() -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.sleep(1000);
                  report();
                }
              } catch (InterruptedException e) {
                System.out.println("stopping");
              } finally {
                report();
              }
            }, "metrics");
            thread.start();
          }
          void count(String name) { synchronized (lock) { counts.merge(name, 1L, Long::sum); } }
          private void report() {
            synchronized (lock) {
              counts.forEach((k, v) -> System.out.println(k + "=" + v));
              counts.clear();
            }
          }
          void stop() throws InterruptedException {
            synchronized (lock) {
              thread.interrupt();
              // BUG: Diagnostic contains: needs to end the wait
              thread.join();
            }
          }
          public static void main(String[] a) throws Exception {
            MetricsReporter r = new MetricsReporter(); r.start(); r.count("x"); r.stop();
          }
        }
        """);
  }

  @Test
  void lockBehindLoopOfInterruptedThread() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class WriteBehind implements AutoCloseable {
          private final ReentrantLock lock = new ReentrantLock();
          private final List<String> dirty = new ArrayList<>();
          private final Worker worker = new Worker();
          private volatile boolean running = true;
          WriteBehind() { worker.start(); }
          void put(String s) { lock.lock(); try { dirty.add(s); } finally { lock.unlock(); } }
          private final class Worker extends Thread {
            @Override public void run() {
              while (running) {
                try {
                  TimeUnit.SECONDS.sleep(5);
                } catch (InterruptedException e) {
                  break;
                }
                drain();
              }
              drain();
              System.out.println("worker out");
            }
          }
          private void drain() {
            lock.lock();
            try { for (String s : dirty) System.out.println(s); dirty.clear(); } finally { lock.unlock(); }
          }
          @Override public void close() {
            lock.lock();
            try {
              if (!running) return;
              running = false;
              worker.interrupt();
              // BUG: Diagnostic contains: needs to end the wait
              worker.join();
            } catch (InterruptedException e) { Thread.currentThread().interrupt();
            } finally { lock.unlock(); }
          }
          public static void main(String[] a) { try (WriteBehind w = new WriteBehind()) { w.put("a"); } }
        }
        """);
  }

  @Test
  void joinInHelperOfSynchronizedMethod() {
    compile(
        """
        import java.util.*;
        abstract class Service {
          private final Thread thread = new Thread(this::work, "service");
          private volatile boolean stopped;
          void begin() { thread.start(); }
          protected abstract void step() throws InterruptedException;
          private void work() {
            try {
              while (!stopped) step();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            finished();
          }
          private void finished() { synchronized (this) { System.out.println("finished"); } }
          public synchronized void halt() {
            stopped = true;
            awaitEnd();
          }
          private void awaitEnd() {
            thread.interrupt();
            // BUG: Diagnostic contains: needs to end the wait
            try { thread.join(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class Beat extends Service {
          @Override protected void step() throws InterruptedException { Thread.sleep(100); System.out.println("beat"); }
          public static void main(String[] a) throws Exception { Beat b = new Beat(); b.begin(); Thread.sleep(300); b.halt(); }
        }
        """);
  }

  @Test
  void regionBehindInterruptedReceive() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Mailer {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
          private final Set<Thread> threads = new HashSet<>();
          private Thread sender;
          private int sent;
          synchronized void open() {
            sender = new Thread(new Runnable() {
              @Override public void run() {
                try {
                  for (;;) { String m = queue.take(); System.out.println(m); }
                } catch (InterruptedException e) {
                  // asked to stop
                }
                synchronized (Mailer.this) { sent++; threads.remove(Thread.currentThread()); }
              }
            });
            sender.start();
            threads.add(sender);
          }
          void send(String s) { queue.add(s); }
          synchronized void shutdown() throws InterruptedException {
            if (sender == null) return;
            sender.interrupt();
            // BUG: Diagnostic contains: needs to end the wait
            sender.join();
            sender = null;
          }
          public static void main(String[] a) throws Exception { Mailer m = new Mailer(); m.open(); m.send("x"); m.shutdown(); }
        }
        """);
  }

  @Test
  void joinBehindMonitor() {
    compile(
        """
        class A1 {
          private final Thread t = new Thread(this::run); private volatile boolean closed; private int n;
          void start() { t.start(); }
          private synchronized void flush() { n++; }
          private void run() { while (!closed) { try { Thread.sleep(10); } catch (InterruptedException e) { break; } flush(); } flush(); }
          void close() throws InterruptedException { synchronized (this) { closed = true; t.interrupt(); } t.join(); }
          public static void main(String[] a) throws Exception { A1 x = new A1(); x.start(); x.close(); }
        }
        """);
  }

  @Test
  void interruptLeavesBeforeMonitor() {
    compile(
        """
        class A2 {
          private final Thread t = new Thread(this::run); private volatile boolean closed; private int n;
          void start() { t.start(); }
          private synchronized void flush() { n++; }
          private void run() { while (!closed) { try { Thread.sleep(10); } catch (InterruptedException e) { return; } flush(); } flush(); }
          synchronized void close() throws InterruptedException { t.interrupt(); t.join(); }
          public static void main(String[] a) throws Exception { A2 x = new A2(); x.start(); Thread.sleep(5); x.close(); }
        }
        """);
  }

  @Test
  void lastTakingIsConditional() {
    compile(
        """
        class A3 {
          private final Thread t = new Thread(this::run); private volatile boolean closed; private int n;
          void start() { t.start(); }
          private synchronized void flush() { n++; }
          private void run() { while (!closed) { try { Thread.sleep(10); } catch (InterruptedException e) { break; } } if (!closed) flush(); }
          synchronized void close() throws InterruptedException { closed = true; t.interrupt(); t.join(); }
          public static void main(String[] a) throws Exception { A3 x = new A3(); x.start(); x.close(); }
        }
        """);
  }

  @Test
  void lockIsTakenInterruptibly() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class A4 {
          private final ReentrantLock lock = new ReentrantLock();
          private final Thread t = new Thread(this::run); private int n;
          void start() { t.start(); }
          private void run() {
            try {
              for (;;) { Thread.sleep(10); lock.lockInterruptibly(); try { n++; } finally { lock.unlock(); } }
            } catch (InterruptedException e) { }
            try { lock.lockInterruptibly(); try { n++; } finally { lock.unlock(); } } catch (InterruptedException e) { }
          }
          void close() throws InterruptedException { lock.lock(); try { t.interrupt(); t.join(); } finally { lock.unlock(); } }
          public static void main(String[] a) throws Exception { A4 x = new A4(); x.start(); x.close(); }
        }
        """);
  }

  @Test
  void takenOnlyBeforeLoop() {
    compile(
        """
        class A5 {
          private final Thread t = new Thread(this::run); private volatile boolean closed; private int n;
          void start() { t.start(); }
          private void flush() { synchronized (this) { n++; } }
          private void run() { flush(); while (!closed) { try { Thread.sleep(10); } catch (InterruptedException e) { break; } } System.out.println(n); }
          synchronized void close() throws InterruptedException { closed = true; t.interrupt(); t.join(1000); }
          public static void main(String[] a) throws Exception { A5 x = new A5(); x.start(); x.close(); }
        }
        class A6 {
          private final Thread t = new Thread(this::run); private volatile boolean closed; private int n;
          void start() { t.start(); }
          private void flush() { synchronized (this) { n++; } }
          private void run() { flush(); while (!closed) { try { Thread.sleep(10); } catch (InterruptedException e) { break; } } System.out.println(n); }
          synchronized void close() throws InterruptedException { closed = true; t.interrupt(); t.join(); }
          public static void main(String[] a) throws Exception { A6 x = new A6(); x.start(); Thread.sleep(100); x.close(); }
        }
        """);
  }

  @Test
  void testOfWhatTheBodyHasFoundOut() {
    closing("private boolean running;", "running = thread.isAlive(); if (!running) %s", "");
  }

  @Test
  void exchangeOfAnotherValueThanTheFirst() {
    closing(
        "private final AtomicInteger stage = new AtomicInteger();",
        "if (stage.compareAndSet(2, 3)) %s",
        "");
  }

  @Test
  void exchangeOfTheFirstValue() {
    String report = "// BUG: Diagnostic contains: needs to end the wait";
    closing(
        "private final AtomicInteger stage = new AtomicInteger();",
        "if (stage.compareAndSet(0, 3)) %s",
        report);
    closing(
        "private final AtomicBoolean open = new AtomicBoolean(true);",
        "if (open.compareAndSet(true, false)) %s",
        report);
  }

  private static void closing(String field, String close, String report) {
    compile(
        """
        import java.util.concurrent.atomic.*;
        class A {
          private final Object lock = new Object();
          %s
          private final Thread thread = new Thread(this::work);
          private void work() {
            for (int i = 0; i < 10; i++) { synchronized (lock) { System.out.println(i); } }
          }
          void start() { thread.start(); }
          void close() throws InterruptedException {
            synchronized (lock) {
              %s
            }
          }
          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """
            .formatted(field, close.formatted("\n" + report + "\nthread.join();")));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            WaitHoldingNeededLock.class, WaitHoldingNeededLockInterruptsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
