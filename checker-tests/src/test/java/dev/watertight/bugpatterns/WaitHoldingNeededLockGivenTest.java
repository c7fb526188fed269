package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitHoldingNeededLockGivenTest {
  @Test
  void lockOfWhatIsPassed() {
    compile(
        "V1.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.locks.*;
        /** ReentrantLock in place of the monitor, future instead of a latch, record listener, list in a variable. */
        class V1 {
          interface Probe { String measure(V1 board); }
          record Temperature(int id) implements Probe { public String measure(V1 board) { board.note("t" + id); return "ok"; } }
          record Idle() implements Probe { public String measure(V1 board) { return "idle"; } }
          private final Lock lock = new ReentrantLock();
          private final List<String> notes = new ArrayList<>();
          void note(String s) { lock.lock(); try { notes.add(s); } finally { lock.unlock(); } }
          void all() throws Exception {
            List<Probe> probes = List.of(new Idle(), new Temperature(4));
            CountDownLatch done = new CountDownLatch(probes.size());
            lock.lock();
            try {
              for (Probe p : probes) {
                Thread.startVirtualThread(() -> { try { p.measure(this); } finally { done.countDown(); } });
              }
              // BUG: Diagnostic contains: needs to end the wait
              done.await();
              System.out.println(notes);
            } finally { lock.unlock(); }
          }
          public static void main(String[] a) throws Exception { new V1().all(); }
        }
        """);
  }

  @Test
  void monitorOfWhatIsPassed() {
    compile(
        "V2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** a handler in a lambda, one implementation by an interface. */
        class V2 {
          interface Loader { void load(Registry r); }
          static class Registry {
            private final Map<String, String> all = new HashMap<>();
            synchronized void put(String k, String v) { all.put(k, v); }
            synchronized void boot(Loader loader) throws Exception {
              CompletableFuture<Void> ready = new CompletableFuture<>();
              new Thread(() -> { loader.load(this); ready.complete(null); }).start();
              // BUG: Diagnostic contains: needs to end the wait
              ready.join();
              System.out.println(all);
            }
          }
          static class FileLoader implements Loader { @Override public void load(Registry r) { r.put("a", "b"); } }
          public static void main(String[] a) throws Exception { new Registry().boot(new FileLoader()); }
        }
        """);
  }

  @Test
  void joinOfWhatIsPassed() {
    compile(
        "C4.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class C4 {
          private final List<String> commands = new ArrayList<>();
          synchronized void register(String n) { commands.add(n); }
          synchronized void start(Plugin p) throws InterruptedException {
            Thread t = new Thread(() -> p.init(this));
            t.start();
            // BUG: Diagnostic contains: needs to end the wait
            t.join();
          }
          static class Plugin { void init(C4 host) { host.register("x"); } }
          public static void main(String[] a) throws Exception { new C4().start(new Plugin()); }
        }
        """);
  }

  @Test
  void waitsElsewhere() {
    compile(
        "O1.java",
        """
        import java.util.*; import java.util.concurrent.*;
        class O1 {
          interface Plugin { void init(Host h); }
          static class Host {
            private final List<Plugin> plugins = new ArrayList<>();
            private final List<String> commands = new ArrayList<>();
            synchronized void install(Plugin p) { plugins.add(p); }
            synchronized void register(String n) { commands.add(n); notifyAll(); }
            /** waits on the monitor itself. */
            synchronized void start() throws Exception {
              for (Plugin p : plugins) new Thread(() -> p.init(this)).start();
              while (commands.size() < plugins.size()) wait();
            }
            /** limited. */
            synchronized void timed() throws Exception {
              CountDownLatch ready = new CountDownLatch(plugins.size());
              for (Plugin p : plugins) new Thread(() -> { try { p.init(this); } finally { ready.countDown(); } }).start();
              if (!ready.await(2, TimeUnit.SECONDS)) System.out.println("slow");
            }
            /** outside of the monitor. */
            void outside() throws Exception {
              List<Plugin> all;
              synchronized (this) { all = List.copyOf(plugins); }
              CountDownLatch ready = new CountDownLatch(all.size());
              for (Plugin p : all) new Thread(() -> { try { p.init(this); } finally { ready.countDown(); } }).start();
              ready.await();
            }
          }
          static class Git implements Plugin { public void init(Host h) { h.register("git"); } }
          static class Quiet implements Plugin { public void init(Host h) { System.out.println("quiet"); } }
          public static void main(String[] a) throws Exception { Host h = new Host(); h.install(new Git()); h.install(new Git()); h.start(); h.timed(); h.outside(); }
        }
        """);
  }

  @Test
  void otherObjects() {
    compile(
        "O2.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** the counted plugins need nothing; another host is meant; the latch counts before. */
        class O2 {
          interface Plugin { void init(Host h); }
          static class Host {
            private final List<Plugin> plugins = new ArrayList<>();
            private final List<String> commands = new ArrayList<>();
            synchronized void install(Plugin p) { plugins.add(p); }
            synchronized void register(String n) { commands.add(n); }
            synchronized void start() throws Exception {
              CountDownLatch ready = new CountDownLatch(plugins.size());
              for (Plugin p : plugins) new Thread(() -> { try { p.init(this); } finally { ready.countDown(); } }).start();
              ready.await();
            }
            synchronized void early(Plugin p) throws Exception {
              CountDownLatch ready = new CountDownLatch(1);
              new Thread(() -> { ready.countDown(); p.init(this); }).start();
              ready.await();
            }
            synchronized void other(Plugin p, Host o) throws Exception {
              CountDownLatch ready = new CountDownLatch(1);
              new Thread(() -> { p.init(o); ready.countDown(); }).start();
              ready.await();
            }
          }
          static class Git implements Plugin { public void init(Host h) { h.register("git"); } }
          static class Quiet implements Plugin { public void init(Host h) { System.out.println("quiet"); } }
          public static void main(String[] a) throws Exception { Host h = new Host(); h.install(new Quiet()); h.start(); h.install(new Git()); h.early(new Git()); h.other(new Git(), new Host()); }
        }
        """);
  }

  @Test
  void signalForEachElement() {
    compile(
        "V4.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.locks.*;
        class V4 {
          interface Hook { void run(V4 app); }
          static class Log implements Hook { public void run(V4 app) { app.note("log"); } }
          static class Nop implements Hook { public void run(V4 app) { } }
          private final Set<Hook> hooks = new LinkedHashSet<>();
          private final Lock lock = new ReentrantLock();
          private final List<String> notes = new ArrayList<>();
          void add(Hook h) { lock.lock(); try { hooks.add(h); } finally { lock.unlock(); } }
          void note(String s) { lock.lock(); try { notes.add(s); } finally { lock.unlock(); } }
          void stop() throws InterruptedException {
            lock.lock();
            try {
              CountDownLatch left = new CountDownLatch(hooks.size());
              for (Hook h : hooks) { Thread.startVirtualThread(() -> { try { h.run(this); } finally { left.countDown(); } }); }
              // BUG: Diagnostic contains: needs to end the wait
              left.await();
            } finally { lock.unlock(); }
          }
          public static void main(String[] a) throws Exception { V4 v = new V4(); v.add(new Log()); v.add(new Nop()); v.stop(); }
        }
        """);
  }

  @Test
  void signalForOtherElements() {
    compile(
        "O4.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.locks.*;
        /** only those that need no lock are counted. */
        class O4 {
          interface Hook { void run(O4 app); }
          static class Log implements Hook { public void run(O4 app) { app.note("log"); } }
          static class Nop implements Hook { public void run(O4 app) { } }
          private final Set<Hook> hooks = new LinkedHashSet<>(), quiet = new LinkedHashSet<>();
          private final List<String> notes = new ArrayList<>();
          synchronized void add(Hook h) { hooks.add(h); }
          synchronized void addQuiet(Hook h) { quiet.add(h); }
          synchronized void note(String s) { notes.add(s); }
          synchronized void stop() throws InterruptedException {
            CountDownLatch left = new CountDownLatch(quiet.size());
            for (Hook h : quiet) { new Thread(() -> { try { h.run(this); } finally { left.countDown(); } }).start(); }
            left.await();
            CountDownLatch some = new CountDownLatch(quiet.size());
            for (Hook h : hooks) { new Thread(() -> { try { h.run(this); } finally { some.countDown(); } }).start(); }
            some.await();
          }
          public static void main(String[] a) throws Exception { O4 v = new O4(); v.add(new Log()); v.add(new Nop()); v.addQuiet(new Nop()); v.stop(); }
        }
        """);
  }

  private static void compile(String name, String source) {
    CompilationTestHelper.newInstance(
            WaitHoldingNeededLock.class, WaitHoldingNeededLockGivenTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(name, source)
        .doTest();
  }
}
