package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class LockTakenTwiceTest {
  @Test
  void givenBackBefore() {
    compile(
        """
          void put() {
            lock.readLock().lock();
            if (n == 1) {
              lock.readLock().unlock();
              return;
            }
            lock.readLock().unlock();
            lock.writeLock().lock();
            n = 1;
            lock.writeLock().unlock();
          }
        """);
  }

  @Test
  void writerReads() {
    compile(
        """
          void put() {
            writing.lock();
            reading.lock();
            writing.lock();
            n = 2;
            writing.unlock();
            reading.unlock();
            writing.unlock();
          }
        """);
  }

  @Test
  void calledByWriter() {
    compile(
        """
          void putAll() {
            writing.lock();
            put();
            writing.unlock();
          }

          private void put() {
            reading.lock();
            writing.lock();
            n = 3;
            writing.unlock();
            reading.unlock();
          }
        """);
  }

  @Test
  void calledBelowAWriter() {
    compile(
        """
          void putAll() {
            writing.lock();
            putBoth();
            writing.unlock();
          }

          private void putBoth() {
            put();
            put();
          }

          private void put() {
            reading.lock();
            writing.lock();
            n = 3;
            writing.unlock();
            reading.unlock();
          }
        """);
  }

  @Test
  void runByAWriter() {
    compile(
        """
          private void exclusively(Runnable change) {
            writing.lock();
            change.run();
            writing.unlock();
          }

          void putAll() {
            exclusively(() -> put());
          }

          private void put() {
            reading.lock();
            writing.lock();
            n = 3;
            writing.unlock();
            reading.unlock();
          }
        """);
  }

  @Test
  void asked() {
    compile(
        """
          void put() {
            lock.readLock().lock();
            if (lock.isWriteLockedByCurrentThread()) {
              lock.writeLock().lock();
              n = 4;
              lock.writeLock().unlock();
            }
            lock.readLock().unlock();
          }
        """);
  }

  @Test
  void askedForATextOnly() {
    compile(
        """
          void put() {
            lock.readLock().lock();
            // BUG: Diagnostic contains: waits for ever
            lock.writeLock().lock();
            n = 1;
            lock.writeLock().unlock();
            lock.readLock().unlock();
          }

          @Override
          public String toString() {
            return n + " readers: " + lock.getReadLockCount();
          }
        """);
  }

  @Test
  void tried() {
    compile(
        """
          void put() {
            reading.lock();
            if (writing.tryLock()) {
              n = 5;
              writing.unlock();
            }
            reading.unlock();
          }
        """);
  }

  @Test
  void ofAnotherObject() {
    compile(
        """
          void put(A other) {
            other.lock.readLock().lock();
            lock.writeLock().lock();
            n = other.n;
            lock.writeLock().unlock();
            other.lock.readLock().unlock();
          }
        """);
  }

  @Test
  void twoReaders() {
    compile(
        """
          int get() {
            long one = stamped.readLock();
            long other = stamped.readLock();
            stamped.unlockRead(other);
            stamped.unlockRead(one);
            return n;
          }
        """);
  }

  @Test
  void inAnotherThread() {
    compile(
        """
          void put(ExecutorService pool) {
            reading.lock();
            pool.execute(
                () -> {
                  writing.lock();
                  n = 6;
                  writing.unlock();
                });
            reading.unlock();
          }
        """);
  }

  @Test
  void ofAnotherRound() {
    compile(
        """
          void putAll(A... all) {
            for (A each : all) {
              long stamp = each.stamped.writeLock();
              each.n = 10;
            }
          }

          void upgradeAll(List<A> all, boolean isWrite) {
            for (int i = 0; i < all.size(); i++) {
              A each = all.get(i);
              if (isWrite) {
                each.lock.writeLock().lock();
              } else {
                each.lock.readLock().lock();
              }
            }
          }
        """);
  }

  @Test
  void ofTheSameRound() {
    compile(
        """
          void putAll(A... all) {
            for (A each : all) {
              long one = each.stamped.writeLock();
              // BUG: Diagnostic contains: writeLock() waits for ever
              long other = each.stamped.writeLock();
            }
          }
        """);
  }

  @Test
  void fieldThatChanges() {
    compile(
        """
          private StampedLock current;

          private void renew() {
            current = new StampedLock();
          }

          void put() {
            StampedLock old = current;
            long stamp = current.writeLock();
            renew();
            long fresh = current.writeLock();
            n = 11;
            current.unlockWrite(fresh);
            old.unlockWrite(stamp);
          }
        """);
  }

  @Test
  void fieldOfTheConstructor() {
    compile(
        """
          private StampedLock own;

          A() {
            own = new StampedLock();
          }

          void put() {
            long one = own.writeLock();
            // BUG: Diagnostic contains: writeLock() waits for ever
            long other = own.writeLock();
            own.unlockWrite(other);
            own.unlockWrite(one);
          }
        """);
  }

  @Test
  void ofTheObjectAround() {
    compile(
        """
          final void put() {
            lock.writeLock().lock();
            n = 12;
            lock.writeLock().unlock();
          }

          void copy() {}

          A child() {
            return new A() {
              @Override
              void copy() {
                lock.readLock().lock();
                A.this.put();
                lock.readLock().unlock();
              }
            };
          }
        """);
  }

  @Test
  void upgrade() {
    compile(
        """
          int get() {
            lock.readLock().lock();
            try {
              if (n == 0) {
                // BUG: Diagnostic contains: has taken the lock for reading on line 13
                lock.writeLock().lock();
                try {
                  n = 7;
                } finally {
                  lock.writeLock().unlock();
                }
              }
              return n;
            } finally {
              lock.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void upgradeByAnotherMethod() {
    compile(
        """
          int get() {
            reading.lock();
            try {
              if (n == 0) {
                // BUG: Diagnostic contains: lock() on line 26 waits for ever
                load();
              }
              return n;
            } finally {
              reading.unlock();
            }
          }

          private void load() {
            lock.writeLock().lock();
            try {
              n = 8;
            } finally {
              lock.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void stampTwice() {
    compile(
        """
          void put() {
            long stamp = stamped.writeLock();
            try {
              // BUG: Diagnostic contains: readLock() on line 23 waits for ever
              n = get() + 9;
            } finally {
              stamped.unlockWrite(stamp);
            }
          }

          int get() {
            long stamp = stamped.readLock();
            try {
              return n;
            } finally {
              stamped.unlockRead(stamp);
            }
          }
        """);
  }

  @Test
  void twoQuestionsThatAgree() {
    compile(
        """
        enum Freshness {
          FRESH,
          STALE;

          boolean isToBeLoaded() {
            return this != FRESH;
          }
        }

        void load(Freshness freshness) {
          long stamp = stamped.readLock();
          if (freshness != Freshness.FRESH) {
            stamped.unlockRead(stamp);
          }
          if (freshness.isToBeLoaded()) {
            stamp = stamped.writeLock();
            n++;
          }
          stamped.unlock(stamp);
        }
        """);
  }

  @Test
  void twoQuestionsAboutAText() {
    compile(
        """
        void load(String text) {
          long stamp = stamped.writeLock();
          n++;
          if (text.isEmpty()) {
            stamped.unlockWrite(stamp);
          }
          if (text.equals("")) {
            stamp = stamped.readLock();
            System.out.println(n);
          }
          stamped.unlock(stamp);
        }
        """);
  }

  @Test
  void questionsAboutDifferentThings() {
    compile(
        """
        enum Freshness {
          FRESH,
          STALE
        }

        void load(Freshness freshness, boolean forced) {
          long stamp = stamped.readLock();
          if (freshness == Freshness.STALE) {
            stamped.unlockRead(stamp);
          }
          if (forced) {
            // BUG: Diagnostic contains: writeLock() waits for ever
            stamp = stamped.writeLock();
            n++;
          }
          stamped.unlock(stamp);
        }
        """);
  }

  @Test
  void comparisonsThatDiffer() {
    compile(
        """
        void load(int age) {
          reading.lock();
          System.out.println(n);
          if (age > 7) {
            reading.unlock();
          }
          if (age > 3) {
            // BUG: Diagnostic contains: lock() waits for ever
            writing.lock();
            n++;
            writing.unlock();
          }
        }
        """);
  }

  @Test
  void inAFunctionOfAnotherFile() {
    CompilationTestHelper.newInstance(LockTakenTwice.class, LockTakenTwiceTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Guard.java",
            """
            import java.util.concurrent.locks.*;

            class Guard {
              private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();

              static void reading(Runnable action) {
                // BUG: Diagnostic contains: lock() behind the call at Shop.java:9 waits for ever: its thread has taken the lock for reading on line 8 (give it back before, and look again
                LOCK.readLock().lock();
                try {
                  action.run();
                } finally {
                  LOCK.readLock().unlock();
                }
              }

              static void writing(int n) {
                LOCK.writeLock().lock();
                try {
                  System.out.println(n);
                } finally {
                  LOCK.writeLock().unlock();
                }
              }
            }
            """)
        .addSourceLines(
            "Shop.java",
            """
            class Shop {
              private int n;

              void clear() {
                Guard.writing(0);
              }

              void clearAll() {
                Guard.reading(() -> Guard.writing(1));
              }
            }
            """)
        .doTest();
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(LockTakenTwice.class, LockTakenTwiceTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;
            import java.util.concurrent.locks.*;

            class A {
              private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              private final Lock reading = lock.readLock();
              private final Lock writing = lock.writeLock();
              private final StampedLock stamped = new StampedLock();
              private int n;

            """
                + members
                + "}\n")
        .doTest();
  }
}
