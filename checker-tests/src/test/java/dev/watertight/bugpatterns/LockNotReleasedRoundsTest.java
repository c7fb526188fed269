package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Locks that the rounds of a loop take more often than they are given back. */
final class LockNotReleasedRoundsTest {
  @Test
  void retryThatTakesLockOnceMore() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.locks.*;
        class Tokens {
          private final ReentrantLock lock = new ReentrantLock();
          private String token;
          String refresh() {
            while (true) {
              // BUG: Diagnostic contains: taken in each round and still kept when line 16 returns
              lock.lock();
              try {
                token = fetch(); break;
              } catch (IOException e) { System.out.println(e); }
            }
            String fresh = token;
            lock.unlock();
            return fresh;
          }
          private String fetch() throws IOException { return "" + System.in.read(); }
        }
        """);
  }

  @Test
  void halfOfLockThatRoundsTake() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class Steps {
          private final ReentrantReadWriteLock rw = new ReentrantReadWriteLock();
          private int count;
          void run() {
            boolean again;
            do {
              // BUG: Diagnostic contains: taken in each round and still kept when run() is left
              rw.writeLock().lock();
              again = step();
            } while (again);
            rw.writeLock().unlock();
          }
          boolean step() { count++; return count % 3 != 0; }
        }
        """);
  }

  @Test
  void anonymousTaskWhoseRoundFails() {
    compile(
        """
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class Steps {
          private final Lock lock = new ReentrantLock();
          private int count;
          void start() {
            new Thread(new Runnable() {
              @Override public void run() {
                for (;;) {
                  // BUG: Diagnostic contains: taken in each round
                  lock.lock();
                  try {
                    step();
                    break;
                  } catch (TimeoutException e) {
                    System.out.println(e);
                  }
                }
                lock.unlock();
              }
            }).start();
            lock.lock();
            try { count++; } finally { lock.unlock(); }
          }
          void step() throws TimeoutException { if (count == 0) throw new TimeoutException(); }
        }
        """);
  }

  @Test
  void lockTakenOnceBeforeRounds() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.locks.*;
        class Loads {
          private final Lock lock = new ReentrantLock();
          private int got;
          void once() {
            lock.lock();
            try {
              while (true) {
                try { got = read(); break; } catch (IOException e) { System.out.println(e); }
              }
            } finally { lock.unlock(); }
          }
          void eachRound() {
            while (true) {
              lock.lock();
              try { got = read(); break; } catch (IOException e) { lock.unlock(); continue; }
            }
            System.out.println(got);
            lock.unlock();
          }
          int read() throws IOException { return System.in.read(); }
        }
        """);
  }

  @Test
  void lockGivenBackAsOften() {
    compile(
        """
        import java.util.concurrent.locks.*;
        class Steps {
          private final ReentrantLock lock = new ReentrantLock();
          private int count;
          void counted(int n) {
            for (int i = 0; i < n; i++) lock.lock();
            count++;
            for (int i = 0; i < n; i++) lock.unlock();
          }
          void asked() {
            do { lock.lock(); count++; } while (count % 3 != 0);
            while (lock.isHeldByCurrentThread()) lock.unlock();
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(LockNotReleased.class, getClass())
        .addSourceLines("A.java", source)
        .doTest();
  }
}
