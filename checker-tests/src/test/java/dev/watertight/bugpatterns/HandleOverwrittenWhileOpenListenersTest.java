package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that give an object another handle, while others release it only when they are done. */
final class HandleOverwrittenWhileOpenListenersTest {
  private static final String REPORT = "// BUG: Diagnostic contains: Field 'pool' is given another";

  @Test
  void releaseOfAnyNameComesLater() {
    resized("a.run(); a.resize(4); a.run(); a.finish();", REPORT);
  }

  @Test
  void releaseComesLaterOrBefore() {
    resized("a.run(); a.finish(); a.resize(4); a.run(); a.finish();", "");
  }

  @Test
  void nobodyReleases() {
    resized("a.run(); a.resize(4);", "");
  }

  @Test
  void noTaskIsRunBefore() {
    resized("a.resize(4); a.run(); a.finish();", "");
  }

  @Test
  void listenerOpensAgain() {
    listener("", "hub.fire(2); a.close();", REPORT);
  }

  @Test
  void listenerIsClosedBefore() {
    listener("", "a.close(); hub.fire(2); a.close();", "");
  }

  @Test
  void listenerReleases() {
    listener("if (pool != null) { pool.shutdown(); }", "hub.fire(2); a.close();", "");
  }

  @Test
  void listenerHasOthersReleaseBefore() {
    listener("hub.before(this);", "hub.fire(2); a.close();", "");
  }

  private static void resized(String calls, String report) {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        final class A {
          private ExecutorService pool = Executors.newFixedThreadPool(2);

          void run() {
            pool.execute(() -> System.out.println("ran"));
          }

          void resize(int threads) {
            %s
            pool = Executors.newFixedThreadPool(threads);
          }

          void finish() {
            pool.shutdown();
          }

          public static void main(String[] args) {
            A a = new A();
            %s
          }
        }
        """
            .formatted(report, calls));
  }

  private static void listener(String before, String calls, String report) {
    compile(
        """
        import java.util.LinkedHashSet;
        import java.util.Set;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        interface Sized {
          void sized(int threads);
        }

        final class Hub {
          private final Set<Sized> all = new LinkedHashSet<>();

          void add(Sized one) {
            all.add(one);
          }

          void before(A a) {
            %s
          }

          void fire(int threads) {
            for (Sized one : all) {
              one.sized(threads);
            }
          }
        }

        final class A implements Sized, AutoCloseable {
          private final Hub hub;
          private ExecutorService pool;

          A(Hub hub) {
            this.hub = hub;
            sized(1);
            hub.add(this);
          }

          @Override
          public void sized(int threads) {
            %s
            %s
            pool = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < threads; i++) {
              pool.execute(() -> System.out.println("ready"));
            }
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] args) {
            Hub hub = new Hub();
            A a = new A(hub);
            %s
          }
        }
        """
            .formatted(before.contains("hub") ? "a.close();" : "", before, report, calls));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenListenersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
