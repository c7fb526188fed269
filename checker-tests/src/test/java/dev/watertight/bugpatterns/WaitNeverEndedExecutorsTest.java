package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedExecutorsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void poolSmallerThanTheBarrier() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                ExecutorService pool = Executors.newFixedThreadPool(2);
                for (int i = 0; i < 4; i++) {
                  // BUG: Diagnostic contains: it takes 4 signals on 'barrier', and 2 come
                  pool.submit(() -> barrier.await());
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolAsLargeAsTheBarrier() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                ExecutorService pool = Executors.newFixedThreadPool(4);
                for (int i = 0; i < 4; i++) {
                  pool.submit(() -> barrier.await());
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskBehindItselfInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              void run() {
                worker.execute(
                    () -> {
                      CountDownLatch latch = new CountDownLatch(1);
                      worker.execute(latch::countDown);
                      try {
                        // BUG: Diagnostic contains: the tasks that signal on 'latch' are to run in its own thread
                        latch.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void close() {
                worker.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskBeforeItInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService worker = Executors.newSingleThreadExecutor();

              void run() {
                CountDownLatch latch = new CountDownLatch(1);
                worker.execute(latch::countDown);
                worker.execute(
                    () -> {
                      try {
                        latch.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void close() {
                worker.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partsThatWaitForTheirWorker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool = Executors.newSingleThreadExecutor();

              void build(int parts) {
                pool.submit(
                    () -> {
                      CountDownLatch built = new CountDownLatch(parts);
                      for (int i = 0; i < parts; i++) {
                        pool.execute(built::countDown);
                      }
                      // BUG: Diagnostic contains: the tasks that signal on 'built' are to run in its own thread
                      built.await();
                      return parts;
                    });
              }

              static void run() {
                A builder = new A();
                builder.build(2);
                builder.pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalBehindTheWaitInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(1);
              private final CompletableFuture<String> settings = new CompletableFuture<>();

              private void serve() {
                // BUG: Diagnostic contains: are to run in its own thread
                System.out.println(settings.join());
              }

              private void load() {
                settings.complete("port");
              }

              void run() {
                executor.execute(this::serve);
                executor.execute(this::load);
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalBeforeTheWaitInTheQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(1);
              private final CompletableFuture<String> settings = new CompletableFuture<>();

              private void serve() {
                System.out.println(settings.join());
              }

              private void load() {
                settings.complete("port");
              }

              void run() {
                executor.execute(this::load);
                executor.execute(this::serve);
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolThatNeverGrows() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final ExecutorService executor = new ThreadPoolExecutor(1, 4, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
              private final CompletableFuture<String> settings = new CompletableFuture<>();

              private void serve() {
                // BUG: Diagnostic contains: are to run in its own thread
                System.out.println(settings.join());
              }

              private void load() {
                settings.complete("port");
              }

              void run() {
                executor.execute(this::serve);
                executor.execute(this::load);
              }
            }
            """)
        .doTest();
  }

  @Test
  void poolThatGrows() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final ExecutorService executor = new ThreadPoolExecutor(1, 4, 5, TimeUnit.SECONDS, new SynchronousQueue<>());
              private final CompletableFuture<String> settings = new CompletableFuture<>();

              private void serve() {
                System.out.println(settings.join());
              }

              private void load() {
                settings.complete("port");
              }

              void run() {
                executor.execute(this::serve);
                executor.execute(this::load);
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsFillThePool() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              void run() {
                CountDownLatch go = new CountDownLatch(1);
                ExecutorService executor = Executors.newFixedThreadPool(2);
                for (int i = 0; i < 2; i++) {
                  executor.execute(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: are to run in its own thread
                          go.await();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                executor.execute(go::countDown);
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void tasksGivenTogether() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              void run() throws InterruptedException {
                CyclicBarrier barrier = new CyclicBarrier(3);
                ExecutorService executor = Executors.newFixedThreadPool(2);
                List<Callable<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                  // BUG: Diagnostic contains: it takes 3 signals on 'barrier', and 2 come
                  tasks.add(() -> barrier.await());
                }
                executor.invokeAll(tasks);
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void whoGivesTasksTogetherIsInterrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              void run() throws InterruptedException {
                Thread own = Thread.currentThread();
                CountDownLatch never = new CountDownLatch(1);
                new Thread(own::interrupt).start();
                ExecutorService executor = Executors.newFixedThreadPool(2);
                List<Callable<Integer>> tasks = new ArrayList<>();
                tasks.add(
                    () -> {
                      never.await();
                      return 1;
                    });
                executor.invokeAll(tasks);
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void tasksThatAreDropped() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool =
                  new ThreadPoolExecutor(
                      1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.DiscardPolicy());

              void print(Semaphore free) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                  pool.execute(() -> latch.countDown());
                }
                // BUG: Diagnostic contains: the executor drops tasks for which it has no room
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void roomForAllTasks() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool =
                  new ThreadPoolExecutor(
                      1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4), new ThreadPoolExecutor.DiscardPolicy());

              void print(Semaphore free) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                  pool.execute(() -> latch.countDown());
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueThatIsNeverFull() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool =
                  new ThreadPoolExecutor(
                      1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.DiscardPolicy());

              void print(Semaphore free) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                  pool.execute(() -> latch.countDown());
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void tasksThatTheCallerRuns() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool =
                  new ThreadPoolExecutor(
                      1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.CallerRunsPolicy());

              void print(Semaphore free) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                  pool.execute(() -> latch.countDown());
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopThatWaitsForRoom() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ExecutorService pool =
                  new ThreadPoolExecutor(
                      1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.DiscardPolicy());

              void print(Semaphore free) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(5);
                for (int i = 0; i < 5; i++) {
                  free.acquire();
                  pool.execute(() -> latch.countDown());
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void eachCountsDownAndWaits() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        // BUG: Diagnostic contains: it takes 4 signals on 'all', and 3 come
                          all.await();
                        return null;
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void eachCountsDownAndWaitsInTry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        try {
                          // BUG: Diagnostic contains: it takes 4 signals on 'all', and 3 come
                          all.await();
                        } catch (InterruptedException e) {
                          return null;
                        }
                        return null;
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesLeaveBehindTheMeeting() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                Phaser all = new Phaser(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        // BUG: Diagnostic contains: it takes 4 signals on 'all', and 3 come
                          all.arriveAndAwaitAdvance();
                        System.out.println("on");
                        all.arriveAndDeregister();
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesLeaveInFinally() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                Phaser all = new Phaser(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: it takes 4 signals on 'all', and 3 come
                          all.arriveAndAwaitAdvance();
                          System.out.println("on");
                        } finally {
                          all.arriveAndDeregister();
                        }
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsForAllWhoCountDown() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(4);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        all.await();
                        return null;
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherCodeCountsDownToo() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        all.await();
                        return null;
                      });
                }
                all.countDown();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void eachCountsDownTwice() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        all.countDown();
                        all.await();
                        return null;
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countsDownAndWaitsForAWhile() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        return all.await(1, TimeUnit.SECONDS);
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mayLeaveBetweenCountAndWait() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch all = new CountDownLatch(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.countDown();
                        if (Thread.interrupted()) {
                          return null;
                        }
                        all.await();
                        return null;
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyMayLeaveBeforeTheMeeting() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                Phaser all = new Phaser(4);
                ExecutorService pool = Executors.newFixedThreadPool(3);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        if (pool.isShutdown()) {
                          all.arriveAndDeregister();
                          return;
                        }
                        all.arriveAndAwaitAdvance();
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadsForAllWhoLeaveBehindTheMeeting() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                Phaser all = new Phaser(4);
                ExecutorService pool = Executors.newFixedThreadPool(4);
                for (int i = 0; i < 4; i++) {
                  pool.submit(
                      () -> {
                        all.arriveAndAwaitAdvance();
                        all.arriveAndDeregister();
                      });
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalOfATaskThatIsDueEarlier() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch done = new CountDownLatch(1);
                ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
                pool.schedule(
                    () -> {
                      done.await();
                      return null;
                    },
                    5,
                    TimeUnit.SECONDS);
                pool.schedule(() -> done.countDown(), 1, TimeUnit.SECONDS);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalOfATaskBehindOneThatIsDueAtOnce() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              void run() {
                CountDownLatch done = new CountDownLatch(1);
                ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
                pool.schedule(
                    () -> {
                      // BUG: Diagnostic contains: are to run in its own thread
                      done.await();
                      return null;
                    },
                    0,
                    TimeUnit.SECONDS);
                pool.schedule(() -> done.countDown(), 1, TimeUnit.SECONDS);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalOfATaskThatAQueuePrefers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.PriorityBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              record Job(int rank, Runnable body) implements Runnable, Comparable<Job> {
                @Override
                public void run() {
                  body.run();
                }

                @Override
                public int compareTo(Job other) {
                  return Integer.compare(rank, other.rank);
                }
              }

              void run() {
                CountDownLatch done = new CountDownLatch(1);
                ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
                pool.execute(new Job(0, () -> System.out.println("begin")));
                pool.execute(
                    new Job(
                        2,
                        () -> {
                          try {
                            done.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        }));
                pool.execute(new Job(1, () -> done.countDown()));
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesOfALaterPhase() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Phaser;

            class A {
              void run() {
                Phaser phases = new Phaser(1);

                Thread runner =
                    new Thread(
                        () -> {
                          phases.awaitAdvance(0);
                          System.out.println("begun");
                        });
                runner.start();
                phases.arrive();
                phases.bulkRegister(2);
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesOfThePhaseThatIsAwaited() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Phaser;

            class A {
              void run() {
                Phaser phases = new Phaser(1);
                phases.bulkRegister(2);
                Thread runner =
                    new Thread(
                        () -> {
                          // BUG: Diagnostic contains: it takes 3 signals on 'phases', and 1 come
                          phases.awaitAdvance(0);
                          System.out.println("begun");
                        });
                runner.start();
                phases.arrive();

              }
            }
            """)
        .doTest();
  }
}
