package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleOverwrittenWhileOpenSettingsTest {
  @Test
  void settingsThatDiffer() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          record Settings(int threads, int quality) {}

          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();
          private volatile Settings settings;

          Encoder(Settings settings) {
            apply(settings);
          }

          final void apply(Settings updated) {
            Settings previous = settings;
            settings = updated;
            if (previous == null || previous.threads() != updated.threads()) {
              // BUG: Diagnostic contains: while the one it hol
              pool.set(Executors.newFixedThreadPool(updated.threads()));
            }
          }

          Future<String> encode(String clip) {
            return pool.get().submit(() -> clip + settings.quality());
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) throws Exception {
            try (Encoder e = new Encoder(new Settings(2, 1))) {
              System.out.println(e.encode("x").get());
              page(e, a[0]);
              System.out.println(e.encode("y").get());
            }
          }

          static void page(Encoder e, String n) {
            e.apply(new Settings(Integer.parseInt(n), 2));
          }
        }
        """);
  }

  @Test
  void setterThatTheConstructorCalls() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Uploader implements AutoCloseable {
          private volatile ExecutorService pool;

          Uploader(int threads) {
            setThreads(threads);
          }

          final void setThreads(int threads) {
            // BUG: Diagnostic contains: while the one it hol
            pool = Executors.newFixedThreadPool(threads);
          }

          void upload(String f) {
            pool.execute(() -> System.out.println(f));
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Uploader u = new Uploader(2)) {
              u.upload("a");
              adjust(u);
              u.upload("b");
            }
          }

          static void adjust(Uploader u) {
            u.setThreads(4);
          }
        }
        """);
  }

  @Test
  void numberThatDiffers() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Resizer implements AutoCloseable {
          private ExecutorService pool;
          private int threads;

          Resizer(int threads) {
            this.threads = threads;
            pool = Executors.newFixedThreadPool(threads);
          }

          void setThreads(int threads) {
            if (threads != this.threads) {
              this.threads = threads;
              // BUG: Diagnostic contains: while the one it hol
              pool = Executors.newFixedThreadPool(threads);
            }
          }

          void run(Runnable r) {
            pool.submit(r);
          }

          @Override
          public void close() {
            pool.shutdownNow();
          }

          public static void main(String[] a) {
            try (Resizer r = new Resizer(1)) {
              r.run(() -> System.out.println("x"));
              if (a.length > 0) r.setThreads(a.length);
              r.run(() -> System.out.println("y"));
            }
          }
        }
        """);
  }

  @Test
  void helperOfConstructorAndSetter() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Pooler implements AutoCloseable {
          private ExecutorService pool;
          private String prefix = "a";

          Pooler() {
            build();
          }

          private void build() {
            // BUG: Diagnostic contains: while the one it hol
            pool = Executors.newFixedThreadPool(2);
            pool.submit(() -> System.out.println(prefix));
          }

          void rename(String prefix) {
            this.prefix = prefix;
            build();
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Pooler p = new Pooler()) {
              other(p);
            }
          }

          static void other(Pooler p) {
            p.rename("b");
          }
        }
        """);
  }

  @Test
  void oldValueIgnored() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Gs implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool =
              new AtomicReference<>(Executors.newFixedThreadPool(1));

          void configure(int n) {
            // BUG: Diagnostic contains: while the one it hol
            pool.getAndSet(Executors.newFixedThreadPool(n));
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Gs g = new Gs()) {
              g.run(() -> {});
              use(g);
              g.run(() -> {});
            }
          }

          static void use(Gs g) {
            g.configure(3);
          }
        }
        """);
  }

  @Test
  void sameSettingsReturn() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Mailer implements AutoCloseable {
          record Config(String host, int threads) {}

          private Config config;
          private ExecutorService senders;

          Mailer(Config config) {
            this.config = config;
            this.senders = Executors.newFixedThreadPool(config.threads());
          }

          synchronized void update(Config next) {
            if (next.equals(config)) {
              return;
            }
            config = next;
            // BUG: Diagnostic contains: while the one it hol
            senders = Executors.newFixedThreadPool(next.threads());
          }

          synchronized void send(String m) {
            senders.execute(() -> System.out.println(config.host() + m));
          }

          @Override
          public synchronized void close() {
            senders.shutdown();
          }

          public static void main(String[] a) {
            try (Mailer m = new Mailer(new Config("h", 1))) {
              m.send("x");
              admin(m, a);
              m.send("y");
            }
          }

          static void admin(Mailer m, String[] a) {
            m.update(new Config(a[0], 2));
          }
        }
        """);
  }

  @Test
  void timerPerPeriod() {
    compile(
        """
        import java.util.Timer;
        import java.util.TimerTask;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class Tail implements AutoCloseable {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
          private Timer timer;

          Tail(long period) {
            setPeriod(period);
          }

          final void setPeriod(long period) {
            // BUG: Diagnostic contains: while the one it hol
            timer = new Timer("tail");
            timer.schedule(
                new TimerTask() {
                  @Override
                  public void run() {
                    lines.offer("t");
                  }
                },
                period,
                period);
          }

          @Override
          public void close() {
            timer.cancel();
          }

          public static void main(String[] a) {
            try (Tail t = new Tail(100)) {
              speed(t);
            }
          }

          static void speed(Tail t) {
            t.setPeriod(10);
          }
        }
        """);
  }

  @Test
  void helperOfTwoSetters() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Cfg implements AutoCloseable {
          private ExecutorService pool;
          private int threads;
          private String name;

          Cfg(int threads, String name) {
            this.threads = threads;
            this.name = name;
            rebuild();
          }

          void setThreads(int n) {
            threads = n;
            rebuild();
          }

          void setName(String n) {
            name = n;
            rebuild();
          }

          private void rebuild() {
            // BUG: Diagnostic contains: while the one it hol
            pool = Executors.newFixedThreadPool(threads, r -> new Thread(r, name));
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Cfg c = new Cfg(1, "x")) {
              c.run(() -> {});
              tune(c);
              c.run(() -> {});
            }
          }

          static void tune(Cfg c) {
            c.setThreads(8);
          }
        }
        """);
  }

  @Test
  void setterEndsTheOld() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

          Encoder(int n) {
            apply(n);
          }

          final void apply(int n) {
            ExecutorService old = pool.getAndSet(Executors.newFixedThreadPool(n));
            if (old != null) old.shutdown();
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(1)) {
              e.run(() -> {});
              e.apply(2);
              e.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void constructorOnly() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

          Encoder(int n) {
            apply(n);
          }

          private void apply(int n) {
            pool.set(Executors.newFixedThreadPool(n));
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(1)) {
              e.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void callerClosesFirst() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Encoder implements AutoCloseable {
          private volatile ExecutorService pool;

          Encoder(int n) {
            open(n);
          }

          final void open(int n) {
            pool = Executors.newFixedThreadPool(n);
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          static void restart(Encoder e, int n) {
            e.close();
            e.open(n);
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(1)) {
              e.run(() -> {});
              restart(e, 2);
              e.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void onlyIfNone() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

          Encoder(boolean eager) {
            if (eager) ensure();
          }

          final void ensure() {
            if (pool.get() == null) pool.set(Executors.newFixedThreadPool(1));
          }

          void run(Runnable r) {
            ensure();
            pool.get().execute(r);
          }

          @Override
          public void close() {
            ExecutorService p = pool.get();
            if (p != null) p.shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(true)) {
              e.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void flagAndReference() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();
          private boolean started;

          Encoder(boolean now) {
            start();
          }

          final synchronized void start() {
            if (!started) {
              started = true;
              pool.set(Executors.newFixedThreadPool(1));
            }
          }

          void run(Runnable r) {
            start();
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(true)) {
              e.run(() -> {});
              e.start();
            }
          }
        }
        """);
  }

  @Test
  void firstSettingsOnly() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          record Settings(int threads) {}

          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();
          private Settings settings;

          Encoder(Settings s) {
            apply(s);
          }

          final void apply(Settings updated) {
            Settings previous = settings;
            settings = updated;
            if (previous == null) {
              pool.set(Executors.newFixedThreadPool(updated.threads()));
            }
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(new Settings(1))) {
              e.run(() -> {});
              other(e);
            }
          }

          static void other(Encoder e) {
            e.apply(new Settings(2));
          }
        }
        """);
  }

  @Test
  void listOfAll() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.CopyOnWriteArrayList;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Encoder implements AutoCloseable {
          private final List<ExecutorService> all = new CopyOnWriteArrayList<>();
          private volatile ExecutorService pool;

          Encoder(int n) {
            setThreads(n);
          }

          final void setThreads(int n) {
            ExecutorService e = Executors.newFixedThreadPool(n);
            all.add(e);
            pool = e;
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            all.forEach(ExecutorService::shutdown);
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(1)) {
              e.run(() -> {});
              other(e);
            }
          }

          static void other(Encoder e) {
            e.setThreads(2);
          }
        }
        """);
  }

  @Test
  void eventsOfALink() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Link implements AutoCloseable {
          private ExecutorService io;

          Link() {
            onConnect();
          }

          final void onConnect() {
            io = Executors.newSingleThreadExecutor();
            io.execute(() -> System.out.println("up"));
          }

          void onDisconnect() {
            io.shutdownNow();
          }

          @Override
          public void close() {
            io.shutdownNow();
          }

          public static void main(String[] a) {
            try (Link l = new Link()) {
              drop(l);
              up(l);
            }
          }

          static void drop(Link l) {
            l.onDisconnect();
          }

          static void up(Link l) {
            l.onConnect();
          }
        }
        """);
  }

  @Test
  void beforeTheFirstTask() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Lazy implements AutoCloseable {
          private ExecutorService pool;

          Lazy() {
            setThreads(1);
          }

          final void setThreads(int n) {
            pool = Executors.newFixedThreadPool(n);
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Lazy l = new Lazy()) {
              l.setThreads(2);
              l.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void oldIsReturned() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Ret implements AutoCloseable {
          private ExecutorService pool;

          Ret() {
            swap(1);
          }

          final ExecutorService swap(int n) {
            ExecutorService old = pool;
            pool = Executors.newFixedThreadPool(n);
            return old;
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Ret r = new Ret()) {
              r.run(() -> {});
              ExecutorService old = r.swap(2);
              old.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void onlyIfZero() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Once implements AutoCloseable {
          private ExecutorService pool;
          private int threads;

          Once(int n) {
            setThreads(n);
          }

          final void setThreads(int n) {
            if (threads == 0) {
              threads = n;
              pool = Executors.newFixedThreadPool(n);
            }
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Once r = new Once(1)) {
              r.run(() -> {});
              other(r);
            }
          }

          static void other(Once o) {
            o.setThreads(3);
          }
        }
        """);
  }

  @Test
  void constructorOpensForSome() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Some implements AutoCloseable {
          private ExecutorService pool;

          Some(boolean eager) {
            if (eager) open(2);
          }

          final void open(int n) {
            pool = Executors.newFixedThreadPool(n);
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            if (pool != null) pool.shutdown();
          }

          public static void main(String[] a) {
            try (Some r = new Some(false)) {
              later(r);
              r.run(() -> {});
            }
          }

          static void later(Some s) {
            s.open(2);
          }
        }
        """);
  }

  @Test
  void helperEndsTheOld() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Retire implements AutoCloseable {
          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();

          Retire(int n) {
            apply(n);
          }

          final void apply(int n) {
            retire();
            pool.set(Executors.newFixedThreadPool(n));
          }

          private void retire() {
            ExecutorService old = pool.get();
            if (old != null) old.shutdown();
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            retire();
          }

          public static void main(String[] a) {
            try (Retire r = new Retire(1)) {
              r.run(() -> {});
              other(r);
            }
          }

          static void other(Retire o) {
            o.apply(3);
          }
        }
        """);
  }

  @Test
  void threadsThatEnd() {
    compile(
        """
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.ThreadPoolExecutor;
        import java.util.concurrent.TimeUnit;

        class Exp implements AutoCloseable {
          private volatile ThreadPoolExecutor pool;

          Exp(int n) {
            apply(n);
          }

          final void apply(int n) {
            ThreadPoolExecutor p =
                new ThreadPoolExecutor(n, n, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            p.allowCoreThreadTimeOut(true);
            pool = p;
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Exp r = new Exp(1)) {
              r.run(() -> {});
              other(r);
            }
          }

          static void other(Exp o) {
            o.apply(3);
          }
        }
        """);
  }

  @Test
  void constructorThatDoesNotOpen() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Over implements AutoCloseable {
          private ExecutorService pool;

          Over() {}

          Over(int n) {
            open(n);
          }

          final void open(int n) {
            pool = Executors.newFixedThreadPool(n);
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            if (pool != null) pool.shutdown();
          }

          public static void main(String[] a) {
            try (Over r = new Over()) {
              later(r);
              r.run(() -> {});
            }
            try (Over s = new Over(2)) {
              s.run(() -> {});
            }
          }

          static void later(Over s) {
            s.open(2);
          }
        }
        """);
  }

  @Test
  void flag() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Encoder implements AutoCloseable {
          private ExecutorService pool;
          private boolean started;

          Encoder() {
            start();
          }

          final synchronized void start() {
            if (!started) {
              started = true;
              pool = Executors.newFixedThreadPool(1);
            }
          }

          void run(Runnable r) {
            start();
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder()) {
              e.run(() -> {});
              e.start();
            }
          }
        }
        """);
  }

  @Test
  void sameConstants() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicReference;

        class Encoder implements AutoCloseable {
          record Settings(int threads, int quality) {}

          private final AtomicReference<ExecutorService> pool = new AtomicReference<>();
          private volatile Settings settings;

          Encoder(Settings settings) {
            apply(settings);
          }

          final void apply(Settings updated) {
            Settings previous = settings;
            settings = updated;
            if (previous == null || previous.threads() != updated.threads()) {
              pool.set(Executors.newFixedThreadPool(updated.threads()));
            }
          }

          void run(Runnable r) {
            pool.get().execute(r);
          }

          @Override
          public void close() {
            pool.get().shutdown();
          }

          public static void main(String[] a) {
            try (Encoder e = new Encoder(new Settings(2, 50))) {
              e.run(() -> {});
              other(e);
            }
          }

          static void other(Encoder e) {
            e.apply(new Settings(2, 70));
          }
        }
        """);
  }

  @Test
  void stoppedAndStarted() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Server implements AutoCloseable {
          private ExecutorService io;

          Server(int n) {
            start(n);
          }

          final void start(int n) {
            io = Executors.newFixedThreadPool(n);
          }

          void stop() {
            io.shutdown();
          }

          void run(Runnable r) {
            io.execute(r);
          }

          @Override
          public void close() {
            stop();
          }

          static void pause(Server s) {
            s.stop();
          }

          static void resume(Server s) {
            s.start(3);
          }

          public static void main(String[] a) {
            try (Server s = new Server(2)) {
              s.run(() -> {});
              pause(s);
              resume(s);
              s.run(() -> {});
            }
          }
        }
        """);
  }

  @Test
  void firstNameOnly() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Opt implements AutoCloseable {
          private ExecutorService pool;
          private String name;

          Opt(String n) {
            use(n);
          }

          final void use(String n) {
            if (name == null && n != null) {
              name = n;
              pool = Executors.newFixedThreadPool(1);
            }
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            try (Opt s = new Opt("x")) {
              s.run(() -> {});
              other(s);
            }
          }

          static void other(Opt o) {
            o.use("y");
          }
        }
        """);
  }

  @Test
  void subclassEndsTheOld() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Base implements AutoCloseable {
          protected ExecutorService pool;

          Base(int n) {
            use(n);
          }

          void use(int n) {
            pool = Executors.newFixedThreadPool(n);
          }

          void run(Runnable r) {
            pool.execute(r);
          }

          @Override
          public void close() {
            pool.shutdown();
          }

          static class Sub extends Base {
            Sub() {
              super(1);
            }

            @Override
            void use(int n) {
              if (pool != null) pool.shutdown();
              super.use(n);
            }
          }

          public static void main(String[] a) {
            try (Base s = new Sub()) {
              s.run(() -> {});
              other(s);
            }
          }

          static void other(Base o) {
            o.use(3);
          }
        }
        """);
  }

  @Test
  void localNumberReadFromSettingsDiffers() {
    compileReload("parse(settings)", "// BUG: Diagnostic contains: while the one it hol");
  }

  @Test
  void localNumberIsNotOfTheSettings() {
    compileReload("2", "");
  }

  private static void compileReload(String wanted, String report) {
    compile(
        """
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Dispatcher {
          private int threads = 2;
          private ExecutorService pool = Executors.newFixedThreadPool(2);

          private static int parse(Map<String, String> settings) {
            return Integer.parseInt(settings.getOrDefault("threads", "2"));
          }

          void reload(Map<String, String> settings) {
            int wanted = %s;
            if (wanted == threads) {
              return;
            }
            threads = wanted;
            %s
            pool = Executors.newFixedThreadPool(wanted);
          }

          void send(String mail) {
            pool.execute(() -> System.out.println(mail));
          }

          void stop() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            Dispatcher d = new Dispatcher();
            d.send("x");
            d.reload(Map.of("threads", "4"));
            d.send("y");
            d.stop();
          }
        }
        """
            .formatted(wanted, report));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenSettingsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
