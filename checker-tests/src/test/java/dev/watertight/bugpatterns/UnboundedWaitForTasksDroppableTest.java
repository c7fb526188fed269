package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that an executor drops once it has no room for them. */
final class UnboundedWaitForTasksDroppableTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            """
                + code)
        .doTest();
  }

  @Test
  void queueWithoutLimit() {
    compile(
        """
        class A {
          static int sum(List<Callable<Integer>> tasks) throws Exception {
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            List<Future<Integer>> futures = new ArrayList<>();
            for (Callable<Integer> task : tasks) {
              futures.add(pool.submit(task));
            }
            for (Future<Integer> f : futures) {
              sum += f.get();
            }
            pool.shutdown();
            return sum;
          }
        }
        """);
  }

  @Test
  void oneTaskAtATime() {
    compile(
        """
        class A {
          static int sum(List<Callable<Integer>> tasks) throws Exception {
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            for (Callable<Integer> task : tasks) {
              sum += pool.submit(task).get();
            }
            pool.shutdown();
            return sum;
          }
        }
        """);
  }

  @Test
  void roomForAll() {
    compile(
        """
        class A {
          static int sum(Callable<Integer> task) throws Exception {
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(8), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
              futures.add(pool.submit(task));
            }
            for (Future<Integer> f : futures) {
              sum += f.get();
            }
            pool.shutdown();
            return sum;
          }
        }
        """);
  }

  @Test
  void startsThatWaitForRoom() {
    compile(
        """
        class A {
          static int sum(List<Callable<Integer>> tasks, Semaphore room) throws Exception {
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(8), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            List<Future<Integer>> futures = new ArrayList<>();
            for (Callable<Integer> task : tasks) {
              room.acquire();
              futures.add(pool.submit(() -> { try { return task.call(); } finally { room.release(); } }));
            }
            for (Future<Integer> f : futures) {
              sum += f.get();
            }
            pool.shutdown();
            return sum;
          }
        }
        """);
  }

  @Test
  void onlyThoseThatAreDone() {
    compile(
        """
        class A {
          static int sum(List<Callable<Integer>> tasks) throws Exception {
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(8), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            List<Future<Integer>> futures = new ArrayList<>();
            for (Callable<Integer> task : tasks) {
              futures.add(pool.submit(task));
            }
            for (Future<Integer> f : futures) {
              if (f.isDone()) {
                sum += f.get();
              }
            }
            pool.shutdownNow();
            return sum;
          }
        }
        """);
  }

  @Test
  void stagesOfStream() {
    compile(
        """
        class A {
          private final ExecutorService pool =
              new ThreadPoolExecutor(4, 8, 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
                  new ThreadPoolExecutor.DiscardOldestPolicy());

          List<String> all(List<String> names) {
            List<CompletableFuture<String>> jobs =
                names.stream().map(n -> CompletableFuture.supplyAsync(() -> load(n), pool)).collect(Collectors.toList());
            // BUG: Diagnostic contains: while it has no room
            return jobs.stream().map(j -> j.join()).collect(Collectors.toList());
          }

          String load(String n) {
            return n.trim();
          }

          void close() {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void futuresOfLoop() {
    compile(
        """
        class A {
          static int sum(Collection<Callable<Integer>> tasks, int n) throws Exception {
            BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(n);
            ExecutorService pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, queue, Executors.defaultThreadFactory(), new ThreadPoolExecutor.DiscardPolicy());
            int sum = 0;
            List<Future<Integer>> futures = new ArrayList<>();
            for (Callable<Integer> task : tasks) {
              Future<Integer> f = pool.submit(task);
              futures.add(f);
            }
            for (Future<Integer> f : futures) {
              // BUG: Diagnostic contains: has been dropped
              sum += f.get();
            }
            pool.shutdown();
            return sum;
          }
        }
        """);
  }

  @Test
  void allOfCollection() {
    compile(
        """
        class A {
          static void all(Collection<Callable<Integer>> tasks) throws Exception {
            ThreadPoolExecutor pool =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10), (r, e) -> {});
            // BUG: Diagnostic contains: while it has no room
            for (Future<Integer> f : pool.invokeAll(tasks)) {
              System.out.println(f.get());
            }
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void futuresHandedOver() {
    compile(
        """
        class A {
          private final ThreadPoolExecutor pool;

          A(int threads, int backlog) {
            pool =
                new ThreadPoolExecutor(
                    threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(backlog),
                    new ThreadPoolExecutor.DiscardPolicy());
          }

          List<Future<Integer>> request(List<String> names) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (String name : names) {
              futures.add(pool.submit(name::length));
            }
            return futures;
          }

          int total(List<Future<Integer>> futures) throws Exception {
            int sum = 0;
            for (Future<Integer> future : futures) {
              // BUG: Diagnostic contains: while it has no room
              sum += future.get();
            }
            return sum;
          }

          public static void main(String[] args) throws Exception {
            A a = new A(1, 2);
            List<Future<Integer>> futures = a.request(List.of(args));
            System.out.println(a.total(futures));
            a.pool.shutdown();
          }
        }
        """);
  }
}
