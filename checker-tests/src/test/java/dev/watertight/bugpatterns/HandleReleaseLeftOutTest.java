package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleReleaseLeftOutTest {
  @Test
  void openedWithoutTheFlag() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                // BUG: Diagnostic contains: is not shut down when line 20 leaves that out
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                if (token.isEmpty()) {
                  return false;
                }
                open = true;
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusedBeforeItIsOpened() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                if (token.isEmpty()) {
                  return false;
                }
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                open = true;
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetFirst() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                open = true;
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                if (token.isEmpty()) {
                  return false;
                }
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedWhenRefused() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                if (token.isEmpty()) {
                  pool.shutdown();
                  return false;
                }
                open = true;
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetByOthers() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                if (token.isEmpty()) {
                  return false;
                }
                open = true;
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }

              void connected() {
                open = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void anotherCloserAsksNothing() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;
              private boolean open;

              boolean open(String token) {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
                if (token.isEmpty()) {
                  return false;
                }
                open = true;
                return true;
              }

              void close() {
                if (!open) {
                  return;
                }
                open = false;
                pool.shutdown();
              }

              void destroy() {
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersAreLate() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              // BUG: Diagnostic contains: is not shut down when line 19 leaves that out
              private final ExecutorService writers = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                try {
                  if (!readers.awaitTermination(3, TimeUnit.SECONDS)) {
                    return;
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                writers.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersAreLateAndCallersAreTold() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              boolean close() {
                readers.shutdown();
                try {
                  if (!readers.awaitTermination(3, TimeUnit.SECONDS)) {
                    return false;
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                writers.shutdown();
                return true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersAreLateAndItIsReleased() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                try {
                  if (!readers.awaitTermination(3, TimeUnit.SECONDS)) {
                    writers.shutdownNow();
                    return;
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                writers.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersAreLateAndItIsReleasedFinally() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                try {
                  readers.shutdown();
                  try {
                    if (!readers.awaitTermination(3, TimeUnit.SECONDS)) {
                      return;
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                } finally {
                  writers.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void othersAreLateAndItGoesOn() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            class A {
              private final ExecutorService readers = Executors.newFixedThreadPool(2);
              private final ExecutorService writers = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              void close() {
                readers.shutdown();
                try {
                  if (!readers.awaitTermination(3, TimeUnit.SECONDS)) {
                    readers.shutdownNow();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                writers.shutdown();
              }
            }
            """)
        .doTest();
  }
}
