package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops with a stop flag that wait for a signal of a monitor or condition. */
final class StopFlagWithoutWakeupMonitorsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  private static final String WAITS_ON =
      "// BUG: Diagnostic contains: wait() waits on while 'queue.isEmpty()'";

  @Test
  void addedByATaskThatWaitsForTheLockOfItsStarter() {
    checkLast(
        "",
        """
        Lock phase = new ReentrantLock();
        Thread last = new Thread(() -> { phase.lock(); a.add("x"); phase.unlock(); });
        phase.lock();
        last.start();
        a.stop();
        phase.unlock();
        """);
  }

  @Test
  void addedByATaskThatWaitsForTheMonitorOfItsStarter() {
    checkLast(
        "",
        """
        Object phase = new Object();
        synchronized (phase) {
          new Thread(() -> { synchronized (phase) { a.add("x"); } }).start();
          a.stop();
        }
        """);
  }

  @Test
  void addedByATaskThatWaitsForALockInAMethod() {
    checkLast(
        "",
        """
        Phase phase = new Phase();
        phase.enter();
        new Thread(() -> { phase.enter(); a.add("x"); phase.leave(); }).start();
        a.stop();
        phase.leave();
        """);
  }

  @Test
  void addedByAThreadThatIsMadeBefore() {
    checkLast(
        "",
        """
        Thread last = new Thread(() -> a.add("x"));
        a.stop();
        last.start();
        """);
  }

  @Test
  void addedByAThreadThatIsStartedBefore() {
    checkLast(
        WAITS_ON,
        """
        Thread last = new Thread(() -> a.add("x"));
        last.start();
        a.stop();
        """);
  }

  @Test
  void addedByATaskThatTakesALock() {
    checkLast(
        WAITS_ON,
        """
        Lock phase = new ReentrantLock();
        new Thread(() -> { phase.lock(); a.add("x"); phase.unlock(); }).start();
        a.stop();
        """);
  }

  private void checkLast(String report, String end) {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;
            import java.util.concurrent.locks.Lock;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              static final class Phase {
                private final Lock lock = new ReentrantLock();

                void enter() {
                  lock.lock();
                }

                void leave() {
                  lock.unlock();
                }
              }

              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
              }

              private synchronized String next() throws InterruptedException {
                while (queue.isEmpty()) {
                  %s
                  wait();
                }
                return queue.poll();
              }

              private void work() {
                try {
                  while (running) {
                    System.out.println(next());
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::work).start();
                %s
              }
            }
            """
                .formatted(report, end))
        .doTest();
  }

  @Test
  void queueStaysEmpty() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        // BUG: Diagnostic contains: wait() waits on while 'queue.isEmpty()'
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueIsTheMonitor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              void add(String text) {
                synchronized (queue) {
                  queue.add(text);
                  queue.notify();
                }
              }

              void stop() {
                running = false;
                synchronized (queue) {
                  queue.notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (queue) {
                      while (queue.isEmpty()) {
                        // BUG: Diagnostic contains: wait() waits on while 'queue.isEmpty()'
                        queue.wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitInMethodOfItsOwn() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    System.out.println(next());
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }
              private synchronized String next() throws InterruptedException {
                while (queue.isEmpty()) {
                  // BUG: Diagnostic contains: also when line 18 sets 'running'
                  wait();
                }
                return queue.poll();
              }
              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
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
            import java.util.ArrayDeque;
            import java.util.Queue;
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.Lock;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;
              private final Lock lock = new ReentrantLock();
              private final Condition filled = lock.newCondition();
              void start() {
                new Thread(this::work).start();
              }

              void add(String text) {
                lock.lock();
                try {
                  queue.add(text);
                  filled.signal();
                } finally {
                  lock.unlock();
                }
              }

              void stop() {
                running = false;
                lock.lock();
                try {
                  filled.signalAll();
                } finally {
                  lock.unlock();
                }
              }

              private void work() {
                try {
                  while (running) {
                    lock.lock();
                    try {
                      while (queue.isEmpty()) {
                        // BUG: Diagnostic contains: await() waits on while 'queue.isEmpty()'
                        filled.await();
                      }
                      System.out.println(queue.poll());
                    } finally {
                      lock.unlock();
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagAskedForBehindTheWait() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (true) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        // BUG: Diagnostic contains: sets 'running'
                        wait();
                      }
                      if (!running) {
                        return;
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagInTheCondition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty() && running) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagInMethodOfTheCondition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (isIdle()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }
              private boolean isIdle() {
                return queue.isEmpty() && running;
              }
              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagAskedForInTheInnerLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        if (!running) {
                          return;
                        }
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
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
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;
              private final Thread thread = new Thread(this::work);
              void start() {
                thread.start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                thread.interrupt();
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedAfterTheFlag() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                add("end");
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedBeforeTheFlagInTheMonitor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                synchronized (this) {
                  queue.add("end");
                  running = false;
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedByTheCaller() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
                a.add("end");
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedByTaskStartedAfterTheFlag() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                new Thread(() -> add("end")).start();
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void valueAddedAgainAndAgain() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
                new Thread(
                        () -> {
                          while (true) {
                            add("tick");
                          }
                        })
                    .start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopRefillsItself() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      queue.add(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueOfOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue;
              private volatile boolean running = true;
              A(Queue<String> queue) {
                this.queue = queue;
              }
              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A(new ArrayDeque<>());
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueHandedOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }
              Queue<String> queue() {
                return queue;
              }
              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueUnderAnotherName() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;
              private final Queue<String> other = queue;
              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  other.add("end");
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopThatCounts() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  for (int i = 0; running && i < 1; i++) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void processEnds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
                System.exit(0);
              }
            }
            """)
        .doTest();
  }

  @Test
  void daemonOfMain() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                Thread thread = new Thread(a::work);
                thread.setDaemon(true);
                thread.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void stopThatNothingCalls() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitWithoutLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      if (queue.isEmpty()) {
                        wait();
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitWithTimeLimit() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Queue;

            class A {
              private final Queue<String> queue = new ArrayDeque<>();
              private volatile boolean running = true;

              void start() {
                new Thread(this::work).start();
              }

              synchronized void add(String text) {
                queue.add(text);
                notifyAll();
              }

              void stop() {
                running = false;
                synchronized (this) {
                  notifyAll();
                }
              }

              private void work() {
                try {
                  while (running) {
                    synchronized (this) {
                      while (queue.isEmpty()) {
                        wait(100);
                      }
                      System.out.println(queue.poll());
                    }
                  }
                } catch (InterruptedException e) {
                  System.err.println("interrupted");
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.start();
                a.add("x");
                a.stop();
              }
            }
            """)
        .doTest();
  }
}
