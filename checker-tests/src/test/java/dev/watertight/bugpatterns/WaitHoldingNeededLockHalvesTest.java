package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitHoldingNeededLockHalvesTest {
  @Test
  void readerWaitsForWriter() {
    compile(
        """
          int get() throws Exception {
            lock.readLock().lock();
            try {
              Future<Integer> written = pool.submit(() -> write());
              // BUG: Diagnostic contains: get() waits while it holds a lock that line 13 needs
              return written.get();
            } finally {
              lock.readLock().unlock();
            }
          }

          private int write() {
            lock.writeLock().lock();
            try {
              return ++n;
            } finally {
              lock.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void writerWaitsForReader() {
    compile(
        """
          void set() {
            lock.writeLock().lock();
            try {
              // BUG: Diagnostic contains: join() waits while it holds a lock
              n = CompletableFuture.supplyAsync(this::read).join();
            } finally {
              lock.writeLock().unlock();
            }
          }

          private int read() {
            lock.readLock().lock();
            try {
              return n;
            } finally {
              lock.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void readerWaitsForReader() {
    compile(
        """
          int get() throws Exception {
            lock.readLock().lock();
            try {
              return pool.submit(() -> read()).get();
            } finally {
              lock.readLock().unlock();
            }
          }

          private int read() {
            lock.readLock().lock();
            try {
              return n;
            } finally {
              lock.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void writerThatReadsOnlyNow() {
    compile(
        """
          int get() throws Exception {
            lock.writeLock().lock();
            n++;
            lock.readLock().lock();
            lock.writeLock().unlock();
            try {
              return pool.submit(() -> read()).get();
            } finally {
              lock.readLock().unlock();
            }
          }

          private int read() {
            lock.readLock().lock();
            try {
              return n;
            } finally {
              lock.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void writerThatOnlyTries() {
    compile(
        """
          int get() throws Exception {
            lock.readLock().lock();
            try {
              return pool.submit(() -> tryWrite()).get();
            } finally {
              lock.readLock().unlock();
            }
          }

          private int tryWrite() {
            if (lock.writeLock().tryLock()) {
              try {
                n++;
              } finally {
                lock.writeLock().unlock();
              }
            }
            return n;
          }
        """);
  }

  @Test
  void writerInTheThreadItself() {
    compile(
        """
          int get(Executor any) {
            lock.readLock().lock();
            try {
              return CompletableFuture.supplyAsync(this::write, any).join();
            } finally {
              lock.readLock().unlock();
            }
          }

          private int write() {
            lock.writeLock().lock();
            try {
              return ++n;
            } finally {
              lock.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void valueThatAWriterPuts() {
    compile(
        """
          private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

          String take() throws InterruptedException {
            lock.readLock().lock();
            try {
              // BUG: Diagnostic contains: take() waits while it holds a lock
              return names.take();
            } finally {
              lock.readLock().unlock();
            }
          }

          void put(String name) {
            lock.writeLock().lock();
            try {
              names.add(name);
            } finally {
              lock.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void valueThatAReaderPuts() {
    compile(
        """
          private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

          String take() throws InterruptedException {
            lock.readLock().lock();
            try {
              return names.take();
            } finally {
              lock.readLock().unlock();
            }
          }

          void put(String name) {
            lock.readLock().lock();
            try {
              names.add(name);
            } finally {
              lock.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void stampForWriting() {
    compile(
        """
          void set() throws InterruptedException {
            long stamp = stamped.writeLock();
            try {
              Thread reader =
                  new Thread(
                      () -> {
                        long own = stamped.readLock();
                        System.out.println(n);
                        stamped.unlockRead(own);
                      });
              reader.start();
              // BUG: Diagnostic contains: join() waits while it holds a lock
              reader.join();
            } finally {
              stamped.unlockWrite(stamp);
            }
          }
        """);
  }

  @Test
  void stampForReading() {
    compile(
        """
          int get() throws InterruptedException {
            CountDownLatch written = new CountDownLatch(1);
            long stamp = stamped.readLock();
            try {
              new Thread(
                      () -> {
                        long own = stamped.writeLock();
                        n++;
                        written.countDown();
                        stamped.unlockWrite(own);
                      })
                  .start();
              // BUG: Diagnostic contains: await() waits while it holds a lock
              written.await();
              return n;
            } finally {
              stamped.unlockRead(stamp);
            }
          }
        """);
  }

  @Test
  void stampAssigned() {
    compile(
        """
          void set() throws InterruptedException {
            long stamp;
            stamp = stamped.writeLock();
            try {
              Thread reader = new Thread(this::print);
              reader.start();
              // BUG: Diagnostic contains: join() waits while it holds a lock
              reader.join();
            } finally {
              stamped.unlockWrite(stamp);
            }
          }

          private void print() {
            long own = stamped.readLock();
            System.out.println(n);
            stamped.unlockRead(own);
          }
        """);
  }

  @Test
  void stampThatNeedNotBeValid() {
    compile(
        """
          void set() throws InterruptedException {
            long stamp = stamped.writeLock();
            Thread reader = new Thread(this::print);
            reader.start();
            reader.join();
            stamped.unlockWrite(stamp);
          }

          private void print() {
            long own = stamped.tryOptimisticRead();
            System.out.println(n + " " + stamped.validate(own));
          }
        """);
  }

  @Test
  void stampConverted() {
    compile(
        """
          void set() throws InterruptedException {
            long stamp = stamped.writeLock();
            n++;
            stamp = stamped.tryConvertToReadLock(stamp);
            Thread reader = new Thread(this::print);
            reader.start();
            reader.join();
            stamped.unlock(stamp);
          }

          private void print() {
            long own = stamped.readLock();
            System.out.println(n);
            stamped.unlockRead(own);
          }
        """);
  }

  @Test
  void stampGivenBackBefore() {
    compile(
        """
          void set() throws InterruptedException {
            long stamp = stamped.writeLock();
            n++;
            stamped.unlockWrite(stamp);
            Thread reader = new Thread(this::print);
            reader.start();
            reader.join();
          }

          private void print() {
            long own = stamped.readLock();
            System.out.println(n);
            stamped.unlockRead(own);
          }
        """);
  }

  @Test
  void stampPerhaps() {
    compile(
        """
          void set(boolean isAlone) throws InterruptedException {
            long stamp = 0;
            if (!isAlone) {
              stamp = stamped.writeLock();
            }
            Thread reader = new Thread(this::print);
            reader.start();
            reader.join();
            if (!isAlone) {
              stamped.unlockWrite(stamp);
            }
          }

          private void print() {
            long own = stamped.readLock();
            System.out.println(n);
            stamped.unlockRead(own);
          }
        """);
  }

  @Test
  void stampOfAnotherObject() {
    compile(
        """
          void set(A other) throws InterruptedException {
            long stamp = stamped.writeLock();
            Thread reader = new Thread(() -> other.print());
            reader.start();
            reader.join();
            stamped.unlockWrite(stamp);
          }

          private void print() {
            long own = stamped.readLock();
            System.out.println(n);
            stamped.unlockRead(own);
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(
            WaitHoldingNeededLock.class, WaitHoldingNeededLockHalvesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            import java.util.concurrent.locks.*;

            class A {
              private final ReadWriteLock lock = new ReentrantReadWriteLock();
              private final StampedLock stamped = new StampedLock();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private int n;

            """
                + members
                + "}\n")
        .doTest();
  }
}
