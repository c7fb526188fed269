package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Handles in collections and other holders. */
final class HandleNeverReleasedContainersTest {
  @Test
  void elementsIteratedOver() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class IteratedOver {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(1));
              }

              void stop() {
                for (ExecutorService pool : pools) {
                  pool.shutdown();
                }
              }
            }

            class ForEachMethodReference {
              private final List<ExecutorService> pools =
                  List.of(Executors.newFixedThreadPool(2), Executors.newFixedThreadPool(3));

              void stop() {
                pools.forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsIteratedByHand() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.Iterator;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class IteratedByHand {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(4));
              }

              void stop() {
                Iterator<ExecutorService> iterator = pools.iterator();
                while (iterator.hasNext()) {
                  iterator.next().shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void valuesOfMapReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapValues {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(5)).execute(task);
              }

              void stop() {
                pools.values().forEach(pool -> pool.shutdown());
              }
            }
            """)
        .doTest();
  }

  @Test
  void entriesOfMapReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapEntries {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void add(String key) {
                pools.put(key, Executors.newFixedThreadPool(6));
              }

              void stop() {
                for (Map.Entry<String, ExecutorService> entry : pools.entrySet()) {
                  entry.getValue().shutdown();
                }
              }
            }

            class RemovedFromMap {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void add(String key) {
                pools.put(key, Executors.newFixedThreadPool(7));
              }

              void remove(String key) {
                ExecutorService pool = pools.remove(key);
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsOfArrayReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ArrayElements {
              private final ExecutorService[] pools = new ExecutorService[2];

              ArrayElements() {
                for (int i = 0; i < pools.length; i++) {
                  pools[i] = Executors.newFixedThreadPool(8);
                }
              }

              void stop() {
                for (int i = 0; i < pools.length; i++) {
                  pools[i].shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void elementsStreamed() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Streamed {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow() {
                pools.add(Executors.newFixedThreadPool(9));
              }

              void stop() {
                pools.stream().filter(pool -> !pool.isShutdown()).forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void collectionOnlyCleared() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OnlyCleared {
              private final List<ExecutorService> pools = new ArrayList<>();

              void grow(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in
                ExecutorService pool = Executors.newFixedThreadPool(10);
                pools.add(pool);
                pool.execute(task);
              }

              void stop() {
                pools.clear();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mapNobodyEmpties() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class MapNobodyEmpties {
              private final Map<String, ExecutorService> pools = new ConcurrentHashMap<>();

              void run(String key, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pools' is never shut down
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(11)).execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void arrayNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ArrayNobodyReleases {
              private final ExecutorService[] pools =
                  // BUG: Diagnostic contains: Fixed pool of 12 platform threads in field 'pools' is never shut down
                  {Executors.newFixedThreadPool(12)};

              void run(Runnable task) {
                pools[0].execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void localCollections() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static void keep(ExecutorService pool, List<ExecutorService> pools) {
                pools.add(pool);
              }

              void keptInListOfCaller(List<ExecutorService> pools, Runnable task) {
                ExecutorService pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
                keep(pool, pools);
              }

              void neverGivenTask() {
                List<ExecutorService> pools = new ArrayList<>();
                pools.add(Executors.newFixedThreadPool(2));
                System.out.println(pools.size());
              }

              void emptied(Runnable task) {
                List<ExecutorService> pools = new ArrayList<>();
                pools.add(Executors.newFixedThreadPool(3));
                pools.forEach(pool -> pool.execute(task));
                pools.forEach(ExecutorService::shutdown);
              }

              void list(Runnable task) {
                List<ExecutorService> pools = new ArrayList<>();
                // BUG: Diagnostic contains: Fixed pool of 4 platform threads in 'pools' is never shut down
                pools.add(Executors.newFixedThreadPool(4));
                pools.forEach(pool -> pool.execute(task));
              }

              void array(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 5 platform threads in 'pools' is never shut down
                ExecutorService[] pools = {Executors.newFixedThreadPool(5)};
                pools[0].execute(task);
              }

              @SuppressWarnings({"unchecked", "rawtypes"})
              void rawList(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 6 platform threads in 'pool' is never shut down; its threads never end (where to release it is yours to choose)
                ExecutorService pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                List pools = new ArrayList();
                pools.add(pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void referenceReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class ReferenceReleased {
              private final AtomicReference<ExecutorService> pool =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));

              void stop() {
                ExecutorService old = pool.getAndSet(null);
                if (old != null) {
                  old.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionalReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OptionalReleased {
              private final Optional<ExecutorService> pool =
                  Optional.of(Executors.newFixedThreadPool(2));

              void stop() {
                pool.ifPresent(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordComponentReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class RecordComponentReleased {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage = new Stage("parse", Executors.newFixedThreadPool(3));

              void stop() {
                stage.pool().shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadLocalReleased() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThreadLocalReleased {
              private final ThreadLocal<ExecutorService> pool =
                  ThreadLocal.withInitial(() -> Executors.newFixedThreadPool(4));

              void stop() {
                pool.get().shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void referenceNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class ReferenceNobodyReleases {
              private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

              void start() {
                // BUG: Diagnostic contains: Fixed pool of 5 platform threads in field 'pool' is never shut down
                pool.set(Executors.newFixedThreadPool(5));
              }

              void run(Runnable task) {
                pool.get().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordComponentNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class RecordComponentNobodyReleases {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage =
                  // BUG: Diagnostic contains: Fixed pool of 6 platform threads in field 'pool' is never shut down
                  new Stage("parse", Executors.newFixedThreadPool(6));

              void run(Runnable task) {
                stage.pool().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordPattern() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ReleasedOutOfPattern {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage = new Stage("read", Executors.newFixedThreadPool(7));

              void run(Runnable task) {
                if (stage instanceof Stage(String name, ExecutorService pool)) {
                  pool.execute(task);
                }
              }

              void stop() {
                if (stage instanceof Stage(String name, AutoCloseable worker)) {
                  end(worker);
                }
              }

              private static void end(AutoCloseable worker) {
                if (worker instanceof ExecutorService pool) {
                  pool.shutdown();
                }
              }
            }

            class UsedOutOfPattern {
              record Stage(String name, ExecutorService pool) {}

              private final Stage stage =
                  // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down
                  new Stage("write", Executors.newFixedThreadPool(8));

              void run(Runnable task) {
                if (stage instanceof Stage(String name, ExecutorService pool)) {
                  pool.execute(task);
                }
              }
            }
            """)
        .doTest();
  }

  /** A unit need not name a record otherwise in order to read its components. */
  @Test
  void recordPatternInAnotherFile() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "Stage.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            record Stage(String name, ExecutorService pool) {
              static Object reading() {
                Stage stage = new Stage("read", Executors.newFixedThreadPool(7));
                stage.pool().execute(() -> {});
                return stage;
              }
            }
            """)
        .addSourceLines(
            "End.java",
            """
            import java.util.concurrent.ExecutorService;

            class End {
              static void end(Object part) {
                if (part instanceof Stage(String name, ExecutorService pool)) {
                  pool.shutdown();
                }
              }
            }
            """)
        .addSourceLines(
            "Program.java",
            """
            class Program {
              void run() {
                End.end(Stage.reading());
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadLocalNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThreadLocalNobodyReleases {
              private final ThreadLocal<ExecutorService> pool =
                  // BUG: Diagnostic contains: Fixed pool of 7 platform threads in field 'pool' is never shut down
                  ThreadLocal.withInitial(() -> Executors.newFixedThreadPool(7));

              void run(Runnable task) {
                pool.get().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionalNobodyReleases() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OptionalNobodyReleases {
              private final Optional<ExecutorService> pool =
                  // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is never shut down
                  Optional.of(Executors.newFixedThreadPool(8));

              void run(Runnable task) {
                pool.ifPresent(p -> p.execute(task));
              }
            }
            """)
        .doTest();
  }

  @Test
  void keysThatAreFunctions() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<Runnable, ExecutorService> pools = new HashMap<>();

              void add(Runnable listener) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pools' is never shut down
                pools.put(listener, Executors.newFixedThreadPool(1));
              }

              void fire() {
                pools.forEach((listener, pool) -> pool.execute(listener));
              }

              void remove(Runnable listener) {
                pools.remove(listener);
              }
            }
            """)
        .doTest();
  }
}
