package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedWaiterEnrolledTest {
  @Test
  void enrolledByWhoStarts() {
    compile(
        "V1.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** record task, helper that registers and starts. */
        class V1 {
          record Job(String file, Phaser done, Set<String> seen) implements Runnable {
            public void run() {
              if (!seen.add(file)) { System.out.println("again " + file); return; }
              index(file);
              // BUG: Diagnostic contains: arriveAndDeregister() on
              done.arriveAndDeregister();
            }
            private static void index(String f) { System.out.println(f); }
          }
          private final ExecutorService pool = Executors.newFixedThreadPool(3);
          private void spawn(Phaser done, String file, Set<String> seen) {
            done.register();
            pool.submit(new Job(file, done, seen));
          }
          void all(List<String> files) {
            Phaser done = new Phaser(1);
            Set<String> seen = ConcurrentHashMap.newKeySet();
            for (String f : files) { spawn(done, f, seen); }
            done.awaitAdvance(done.arrive());
            pool.shutdown();
          }
          public static void main(String[] a) { new V1().all(List.of(a)); }
        }
        """);
  }

  @Test
  void enrolledByItsConstructor() {
    compile(
        "V2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** field phaser, thread class, continue-style switch. */
        class V2 {
          private final Phaser phase = new Phaser(1);
          private class Walker extends Thread {
            private final Map<String, Integer> rooms;
            Walker(Map<String, Integer> rooms) { this.rooms = rooms; phase.register(); }
            @Override public void run() {
              Integer size = rooms.get("hall");
              if (size == null) { System.out.println("no hall"); return; }
              System.out.println(size * 2);
              // BUG: Diagnostic contains: when line
              phase.arrive();
            }
          }
          void walk(List<Map<String, Integer>> floors) {
            for (Map<String, Integer> floor : floors) { new Walker(floor).start(); }
            phase.arriveAndAwaitAdvance();
            System.out.println("walked");
          }
          public static void main(String[] a) { new V2().walk(List.of(Map.of("hall", 3), Map.of("attic", 1))); }
        }
        """);
  }

  @Test
  void enrolledInALoop() {
    compile(
        "V3.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** lambda in stream forEach, default interface. */
        class V3 {
          interface Source { Optional<String> next(); }
          static void drain(Collection<Source> sources) {
            Phaser p = new Phaser();
            p.register();
            for (Source s : sources) {
              p.register();
              Thread.startVirtualThread(() -> {
                Optional<String> got = s.next();
                if (got.isEmpty()) return;
                System.out.println(got.get());
                // BUG: Diagnostic contains: arriveAndDeregister() on
                p.arriveAndDeregister();
              });
            }
            p.arriveAndAwaitAdvance();
          }
          public static void main(String[] a) { drain(List.of(() -> Optional.of("x"), Optional::empty)); }
        }
        """);
  }

  @Test
  void emptyListIsAskedFor() {
    compile(
        "A2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class Sender implements Runnable {
          private final List<String> recipients; private final Phaser wave;
          Sender(List<String> r, Phaser w) { recipients = r; wave = w; }
          @Override public void run() {
                if (recipients.isEmpty()) { return; }
                for (String r : recipients) { System.out.println(r); }
                // BUG: Diagnostic contains: when line
                wave.arriveAndDeregister();
          }
        }
        class A2 {
         void launch(Map<String, List<String>> segments) {
            Phaser wave = new Phaser(1);
            ExecutorService pool = Executors.newCachedThreadPool();
            for (List<String> recipients : segments.values()) {
              wave.register();
              pool.execute(new Sender(recipients, wave));
            }
            pool.shutdown();
            wave.arriveAndAwaitAdvance();
         }
         public static void main(String[] a){ new A2().launch(Map.of("x", List.of("y"), "z", List.of())); }
        }
        """);
  }

  @Test
  void arrivesOnEveryPath() {
    compile(
        "O1.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class O1 {
          record Job(String file, Phaser done, Set<String> seen) implements Runnable {
            public void run() {
              if (!seen.add(file)) { System.out.println("again " + file); done.arriveAndDeregister(); return; }
              System.out.println(file);
              done.arriveAndDeregister();
            }
          }
          private final ExecutorService pool = Executors.newFixedThreadPool(3);
          private void spawn(Phaser done, String file, Set<String> seen) {
            done.register();
            pool.submit(new Job(file, done, seen));
          }
          void all(List<String> files) {
            Phaser done = new Phaser(1);
            Set<String> seen = ConcurrentHashMap.newKeySet();
            for (String f : files) { spawn(done, f, seen); }
            done.awaitAdvance(done.arrive());
            pool.shutdown();
          }
          public static void main(String[] a) { new O1().all(List.of(a)); }
        }
        """);
  }

  @Test
  void timeLimit() {
    compile(
        "O2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** time limit. */
        class O2 {
          private final Phaser phase = new Phaser(1);
          private class Walker extends Thread {
            private final Map<String, Integer> rooms;
            Walker(Map<String, Integer> rooms) { this.rooms = rooms; phase.register(); }
            @Override public void run() {
              Integer size = rooms.get("hall");
              if (size == null) { return; }
              System.out.println(size * 2);
              phase.arrive();
            }
          }
          void walk(List<Map<String, Integer>> floors) throws Exception {
            for (Map<String, Integer> floor : floors) { new Walker(floor).start(); }
            try { phase.awaitAdvanceInterruptibly(phase.arrive(), 3, TimeUnit.SECONDS); } catch (TimeoutException e) { System.out.println("late"); }
          }
          public static void main(String[] a) throws Exception { new O2().walk(List.of(Map.of("hall", 3), Map.of("attic", 1))); }
        }
        """);
  }

  @Test
  void enrolledPerhapsOrEndedByOthers() {
    compile(
        "O3.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** the supervisor arrives for those that return early; enrolled only if there is something. */
        class O3 {
          interface Source { Optional<String> next(); }
          static void drain(Collection<Source> sources) {
            Phaser p = new Phaser(1);
            for (Source s : sources) {
              Optional<String> got = s.next();
              if (got.isPresent()) p.register();
              Thread.startVirtualThread(() -> {
                if (got.isEmpty()) return;
                System.out.println(got.get());
                p.arriveAndDeregister();
              });
            }
            p.arriveAndAwaitAdvance();
          }
          static void more(Collection<Source> sources) {
            Phaser p = new Phaser(1);
            for (Source s : sources) {
              p.register();
              Thread.startVirtualThread(() -> {
                try {
                Optional<String> got = s.next();
                if (got.isEmpty()) return;
                System.out.println(got.get());
                } finally { p.arriveAndDeregister(); }
              });
            }
            p.arriveAndAwaitAdvance();
          }
          static void watched(Collection<Source> sources) {
            Phaser p = new Phaser(1);
            for (Source s : sources) {
              p.register();
              Thread.startVirtualThread(() -> {
                Optional<String> got = s.next();
                if (got.isEmpty()) return;
                p.arriveAndDeregister();
              });
            }
            Thread.startVirtualThread(() -> { try { Thread.sleep(3000); } catch (InterruptedException e) { return; } p.forceTermination(); });
            p.arriveAndAwaitAdvance();
          }
          public static void main(String[] a) { drain(List.of(() -> Optional.of("x"), Optional::empty)); more(List.of()); watched(List.of()); }
        }
        """);
  }

  private static void compile(String name, String source) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, AbandonedWaiterEnrolledTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(name, source)
        .doTest();
  }
}
