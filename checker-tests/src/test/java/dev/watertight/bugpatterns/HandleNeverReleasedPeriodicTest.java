package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles whose release would cancel what is to come. */
final class HandleNeverReleasedPeriodicTest {
  @Test
  void periodicTask() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          static void run() throws InterruptedException {
            Runnable task = () -> {
              try {
                Thread.sleep(5);
              } catch (InterruptedException e) {
                return;
              }
            };
            // BUG: Diagnostic contains: shutdown() right there would cancel its tasks before their time has come
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
            pool.scheduleAtFixedRate(task, 1, 3, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void timerTask() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          static void run() throws InterruptedException {
            Runnable task = () -> {
              try {
                Thread.sleep(5);
              } catch (InterruptedException e) {
                return;
              }
            };
            // BUG: Diagnostic contains: cancel() right there would cancel its tasks
            Timer timer = new Timer();
            timer.schedule(new TimerTask() {
              @Override public void run() {
                task.run();
              }
            }, 100, 100);
          }
        }
        """);
  }

  @Test
  void periodicTaskForSomeTime() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          static void run() throws InterruptedException {
            Runnable task = () -> {
              try {
                Thread.sleep(5);
              } catch (InterruptedException e) {
                return;
              }
            };
            // BUG: Diagnostic contains: fix: call shutdown() in a finally block
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
            pool.scheduleAtFixedRate(task, 1, 3, TimeUnit.SECONDS);
            Thread.sleep(100);
          }
        }
        """);
  }

  @Test
  void delayedTaskThatShutdownLeavesAlone() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class A {
          static void run() throws InterruptedException {
            Runnable task = () -> {
              try {
                Thread.sleep(5);
              } catch (InterruptedException e) {
                return;
              }
            };
            // BUG: Diagnostic contains: fix:
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
            pool.schedule(task, 1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleNeverReleased.class, HandleNeverReleasedPeriodicTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
