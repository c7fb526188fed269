package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits of several threads, which a signal for one of them is to end. */
final class WaitNeverEndedLoneSignalsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void flagSetWithOneSignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    // BUG: Diagnostic contains: in all threads but one
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoThreads() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    // BUG: Diagnostic contains: in all threads but one
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::pass).start();
                new Thread(a::pass).start();
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsOfThePool() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    // BUG: Diagnostic contains: in all threads but one
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 3; i++) {
                  pool.execute(a::pass);
                }
                a.open();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagBesideAQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private boolean closed;

              synchronized void open() {
                closed = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (queue.isEmpty() && !closed) {
                    // BUG: Diagnostic contains: in all threads but one
                    wait();
                  }
                  System.out.println(queue.poll());
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              synchronized void add(String text) {
                queue.add(text);
                notify();
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.add("x");
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void condition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.Lock;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final Lock lock = new ReentrantLock();
              private final Condition opened = lock.newCondition();
              private boolean open;

              void open() {
                lock.lock();
                try {
                  open = true;
                  opened.signal();
                } finally {
                  lock.unlock();
                }
              }

              void pass() {
                try {
                  lock.lock();
                  try {
                    while (!open) {
                      // BUG: Diagnostic contains: in all threads but one
                    opened.await();
                    }
                  } finally {
                    lock.unlock();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsOfItsOwn() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              void start(int threads) {
                for (int i = 0; i < threads; i++) {
                  new Thread(this::pass).start();
                }
              }

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    // BUG: Diagnostic contains: in all threads but one
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                System.out.println("begin");
                for (String arg : args) {
                  A a = new A();
                  a.start(4);
                  a.open();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void objectOfEachThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                System.out.println("begin");
                for (int i = 0; i < 3; i++) {
                  A a = new A();
                  new Thread(a::pass).start();
                  a.open();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void allAreWoken() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notifyAll();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalPassedOn() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  notify();
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::pass).start();
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopOfOneRound() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 1; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolOfOneThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                ExecutorService pool = Executors.newFixedThreadPool(1);
                for (int i = 0; i < 3; i++) {
                  pool.execute(a::pass);
                }
                a.open();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalForEach() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                for (int i = 0; i < 3; i++) {
                  notify();
                }
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedForEach() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                for (int i = 0; i < 3; i++) {
                  a.open();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedTwice() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 2; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalsLater() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              synchronized void poke() {
                notify();
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 2; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
                a.poke();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalsByAnotherThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              synchronized void poke() {
                notify();
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 2; i++) {
                  new Thread(a::pass).start();
                }
                new Thread(a::poke).start();
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedAgain() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              synchronized void close() {
                open = false;
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 2; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
                a.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneAtATime() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object turn = new Object();
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              void enter() {
                synchronized (turn) {
                  pass();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 2; i++) {
                  new Thread(a::enter).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void counted() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private int places;

              synchronized void open() {
                places++;
                notify();
              }

              synchronized void pass() {
                try {
                  while (places == 0) {
                    wait();
                  }
                  places--;
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                Thread one = new Thread(a::pass);
                Thread other = new Thread(a::pass);
                one.start();
                other.start();
                a.open();
                one.interrupt();
                other.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void daemons() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                {
                  Thread thread = new Thread(a::pass);
                  thread.setDaemon(true);
                  thread.start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notify();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .addOutputLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                notifyAll();
              }

              synchronized void pass() {
                try {
                  while (!open) {
                    wait();
                  }
                  System.out.println("passed");
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::pass).start();
                }
                a.open();
              }
            }
            """)
        .doTest();
  }
}
