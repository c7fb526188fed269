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
}
