package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles and their owners in collections and maps, also those that functions make. */
final class HandlesInContainersTest {
  private static final String WORKER =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class Worker implements AutoCloseable {
        private final ExecutorService pool = Executors.newFixedThreadPool(2);

        Worker(int number) {}

        void work(Runnable task) {
          pool.execute(task);
        }

        @Override
        public void close() {
          pool.shutdown();
        }
      }
      """;

  @Test
  void methodReferencesThatOpen() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Topics.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Topics {
              private final Map<String, ExecutorService> dropped = new HashMap<>();
              private final Map<Integer, ExecutorService> ended = new HashMap<>();

              private ExecutorService open(String topic) {
                return Executors.newFixedThreadPool(1);
              }

              void publish(String topic, Runnable task) {
                // BUG: Diagnostic contains: in field 'dropped' is never shut down
                dropped.computeIfAbsent(topic, this::open).execute(task);
                ended.computeIfAbsent(2, Executors::newFixedThreadPool).execute(task);
              }

              void close() {
                dropped.clear();
                ended.values().forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownersInCollections() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines("Worker.java", WORKER)
        .addSourceLines(
            "Main.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.stream.IntStream;

            class Main {
              private static List<Worker> some() {
                // BUG: Diagnostic contains: Worker with its fixed pool of 2 platform threads in 'some' is never closed
                return IntStream.range(0, 2).mapToObj(Worker::new).toList();
              }

              private static List<Worker> others() {
                return IntStream.range(0, 2).mapToObj(i -> new Worker(i)).toList();
              }

              public static void main(String[] args) {
                List<Worker> some = some();
                some.get(0).work(() -> {});
                List<Worker> others = others();
                others.forEach(worker -> worker.work(() -> {}));
                others.forEach(Worker::close);
                List<AutoCloseable> seenAsLess = new ArrayList<>();
                Worker worker = new Worker(3);
                seenAsLess.add(worker);
                worker.work(() -> {});
                for (AutoCloseable closeable : seenAsLess) {
                  try {
                    closeable.close();
                  } catch (Exception e) {
                    e.printStackTrace();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void containersReturnedToCodeOutOfView() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines("Worker.java", WORKER)
        .addSourceLines(
            "Workers.java",
            """
            import java.util.ArrayList;
            import java.util.List;

            public class Workers {
              public static List<AutoCloseable> open(Runnable task) {
                List<AutoCloseable> workers = new ArrayList<>();
                Worker worker = new Worker(1);
                worker.work(task);
                workers.add(worker);
                return workers;
              }
            }
            """)
        .doTest();
  }

  @Test
  void eldestEntriesOfMap() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines("Worker.java", WORKER)
        .addSourceLines(
            "Cache.java",
            """
            import java.util.LinkedHashMap;
            import java.util.Map;

            class Cache {
              private final Map<Integer, Worker> dropped =
                  new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Integer, Worker> eldest) {
                      return size() > 3;
                    }
                  };
              private final Map<Integer, Worker> named =
                  new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Integer, Worker> eldest) {
                      if (size() > 3) {
                        System.out.println(eldest.getKey());
                        return true;
                      }
                      return false;
                    }
                  };
              private final Map<Integer, Worker> closed =
                  new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Integer, Worker> eldest) {
                      if (size() > 3) {
                        eldest.getValue().close();
                        return true;
                      }
                      return false;
                    }
                  };

              void work(int number, Runnable task) {
                // BUG: Diagnostic contains: is taken out on line 7 while it is open
                dropped.computeIfAbsent(number, Worker::new).work(task);
                // BUG: Diagnostic contains: is taken out on line 14 while it is open
                named.computeIfAbsent(number, Worker::new).work(task);
                closed.computeIfAbsent(number, Worker::new).work(task);
              }

              void close() {
                dropped.values().forEach(Worker::close);
                named.values().forEach(Worker::close);
                closed.values().forEach(Worker::close);
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenOutBeforeTheRestIsReleased() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static final class Pools {
                private final Map<String, ExecutorService> pools = new HashMap<>();

                void run(String name, Runnable task) {
                  // BUG: Diagnostic contains: is taken out on line 18 while it is open
                  pools.computeIfAbsent(name, n -> Executors.newFixedThreadPool(2)).execute(task);
                }

                boolean forget(String name) {
                  return pools.remove(name) != null;
                }

                void close() {
                  pools.values().forEach(ExecutorService::shutdown);
                }
              }

              static final class Shards {
                private final List<ExecutorService> shards = new ArrayList<>();

                void resize(int size) {
                  shards.clear();
                  for (int i = 0; i < size; i++) {
                    // BUG: Diagnostic contains: is taken out on line 30 while it is open
                    shards.add(Executors.newFixedThreadPool(1));
                  }
                }

                void run(int shard, Runnable task) {
                  shards.get(shard).execute(task);
                }

                void close() {
                  shards.forEach(ExecutorService::shutdown);
                }
              }

              static final class Ended {
                private final List<ExecutorService> shards = new ArrayList<>();

                void resize(int size) {
                  shards.clear();
                  for (int i = 0; i < size; i++) {
                    shards.add(Executors.newFixedThreadPool(1));
                  }
                }

                void run(int shard, Runnable task) {
                  shards.get(shard).execute(task);
                }

                void close() {
                  shards.forEach(ExecutorService::shutdown);
                }
              }

              public static void main(String[] args) {
                Pools pools = new Pools();
                pools.run("one", () -> {});
                pools.forget("one");
                pools.close();
                Shards shards = new Shards();
                shards.resize(1);
                shards.run(0, () -> {});
                shards.resize(2);
                shards.close();
                Ended ended = new Ended();
                ended.resize(1);
                ended.run(0, () -> {});
                ended.close();
                ended.resize(2);
                ended.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void takenOutInsteadOfStarted() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static final class Lanes implements AutoCloseable {
                private final Map<String, ExecutorService> lanes = new TreeMap<>();

                void open(String name) {
                  lanes.put(name, Executors.newFixedThreadPool(1));
                }

                void run(String name, Runnable task) {
                  lanes.get(name).execute(task);
                }

                void forget(String name) {
                  lanes.remove(name);
                }

                @Override
                public void close() {
                  lanes.values().forEach(ExecutorService::shutdown);
                }
              }

              static void use(List<String> names, Map<String, Runnable> tasks) {
                try (Lanes lanes = new Lanes()) {
                  for (String name : names) {
                    lanes.open(name);
                    if (tasks.containsKey(name)) {
                      lanes.run(name, tasks.get(name));
                    } else {
                      lanes.forget(name);
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusalIsExcludedByAMethodThatLooksIntoTheMap() {
    compileRegistry("check(name);", "");
  }

  @Test
  void refusalIsNotExcluded() {
    compileRegistry("System.out.println(name);", "// BUG: Diagnostic contains: is not shut down");
  }

  @Test
  void othersReleaseOnlyWhatTheyTakeOut() {
    // As many are taken out as are opened.
    compileHosts("hosts.leave(1);", "");
    compileHosts(
        "hosts.join(2);", "// BUG: Diagnostic contains: is taken out on line 23 while it is open");
    compileHosts(
        "for (int i = 0; i < args.length; i++) {hosts.leave(i); hosts.join(i); hosts.join(-i);}",
        "");
  }

  private void compileHosts(String calls, String report) {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Hosts.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Hosts implements AutoCloseable {
              private final Map<Integer, ExecutorService> pools = new HashMap<>();

              void join(int host) {
                %s
                pools.computeIfAbsent(host, h -> Executors.newFixedThreadPool(2)).execute(() -> {});
              }

              void leave(int host) {
                ExecutorService pool = pools.remove(host);
                if (pool != null) {
                  pool.shutdown();
                }
              }

              @Override
              public void close() {
                pools.clear();
              }

              public static void main(String[] args) {
                try (Hosts hosts = new Hosts()) {
                  hosts.join(1);
                  %s
                }
              }
            }
            """
                .formatted(report, calls))
        .doTest();
  }

  @Test
  void closersThatReleaseOneOfSeveral() {
    compileLanes("lanes.get(0).shutdown();", "one of several, of which line 19 ends only one");
    compileLanes("lanes.getLast().shutdownNow();", "one of several");
    compileLanes("lanes.get(lanes.size() - 1).shutdown();", "");
    compileLanes("while (!lanes.isEmpty()) {lanes.get(0).shutdown(); lanes.remove(0);}", "");
    compileLanes("for (ExecutorService lane : lanes) lane.shutdown();", "");
  }

  private void compileLanes(String close, String report) {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.LinkedList;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Lanes implements AutoCloseable {
              private final LinkedList<ExecutorService> lanes = new LinkedList<>();

              Lanes(int count) {
                for (int i = 0; i < count; i++) {
                  %s
                  lanes.add(Executors.newFixedThreadPool(1));
                }
              }

              void run(int lane, Runnable task) {
                lanes.get(lane).execute(task);
              }

              public void close() { %s }
            }
            """
                .formatted(
                    report.isEmpty() ? "//" : "// BUG: Diagnostic contains: " + report, close))
        .doTest();
  }

  @Test
  void closersThatReleaseTheOnlyOne() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Lanes {
              private final List<ExecutorService> lanes = new ArrayList<>();

              Lanes() {
                lanes.add(Executors.newFixedThreadPool(1));
                lanes.get(0).execute(() -> {});
              }

              void close() {
                lanes.get(0).shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyPlaceOfAnArray() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Runner.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Runner {
              private final ExecutorService[] pool = new ExecutorService[1];

              void run(List<Runnable> jobs) {
                for (Runnable job : jobs) {
                  if (pool[0] == null) {
                    pool[0] = Executors.newFixedThreadPool(2);
                  }
                  pool[0].execute(job);
                }
              }

              void close() {
                if (pool[0] != null) {
                  pool[0].shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  private void compileRegistry(String before, String report) {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Registry.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Registry implements AutoCloseable {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void add(String name) {
                %s
                %s
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> System.out.println(name));
                pools.putIfAbsent(name, pool);
              }

              void check(String name) {
                if (pools.containsKey(name)) {
                  throw new IllegalStateException(name);
                }
              }

              @Override
              public void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """
                .formatted(before, report))
        .doTest();
  }
}
