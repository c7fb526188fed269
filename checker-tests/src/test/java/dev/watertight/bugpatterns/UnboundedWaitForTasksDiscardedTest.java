package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for tasks that {@code shutdownNow()} throws away. */
final class UnboundedWaitForTasksDiscardedTest {
  @Test
  void futuresOfList() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        interface Source { String load() throws Exception; }
        class Crawler {
          private final ExecutorService pool;
          private final List<Future<String>> pages = new ArrayList<>();
          Crawler(ExecutorService pool) { this.pool = pool; }
          void crawl(List<Source> all) {
            for (Source s : all) pages.add(pool.submit(() -> { Thread.sleep(5000); return s.load(); }));
          }
          void report() {
            try {
              // BUG: Diagnostic contains: if its task has not begun when line
              for (Future<String> p : pages) System.out.println(p.get());
            } catch (InterruptedException | ExecutionException e) { System.out.println("failed"); }
          }
        }
        class D1 {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            Crawler c = new Crawler(pool);
            List<Source> l = new ArrayList<>();
            for (String s : a) l.add(() -> s);
            c.crawl(l);
            new Thread(c::report).start();
            Thread.sleep(100);
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void stageOfOneThread() {
    compile(
        """
        import java.util.concurrent.*;
        class Lane {
          private final ExecutorService one = Executors.newSingleThreadExecutor();
          CompletableFuture<String> ask(String q) {
            return CompletableFuture.supplyAsync(() -> { try { Thread.sleep(10_000); } catch (InterruptedException e) { throw new IllegalStateException(e); } return q; }, one);
          }
          void stop() { one.shutdownNow(); }
        }
        class D2 {
          public static void main(String[] a) {
            Lane lane = new Lane();
            CompletableFuture<String> x = lane.ask("x");
            CompletableFuture<String> y = lane.ask("y");
            Thread stopper = new Thread(() -> { try { Thread.sleep(50); } catch (InterruptedException e) { return; } lane.stop(); });
            stopper.start();
            // BUG: Diagnostic contains: if its task has not begun
            System.out.println(y.join() + x);
          }
        }
        """);
  }

  @Test
  void resultIsCancelled() {
    compile(
        """
        import java.util.concurrent.*;
        class Jobs {
          private final ExecutorService pool = Executors.newFixedThreadPool(1);
          Future<Integer> add(int n) { return pool.submit(() -> { TimeUnit.SECONDS.sleep(n); return n; }); }
          void stop() { for (Runnable r : pool.shutdownNow()) { ((Future<?>) r).cancel(true); } }
        }
        class D3 {
          public static void main(String[] a) throws Exception {
            Jobs j = new Jobs();
            Future<Integer> x = j.add(1);
            Future<Integer> y = j.add(2);
            Thread w = new Thread(() -> { try { System.out.println(x.get() + y.get()); } catch (Exception e) { System.out.println(e); } });
            w.start();
            j.stop();
            w.join();
          }
        }
        """);
  }

  @Test
  void waiterHasEnded() {
    compile(
        """
        import java.util.concurrent.*;
        class D4 {
          static void use(Future<Integer> x, Future<Integer> y) {
            try { System.out.println(x.get() + y.get()); } catch (Exception e) { System.out.println(e); }
          }
          static void timed(Future<Integer> x) {
            try { System.out.println(x.get(1, TimeUnit.SECONDS)); } catch (Exception e) { System.out.println(e); }
          }
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            Future<Integer> x = pool.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> y = pool.submit(() -> { Thread.sleep(10); return 1; });
            Thread w = new Thread(() -> use(x, y));
            w.start();
            w.join();
            pool.shutdownNow();
            ExecutorService two = Executors.newFixedThreadPool(2);
            Future<Integer> p = two.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> q = two.submit(() -> { Thread.sleep(10); return 1; });
            Thread v = new Thread(() -> use(p, q));
            v.start();
            two.shutdownNow();
            ExecutorService t = Executors.newFixedThreadPool(1);
            Future<Integer> r = t.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> s = t.submit(() -> { Thread.sleep(10); return 1; });
            Thread u = new Thread(() -> { timed(r); timed(s); });
            u.start();
            t.shutdownNow();
          }
        }
        """);
  }

  @Test
  void waiterIsHeardOrInterrupted() {
    compile(
        """
        import java.util.concurrent.*;
        class D5 {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            CountDownLatch done = new CountDownLatch(1);
            Future<Integer> x = pool.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> y = pool.submit(() -> { Thread.sleep(10); return 1; });
            Thread w = new Thread(() -> { try { System.out.println(x.get() + y.get()); } catch (Exception e) { System.out.println(e); } finally { done.countDown(); } });
            w.start();
            done.await();
            pool.shutdownNow();
            ExecutorService p2 = Executors.newFixedThreadPool(1);
            Future<Integer> c = p2.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> d = p2.submit(() -> { Thread.sleep(10); return 1; });
            Thread v = new Thread(() -> { try { System.out.println(c.get() + d.get()); } catch (InterruptedException e) { return; } catch (Exception e) { System.out.println(e); } });
            v.start();
            p2.shutdownNow();
            v.interrupt();
          }
        }
        """);
  }

  @Test
  void secondOfTwo() {
    compile(
        """
        import java.util.concurrent.*;
        class D6 {
          public static void main(String[] a) throws Exception {
            ExecutorService p2 = Executors.newFixedThreadPool(1);
            Future<Integer> c = p2.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> d = p2.submit(() -> { Thread.sleep(10); return 1; });
            // BUG: Diagnostic contains: if its task has not begun
            Thread v = new Thread(() -> { try { System.out.println(d.get()); } catch (InterruptedException e) { return; } catch (Exception e) { System.out.println(e); } });
            v.start();
            p2.shutdownNow();
          }
        }
        """);
  }

  @Test
  void reportIsReceived() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Crawler {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          private final BlockingQueue<Integer> reports = new LinkedBlockingQueue<>();
          void collect(List<String> pages) {
            List<Future<Integer>> all = new ArrayList<>();
            for (String p : pages) all.add(pool.submit(() -> { Thread.sleep(5); return p.length(); }));
            int sum = 0;
            try { for (Future<Integer> one : all) sum += one.get(); } catch (Exception e) { sum = -1; }
            reports.add(sum);
          }
          int report() throws InterruptedException { return reports.take(); }
          void stop() { pool.shutdownNow(); }
        }
        class D7 {
          public static void main(String[] a) throws Exception {
            Crawler c = new Crawler();
            new Thread(() -> c.collect(List.of(a))).start();
            System.out.println(c.report());
            c.stop();
          }
        }
        """);
  }

  @Test
  void tasksHaveBegun() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class D8 {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            CountDownLatch begun = new CountDownLatch(2);
            Future<Integer> x = pool.submit(() -> { begun.countDown(); Thread.sleep(10); return 1; });
            Future<Integer> y = pool.submit(() -> { begun.countDown(); Thread.sleep(10); return 1; });
            Thread w = new Thread(() -> { try { System.out.println(y.get()); } catch (Exception e) { System.out.println(e); } });
            w.start();
            begun.await();
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void oneOfTwoHasBegun() {
    compile(
        """
        import java.util.concurrent.*;
        class D10 {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            CountDownLatch busy = new CountDownLatch(1);
            Future<Integer> x = pool.submit(() -> { busy.countDown(); Thread.sleep(10); return 1; });
            Future<Integer> y = pool.submit(() -> { busy.countDown(); Thread.sleep(10); return 1; });
            // BUG: Diagnostic contains: if its task has not begun
            Thread w = new Thread(() -> { try { System.out.println(y.get()); } catch (Exception e) { System.out.println(e); } });
            w.start();
            busy.await();
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void firstOfTwo() {
    compile(
        """
        import java.util.concurrent.*;
        class D9 {
          public static void main(String[] a) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            Future<Integer> c = pool.submit(() -> { Thread.sleep(10); return 1; });
            Future<Integer> d = pool.submit(() -> { Thread.sleep(10); return 1; });
            Thread v = new Thread(() -> { try { System.out.println(c.get()); } catch (Exception e) { System.out.println(e); } });
            v.start();
            pool.shutdownNow();
            System.out.println(d.isDone());
          }
        }
        """);
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .addSourceLines("A.java", code)
        .doTest();
  }
}
