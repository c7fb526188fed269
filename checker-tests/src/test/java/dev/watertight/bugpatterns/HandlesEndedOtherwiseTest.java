package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Handles that end, or never have threads, in other ways than by a release in plain sight. */
final class HandlesEndedOtherwiseTest {
  @Test
  void methodOfOwnPoolReleases() {
    test(
        HandleNeverReleased.class,
        """
        static class Counting extends ThreadPoolExecutor {
          Counting() {
            super(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          long finish() {
            shutdown();
            return getTaskCount();
          }

          long count() {
            return getTaskCount();
          }
        }

        long finished(Runnable task) {
          Counting pool = new Counting();
          pool.execute(task);
          return pool.finish();
        }

        long counted(Runnable task) {
          // BUG: Diagnostic contains: pool
          Counting pool = new Counting();
          pool.execute(task);
          return pool.count();
        }
        """);
  }

  @Test
  void ownPoolRunsTasksItself() {
    test(
        HandleNeverReleased.class,
        """
        static class Inline extends ThreadPoolExecutor {
          Inline() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          @Override
          public void execute(Runnable task) {
            task.run();
          }
        }

        static class Counting extends ThreadPoolExecutor {
          int tasks;

          Counting() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          @Override
          public void execute(Runnable task) {
            tasks++;
            super.execute(task);
          }
        }

        void inline(Runnable task) {
          Inline pool = new Inline();
          pool.execute(task);
        }

        void counting(Runnable task) {
          // BUG: Diagnostic contains: pool
          Counting pool = new Counting();
          pool.execute(task);
        }
        """);
  }

  @Test
  void coreSizeIsGiven() {
    test(
        HandleNeverReleased.class,
        """
        record None(int core) {
          void start(Runnable task) {
            new ThreadPoolExecutor(core, 4, 1, TimeUnit.SECONDS, new SynchronousQueue<>())
                .execute(task);
          }
        }

        record Some(int core) {
          void start(Runnable task) {
            // BUG: Diagnostic contains: ThreadPoolExecutor
            new ThreadPoolExecutor(core, 4, 1, TimeUnit.SECONDS, new SynchronousQueue<>())
                .execute(task);
          }
        }

        static void starts(Runnable task) {
          new None(0).start(task);
          new Some(1).start(task);
        }
        """);
  }

  @Test
  void coreSizeGoesDown() {
    test(
        HandleNeverReleased.class,
        """
        void lowered(Runnable task) {
          ThreadPoolExecutor pool = make();
          pool.execute(task);
          for (int left = 3; left >= 0; left--) {
            pool.setCorePoolSize(left);
          }
        }

        void set(Runnable task, int size) {
          // BUG: Diagnostic contains: pool
          ThreadPoolExecutor pool = make();
          pool.execute(task);
          pool.setCorePoolSize(size);
        }

        private static ThreadPoolExecutor make() {
          return new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }
        """);
  }

  @Test
  void initializedAndReleasedByConstructor() {
    test(
        HandleNeverReleased.class,
        """
        static class Always {
          private final ExecutorService pool = Executors.newFixedThreadPool(1);

          Always(List<Runnable> tasks) {
            try {
              tasks.forEach(pool::execute);
            } finally {
              pool.shutdown();
            }
          }
        }

        static class Sometimes {
          // BUG: Diagnostic contains: pool
          private final ExecutorService pool = Executors.newFixedThreadPool(1);

          Sometimes(List<Runnable> tasks) {
            tasks.forEach(pool::execute);
            if (tasks.isEmpty()) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void typeOfLibraryPoolTested() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        void ofLibrary(Runnable task) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          if (pool instanceof ThreadPoolExecutor threads) {
            threads.shutdown();
          }
        }

        void ofOwn(Runnable task) {
          ThreadPoolExecutor pool =
              // BUG: Diagnostic contains: pool
              new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          pool.execute(task);
          if (pool instanceof ScheduledThreadPoolExecutor threads) {
            threads.shutdown();
          }
        }
        """);
  }

  @Test
  void keyOfAdmission() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final Map<Object, ExecutorService> pools = new ConcurrentHashMap<>();
        private final AtomicLong last = new AtomicLong();

        void numbered(Runnable task) {
          long key = last.incrementAndGet();
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          pools.putIfAbsent(key, pool);
        }

        void named(Runnable task, String name) {
          String key = name.trim();
          // BUG: Diagnostic contains: pool
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          pools.putIfAbsent(key, pool);
        }

        void close() {
          pools.values().forEach(ExecutorService::shutdown);
        }
        """);
  }

  @Test
  void firstToSetReference() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final AtomicReference<ExecutorService> current = new AtomicReference<>();

        A(Runnable task) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          current.compareAndSet(null, pool);
        }

        void start(Runnable task) {
          // BUG: Diagnostic contains: pool
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          current.compareAndSet(null, pool);
        }

        void close() {
          current.getAndSet(null).shutdown();
        }
        """);
  }

  @Test
  void releasedThroughGetter() {
    test(
        HandleOverwrittenWhileOpen.class,
        """
        static class Released {
          private ExecutorService pool;

          void start() {
            pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> {});
          }

          ExecutorService pool() {
            return pool;
          }
        }

        static class Kept {
          private ExecutorService pool;

          void start() {
            // BUG: Diagnostic contains: pool
            pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> {});
          }

          ExecutorService pool() {
            return pool;
          }
        }

        static void runs() {
          Released released = new Released();
          released.start();
          released.pool().shutdown();
          released.start();
          released.pool().shutdown();
          Kept kept = new Kept();
          kept.start();
          kept.start();
          kept.pool().shutdown();
        }
        """);
  }

  @Test
  void setSaysWhetherItRuns() {
    test(
        HandleOverwrittenWhileOpen.class,
        """
        private final Set<String> running = new HashSet<>(Set.of("one", "two"));
        private final Set<String> names = new HashSet<>();
        private ExecutorService one = Executors.newFixedThreadPool(2);
        private ExecutorService two = Executors.newFixedThreadPool(2);

        void run(Runnable task) {
          one.execute(task);
          two.execute(task);
        }

        void stop() {
          if (running.remove("one")) {
            one.shutdown();
          }
          two.shutdown();
        }

        void restart() {
          if (running.add("one")) {
            one = Executors.newFixedThreadPool(2);
          }
        }

        void rename(String name) {
          if (names.add(name)) {
            // BUG: Diagnostic contains: two
            two = Executors.newFixedThreadPool(2);
          }
        }
        """);
  }

  @Test
  void keptInTwoContainers() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final Map<String, ExecutorService> active = new HashMap<>();
        private final List<ExecutorService> all = new ArrayList<>();
        private final Map<String, ExecutorService> only = new HashMap<>();

        void join(String name, Runnable task) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          active.put(name, pool);
          all.add(pool);
          pool.execute(task);
          // BUG: Diagnostic contains: pool
          ExecutorService other = Executors.newFixedThreadPool(2);
          only.put(name, other);
          other.execute(task);
        }

        void leave(String name) {
          active.remove(name);
          only.remove(name);
        }

        void close() {
          all.forEach(ExecutorService::shutdown);
          only.values().forEach(ExecutorService::shutdown);
        }
        """);
  }

  @Test
  void openedForEachKey() {
    test(
        HandleOverwrittenWhileOpen.class,
        """
        private final Map<String, ExecutorService> pools = new HashMap<>();
        private final Map<String, ExecutorService> others = new HashMap<>();

        void open(String name) {
          pools.put(name, Executors.newFixedThreadPool(2));
        }

        void openOther(String name) {
          // BUG: Diagnostic contains: others
          others.put(name, Executors.newFixedThreadPool(2));
        }

        void run(Runnable task) {
          pools.values().forEach(pool -> pool.execute(task));
          others.values().forEach(pool -> pool.execute(task));
        }

        void close() {
          pools.values().forEach(ExecutorService::shutdown);
          others.values().forEach(ExecutorService::shutdown);
        }

        static void opens(List<String> names) {
          A a = new A();
          for (String name : names) {
            a.open(name);
            a.openOther("one");
          }
        }
        """);
  }

  @Test
  void flagOfVarHandle() {
    test(
        HandleNeverReleased.class,
        """
        private static final java.lang.invoke.VarHandle STARTED = find();
        private final ExecutorService pool = Executors.newFixedThreadPool(2);
        // BUG: Diagnostic contains: third
        private final ExecutorService third = Executors.newFixedThreadPool(2);
        private boolean started;
        private boolean ended;

        private static java.lang.invoke.VarHandle find() {
          try {
            return java.lang.invoke.MethodHandles.lookup()
                .findVarHandle(A.class, "started", boolean.class);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        }

        void run(Runnable task) {
          STARTED.setVolatile(this, true);
          pool.execute(task);
          third.execute(task);
        }

        void close() {
          if (started) {
            pool.shutdown();
          }
          if (ended) {
            third.shutdown();
          }
        }
        """);
  }

  @Test
  void threadsThatEndAfterMain() {
    test(
        HandleNeverReleased.class,
        """
        static Thread daemon(Runnable task) {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        }

        public static void main(String[] args) {
          Executors.newFixedThreadPool(1, A::daemon).execute(() -> {});
          Executors.newFixedThreadPool(1, Thread.ofVirtual().factory()).execute(() -> {});
          // BUG: Diagnostic contains: newFixedThreadPool
          Executors.newFixedThreadPool(1).execute(() -> {});
          for (String arg : args) {
            // BUG: Diagnostic contains: newFixedThreadPool
            Executors.newFixedThreadPool(1, A::daemon).execute(() -> {});
          }
        }
        """);
  }

  @Test
  void mainExits() {
    test(
        HandleNeverReleased.class,
        """
        static class Exits {
          static void check() {
            Executors.newFixedThreadPool(1).execute(() -> {});
          }

          public static void main(String[] args) {
            check();
            System.exit(args.length);
          }
        }

        static class Returns {
          static void check() {
            // BUG: Diagnostic contains: newFixedThreadPool
            Executors.newFixedThreadPool(1).execute(() -> {});
          }

          public static void main(String[] args) {
            check();
            if (args.length > 0) {
              System.exit(1);
            }
          }
        }
        """);
  }

  @Test
  void commandsOfMainThatExits() {
    test(
        HandleNeverReleased.class,
        """
        static class Exits {
          private static final java.util.List<Runnable> COMMANDS = java.util.List.of(Exits::check);

          private static void check() {
            Executors.newFixedThreadPool(1).execute(() -> {});
          }

          public static void main(String[] args) {
            COMMANDS.get(args.length).run();
            System.exit(args.length);
          }
        }

        static class Returns {
          private static final java.util.List<Runnable> COMMANDS = java.util.List.of(Returns::check);

          private static void check() {
            // BUG: Diagnostic contains: newFixedThreadPool
            Executors.newFixedThreadPool(1).execute(() -> {});
          }

          public static void main(String[] args) {
            COMMANDS.get(args.length).run();
          }
        }
        """);
  }

  @Test
  void coreSizeOfSettings() {
    test(
        HandleNeverReleased.class,
        """
        record Size(int core, int most) {
          static Size none() {
            return new Size(0, 2);
          }
        }

        record Fixed(int core) {
          static Fixed two() {
            return new Fixed(2);
          }
        }

        static class Idle {
          private final ThreadPoolExecutor pool;

          Idle(Size size) {
            pool =
                new ThreadPoolExecutor(
                    size.core(), size.most(), 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          void run(Runnable task) {
            pool.execute(task);
          }
        }

        static class Lowered {
          private final ThreadPoolExecutor pool =
              new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

          Lowered(Size size) {
            pool.setCorePoolSize(size.core());
          }

          void run(Runnable task) {
            pool.execute(task);
          }
        }

        static class Busy {
          private final ThreadPoolExecutor pool;

          Busy(Fixed size) {
            pool =
                // BUG: Diagnostic contains: pool
                new ThreadPoolExecutor(
                    size.core(), 2, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          void run(Runnable task) {
            pool.execute(task);
          }
        }
        """);
  }

  @Test
  void borrowerGivesItBack() {
    test(
        HandleNeverReleased.class,
        """
        java.util.concurrent.SubmissionPublisher<String> opens() {
          return new java.util.concurrent.SubmissionPublisher<>(Executors.newFixedThreadPool(2), 8);
        }

        void closes(java.util.concurrent.SubmissionPublisher<String> feed) {
          feed.close();
          if (feed.getExecutor() instanceof ExecutorService pool) {
            pool.shutdown();
          }
        }

        java.net.http.HttpClient asks() {
          return java.net.http.HttpClient.newBuilder()
              .executor(Executors.newFixedThreadPool(2))
              .build();
        }

        void stops(java.net.http.HttpClient client) {
          client.executor().ifPresent(pool -> ((ExecutorService) pool).shutdown());
        }
        """);
    test(
        HandleNeverReleased.class,
        """
        java.util.concurrent.SubmissionPublisher<String> opens() {
          return new java.util.concurrent.SubmissionPublisher<>(
              // BUG: Diagnostic contains: never shut down
              Executors.newFixedThreadPool(2), 8);
        }

        void closes(java.util.concurrent.SubmissionPublisher<String> feed) {
          feed.close();
          System.out.println(feed.getExecutor());
        }

        java.net.http.HttpClient asks() {
          return java.net.http.HttpClient.newBuilder()
              // BUG: Diagnostic contains: never shut down
              .executor(Executors.newFixedThreadPool(2))
              .build();
        }
        """);
  }

  @Test
  void releaseUnderParameter() {
    test(
        HandleNeverReleased.class,
        """
        private static void end(ExecutorService pool, boolean now) {
          if (now) {
            pool.shutdownNow();
          }
        }

        void ends(Runnable task) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          try {
            pool.execute(task);
          } finally {
            end(pool, true);
          }
        }

        void endsPerhaps(Runnable task, boolean now) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          try {
            pool.execute(task);
          } finally {
            end(pool, now);
          }
        }

        void forgets(Runnable task) {
          // BUG: Diagnostic contains: 'pool' is never shut down
          ExecutorService pool = Executors.newFixedThreadPool(2);
          try {
            pool.execute(task);
          } finally {
            end(pool, false);
          }
        }
        """);
  }

  private static void test(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, HandlesEndedOtherwiseTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            "import java.util.*;",
            "import java.util.concurrent.*;",
            "import java.util.concurrent.atomic.*;",
            "final class A {" + members + "}")
        .doTest();
  }

  @Test
  void daemonsOfTheObjectThatMainMakes() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool = Executors.newFixedThreadPool(2, A::daemon);

              static Thread daemon(Runnable task) {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
              }

              void run() {
                pool.execute(() -> System.out.println("one"));
              }

              public static void main(String[] args) {
                new A().run();
              }
            }
            """)
        .addSourceLines(
            "B.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class B {
              // BUG: Diagnostic contains: pool
              private final ExecutorService pool = Executors.newFixedThreadPool(2, A::daemon);

              void run() {
                pool.execute(() -> System.out.println("one"));
              }

              public static void main(String[] args) {
                for (String arg : args) {
                  new B().run();
                }
              }
            }
            """)
        .doTest();
  }
}
