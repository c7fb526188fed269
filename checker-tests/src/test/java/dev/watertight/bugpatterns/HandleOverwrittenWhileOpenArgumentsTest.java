package dev.watertight.bugpatterns;

import org.junit.jupiter.api.Test;

/** Methods that open a handle anew: for any number of arguments, and behind a release. */
final class HandleOverwrittenWhileOpenArgumentsTest {
  @Test
  void anyNumberOfArguments() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Pool1.java",
            """
            import java.util.concurrent.*;
            class Pool1 implements AutoCloseable {
              private ExecutorService pool;
              private int threads;
              Pool1(int n) { this.threads = n; pool = Executors.newFixedThreadPool(n); }
              void setHosts(String... hosts) {
                if (hosts.length != threads) {
                  threads = hosts.length;
                  // BUG: Diagnostic contains: Field 'pool' is given another
                  pool = Executors.newFixedThreadPool(hosts.length + 1);
                }
              }
              void run(Runnable r) { pool.submit(r); }
              @Override public void close() { pool.shutdownNow(); }
              public static void main(String[] a) {
                try (Pool1 r = new Pool1(1)) {
                  r.run(() -> System.out.println("x"));
                  if (a.length > 0) r.setHosts();
                  if (a.length > 1) r.setHosts("a", "b");
                  r.run(() -> System.out.println("y"));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void settingsWithAnyNumberOfNames() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Pool2.java",
            """
            import java.util.concurrent.*;
            class Pool2 implements AutoCloseable {
              static class Settings { final int threads; final String[] names; Settings(int threads, String... names) { this.threads = threads; this.names = names; }
                int threads() { return threads; } int names() { return names.length; } }
              private ExecutorService pool;
              private Settings settings;
              Pool2(Settings s) { apply(s); }
              final void apply(Settings updated) {
                Settings previous = settings;
                settings = updated;
                if (previous == null || previous.names() != updated.names()) {
                  // BUG: Diagnostic contains: Field 'pool' is given another
                  pool = Executors.newFixedThreadPool(updated.threads());
                }
              }
              void run(Runnable r) { pool.submit(r); }
              @Override public void close() { pool.shutdownNow(); }
              public static void main(String[] a) {
                try (Pool2 r = new Pool2(new Settings(1))) {
                  r.run(() -> System.out.println("x"));
                  page(r);
                  r.run(() -> System.out.println("y"));
                }
              }
              static void page(Pool2 r) { r.apply(new Settings(2)); r.apply(new Settings(3, "a")); }
            }
            """)
        .doTest();
  }

  @Test
  void makerReleasesFirst() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Rep2.java",
            """
            import java.util.concurrent.*;
            class Rep2 implements AutoCloseable {
              private volatile ExecutorService pool;
              Rep2(int threads) { setThreads(threads); }
              final void setThreads(int threads) { pool = Executors.newFixedThreadPool(threads); }
              void run(Runnable r) { pool.execute(r); }
              @Override public void close() { pool.shutdown(); }
              public static void main(String[] a) {
                Rep2 u = new Rep2(2);
                u.run(() -> System.out.println("a"));
                u.close();
                grow(u);
                u.run(() -> System.out.println("b"));
                u.close();
              }
              static void grow(Rep2 u) { u.setThreads(4); }
            }
            """)
        .doTest();
  }
}
