package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleLostByBadInputTest {
  @Test
  void textThatIsNoNumber() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              // BUG: Diagnostic contains: is not shut down when line 11 throws RuntimeException, and then nobody has the object
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final int port;

              A(String port) {
                pool.execute(() -> {});
                this.port = Integer.parseInt(port);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void textThatIsNoAddress() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              // BUG: Diagnostic contains: is not shut down when line 11 throws RuntimeException
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final java.net.URI address;

              A(String address) {
                pool.execute(() -> {});
                this.address = java.net.URI.create(address);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void readBeforeTheStart() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final int port;

              A(String port) {
                this.port = Integer.parseInt(port);
                pool.execute(() -> {});
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureCaught() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private int port;

              A(String port) {
                pool.execute(() -> {});
                try {
                  this.port = Integer.parseInt(port);
                } catch (NumberFormatException e) {
                  this.port = 80;
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void endedWhenItFails() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final int port;

              A(String port) {
                boolean made = false;
                try {
                  pool.execute(() -> {});
                  this.port = Integer.parseInt(port);
                  made = true;
                } finally {
                  if (!made) {
                    pool.shutdownNow();
                  }
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void textThatHasBeenLookedAt() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private int port;

              A(String port) {
                pool.execute(() -> {});
                if (port.matches("[0-9]{1,4}")) {
                  this.port = Integer.parseInt(port);
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantText() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final int port;

              A() {
                pool.execute(() -> {});
                this.port = Integer.parseInt("8080");
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverFails() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final boolean quiet;

              A(String quiet) {
                pool.execute(() -> {});
                this.quiet = Boolean.parseBoolean(quiet);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void readByTheTask() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private volatile int port;

              A(String port) {
                pool.execute(() -> this.port = Integer.parseInt(port));
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }
}
