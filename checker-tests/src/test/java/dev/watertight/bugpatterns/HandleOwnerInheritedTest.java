package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Owners by their superclass, elements that lists lose, and casts that always fail. */
final class HandleOwnerInheritedTest {
  private static final String OWNERS =
      """
      class Base implements AutoCloseable {
        private final ExecutorService pool = Executors.newFixedThreadPool(2);
        void run(Runnable r) { pool.execute(r); }
        public void close() { pool.shutdown(); }
      }
      class Named extends Base { void log() { System.out.println("x"); } }
      class Inline extends Base { void run(Runnable r) { r.run(); } }
      class Given implements AutoCloseable {
        private final Executor executor;
        Given(Executor executor) { this.executor = executor; }
        void run(Runnable r) { executor.execute(r); }
        public void close() {
          if (executor instanceof ExecutorService) ((ExecutorService) executor).shutdown();
        }
      }
      class Single extends Given { Single() { super(Executors.newFixedThreadPool(1)); } }
      """;

  @Test
  void superclassOpens() {
    owners(
        """
        void go() {
          // BUG: Diagnostic contains: Named with its fixed pool
          Named n = new Named();
          n.run(() -> {});
        }
        """);
  }

  @Test
  void superclassIsGivenOne() {
    owners(
        """
        void go() {
          // BUG: Diagnostic contains: Single with its fixed pool
          new Single().run(() -> {});
        }
        """);
  }

  @Test
  void closedOrWithoutThreads() {
    owners(
        """
        private Named field;
        void inline() { new Inline().run(() -> {}); }
        void resource() { try (Named n = new Named()) { n.run(() -> {}); } }
        void idle() { new Named().log(); }
        void open() { field = new Named(); field.run(() -> {}); }
        void close() { field.close(); }
        """);
  }

  @Test
  void removedByPlace() {
    owners(
        """
        private final List<Given> all = new LinkedList<>();
        // BUG: Diagnostic contains: is taken out on line 6 while it is open
        void add() { all.add(new Single()); }
        void remove(int i) { all.remove(i); }
        void run(Runnable r) { for (Given g : all) g.run(r); }
        void close() { for (Given g : all) g.close(); }
        """);
  }

  @Test
  void replacedInItsPlace() {
    compile(
        HandleNotReleasedOnAllPaths.class,
        """
        private final List<ExecutorService> all = new ArrayList<>();
        // BUG: Diagnostic contains: is taken out on line 6 while it is open
        void add() { all.add(Executors.newFixedThreadPool(2)); }
        void swap(int i) { all.set(i, Executors.newFixedThreadPool(2)); }
        void run(Runnable r) { for (ExecutorService e : all) e.execute(r); }
        void close() { for (ExecutorService e : all) e.shutdown(); }
        """);
  }

  @Test
  void releasedAsTheyLeave() {
    compile(
        HandleNotReleasedOnAllPaths.class,
        """
        private final List<ExecutorService> all = new ArrayList<>();
        void add() { all.add(Executors.newFixedThreadPool(2)); }
        void swap(int i) { all.set(i, Executors.newFixedThreadPool(2)).shutdown(); }
        void drop(int i) { all.remove(i).shutdown(); }
        void drop(ExecutorService e) { all.remove(e); e.shutdown(); }
        void run(Runnable r) { for (ExecutorService e : all) e.execute(r); }
        void close() { while (!all.isEmpty()) { all.get(0).shutdown(); all.remove(0); } }
        """);
  }

  @Test
  void placesThatAreFilledOnce() {
    compile(
        HandleNotReleasedOnAllPaths.class,
        """
        private final List<ExecutorService> all = new ArrayList<>(Collections.nCopies(4, null));
        void fill(int i) { all.set(i, Executors.newFixedThreadPool(2)); }
        void run(int i, Runnable r) { all.get(i).execute(r); }
        void close() { for (ExecutorService e : all) e.shutdown(); }
        """);
  }

  @Test
  void ownersThatAreShown() {
    compile(
        ExposedHandleNeverReleased.class,
        """
        public static class Manager {
          protected final List<Given> all = new LinkedList<>();
          // BUG: Diagnostic contains: Single with its fixed pool
          public void add() { all.add(new Single()); }
          public void run(Runnable r) { for (Given g : all) g.run(r); }
        }
        """);
  }

  @Test
  void keeperThatEndsOnlyItsOwn() {
    compile(
        HandleNeverReleased.class,
        """
        static class Own implements Executor {
          private final ExecutorService pool = Executors.newCachedThreadPool();
          public void execute(Runnable r) { pool.execute(r); }
          void shutdown() { pool.shutdown(); }
        }
        static class Server {
          private Executor executor;
          void setExecutor(Executor e) { executor = e; }
          void start() { executor.execute(() -> {}); }
          void stop() {
            if (executor instanceof Own own) own.shutdown();
            if (executor.getClass() == Own.class) ((Own) executor).shutdown();
          }
        }
        void go() {
          Server server = new Server();
          // BUG: Diagnostic contains: is never shut down
          ExecutorService e = Executors.newFixedThreadPool(5);
          server.setExecutor(e);
          server.start();
          server.stop();
        }
        """);
  }

  @Test
  void keeperThatMayEndIt() {
    compile(
        HandleNeverReleased.class,
        """
        static class Own extends ThreadPoolExecutor implements Stoppable {
          Own() { super(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()); }
          public void halt() { shutdown(); }
        }
        interface Stoppable { void halt(); }
        static class Server {
          private Executor executor;
          void setExecutor(Executor e) { executor = e; }
          void start() { executor.execute(() -> {}); }
          void stop() { if (executor instanceof ExecutorService own) own.shutdown(); }
          void halt() { if (executor instanceof Stoppable own) own.halt(); }
        }
        void library() {
          Server server = new Server();
          server.setExecutor(Executors.newFixedThreadPool(5));
          server.start();
          server.stop();
        }
        void own() {
          Server server = new Server();
          server.setExecutor(new Own());
          server.start();
          server.halt();
        }
        """);
  }

  @Test
  void keptByPublicField() {
    compile(
        ExposedHandleNeverReleased.class,
        """
        // BUG: Diagnostic contains: Named with its fixed pool
        public final Named named = new Named();
        void go() { named.run(() -> {}); }
        """);
  }

  @Test
  void madeForOthersThoughKeptByView() {
    compile(
        ExposedHandleNeverReleased.class,
        """
        public static class Scheduler {
          void run(Runnable r) { r.run(); }
          View view() { return new View(this); }
        }
        public static class View {
          public final Scheduler actual;
          View(Scheduler actual) { this.actual = actual; }
        }
        public static class Own extends Scheduler implements AutoCloseable {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);
          @Override void run(Runnable r) { pool.execute(r); }
          @Override public void close() { pool.shutdown(); }
        }
        public static Scheduler create() { return new Own(); }
        """);
  }

  private void owners(String members) {
    compile(HandleOwnerNeverClosed.class, members);
  }

  private void compile(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "App.java",
            "import java.util.*; import java.util.concurrent.*;",
            "public class App {",
            members,
            "}",
            OWNERS)
        .doTest();
  }
}
