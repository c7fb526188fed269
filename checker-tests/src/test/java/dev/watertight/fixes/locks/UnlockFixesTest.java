package dev.watertight.fixes.locks;

import dev.watertight.bugpatterns.LockNotReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class UnlockFixesTest {
  private static final String PROGRAM =
      """
      import java.util.concurrent.TimeUnit;
      import java.util.concurrent.locks.*;

      class A {
        private final ReentrantLock lock = new ReentrantLock();
        private final StampedLock stamped = new StampedLock();
        private int n;

        void all() throws InterruptedException {
          lock.lock();
          try {
            n += stamped.isWriteLocked() ? 1 : 2;
          } finally {
            lock.unlock();
          }
        }

      %s}
      """;

  @Test
  void aroundWhatComesBefore() {
    turns(
        """
          int count() {
            lock.lock();
            // One is enough.
            if (n == 1) {
              return 0;
            }
            n++;
            lock.unlock();
            return n;
          }
        """,
        """
          int count() {
            lock.lock();
            try {
              // One is enough.
              if (n == 1) {
                return 0;
              }
              n++;
            } finally {
              lock.unlock();
            }
            return n;
          }
        """);
  }

  @Test
  void allWays() {
    turns(
        """
          int count() {
            lock.lock();
            if (n == 2) {
              lock.unlock();
              return 0;
            }
            if (n == 3) {
              return 1;
            }
            int count = n;
            lock.unlock();
            return count;
          }
        """,
        """
          int count() {
            lock.lock();
            try {
              if (n == 2) {
                return 0;
              }
              if (n == 3) {
                return 1;
              }
              int count = n;
              return count;
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void toTheEnd() {
    turns(
        """
          int count() {
            lock.lock();
            n += 4;
            return n;
          }
        """,
        """
          int count() {
            lock.lock();
            try {
              n += 4;
              return n;
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void ofTheTry() {
    turns(
        """
          int count(java.io.Reader in) {
            lock.lock();
            try {
              n = in.read();
              lock.unlock();
            } catch (java.io.IOException e) {
              return 5;
            }
            return n;
          }
        """,
        """
          int count(java.io.Reader in) {
            lock.lock();
            try {
              n = in.read();
            } catch (java.io.IOException e) {
              return 5;
            } finally {
              lock.unlock();
            }
            return n;
          }
        """);
  }

  @Test
  void ofTheBranch() {
    turns(
        """
          int count() {
            if (lock.tryLock()) {
              if (n == 6) {
                return 0;
              }
              n++;
              lock.unlock();
            }
            return n;
          }
        """,
        """
          int count() {
            if (lock.tryLock()) {
              try {
                if (n == 6) {
                  return 0;
                }
                n++;
              } finally {
                lock.unlock();
              }
            }
            return n;
          }
        """);
  }

  @Test
  void behindTheTest() {
    turns(
        """
          int count() throws InterruptedException {
            if (!lock.tryLock(7, TimeUnit.SECONDS)) {
              return 0;
            }
            n += 7;
            return n;
          }
        """,
        """
          int count() throws InterruptedException {
            if (!lock.tryLock(7, TimeUnit.SECONDS)) {
              return 0;
            }
            try {
              n += 7;
              return n;
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void stamp() {
    turns(
        """
          int count() {
            long stamp = stamped.writeLock();
            if (n == 8) {
              return 0;
            }
            stamped.unlockWrite(stamp);
            return n;
          }
        """,
        """
          int count() {
            long stamp = stamped.writeLock();
            try {
              if (n == 8) {
                return 0;
              }
            } finally {
              stamped.unlock(stamp);
            }
            return n;
          }
        """);
  }

  @Test
  void givenBackInAnExpression() {
    Repair.by(LockNotReleased.class)
        .keeps(
            PROGRAM.formatted(
                """
          void count() {
            // BUG: Diagnostic contains: is kept when count() is left
            lock.lock();
            if (n == 9) {
              return;
            }
            Runnable end = lock.hasQueuedThreads() ? () -> n++ : () -> n--;
            if (n++ > 9) lock.unlock(); else lock.unlock();
            end.run();
          }
        """));
  }

  @Test
  void onlyInFinally() {
    Repair.by(LockNotReleased.class)
        .keeps(
            PROGRAM.formatted(
                """
                  void count() {
                    // BUG: Diagnostic contains: when line 21 throws RuntimeException
                    if (lock.tryLock()) {
                      require(n != 10);
                      try {
                        n++;
                      } finally {
                        lock.unlock();
                      }
                    }
                  }

                  private void require(boolean condition) {
                    if (!condition) {
                      throw new IllegalStateException();
                    }
                  }
                """));
  }

  private static void turns(String before, String after) {
    Repair.by(LockNotReleased.class).turns(PROGRAM.formatted(before), PROGRAM.formatted(after));
  }
}
