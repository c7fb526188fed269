package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.LockNotBeforeTry;
import com.google.errorprone.scanner.ScannerSupplier;
import org.junit.jupiter.api.Test;

final class LockNotReleasedTest {
  @Test
  void givenBackInFinally() {
    compile(
        """
          void count() {
            lock.lock();
            try {
              if (n == 1) {
                return;
              }
              n++;
            } finally {
              System.out.println(n);
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void givenBackOnEachWay() {
    compile(
        """
          int count() {
            lock.lock();
            if (n == 2) {
              lock.unlock();
              return 2;
            }
            int count = n;
            lock.unlock();
            return count;
          }
        """);
  }

  @Test
  void underOneCondition() {
    compile(
        """
          void count(boolean isShared) {
            if (isShared) {
              lock.lock();
            }
            n += 3;
            if (isShared) {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void notTaken() {
    compile(
        """
          boolean count() throws InterruptedException {
            if (!lock.tryLock(4, TimeUnit.SECONDS)) {
              return false;
            }
            try {
              n += 4;
            } finally {
              lock.unlock();
            }
            return true;
          }

          void wait4() throws InterruptedException {
            lock.lockInterruptibly();
            try {
              n = 4;
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void answerInAVariable() {
    compile(
        """
          void count() throws InterruptedException {
            boolean isTaken = false;
            try {
              isTaken = lock.tryLock(5, TimeUnit.SECONDS);
              if (isTaken) {
                n += 5;
              }
            } finally {
              if (isTaken) {
                lock.unlock();
              }
            }
          }
        """);
  }

  @Test
  void askedInTheEnd() {
    compile(
        """
          void count() {
            lock.lock();
            try {
              if (n++ == 6) {
                lock.unlock();
                System.out.println("six");
              }
            } finally {
              if (lock.isHeldByCurrentThread()) {
                lock.unlock();
              }
            }
          }
        """);
  }

  @Test
  void givenBackByAnotherMethod() {
    compile(
        """
          void begin() {
            lock.lock();
          }

          void end() {
            lock.unlock();
          }
        """);
  }

  @Test
  void givenBackByAFunction() {
    compile(
        """
          AutoCloseable begin() {
            lock.lock();
            return lock::unlock;
          }
        """);
  }

  @Test
  void handOverHand() {
    compile(
        """
          static class Node {
            final Lock lock = new ReentrantLock();
            Node next;
          }

          void last(Node first) {
            Node node = first;
            node.lock.lock();
            while (node.next != null) {
              node.next.lock.lock();
              node.lock.unlock();
              node = node.next;
            }
            node.lock.unlock();
          }
        """);
  }

  @Test
  void writerGoesOnReading() {
    compile(
        """
          private final ReadWriteLock both = new ReentrantReadWriteLock();

          int write() {
            both.writeLock().lock();
            try {
              n = 8;
              both.readLock().lock();
            } finally {
              both.writeLock().unlock();
            }
            try {
              return n;
            } finally {
              both.readLock().unlock();
            }
          }
        """);
  }

  /** The caller has taken and given back the lock before, too. */
  @Test
  void takenForTheCaller() {
    compile(
        """
          private final ReadWriteLock both = new ReentrantReadWriteLock();

          int read() {
            both.readLock().lock();
            if (n == 0) {
              both.readLock().unlock();
              load();
            }
            try {
              return n;
            } finally {
              both.readLock().unlock();
            }
          }

          private void load() {
            both.writeLock().lock();
            try {
              n = 8;
              both.readLock().lock();
            } finally {
              both.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void lockOfOthers() {
    compile(
        """
          private final Lock given;

          A(Lock given) {
            this.given = given;
          }

          void count() {
            given.lock();
            n += 9;
          }
        """);
  }

  @Test
  void lockThatOthersSee() {
    compile(
        """
          protected final Lock open = new ReentrantLock();

          void count() {
            open.lock();
            n += 10;
          }
        """);
  }

  @Test
  void nobodyWaits() {
    compile(
        """
          private final Lock tried = new ReentrantLock();

          void count() {
            if (tried.tryLock()) {
              n += 11;
            }
          }
        """);
  }

  @Test
  void onlyReaders() {
    compile(
        """
          private final ReadWriteLock both = new ReentrantReadWriteLock();

          int read() {
            both.readLock().lock();
            return n;
          }
        """);
  }

  @Test
  void stampThatIsConverted() {
    compile(
        """
          private final StampedLock stamped = new StampedLock();

          void count() {
            long stamp = stamped.readLock();
            try {
              long writing = stamped.tryConvertToWriteLock(stamp);
              if (writing == 0) {
                stamped.unlockRead(stamp);
                writing = stamped.writeLock();
              }
              stamp = writing;
              n = 12;
            } finally {
              stamped.unlock(stamp);
            }
          }
        """);
  }

  @Test
  void processEnds() {
    compile(
        """
          void count() {
            lock.lock();
            if (n == 13) {
              System.exit(13);
            }
            lock.unlock();
          }
        """);
  }

  @Test
  void branchesOfOneMethod() {
    compile(
        """
          void change(boolean isBegin) {
            if (isBegin) {
              lock.lock();
            } else {
              lock.unlock();
            }
          }

          void count() {
            change(true);
            n = 14;
            change(false);
          }
        """);
  }

  @Test
  void allHoldsGivenBack() {
    compile(
        """
          void begin() {
            lock.lock();
          }

          void commit() {
            lock.lock();
            n = 15;
            while (((ReentrantLock) lock).isHeldByCurrentThread()) {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void roundsOfAnotherLoop() {
    compile(
        """
          static class Part {
            final ReadWriteLock lock = new ReentrantReadWriteLock();
            int n;
          }

          void count(java.util.List<Part> parts, boolean isWrite) {
            for (Part part : parts) {
              if (isWrite) {
                part.lock.writeLock().lock();
              } else {
                part.lock.readLock().lock();
              }
            }
            for (Part part : parts.reversed()) {
              if (isWrite) {
                part.lock.writeLock().unlock();
              } else {
                part.lock.readLock().unlock();
              }
            }
          }
        """);
  }

  @Test
  void earlyReturn() {
    compile(
        """
          int count() {
            // BUG: Diagnostic contains: Lock 'lock' is kept when line 12 returns; lock()
            lock.lock();
            if (n == 1) {
              return 0;
            }
            n++;
            lock.unlock();
            return n;
          }
        """);
  }

  @Test
  void roundThatIsCutShort() {
    compile(
        """
          void count(int... numbers) {
            for (int number : numbers) {
              // BUG: Diagnostic contains: is kept when count() is left
              lock.lock();
              if (number == 2) {
                continue;
              }
              n += number;
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void declaredException() {
    compile(
        """
          int read(java.io.Reader in) throws java.io.IOException {
            // BUG: Diagnostic contains: is kept when line 11 throws IOException
            lock.lock();
            int read = in.read();
            lock.unlock();
            return read;
          }
        """);
  }

  @Test
  void refusal() {
    compile(
        """
          void count() {
            // BUG: Diagnostic contains: is kept when line 11 throws RuntimeException
            lock.lock();
            require(n < 4);
            n++;
            lock.unlock();
          }

          private void require(boolean condition) {
            if (!condition) {
              throw new IllegalStateException("four");
            }
          }
        """);
  }

  @Test
  void caughtException() {
    compile(
        """
          int read(java.io.Reader in) {
            // BUG: Diagnostic contains: is kept when line 16 returns
            lock.lock();
            try {
              int read = in.read();
              lock.unlock();
              return read;
            } catch (java.io.IOException e) {
              return -5;
            }
          }
        """);
  }

  @Test
  void interrupt() {
    compile(
        """
          void count() throws InterruptedException {
            // BUG: Diagnostic contains: is kept when line 11 throws InterruptedException
            lock.lock();
            Thread.sleep(6);
            lock.unlock();
          }
        """);
  }

  @Test
  void neverGivenBack() {
    compile(
        """
          void count() {
            // BUG: Diagnostic contains: is kept when count() is left; lock() on line 15
            lock.lock();
            n += 7;
          }

          int get() {
            lock.lock();
            try {
              return n;
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void triedLock() {
    compile(
        """
          void count() {
            // BUG: Diagnostic contains: is kept when line 12 throws IllegalStateException
            if (lock.tryLock()) {
              if (n == 8) {
                throw new IllegalStateException("eight");
              }
              lock.unlock();
            }
          }

          void wait8() {
            lock.lock();
            lock.unlock();
          }
        """);
  }

  @Test
  void readersHalf() {
    compile(
        """
          private final ReadWriteLock both = new ReentrantReadWriteLock();
          private final Lock reading = both.readLock();

          int read() {
            // BUG: Diagnostic contains: Lock 'reading' is kept when line 15 returns; lock() on line 23
            reading.lock();
            if (n == 10) {
              return 10;
            }
            int read = n;
            reading.unlock();
            return read;
          }

          void write() {
            both.writeLock().lock();
            n = 10;
            both.writeLock().unlock();
          }
        """);
  }

  @Test
  void stamp() {
    compile(
        """
          private final StampedLock stamped = new StampedLock();

          int count() {
            // BUG: Diagnostic contains: writeLock() on line 12 then waits for ever
            long stamp = stamped.writeLock();
            if (n == 11) {
              return n;
            }
            n++;
            stamped.unlockWrite(stamp);
            return n;
          }
        """);
  }

  @Test
  void localLockOfTasks() {
    compile(
        """
          int count(ExecutorService pool) {
            Lock own = new ReentrantLock();
            pool.execute(
                () -> {
                  own.lock();
                  n = 12;
                  own.unlock();
                });
            // BUG: Diagnostic contains: is kept when line 19 returns; lock() on line 12
            own.lock();
            if (n == 12) {
              return n;
            }
            own.unlock();
            return 0;
          }
        """);
  }

  @Test
  void leftToErrorProne() {
    String program =
        """
        import java.util.concurrent.locks.*;

        class A {
          private final Lock lock = new ReentrantLock();
          private int n;

          int count() {
            %s
            lock.lock();
            if (n == 1) {
              return 0;
            }
            lock.unlock();
            return n;
          }

          int tryLater() {
            %s
            lock.lock();
            try {
              if (n == 2) {
                return 0;
              }
              n++;
            } catch (IllegalStateException e) {
              n = 2;
            }
            lock.unlock();
            return n;
          }
        }
        """;
    String theirs = "// BUG: Diagnostic contains: [LockNotBeforeTry]";
    String ours = "// BUG: Diagnostic contains: [LockNotReleased]";
    CompilationTestHelper.newInstance(
            ScannerSupplier.fromBugCheckerClasses(LockNotReleased.class, LockNotBeforeTry.class),
            getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", program.formatted(theirs, ours))
        .doTest();
    CompilationTestHelper.newInstance(
            ScannerSupplier.fromBugCheckerClasses(LockNotReleased.class, LockNotBeforeTry.class),
            getClass())
        .setArgs("-XDcompilePolicy=simple", "-Xep:LockNotBeforeTry:OFF")
        .addSourceLines("A.java", program.formatted(ours, ours))
        .doTest();
  }

  @Test
  void stampThatWasTried() {
    compile(
        """
          private final StampedLock stamped = new StampedLock();

          int read() {
            long stamp = stamped.readLock();
            try {
              return n;
            } finally {
              stamped.unlockRead(stamp);
            }
          }

          int count() {
            // BUG: Diagnostic contains: when line 26 returns
            long stamp = stamped.tryWriteLock();
            if (stamp == 0) {
              return -1;
            }
            if (n == 21) {
              return n;
            }
            n++;
            stamped.unlockWrite(stamp);
            return n;
          }
        """);
  }

  @Test
  void stampThatWasTriedAndGivenBack() {
    compile(
        """
          private final StampedLock stamped = new StampedLock();

          int read() {
            long stamp = stamped.readLock();
            try {
              return n;
            } finally {
              stamped.unlockRead(stamp);
            }
          }

          int count() {
            long stamp = stamped.tryWriteLock();
            if (stamp == 0) {
              return -1;
            }
            n++;
            stamped.unlockWrite(stamp);
            return n;
          }
        """);
  }

  @Test
  void anotherObjectRemembersTheGuard() {
    compile(
        """
        static final class Session {
          private boolean editing;
          private int steps;

          Session() {}

          Session(boolean editing) {
            this.editing = editing;
          }

          void begin(boolean edits) {
            editing = edits;
            steps++;
          }

          boolean isEditing() {
            return editing;
          }

          int steps() {
            return steps;
          }
        }

        void edit(Session session, boolean edits) {
          session.begin(edits);
          if (edits) {
            lock.lock();
          }
          try {
            n++;
          } finally {
            if (session.isEditing()) {
              lock.unlock();
            }
          }
        }
        """);
  }

  @Test
  void anotherObjectIsMadeOfTheGuard() {
    compile(
        """
        static final class Session {
          private boolean editing;
          private int steps;

          Session() {}

          Session(boolean editing) {
            this.editing = editing;
          }

          void begin(boolean edits) {
            editing = edits;
            steps++;
          }

          boolean isEditing() {
            return editing;
          }

          int steps() {
            return steps;
          }
        }

        void edit(boolean edits) {
          Session session = new Session(edits);
          if (edits) {
            lock.lock();
          }
          try {
            n++;
          } finally {
            if (session.isEditing()) {
              lock.unlock();
            }
          }
        }
        """);
  }

  @Test
  void methodRemembersTheGuardInAField() {
    compile(
        """
        private boolean editing;

        private void remember(boolean edits) {
          editing = edits;
        }

        void edit(boolean edits) {
          remember(edits);
          if (edits) {
            lock.lock();
          }
          n++;
          if (editing) {
            lock.unlock();
          }
        }
        """);
  }

  @Test
  void threadLocalRemembersTheGuard() {
    compile(
        """
        private final ThreadLocal<Boolean> editing = new ThreadLocal<>();

        void edit(boolean edits) {
          editing.set(edits);
          if (edits) {
            lock.lock();
          }
          n++;
          if (editing.get()) {
            lock.unlock();
          }
        }
        """);
  }

  @Test
  void anotherObjectRemembersSomethingElse() {
    compile(
        """
        static final class Session {
          private boolean editing;
          private int steps;

          Session() {}

          Session(boolean editing) {
            this.editing = editing;
          }

          void begin(boolean edits) {
            editing = edits;
            steps++;
          }

          boolean isEditing() {
            return editing;
          }

          int steps() {
            return steps;
          }
        }

        void edit(Session session, boolean edits) {
          session.begin(false);
          if (edits) {
            // BUG: Diagnostic contains: Lock 'lock' is kept
            lock.lock();
          }
          n++;
          if (session.steps() > 3) {
            return;
          }
          if (edits) {
            lock.unlock();
          }
        }
        """);
  }

  @Test
  void givenBackInALaterRound() {
    compile(
        """
          void run(String[] script) {
            for (String step : script) {
              if (step.equals("begin")) {
                lock.lock();
              } else if (step.equals("end")) {
                lock.unlock();
              } else {
                n += step.length();
              }
            }
          }
        """);
  }

  @Test
  void throwOfWhatIsNeverComputed() {
    compile(
        """
          void add(int key) {
            lock.lock();
            int bucket = Math.floorMod(key, 8);
            if (bucket < 0) {
              throw new IllegalStateException("negative bucket");
            }
            n += bucket;
            lock.unlock();
          }
        """);
  }

  @Test
  void throwOfWhatCallersPass() {
    compile(
        """
          void add(int key) {
            // BUG: Diagnostic contains: Lock 'lock' is kept when
            lock.lock();
            if (key < 0) {
              throw new IllegalArgumentException("negative key");
            }
            n += key;
            lock.unlock();
          }
        """);
  }

  @Test
  void otherTestThanThatOfWhatIsComputed() {
    compile(
        """
          void add(int key) {
            // BUG: Diagnostic contains: Lock 'lock' is kept when
            lock.lock();
            int bucket = Math.floorMod(key, 8);
            if (bucket < 0) {
              lock.unlock();
              return;
            }
            if (key > 99) {
              throw new IllegalArgumentException("large key");
            }
            lock.unlock();
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(LockNotReleased.class, LockNotReleasedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            import java.util.concurrent.locks.*;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private int n;

            """
                + members
                + "}\n")
        .doTest();
  }
}
