package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class StopFlagFixesTest {
  @Test
  void fieldThread() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private boolean running = true;
              private final Thread worker;

              A() {
                worker = new Thread(this::work, "worker");
                worker.start();
              }

              private void work() {
                try {
                  while (running) {
                    System.out.println(jobs.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String job) {
                jobs.add(job);
              }

              void stop() {
                running = false; // Enough.
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running = true;
              private final Thread worker;

              A() {
                worker = new Thread(this::work, "worker");
                worker.start();
              }

              private void work() {
                try {
                  while (running) {
                    System.out.println(jobs.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String job) {
                jobs.add(job);
              }

              void stop() {
                running = false; // Enough.
                worker.interrupt();
              }
            }
            """);
  }

  @Test
  void stateOfSeveral() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Press {
              private enum State {
                RUNNING,
                STOPPED
              }

              private final BlockingQueue<String> sheets = new LinkedBlockingQueue<>();
              private final Thread printer = new Thread(this::print, "printer");
              private State state = State.RUNNING;

              void start() {
                printer.start();
              }

              private void print() {
                try {
                  while (state != State.STOPPED) {
                    System.out.println(sheets.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String sheet) {
                sheets.add(sheet);
              }

              void stop() {
                state = State.STOPPED;
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Press {
              private enum State {
                RUNNING,
                STOPPED
              }

              private final BlockingQueue<String> sheets = new LinkedBlockingQueue<>();
              private final Thread printer = new Thread(this::print, "printer");
              private volatile State state = State.RUNNING;

              void start() {
                printer.start();
              }

              private void print() {
                try {
                  while (state != State.STOPPED) {
                    System.out.println(sheets.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String sheet) {
                sheets.add(sheet);
              }

              void stop() {
                state = State.STOPPED;
                printer.interrupt();
              }
            }
            """);
  }

  @Test
  void startedLater() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running;
              private Thread worker;

              void start() {
                running = true;
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                while (running) {
                  try {
                    System.out.println(jobs.take());
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }
              }

              void add(String job) {
                jobs.add(job);
              }

              void stop() {
                if (running) running = false;
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running;
              private Thread worker;

              void start() {
                running = true;
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                while (running) {
                  try {
                    System.out.println(jobs.take());
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }
              }

              void add(String job) {
                jobs.add(job);
              }

              void stop() {
                if (running) {
                  running = false;
                  if (worker != null) {
                    worker.interrupt();
                  }
                }
              }
            }
            """);
  }

  @Test
  void forgotten() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(16);
              private final AtomicBoolean closed = new AtomicBoolean();

              A() {
                new Thread(this::print).start();
              }

              void line(String line) throws InterruptedException {
                lines.put(line);
              }

              private void print() {
                try {
                  while (!closed.get()) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                if (!closed.compareAndSet(false, true)) {
                  return;
                }
                System.out.println("closed");
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(16);
              private final AtomicBoolean closed = new AtomicBoolean();
              private final Thread thread;

              A() {
                thread = new Thread(this::print);
                thread.start();
              }

              void line(String line) throws InterruptedException {
                lines.put(line);
              }

              private void print() {
                try {
                  while (!closed.get()) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                if (!closed.compareAndSet(false, true)) {
                  return;
                }
                thread.interrupt();
                System.out.println("closed");
              }
            }
            """);
  }

  @Test
  void forgottenByStart() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(17);
              private final AtomicBoolean running = new AtomicBoolean();

              void start() {
                running.set(true);
                Thread printer = new Thread(this::print);
                printer.setDaemon(true);
                printer.start();
              }

              private void print() {
                try {
                  while (running.get()) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                if (running.compareAndSet(true, false)) {
                  System.out.println("stopping");
                }
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class A {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(17);
              private final AtomicBoolean running = new AtomicBoolean();
              private volatile Thread printer;

              void start() {
                running.set(true);
                printer = new Thread(this::print);
                printer.setDaemon(true);
                printer.start();
              }

              private void print() {
                try {
                  while (running.get()) {
                    System.out.println(lines.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                if (running.compareAndSet(true, false)) {
                  if (printer != null) {
                    printer.interrupt();
                  }
                  System.out.println("stopping");
                }
              }
            }
            """);
  }

  @Test
  void threadItself() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A extends Thread {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile boolean done;

              A() {
                start();
              }

              @Override
              public void run() {
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    break;
                  }
                }
              }

              void done() {
                done = true;
              }

              static class Log {
                private final A printer = new A();

                void end() {
                  printer.done();
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A extends Thread {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile boolean done;

              A() {
                start();
              }

              @Override
              public void run() {
                while (!done) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    break;
                  }
                }
              }

              void done() {
                done = true;
                interrupt();
              }

              static class Log {
                private final A printer = new A();

                void end() {
                  printer.done();
                }
              }
            }
            """);
  }

  @Test
  void executor() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService executor = Executors.newSingleThreadExecutor();
              private volatile boolean closed;

              A() {
                executor.execute(this::print);
              }

              void line(String line) {
                lines.add(line);
              }

              private void print() {
                while (!closed) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              @Override
              public void close() {
                closed = true;
                executor.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A implements AutoCloseable {
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private final ExecutorService executor = Executors.newSingleThreadExecutor();
              private volatile boolean closed;

              A() {
                executor.execute(this::print);
              }

              void line(String line) {
                lines.add(line);
              }

              private void print() {
                while (!closed) {
                  try {
                    System.out.println(lines.take());
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              @Override
              public void close() {
                closed = true;
                executor.shutdownNow();
              }
            }
            """);
  }

  @Test
  void several() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> workers = new ArrayList<>();
              private volatile boolean closed;

              A(int count) {
                for (int i = 0; i < count; i++) {
                  Thread worker = new Thread(this::work);
                  workers.add(worker);
                  worker.start();
                }
              }

              private void work() {
                while (true) {
                  if (closed) {
                    return;
                  }
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    continue;
                  }
                }
              }

              void close() {
                closed = true;
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> workers = new ArrayList<>();
              private volatile boolean closed;

              A(int count) {
                for (int i = 0; i < count; i++) {
                  Thread worker = new Thread(this::work);
                  workers.add(worker);
                  worker.start();
                }
              }

              private void work() {
                while (true) {
                  if (closed) {
                    return;
                  }
                  try {
                    jobs.take().run();
                  } catch (InterruptedException e) {
                    continue;
                  }
                }
              }

              void close() {
                closed = true;
                workers.forEach(Thread::interrupt);
              }
            }
            """);
  }

  @Test
  void polled() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              static final class Printer implements Runnable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private boolean stopped;

                void stop() {
                  stopped = true;
                }

                @Override
                public void run() {
                  try {
                    while (!stopped) {
                      String line = lines.take();
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) {
                Printer printer = new Printer();
                new Thread(printer).start();
                printer.stop();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class A {
              static final class Printer implements Runnable {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean stopped;

                void stop() {
                  stopped = true;
                }

                @Override
                public void run() {
                  try {
                    while (!stopped) {
                      String line = lines.poll(1, TimeUnit.SECONDS);
                      if (line == null) {
                        continue;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) {
                Printer printer = new Printer();
                new Thread(printer).start();
                printer.stop();
              }
            }
            """);
  }

  @Test
  void notSeen() {
    Repair.by(StopFlagWithoutWakeup.class)
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);
              private volatile boolean stopped;

              void start() {
                worker.start();
              }

              private void work() {
                // BUG: Diagnostic contains: line 32 sets 'stopped'
                while (true) {
                  try {
                    System.out.println(jobs.take());
                    if (stopped) {
                      return;
                    }
                  } catch (InterruptedException e) {
                    System.err.println(e);
                  }
                }
              }

              void add(String job) {
                jobs.add(job);
              }

              void stop() {
                stopped = true;
              }
            }
            """);
  }

  /** An interrupt would cut the job that is running. */
  @Test
  void runningJobsAreNotCut() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            jobs("running = false;", ""), jobs("running = false;\n    jobs.offer(() -> {});", ""));
  }

  @Test
  void emptyJobWouldBeTakenOut() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            jobs("running = false;", "\n    jobs.clear();"),
            jobs("running = false;\n    worker.interrupt();", "\n    jobs.clear();"));
  }

  private static String jobs(String stop, String more) {
    return """
    import java.util.concurrent.BlockingQueue;
    import java.util.concurrent.LinkedBlockingQueue;

    final class A {
      private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
      private volatile boolean running = true;
      private final Thread worker;

      A() {
        worker = new Thread(this::work);
        worker.start();
      }

      private void work() {
        try {
          while (running) {
            jobs.take().run();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      void add(Runnable job) {
        jobs.add(job);
      }

      void stop() {
        %s%s
      }
    }
    """
        .formatted(stop, more);
  }

  @Test
  void startedByLoop() {
    String before =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
        \tprivate volatile boolean on = true;
        \tprivate final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        \tvoid start() {
        \t\tfor (int i = 0; i < 2; i++)
        \t\t\tnew Thread(this::print).start();
        \t}

        \tprivate void print() {
        \t\ttry {
        \t\t\twhile (on) System.out.println(lines.take());
        \t\t} catch (InterruptedException e) {
        \t\t\tThread.currentThread().interrupt();
        \t\t}
        \t}

        \tvoid add(String line) {
        \t\tlines.add(line);
        \t}

        \tvoid stop() {
        \t\ton = false;
        \t}
        }
        """;
    Repair.by(StopFlagWithoutWakeup.class)
        .turnsExactly(
            before,
            before
                .replace(
                    "import java.util.concurrent.BlockingQueue;\n",
                    "import java.util.List;\nimport java.util.concurrent.BlockingQueue;\n"
                        + "import java.util.concurrent.CopyOnWriteArrayList;\n")
                .replace(
                    "LinkedBlockingQueue<>();\n",
                    "LinkedBlockingQueue<>();\n"
                        + "\tprivate final List<Thread> threads = new CopyOnWriteArrayList<>();\n")
                .replace(
                    "i++)\n\t\t\tnew Thread(this::print).start();\n",
                    "i++) {\n\t\t\tThread thread = new Thread(this::print);\n"
                        + "\t\t\tthreads.add(thread);\n\t\t\tthread.start();\n\t\t}\n")
                .replace(
                    "on = false;\n", "on = false;\n\t\tthreads.forEach(Thread::interrupt);\n"));
  }

  @Test
  void indentedByTabsBelowBracesOfTheirOwnLine() {
    String before =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A
        {
        \tprivate volatile boolean on = true;
        \tprivate final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        \tvoid start()
        \t{
        \t\tnew Thread(this::print).start();
        \t}

        \tprivate void print()
        \t{
        \t\ttry {
        \t\t\twhile (on) System.out.println(lines.take());
        \t\t} catch (InterruptedException e) {
        \t\t\tThread.currentThread().interrupt();
        \t\t}
        \t}

        \tvoid add(String line)
        \t{
        \t\tlines.add(line);
        \t}

        \tvoid stop()
        \t{
        \t\ton = false;
        \t}
        }
        """;
    Repair.by(StopFlagWithoutWakeup.class)
        .turnsExactly(
            before,
            before
                .replace(
                    "LinkedBlockingQueue<>();\n",
                    "LinkedBlockingQueue<>();\n\tprivate volatile Thread thread;\n")
                .replace(
                    "new Thread(this::print).start();",
                    "thread = new Thread(this::print);\n\t\tthread.start();")
                .replace(
                    "on = false;\n",
                    "on = false;\n\t\tif (thread != null) {\n\t\t\tthread.interrupt();\n\t\t}\n"));
  }

  @Test
  void startedAndStoppedInOneMethod() {
    String before =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          static class Shared {
            volatile boolean cancelled;
            final BlockingQueue<String> in = new LinkedBlockingQueue<>();
          }

          static void print(Shared shared) {
            try {
              while (!shared.cancelled) {
                shared.in.take();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          public static void main(String[] args) {
            Shared shared = new Shared();
            new Thread(() -> print(shared)).start();
            shared.in.add("a");
            shared.cancelled = true;
          }
        }
        """;
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            before,
            before
                .replace(
                    "new Thread(() -> print(shared)).start();",
                    "Thread thread = new Thread(() -> print(shared));\n    thread.start();")
                .replace("cancelled = true;", "cancelled = true;\n    thread.interrupt();"));
  }

  /** Not all that others do with the thread is in view, but whom to interrupt is. */
  @Test
  void threadHandedOut() {
    String before =
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          interface Sink {
            void add(String line);

            void shutdown();
          }

          private static final class Printer extends Thread implements Sink {
            private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(8);
            private volatile boolean stopped;

            void open() {
              super.start();
            }

            @Override
            public void add(String line) {
              lines.offer(line);
            }

            @Override
            public void shutdown() {
              stopped = true;
            }

            @Override
            public void run() {
              while (!stopped) {
                try {
                  System.out.println(lines.take());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
          }

          private static Sink make() {
            Printer printer = new Printer();
            printer.open();
            return printer;
          }

          static void print() {
            Sink sink = make();
            sink.add("x");
            sink.shutdown();
          }
        }
        """;
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(before, before.replace("stopped = true;", "stopped = true;\n      interrupt();"));
  }

  @Test
  void setter() {
    String before = setter("boolean on", "running = on;");
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            before,
            before.replace(
                "running = on;",
                "running = on;\n    if (!on) {\n      worker.interrupt();\n    }"));
  }

  @Test
  void computedValue() {
    String before = setter("int users", "running = users > 0;");
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            before,
            before.replace(
                "users > 0;", "users > 0;\n    if (!running) {\n      worker.interrupt();\n    }"));
  }

  private static String setter(String parameter, String setting) {
    return """
    import java.util.concurrent.BlockingQueue;
    import java.util.concurrent.LinkedBlockingQueue;

    final class A {
      private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      private volatile boolean running = true;
      private final Thread worker = new Thread(this::print);

      void start() {
        worker.start();
      }

      private void print() {
        try {
          while (running) {
            System.out.println(lines.take());
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      void add(String line) {
        lines.add(line);
      }

      void setRunning(%s) {
        %s
      }
    }
    """
        .formatted(parameter, setting);
  }

  @Test
  void runningCallablesAreNotCut() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            callables("running = false;"),
            callables("running = false;\n    jobs.offer(() -> null);"));
  }

  private static String callables(String stop) {
    return jobs(stop, "")
        .replace("BlockingQueue<Runnable>", "BlockingQueue<Callable<Void>>")
        .replace("Runnable job", "Callable<Void> job")
        .replace("take().run()", "take().call()")
        .replace("catch (InterruptedException e)", "catch (Exception e)")
        .replace(
            "Queue;\nimport java.util.concurrent.L",
            "Queue;\nimport java.util.concurrent.Callable;\nimport java.util.concurrent.L");
  }

  @Test
  void methodInOneLine() {
    String before = setter("boolean on", "running = false;");
    String oneLine = before.replace(" {\n    running = false;\n  }", " { running = false; }");
    Repair.by(StopFlagWithoutWakeup.class)
        .turnsExactly(
            oneLine,
            before.replace("running = false;", "running = false;\n    worker.interrupt();"));
  }

  @Test
  void emptyJobWouldBeCounted() {
    Repair.by(StopFlagWithoutWakeup.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running = true;
              private int done;
              private Thread worker;

              void start() {
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                while (running) {
                  try {
                    jobs.take().run();
                    done++;
                  } catch (InterruptedException e) {
                    continue;
                  }
                }
              }

              void stop() throws InterruptedException {
                running = false;
                worker.join();
                System.out.println(done);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private volatile boolean running = true;
              private int done;
              private Thread worker;

              void start() {
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                while (running) {
                  try {
                    jobs.take().run();
                    done++;
                  } catch (InterruptedException e) {
                    continue;
                  }
                }
              }

              void stop() throws InterruptedException {
                running = false;
                worker.interrupt();
                worker.join();
                System.out.println(done);
              }
            }
            """);
  }
}
