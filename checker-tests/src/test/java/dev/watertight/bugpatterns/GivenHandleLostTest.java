package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles that are given to an object which alone releases them, and which is then lost. */
final class GivenHandleLostTest {
  private static final String LINK =
      """
      import java.util.concurrent.ExecutorService;

      final class Link implements AutoCloseable {
        private final ExecutorService pool;

        Link(ExecutorService pool) {
          this.pool = pool;
        }

        void greet() throws java.io.IOException {
          pool.execute(() -> System.out.println("hello"));
          if (pool.isShutdown()) {
            throw new java.io.IOException("closed");
          }
        }

        String name() {
          return "link";
        }

        @Override
        public void close() {
          pool.shutdown();
        }
      }
      """;

  @Test
  void ownerReleasedOrKept() {
    helper()
        .addSourceLines("Link.java", LINK)
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final List<Link> links = new ArrayList<>();
              private Link last;

              Link returned() {
                return new Link(pool());
              }

              void inResource() throws Exception {
                try (Link link = new Link(Executors.newFixedThreadPool(3))) {
                  link.greet();
                }
              }

              void inFunction() throws Exception {
                Link link = new Link(Executors.newFixedThreadPool(3));
                Runtime.getRuntime().addShutdownHook(new Thread(link::close));
                link.greet();
              }

              void inContainer() throws Exception {
                Link link = new Link(Executors.newFixedThreadPool(3));
                links.add(link);
                link.greet();
              }

              void inField() throws Exception {
                Link link = new Link(Executors.newFixedThreadPool(3));
                keep(link);
                link.greet();
              }

              private void keep(Link link) {
                last = link;
              }

              private static ExecutorService pool() {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
                return pool;
              }
            }
            """)
        .doTest();
  }

  @Test
  void handleReleasedBesideOwner() {
    helper()
        .addSourceLines("Link.java", LINK)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void handleReleased() throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                try {
                  new Link(pool).greet();
                } finally {
                  pool.shutdown();
                }
              }

              void notStarted(boolean dry) {
                Link link = new Link(Executors.newFixedThreadPool(3));
                if (dry) {
                  System.out.println(link.name());
                  return;
                }
                link.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerEndsItself() {
    helper()
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static final class Registered {
                private static final List<Registered> ALL = new ArrayList<>();
                private final ExecutorService pool;

                Registered(ExecutorService pool) {
                  this.pool = pool;
                  ALL.add(this);
                }

                void close() {
                  pool.shutdown();
                }
              }

              static final class OneTask {
                private final ExecutorService pool;

                OneTask(ExecutorService pool) {
                  this.pool = pool;
                  pool.execute(this::run);
                }

                private void run() {
                  close();
                }

                void close() {
                  pool.shutdown();
                }
              }

              static final class Checked {
                private final ExecutorService pool;

                Checked(ExecutorService pool, int size) throws Exception {
                  this.pool = pool;
                  if (size < 0) {
                    pool.shutdown();
                    throw new Exception();
                  }
                }

                void close() {
                  pool.shutdown();
                }
              }

              void registered(boolean dry) {
                Registered registered = new Registered(pool());
              }

              void oneTask(boolean dry) {
                OneTask task = new OneTask(pool());
              }

              Checked checked(int size) throws Exception {
                ExecutorService pool = pool();
                return new Checked(pool, size);
              }

              private static ExecutorService pool() {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
                return pool;
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerLost() {
    helper()
        .addSourceLines("Link.java", LINK)
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              Link onEarlyReturn(String target) {
                // BUG: Diagnostic contains: in 'pool' is not shut down when onEarlyReturn() returns on line 11
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
                Link link = new Link(pool);
                if (target.isEmpty()) {
                  return null;
                }
                return link;
              }

              void dropped() {
                // BUG: Diagnostic contains: in 'pool' is not shut down on a path through dropped()
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
                System.out.println(new Link(pool).name());
              }

              Link byException() throws Exception {
                // BUG: Diagnostic contains: is not shut down when line 26 throws IOException
                Link link = new Link(Executors.newFixedThreadPool(3));
                link.greet();
                return link;
              }
            }
            """)
        .doTest();
  }

  private CompilationTestHelper helper() {
    return CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass());
  }
}
