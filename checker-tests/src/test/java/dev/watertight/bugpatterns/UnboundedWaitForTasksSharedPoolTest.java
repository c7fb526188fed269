package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that wait for tasks of another kind in the pool whose threads they have. */
final class UnboundedWaitForTasksSharedPoolTest {
  @Test
  void taskThatGotThePool() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          static class Job implements Callable<Integer> {
            private final ExecutorService workers; private final List<String> parts;
            Job(ExecutorService workers, List<String> parts) { this.workers = workers; this.parts = parts; }
            @Override public Integer call() throws Exception {
              List<Callable<Integer>> subs = new ArrayList<>();
              for (String p : parts) subs.add(p::length);
              int sum = 0;
              // BUG: Diagnostic contains: is to run in the same pool
              for (Future<Integer> f : workers.invokeAll(subs)) sum += f.get();
              return sum;
            }
          }
          private final ExecutorService pool;
          Main(int size) { pool = Executors.newFixedThreadPool(size); }
          Future<Integer> submit(List<String> parts) { return pool.submit(new Job(pool, parts)); }
          void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void futuresOfStages() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private static final ExecutorService POOL = Executors.newFixedThreadPool(4);
          static String page(String url) { return url; }
          static String site(String root, List<String> links) {
            List<CompletableFuture<String>> fs = new ArrayList<>();
            for (String l : links) fs.add(CompletableFuture.supplyAsync(() -> page(l), POOL));
            StringBuilder b = new StringBuilder(root);
            // BUG: Diagnostic contains: is to run in the same pool
            for (CompletableFuture<String> f : fs) b.append(f.join());
            return b.toString();
          }
          static List<CompletableFuture<String>> crawl(Map<String, List<String>> sites) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (Map.Entry<String, List<String>> e : sites.entrySet())
              all.add(CompletableFuture.supplyAsync(() -> site(e.getKey(), e.getValue()), POOL));
            return all;
          }
        }
        """);
  }

  @Test
  void taskOfEachCall() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          static class Engine {
            private final ExecutorService io = new ThreadPoolExecutor(8, 8, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            void run(Runnable r) { io.execute(r); }
            String fetch(String k) { return k; }
            String both(String k) throws Exception {
              Future<String> left = io.submit(() -> fetch(k + "l"));
              // BUG: Diagnostic contains: is to run in the same pool
              return left.get() + fetch(k);
            }
            Future<String> ask(String k) { return io.submit(() -> both(k)); }
            void close() { io.shutdownNow(); }
          }
        }
        """);
  }

  @Test
  void mappedToFutures() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
          int weigh(String s) { return s.length(); }
          int sum(List<String> parts) {
            List<CompletableFuture<Integer>> fs = parts.stream().map(p -> CompletableFuture.supplyAsync(() -> weigh(p), pool)).toList();
            int n = 0;
            // BUG: Diagnostic contains: is to run in the same pool
            for (CompletableFuture<Integer> f : fs) n += f.join();
            return n;
          }
          void handle(List<List<String>> requests) {
            for (List<String> r : requests) pool.execute(() -> System.out.println(sum(r)));
          }
          void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void otherPool() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService outer = Executors.newFixedThreadPool(4);
          private final ExecutorService inner = Executors.newFixedThreadPool(4);
          Future<Integer> submit(List<String> parts) { return outer.submit(() -> sum(parts)); }
          int sum(List<String> parts) throws Exception {
            List<Future<Integer>> fs = new ArrayList<>();
            for (String p : parts) fs.add(inner.submit(p::length));
            int n = 0; for (Future<Integer> f : fs) n += f.get(); return n;
          }
          void close() { outer.shutdown(); inner.shutdown(); }
        }
        """);
  }

  @Test
  void poolsThatGrow() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService cached = Executors.newCachedThreadPool();
          private final ExecutorService virt = Executors.newVirtualThreadPerTaskExecutor();
          private final ExecutorService fj = new ForkJoinPool(3);
          Future<Integer> submit(String p) { return cached.submit(() -> cached.submit(p::length).get()); }
          Future<Integer> submit2(String p) { return virt.submit(() -> virt.submit(p::length).get()); }
          Future<Integer> submit3(String p) { return fj.submit(() -> fj.submit(p::length).get()); }
          void close() { cached.shutdown(); virt.close(); fj.shutdown(); }
        }
        """);
  }

  @Test
  void onlyOneWaits() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService pool;
          private final List<String> parts;
          Main(int n, List<String> parts) { pool = Executors.newFixedThreadPool(n + 1); this.parts = parts; }
          void start() { pool.execute(this::coordinate); }
          private void coordinate() {
            List<Future<Integer>> fs = new ArrayList<>();
            for (String p : parts) fs.add(pool.submit(p::length));
            try { for (Future<Integer> f : fs) System.out.println(f.get()); } catch (Exception e) { System.out.println(e); }
          }
          void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void poolOfEachObject() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService own = Executors.newFixedThreadPool(2);
          private final List<Main> children = new ArrayList<>();
          Future<Integer> weigh(int start) { return own.submit(() -> sum(start)); }
          Future<Integer> leaf(String s) { return own.submit(s::length); }
          int sum(int start) throws Exception {
            int n = start;
            for (Main c : children) { Future<Integer> f = c.leaf("x"); n += f.get(); }
            return n;
          }
          void close() { own.shutdown(); }
        }
        """);
  }

  @Test
  void callerWaits() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          int sum(List<String> parts) throws Exception {
            List<Future<Integer>> fs = new ArrayList<>();
            for (String p : parts) fs.add(pool.submit(p::length));
            int n = 0; for (Future<Integer> f : fs) n += f.get(); return n;
          }
          void log(String s) { pool.execute(() -> System.out.println(s)); }
          void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void asksForThread() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Main {
          private final ExecutorService pool = Executors.newFixedThreadPool(2, r -> new Thread(r, "worker"));
          Future<Integer> ask(String s) { return pool.submit(() -> measure(s)); }
          int measure(String s) throws Exception {
            if (Thread.currentThread().getName().equals("worker")) return s.length();
            return pool.submit(s::length).get();
          }
          void close() { pool.shutdown(); }
        }
        """);
  }

  @Test
  void poolByAccessor() {
    check(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class Engine {
          private final ExecutorService threads;

          Engine(int most) {
            threads = Executors.newFixedThreadPool(most);
          }

          ExecutorService threads() {
            return threads;
          }

          int hits(List<String> segments) throws Exception {
            List<Future<Integer>> pending = new ArrayList<>();
            for (String segment : segments) {
              pending.add(threads.submit(segment::length));
            }
            int total = 0;
            for (Future<Integer> hits : pending) {
              // BUG: Diagnostic contains: is to run in the same pool
              total += hits.get();
            }
            return total;
          }
        }

        class Main {
          private final Engine engine;

          Main(Engine engine) {
            this.engine = engine;
          }

          Future<Integer> search(List<String> segments) {
            return engine.threads().submit(() -> engine.hits(segments));
          }
        }
        """);
  }

  private void check(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .addSourceLines("Main.java", code)
        .doTest();
  }
}
