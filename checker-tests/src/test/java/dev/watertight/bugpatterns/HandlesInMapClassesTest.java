package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandlesInMapClassesTest {
  @Test
  void eldestIsLetGo() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return size() > 3;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            // BUG: Diagnostic contains: while it is open
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void withLimit() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            private final int limit;

            Lru(int limit) {
              super(16, 0.75f, true);
              this.limit = limit;
            }

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return size() > limit;
            }
          }

          private final Lru pools = new Lru(2);

          void run(String k, Runnable r) {
            // BUG: Diagnostic contains: while it is open
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void eldestIsClosed() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              if (size() > 3) {
                e.getValue().shutdown();
                return true;
              }
              return false;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void otherMethodTrims() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            void trim() {
              while (size() > 2) {
                remove(keySet().iterator().next()).shutdown();
              }
            }

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return size() > 3;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            pools.trim();
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void neverLetsGo() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return false;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void keptElsewhere() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.LinkedHashMap;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return size() > 3;
            }
          }

          private final Lru pools = new Lru();
          private final List<ExecutorService> all = new ArrayList<>();

          void run(String k, Runnable r) {
            ExecutorService e = pools.get(k);
            if (e == null) {
              e = Executors.newFixedThreadPool(1);
              all.add(e);
              pools.put(k, e);
            }
            e.execute(r);
          }

          void close() {
            all.forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void removeThatCloses() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            public ExecutorService remove(Object k) {
              ExecutorService e = super.remove(k);
              if (e != null) e.shutdown();
              return e;
            }

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              if (size() > 3) remove(e.getKey());
              return false;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  @Test
  void helperThatCloses() {
    compile(
        """
        import java.util.LinkedHashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pools {
          static class Lru extends LinkedHashMap<String, ExecutorService> {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExecutorService> e) {
              return size() > 3 && end(e);
            }

            private static boolean end(Map.Entry<String, ExecutorService> e) {
              e.getValue().shutdown();
              return true;
            }
          }

          private final Lru pools = new Lru();

          void run(String k, Runnable r) {
            pools.computeIfAbsent(k, x -> Executors.newFixedThreadPool(1)).execute(r);
          }

          void close() {
            pools.values().forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            Pools p = new Pools();
            for (String s : a) p.run(s, () -> System.out.println(s));
            p.close();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleNotReleasedOnAllPaths.class, HandlesInMapClassesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
