package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedDiscardedTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void tasksOfOneThread() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            for (String each : volumes) {
              pool.execute(() -> backup(each));
            }
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            pool.shutdownNow();
            // BUG: Diagnostic contains: has dropped the tasks that had not begun
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void tasksStartedByFunction() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            volumes.forEach(each -> pool.execute(() -> backup(each)));
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            pool.shutdownNow();
            // BUG: Diagnostic contains: has dropped the tasks that had not begun
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void ownLatchForEachThread() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newCachedThreadPool();
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            for (String each : volumes) {
              pool.execute(() -> backup(each));
            }
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            pool.shutdownNow();
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void tasksGivenBackAreCounted() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            for (String each : volumes) {
              pool.execute(() -> backup(each));
            }
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            for (Runnable left : pool.shutdownNow()) {
              open.countDown();
            }
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void queueIsWorkedOff() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            for (String each : volumes) {
              pool.execute(() -> backup(each));
            }
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            pool.shutdown();
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void otherWaitBefore() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private final CountDownLatch mounted = new CountDownLatch(1);
          private final CountDownLatch open;

          A(List<String> volumes) {
            open = new CountDownLatch(volumes.size());
            for (String each : volumes) {
              pool.execute(() -> backup(each));
            }
          }

          private void backup(String volume) {
            try {
              mounted.await();
              System.out.println(volume);
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            } finally {
              open.countDown();
            }
          }

          void mount() {
            mounted.countDown();
          }

          void cancel() throws InterruptedException {
            mounted.await();
            pool.shutdownNow();
            open.await();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(List.of("/a", "/b", "/c"));
            a.mount();
            a.cancel();
          }
        }
        """);
  }

  @Test
  void resultsReceivedBefore() {
    compile(
        """
        class A {
          void run() throws InterruptedException {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            BlockingQueue<Integer> results = new LinkedBlockingQueue<>();
            CountDownLatch left = new CountDownLatch(6);
            for (int i = 0; i < 6; i++) {
              int number = i;
              pool.execute(
                  () -> {
                    try {
                      Thread.sleep(5);
                      results.add(number);
                    } catch (InterruptedException e) {
                      results.add(-1);
                    } finally {
                      left.countDown();
                    }
                  });
            }
            for (int i = 0; i < 6; i++) {
              System.out.println(results.take());
            }
            pool.shutdownNow();
            left.await();
          }

          public static void main(String[] args) throws InterruptedException {
            new A().run();
          }
        }
        """);
  }

  @Test
  void helperWaitsBefore() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch left = new CountDownLatch(6);

          void run() throws Exception {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              int number = i;
              all.add(pool.submit(() -> work(number)));
            }
            finish(all);
            pool.shutdownNow();
            left.await();
          }

          private Integer work(int i) throws InterruptedException {
            try {
              Thread.sleep(i);
            } finally {
              left.countDown();
            }
            return i;
          }

          private static void finish(List<Future<Integer>> all) throws Exception {
            for (Future<Integer> each : all) {
              each.get();
            }
          }

          public static void main(String[] args) throws Exception {
            new A().run();
          }
        }
        """);
  }

  @Test
  void loopAsksBefore() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch left = new CountDownLatch(6);

          void run() throws Exception {
            for (int i = 0; i < 6; i++) {
              int number = i;
              pool.submit(() -> work(number));
            }
            while (left.getCount() > 0) {
              Thread.sleep(10);
            }
            pool.shutdownNow();
            left.await();
          }

          private Integer work(int i) throws InterruptedException {
            try {
              Thread.sleep(i);
            } finally {
              left.countDown();
            }
            return i;
          }

          public static void main(String[] args) throws Exception {
            new A().run();
          }
        }
        """);
  }

  @Test
  void permitsAcquiredBefore() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch left = new CountDownLatch(6);
          private final Semaphore begun = new Semaphore(0);


          void run() throws Exception {
            for (int i = 0; i < 6; i++) {
              int number = i;
              pool.submit(
                  () -> {
                    begun.release();
                    return work(number);
                  });
            }
            begun.acquire(6);
            pool.shutdownNow();
            left.await();
          }

          private Integer work(int i) throws InterruptedException {
            try {
              Thread.sleep(i);
            } finally {
              left.countDown();
            }
            return i;
          }

          public static void main(String[] args) throws Exception {
            new A().run();
          }
        }
        """);
  }

  @Test
  void tasksGivenBackAreRun() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch left = new CountDownLatch(6);

          void run() throws Exception {
            for (int i = 0; i < 6; i++) {
              int number = i;
              pool.submit(() -> work(number));
            }
            List<Runnable> dropped = pool.shutdownNow();
            for (int i = 0; i < dropped.size(); i++) {
              left.countDown();
            }
            left.await();
          }

          private Integer work(int i) throws InterruptedException {
            try {
              Thread.sleep(i);
            } finally {
              left.countDown();
            }
            return i;
          }

          public static void main(String[] args) throws Exception {
            new A().run();
          }
        }
        """);
  }

  @Test
  void nothingButPauseBefore() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final CountDownLatch left = new CountDownLatch(6);

          void run() throws Exception {
            for (int i = 0; i < 6; i++) {
              int number = i;
              pool.submit(() -> work(number));
            }
            Thread.sleep(1);
            pool.shutdownNow();
            // BUG: Diagnostic contains: has dropped the tasks that had not begun
            left.await();
          }

          private Integer work(int i) throws InterruptedException {
            try {
              Thread.sleep(i);
            } finally {
              left.countDown();
            }
            return i;
          }

          public static void main(String[] args) throws Exception {
            new A().run();
          }
        }
        """);
  }
}
