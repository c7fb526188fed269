package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Joins of all threads of a list to which one of them comes. */
final class UnboundedWaitForTasksListedTest {
  @Test
  void listOfItsObject() {
    check(
        """
        import java.util.*;

        class Main {
          private final List<Thread> threads = new ArrayList<>();
          void start(Queue<String> lines) {
            for (int i = 0; i < 2; i++) {
              Thread t = new Thread(() -> work(lines));
              threads.add(t);
              t.start();
            }
          }
          private void work(Queue<String> lines) {
            for (String l = lines.poll(); l != null; l = lines.poll()) System.out.println(l);
            stop();
          }
          void stop() {
            for (Thread t : threads) {
              // BUG: Diagnostic contains: comes here itself
              try { t.join(); } catch (InterruptedException e) { return; }
            }
          }
        }
        """);
  }

  @Test
  void arrayOfAnObjectMadeBeside() {
    check(
        """
        import java.util.*;

        class Main {
          interface Resource { void close() throws InterruptedException; }
          static class Group implements Resource {
            private final Thread[] all;
            Group(Thread[] all) { this.all = all; }
            // BUG: Diagnostic contains: comes here itself
            public void close() throws InterruptedException { for (Thread t : all) t.join(); }
          }
          static class Watch implements Runnable {
            private Resource resource;
            void use(Resource r) { resource = r; }
            public void run() {
              try { Thread.sleep(100); resource.close(); } catch (InterruptedException e) { return; }
            }
          }
          static void go() {
            Watch w = new Watch();
            Thread t = new Thread(w);
            w.use(new Group(new Thread[] {t}));
            t.start();
          }
        }
        """);
  }

  @Test
  void registeredThread() {
    check(
        """
        import java.util.*;

        class Main {
          static class Threads {
            private final List<Thread> all = new ArrayList<>();
            void register(Thread t) { all.add(t); }
            // BUG: Diagnostic contains: comes here itself
            void awaitAll() throws InterruptedException { for (Thread t : all) { t.join(); } }
          }
          static class Reader extends Thread {
            private final Threads threads;
            Reader(Threads threads) { this.threads = threads; }
            @Override public void run() {
              try { Thread.sleep(10); threads.awaitAll(); } catch (InterruptedException e) { return; }
            }
          }
          void open() {
            Threads threads = new Threads();
            Reader r = new Reader(threads);
            threads.register(r);
            r.start();
          }
        }
        """);
  }

  @Test
  void leavesItselfOut() {
    check(
        """
        import java.util.*;

        class Main {
          private final List<Thread> threads = new ArrayList<>();
          void start() { Thread t = new Thread(this::work); threads.add(t); t.start(); }
          private void work() { System.out.println("x"); stop(); }
          void stop() { for (Thread t : threads) { if (t == Thread.currentThread()) continue; try { t.join(); } catch (InterruptedException e) { return; } } }
        }
        """);
  }

  @Test
  void anotherThreadStops() {
    check(
        """
        import java.util.*;

        class Main {
          private final List<Thread> threads = new ArrayList<>();
          void start() { Thread t = new Thread(this::work); threads.add(t); t.start(); new Thread(this::supervise).start(); }
          private void work() { System.out.println("x"); }
          private void supervise() { stop(); }
          void stop() { for (Thread t : threads) { try { t.join(); } catch (InterruptedException e) { return; } } }
        }
        """);
  }

  @Test
  void threadsBefore() {
    check(
        """
        import java.util.*;

        class Main {
          static class Step extends Thread {
            private final List<Thread> before;
            Step(List<Thread> before) { this.before = new ArrayList<>(before); }
            @Override public void run() { await(); System.out.println("step"); }
            void await() { for (Thread t : before) { try { t.join(); } catch (InterruptedException e) { return; } } }
          }
          static void go() { List<Thread> all = new ArrayList<>(); for (int i = 0; i < 3; i++) { Step s = new Step(all); all.add(s); s.start(); } }
        }
        """);
  }

  @Test
  void otherThreadOfTheList() {
    check(
        """
        import java.util.*;

        class Main {
          static class Group { private final List<Thread> all; Group(Thread... all) { this.all = List.of(all); }
            void close() throws InterruptedException { for (Thread t : all) t.join(); } }
          static class First extends Thread { @Override public void run() { System.out.println("1"); } }
          static class Second extends Thread { private final Group g; Second(Group g) { this.g = g; }
            @Override public void run() { try { g.close(); } catch (InterruptedException e) { return; } System.out.println("2"); } }
          static void go() { Thread a = new First(); Thread b = new Second(new Group(a)); a.start(); b.start(); }
        }
        """);
  }

  private void check(String code) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .addSourceLines("Main.java", code)
        .doTest();
  }
}
