package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterKeptPermitsTest {
  @Test
  void tasksOfALoop() {
    compile(
        """
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) {
              return hit;
            }
            try {
              String p = ask(address);
              known.put(address, p);
              return p;
            } finally {
              // BUG: Diagnostic contains: is skipped when line
              quota.release();
            }
          }

          private String ask(String a) throws InterruptedException {
            Thread.sleep(10);
            return a + "!";
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
              for (String s : a) {
                Future<String> f = pool.submit(() -> geo.locate(s));
                System.out.println(f.get());
              }
            } finally {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void loopOfMain() {
    compile(
        """
        import java.util.HashMap;
        import java.util.Map;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new HashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            if (known.containsKey(address)) {
              return known.get(address);
            }
            try {
              String p = address + "!";
              known.put(address, p);
              return p;
            } finally {
              // BUG: Diagnostic contains: is skipped when line
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            for (String s : a) System.out.println(geo.locate(s));
          }
        }
        """);
  }

  @Test
  void threadsOfALoop() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) {
              System.out.println("empty");
              return;
            }
            System.out.println(sql);
            // BUG: Diagnostic contains: is skipped when line
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (int i = 0; i < 5; i++) {
              String s = a[i];
              new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void objectInAField() {
    compile(
        """
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.Semaphore;

        class Plan {
          static class Geo {
            private final Map<String, String> known = new ConcurrentHashMap<>();
            private final Semaphore quota = new Semaphore(2);

            String locate(String address) throws InterruptedException {
              quota.acquire();
              String hit = known.get(address);
              if (hit != null) return hit;
              try {
                known.put(address, "x");
                return "x";
              } finally {
                // BUG: Diagnostic contains: is skipped when line
                quota.release();
              }
            }
          }

          private final Geo geo = new Geo();

          void plan(String... stops) throws Exception {
            for (String s : stops) System.out.println(geo.locate(s));
          }

          public static void main(String[] a) throws Exception {
            Plan p = new Plan();
            p.plan("a", "b", "a");
            p.plan("c");
          }
        }
        """);
  }

  @Test
  void releasedInFinally() {
    compile(
        """
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            try {
              String hit = known.get(address);
              if (hit != null) return hit;
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
              for (String s : a) pool.submit(() -> geo.locate(s));
            }
          }
        }
        """);
  }

  @Test
  void eachOnce() {
    compile(
        """
        import java.util.Arrays;
        import java.util.Map;
        import java.util.TreeSet;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) return hit;
            try {
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
              for (String s : new TreeSet<>(Arrays.asList(a))) pool.submit(() -> geo.locate(s));
            }
          }
        }
        """);
  }

  @Test
  void callerAsksBefore() {
    compile(
        """
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) return hit;
            try {
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
              for (String s : a) {
                if (geo.known.containsKey(s)) continue;
                pool.submit(() -> geo.locate(s)).get();
              }
            }
          }
        }
        """);
  }

  @Test
  void enoughPermits() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) return;
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (int i = 0; i < 3; i++) {
              String s = a[i];
              new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void interrupted() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) return;
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) throws Exception {
            Db db = new Db();
            ExecutorService p = Executors.newCachedThreadPool();
            for (String s : a) {
              p.submit(
                  () -> {
                    db.query(s);
                    return s;
                  });
            }
            Thread.sleep(1000);
            p.shutdownNow();
          }
        }
        """);
  }

  @Test
  void timeLimit() {
    compile(
        """
        import java.util.concurrent.Semaphore;
        import java.util.concurrent.TimeUnit;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            if (!slots.tryAcquire(1, TimeUnit.SECONDS)) return;
            if (sql.isBlank()) return;
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (String s : a) {
              new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void returnReleases() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) {
              slots.release();
              return;
            }
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (String s : a) {
              new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void callerLeavesThemOut() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) return;
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (String s : a) {
              if (s.isBlank()) continue;
              new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void refilled() {
    compile(
        """
        import java.util.concurrent.Executors;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.Semaphore;
        import java.util.concurrent.TimeUnit;

        class Rate {
          private final Semaphore tokens = new Semaphore(3);

          String call(String s) throws InterruptedException {
            tokens.acquire();
            if (s.isEmpty()) return "";
            return s + "!";
          }

          void refill() {
            tokens.release(3 - tokens.availablePermits());
          }

          public static void main(String[] a) throws Exception {
            Rate r = new Rate();
            ScheduledExecutorService t = Executors.newScheduledThreadPool(1);
            t.scheduleAtFixedRate(r::refill, 1, 1, TimeUnit.SECONDS);
            for (String s : a) {
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          r.call(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .join();
            }
            t.shutdown();
          }
        }
        """);
  }

  @Test
  void daemons() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Db {
          private final Semaphore slots = new Semaphore(3);

          void query(String sql) throws InterruptedException {
            slots.acquire();
            if (sql.isBlank()) return;
            System.out.println(sql);
            slots.release();
          }

          public static void main(String[] a) {
            Db db = new Db();
            for (String s : a) {
              Thread t =
                  new Thread(
                      () -> {
                        try {
                          db.query(s);
                        } catch (InterruptedException e) {
                        }
                      });
              t.setDaemon(true);
              t.start();
            }
          }
        }
        """);
  }

  @Test
  void oneEach() {
    compile(
        """
        import java.util.concurrent.Semaphore;

        class Once {
          private final Semaphore turn = new Semaphore(1);
          private final String name;

          Once(String name) {
            this.name = name;
          }

          void run() throws InterruptedException {
            turn.acquire();
            if (name.isBlank()) return;
            System.out.println(name);
            turn.release();
          }

          public static void main(String[] a) {
            for (String s : a) {
              Once o = new Once(s);
              new Thread(
                      () -> {
                        try {
                          o.run();
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void handedOn() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Stage {
          private final Semaphore slots = new Semaphore(2);
          private final ExecutorService io = Executors.newSingleThreadExecutor();

          void end() {
            io.shutdown();
          }

          void take(String s) throws InterruptedException {
            slots.acquire();
            if (s.startsWith("async:")) {
              io.execute(
                  () -> {
                    System.out.println(s);
                    slots.release();
                  });
              return;
            }
            System.out.println(s);
            slots.release();
          }

          public static void main(String[] a) {
            Stage st = new Stage();
            for (String s : a)
              new Thread(
                      () -> {
                        try {
                          st.take(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            st.end();
          }
        }
        """);
  }

  @Test
  void addedToASet() {
    compile(
        """
        import java.util.HashSet;
        import java.util.Map;
        import java.util.Set;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) return hit;
            try {
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            Set<String> seen = new HashSet<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
              for (String s : a) {
                if (seen.add(s)) pool.submit(() -> geo.locate(s)).get();
              }
            }
          }
        }
        """);
  }

  @Test
  void distinctOnes() {
    compile(
        """
        import java.util.Arrays;
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) return hit;
            try {
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            Arrays.stream(a).distinct().forEach(s -> pool.submit(() -> geo.locate(s)));
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void keysOfAMap() {
    compile(
        """
        import java.util.HashMap;
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.Semaphore;

        class Geo {
          private final Map<String, String> known = new ConcurrentHashMap<>();
          private final Semaphore quota = new Semaphore(2);

          String locate(String address) throws InterruptedException {
            quota.acquire();
            String hit = known.get(address);
            if (hit != null) return hit;
            try {
              known.put(address, "x");
              return "x";
            } finally {
              quota.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Geo geo = new Geo();
            Map<String, Integer> counts = new HashMap<>();
            for (String s : a) counts.merge(s, 1, Integer::sum);
            for (String s : counts.keySet()) {
              new Thread(
                      () -> {
                        try {
                          geo.locate(s);
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void dataAreKeptByAnotherKey() {
    compileMessages("m.to(), m.text()", "// BUG: Diagnostic contains: is skipped when line");
  }

  @Test
  void dataAreTheKeyThatIsAskedFor() {
    compileMessages("m.text(), m.to()", "");
  }

  private static void compileMessages(String kept, String report) {
    compile(
        """
        import java.util.HashMap;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.Semaphore;

        class Gateway {
          record Message(String to, String text) {}

          private final Semaphore slots = new Semaphore(1);
          private final Map<String, String> outbox = new HashMap<>();

          private void transmit(Message m) {
            if (outbox.putIfAbsent(%s) != null) {
              throw new IllegalStateException("twice");
            }
          }

          void send(Message m) throws InterruptedException {
            slots.acquire();
            if (m.text().isBlank()) {
              return;
            }
            try {
              transmit(m);
            } catch (IllegalStateException e) {
              System.out.println(m);
            } finally {
              %s
              slots.release();
            }
          }

          public static void main(String[] a) throws Exception {
            Gateway gateway = new Gateway();
            for (String to : List.of("ann", "bob")) {
              gateway.send(new Message(to, a[0]));
            }
          }
        }
        """
            .formatted(kept, report));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, AbandonedWaiterKeptPermitsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void startedForTheTextOfWhichTheGivenOneIsMade() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Printer.java",
            """
            import java.io.BufferedReader;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Semaphore;

            class Printer {
              private final Semaphore slots = new Semaphore(2);
              private final ExecutorService pool = Executors.newCachedThreadPool();

              void run(BufferedReader in) throws Exception {
                String line;
                while ((line = in.readLine()) != null) {
                  String name = line.trim();
                  String upper = name.toUpperCase();
                  if (!name.isEmpty()) {
                    pool.submit(() -> work(upper));
                  }
                }
                pool.shutdown();
              }

              private void work(String name) {
                slots.acquireUninterruptibly();
                System.out.println(name);
                if (!name.isEmpty()) {
                  slots.release();
                }
              }
            }
            """)
        .doTest();
  }
}
