package dev.watertight.findings.handles;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.bugpatterns.HandleOverwrittenWhileOpen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases that do not look like one: all of these programs are right. */
final class UnusualReleasesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void releasedByConstructorOfAnother(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class InConstructor {
                private final ExecutorService pool;

                InConstructor(Runnable task) {
                  pool = Executors.newFixedThreadPool(1);
                  pool.execute(task);
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void keptInContainerOfSupertype(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Deque;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void containerOfSupertype(Runnable task) throws Exception {
                Deque<AutoCloseable> resources = new ArrayDeque<>();
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                resources.push(pool);
                resources.pop().close();
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void helperOfSupertype(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void helperOfSupertype(Runnable task) {
                List<AutoCloseable> resources = new ArrayList<>();
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                resources.add(pool);
                resources.forEach(A::closeQuietly);
              }

              static void closeQuietly(AutoCloseable resource) {
                try {
                  resource.close();
                } catch (Exception e) {
                  System.out.println(e);
                }
              }

              void typeVariable(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(task);
                end(pool);
              }

              <T extends ExecutorService> void end(T pool) {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void fieldReleasedInLoop(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService inLoop;

              void fieldInLoop(Runnable task) {
                for (int i = 0; i < 3; i++) {
                  inLoop = Executors.newFixedThreadPool(5);
                  inLoop.execute(task);
                  inLoop.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void fieldReleasedOnReconnect(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService whileConnected;

              void onDisconnect() {
                whileConnected.shutdown();
              }

              void reconnect(Runnable task) {
                whileConnected = Executors.newFixedThreadPool(6);
                whileConnected.execute(task);
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void keptInInlineContainer(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void inlineContainer(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(task);
                for (ExecutorService each : List.of(pool)) {
                  each.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HandleNeverReleased.class,
        HandleNotReleasedOnAllPaths.class,
        HandleOverwrittenWhileOpen.class
      })
  void functionOutOfView(Class<? extends BugChecker> check) {
    CompilationTestHelper.newInstance(check, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Consumer;

            class A {
              void functionOutOfView(Consumer<ExecutorService> closer, Runnable task) {
                List<ExecutorService> pools = new ArrayList<>();
                ExecutorService pool = Executors.newFixedThreadPool(8);
                pool.execute(task);
                pools.add(pool);
                pools.forEach(closer);
              }
            }
            """)
        .doTest();
  }
}
