package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleReleaseOverriddenTest {
  @Test
  void openedByMethodThatTheSubclassLeaves() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base {
              protected ExecutorService pool;

              void start() {
                // BUG: Diagnostic contains: is not shut down by Sub, which overrides the closing method
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }
            }

            class Sub extends Base {
              int stops;

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                Sub sub = new Sub();
                sub.start();
                sub.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByMethodThatTheSubclassReplaces() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base {
              protected ExecutorService pool;

              void start() {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }
            }

            class Sub extends Base {
              int stops;

              @Override
              void start() {
                stops--;
              }

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                Sub sub = new Sub();
                sub.start();
                sub.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByHelperOfMethodThatTheSubclassReplaces() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base {
              private ExecutorService pool;

              void start() {
                open();
              }

              void open() {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }
            }

            class Sub extends Base {
              int stops;

              @Override
              void start() {
                stops--;
              }

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                Sub sub = new Sub();
                sub.start();
                sub.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacedMethodCalledOnSuper() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base {
              protected ExecutorService pool;

              void start() {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }
            }

            class Sub extends Base {
              int stops;

              @Override
              void stop() {
                stops++;
                super.stop();
              }
            }

            class User {
              void use() {
                Sub sub = new Sub();
                sub.start();
                sub.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void endedBySubclassItself() {
    CompilationTestHelper.newInstance(HandleReleaseSkipped.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Base {
              protected ExecutorService pool;

              void start() {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }
            }

            class Sub extends Base {
              int stops;

              @Override
              void stop() {
                stops++;
                pool.shutdownNow();
              }
            }

            class User {
              void use() {
                Sub sub = new Sub();
                sub.start();
                sub.stop();
              }
            }
            """)
        .doTest();
  }
}
