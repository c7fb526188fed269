package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class FieldFixesTest {
  @Test
  void guard() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private boolean closed;

              void m(Runnable task) {
                executor.execute(task);
              }

              @Override
              public void close() throws Exception {
                if (closed) {
                  return;
                }
                closed = true;
                Thread.sleep(1);
                // Last.
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private boolean closed;

              void m(Runnable task) {
                executor.execute(task);
              }

              @Override
              public void close() throws Exception {
                if (closed) {
                  return;
                }
                try {
                  closed = true;
                  Thread.sleep(1);
                  // Last.
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void wrappedException() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(15);

              void m(Runnable task) {
                executor.execute(task);
              }

              public void close() {
                try {
                  Thread.sleep(1);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor = Executors.newFixedThreadPool(15);

              void m(Runnable task) {
                executor.execute(task);
              }

              public void close() {
                try {
                  Thread.sleep(1);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void trailingReturn() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService executor;

              void start(Runnable task) {
                executor = Executors.newFixedThreadPool(3);
                executor.execute(task);
              }

              boolean stop() {
                System.out.println("stop");
                return true;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService executor;

              void start(Runnable task) {
                executor = Executors.newFixedThreadPool(3);
                executor.execute(task);
              }

              boolean stop() {
                System.out.println("stop");
                if (executor != null) {
                  executor.shutdown();
                }
                return true;
              }
            }
            """);
  }

  @Test
  void throwingAtTheEnd() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor;

              A(Runnable task) {
                executor = Executors.newFixedThreadPool(4);
                executor.execute(task);
              }

              void shutdown(String executor) {}

              void shutdown() {
                String executor = "a";
                shutdown(executor);
                while (true) {
                  shutdown(executor);
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService executor;

              A(Runnable task) {
                executor = Executors.newFixedThreadPool(4);
                executor.execute(task);
              }

              void shutdown(String executor) {}

              void shutdown() {
                try {
                  String executor = "a";
                  shutdown(executor);
                  while (true) {
                    shutdown(executor);
                  }
                } finally {
                  this.executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void emptyCloser() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.io.Closeable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements Closeable {
              private final ExecutorService executor = Executors.newFixedThreadPool(5);

              void m(Runnable task) {
                executor.execute(task);
              }

              @Override
              public void close() {}
            }
            """,
            """
            import java.io.Closeable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements Closeable {
              private final ExecutorService executor = Executors.newFixedThreadPool(5);

              void m(Runnable task) {
                executor.execute(task);
              }

              @Override
              public void close() {
                executor.shutdown();
              }
            }
            """);
  }

  @Test
  void interfaceBesideOthers() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              sealed static class B<T extends Comparable<T>> implements Runnable permits C {
                private final ExecutorService executor = Executors.newFixedThreadPool(6);

                @Override
                public void run() {
                  executor.execute(this);
                }
              }

              static final class C extends B<String> {}
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              sealed static class B<T extends Comparable<T>> implements Runnable, AutoCloseable
                  permits C {
                private final ExecutorService executor = Executors.newFixedThreadPool(6);

                @Override
                public void run() {
                  executor.execute(this);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static final class C extends B<String> {}
            }
            """);
  }

  @Test
  void interfaceBeforePermits() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings({"unused", "rawtypes"})
              abstract static sealed class B /* { */ permits C {
                private final ExecutorService executor = Executors.newFixedThreadPool(7);

                void m(Runnable task) {
                  executor.execute(task);
                }
              }

              static final class C extends B {}
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings({"unused", "rawtypes"})
              abstract static sealed class B /* { */ implements AutoCloseable permits C {
                private final ExecutorService executor = Executors.newFixedThreadPool(7);

                void m(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() {
                  executor.shutdown();
                }
              }

              static final class C extends B {}
            }
            """);
  }

  @Test
  void inherited() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.io.FilterInputStream;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A extends FilterInputStream {
              private final ExecutorService executor = Executors.newFixedThreadPool(8);

              A(InputStream in) {
                super(in);
              }

              void m(Runnable task) {
                executor.execute(task);
              }
            }
            """,
            """
            import java.io.FilterInputStream;
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A extends FilterInputStream {
              private final ExecutorService executor = Executors.newFixedThreadPool(8);

              A(InputStream in) {
                super(in);
              }

              void m(Runnable task) {
                executor.execute(task);
              }

              @Override
              public void close() throws IOException {
                try {
                  super.close();
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void containers() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final List<ExecutorService> list = new ArrayList<>();
              private final Map<String, ExecutorService> map = new HashMap<>();

              void m(Runnable task) {
                list.add(Executors.newFixedThreadPool(9));
                map.put("a", Executors.newFixedThreadPool(10));
                list.get(0).execute(task);
                map.get("a").execute(task);
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final List<ExecutorService> list = new ArrayList<>();
              private final Map<String, ExecutorService> map = new HashMap<>();

              void m(Runnable task) {
                list.add(Executors.newFixedThreadPool(9));
                map.put("a", Executors.newFixedThreadPool(10));
                list.get(0).execute(task);
                map.get("a").execute(task);
              }

              @Override
              public void close() {
                list.forEach(ExecutorService::shutdown);
                map.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void recordWhoseMakersAreNotTold() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record R(ExecutorService executor, Runnable task) {
                R(Runnable task) {
                  // BUG: Diagnostic contains: (where to release it is yours to choose)
                  this(Executors.newFixedThreadPool(11), task);
                }

                void m() {
                  executor.execute(task);
                }
              }

              void m() {
                new R(() -> {}).m();
              }
            }
            """);
  }

  @Test
  void none() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final Runnable anonymous =
                  new Runnable() {
                    // BUG: Diagnostic contains: field 'pool'
                    private final ExecutorService pool = Executors.newFixedThreadPool(13);

                    @Override
                    public void run() {
                      pool.execute(this);
                    }
                  };

              abstract static class B implements AutoCloseable {
                // BUG: Diagnostic contains: field 'pool'
                private final ExecutorService pool = Executors.newFixedThreadPool(14);

                void m(Runnable task) {
                  pool.execute(task);
                }
              }
            }
            """);
  }

  @Test
  void emptiedByCloser() {
    Repair.by(HandleNeverReleased.class)
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

              void close() {
                pools.clear();
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

              void close() {
                pools.values().forEach(ExecutorService::shutdown);
                pools.clear();
              }
            }
            """);
  }

  @Test
  void elementTakenOutElsewhere() {
    Repair.by(HandleNeverReleased.class)
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
                System.out.println("closed");
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
                System.out.println("closed");
                pools.values().forEach(ExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void setToNullByCloser() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              void close() {
                pool = null;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              void close() {
                if (pool != null) {
                  pool.shutdown();
                }
                pool = null;
              }
            }
            """);
  }

  @Test
  void mayHoldHandleOfAnother() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool;

              A() {
                // BUG: Diagnostic contains: never shut down
                pool = Executors.newFixedThreadPool(2);
              }

              A(ExecutorService pool) {
                this.pool = pool;
              }

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """);
  }

  @Test
  void setToNullElsewhere() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;

              void connect(Runnable task) {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }

              void disconnect() {
                pool = null;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private ExecutorService pool;

              void connect(Runnable task) {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }

              void disconnect() {
                if (pool != null) {
                  pool.shutdown();
                }
                pool = null;
              }

              @Override
              public void close() {
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void elementsOfSubtype() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;

            class A {
              private final List<ScheduledExecutorService> timers = new ArrayList<>();

              void add(Runnable task) {
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
                timer.execute(task);
                timers.add(timer);
              }

              void close() {}
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;

            class A {
              private final List<ScheduledExecutorService> timers = new ArrayList<>();

              void add(Runnable task) {
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
                timer.execute(task);
                timers.add(timer);
              }

              void close() {
                timers.forEach(ScheduledExecutorService::shutdown);
              }
            }
            """);
  }

  @Test
  void nobodyWouldClose() {
    Repair.by(HandleNeverReleased.class)
        .preview()
        .keeps(
            """
            import java.util.concurrent.StructuredTaskScope;

            class A {
              private final StructuredTaskScope<Object, Void> scope =
                  // BUG: Diagnostic contains: (where to release it is yours to choose)
                  StructuredTaskScope.open();

              void enter() {
                scope.fork(
                    () -> {
                      Thread.sleep(10_000);
                      return null;
                    });
              }

              static void run() {
                A a = new A();
                a.enter();
              }
            }
            """);
  }

  @Test
  void releasePassedBy() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService executor;
              private boolean started;

              void start(Runnable task) {
                started = true;
                run(task);
              }

              void run(Runnable task) {
                if (executor == null) {
                  // BUG: Diagnostic contains: is yours to choose
                  executor = Executors.newFixedThreadPool(2);
                }
                executor.execute(task);
              }

              void stop() {
                if (started) {
                  started = false;
                  executor.shutdown();
                  executor = null;
                }
              }

              public static void main(String[] args) {
                A a = new A();
                a.run(() -> System.out.println("x"));
                a.stop();
              }
            }
            """);
  }

  @Test
  void makersOfAnExpiringOwner() {
    Repair.by(ExpiringHandleNotReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final class Log {
                private final ExecutorService one = Executors.newSingleThreadExecutor();

                void add(String text) {
                  one.execute(() -> System.out.println(text));
                }
              }

              static void greet(String name) {
                Log log = new Log();
                log.add("hello");
                log.add(name);
              }

              public static void main(String[] args) {
                greet("you");
                Log log =
                    new Log();
                log.add("end");
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final class Log implements AutoCloseable {
                private final ExecutorService one = Executors.newSingleThreadExecutor();

                void add(String text) {
                  one.execute(() -> System.out.println(text));
                }

                @Override
                public void close() {
                  one.shutdown();
                }
              }

              static void greet(String name) {
                try (Log log = new Log()) {
                  log.add("hello");
                  log.add(name);
                }
              }

              public static void main(String[] args) {
                greet("you");
                Log log =
                    new Log();
                try {
                  log.add("end");
                } finally {
                  log.close();
                }
              }
            }
            """);
  }

  @Test
  void makersOfATimerThatHasTasks() {
    Repair.by(ExpiringHandleNotReleased.class)
        .keeps(
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private static final class Clock {
                // BUG: Diagnostic contains: where to release it is yours to choose
                private final Timer timer = new Timer();

                void start(TimerTask task) {
                  timer.schedule(task, 10);
                }
              }

              static void run(TimerTask task) {
                Clock clock = new Clock();
                clock.start(task);
              }
            }
            """);
  }

  @Test
  void periodicTimer() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private final Timer timer = new Timer();

              void start() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        System.out.println("tick");
                      }
                    },
                    10,
                    200);
              }

              static A started() {
                A a = new A();
                a.start();
                System.out.println("started");
                return a;
              }

              static void lost() {
                new A().start();
              }
            }
            """,
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A implements AutoCloseable {
              private final Timer timer = new Timer();

              void start() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        System.out.println("tick");
                      }
                    },
                    10,
                    200);
              }

              static A started() {
                A a = new A();
                a.start();
                System.out.println("started");
                return a;
              }

              static void lost() {
                new A().start();
              }

              @Override
              public void close() {
                timer.cancel();
              }
            }
            """);
  }

  @Test
  void makerOfPeriodicTimerThatWaits() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private final Timer timer = new Timer();
              private int ticks;

              void start() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        tick();
                      }
                    },
                    10,
                    60_000);
              }

              synchronized void tick() {
                ticks++;
                notifyAll();
              }

              synchronized void await() throws InterruptedException {
                while (ticks == 0) {
                  wait();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                a.start();
                a.await();
                System.out.println(Integer.toString(a.ticks));
              }
            }
            """,
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A implements AutoCloseable {
              private final Timer timer = new Timer();
              private int ticks;

              void start() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        tick();
                      }
                    },
                    10,
                    60_000);
              }

              synchronized void tick() {
                ticks++;
                notifyAll();
              }

              synchronized void await() throws InterruptedException {
                while (ticks == 0) {
                  wait();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                try (A a = new A()) {
                  a.start();
                  a.await();
                  System.out.println(Integer.toString(a.ticks));
                }
              }

              @Override
              public void close() {
                timer.cancel();
              }
            }
            """);
  }

  @Test
  void makerHandsOwnerOnToFunction() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: (where to release it is yours to choose)
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              static Runnable starter(Runnable task) {
                A a = new A();
                return () -> a.run(task);
              }

              public static void main(String[] args) {
                starter(() -> System.out.println("ran")).run();
              }
            }
            """);
  }

  @Test
  void ownerGivenToObjectThatNobodyEnds() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: (where to release it is yours to choose)
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              void run(Runnable task) {
                pool.execute(task);
              }

              private record Desk(A a) {}

              static Desk open() {
                return new Desk(new A());
              }

              public static void main(String[] args) {
                Desk desk = open();
                desk.a.run(() -> System.out.println("ran"));
              }
            }
            """);
  }

  @Test
  void timerOfObjectThatIsAskedLast() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private final Timer timer = new Timer();
              private int runs;

              A() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        count();
                      }
                    },
                    100000,
                    100000);
              }

              synchronized void count() {
                runs++;
              }

              synchronized int runs() {
                return runs;
              }

              public static void main(String[] args) {
                A a = new A();
                a.count();
                System.out.println(a.runs());
              }
            }
            """,
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A implements AutoCloseable {
              private final Timer timer = new Timer();
              private int runs;

              A() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        count();
                      }
                    },
                    100000,
                    100000);
              }

              synchronized void count() {
                runs++;
              }

              synchronized int runs() {
                return runs;
              }

              public static void main(String[] args) {
                try (A a = new A()) {
                  a.count();
                  System.out.println(a.runs());
                }
              }

              @Override
              public void close() {
                timer.cancel();
              }
            }
            """);
  }

  @Test
  void timerOfObjectThatIsLeftWorking() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              // BUG: Diagnostic contains: where to release it is yours to choose
              private final Timer timer = new Timer();
              private int runs;

              A() {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        count();
                      }
                    },
                    100000,
                    100000);
              }

              synchronized void count() {
                runs++;
              }

              synchronized int runs() {
                return runs;
              }

              public static void main(String[] args) {
                A a = new A();
                a.count();
                System.out.println("counting");
              }
            }
            """);
  }

  @Test
  void behindWhatOthersSupply() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Consumer;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final Consumer<String> target;
              private String last = "";

              A(Consumer<String> target) {
                this.target = target;
              }

              void add(String text) {
                last = text;
                executor.execute(() -> System.out.println(text));
              }

              private void flush() {
                target.accept(last);
              }

              @Override
              public void close() {
                flush();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Consumer;

            class A implements AutoCloseable {
              private final ExecutorService executor = Executors.newFixedThreadPool(2);
              private final Consumer<String> target;
              private String last = "";

              A(Consumer<String> target) {
                this.target = target;
              }

              void add(String text) {
                last = text;
                executor.execute(() -> System.out.println(text));
              }

              private void flush() {
                target.accept(last);
              }

              @Override
              public void close() {
                try {
                  flush();
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }
}
