package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Threads that come to a gate or meeting first, by helpers that are given functions. */
final class LocksTakenInOppositeOrderGatesTest {
  @Test
  void enoughToTransferBehindGate() {
    compile(
        "O1.java",
        """
        import java.util.concurrent.*;
        class Account {
          private int balance = 100;
          void add(int n) { synchronized (this) { balance += n; } }
          int balance() { synchronized (this) { return balance; } }
        }
        class Bank {
          boolean transfer(Account from, Account to, int n) {
            synchronized (from) {
              if (from.balance() < n) {
                return false;
              }
              // BUG: Diagnostic contains: the other way round
              synchronized (to) {
                from.add(-n);
                to.add(n);
              }
            }
            return true;
          }
        }
        class O1 {
          public static void main(String[] args) throws Exception {
            Account a = new Account();
            Account b = new Account();
            Bank bank = new Bank();
            CountDownLatch start = new CountDownLatch(1);
            Thread one = new Thread(() -> { await(start); bank.transfer(a, b, 10); });
            Thread two = new Thread(() -> { await(start); bank.transfer(b, a, 20); });
            one.start();
            two.start();
            start.countDown();
            one.join();
            two.join();
          }
          static void await(CountDownLatch l) {
            try { l.await(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
          }
        }
        """);
  }

  @Test
  void attachedByConstructorAndAskedInTest() {
    compile(
        "O2.java",
        """
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class Ledger {
          private final Lock lock = new ReentrantLock();
          private Audit audit;
          void attach(Audit a) { this.audit = a; }
          void post(String s) {
            lock.lock();
            try { audit.record(s); } finally { lock.unlock(); }
          }
          boolean has(String s) {
            // BUG: Diagnostic contains: the other way round
            lock.lock();
            try { return s.isEmpty(); } finally { lock.unlock(); }
          }
        }
        class Audit {
          private final Ledger ledger;
          private int n;
          Audit(Ledger ledger) { this.ledger = ledger; ledger.attach(this); }
          synchronized void record(String s) { n++; }
          synchronized void check(String s) { if (ledger.has(s)) { n--; } }
        }
        class O2 {
          public static void main(String[] args) throws Exception {
            Ledger l = new Ledger();
            Audit a = new Audit(l);
            CyclicBarrier go = new CyclicBarrier(2);
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> { meet(go); l.post("x"); });
            pool.execute(() -> { meet(go); a.check("x"); });
            pool.shutdown();
          }
          static void meet(CyclicBarrier b) {
            try { b.await(); } catch (Exception e) { throw new IllegalStateException(e); }
          }
        }
        """);
  }

  @Test
  void helperRunsFunctionBehindGate() {
    compile(
        "O3.java",
        """
        import java.util.concurrent.*;
        class Left {
          synchronized void visit(Right r) { pause(); r.touch(); }
          // BUG: Diagnostic contains: takes 'Left.this' while it has 'Right.this'
          synchronized void touch() { }
          static void pause() { try { Thread.sleep(10); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } }
        }
        class Right {
          synchronized void visit(Left l) { Left.pause(); l.touch(); }
          synchronized void touch() { }
        }
        class Crew {
          private final CountDownLatch go = new CountDownLatch(1);
          void hire(String name, Runnable work) {
            new Thread(() -> {
              try { go.await(); } catch (InterruptedException e) { return; }
              work.run();
            }, name).start();
          }
          void go() { go.countDown(); }
        }
        class O3 {
          public static void main(String[] args) {
            Left l = new Left();
            Right r = new Right();
            Crew crew = new Crew();
            crew.hire("one", () -> l.visit(r));
            crew.hire("two", () -> r.visit(l));
            crew.go();
          }
        }
        """);
  }

  @Test
  void heldAtMeeting() {
    compile(
        "O4.java",
        """
        import java.util.concurrent.CountDownLatch;
        class O4 {
          private final Object first = new Object();
          private final Object second = new Object();
          private final CountDownLatch both = new CountDownLatch(2);
          void forth() {
            synchronized (first) { meet(); synchronized (second) { System.out.println("forth"); } }
          }
          void back() {
            synchronized (second) { meet();
              // BUG: Diagnostic contains: the other way round
              synchronized (first) { System.out.println("back"); } }
          }
          private void meet() {
            both.countDown();
            try { both.await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
          void run() {
            new Thread(this::forth).start();
            new Thread(this::back).start();
          }
          public static void main(String[] args) { new O4().run(); }
        }
        """);
  }

  @Test
  void numbersCompared() {
    compile(
        "OkO1.java",
        """
        import java.util.concurrent.*;
        class OkO1 {
          static class Account { int id; int balance; Account(int id) { this.id = id; } }
          static boolean transfer(Account from, Account to, int n) {
            if (from.id > to.id) { return false; }
            synchronized (from) { synchronized (to) { from.balance -= n; to.balance += n; } }
            return true;
          }
          public static void main(String[] args) throws Exception {
            Account a = new Account(1);
            Account b = new Account(2);
            new Thread(() -> transfer(a, b, 10)).start();
            new Thread(() -> transfer(b, a, 20)).start();
          }
        }
        """);
  }

  @Test
  void gateThatOtherOpensLast() {
    compile(
        "OkO2.java",
        """
        import java.util.concurrent.*;
        class OkO2 {
          public static void main(String[] args) throws Exception {
            Object a = new Object(), b = new Object();
            CountDownLatch done = new CountDownLatch(1);
            new Thread(() -> { synchronized (a) { synchronized (b) { System.out.println("1"); } } done.countDown(); }).start();
            new Thread(() -> {
              try { done.await(); } catch (InterruptedException e) { return; }
              synchronized (b) { synchronized (a) { System.out.println("2"); } }
            }).start();
          }
        }
        """);
  }

  @Test
  void meetingBehindFirstOnly() {
    compile(
        "OkO3.java",
        """
        import java.util.concurrent.*;
        class OkO3 {
          public static void main(String[] args) throws Exception {
            Object a = new Object(), b = new Object();
            CyclicBarrier phase = new CyclicBarrier(2);
            new Thread(() -> { synchronized (a) { synchronized (b) { System.out.println("1"); } } meet(phase); }).start();
            new Thread(() -> {
              meet(phase);
              synchronized (b) { synchronized (a) { System.out.println("2"); } }
            }).start();
          }
          static void meet(CyclicBarrier b) {
            try { b.await(); } catch (Exception e) { throw new IllegalStateException(e); }
          }
        }
        """);
  }

  @Test
  void helperWithOneThread() {
    compile(
        "OkO4.java",
        """
        import java.util.concurrent.*;
        class Crew {
          private final ExecutorService one = Executors.newSingleThreadExecutor();
          void hire(String name, Runnable work) { one.execute(() -> work.run()); }
        }
        class OkO4 {
          public static void main(String[] args) {
            Object l = new Object(), r = new Object();
            Crew crew = new Crew();
            crew.hire("one", () -> { synchronized (l) { synchronized (r) { System.out.println(); } } });
            crew.hire("two", () -> { synchronized (r) { synchronized (l) { System.out.println(); } } });
          }
        }
        """);
  }

  @Test
  void comparedByMethod() {
    compile(
        "OkO5.java",
        """
        class OkO5 {
          record Name(String text) implements Comparable<Name> {
            @Override public int compareTo(Name other) { return text.compareTo(other.text); }
          }
          static boolean join(Name from, Name to) {
            if (from.compareTo(to) > 0) { return false; }
            synchronized (from) { synchronized (to) { System.out.println(from + " " + to); } }
            return true;
          }
          public static void main(String[] args) {
            Name a = new Name("a");
            Name b = new Name("b");
            new Thread(() -> join(a, b)).start();
            new Thread(() -> join(b, a)).start();
          }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(LocksTakenInOppositeOrder.class, getClass())
        .addSourceLines(file, source)
        .setArgs("-XDcompilePolicy=simple")
        .doTest();
  }
}
