package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitHoldingNeededLockSpinsTest {
  @Test
  void flagUnderAMonitor() {
    compile(
        "P1.java",
        """
        class P1 {
          private final Object lock = new Object();
          private volatile boolean ready;
          void publish() { synchronized (lock) { ready = true; } }
          void await() {
            synchronized (lock) {
              // BUG: Diagnostic contains: Loop asks again and again while it holds a monitor
              while (!ready) { Thread.onSpinWait(); }
            }
          }
        }
        """);
  }

  @Test
  void flagOfTheClassThatAnotherObjectSets() {
    compile(
        "P9.java",
        """
        class P9 {
          private static volatile boolean ready;
          synchronized void publish() { ready = true; }
          synchronized void load() throws InterruptedException {
            while (!ready) { Thread.sleep(2); }
          }
        }
        """);
  }

  @Test
  void pauseUnderALock() {
    compile(
        "P2.java",
        """
        import java.util.concurrent.locks.*;
        class P2 {
          private final Lock lock = new ReentrantLock();
          private volatile boolean done;
          void finish() { lock.lock(); try { done = true; } finally { lock.unlock(); } }
          void await() throws InterruptedException {
            lock.lock();
            try {
              // BUG: Diagnostic contains: while it holds a lock
              while (!done) { Thread.sleep(10); }
            } finally { lock.unlock(); }
          }
        }
        """);
  }

  @Test
  void givenBackOrNotNeeded() {
    compile(
        "N1.java",
        """
        class N1 {
          private volatile boolean ready;
          private volatile boolean other;
          synchronized void publish() { ready = true; notifyAll(); }
          void set() { other = true; }
          synchronized void waits() throws InterruptedException { while (!ready) { wait(100); } }
          synchronized void spins() { while (!other) { Thread.onSpinWait(); } }
          void free() { while (!ready) { Thread.onSpinWait(); } }
        }
        """);
  }

  @Test
  void ownEndOrOtherObject() {
    compile(
        "N2.java",
        """
        class N2 {
          private volatile boolean on = true;
          synchronized void off() { on = false; }
          synchronized void step() { while (on) { work(); } }
          synchronized void follow(N2 other) { while (other.on) { Thread.onSpinWait(); } }
          private void work() { off(); }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .addSourceLines(file, source)
        .doTest();
  }
}
