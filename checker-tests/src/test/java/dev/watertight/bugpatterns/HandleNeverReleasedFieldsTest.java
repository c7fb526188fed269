package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles in fields. */
final class HandleNeverReleasedFieldsTest {
  @Test
  void fieldThatAnUpdaterEmpties() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

            class A {
              private static final AtomicReferenceFieldUpdater<A, ExecutorService> POOL =
                  AtomicReferenceFieldUpdater.newUpdater(A.class, ExecutorService.class, "pool");

              private volatile ExecutorService pool = Executors.newFixedThreadPool(2);
              // BUG: Diagnostic contains: Fixed pool of 3 platform threads in field 'other'
              private volatile ExecutorService other = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                pool.execute(task);
                other.execute(task);
              }

              void close() {
                ExecutorService last = POOL.getAndSet(this, null);
                if (last != null) {
                  last.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedInClose() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownInClose implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              @Override
              public void close() {
                pool.shutdownNow();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedThroughCopy() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownThroughCopy {
              private ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                ExecutorService old = pool;
                pool = null;
                if (old != null) {
                  old.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByMethodReference() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByMethodReference {
              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              ShutDownByMethodReference() {
                Runtime.getRuntime().addShutdownHook(new Thread(pool::shutdown));
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByInnerClass() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByInnerClass {
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              void run(Runnable task) {
                pool.execute(task);
              }

              class Registration implements AutoCloseable {
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
  void fieldReleasedByHelper() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownByHelper {
              private final ExecutorService pool = Executors.newFixedThreadPool(5);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                end(pool);
              }

              private static void end(ExecutorService executor) {
                executor.shutdown();
              }
            }

            class ReleasedByCalledPrivateMethod {
              private final ExecutorService pool = Executors.newFixedThreadPool(6);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                end();
              }

              private void end() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldInjected() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class Injected {
              private final ExecutorService pool;

              Injected(ExecutorService pool) {
                this.pool = pool;
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldNeverReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Poller {
              private final ExecutorService pool =
                  // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is never shut down; its threads never end
                  Executors.newFixedThreadPool(7);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class StartedLater {
              private ExecutorService pool;

              void start(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(10);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldSetByConstructor() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class SetInConstructor {
              private final ExecutorService pool;

              SetInConstructor() {
                // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(8);
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class SetInInitializer {
              private final ExecutorService pool;

              {
                // BUG: Diagnostic contains: Fixed pool of 9 platform threads in field 'pool' is never shut down
                pool = Executors.newFixedThreadPool(9);
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedByMethodNobodyCalls() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class PrivateMethodNobodyCalls {
              // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(11);

              void run(Runnable task) {
                pool.execute(task);
              }

              private void end() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldReleasedBesideAnother() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ClosesOneOfTwo implements AutoCloseable {
              private final ExecutorService readers = Executors.newFixedThreadPool(12);
              // BUG: Diagnostic contains: Fixed pool of 13 platform threads in field 'writers' is never shut down
              private final ExecutorService writers = Executors.newFixedThreadPool(13);

              void run(Runnable task) {
                readers.execute(task);
                writers.execute(task);
              }

              @Override
              public void close() {
                readers.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldOnlySetToNull() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ForgottenSetToNull {
              // BUG: Diagnostic contains: Fixed pool of 14 platform threads in field 'pool' is never shut down
              private ExecutorService pool = Executors.newFixedThreadPool(14);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldNeverGivenTask() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class NeverGivenTask {
              private final ExecutorService pool = Executors.newFixedThreadPool(15);

              boolean isDown() {
                return pool.isShutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldShownToSubclasses() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShownToSubclasses {
              // BUG: Diagnostic contains: Fixed pool of 16 platform threads in field 'pool' is never shut down
              protected final ExecutorService pool = Executors.newFixedThreadPool(16);

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void singletons() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class StaticField {
              static final ExecutorService POOL = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                POOL.execute(task);
              }
            }

            final class Singleton {
              private static final Singleton INSTANCE = new Singleton();

              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              private Singleton() {}

              static void run(Runnable task) {
                INSTANCE.pool.execute(task);
              }
            }

            enum EnumConstant {
              INSTANCE;

              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            final class SingletonOfOneOfTwo {
              private static final SingletonOfOneOfTwo INSTANCE = new SingletonOfOneOfTwo();

              // BUG: Diagnostic contains: Fixed pool of 4 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              private SingletonOfOneOfTwo() {}

              static SingletonOfOneOfTwo another() {
                return new SingletonOfOneOfTwo();
              }

              void run(Runnable task) {
                INSTANCE.pool.execute(task);
                pool.execute(task);
              }
            }

            final class SingletonThatCanBeStopped {
              private static final SingletonThatCanBeStopped INSTANCE = new SingletonThatCanBeStopped();

              // BUG: Diagnostic contains: Fixed pool of 5 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = Executors.newFixedThreadPool(5);
              private boolean stopped;

              private SingletonThatCanBeStopped() {}

              void run(Runnable task) {
                INSTANCE.pool.execute(task);
              }

              void stop() {
                stopped = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclasses() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            abstract class ReleasedBySubclass {
              protected final ExecutorService pool = Executors.newFixedThreadPool(1);
            }

            class Releasing extends ReleasedBySubclass {
              void stop() {
                pool.shutdown();
              }
            }

            abstract class ReleasedByNoSubclass {
              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is never shut down
              final ExecutorService pool = Executors.newFixedThreadPool(2);
            }

            class Using extends ReleasedByNoSubclass {
              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class TracingPool extends ThreadPoolExecutor {
              TracingPool(int size) {
                super(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              }
            }

            class UserOfSubclassOfPool {
              // BUG: Diagnostic contains: Pool of 3 platform threads in field 'pool' is never shut down
              private final ExecutorService pool = new TracingPool(3);

              void run(Runnable task) {
                pool.execute(task);
              }
            }

            class AnonymousPool {
              void run(Runnable task) {
                ExecutorService pool =
                    // BUG: Diagnostic contains: Pool of 4 platform threads in 'pool' is never shut down
                    new ThreadPoolExecutor(4, 4, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                      @Override
                      protected void terminated() {
                        System.out.println("done");
                      }
                    };
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsOfOtherUnits() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "shop/Pools.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Pools {
              private Pools() {}

              static ExecutorService workers() {
                return Executors.newFixedThreadPool(1);
              }

              static void end(ExecutorService pool) {
                pool.shutdown();
              }

              static void use(ExecutorService pool, Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .addSourceLines(
            "shop/Importer.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;

            class Importer {
              final ExecutorService pool = Pools.workers();

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """)
        .addSourceLines(
            "shop/Exporter.java",
            """
            package shop;

            import java.util.concurrent.ExecutorService;

            class Exporter {
              // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pool' is never shut down
              final ExecutorService pool = Pools.workers();

              void run(Runnable task) {
                Pools.use(pool, task);
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

              void stop() {
                Pools.end(importer.pool);
                System.out.println(exporter.pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeByConstructorOfSingleton() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            final class Once {
              private static Once instance;

              private Once() {
                Timer timer = new Timer("check", true);
                timer.schedule(new Check(), 10, 1000);
              }

              static synchronized void init() {
                if (instance == null) {
                  instance = new Once();
                }
              }
            }

            final class Many {
              Many() {
                // BUG: Diagnostic contains: in 'timer' is never cancelled
                Timer timer = new Timer("check", true);
                timer.schedule(new Check(), 10, 1000);
              }
            }

            final class Check extends TimerTask {
              @Override
              public void run() {
                System.out.println("check");
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedByAPrivateMethodThatHasAComputedName() {
    compileCommands("\"do\" + command", "");
  }

  @Test
  void releasedByAPrivateMethodThatNobodyNames() {
    compileCommands("\"run\"", "// BUG: Diagnostic contains: is never shut down");
  }

  private void compileCommands(String name, String report) {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Commands.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Commands {
              %s
              private final ExecutorService jobs = Executors.newFixedThreadPool(2);

              void call(String command) throws ReflectiveOperationException {
                Commands.class.getDeclaredMethod(%s).invoke(this);
              }

              void run() {
                jobs.execute(() -> System.out.println("runs"));
              }

              private void doExit() {
                jobs.shutdown();
              }
            }
            """
                .formatted(report, name))
        .doTest();
  }
}
