package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleNotReleasedOnAllPathsTest {
  @Test
  void nothingToRelease() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void neverShutDown(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }

              void threadsTimeOut(Callable<String> task) throws Exception {
                ExecutorService pool = Executors.newCachedThreadPool();
                pool.submit(task).get();
                pool.shutdown();
              }

              void leavesBeforeFirstTask(List<Runnable> tasks) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                if (tasks.isEmpty()) {
                  return;
                }
                tasks.forEach(pool::execute);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedInFinally() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String inFinally(Callable<String> task) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                try {
                  return pool.submit(task).get();
                } finally {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void exceptionsCaught() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void checkedExceptionsCaught(Callable<String> task) {
                ExecutorService pool = Executors.newFixedThreadPool(4);
                try {
                  pool.submit(task).get();
                } catch (InterruptedException | ExecutionException e) {
                  Thread.currentThread().interrupt();
                }
                pool.shutdown();
              }

              void uncheckedExceptionsOfCallees(String number, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                System.out.println(Integer.parseInt(number));
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedOnEachBranch() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void shutDownOnEachBranch(boolean now, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                if (now) {
                  pool.shutdownNow();
                } else {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void processEnds() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void processEnds(boolean broken, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(task);
                if (broken) {
                  System.exit(1);
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void nullOnOtherPath() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void nullOnOtherPath(boolean parallel, Runnable task) {
                ExecutorService pool = parallel ? Executors.newFixedThreadPool(8) : null;
                if (pool != null) {
                  pool.execute(task);
                } else {
                  task.run();
                }
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void borrowedOrOwn() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void borrowedOrOwn(ExecutorService shared, Callable<String> task) throws Exception {
                boolean owns = shared == null;
                ExecutorService pool = owns ? Executors.newFixedThreadPool(9) : shared;
                try {
                  pool.submit(task).get();
                } finally {
                  if (owns) {
                    pool.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void exceptionOfFuture() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              String exceptionOfFuture(Callable<String> task) throws Exception {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in 'pool' is not shut down when line 11 throws ExecutionException
                ExecutorService pool = Executors.newFixedThreadPool(10);
                Future<String> future = pool.submit(task);
                String result = future.get();
                pool.shutdown();
                return result;
              }
            }
            """)
        .doTest();
  }

  @Test
  void earlyReturn() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void earlyReturn(List<Runnable> tasks) {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in 'pool' is not shut down on a path through earlyReturn()
                ExecutorService pool = Executors.newFixedThreadPool(11);
                for (Runnable task : tasks) {
                  if (task == null) {
                    return;
                  }
                  pool.execute(task);
                }
                pool.shutdown();
              }

              int earlyResult(List<Runnable> tasks) {
                // BUG: Diagnostic contains: Fixed pool of 18 platform threads in 'pool' is not shut down when earlyResult() returns on line 23
                ExecutorService pool = Executors.newFixedThreadPool(18);
                tasks.forEach(pool::execute);
                if (tasks.size() < 2) {
                  return 0;
                }
                pool.shutdown();
                return tasks.size();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneBranchOnly() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void oneBranch(boolean quick, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 12 platform threads in 'pool' is not shut down on a path through oneBranch()
                ExecutorService pool = Executors.newFixedThreadPool(12);
                pool.execute(task);
                if (quick) {
                  pool.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownThrow() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void ownThrow(int jobs, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 13 platform threads in 'pool' is not shut down when line 10 throws IllegalStateException
                ExecutorService pool = Executors.newFixedThreadPool(13);
                pool.execute(task);
                if (jobs == 0) {
                  throw new IllegalStateException("no jobs");
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneExceptionOfTwoCaught() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void oneExceptionCaught(Callable<String> task) throws ExecutionException {
                // BUG: Diagnostic contains: Fixed pool of 14 platform threads in 'pool' is not shut down when line 11 throws ExecutionException
                ExecutorService pool = Executors.newFixedThreadPool(14);
                try {
                  pool.submit(task).get();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void caughtAndForgotten() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void caughtAndForgotten(Callable<String> task) {
                // BUG: Diagnostic contains: Fixed pool of 15 platform threads in 'pool' is not shut down on a path through caughtAndForgotten()
                ExecutorService pool = Executors.newFixedThreadPool(15);
                try {
                  pool.submit(task).get();
                  pool.shutdown();
                } catch (InterruptedException | ExecutionException e) {
                  e.printStackTrace();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopLeftByBreak() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void breakOut(List<Callable<String>> tasks) throws Exception {
                for (Callable<String> task : tasks) {
                  // BUG: Diagnostic contains: Fixed pool of 16 platform threads in 'pool' is not shut down on a path through breakOut()
                  ExecutorService pool = Executors.newFixedThreadPool(16);
                  pool.submit(task);
                  if (task.hashCode() == 0) {
                    break;
                  }
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedInLambda() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void inLambda(List<String> names) {
                names.forEach(
                    name -> {
                      // BUG: Diagnostic contains: Fixed pool of 17 platform threads in 'pool' is not shut down on a path through the lambda
                      ExecutorService pool = Executors.newFixedThreadPool(17);
                      pool.execute(() -> System.out.println(name));
                      if (name.isEmpty()) {
                        return;
                      }
                      pool.shutdown();
                    });
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagSetBesideOpening() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void flagSetBesideOpening(boolean parallel, Callable<String> task) throws Exception {
                ExecutorService pool = null;
                boolean opened = false;
                if (parallel) {
                  pool = Executors.newFixedThreadPool(1);
                  opened = true;
                }
                try {
                  if (opened) {
                    pool.submit(task).get();
                  }
                } finally {
                  if (opened) {
                    pool.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagInverted() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void flagInverted(boolean inline, Runnable task) {
                ExecutorService pool = null;
                if (!inline) {
                  pool = Executors.newFixedThreadPool(2);
                  pool.execute(task);
                }
                if (inline) {
                  task.run();
                } else {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void nullChecked() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Objects;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void nullChecked(Callable<String> task) throws Exception {
                ExecutorService pool = null;
                try {
                  pool = Executors.newFixedThreadPool(3);
                  pool.submit(task).get();
                } finally {
                  if (pool != null) {
                    pool.shutdown();
                  }
                }
              }

              void nonNull(boolean parallel, Runnable task) {
                ExecutorService pool = null;
                if (parallel) {
                  pool = Executors.newFixedThreadPool(10);
                  pool.execute(task);
                }
                if (Objects.nonNull(pool)) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void testsNegated() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void negatedIsShutdown(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool.execute(task);
                if (!pool.isShutdown()) {
                  pool.shutdown();
                }
              }

              void negatedInstanceof(Runnable task) {
                Executor executor = Executors.newFixedThreadPool(8);
                executor.execute(task);
                if (!(executor instanceof ExecutorService pool)) {
                  return;
                }
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asserted() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void assertion(int jobs, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(9);
                pool.execute(task);
                assert jobs > 0;
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void testsThatDoNotRelease() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Objects;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void isShutdown(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in 'pool' is not shut down on a path through isShutdown()
                ExecutorService pool = Executors.newFixedThreadPool(11);
                pool.execute(task);
                if (pool.isShutdown()) {
                  pool.shutdown();
                }
              }

              void isNull(boolean parallel, Runnable task) {
                ExecutorService pool = null;
                if (parallel) {
                  // BUG: Diagnostic contains: Fixed pool of 12 platform threads in 'pool' is not shut down on a path through isNull()
                  pool = Executors.newFixedThreadPool(12);
                  pool.execute(task);
                }
                if (Objects.isNull(pool)) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagClearedBetween() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void flagClearedBetween(boolean parallel, Runnable task) {
                ExecutorService pool = null;
                boolean opened = parallel;
                if (opened) {
                  // BUG: Diagnostic contains: Fixed pool of 5 platform threads in 'pool' is not shut down
                  pool = Executors.newFixedThreadPool(5);
                  pool.execute(task);
                  opened = task.hashCode() == 0;
                }
                if (opened) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void unrelatedFlag() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void unrelatedFlag(boolean parallel, boolean clean, Runnable task) {
                ExecutorService pool = null;
                if (parallel) {
                  // BUG: Diagnostic contains: Fixed pool of 6 platform threads in 'pool' is not shut down
                  pool = Executors.newFixedThreadPool(6);
                  pool.execute(task);
                }
                if (clean && pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void localBeforeField() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class KeptAtOnce {
              private ExecutorService pool;

              void start(Callable<String> warmUp) throws Exception {
                pool = Executors.newFixedThreadPool(1);
                pool.submit(warmUp).get();
              }

              void stop() {
                pool.shutdown();
              }
            }

            class KeptLate {
              private ExecutorService pool;

              void start(Callable<String> warmUp) throws Exception {
                // BUG: Diagnostic contains: is not shut down when line 24 throws ExecutionException
                ExecutorService fresh = Executors.newFixedThreadPool(2);
                fresh.submit(warmUp).get();
                pool = fresh;
              }

              void stop() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void factories() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static ExecutorService workers(int size) {
                return Executors.newFixedThreadPool(size);
              }

              private static void end(ExecutorService pool) {
                pool.shutdown();
              }

              ExecutorService warmedUp(Callable<String> task) throws Exception {
                // BUG: Diagnostic contains: Fixed pool of size platform threads in 'pool' is not shut down when line 17 throws
                ExecutorService pool = workers(1);
                pool.submit(task).get();
                return pool;
              }

              ExecutorService carefullyWarmedUp(Callable<String> task) throws Exception {
                ExecutorService pool = workers(2);
                try {
                  pool.submit(task).get();
                  return pool;
                } catch (Exception e) {
                  end(pool);
                  throw e;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenOutOfMap() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> lanes = new HashMap<>();

              void send(String lane, Runnable message) {
                lanes
                    // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'lanes' is taken out on line 17 while it is open
                    .computeIfAbsent(lane, l -> Executors.newFixedThreadPool(1))
                    .execute(message);
              }

              void evict(String lane) {
                lanes.remove(lane);
              }

              void close() {
                lanes.values().forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenOutOfMapAndAskedForNull() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> lanes = new HashMap<>();

              void send(String lane, Runnable message) {
                lanes
                    // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'lanes' is taken out on line 17 while it is open
                    .computeIfAbsent(lane, l -> Executors.newFixedThreadPool(1))
                    .execute(message);
              }

              boolean evict(String lane) {
                return lanes.remove(lane) != null;
              }

              void close() {
                lanes.values().forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenOutOfMapAfterRelease() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> lanes = new HashMap<>();

              void send(String lane, Runnable message) {
                lanes.computeIfAbsent(lane, l -> Executors.newFixedThreadPool(1)).execute(message);
              }

              void evict(String lane) {
                lanes.remove(lane).shutdown();
              }

              private void forget() {
                lanes.clear();
              }

              void close() {
                lanes.values().forEach(ExecutorService::shutdown);
                forget();
              }
            }

            class ReleasedByKey {
              private final Map<String, ExecutorService> lanes = new HashMap<>();

              void send(String lane, Runnable message) {
                lanes.computeIfAbsent(lane, l -> Executors.newFixedThreadPool(2)).execute(message);
              }

              void stop(String lane) {
                lanes.get(lane).shutdown();
              }

              void evict(String lane) {
                lanes.remove(lane);
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusedByMap() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ConcurrentMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ConcurrentMap<String, ExecutorService> lanes = new ConcurrentHashMap<>();

              ExecutorService loserKeepsRunning(String lane, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread in 'fresh' is not shut down when loserKeepsRunning() returns
                ExecutorService fresh = Executors.newFixedThreadPool(1);
                fresh.execute(task);
                ExecutorService old = lanes.putIfAbsent(lane, fresh);
                return old == null ? fresh : old;
              }

              ExecutorService loserHasNoThread(String lane) {
                ExecutorService fresh = Executors.newFixedThreadPool(2);
                ExecutorService old = lanes.putIfAbsent(lane, fresh);
                return old == null ? fresh : old;
              }

              ExecutorService loserEnds(String lane, Runnable task) {
                ExecutorService fresh = Executors.newFixedThreadPool(3);
                fresh.execute(task);
                ExecutorService old = lanes.putIfAbsent(lane, fresh);
                if (old != null) {
                  fresh.shutdown();
                  return old;
                }
                return fresh;
              }

              void noLoser(String lane, Runnable task) {
                if (!lanes.containsKey(lane)) {
                  ExecutorService fresh = Executors.newFixedThreadPool(4);
                  fresh.execute(task);
                  lanes.putIfAbsent(lane, fresh);
                }
              }

              void close() {
                lanes.values().forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedUnlessItIsTheGivenOne() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void ownOnly(Runnable task, ExecutorService given) {
                ExecutorService pool = given == null ? Executors.newFixedThreadPool(1) : given;
                pool.execute(task);
                if (pool != given) {
                  pool.shutdown();
                }
              }

              void otherOnly(Runnable task, ExecutorService given) {
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is not shut down
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                if (pool == given) {
                  pool.shutdown();
                }
              }

              void parameterGivenIt(Runnable task, ExecutorService given) {
                // BUG: Diagnostic contains: Fixed pool of 3 platform threads in 'pool' is not shut down
                ExecutorService pool = Executors.newFixedThreadPool(3);
                given = pool;
                pool.execute(task);
                if (pool != given) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void testedForTheClassItIsOf() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ForkJoinPool;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              void itsOwn(Runnable task) {
                Executor pool =
                    new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.execute(task);
                if (pool instanceof ThreadPoolExecutor own) {
                  own.shutdown();
                }
              }

              void another(Runnable task) {
                Executor pool =
                    // BUG: Diagnostic contains: Pool of 2 platform threads in 'pool' is not shut down
                    new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.execute(task);
                if (pool instanceof ForkJoinPool other) {
                  other.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void clearedByHelperAfterClose() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void open(String key, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pools.put(key, pool);
                pool.execute(task);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }

              private void forget() {
                pools.clear();
              }

              private void reuse() {
                forget();
              }

              void restart() {
                close();
                reuse();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptOfMain() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              public static void main(String[] args) throws InterruptedException {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> System.out.println("work"));
                Thread.sleep(20);
                pool.shutdown();
              }

              void run() throws InterruptedException {
                // BUG: Diagnostic contains: 'pool' is not shut down
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> System.out.println("work"));
                Thread.sleep(20);
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfTaskThatNeverFails() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              public static void main(String[] args) throws Exception {
                ExecutorService never = Executors.newFixedThreadPool(1);
                Future<Integer> one = never.submit(() -> 1);
                System.out.println(one.get());
                never.shutdown();
                // BUG: Diagnostic contains: throws ExecutionException
                ExecutorService perhaps = Executors.newFixedThreadPool(1);
                Future<Integer> read = perhaps.submit(() -> System.in.read());
                System.out.println(read.get());
                perhaps.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void caseThatAlwaysComes() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              enum Step {
                WORK,
                STORE,
                END
              }

              private static final List<Step> SHORT = List.of(Step.WORK, Step.END);

              void allSteps(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                for (Step step : Step.values()) {
                  switch (step) {
                    case WORK -> pool.execute(task);
                    case STORE -> System.out.println(step);
                    case END -> pool.shutdown();
                  }
                }
              }

              void namedSteps(Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
                for (Step step : SHORT) {
                  if (step == Step.END) {
                    pool.shutdown();
                  }
                }
              }

              void failsAfterwards(Runnable task, Path file) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
                for (Step step : Step.values()) {
                  switch (step) {
                    case WORK -> System.out.println(step);
                    case STORE -> pool.shutdown();
                    case END -> Files.delete(file);
                  }
                }
              }

              void failsBefore(Runnable task, Path file) throws Exception {
                // BUG: Diagnostic contains: throws IOException
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(task);
                for (Step step : Step.values()) {
                  switch (step) {
                    case WORK -> System.out.println(step);
                    case STORE -> Files.delete(file);
                    case END -> pool.shutdown();
                  }
                }
              }

              void givenSteps(Runnable task, List<Step> steps) {
                // BUG: Diagnostic contains: 'pool' is not shut down
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(task);
                for (Step step : steps) {
                  if (step == Step.END) {
                    pool.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void noTaskWhereForEachHasNothing() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              int run(List<String> texts) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                List<Future<Integer>> pending = new ArrayList<>();
                texts.forEach(text -> pending.add(pool.submit(() -> text.length())));
                if (pending.isEmpty()) {
                  return 0;
                }
                pool.shutdown();
                return pending.size();
              }
            }
            """)
        .doTest();
  }

  @Test
  void noTaskWhereTheSourceIsEmpty() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              int run(Optional<String> text) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                text.ifPresent(t -> pool.execute(() -> System.out.println(t)));
                if (text.isEmpty()) {
                  return 0;
                }
                pool.shutdown();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void noTaskWhereAMethodSubmitsNone() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static void submitAll(
                  List<String> texts, ExecutorService pool, List<Future<Integer>> pending) {
                for (String text : texts) {
                  pending.add(pool.submit(() -> text.length()));
                }
              }

              int run(List<String> texts) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                List<Future<Integer>> pending = new ArrayList<>();
                submitAll(texts, pool, pending);
                if (pending.isEmpty()) {
                  return 0;
                }
                pool.shutdown();
                return pending.size();
              }
            }
            """)
        .doTest();
  }

  @Test
  void noTaskWhereAMethodReturnsNone() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static List<Future<Integer>> submitAll(List<String> texts, ExecutorService pool) {
                List<Future<Integer>> pending = new ArrayList<>();
                texts.forEach(text -> pending.add(pool.submit(() -> text.length())));
                return pending;
              }

              int run(List<String> texts) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                List<Future<Integer>> pending = submitAll(texts, pool);
                if (pending.isEmpty()) {
                  return 0;
                }
                pool.shutdown();
                return pending.size();
              }
            }
            """)
        .doTest();
  }

  @Test
  void tasksOfForEachWhateverElseIsAsked() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              int run(List<String> texts, boolean dry) {
                // BUG: Diagnostic contains: is not shut down when run() returns
                ExecutorService pool = Executors.newFixedThreadPool(2);
                List<Future<Integer>> pending = new ArrayList<>();
                texts.forEach(text -> pending.add(pool.submit(() -> text.length())));
                if (dry) {
                  return 0;
                }
                pool.shutdown();
                return pending.size();
              }
            }
            """)
        .doTest();
  }
}
