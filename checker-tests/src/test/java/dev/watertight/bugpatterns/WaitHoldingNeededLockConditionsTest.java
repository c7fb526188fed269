package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that need a monitor for the condition of their loop. */
final class WaitHoldingNeededLockConditionsTest {
  @Test
  void conditionTakesMonitor() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                // BUG: Diagnostic contains: join() waits while it holds a monitor
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfDoLoopTakesMonitor() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                do {
                  Thread.yield();
                } while (!isDone());
              }

              private synchronized boolean isDone() {
                return ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                // BUG: Diagnostic contains: join() waits while it holds a monitor
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionInBlockOfMonitor() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  Thread.yield();
                }
              }

              private boolean more() {
                synchronized (this) {
                  return !ending;
                }
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                // BUG: Diagnostic contains: join() waits while it holds a monitor
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionTakesAnotherMonitor() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              private boolean more() {
                synchronized (lock) {
                  return !ending;
                }
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionAsksForAFlagFirst() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  Thread.yield();
                }
              }

              private boolean more() {
                if (ending) {
                  return false;
                }
                synchronized (this) {
                  return true;
                }
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionAsksForMore() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (!ending && more()) {
                  Thread.yield();
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void breakLeavesTheLoop() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  if (ending) {
                    break;
                  }
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnLeavesTheLoop() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  if (ending) {
                    return;
                  }
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskIsInterrupted() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.interrupt();
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void limitOfTime() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object lock = new Object();
              private Thread thread;
              private volatile boolean ending;

              synchronized void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (more()) {
                  try {
                    Thread.sleep(20);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              private synchronized boolean more() {
                return !ending;
              }

              synchronized void stop() throws InterruptedException {
                ending = true;
                thread.join(100);
              }
            }
            """)
        .doTest();
  }
}
