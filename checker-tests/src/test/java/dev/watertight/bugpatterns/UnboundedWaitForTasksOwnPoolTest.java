package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class UnboundedWaitForTasksOwnPoolTest {
  @Test
  void commandThatStops() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void submit(Command command) {
            commands.execute(() -> handle(command));
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          private void stop() {
            // BUG: Diagnostic contains: waits for ever: the task of line
            commands.close();
          }

          public static void main(String[] a) {
            Console c = new Console();
            for (String s : a) c.submit(Command.valueOf(s));
            c.submit(Command.SHUTDOWN);
          }
        }
        """);
  }

  @Test
  void switchOfStatements() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class Console {
          private final ExecutorService loop = Executors.newFixedThreadPool(2);

          void on(String line) {
            loop.submit(() -> dispatch(line));
          }

          private void dispatch(String line) {
            switch (line) {
              case "stats":
                System.out.println("ok");
                break;
              case "quit":
                loop.shutdown();
                try {
                  // BUG: Diagnostic contains: waits for ever: the task of line
                  loop.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                break;
              default:
                break;
            }
          }

          public static void main(String[] a) {
            Console c = new Console();
            for (String s : a) c.on(s);
          }
        }
        """);
  }

  @Test
  void poolInAVariable() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Batch {
          public static void main(String[] a) {
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pool.submit(() -> System.out.println("first"));
            pool.submit(
                () -> {
                  System.out.println("last");
                  // BUG: Diagnostic contains: waits for ever: the task of line
                  pool.close();
                });
          }
        }
        """);
  }

  @Test
  void textThatStops() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> answer(text));
          }

          private void answer(String text) {
            if (text.equals("/stop")) {
              close();
              return;
            }
            System.out.println("> " + text);
          }

          private void close() {
            // BUG: Diagnostic contains: waits for ever: the task of line
            worker.close();
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            for (String s : a) b.receive(s);
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void closeOfOthersToo() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot implements AutoCloseable {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> answer(text));
          }

          private void answer(String text) {
            if (text.startsWith("/stop")) {
              close();
            } else {
              System.out.println("> " + text);
            }
          }

          @Override
          public void close() {
            // BUG: Diagnostic contains: waits for ever: the task of line
            worker.close();
          }

          public static void main(String[] a) {
            try (Bot b = new Bot()) {
              for (String s : a) b.receive(s);
            }
          }
        }
        """);
  }

  @Test
  void taskThatKnowsItsMaker() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Service {
          private final ExecutorService pool = Executors.newCachedThreadPool();

          void start() {
            pool.execute(new Poller(this));
          }

          void stop() {
            // BUG: Diagnostic contains: waits for ever: the task of line
            pool.close();
          }

          static class Poller implements Runnable {
            private final Service service;
            private int failures;

            Poller(Service service) {
              this.service = service;
            }

            @Override
            public void run() {
              while (failures < 5) {
                if (!poll()) failures++;
              }
              service.stop();
            }

            private boolean poll() {
              return Math.random() > 0.5;
            }
          }

          public static void main(String[] a) {
            new Service().start();
          }
        }
        """);
  }

  @Test
  void counterThatOnlyTheTaskKnows() {
    compile(
        """
        import java.util.concurrent.Executors;
        import java.util.concurrent.ScheduledExecutorService;
        import java.util.concurrent.TimeUnit;

        class Ticker {
          private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
          private int ticks;

          void start() {
            timer.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
          }

          private void tick() {
            if (++ticks == 10) {
              finish();
            }
          }

          private void finish() {
            System.out.println("done");
            // BUG: Diagnostic contains: waits for ever: the task of line
            timer.close();
          }

          public static void main(String[] a) {
            new Ticker().start();
          }
        }
        """);
  }

  @Test
  void stageOnThePool() {
    compile(
        """
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Export {
          private final ExecutorService pool = Executors.newFixedThreadPool(2);

          void run(String table) {
            CompletableFuture.runAsync(
                () -> {
                  System.out.println(table);
                  done();
                },
                pool);
          }

          private void done() {
            // BUG: Diagnostic contains: waits for ever: the task of line
            pool.close();
          }

          public static void main(String[] a) {
            new Export().run("t");
          }
        }
        """);
  }

  @Test
  void lastTask() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicInteger;

        class Import {
          void load(List<String> rows) {
            ExecutorService pool = Executors.newFixedThreadPool(3);
            AtomicInteger left = new AtomicInteger(rows.size());
            for (String row : rows) {
              pool.execute(
                  () -> {
                    System.out.println(row);
                    if (left.decrementAndGet() == 0) {
                      // BUG: Diagnostic contains: waits for ever: the task of line
                      pool.close();
                    }
                  });
            }
          }

          public static void main(String[] a) {
            new Import().load(List.of("a", "b"));
          }
        }
        """);
  }

  @Test
  void onlyShutDown() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void submit(Command command) {
            commands.execute(() -> handle(command));
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          private void stop() {
            commands.shutdown();
          }

          public static void main(String[] a) {
            Console c = new Console();
            c.submit(Command.PING);
            c.submit(Command.SHUTDOWN);
          }
        }
        """);
  }

  @Test
  void stopIsHandledByTheCaller() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void submit(Command command) {
            if (command == Command.SHUTDOWN) {
              handle(command);
              return;
            }
            commands.execute(() -> handle(command));
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          private void stop() {
            commands.close();
          }

          public static void main(String[] a) {
            Console c = new Console();
            c.submit(Command.PING);
            c.submit(Command.SHUTDOWN);
          }
        }
        """);
  }

  @Test
  void taskDoesNotWait() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(
                () -> {
                  if (text.equals("/stop")) stop(false);
                  else System.out.println(text);
                });
          }

          private void stop(boolean wait) {
            worker.shutdown();
            if (wait) worker.close();
          }

          void end() {
            stop(true);
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("x");
            b.end();
          }
        }
        """);
  }

  @Test
  void anotherExecutorWaits() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();
          private final ExecutorService control = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> System.out.println(text));
            control.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) {
              stop();
              control.shutdown();
            }
          }

          private void stop() {
            worker.close();
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void anotherThreadWaits() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) new Thread(this::stop).start();
          }

          private void stop() {
            worker.close();
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void asksForItsThread() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Bot {
          private final ExecutorService worker =
              Executors.newSingleThreadExecutor(r -> new Thread(r, "bot"));

          void receive(String text) {
            worker.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) stop();
          }

          void stop() {
            if (Thread.currentThread().getName().equals("bot")) worker.shutdown();
            else worker.close();
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("/stop");
            b.stop();
          }
        }
        """);
  }

  @Test
  void stopByTheCallerOnly() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void ping() {
            commands.execute(() -> handle(Command.PING));
          }

          void end() {
            handle(Command.SHUTDOWN);
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          private void stop() {
            commands.close();
          }

          public static void main(String[] a) {
            Console c = new Console();
            c.ping();
            c.end();
          }
        }
        """);
  }

  @Test
  void limitedWait() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) stop();
          }

          private void stop() {
            worker.shutdown();
            try {
              if (!worker.awaitTermination(1, TimeUnit.SECONDS)) worker.shutdownNow();
            } catch (InterruptedException e) {
              worker.shutdownNow();
            }
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void twoPools() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Two {
          public static void main(String[] a) {
            ExecutorService first = Executors.newSingleThreadExecutor();
            ExecutorService second = Executors.newSingleThreadExecutor();
            first.execute(() -> System.out.println("x"));
            second.execute(
                () -> {
                  first.close();
                  second.shutdown();
                });
          }
        }
        """);
  }

  @Test
  void interruptedByItself() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class Bot {
          private final ExecutorService worker = Executors.newSingleThreadExecutor();

          void receive(String text) {
            worker.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) {
              worker.shutdownNow();
              try {
                worker.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
              } catch (InterruptedException e) {
                System.out.println("ended");
              }
            }
          }

          public static void main(String[] a) {
            Bot b = new Bot();
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void stopIsRefused() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void submit(Command command) {
            if (command == Command.SHUTDOWN) throw new IllegalArgumentException("use end()");
            commands.execute(() -> handle(command));
          }

          void end() {
            stop();
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          private void stop() {
            commands.close();
          }

          public static void main(String[] a) {
            Console c = new Console();
            c.submit(Command.PING);
            c.end();
          }
        }
        """);
  }

  @Test
  void anotherObject() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Service {
          private final ExecutorService pool = Executors.newCachedThreadPool();

          void start(Service other) {
            pool.execute(new Poller(other));
          }

          void stop() {
            pool.close();
          }

          static class Poller implements Runnable {
            private final Service service;

            Poller(Service service) {
              this.service = service;
            }

            @Override
            public void run() {
              service.stop();
            }
          }

          public static void main(String[] a) {
            Service s = new Service();
            Service t = new Service();
            s.start(t);
            s.stop();
          }
        }
        """);
  }

  @Test
  void formerPool() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Rotate {
          private ExecutorService pool = Executors.newSingleThreadExecutor();

          synchronized void rotate() {
            ExecutorService old = pool;
            pool = Executors.newSingleThreadExecutor();
            pool.execute(() -> old.close());
          }

          synchronized void end() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            Rotate r = new Rotate();
            r.rotate();
            r.end();
          }
        }
        """);
  }

  @Test
  void daemonThread() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Daemon {
          private final ExecutorService worker =
              Executors.newSingleThreadExecutor(
                  r -> {
                    Thread t = new Thread(r);
                    t.setDaemon(true);
                    return t;
                  });

          void receive(String text) {
            worker.execute(() -> handle(text));
          }

          private void handle(String text) {
            if (text.equals("/stop")) worker.close();
          }

          public static void main(String[] a) {
            Daemon b = new Daemon();
            b.receive("/stop");
          }
        }
        """);
  }

  @Test
  void noConstantStops() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Console {
          enum Command {
            PING,
            SHUTDOWN
          }

          private final ExecutorService commands = Executors.newSingleThreadExecutor();

          void ping() {
            submit(Command.PING);
          }

          private void submit(Command command) {
            commands.execute(() -> handle(command));
          }

          private void handle(Command command) {
            switch (command) {
              case PING -> System.out.println("pong");
              case SHUTDOWN -> stop();
            }
          }

          void end() {
            stop();
          }

          private void stop() {
            commands.close();
          }

          public static void main(String[] a) {
            Console c = new Console();
            c.ping();
            c.end();
          }
        }
        """);
  }

  @Test
  void poolClosedByMain() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.Future;

        class V {
          public static void main(String[] a) throws Exception {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              Future<?> f = pool.submit(() -> System.out.println("x"));
              pool.submit(
                  () -> {
                    f.get();
                    pool.shutdown();
                    return null;
                  });
            }
          }
        }
        """);
  }

  @Test
  void startedOnlyIfNot() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Replay {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private final boolean inline;

          Replay(boolean inline) {
            this.inline = inline;
          }

          void submit(String s) {
            if (inline) handle(s);
            else pool.execute(() -> handle(s));
          }

          private void handle(String s) {
            System.out.println(s);
            if (inline) finish();
          }

          private void finish() {
            pool.close();
          }

          void end() {
            if (!inline) pool.close();
          }

          public static void main(String[] a) {
            Replay r = new Replay(true);
            r.submit("x");
            Replay q = new Replay(false);
            q.submit("y");
            q.end();
          }
        }
        """);
  }

  @Test
  void flagAsked() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Guarded {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private volatile boolean closed;

          void submit(String s) {
            if (closed) return;
            pool.execute(() -> handle(s));
          }

          private void handle(String s) {
            System.out.println(s);
            if (closed) pool.shutdown();
          }

          void close() {
            closed = true;
            pool.close();
          }

          public static void main(String[] a) {
            Guarded r = new Guarded();
            r.submit("x");
            r.close();
          }
        }
        """);
  }

  @Test
  void constantOfTheTask() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Modes {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(() -> finish("soft"));
          }

          private void finish(String mode) {
            if (mode.equals("hard")) pool.close();
            else pool.shutdown();
          }

          public static void main(String[] a) {
            Modes r = new Modes();
            r.start();
          }
        }
        """);
  }

  @Test
  void refusedByTheRecord() {
    compile(
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Cmds {
          record Cmd(String name) {
            Cmd {
              if (name.equals("quit")) throw new IllegalArgumentException();
            }
          }

          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void submit(Cmd c) {
            pool.execute(() -> handle(c));
          }

          private void handle(Cmd c) {
            if (c.name().equals("quit")) pool.close();
            else System.out.println(c);
          }

          void end() {
            pool.shutdown();
          }

          public static void main(String[] a) {
            Cmds r = new Cmds();
            for (String s : a) r.submit(new Cmd(s));
            r.end();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            UnboundedWaitForTasks.class, UnboundedWaitForTasksOwnPoolTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
