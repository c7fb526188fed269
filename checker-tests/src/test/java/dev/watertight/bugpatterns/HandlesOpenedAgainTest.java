package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that open a handle for their object and are called more than once. */
final class HandlesOpenedAgainTest {
  @Test
  void calledAgainByMethodOfObject() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Connection.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Connection {
              private ExecutorService lost;
              private ExecutorService asked;

              void connect() {
                // BUG: Diagnostic contains: Field 'lost' is given another fixed pool of 1 platform thread
                lost = Executors.newFixedThreadPool(1);
                lost.execute(() -> {});
              }

              void open() {
                asked = Executors.newFixedThreadPool(2);
                asked.execute(() -> {});
              }

              void onFailure(boolean open) {
                connect();
                if (!open) {
                  open();
                }
              }

              void disconnect() {
                lost.shutdown();
                asked.shutdown();
              }

              public static void main(String[] args) {
                Connection connection = new Connection();
                connection.connect();
                connection.open();
                connection.onFailure(true);
                connection.disconnect();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedBetweenOrElsewhere() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Connection.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Connection {
              private ExecutorService pool;

              void connect() {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              void disconnect() {
                pool.shutdown();
              }

              static void handedOver(Connection connection) {
                connection.disconnect();
              }

              public static void main(String[] args) {
                Connection between = new Connection();
                between.connect();
                between.disconnect();
                between.connect();
                Connection given = new Connection();
                given.connect();
                handedOver(given);
                given.connect();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorThatOpens() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Engine.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Engine {
              private ExecutorService pool;

              Engine() {
                start();
              }

              void start() {
                // BUG: Diagnostic contains: Field 'pool' is given another
                pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }

              public static void main(String[] args) {
                Engine engine = new Engine();
                engine.start();
                engine.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void samePlaceInMap() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Lanes {
              private final Map<String, ExecutorService> replaced = new HashMap<>();
              private final Map<String, ExecutorService> different = new HashMap<>();

              void add(String name) {
                // BUG: Diagnostic contains: Field 'replaced' is given another
                replaced.put(name, Executors.newFixedThreadPool(1));
              }

              void register(String name) {
                different.put(name, Executors.newFixedThreadPool(2));
              }

              void run(String name, Runnable task) {
                replaced.get(name).execute(task);
                different.get(name).execute(task);
              }

              void close() {
                replaced.values().forEach(ExecutorService::shutdown);
                different.values().forEach(ExecutorService::shutdown);
              }

              public static void main(String[] args) {
                Lanes lanes = new Lanes();
                lanes.add("a");
                lanes.add("a");
                lanes.register("b");
                lanes.register("c");
                lanes.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassOpensNoneOrOnce() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              protected ExecutorService pool;

              void start() {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              void close() {
                if (pool != null) {
                  pool.shutdown();
                }
              }

              static class None extends A {
                @Override
                void start() {}
              }

              static class Once extends A {
                private boolean started;

                @Override
                void start() {
                  if (started) {
                    return;
                  }
                  started = true;
                  super.start();
                }
              }

              public static void main(String[] args) {
                A none = new None();
                none.start();
                none.start();
                A once = new Once();
                once.start();
                once.start();
                once.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassOpensEachTime() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "B.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class B {
              protected ExecutorService pool;

              void start() {
                // BUG: Diagnostic contains: Field 'pool' is given another
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }

              void close() {
                pool.shutdown();
              }

              static class EachTime extends B {
                @Override
                void start() {
                  super.start();
                  System.out.println("started");
                }
              }

              public static void main(String[] args) {
                B b = new EachTime();
                b.start();
                b.start();
                b.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mapThatEndsWhatItReplaces() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Ending extends HashMap<Integer, ExecutorService> {
                @Override
                public ExecutorService put(Integer key, ExecutorService pool) {
                  ExecutorService former = super.put(key, pool);
                  if (former != null) {
                    former.shutdown();
                  }
                  return former;
                }
              }

              private final Map<Integer, ExecutorService> ending = new Ending();
              private final Map<Integer, ExecutorService> plain = new HashMap<>();

              void open(int key) {
                ending.put(key, Executors.newFixedThreadPool(1));
              }

              void add(int key) {
                // BUG: Diagnostic contains: Field 'plain' is given another
                plain.put(key, Executors.newFixedThreadPool(2));
              }

              void run(int key, Runnable task) {
                ending.get(key).execute(task);
                plain.get(key).execute(task);
              }

              void close() {
                ending.values().forEach(ExecutorService::shutdown);
                plain.values().forEach(ExecutorService::shutdown);
              }

              public static void main(String[] args) {
                A a = new A();
                a.open(1);
                a.open(1);
                a.add(2);
                a.add(2);
                a.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void functionThatIgnoresTheOldOne() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;

            class A {
              private final AtomicReference<ExecutorService> lost =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));
              private final AtomicReference<ExecutorService> ended =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));
              private final AtomicReference<ExecutorService> kept =
                  new AtomicReference<>(Executors.newFixedThreadPool(1));

              void run(Runnable task) {
                lost.get().execute(task);
                ended.get().execute(task);
                kept.get().execute(task);
              }

              void resize() {
                // BUG: Diagnostic contains: Field 'lost' is given another
                lost.updateAndGet(old -> Executors.newFixedThreadPool(2));
                ended.getAndUpdate(old -> Executors.newFixedThreadPool(3)).shutdown();
                kept.updateAndGet(old -> old != null ? old : Executors.newFixedThreadPool(4));
              }

              void close() {
                lost.get().shutdown();
                ended.get().shutdown();
                kept.get().shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacedInMap() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> lost = new HashMap<>();
              private final Map<String, ExecutorService> ended = new HashMap<>();

              void open(String name) {
                lost.computeIfAbsent(name, n -> Executors.newFixedThreadPool(1));
                ended.put(name, Executors.newFixedThreadPool(2));
              }

              void run(String name, Runnable task) {
                lost.get(name).execute(task);
                ended.get(name).execute(task);
              }

              void refresh(String name) {
                // BUG: Diagnostic contains: Field 'lost' is given another
                lost.computeIfPresent(name, (n, old) -> Executors.newFixedThreadPool(3));
                ended.replace(name, Executors.newFixedThreadPool(4)).shutdown();
              }

              void close() {
                lost.values().forEach(ExecutorService::shutdown);
                ended.values().forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacedInList() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.ArrayList;
            import java.util.Collections;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Lanes {
              private final List<ExecutorService> lost = new ArrayList<>();
              private final List<ExecutorService> empty =
                  new ArrayList<>(Collections.nCopies(4, null));

              Lanes(int count) {
                for (int i = 0; i < count; i++) {
                  lost.add(Executors.newFixedThreadPool(1));
                }
              }

              void run(int lane, Runnable task) {
                lost.get(lane).execute(task);
                empty.get(lane).execute(task);
              }

              void widen(int lane) {
                // BUG: Diagnostic contains: Field 'lost' is given another
                lost.set(lane, Executors.newFixedThreadPool(2));
              }

              void open(int lane) {
                empty.set(lane, Executors.newFixedThreadPool(2));
              }

              void close() {
                lost.forEach(ExecutorService::shutdown);
                empty.stream().filter(pool -> pool != null).forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacedInMapAfterItHasEnded() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Map<String, ExecutorService> pools = new HashMap<>();

              void open(String name) {
                pools.put(name, Executors.newFixedThreadPool(2));
              }

              void run(String name, Runnable task) {
                pools.get(name).execute(task);
              }

              void stop(String name) {
                pools.get(name).shutdown();
              }

              void restart(String name) {
                pools.replace(name, Executors.newFixedThreadPool(4));
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedThroughRegistryOrByTask() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Semaphore;

            class A {
              interface Part {
                void stop();
              }

              static class Parts {
                private final List<Part> parts = new ArrayList<>();

                void stopAll() {
                  parts.forEach(Part::stop);
                }

                int count() {
                  return parts.size();
                }
              }

              static class Registered implements Part {
                private final Parts parts = new Parts();
                private ExecutorService pool = Executors.newFixedThreadPool(2);
                private ExecutorService left = Executors.newFixedThreadPool(2);

                Registered() {
                  parts.parts.add(this);
                }

                void run(Runnable task) {
                  pool.execute(task);
                  left.execute(task);
                }

                void reload(int threads) {
                  parts.stopAll();
                  pool = Executors.newFixedThreadPool(threads);
                }

                void restart(int threads) {
                  System.out.println(parts.count());
                  // BUG: Diagnostic contains: Field 'left' is given another
                  left = Executors.newFixedThreadPool(threads);
                }

                @Override
                public void stop() {
                  pool.shutdown();
                  left.shutdown();
                }
              }

              static class Rounds {
                private final Semaphore ended = new Semaphore(0);
                private ExecutorService pool;

                void run(int rounds) throws InterruptedException {
                  for (int i = 0; i < rounds; i++) {
                    pool = Executors.newFixedThreadPool(1);
                    pool.execute(new Round(this));
                    ended.acquire();
                  }
                }

                void stop() {
                  pool.shutdown();
                  ended.release();
                }
              }

              record Round(Rounds rounds) implements Runnable {
                @Override
                public void run() {
                  rounds.stop();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void placeOfArray() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService[] again = new ExecutorService[2];
              private final ExecutorService[] once = new ExecutorService[2];

              void open(int place) {
                // BUG: Diagnostic contains: Field 'again' is given another
                again[place] = Executors.newFixedThreadPool(1);
              }

              void add(int place) {
                once[place] = Executors.newFixedThreadPool(2);
              }

              void run(int place, Runnable task) {
                again[place].execute(task);
                once[place].execute(task);
              }

              void close() {
                for (ExecutorService pool : again) {
                  pool.shutdown();
                }
                for (ExecutorService pool : once) {
                  pool.shutdown();
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.open(0);
                a.open(1);
                a.open(0);
                a.add(0);
                a.add(1);
                a.close();
              }
            }
            """)
        .doTest();
  }
}
