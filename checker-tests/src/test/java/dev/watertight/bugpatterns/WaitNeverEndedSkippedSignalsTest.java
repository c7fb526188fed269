package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedSkippedSignalsTest {
  @Test
  void earlyReturn() {
    compile(
        """
        class Order {
          private String result;
          private boolean rejected;

          synchronized String get() throws InterruptedException {
            // BUG: Diagnostic contains: waits for ever: nobody signals after line
            while (result == null && !rejected) wait();
            return result;
          }

          synchronized void settle(String r) {
            if (r.isBlank()) {
              rejected = true;
              return;
            }
            result = r;
            notifyAll();
          }

          public static void main(String[] a) {
            Order o = new Order();
            new Thread(
                    () -> {
                      try {
                        System.out.println(o.get());
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            o.settle(a.length > 0 ? a[0] : "");
          }
        }
        """);
  }

  @Test
  void branchThatDoesNot() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            // BUG: Diagnostic contains: waits for ever: nobody signals after line
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            if (a.length == 0) {
              g.breakIt();
            } else {
              g.fix();
            }
          }
        }
        """);
  }

  @Test
  void failure() {
    compile(
        """
        class Phase {
          private int open = 1;
          private boolean failed;

          synchronized void done() {
            open--;
            notifyAll();
          }

          synchronized void fail() {
            failed = true;
          }

          synchronized void await() throws InterruptedException {
            // BUG: Diagnostic contains: waits for ever: nobody signals after line
            while (open > 0 && !failed) wait();
          }

          public static void main(String[] a) throws Exception {
            Phase p = new Phase();
            new Thread(
                    () -> {
                      boolean ok = Boolean.parseBoolean(System.getenv("OK"));
                      if (ok) p.done();
                      else p.fail();
                    })
                .start();
            p.await();
          }
        }
        """);
  }

  @Test
  void signalBeforeInTheSameMonitor() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            notifyAll();
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            if (a.length == 0) {
              g.breakIt();
            } else {
              g.fix();
            }
          }
        }
        """);
  }

  @Test
  void otherObject() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            Gate h = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            h.breakIt();
            g.fix();
          }
        }
        """);
  }

  @Test
  void processEnds() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            if (a.length == 0) {
              g.breakIt();
            } else {
              g.fix();
            }
            System.exit(0);
          }
        }
        """);
  }

  @Test
  void changeBeforeStart() {
    compile(
        """
        class Gate {
          private boolean open, lazy;

          synchronized void pass() throws InterruptedException {
            while (!open && !lazy) wait();
          }

          synchronized void open() {
            open = true;
            notifyAll();
          }

          Gate lazy() {
            lazy = true;
            return this;
          }

          public static void main(String[] a) {
            Gate g = new Gate().lazy();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            g.open();
          }
        }
        """);
  }

  @Test
  void waiterOfTheOtherBranch() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            if (a.length > 0) {
              new Thread(
                      () -> {
                        try {
                          g.pass();
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
              g.fix();
            } else {
              g.breakIt();
            }
          }
        }
        """);
  }

  @Test
  void waiterOfTheOppositeTest() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            boolean ok = a.length > 0;
            if (ok)
              new Thread(
                      () -> {
                        try {
                          g.pass();
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            if (!ok) g.breakIt();
            else g.fix();
          }
        }
        """);
  }

  @Test
  void changeUnlessStarted() {
    compile(
        """
        class Gate {
          private boolean open, broken, started;

          synchronized void pass() throws InterruptedException {
            started = true;
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized boolean cancel() {
            if (started) return false;
            broken = true;
            return true;
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            boolean c = g.cancel();
            System.out.println(c);
          }
        }
        """);
  }

  @Test
  void returnThroughFinally() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix(String s) {
            try {
              if (s.isEmpty()) {
                broken = true;
                return;
              }
              open = true;
            } finally {
              notifyAll();
            }
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            g.fix(a.length > 0 ? a[0] : "");
          }
        }
        """);
  }

  @Test
  void exceptionWhoseHandlerSignals() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void wake() {
            notifyAll();
          }

          void fix(String s) {
            if (s.isEmpty()) {
              synchronized (this) {
                broken = true;
              }
              throw new IllegalStateException();
            }
            synchronized (this) {
              open = true;
              notifyAll();
            }
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            try {
              g.fix(a.length > 0 ? a[0] : "");
            } catch (IllegalStateException e) {
              g.wake();
            }
          }
        }
        """);
  }

  @Test
  void lastOneSignals() {
    compile(
        """
        class Sum {
          private int pending;
          private long total;

          synchronized void begin() {
            pending++;
          }

          synchronized void end(long n) {
            total += n;
            pending--;
            if (pending == 0) notifyAll();
          }

          synchronized long total() throws InterruptedException {
            while (pending > 0) wait();
            return total;
          }

          public static void main(String[] a) throws Exception {
            Sum s = new Sum();
            for (String x : a) {
              s.begin();
              new Thread(() -> s.end(x.length())).start();
            }
            System.out.println(s.total());
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedSkippedSignalsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void askedWhoWaits() {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition full = lock.newCondition();
              private final Condition empty = lock.newCondition();
              private boolean isFull;

              void put() {
                lock.lock();
                try {
                  isFull = true;
                  empty.signal();
                } finally {
                  lock.unlock();
                }
              }

              void take() throws InterruptedException {
                lock.lock();
                try {
                  while (!isFull) {
                    // BUG: Diagnostic contains: await() waits for ever: nobody signals after line
                    full.await();
                  }
                } finally {
                  lock.unlock();
                }
              }

              boolean isAwaited() {
                lock.lock();
                try {
                  return lock.hasWaiters(full);
                } finally {
                  lock.unlock();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A box = new A();
                Thread taker =
                    new Thread(
                        () -> {
                          try {
                            box.take();
                          } catch (InterruptedException e) {
                            System.out.println("cut short");
                          }
                        });
                taker.start();
                System.out.println(box.isAwaited());
                box.put();
                taker.join();
              }
            }
            """)
        .doTest();
  }
}
