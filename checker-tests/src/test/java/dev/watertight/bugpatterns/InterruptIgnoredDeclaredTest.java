package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that declare an interrupt which they catch themselves. */
final class InterruptIgnoredDeclaredTest {
  @Test
  void restoredByMethodThatDeclaresIt() {
    compile(
        "I1.java",
        """
        import java.util.concurrent.*;
        class I1 {
          private final BlockingQueue<String> q = new LinkedBlockingQueue<>();
          private final Object gate = new Object();
          private void pause() throws InterruptedException {
            try { Thread.sleep(1000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
          private void work() {
            // BUG: Diagnostic contains: swallows the interrupt
            while (true) {
              try { pause(); System.out.println("tick"); } catch (InterruptedException e) { return; }
            }
          }
          public static void main(String[] a) throws Exception {
            I1 i = new I1();
            Thread t = new Thread(i::work);
            t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  @Test
  void restoredByMethodInTestOfLoop() {
    compile(
        "I2.java",
        """
        import java.util.concurrent.*;
        class Sampler implements Runnable {
          private final Semaphore permits = new Semaphore(0);
          private boolean next() throws InterruptedException {
            try { permits.acquire(); return true; } catch (InterruptedException e) { Thread.currentThread().interrupt(); return false; }
          }
          @Override public void run() {
            // BUG: Diagnostic contains: swallows the interrupt
            for (;;) {
              try { if (next()) { System.out.println("sample"); } } catch (InterruptedException e) { System.out.println("end"); break; }
            }
          }
          void offer() { permits.release(); }
        }
        class I2 {
          public static void main(String[] a) throws Exception {
            Sampler s = new Sampler();
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pool.execute(s);
            s.offer();
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.HOURS);
          }
        }
        """);
  }

  @Test
  void swallowedByMethodThatDeclaresIt() {
    compile(
        "I3.java",
        """
        class Clock {
          void rest() throws InterruptedException {
            try { Thread.sleep(50); } catch (InterruptedException e) { System.out.println("woken"); }
          }
        }
        class I3 {
          public static void main(String[] a) throws Exception {
            final Clock c = new Clock();
            Thread t = new Thread(() -> {
              boolean running = true;
              // BUG: Diagnostic contains: swallows the interrupt
              while (running) {
                try { c.rest(); } catch (InterruptedException e) { running = false; }
              }
            });
            t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  @Test
  void waitsForItself() {
    compile(
        "Dead4.java",
        """
        class Dead4 extends Thread {
          private void foo() throws InterruptedException {
            synchronized (this) {
              try { wait(); } catch (InterruptedException e) { interrupt(); }
            }
          }
          @Override public void run() {
            // BUG: Diagnostic contains: swallows the interrupt
            while (true) {
              try { foo(); } catch (InterruptedException e) { return; }
            }
          }
          public static void main(String[] a) throws Exception {
            Thread t = new Dead4(); t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  @Test
  void thrownOn() {
    compile(
        "OkI1.java",
        """
        class OkI1 {
          private void pause() throws InterruptedException {
            try { Thread.sleep(1000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); throw e; }
          }
          private void work() {
            while (true) {
              try { pause(); System.out.println("tick"); } catch (InterruptedException e) { return; }
            }
          }
          public static void main(String[] a) throws Exception {
            OkI1 i = new OkI1();
            Thread t = new Thread(i::work);
            t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  @Test
  void thrownAnew() {
    compile(
        "OkI2.java",
        """
        class OkI2 {
          private void pause() throws InterruptedException {
            try { Thread.sleep(1000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
            if (Thread.interrupted()) throw new InterruptedException();
          }
          private void work() {
            while (true) {
              try { pause(); Thread.yield(); } catch (InterruptedException e) { return; }
            }
          }
          public static void main(String[] a) throws Exception {
            OkI2 i = new OkI2();
            Thread t = new Thread(i::work);
            t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  @Test
  void thrownByAnotherCall() {
    compile(
        "OkI3.java",
        """
        class OkI3 {
          private void pause() throws InterruptedException {
            try { Thread.sleep(1000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
          private void work() {
            while (true) {
              try { pause(); Thread.sleep(1); } catch (InterruptedException e) { return; }
            }
          }
          public static void main(String[] a) throws Exception {
            OkI3 i = new OkI3();
            Thread t = new Thread(i::work);
            t.start();
            Thread.sleep(100);
            t.interrupt();
            t.join();
          }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .addSourceLines(file, source)
        .setArgs("-XDcompilePolicy=simple")
        .doTest();
  }
}
