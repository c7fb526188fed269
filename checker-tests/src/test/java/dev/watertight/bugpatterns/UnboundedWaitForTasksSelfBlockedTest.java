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

  @Test
  void functionKeptAsValue() {
    compile(
        """
        import java.util.concurrent.*;
        class Table {
          private final ConcurrentMap<String, Callable<Integer>> commands = new ConcurrentHashMap<>();
          private final ExecutorService loader = Executors.newSingleThreadExecutor();
          Table() {
            commands.put("reload", () -> loader.submit(this::load).get());
            commands.putIfAbsent("again", () -> loader.submit(this::load).get());
            commands.merge("more", () -> loader.submit(this::load).get(), (one, other) -> one);
          }
          private Integer load() { commands.remove("old"); return 1; }
          int run(String name) throws Exception { return commands.get(name).call(); }
          void close() { loader.shutdown(); }
        }
        class V1 { public static void main(String[] a) throws Exception { Table t = new Table(); System.out.println(t.run("reload")); t.close(); } }
        """);
  }

  @Test
  void functionOfResult() {
    compile(
        """
        import java.util.concurrent.*;
        class Rates {
          private final ConcurrentMap<String, Callable<Integer>> quotes = new ConcurrentHashMap<>();
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          int rate(String pair) throws Exception {
            return quotes.computeIfAbsent(pair, key -> () -> pool.submit(() -> ask(key)).get()).call();
          }
          private int ask(String pair) { quotes.put(pair, () -> 1); return 1; }
          void close() { pool.shutdown(); }
        }
        class V2 { public static void main(String[] a) throws Exception { Rates r = new Rates(); System.out.println(r.rate("x")); r.close(); } }
        """);
  }

  @Test
  void loopInFunction() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Cache {
          private final ConcurrentMap<Integer, Integer> map = new ConcurrentHashMap<>();
          int get(int k) {
            return map.computeIfAbsent(k, key -> {
              int[] sum = {0};
              List.of(1, 2).forEach(n -> {
                CompletableFuture<Integer> part = CompletableFuture.supplyAsync(() -> fill(n));
                // BUG: Diagnostic contains: the map runs it with the place of a key taken
                sum[0] += part.join();
              });
              return sum[0];
            });
          }
          private int fill(int key) { map.put(key, 1); return 1; }
        }
        class V3 { public static void main(String[] a) { System.out.println(new Cache().get(1)); } }
        """);
  }

  @Test
  void taskInSameThread() {
    compile(
        """
        import java.util.concurrent.*;
        class Inline implements Executor { public void execute(Runnable r) { r.run(); } }
        class Prices {
          private static final Executor LOADING = new Inline();
          private static final CompletableFuture<String> LOADED = CompletableFuture.supplyAsync(Prices::read, LOADING);
          private static final String ALL = LOADED.join();
          private static String read() { return "x"; }
          static String all() { return ALL; }
        }
        class Names {
          private static final String ALL;
          static {
            FutureTask<String> load = new FutureTask<>(Names::read);
            load.run();
            try { ALL = load.get(); } catch (InterruptedException | ExecutionException e) { throw new ExceptionInInitializerError(e); }
          }
          private static String read() { return "x"; }
          static String all() { return ALL; }
        }
        class N1 { public static void main(String[] a) { System.out.println(Prices.all() + Names.all()); } }
        """);
  }

  @Test
  void poolAsExecutor() {
    compile(
        """
        import java.util.concurrent.*;
        class Prices {
          private static final Executor LOADING = Executors.newFixedThreadPool(1);
          private static final CompletableFuture<String> LOADED = CompletableFuture.supplyAsync(Prices::read, LOADING);
          // BUG: Diagnostic contains: while the thread initializes the class
          private static final String ALL = LOADED.join();
          private static String read() { return "x"; }
          static String all() { return ALL; }
        }
        class N2 { public static void main(String[] a) { System.out.println(Prices.all()); } }
        """);
  }

  @Test
  void hookIsTold() {
    compile(
        """
        import java.util.concurrent.atomic.AtomicBoolean;
        class Worker {
          private final AtomicBoolean leaving = new AtomicBoolean();
          private final Thread thread = new Thread(this::work);
          void start() { Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown)); thread.start(); }
          private void work() { System.out.println("x"); leaving.set(true); System.exit(0); }
          private void onShutdown() {
            try { if (!leaving.get()) { thread.join(); } } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class E5 { public static void main(String[] a) { new Worker().start(); } }
        """);
  }

  @Test
  void hookIsToldOfOtherEnd() {
    compile(
        """
        class Worker {
          private volatile boolean done;
          private final Thread thread = new Thread(this::work);
          void start() { Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown)); thread.start(); }
          private void work() {
            if (System.getenv("BAD") != null) { System.exit(1); }
            done = true;
          }
          private void onShutdown() {
            // BUG: Diagnostic contains: in a shutdown hook: who is waited for ends the process
            try { if (!done) { thread.join(); } } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class E6 { public static void main(String[] a) { new Worker().start(); } }
        """);
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .addSourceLines("A.java", code)
        .doTest();
  }
}
