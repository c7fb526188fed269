package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for a thread that comes there itself, by what it calls back. */
final class UnboundedWaitForTasksCallbacksTest {
  @Test
  void methodReferenceGivenToConstructor() {
    compile(
        """
        import java.io.*;
        import java.util.function.*;
        class LineSource {
          private final BufferedReader in;
          private final Consumer<Exception> onFailure;
          private Thread thread;
          LineSource(Reader r, Consumer<Exception> onFailure) { this.in = new BufferedReader(r); this.onFailure = onFailure; }
          void open() {
            thread = new Thread(() -> {
              try {
                for (String l = in.readLine(); l != null; l = in.readLine()) {
                  if (l.isEmpty()) throw new IOException("empty line");
                  System.out.println(l);
                }
              } catch (IOException e) { onFailure.accept(e); }
            });
            thread.start();
          }
          void close() {
            // BUG: Diagnostic contains: comes here itself
            try { thread.join(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class Importer {
          private final LineSource source;
          private int failures;
          Importer(Reader r) { source = new LineSource(r, this::failed); }
          private void failed(Exception e) { failures++; stop(); }
          void stop() { source.close(); }
          public static void main(String[] a) { Importer i = new Importer(new StringReader("a\\n\\nb")); i.source.open(); }
        }
        """);
  }

  @Test
  void listenerInList() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Ticker implements AutoCloseable {
          private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
          private final ExecutorService exec = Executors.newSingleThreadExecutor();
          private int n;
          void onTick(Runnable r) { listeners.add(Objects.requireNonNull(r)); }
          void start() { exec.execute(this::loop); }
          private void loop() {
            while (n < 5) {
              try { Thread.sleep(10); } catch (InterruptedException e) { return; }
              n++;
              for (Runnable r : listeners) r.run();
            }
          }
          @Override public void close() {
            // BUG: Diagnostic contains: comes here itself
            exec.close();
          }
          public static void main(String[] a) {
            Ticker t = new Ticker();
            t.onTick(() -> { System.out.println("tick"); t.close(); });
            t.start();
          }
        }
        """);
  }

  @Test
  void methodThatWaitsIsCallback() {
    compile(
        """
        import java.util.function.*;
        class Feed {
          private Runnable onEnd = () -> {};
          private final Thread t = new Thread(this::run);
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); onEnd.run(); }
          // BUG: Diagnostic contains: comes here itself
          void close() { boolean done = false; while (!done) { try { t.join(); done = true; } catch (InterruptedException e) { System.out.println("again"); } } }
        }
        class App {
          public static void main(String[] a) {
            Feed f = new Feed();
            f.onEnd(f::close);
            f.start();
          }
        }
        """);
  }

  @Test
  void listenerGivesItself() {
    compile(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.Reader;
        import java.io.StringReader;
        import java.util.function.Consumer;

        interface SessionListener {
            void onLine(String line);

            void onError(Exception cause);
        }

        class ChatSession implements AutoCloseable {
            private final BufferedReader in;
            private final Thread reader;
            private SessionListener listener;

            ChatSession(Reader source) {
                in = new BufferedReader(source);
                reader = new Thread(this::pump, "chat-reader");
            }

            void start(SessionListener l) {
                listener = l;
                reader.start();
            }

            private void pump() {
                try {
                    String line;
                    while ((line = in.readLine()) != null) {
                        if (line.startsWith("\\0")) {
                            throw new IOException("binary frame in text session");
                        }
                        listener.onLine(line);
                    }
                } catch (IOException e) {
                    listener.onError(e);
                }
            }

            @Override
            public void close() {
                try {
                    in.close();
                    // BUG: Diagnostic contains: comes here itself
                    reader.join();
                } catch (IOException e) {
                    System.err.println("close: " + e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                System.out.println("session closed");
            }
        }

        class ChatClient implements SessionListener {
            private final ChatSession session;
            private final Consumer<String> screen;

            ChatClient(Reader source, Consumer<String> screen) {
                this.session = new ChatSession(source);
                this.screen = screen;
            }

            void connect() {
                session.start(this);
            }

            @Override
            public void onLine(String line) {
                screen.accept(line);
            }

            @Override
            public void onError(Exception cause) {
                screen.accept("connection lost: " + cause.getMessage());
                session.close();
            }
        }

        class Main {
            public static void main(String[] args) {
                ChatClient client = new ChatClient(new StringReader("hello\\nhow are you\\n\\0\\1\\n"), System.out::println);
                client.connect();
            }
        }
        """);
  }

  @Test
  void closeAsksForThread() {
    compile(
        """
        import java.util.function.*;
        class F1 {
          private Runnable onEnd = () -> {};
          private final Thread t = new Thread(this::run);
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); onEnd.run(); }
          void close() { if (Thread.currentThread() != t) { try { t.join(); } catch (InterruptedException e) { } } }
        }
        class App1 { public static void main(String[] a) { F1 f = new F1(); f.onEnd(() -> f.close()); f.start(); } }
        """);
  }

  @Test
  void callbackStartsThread() {
    compile(
        """
        class F2 {
          private Runnable onEnd = () -> {};
          private final Thread t = new Thread(this::run);
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); onEnd.run(); }
          void close() { try { t.join(); } catch (InterruptedException e) { } }
        }
        class App2 { public static void main(String[] a) { F2 f = new F2(); f.onEnd(() -> new Thread(() -> f.close()).start()); f.start(); } }
        """);
  }

  @Test
  void callbackClosesOther() {
    compile(
        """
        class F3 {
          private Runnable onEnd = () -> {};
          private final Thread t = new Thread(this::run);
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); onEnd.run(); }
          void close() { try { t.join(); } catch (InterruptedException e) { } }
        }
        class App3 { public static void main(String[] a) { F3 one = new F3(); F3 two = new F3(); one.onEnd(() -> two.close()); two.start(); one.start(); } }
        """);
  }

  @Test
  void taskDoesNotCallBack() {
    compile(
        """
        class F4 {
          private Runnable onClosed = () -> {};
          private final Thread t = new Thread(this::run);
          void onClosed(Runnable r) { onClosed = r; }
          void start() { t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); }
          void close() { try { t.join(); } catch (InterruptedException e) { } }
          void restart() { onClosed.run(); }
        }
        class App4 { public static void main(String[] a) { F4 f = new F4(); f.onClosed(() -> f.close()); f.start(); f.restart(); } }
        """);
  }

  @Test
  void taskSaysThatItIsOver() {
    compile(
        """
        class F5 {
          private Runnable onEnd = () -> {};
          private Thread t;
          private volatile boolean closed;
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t = new Thread(this::run); t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); closed = true; onEnd.run(); }
          void close() { if (closed) return; closed = true; try { t.join(); } catch (InterruptedException e) { } }
        }
        class App5 { public static void main(String[] a) { F5 f = new F5(); f.onEnd(() -> f.close()); f.start(); } }
        """);
  }

  @Test
  void interruptOfItself() {
    compile(
        """
        class F6 {
          private Runnable onEnd = () -> {};
          private Thread t;
          void onEnd(Runnable r) { onEnd = r; }
          void start() { t = new Thread(this::run); t.start(); }
          private void run() { for (int i = 0; i < 3; i++) System.out.println(i); onEnd.run(); }
          void close() { t.interrupt(); try { t.join(); } catch (InterruptedException e) { } }
        }
        class App6 { public static void main(String[] a) { F6 f = new F6(); f.onEnd(() -> f.close()); f.start(); } }
        """);
  }

  @Test
  void flagIsNotSetAtFirst() {
    compile(
        """
        class Session {
          private final Thread pump = new Thread(this::loop);
          private final java.util.Iterator<String> in;
          private final java.util.function.Consumer<String> sink;
          private volatile boolean stop;
          Session(java.util.Iterator<String> in, java.util.function.Consumer<String> sink) { this.in = in; this.sink = sink; }
          void start() { pump.start(); }
          private void loop() { while (!stop && in.hasNext()) { sink.accept(in.next()); } }
          void shutdown() {
            stop = true;
            try {
              // BUG: Diagnostic contains: comes here itself
              pump.join();
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }
        }
        class App {
          private final Session session = new Session(java.util.List.of("a", "quit").iterator(), this::line);
          private void line(String s) { if (s.equals("quit")) { session.shutdown(); } }
          public static void main(String[] a) { new App().session.start(); }
        }
        """);
  }

  @Test
  void interruptIsRestoredLater() {
    compile(
        """
        class Session {
          private final Thread pump = new Thread(this::loop);
          private final java.util.Iterator<String> in;
          private final java.util.function.Consumer<String> sink;
          private volatile boolean stop;
          Session(java.util.Iterator<String> in, java.util.function.Consumer<String> sink) { this.in = in; this.sink = sink; }
          void start() { pump.start(); }
          private void loop() { while (!stop && in.hasNext()) { sink.accept(in.next()); } }
          void shutdown() {
            stop = true;
            boolean interrupted = false;
            while (pump.isAlive()) {
              try {
                // BUG: Diagnostic contains: comes here itself
                pump.join();
              } catch (InterruptedException e) {
                interrupted = true;
              }
            }
            if (interrupted) { Thread.currentThread().interrupt(); }
          }
        }
        class App {
          private final Session session = new Session(java.util.List.of("a", "quit").iterator(), this::line);
          private void line(String s) { if (s.equals("quit")) { session.shutdown(); } }
          public static void main(String[] a) { new App().session.start(); }
        }
        """);
  }

  @Test
  void asksForThreadBeforeDeafWait() {
    compile(
        """
        class Session {
          private final Thread pump = new Thread(this::loop);
          private final java.util.Iterator<String> in;
          private final java.util.function.Consumer<String> sink;
          private volatile boolean stop;
          Session(java.util.Iterator<String> in, java.util.function.Consumer<String> sink) { this.in = in; this.sink = sink; }
          void start() { pump.start(); }
          private void loop() { while (!stop && in.hasNext()) { sink.accept(in.next()); } }
          void shutdown() {
            stop = true;
            if (Thread.currentThread() == pump) { return; }
            boolean interrupted = false;
            while (pump.isAlive()) {
              try {

                pump.join();
              } catch (InterruptedException e) {
                interrupted = true;
              }
            }
            if (interrupted) { Thread.currentThread().interrupt(); }
          }
        }
        class App {
          private final Session session = new Session(java.util.List.of("a", "quit").iterator(), this::line);
          private void line(String s) { if (s.equals("quit")) { session.shutdown(); } }
          public static void main(String[] a) { new App().session.start(); }
        }
        """);
  }

  @Test
  void listenerOfAnotherObject() {
    compile(
        """
        class Line {
          private final Thread reader = new Thread(this::read);
          private Runnable listener = () -> {};
          void onEnd(Runnable listener) { this.listener = listener; }
          void open() { reader.start(); }
          private void read() { System.out.println("end"); listener.run(); }
          void close() {
            try { reader.join(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class Station {
          private final Line line = new Line();
          void follow(Station peer) { peer.line.onEnd(() -> line.close()); }
          public static void main(String[] a) {
            Station one = new Station();
            Station two = new Station();
            one.follow(two);
            one.line.open();
            two.line.open();
          }
        }
        """);
  }

  @Test
  void listenerOfTheObjectItself() {
    compile(
        """
        class Line {
          private final Thread reader = new Thread(this::read);
          private Runnable listener = () -> {};
          void onEnd(Runnable listener) { this.listener = listener; }
          void open() { reader.start(); }
          private void read() { System.out.println("end"); listener.run(); }
          void close() {
            // BUG: Diagnostic contains: comes here itself
            try { reader.join(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
          }
        }
        class Station {
          private final Line line = new Line();
          void follow(Station peer) { line.onEnd(() -> line.close()); }
          public static void main(String[] a) {
            Station one = new Station();
            Station two = new Station();
            one.follow(two);
            one.line.open();
            two.line.open();
          }
        }
        """);
  }

  @Test
  void handlerInAMap() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*; import java.util.function.*;
        class E3 implements AutoCloseable {
          private final ExecutorService handlers = Executors.newFixedThreadPool(2);
          private final Map<String, Consumer<String>> commands = new HashMap<>();
          void on(String c, Consumer<String> h) { commands.put(c, h); }
          void message(String s) { Consumer<String> h = commands.get(s); if (h != null) handlers.execute(() -> h.accept(s)); }
          public void close() {
            handlers.shutdown();
            // BUG: Diagnostic contains: comes here itself
            try { handlers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS); } catch (InterruptedException e) { }
          }
          public static void main(String[] a) { E3 bot = new E3(); bot.on("quit", s -> bot.close()); bot.message("quit"); }
        }
        """);
  }

  @Test
  void valuesOfAMap() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*;
        /** values of a map, an interface, close() of the executor, a helper. */
        class V1 {
          interface Listener { void told(String event); }
          static class Hub {
            private final ExecutorService pool = Executors.newFixedThreadPool(1);
            private final Map<String, Listener> listeners = new TreeMap<>();
            void listen(String name, Listener listener) { listeners.putIfAbsent(name, listener); }
            void publish(String event) { pool.submit(() -> tell(event)); }
            private void tell(String event) { for (Listener l : listeners.values()) l.told(event); }
            // BUG: Diagnostic contains: comes here itself
            void stop() { pool.close(); }
          }
          public static void main(String[] a) {
            Hub hub = new Hub();
            hub.listen("end", e -> { System.out.println(e); hub.stop(); });
            hub.publish("bye");
          }
        }
        """);
  }

  @Test
  void calledInAFunction() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*;
        /** list with forEach. */
        class V2 {
          private final ExecutorService pool = Executors.newFixedThreadPool(1);
          private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
          void onExit(Runnable hook) { hooks.add(hook); }
          void exit() { pool.execute(() -> hooks.forEach(h -> h.run())); }
          // BUG: Diagnostic contains: comes here itself
          void close() throws InterruptedException { pool.shutdown(); pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS); }
          public static void main(String[] a) {
            V2 app = new V2();
            app.onExit(() -> { try { app.close(); } catch (InterruptedException e) { } });
            app.exit();
          }
        }
        """);
  }

  @Test
  void handlerOfAnotherThreadOrLimited() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*; import java.util.function.*;
        class O1 {
          private final ExecutorService handlers = Executors.newFixedThreadPool(2);
          private final ExecutorService other = Executors.newFixedThreadPool(2);
          private final Map<String, Consumer<String>> commands = new HashMap<>();
          private final Map<String, Consumer<String>> later = new HashMap<>();
          void on(String c, Consumer<String> h) { commands.put(c, h); }
          void later(String c, Consumer<String> h) { later.put(c, h); }
          void message(String s) { Consumer<String> h = commands.get(s); if (h != null) handlers.execute(() -> h.accept(s)); }
          /** in the thread of the caller. */
          void here(String s) { Consumer<String> h = later.get(s); if (h != null) h.accept(s); }
          void close() {
            handlers.shutdown(); other.shutdown();
            try { handlers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS); } catch (InterruptedException e) { }
          }
          void timed() {
            handlers.shutdown(); other.shutdown();
            try { if (!handlers.awaitTermination(3, TimeUnit.SECONDS)) handlers.shutdownNow(); } catch (InterruptedException e) { }
          }
          public static void main(String[] a) {
            O1 bot = new O1(); bot.later("quit", s -> bot.close()); bot.on("echo", s -> System.out.println(s)); bot.message("echo"); bot.here("quit");
            O1 two = new O1(); two.on("quit", s -> two.timed()); two.message("quit");
            O1 three = new O1(); three.on("quit", s -> new Thread(() -> three.close()).start()); three.message("quit");
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            UnboundedWaitForTasks.class, UnboundedWaitForTasksCallbacksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
