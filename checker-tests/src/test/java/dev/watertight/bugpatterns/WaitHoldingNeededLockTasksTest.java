package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for the tasks of a pool, which need the monitor or lock of the thread that waits. */
final class WaitHoldingNeededLockTasksTest {
  @Test
  void monitorThatEachTaskNeedsOfPoolThatIsEndedByInterrupts() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Rates implements AutoCloseable {
          private final Map<String, Double> rates = new HashMap<>();
          private final ExecutorService loaders = Executors.newFixedThreadPool(3);
          synchronized void refresh(List<String> names) throws Exception {
            List<Future<?>> pending = new ArrayList<>();
            for (String name : names) {
              pending.add(loaders.submit(() -> reload(name)));
            }
            for (Future<?> f : pending) {
              // BUG: Diagnostic contains: holds a monitor that line 9 needs
              f.get();
            }
          }
          private void reload(String name) { store(name, name.length() / 10.0); }
          private synchronized void store(String name, double rate) { rates.put(name, rate); }
          @Override public void close() { loaders.shutdownNow(); }
        }
        """);
  }

  @Test
  void lockThatReferencedMethodNeeds() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class Sums implements AutoCloseable {
          private final ReentrantLock guard = new ReentrantLock();
          private final ExecutorService pool = Executors.newFixedThreadPool(3);
          private int sum;
          void all(int n) throws Exception {
            guard.lock();
            try {
              List<Future<?>> parts = new ArrayList<>();
              for (int i = 0; i < n; i++) {
                parts.add(pool.submit(this::add));
              }
              for (int i = 0; i < parts.size(); i++) {
                // BUG: Diagnostic contains: holds a lock
                parts.get(i).get();
              }
            } finally {
              guard.unlock();
            }
          }
          private void add() {
            guard.lock();
            try {
              sum++;
            } finally {
              guard.unlock();
            }
          }
          @Override public void close() { pool.shutdownNow(); }
        }
        """);
  }

  @Test
  void monitorThatAnonymousTaskOfLocalPoolNeeds() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Words {
          private int sum;
          synchronized void all(List<String> names) {
            ExecutorService pool = Executors.newCachedThreadPool();
            try {
              var parts = new ArrayList<CompletableFuture<Void>>();
              for (String n : names) {
                var part = CompletableFuture.runAsync(
                    new Runnable() { public void run() { count(n.length()); } }, pool);
                parts.add(part);
              }
              // BUG: Diagnostic contains: holds a monitor
              for (var part : parts) part.join();
            } finally {
              pool.shutdownNow();
            }
          }
          private void count(int length) { synchronized (this) { sum += length; } }
        }
        """);
  }

  @Test
  void futureThatSomebodyCancels() {
    compile(
        """
        import java.util.concurrent.*;
        class Job {
          private int sum;
          private volatile Future<?> current;
          private final ExecutorService pool = Executors.newCachedThreadPool();
          synchronized void run() throws Exception {
            Future<?> f = pool.submit(() -> count(1));
            current = f;
            try { f.get(); } catch (CancellationException e) { }
          }
          void stop() { current.cancel(true); }
          void close() { pool.shutdownNow(); }
          private synchronized void count(int n) { sum += n; }
        }
        """);
  }

  @Test
  void waitBehindMonitor() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Job {
          private int sum;
          private final ExecutorService pool = Executors.newCachedThreadPool();
          void run(List<String> names) throws Exception {
            List<Future<?>> parts = new ArrayList<>();
            synchronized (this) { for (String n : names) parts.add(pool.submit(() -> count(1))); }
            for (Future<?> f : parts) f.get();
          }
          void close() { pool.shutdownNow(); }
          private synchronized void count(int n) { sum += n; }
        }
        """);
  }

  @Test
  void monitorsOfOtherObjects() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Job {
          private int sum;
          private final ExecutorService pool = Executors.newCachedThreadPool();
          synchronized void run(List<Job> others) throws Exception {
            List<Future<?>> parts = new ArrayList<>();
            for (Job other : others) parts.add(pool.submit(() -> other.count(1)));
            for (Future<?> f : parts) f.get();
          }
          void close() { pool.shutdownNow(); }
          private synchronized void count(int n) { sum += n; }
        }
        """);
  }

  @Test
  void interruptThatEndsTaskBeforeItNeedsMonitor() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Job {
          private int sum;
          private final ExecutorService pool = Executors.newCachedThreadPool();
          synchronized void run(List<String> names) throws Exception {
            List<Future<?>> parts = new ArrayList<>();
            for (String n : names) parts.add(pool.submit(() -> late()));
            for (Future<?> f : parts) f.get();
          }
          void close() { pool.shutdownNow(); }
          private void late() {
            try { Thread.sleep(1000); } catch (InterruptedException e) { return; }
            count(1);
          }
          private synchronized void count(int n) { sum += n; }
        }
        """);
  }

  @Test
  void monitorThatTasksNeedIfDataSaySo() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Job {
          private int sum;
          private final Map<String, Integer> known = new ConcurrentHashMap<>();
          private final ExecutorService pool = Executors.newCachedThreadPool();
          synchronized void run(List<String> names) throws Exception {
            List<Future<?>> parts = new ArrayList<>();
            for (String n : names) {
              parts.add(pool.submit(() -> { if (!known.containsKey(n)) count(1); }));
            }
            for (Future<?> f : parts) f.get();
          }
          void close() { pool.shutdownNow(); }
          private synchronized void count(int n) { sum += n; }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .addSourceLines("A.java", source)
        .doTest();
  }
}
