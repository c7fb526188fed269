package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class TakenOutFixesTest {

  @Test
  void removed() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void evict(String key) {
                pools.remove(key);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void evict(String key) {
                ExecutorService removed = pools.remove(key);
                if (removed != null) {
                  removed.shutdown();
                }
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void cleared() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void reset() {
                pools.clear();
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void reset() {
                pools.values().forEach(ExecutorService::shutdown);
                pools.clear();
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void eldestEvicted() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools =
                  new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> eldest) {
                      return size() > 10;
                    }
                  };

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools =
                  new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> eldest) {
                      boolean evicted = size() > 10;
                      if (evicted) {
                        eldest.getValue().shutdown();
                      }
                      return evicted;
                    }
                  };

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void eldestEvictedByAMapOfItsOwnClass() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pools extends LinkedHashMap<String, ExecutorService> {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> eldest) {
                  return size() > 10;
                }
              }

              private final Pools pools = new Pools();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """,
            """
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Pools extends LinkedHashMap<String, ExecutorService> {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> eldest) {
                  boolean evicted = size() > 10;
                  if (evicted) {
                    eldest.getValue().shutdown();
                  }
                  return evicted;
                }
              }

              private final Pools pools = new Pools();

              void run(String key, Runnable task) {
                pools.computeIfAbsent(key, k -> Executors.newFixedThreadPool(2)).execute(task);
              }

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void oneOfSeveral() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final List<ExecutorService> pools = new ArrayList<>();

              A(int count) {
                while (pools.size() < count) {
                  pools.add(Executors.newFixedThreadPool(2));
                }
              }

              void run(int pool, Runnable task) {
                pools.get(pool).execute(task);
              }

              void close() {
                pools.get(0).shutdown();
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final List<ExecutorService> pools = new ArrayList<>();

              A(int count) {
                while (pools.size() < count) {
                  pools.add(Executors.newFixedThreadPool(2));
                }
              }

              void run(int pool, Runnable task) {
                pools.get(pool).execute(task);
              }

              void close() {
                pools.forEach(ExecutorService::shutdown);
              }
            }
            """);
  }
}
