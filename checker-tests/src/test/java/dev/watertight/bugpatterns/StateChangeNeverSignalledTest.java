package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for which nobody signals at all, though others make the changes that end them. */
final class StateChangeNeverSignalledTest {
  @Test
  void flagSetByHelper() {
    compile(
        """
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class Maintenance {
          private final Lock lock = new ReentrantLock();
          private final Condition over = lock.newCondition();
          private boolean maintenance;
          void begin() { set(true); }
          void end() { set(false); }
          private void set(boolean on) {
            lock.lock();
            try { maintenance = on; } finally { lock.unlock(); }
          }
          void enter() {
            lock.lock();
            try {
              // BUG: Diagnostic contains: nobody signals after that
              while (maintenance) over.awaitUninterruptibly();
            } finally { lock.unlock(); }
          }
          public static void main(String[] a) throws Exception {
            Maintenance m = new Maintenance();
            m.begin();
            ExecutorService e = Executors.newFixedThreadPool(2);
            for (int i = 0; i < 4; i++) { int n = i; e.submit(() -> { m.enter(); System.out.println("req " + n); }); }
            Thread.sleep(100);
            m.end();
            e.shutdown();
          }
        }
        """);
  }

  @Test
  void counterOfSubclass() {
    compile(
        """
        import java.util.*;
        abstract class Stage {
          protected int pending;
          protected synchronized void awaitDrained() {
            while (pending != 0) {
              // BUG: Diagnostic contains: nobody signals after that
              try { this.wait(); } catch (InterruptedException e) { System.out.println("ignored"); }
            }
          }
          synchronized void submit() { pending++; }
        }
        class Encoder extends Stage implements Runnable {
          @Override public void run() {
            for (int i = 0; i < 3; i++) {
              try { Thread.sleep(20); } catch (InterruptedException e) { return; }
              done();
            }
          }
          private void done() { synchronized (this) { pending--; } }
          public static void main(String[] a) {
            Encoder e = new Encoder();
            for (int i = 0; i < 3; i++) e.submit();
            new Thread(e).start();
            e.awaitDrained();
            System.out.println("drained");
          }
        }
        """);
  }

  @Test
  void otherConditionIsSignalled() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.locks.*;
        class TokenBucket {
          private final ReentrantLock lock = new ReentrantLock();
          private final Condition refilled = lock.newCondition();
          private final Condition emptied = lock.newCondition();
          private int tokens = 2;
          void take() throws InterruptedException {
            lock.lock();
            try {
              // BUG: Diagnostic contains: nobody signals after that
              while (tokens == 0) refilled.await();
              tokens--;
              if (tokens == 0) emptied.signal();
            } finally { lock.unlock(); }
          }
          void refill(int n) {
            lock.lock();
            try { tokens += n; emptied.signalAll(); } finally { lock.unlock(); }
          }
          void awaitEmpty() throws InterruptedException {
            lock.lock();
            try { while (tokens > 0) emptied.await(); } finally { lock.unlock(); }
          }
          public static void main(String[] a) throws Exception {
            TokenBucket b = new TokenBucket();
            Thread caller = new Thread(() -> { try { for (int i = 0; i < 5; i++) { b.take(); System.out.println("call " + i); } } catch (InterruptedException e) { } });
            caller.start();
            b.awaitEmpty();
            b.refill(5);
            caller.join();
          }
        }
        """);
  }

  @Test
  void conditionOfLibraryClass() {
    compile(
        """
        import java.util.concurrent.locks.*;
        public class A {
          private final Lock lock = new ReentrantLock();
          private final Condition free = lock.newCondition();
          private int used;
          private final int max;
          public A(int max) { this.max = max; }
          public void acquire() throws InterruptedException {
            lock.lock();
            // BUG: Diagnostic contains: nobody signals after that
            try { while (used >= max) free.await(); used++; } finally { lock.unlock(); }
          }
          public void release() {
            lock.lock();
            try { used--; } finally { lock.unlock(); }
          }
        }
        """);
  }

  @Test
  void flagClearedByOtherThread() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.atomic.AtomicInteger;

        class PauseSwitch {
            private boolean paused;

            synchronized void pause() {
                paused = true;
            }

            synchronized void resume() {
                paused = false;
            }

            synchronized void passWhenRunning() throws InterruptedException {
                while (paused) {
                    // BUG: Diagnostic contains: nobody signals after that
                    wait();
                }
            }
        }

        class Upload {
            private final List<String> files;
            private final PauseSwitch control;
            private final AtomicInteger sent = new AtomicInteger();

            Upload(List<String> files, PauseSwitch control) {
                this.files = files;
                this.control = control;
            }

            void run() {
                try {
                    for (String f : files) {
                        control.passWhenRunning();
                        transfer(f);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            private void transfer(String file) throws InterruptedException {
                Thread.sleep(100);
                System.out.println("sent " + file + " as " + sent.incrementAndGet());
            }
        }

        class Uploader {
            private final PauseSwitch control = new PauseSwitch();
            private Thread worker;

            void upload(String... files) {
                worker = new Thread(new Upload(List.of(files), control)::run, "uploader");
                worker.start();
            }

            void networkChanged(boolean metered) {
                if (metered) {
                    control.pause();
                } else {
                    control.resume();
                }
            }

            void awaitDone() throws InterruptedException {
                worker.join();
            }
        }

        class Main {
            public static void main(String[] args) throws InterruptedException {
                Uploader uploader = new Uploader();
                uploader.networkChanged(true);
                uploader.upload("a.jpg", "b.jpg", "c.jpg", "d.jpg");
                Thread.sleep(300);
                uploader.networkChanged(false);
                uploader.awaitDone();
                System.out.println("all sent");
            }
        }
        """);
  }

  @Test
  void signalInSuperclass() {
    compile(
        """
        class Base1 { protected synchronized void changed() { notifyAll(); } }
        class P1 extends Base1 {
          private boolean paused = true;
          synchronized void resume() { paused = false; changed(); }
          synchronized void pass() throws InterruptedException { while (paused) wait(); }
          public static void main(String[] a) { P1 p = new P1(); new Thread(() -> { try { p.pass(); } catch (InterruptedException e) {} }).start(); p.resume(); }
        }
        """);
  }

  @Test
  void timedWait() {
    compile(
        """
        class P2 {
          private boolean paused;
          synchronized void pause() { paused = true; }
          synchronized void resume() { paused = false; }
          synchronized void pass() throws InterruptedException { while (paused) wait(500); }
          public static void main(String[] a) throws Exception { P2 p = new P2(); p.pause(); new Thread(() -> { try { p.pass(); } catch (InterruptedException e) {} }).start(); Thread.sleep(10); p.resume(); }
        }
        """);
  }

  @Test
  void interruptEndsWait() {
    compile(
        """
        class P3 {
          private boolean stop;
          private Thread t;
          void go() { t = new Thread(() -> { synchronized (this) { try { while (!stop) wait(); } catch (InterruptedException e) { System.out.println("bye"); } } }); t.start(); }
          synchronized void halt() { stop = true; t.interrupt(); }
          public static void main(String[] a) { P3 p = new P3(); p.go(); p.halt(); }
        }
        """);
  }

  @Test
  void signalInHelper() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class P4 {
          private final Lock lock = new ReentrantLock();
          private final Condition idle = lock.newCondition();
          private int busy;
          void begin() { lock.lock(); try { busy++; } finally { lock.unlock(); } }
          void end() { lock.lock(); try { busy--; wake(idle); } finally { lock.unlock(); } }
          private static void wake(Condition c) { c.signalAll(); }
          void awaitIdle() throws InterruptedException { lock.lock(); try { while (busy > 0) idle.await(); } finally { lock.unlock(); } }
          public static void main(String[] a) throws Exception { P4 p = new P4(); p.begin(); new Thread(p::end).start(); p.awaitIdle(); }
        }
        """);
  }

  @Test
  void threadNotifiesAtItsEnd() {
    compile(
        """
        class P5 {
          private final Thread worker = new Thread(() -> { System.out.println("work"); setDone(); });
          private volatile boolean done;
          private void setDone() { done = true; }
          void await() throws InterruptedException { synchronized (worker) { while (!done && worker.isAlive()) worker.wait(); } }
          public static void main(String[] a) throws Exception { P5 p = new P5(); p.worker.start(); p.await(); }
        }
        """);
  }

  @Test
  void changeComesBeforeStart() {
    compile(
        """
        class P6 {
          private boolean ready;
          private synchronized void set() { ready = true; }
          private synchronized void need() throws InterruptedException { while (!ready) wait(); System.out.println("ok"); }
          public static void main(String[] a) throws Exception { P6 p = new P6(); p.set(); Thread t = new Thread(() -> { try { p.need(); } catch (InterruptedException e) {} }); t.start(); t.join(); }
        }
        class P7 {
          private boolean stop;
          public static void main(String[] a) throws Exception {
            P7 p = new P7();
            Thread t = new Thread(() -> { synchronized (p) { try { while (!p.stop) p.wait(); } catch (InterruptedException e) {} } });
            t.setDaemon(true); t.start();
            Thread.sleep(10);
            synchronized (p) { p.stop = true; }
          }
        }
        """);
  }

  @Test
  void interruptInLibraryClass() {
    compile(
        """
        import java.util.concurrent.locks.*;
        public class A {
          private final Lock lock = new ReentrantLock();
          private final Condition free = lock.newCondition();
          private boolean paused;
          private Thread waiter;
          public void pass() {
            lock.lock();
            try { waiter = Thread.currentThread(); while (paused) free.await(); } catch (InterruptedException e) { paused = false; } finally { lock.unlock(); }
          }
          public void resume() {
            lock.lock();
            try { paused = false; waiter.interrupt(); } finally { lock.unlock(); }
          }
          public void pause() { paused = true; }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            StateChangeWithoutSignal.class, StateChangeNeverSignalledTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
