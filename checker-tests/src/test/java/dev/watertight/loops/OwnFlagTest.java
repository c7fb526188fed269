package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import org.junit.jupiter.api.Test;

/** Flags that the thread of the loop sets itself, or that somebody lets it see. */
final class OwnFlagTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(StopFlagWithoutWakeup.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void commandThatQuits() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              interface Command {
                void execute(A server);
              }

              static final class Quit implements Command {
                @Override
                public void execute(A server) {
                  server.stop();
                }
              }

              private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
              private volatile boolean running = true;

              void stop() {
                running = false;
              }

              void send(Command command) {
                commands.add(command);
              }

              void start() {
                new Thread(
                        () -> {
                          try {
                            while (running) {
                              commands.take().execute(this);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void handledCommandThatQuits() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Lines {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private boolean running = true;

              void offer(String line) {
                lines.add(line);
              }

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (running) {
                    handle(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void handle(String line) {
                if (line.startsWith("/")) {
                  command(line);
                }
              }

              private void command(String line) {
                if (line.equals("/quit")) {
                  quit();
                }
              }

              private void quit() {
                running = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void jobThatStops() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Jobs {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private boolean done;

              void start() {
                new Thread(
                        () -> {
                          try {
                            while (!done) {
                              jobs.take().run();
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              void close() {
                add(this::finish);
              }

              private void finish() {
                done = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void fedForEver() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private final BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
              private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
              private volatile boolean stopped;

              void start() {
                timer.scheduleAtFixedRate(() -> ticks.add(System.nanoTime()), 0, 1, TimeUnit.SECONDS);
                new Thread(
                        () -> {
                          try {
                            while (!stopped) {
                              System.out.println(ticks.take());
                            }
                            timer.shutdown();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
              }

              void stop() {
                stopped = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagGivenToTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              private record Worker(AtomicBoolean stop, BlockingQueue<Runnable> queue) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (!stop.get()) {
                      queue.take().run();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void work() {
                AtomicBoolean stop = new AtomicBoolean();
                BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
                new Thread(new Worker(stop, queue)).start();
                stop.set(true);
                queue.add(() -> System.out.println("bye"));
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagRaisedByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.concurrent.atomic.AtomicBoolean;

            class Helper {
              private final AtomicBoolean stop = new AtomicBoolean();
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                try {
                  // BUG: Diagnostic contains: sets 'stop'; nothing wakes it
                  while (!stop.get()) {
                    System.out.println(queue.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String s) {
                queue.add(s);
              }

              void close() {
                raise(stop);
              }

              private static void raise(AtomicBoolean flag) {
                flag.set(true);
              }
            }
            """)
        .doTest();
  }

  @Test
  void compoundFlag() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Compound {
              private volatile boolean stop;
              private final BlockingQueue<Boolean> queue = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                try {
                  while (!stop) {
                    stop |= queue.take();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(boolean b) {
                queue.add(b);
              }
            }
            """)
        .doTest();
  }

  @Test
  void recursiveGetters() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private A parent;
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              boolean isClosed() {
                return parent.isClosed();
              }

              boolean isOpen() {
                return !parent.isShut();
              }

              boolean isShut() {
                return !parent.isOpen();
              }

              void run() throws InterruptedException {
                while (!isClosed()) {
                  System.out.println(queue.take());
                }
                while (isOpen()) {
                  System.out.println(queue.take());
                }
              }

              void put(String s) {
                queue.add(s);
              }
            }
            """)
        .doTest();
  }
}
