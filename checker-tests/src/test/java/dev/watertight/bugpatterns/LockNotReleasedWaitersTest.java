package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Who may still wait for a lock that is kept. */
final class LockNotReleasedWaitersTest {
  @Test
  void takenOnceBeforeTheTaskStarts() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class A {
          private static final Lock lock = new ReentrantLock();
          public static void main(String[] args) throws InterruptedException {
            Thread thread = new Thread() {
              @Override public void run() {
                lock.lock();
              }
            };
            // BUG: Diagnostic contains: lock() on line 7 then waits for ever
            lock.lock();
            thread.start();
          }
        }
        """);
  }

  @Test
  void takenWhileTheTaskRuns() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class A {
          private static final Lock lock = new ReentrantLock();
          public static void main(String[] args) throws InterruptedException {
            Thread thread = new Thread() {
              @Override public void run() {
                // BUG: Diagnostic contains: kept when run() is left; lock() on line 12 then waits for ever
                lock.lock();
              }
            };
            thread.start();
            lock.lock();
            lock.unlock();
          }
        }
        """);
  }

  @Test
  void takenInEachRound() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class A {
          private static final Lock lock = new ReentrantLock();
          public static void main(String[] args) throws InterruptedException {
            Thread thread = new Thread() {
              @Override public void run() {
                // BUG: Diagnostic contains: kept when run() is left
                lock.lock();
              }
            };
            for (int i = 0; i < 2; i++) {
              lock.lock();
              lock.unlock();
              if (i == 0) {
                thread.start();
              }
            }
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(LockNotReleased.class, LockNotReleasedWaitersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
