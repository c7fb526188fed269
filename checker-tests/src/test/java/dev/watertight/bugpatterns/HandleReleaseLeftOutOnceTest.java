package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Releases in the code that uses a handle up, which a caught exception or a test leaves out. */
final class HandleReleaseLeftOutOnceTest {
  @Test
  void caughtBehindOpeningForField() {
    paths(
        """
        private ExecutorService pool;
        void process(int n) {
          try {
            // BUG: Diagnostic contains: is not shut down on a path through process()
            pool = Executors.newFixedThreadPool(n);
            pool.execute(() -> {});
            Thread.sleep(100);
            pool.shutdown();
          } catch (InterruptedException e) {
            System.out.println(e);
          }
        }
        """);
  }

  @Test
  void caughtWhereAnotherObjectStartsTheThreads() {
    paths(
        """
        private ExecutorService pool;
        public void go() { process(3); }
        protected void process(int n) {
          try {
            // BUG: Diagnostic contains: is not shut down on a path through process()
            pool = Executors.newFixedThreadPool(n);
            batch();
            pool.shutdown();
          } catch (InterruptedException e) {
            System.out.println(e);
          }
        }
        private void batch() throws InterruptedException {
          new Batch().start(pool);
          Thread.sleep(100);
        }
        static class Batch {
          void start(ExecutorService e) { e.execute(() -> {}); }
        }
        """);
  }

  @Test
  void returnBehindOpeningForField() {
    paths(
        """
        private ExecutorService pool;
        boolean process(int n) {
          // BUG: Diagnostic contains: is not shut down when process() returns on line 8
          pool = Executors.newFixedThreadPool(n);
          pool.execute(() -> {});
          if (n > 4) return false;
          pool.shutdown();
          return true;
        }
        """);
  }

  @Test
  void caughtInUserOfField() {
    skipped(
        """
        // BUG: Diagnostic contains: is not shut down when line 8 throws InterruptedException
        private final ExecutorService pool = Executors.newFixedThreadPool(3);
        void process() {
          pool.execute(() -> {});
          try {
            Thread.sleep(100);
            pool.shutdown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        """);
  }

  @Test
  void releasedBehindTheCatchClause() {
    paths(
        """
        private ExecutorService pool;
        void process(int n) {
          pool = Executors.newFixedThreadPool(n);
          try {
            pool.execute(() -> {});
            Thread.sleep(100);
          } catch (InterruptedException e) {
            System.out.println(e);
          }
          pool.shutdown();
        }
        """);
  }

  @Test
  void releasedByAnotherMethod() {
    paths(
        """
        private ExecutorService pool;
        boolean start(int n) {
          pool = Executors.newFixedThreadPool(n);
          pool.execute(() -> {});
          if (n > 4) { pool.shutdown(); return false; }
          return true;
        }
        void close() { pool.shutdown(); }
        """);
  }

  @Test
  void releasedInALaterRun() {
    paths(
        """
        private ExecutorService pool;
        void step(int n) {
          if (pool == null) pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
          if (n == 0) pool.shutdown();
        }
        """);
  }

  @Test
  void replacedInALaterRun() {
    paths(
        """
        private ExecutorService pool;
        void restart(int n) {
          if (pool != null) pool.shutdown();
          pool = Executors.newFixedThreadPool(n);
          pool.execute(() -> {});
        }
        """);
  }

  @Test
  void taskThatCancelsOnlyBehindItsSetup() {
    skipped(
        """
        static class Service implements Runnable {
          private final Timer watcher;
          private final List<Integer> pending;
          Service(List<Integer> pending) {
            // BUG: Diagnostic contains: is not cancelled when line 12 leaves that out
            watcher = new Timer();
            this.pending = pending;
          }
          public void run() {
            if (setup()) { pending.clear(); watcher.cancel(); }
          }
          private boolean setup() {
            if (pending.isEmpty()) return false;
            watcher.schedule(new TimerTask() { public void run() {} }, 100, 100);
            return true;
          }
        }
        static void start(List<Integer> pending) { new Thread(new Service(pending)).start(); }
        """);
  }

  @Test
  void threadThatReturnsBeforeItCancels() {
    skipped(
        """
        static class Service extends Thread {
          // BUG: Diagnostic contains: is not cancelled when line 8 leaves that out
          private final Timer watcher = new Timer();
          private final List<Integer> l = new ArrayList<>();
          public void run() {
            if (l.isEmpty()) { return; }
            watcher.schedule(new TimerTask() { public void run() {} }, 100, 100);
            l.clear();
            watcher.cancel();
          }
        }
        static void start() { new Service().start(); }
        """);
  }

  @Test
  void ownThreadThatShutsDownOnlySometimes() {
    skipped(
        """
        private final ExecutorService pool;
        private final int n;
        App(int n) {
          this.n = n;
          // BUG: Diagnostic contains: is not shut down when line 13 leaves that out
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
          new Thread(this::loop).start();
        }
        private void loop() {
          if (n > 3) { System.out.println("work"); pool.shutdown(); }
        }
        """);
  }

  @Test
  void repeatedTask() {
    skipped(
        """
        private final Timer timer = new Timer();
        private int n;
        App(ScheduledExecutorService s) {
          timer.schedule(new TimerTask() { public void run() {} }, 100, 100);
          s.scheduleAtFixedRate(this::step, 1, 1, TimeUnit.SECONDS);
        }
        private void step() { if (++n == 10) timer.cancel(); }
        """);
  }

  @Test
  void lastOfSeveralThreads() {
    skipped(
        """
        static class Service implements Runnable {
          private final Timer timer = new Timer();
          private int left = 3;
          Service() { timer.schedule(new TimerTask() { public void run() {} }, 10, 10); }
          public synchronized void run() { if (--left == 0) { timer.cancel(); } }
        }
        static void go() {
          Service s = new Service();
          for (int i = 0; i < 3; i++) new Thread(s).start();
        }
        """);
  }

  @Test
  void settingOfTheObject() {
    skipped(
        """
        static class Service implements Runnable {
          private final Timer timer = new Timer();
          private final boolean owns;
          Service(boolean owns) {
            this.owns = owns;
            timer.schedule(new TimerTask() { public void run() {} }, 10, 10);
          }
          public void run() { System.out.println(); if (owns) { timer.cancel(); } }
        }
        static void go() { new Thread(new Service(true)).start(); }
        """);
  }

  private void paths(String members) {
    compile(HandleNotReleasedOnAllPaths.class, members);
  }

  private void skipped(String members) {
    compile(HandleReleaseSkipped.class, members);
  }

  private void compile(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "App.java",
            "import java.util.*; import java.util.concurrent.*;",
            "class App {",
            members,
            "}")
        .doTest();
  }
}
