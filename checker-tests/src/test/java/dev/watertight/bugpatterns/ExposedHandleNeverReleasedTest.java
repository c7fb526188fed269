package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ExposedHandleNeverReleasedTest {
  @Test
  void handleNotShown() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class NotShown {
                private final ExecutorService pool = Executors.newFixedThreadPool(1);

                void run(Runnable task) {
                  pool.execute(task);
                }

                ExecutorService pool() {
                  return pool;
                }
              }

              static class PublicGetterOfHiddenClass {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                void run(Runnable task) {
                  pool.execute(task);
                }

                public ExecutorService getPool() {
                  return pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void noLeakOfItsOwn() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class ThreadsTimeOut {
                private final ExecutorService pool = Executors.newCachedThreadPool();

                public ExecutorService getPool() {
                  return pool;
                }
              }

              public static class ProcessWide {
                private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

                public static ExecutorService getPool() {
                  return POOL;
                }
              }

              public static class ShutDown implements AutoCloseable {
                private final ExecutorService pool = Executors.newFixedThreadPool(4);

                void run(Runnable task) {
                  pool.execute(task);
                }

                public ExecutorService getPool() {
                  return pool;
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void getterOfInterface() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              interface HasPool {
                ExecutorService pool();
              }

              public static class GetterOfInterface implements HasPool {
                private final ExecutorService pool = Executors.newFixedThreadPool(5);

                void run(Runnable task) {
                  pool.execute(task);
                }

                @Override
                public ExecutorService pool() {
                  return pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shownByGetter() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class ShownByGetter {
                // BUG: Diagnostic contains: Fixed pool of 6 platform threads in field 'pool' is never shut down by its owner; unless every user of the getter or field does it, its threads never end
                private final ExecutorService pool = Executors.newFixedThreadPool(6);

                public ExecutorService getPool() {
                  return pool;
                }

                void run(Runnable task) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shownByField() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class ShownByField {
                // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is never shut down by its owner
                public final ExecutorService pool = Executors.newFixedThreadPool(7);

                void run(Runnable task) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shownByLazyGetter() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class ShownByLazyGetter {
                private ExecutorService pool;

                public ExecutorService getPool() {
                  if (pool == null) {
                    // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down by its owner
                    pool = Executors.newFixedThreadPool(8);
                  }
                  return pool;
                }

                void run(Runnable task) {
                  getPool().execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverGivenTask() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class NeverGivenTask {
                private final ExecutorService pool = Executors.newFixedThreadPool(10);

                public ExecutorService getPool() {
                  return pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shownToSubclasses() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class ShownToSubclassesByGetter {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pool' is never shut down by its owner
                private final ExecutorService pool = Executors.newFixedThreadPool(11);

                protected ExecutorService getPool() {
                  return pool;
                }

                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              public static class ShownToSubclassesByField {
                // BUG: Diagnostic contains: Fixed pool of 12 platform threads in field 'pool' is never shut down by its owner
                protected final ExecutorService pool = Executors.newFixedThreadPool(12);

                void run(Runnable task) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void hasNoSubclasses() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static final class HasNoSubclasses {
                protected final ExecutorService pool = Executors.newFixedThreadPool(13);

                void run(Runnable task) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void allUsersInViewOnlyUse() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              public static class AllUsersInViewOnlyUse {
                // BUG: Diagnostic contains: Fixed pool of 9 platform threads in field 'pool' is never shut down by its owner
                private final ExecutorService pool = Executors.newFixedThreadPool(9);

                public ExecutorService getPool() {
                  return pool;
                }

                static void use(AllUsersInViewOnlyUse owner, Runnable task) {
                  owner.getPool().execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void crossUnit() {
    CompilationTestHelper.newInstance(ExposedHandleNeverReleased.class, getClass())
        .addSourceLines(
            "shop/Importer.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Importer {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              public ExecutorService getPool() {
                return pool;
              }
            }
            """)
        .addSourceLines(
            "shop/Exporter.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Exporter {
              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is never shut down by its owner
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              public ExecutorService getPool() {
                return pool;
              }
            }
            """)
        .addSourceLines(
            "shop/Application.java",
            """
            package shop;

            class Application {
              private final Importer importer = new Importer();
              private final Exporter exporter = new Exporter();

              void run(Runnable task) {
                importer.getPool().execute(task);
                exporter.getPool().execute(task);
              }

              void stop() {
                importer.getPool().shutdown();
              }
            }
            """)
        .doTest();
  }
}
