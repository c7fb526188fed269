package dev.watertight.handles;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.NewClassTree;
import org.junit.jupiter.api.Test;

final class OwnersTest {
  @Test
  void withoutHandleOfItsOwn() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class NoHandle {
                private final StringBuilder text = new StringBuilder();
              }

              static class StaticHandle {
                private static final ExecutorService POOL = Executors.newFixedThreadPool(1);

                void close() {
                  POOL.shutdown();
                }
              }

              static class GivenHandle {
                private final ExecutorService pool;

                GivenHandle(ExecutorService pool) {
                  this.pool = pool;
                }

                void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.NoHandle();
                new Owners.StaticHandle();
                new Owners.GivenHandle(given);
              }
            }
            """)
        .doTest();
  }

  @Test
  void withoutCloser() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class NoCloser {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.NoCloser();
              }
            }
            """)
        .doTest();
  }

  @Test
  void expiringHandle() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class Expiring {
                private final ExecutorService pool = Executors.newCachedThreadPool();

                void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.Expiring();
              }
            }
            """)
        .doTest();
  }

  @Test
  void escapingHandle() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class EscapingHandle {
                private final ExecutorService pool = Executors.newFixedThreadPool(3);

                native void register(ExecutorService pool);

                void start() {
                  register(pool);
                }

                void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.EscapingHandle();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByInitializer() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class ByInitializer {
                private final ExecutorService pool = Executors.newFixedThreadPool(4);

                void run(Runnable task) {
                  submit(task);
                }

                private void submit(Runnable task) {
                  pool.execute(task);
                }

                void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.ByInitializer() {};
              }

              void owners() {
                // BUG: Diagnostic contains: ByInitializer with its fixed pool of 4 platform threads, released by [close], started by 'run'
                new Owners.ByInitializer();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByConstructor() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class ByConstructor {
                private final ExecutorService pool;

                ByConstructor() {
                  this(5);
                }

                ByConstructor(int size) {
                  pool = Executors.newFixedThreadPool(size);
                }

                ByConstructor(ExecutorService pool) {
                  this.pool = pool;
                }

                void run(Runnable task) {
                  pool.execute(task);
                }

                void stop() {
                  shutdownPool();
                }

                private void shutdownPool() {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              void notOwners(ExecutorService given) {
                new Owners.ByConstructor(given);
              }

              void owners() {
                // BUG: Diagnostic contains: ByConstructor with its fixed pool of size platform threads, released by [stop], started by 'run'
                new Owners.ByConstructor();
                // BUG: Diagnostic contains: ByConstructor with its fixed pool of size platform threads, released by [stop], started by 'run'
                new Owners.ByConstructor(7);
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByMethod() {
    CompilationTestHelper.newInstance(OwnerPrinter.class, getClass())
        .addSourceLines(
            "Owners.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Owners {
              static class ByMethod {
                private ExecutorService pool;

                void connect() {
                  pool = Executors.newFixedThreadPool(6);
                }

                void disposeNow() {
                  pool.shutdownNow();
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void owners() {
                // BUG: Diagnostic contains: ByMethod with its fixed pool of 6 platform threads, released by [disposeNow], started by 'connect'
                new Owners.ByMethod();
              }
            }
            """)
        .doTest();
  }

  /** Prints every owner that is made. */
  @BugPattern(summary = "Prints owners", severity = ERROR)
  public static final class OwnerPrinter extends BugChecker implements NewClassTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchNewClass(NewClassTree tree, VisitorState state) {
      return Openings.at(state.getPath(), state)
          .filter(Opening::isOwner)
          .map(
              opening ->
                  buildDescription(tree)
                      .setMessage(
                          "%s, released by %s, started by '%s'"
                              .formatted(
                                  opening.description(),
                                  opening.kind().releases(),
                                  String.join(", ", opening.starts())))
                      .build())
          .orElse(Description.NO_MATCH);
    }
  }
}
