package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for tasks that need what the runtime or a map keeps for the thread that waits. */
final class UnboundedWaitForTasksSelfBlockedTest {
  @Test
  void hookWaitsForThreadThatExits() {
    compile(
        """
        class Worker extends Thread {
          private final int n;
          Worker(int n) { this.n = n; }
          @Override public void run() {
            if (n < 0) { System.err.println("bad"); Runtime.getRuntime().exit(2); }
            System.out.println(n);
          }
        }
        class E1 {
          public static void main(String[] a) {
            Worker w = new Worker(a.length - 1);
            // BUG: Diagnostic contains: in a shutdown hook: who is waited for ends the process
            Thread hook = new Thread(() -> { try { w.join(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } });
            Runtime.getRuntime().addShutdownHook(hook);
            w.start();
          }
        }
        """);
  }

  @Test
  void hookWaitsForThreadsThatEnd() {
    compile(
        """
        class E2 {
          static volatile boolean stop;
          public static void main(String[] a) throws Exception {
            Thread w = new Thread(() -> { while (!stop) { System.out.println("x"); } });
            w.start();
            Thread me = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> { stop = true; try { w.join(); me.join(); } catch (InterruptedException e) { return; } }));
            Thread.sleep(100);
          }
        }
        """);
  }

  @Test
  void hookWaitsForSomeTime() {
    compile(
        """
        class E3 {
          public static void main(String[] a) throws Exception {
            Thread me = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { me.join(500); } catch (InterruptedException e) { return; } }));
            if (a.length == 0) System.exit(1);
          }
        }
        """);
  }

  @Test
  void exitBeforeHook() {
    compile(
        """
        class E4 {
          static volatile boolean stop;
          public static void main(String[] a) throws Exception {
            if (a.length == 0) { System.err.println("usage"); System.exit(2); }
            Thread me = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> { stop = true; try { me.join(); } catch (InterruptedException e) { return; } }));
            while (!stop) Thread.sleep(100);
          }
        }
        """);
  }

  @Test
  void lambdaInStaticInitializer() {
    compile(
        """
        import java.util.*;
        class Names {
          static final List<String> ALL = new ArrayList<>();
          static {
            Thread t = new Thread(() -> load());
            t.start();
            // BUG: Diagnostic contains: while the thread initializes the class
            try { t.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
          }
          static void load() { ALL.add("x"); }
        }
        class K1 { public static void main(String[] a) { System.out.println(Names.ALL); } }
        """);
  }

  @Test
  void staticFieldByTask() {
    compile(
        """
        import java.util.concurrent.*;
        class Registry {
          private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
          private static final String VERSION = fetch();
          private static String fetch() {
            Future<String> f = POOL.submit(Registry::read);
            // BUG: Diagnostic contains: while the thread initializes the class
            try { return f.get(); } catch (Exception e) { return "?"; } finally { POOL.shutdown(); }
          }
          private static String read() { return "1"; }
          static String version() { return VERSION; }
        }
        class K2 { public static void main(String[] a) { System.out.println(Registry.version()); } }
        """);
  }

  @Test
  void taskOfOtherClass() {
    compile(
        """
        import java.util.*;
        class Loader implements Runnable {
          final List<String> into;
          Loader(List<String> into) { this.into = into; }
          public void run() { into.add(Other.name()); }
        }
        class Other { static String name() { return "n"; } }
        class Names {
          static final List<String> ALL = new ArrayList<>();
          static {
            Thread t = new Thread(new Loader(ALL));
            t.start();
            try { t.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
          }
          static void later() {
            Thread t = new Thread(() -> System.out.println(ALL));
            t.start();
            try { t.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
          }
        }
        class K3 { public static void main(String[] a) { Names.later(); System.out.println(Names.ALL); } }
        """);
  }

  @Test
  void functionOfMap() {
    compile(
        """
        import java.util.concurrent.*;
        class Cache {
          private final ConcurrentMap<Integer, String> map = new ConcurrentHashMap<>();
          String get(int k) {
            return map.compute(k, (key, old) -> {
              Thread t = new Thread(() -> fill(key));
              t.start();
              // BUG: Diagnostic contains: the map runs it with the place of a key taken
              try { t.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
              return old == null ? "none" : old;
            });
          }
          private void fill(int key) { map.putIfAbsent(key, "x"); }
        }
        class M2 { public static void main(String[] a) { System.out.println(new Cache().get(1)); } }
        """);
  }

  @Test
  void otherMapOrPlainMap() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Cache {
          private final Map<Integer, String> map = new ConcurrentHashMap<>();
          private final Map<Integer, String> other = new ConcurrentHashMap<>();
          private final Map<Integer, String> plain = new HashMap<>();
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          String get(int k) {
            return map.computeIfAbsent(k, key -> { try { return pool.submit(() -> { other.put(key, "y"); return map.get(key) + "x"; }).get(); } catch (Exception e) { return "?"; } });
          }
          String plain(int k) {
            return plain.computeIfAbsent(k, key -> { try { return pool.submit(() -> plain.size() + "x").get(); } catch (Exception e) { return "?"; } });
          }
          String outside(int k) throws Exception {
            String v = pool.submit(() -> { map.put(k, "z"); return "q"; }).get();
            return map.computeIfAbsent(k, key -> v);
          }
          void close() { pool.shutdown(); }
        }
        class M3 { public static void main(String[] a) throws Exception { Cache c = new Cache(); System.out.println(c.get(1) + c.plain(2) + c.outside(3)); c.close(); } }
        """);
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .addSourceLines("A.java", code)
        .doTest();
  }
}
