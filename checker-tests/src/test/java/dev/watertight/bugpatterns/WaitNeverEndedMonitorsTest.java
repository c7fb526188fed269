package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for a signal of a monitor or condition. */
final class WaitNeverEndedMonitorsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void flagSetWithoutSignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    // BUG: Diagnostic contains: wait() waits for ever: nobody signals after line 5
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalled() {
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
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledByOtherName() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
                Object any = gate;
                synchronized (any) {
                  any.notify();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledByMethodReference() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
                Runnable wake = this::notifyAll;
                wake.run();
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
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
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                Thread thread = new Thread(gate::pass);
                thread.start();
                gate.open();
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void daemon() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                Thread thread = new Thread(gate::pass);
                thread.setDaemon(true);
                thread.start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void exit() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
                System.exit(0);
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsUntilAnotherThreadExits() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::open).start();
                new Thread(() -> System.exit(0)).start();
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsForThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    // BUG: Diagnostic contains: wait() waits for ever: nobody signals after line 5
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::open).start();
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsUntilHook() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                Runtime.getRuntime().addShutdownHook(new Thread(gate::open));
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                gate.open();
                new Thread(gate::pass).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByThreadThatIsJoinedBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) throws InterruptedException {
                A gate = new A();
                Thread thread = new Thread(gate::open);
                thread.start();
                thread.join();
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setWhileMainSleeps() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) throws InterruptedException {
                A gate = new A();
                new Thread(gate::open).start();
                Thread.sleep(1000);
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByTaskThatRunsBefore() {
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
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.execute(gate::open);
                pool.execute(gate::pass);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByStageBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;

            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                CompletableFuture.runAsync(gate::open).thenRun(gate::pass);
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByFunctionCalledInPlace() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;

            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                List.of(args).forEach(arg -> gate.open());
                new Thread(gate::pass).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedUnderTheMonitor() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                synchronized (gate) {
                  new Thread(gate::pass).start();
                  gate.open();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByConstructor() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              A() {
                open();
              }

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByConstructorOfData() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              A(boolean open) {
                this.open = open;
              }

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A(args.length > 0);
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openAtFirst() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open = true;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setByInjection() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              @interface Value {}

              @Value private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void endOfThreadSignals() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean open;

              @Override
              public void run() {
                open();
              }

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                gate.start();
                gate.pass();
              }
            }
            """)
        .doTest();
  }

  @Test
  void timeLimit() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait(100);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersMaySignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            package other;

            public class A {
              private boolean open;

              public synchronized void open() {
                open = true;
              }

              private synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              public void start() {
                new Thread(this::pass).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void privateMonitor() {
    helper
        .addSourceLines(
            "A.java",
            """
            package other;

            public class A {
              private final Object monitor = new Object();
              private boolean open;

              public void open() {
                synchronized (monitor) {
                  open = true;
                }
              }

              private void pass() {
                synchronized (monitor) {
                  while (!open) {
                    try {
                      // BUG: Diagnostic contains: wait() waits for ever: nobody signals after line 9
                      monitor.wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
              }

              public void start() {
                new Thread(this::pass).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void monitorShownToOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            package other;

            public class A {
              private final Object monitor = new Object();
              private boolean open;

              public Object monitor() {
                return monitor;
              }

              public void open() {
                synchronized (monitor) {
                  open = true;
                }
              }

              private void pass() {
                synchronized (monitor) {
                  while (!open) {
                    try {
                      monitor.wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
              }

              public void start() {
                new Thread(this::pass).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callersUnknown() {
    helper
        .addSourceLines(
            "A.java",
            """
            package other;

            public class A {
              private final Object monitor = new Object();
              private boolean open;

              public void open() {
                synchronized (monitor) {
                  open = true;
                }
              }

              public void pass() throws InterruptedException {
                synchronized (monitor) {
                  while (!open) {
                    monitor.wait();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedWithoutSignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;

            class A {
              private final List<String> jobs = new ArrayList<>();

              void add(String job) {
                synchronized (jobs) {
                  jobs.add(job);
                }
              }

              void run() {
                try {
                  while (true) {
                    synchronized (jobs) {
                      while (jobs.isEmpty()) {
                        // BUG: Diagnostic contains: wait() waits for ever: nobody signals after line 9
                        jobs.wait();
                      }
                      System.out.println(jobs.remove(0));
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::run).start();
                for (String arg : args) {
                  a.add(arg);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedWithSignalByInterface() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;

            class A {
              private final List<String> jobs = new ArrayList<>();

              void add(String job) {
                synchronized (jobs) {
                  jobs.add(job);
                  jobs.notify();
                }
              }

              void run() {
                try {
                  while (true) {
                    synchronized (jobs) {
                      while (jobs.isEmpty()) {
                        jobs.wait();
                      }
                      System.out.println(jobs.remove(0));
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::run).start();
                for (String arg : args) {
                  a.add(arg);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedBeforeByMethodReference() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.LinkedList;
            import java.util.List;

            class A {
              private final List<String> jobs = new LinkedList<>();

              void add(String job) {
                synchronized (jobs) {
                  jobs.add(job);
                }
              }

              void run() {
                try {
                  while (true) {
                    synchronized (jobs) {
                      while (jobs.isEmpty()) {
                        jobs.wait();
                      }
                      System.out.println(jobs.remove(0));
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                List.of("a").forEach(a.jobs::add);
                new Thread(a::run).start();
                for (String arg : args) {
                  a.add(arg);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherConditionSignalled() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition filled = lock.newCondition();
              private final Condition emptied = lock.newCondition();
              private int count;

              void add() {
                lock.lock();
                try {
                  count++;
                  emptied.signal();
                } finally {
                  lock.unlock();
                }
              }

              void take() {
                lock.lock();
                try {
                  while (count == 0) {
                    // BUG: Diagnostic contains: await() waits for ever: nobody signals after line 13
                    filled.await();
                  }
                  count--;
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  lock.unlock();
                }
              }

              static void wake(Condition any) {
                any.signalAll();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::take).start();
                new Thread(a::add).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionSignalledElsewhere() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition filled = lock.newCondition();
              private final Condition emptied = lock.newCondition();
              private int count;

              void add() {
                lock.lock();
                try {
                  count++;
                  wake(filled);
                } finally {
                  lock.unlock();
                }
              }

              void take() {
                lock.lock();
                try {
                  while (count == 0) {
                    filled.await();
                  }
                  count--;
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  lock.unlock();
                }
              }

              static void wake(Condition any) {
                any.signalAll();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::take).start();
                new Thread(a::add).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainKeepsProcessAlive() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              public static void main(String[] args) throws InterruptedException {
                Object monitor = new Object();
                synchronized (monitor) {
                  monitor.wait();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void overriddenQuestion() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              boolean isOpen() {
                return open;
              }

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!isOpen()) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              static class B extends A {
                @Override
                boolean isOpen() {
                  return true;
                }
              }

              public static void main(String[] args) {
                A a = new B();
                new Thread(a::pass).start();
                a.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void notifiesBehindTheChange() {
    BugCheckerRefactoringTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
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
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalsBehindTheChange() {
    BugCheckerRefactoringTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition filled = lock.newCondition();
              private final Condition emptied = lock.newCondition();
              private int count;

              void add() {
                lock.lock();
                try {
                  count++;
                } finally {
                  lock.unlock();
                }
              }

              void take() {
                lock.lock();
                try {
                  while (count == 0) {
                    filled.await();
                  }
                  count--;
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  lock.unlock();
                }
              }

              static void wake(Condition any) {
                any.signalAll();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::take).start();
                new Thread(a::add).start();
              }
            }
            """)
        .addOutputLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition filled = lock.newCondition();
              private final Condition emptied = lock.newCondition();
              private int count;

              void add() {
                lock.lock();
                try {
                  count++;
                  filled.signalAll();
                } finally {
                  lock.unlock();
                }
              }

              void take() {
                lock.lock();
                try {
                  while (count == 0) {
                    filled.await();
                  }
                  count--;
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  lock.unlock();
                }
              }

              static void wake(Condition any) {
                any.signalAll();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::take).start();
                new Thread(a::add).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void changeWithoutTheMonitor() {
    BugCheckerRefactoringTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            class A {
              private boolean open;

              void open() {
                open = true;
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
              }
            }
            """)
        .expectUnchanged()
        .doTest();
  }

  @Test
  void mainWaitsUntilAnotherThreadExitsByReference() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.function.IntConsumer;

            class A {
              private static final Object IDLE = new Object();
              private static boolean drained;

              private static void drain() {
                synchronized (IDLE) {
                  drained = true;
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Map<String, IntConsumer> commands = Map.of("quit", System::exit);
                new Thread(() -> commands.get(args[0]).accept(0)).start();
                synchronized (IDLE) {
                  while (!drained) {
                    IDLE.wait();
                  }
                }
                drain();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsUntilAnotherThreadHaltsByReference() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.function.IntConsumer;

            class A {
              private static final Object IDLE = new Object();
              private static boolean drained;

              private static void drain() {
                synchronized (IDLE) {
                  drained = true;
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Map<String, IntConsumer> commands = Map.of("quit", Runtime.getRuntime()::halt);
                new Thread(() -> commands.get(args[0]).accept(0)).start();
                synchronized (IDLE) {
                  while (!drained) {
                    IDLE.wait();
                  }
                }
                drain();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsUntilAnotherThreadExitsByLambda() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.function.IntConsumer;

            class A {
              private static final Object IDLE = new Object();
              private static boolean drained;

              private static void drain() {
                synchronized (IDLE) {
                  drained = true;
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Map<String, IntConsumer> commands = Map.of("quit", code -> System.exit(code));
                new Thread(() -> commands.get(args[0]).accept(0)).start();
                synchronized (IDLE) {
                  while (!drained) {
                    IDLE.wait();
                  }
                }
                drain();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainWaitsThoughAnotherThreadHasCommands() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.function.IntConsumer;

            class A {
              private static final Object IDLE = new Object();
              private static boolean drained;

              private static void drain() {
                synchronized (IDLE) {
                  drained = true;
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Map<String, IntConsumer> commands = Map.of("quit", code -> System.out.println(code));
                new Thread(() -> commands.get(args[0]).accept(0)).start();
                synchronized (IDLE) {
                  while (!drained) {
                    // BUG: Diagnostic contains: wait() waits for ever
                    IDLE.wait();
                  }
                }
                drain();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsItselfBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                Thread.currentThread().interrupt();
                synchronized (this) {
                  while (!done) {
                    try {
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsItselfByAnotherName() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                Thread self = Thread.currentThread();
                self.interrupt();
                synchronized (this) {
                  while (!done) {
                    try {
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptsItselfInHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                giveUp();
                synchronized (this) {
                  while (!done) {
                    try {
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              private void giveUp() {
                Thread.currentThread().interrupt();
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void restoresInterruptThatNobodyHasGiven() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                try {
                  check();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                synchronized (this) {
                  while (!done) {
                    try {
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              private void check() throws InterruptedException {
                if (hashCode() < 10) {
                  throw new InterruptedException();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void restoresInterruptThatNobodyGives() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                try {
                  Thread.onSpinWait();
                  if (Thread.interrupted()) {
                    System.out.println(Thread.holdsLock(this));
                  }
                  check();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                synchronized (this) {
                  while (!done) {
                    try {
                      // BUG: Diagnostic contains: wait() waits for ever
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              private void check() throws InterruptedException {}

              public static void main(String[] args) {
                A a = new A();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherThreadInterruptsItself() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A implements Runnable {
              private boolean done;

              @Override
              public void run() {
                System.out.println("waits");
                synchronized (this) {
                  while (!done) {
                    try {
                      // BUG: Diagnostic contains: wait() waits for ever
                      wait();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
                System.out.println("done");
              }

              synchronized void finish() {
                done = true;
              }

              public static void main(String[] args) {
                A a = new A();
                Thread.currentThread().interrupt();
                new Thread(a).start();
                a.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInEarlierRound() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void execute(int phase) {
                switch (phase) {
                  case 0 -> serve();
                  default -> prepare();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                for (String phase : args) {
                  a.execute(phase.length());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInEarlierCallByLibrary() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void execute(int phase) {
                switch (phase) {
                  case 0 -> serve();
                  default -> prepare();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                List.of(1, 0).forEach(a::execute);
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInEarlierCallOfLambda() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void execute(int phase) {
                switch (phase) {
                  case 0 -> serve();
                  default -> prepare();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                List.of(1, 0).forEach(phase -> a.execute(phase));
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInEarlierTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void execute(int phase) {
                switch (phase) {
                  case 0 -> serve();
                  default -> prepare();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                ExecutorService executor = Executors.newSingleThreadExecutor();
                for (String phase : args) {
                  executor.execute(() -> a.execute(phase.length()));
                }
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInRoundThatDoesNotWait() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void serveIf(boolean late) {
                if (late) {
                  serve();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  a.serveIf(i > 0);
                  a.prepare();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void setInEarlierRoundByAnotherClass() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              interface Step {
                void run();
              }

              private class Serve implements Step {
                @Override
                public void run() {
                  serve();
                }
              }

              private class Prepare implements Step {
                @Override
                public void run() {
                  prepare();
                }
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                List<Step> steps = List.of(a.new Prepare(), a.new Serve());
                for (Step step : steps) {
                  step.run();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void everyRoundWaitsFirst() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void round() {
                serve();
                prepare();
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    // BUG: Diagnostic contains: wait() waits for ever
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  a.round();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void everyTaskWaitsFirst() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private boolean prepared;
              private int served;

              private void round() {
                serve();
                prepare();
              }

              private synchronized void serve() {
                while (!prepared) {
                  try {
                    // BUG: Diagnostic contains: wait() waits for ever
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                served++;
              }

              private synchronized void prepare() {
                prepared = true;
              }

              public static void main(String[] args) {
                A a = new A();
                ExecutorService executor = Executors.newFixedThreadPool(2);
                for (int i = 0; i < 2; i++) {
                  executor.execute(() -> a.round());
                }
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void nothingCallsWhatSetsTheFlagBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        // BUG: Diagnostic contains: it goes on while 'paused', whoever signals, and nothing comes to
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackByCaller() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.unpause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackWhereItEnds() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                paused = false;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackByAnnotatedMethod() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              @Deprecated
              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackByMethodForOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            public class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              public synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackByMethodThatIsLookedUp() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                try {
                  A.class.getDeclaredMethod("unpause").invoke(a);
                } catch (ReflectiveOperationException e) {
                  System.exit(1);
                }
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBackByKeptFunction() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                notifyAll();
              }

              private final Runnable resumer = this::unpause;

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.resumer.run();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedWhileFlagIsSet() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              private boolean paused;
              private volatile boolean cancelled;

              synchronized void pause() {
                paused = true;
              }

              synchronized void unpause() {
                paused = false;
                notifyAll();
              }

              synchronized void cancel() {
                cancelled = true;
                interrupt();
                notifyAll();
              }

              @Override
              public void run() {
                try {
                  while (!cancelled) {
                    synchronized (this) {
                      while (paused) {
                        wait();
                      }
                    }
                    System.out.println("round");
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.pause();
                a.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerFindsAtFirstThatItNeedNotWait() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private int paper = 100;

              synchronized void print() throws InterruptedException {
                while (paper == 0) {
                  pause();
                }
                paper--;
                System.out.println("printed");
              }

              private synchronized void pause() throws InterruptedException {
                wait();
                System.out.println("paper again");
              }

              public static void main(String[] args) throws InterruptedException {
                new A().print();
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherObjectsAreSignalled() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object other = new Object();
              private boolean open;

              synchronized void open() {
                open = true;
              }

              void poke() {
                synchronized (other) {
                  other.notifyAll();
                }
              }

              synchronized void pass() {
                while (!open) {
                  try {
                    // BUG: Diagnostic contains: nobody signals after line 6
                    wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                System.out.println("passed");
              }

              public static void main(String[] args) {
                A gate = new A();
                new Thread(gate::pass).start();
                gate.open();
                gate.poke();
              }
            }
            """)
        .doTest();
  }

  @Test
  void changerIsJoinedWhereResourceIsClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            class A {
              private boolean open;

              synchronized void open() {
                open = true;
              }

              synchronized void pass() throws InterruptedException {
                while (!open) {
                  wait();
                }
                System.out.println("passed");
              }

              record Opener(Thread thread) implements AutoCloseable {
                @Override
                public void close() throws InterruptedException {
                  thread.join();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A gate = new A();
                Thread thread = new Thread(gate::open);
                thread.start();
                try (Opener opener = new Opener(thread)) {
                  System.out.println(opener);
                }
                gate.pass();
              }
            }
            """)
        .doTest();
  }
}
