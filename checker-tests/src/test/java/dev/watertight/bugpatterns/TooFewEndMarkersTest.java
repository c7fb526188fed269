package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TooFewEndMarkersTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void oneConsumer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void oneConsumer() {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            while (queue.take() != STOP) {
                              System.out.println("next");
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                queue.add("a");
                queue.add(STOP);
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneMarkerToEach() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              void oneToEach(int workers) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int i = 0; i < workers; i++) {
                  new Thread(
                          () -> {
                            try {
                              while (queue.take() != END) {
                                System.out.println("next");
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                for (int i = 0; i < workers; i++) {
                  queue.add(END);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerHandedOn() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String HALT = new String("halt");

              void handedOn(int workers) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int i = 0; i < workers; i++) {
                  new Thread(
                          () -> {
                            try {
                              while (true) {
                                String next = queue.take();
                                if (next == HALT) {
                                  queue.put(next);
                                  break;
                                }
                                System.out.println(next);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                queue.add(HALT);
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueOfItsOwn() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String QUIT = new String("quit");

              void queueOfItsOwn(List<String> names) {
                List<BlockingQueue<String>> queues = new ArrayList<>();
                for (String name : names) {
                  BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                  queues.add(queue);
                  new Thread(
                          () -> {
                            try {
                              while (queue.take() != QUIT) {
                                System.out.println(name);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                for (BlockingQueue<String> queue : queues) {
                  queue.add(QUIT);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void copiesOfTheMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Collections;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String LAST = new String("last");

              void copies(int workers) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int i = 0; i < workers; i++) {
                  new Thread(
                          () -> {
                            try {
                              while (queue.take() != LAST) {
                                System.out.println("next");
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                queue.addAll(Collections.nCopies(workers, LAST));
              }
            }
            """)
        .doTest();
  }

  @Test
  void consumersInterrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String DONE = new String("done");

              void interrupted(int workers) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                ExecutorService executor = Executors.newFixedThreadPool(workers);
                for (int i = 0; i < workers; i++) {
                  executor.submit(
                      () -> {
                        while (queue.take() != DONE) {
                          System.out.println("next");
                        }
                        return null;
                      });
                }
                queue.add(DONE);
                executor.shutdownNow();
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerByParameter() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String EXIT = new String("exit");

              private void consume(BlockingQueue<String> queue, String marker) {
                try {
                  for (String s = queue.take(); s != marker; s = queue.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void markerByParameter(int workers) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int i = 0; i < workers; i++) {
                  new Thread(() -> consume(queue, EXIT)).start();
                }
                queue.add(EXIT);
                queue.add(EXIT);
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerPerWorker() {
    helper
        .addSourceLines(
            "Worker.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Worker extends Thread {
              private static final Runnable STOP = () -> {};

              private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

              @Override
              public void run() {
                try {
                  for (Runnable task = tasks.take(); task != STOP; task = tasks.take()) {
                    task.run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void execute(Runnable task) {
                tasks.add(task);
              }

              void halt() {
                tasks.add(STOP);
              }
            }
            """)
        .addSourceLines(
            "Workers.java",
            """
            import java.util.ArrayList;
            import java.util.List;

            final class Workers {
              private final List<Worker> workers = new ArrayList<>();

              void start(int n) {
                for (int i = 0; i < n; i++) {
                  Worker worker = new Worker();
                  workers.add(worker);
                  worker.start();
                }
              }

              void stop() {
                workers.forEach(Worker::halt);
              }
            }
            """)
        .doTest();
  }

  @Test
  void consumersTimeOut() {
    helper
        .addSourceLines(
            "Timed.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class Timed {
              private static final Object STOP = new Object();

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
              private volatile boolean running = true;

              void start() {
                for (int i = 0; i < 4; i++) {
                  new Thread(this::work).start();
                }
              }

              private void work() {
                try {
                  while (running) {
                    Object next = queue.poll(100, TimeUnit.MILLISECONDS);
                    if (next == STOP) {
                      break;
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void stop() {
                running = false;
                queue.add(STOP);
              }
            }
            """)
        .doTest();
  }

  @Test
  void loader() {
    helper
        .addSourceLines(
            "Loader.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            /** Each loader that has ended sends a marker. */
            final class Loader {
              private static final String END = new String("end");

              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              void load(String[] files) {
                for (String file : files) {
                  new Thread(
                          () -> {
                            lines.add(file);
                            lines.add(END);
                          })
                      .start();
                  new Thread(this::print).start();
                }
              }

              private void print() {
                try {
                  while (lines.take() != END) {
                    System.out.println("line");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void consumersOfService() {
    helper
        .addSourceLines(
            "Service.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            /** Whoever calls stop() must call it once a worker. */
            public class Service {
              private static final String END = new String("end");

              protected final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              public void start() {
                for (int i = 0; i < 3; i++) {
                  new Thread(this::print).start();
                }
              }

              public void stop() {
                lines.add(END);
              }

              private void print() {
                try {
                  while (lines.take() != END) {
                    System.out.println("line");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void tooFew() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void toPool(List<String> names, int workers) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                ExecutorService executor = Executors.newFixedThreadPool(workers);
                for (int i = 0; i < workers; i++) {
                  executor.execute(
                      () -> {
                        try {
                          String name;
                          while ((name = queue.take()) != STOP) {
                            System.out.println(name);
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                for (String name : names) {
                  queue.put(name);
                }
                // BUG: Diagnostic contains: 'STOP' is sent to 'queue' once, but line 15 starts several consumers; the others wait for theirs for ever
                queue.put(STOP);
                executor.shutdown();
              }

              void toTwo(List<String> names) {
                BlockingQueue<Optional<String>> values = new LinkedBlockingQueue<>();
                Thread left = new Thread(() -> print(values));
                Thread right = new Thread(() -> print(values));
                left.start();
                right.start();
                for (String name : names) {
                  values.add(Optional.of(name));
                }
                // BUG: Diagnostic contains: Optional.empty() is sent to 'values' once
                values.add(Optional.empty());
              }

              private void print(BlockingQueue<Optional<String>> values) {
                try {
                  while (true) {
                    Optional<String> value = values.take();
                    if (value.isEmpty()) {
                      return;
                    }
                    System.out.println(value.get());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  /** A program of workers: how many there are, and what stops them. */
  private void workers(String start, String stop, String expected) {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Collections;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class A {
              private static final Object STOP = new Object();
              private static final int WORKERS = 3;

              private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

              void start(boolean many) {
                %s
              }

              private void work() {
                try {
                  while (queue.take() != STOP) {
                    System.out.println("next");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void dismiss() {
                // %s
                queue.add(STOP);
              }

              void stop() {
                %s
              }
            }
            """
                .formatted(start, expected, stop))
        .doTest();
  }

  private static final String ALL =
      "for (int i = 0; i < WORKERS; i++) { new Thread(this::work).start(); }";

  @Test
  void helperCalledOnceAWorker() {
    workers(ALL, "for (int i = WORKERS; i > 0; i--) { dismiss(); }", "");
  }

  @Test
  void helperCalledTooSeldom() {
    workers(
        ALL,
        "for (int i = 0; i < WORKERS; i += 2) { dismiss(); }",
        "BUG: Diagnostic contains: 'STOP' is sent to 'queue' 2 times, but line 12 starts more"
            + " consumers");
  }

  @Test
  void oneOfSomeWorkers() {
    workers(
        "for (int i = 0; i < WORKERS; i++) { if (i == 1) { new Thread(this::work).start(); } }",
        "dismiss();",
        "");
  }

  @Test
  void workersOnlyUnderACondition() {
    workers("if (many) { " + ALL + " } else { new Thread(this::work).start(); }", "dismiss();", "");
  }

  @Test
  void stoppedByRecursion() {
    workers(ALL, "dismiss(); if (hashCode() > 0) { stop(); }", "");
  }

  /** Two kinds of consumers, started by some code, and the markers that some code sends. */
  private void twoKinds(String starts, String expected, String sends) {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final BlockingQueue<String> users = new LinkedBlockingQueue<>();

              private void mail() {
                try {
                  for (String user = users.take(); user != STOP; user = users.take()) {
                    System.out.println("mail to " + user);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void call() {
                try {
                  String user;
                  while ((user = users.take()) != STOP) {
                    System.out.println("call of " + user);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              %s

              void stop() {
                // %s
                %s
              }
            }
            """
                .formatted(starts, expected, sends))
        .doTest();
  }

  private static final String BOTH =
      "void start() { new Thread(this::mail).start(); new Thread(this::call).start(); }";

  @Test
  void oneMarkerForTwoKinds() {
    twoKinds(
        BOTH,
        "BUG: Diagnostic contains: 'STOP' is sent to 'users' once, but line 29 starts several",
        "users.add(STOP);");
  }

  @Test
  void oneMarkerForEachKind() {
    twoKinds(BOTH, "", "users.add(STOP); users.add(STOP);");
  }

  @Test
  void eitherKind() {
    twoKinds(
        "void startMail() { new Thread(this::mail).start(); }\n"
            + "void startCall() { new Thread(this::call).start(); }",
        "",
        "users.add(STOP);");
  }

  @Test
  void eitherKindByCondition() {
    twoKinds(
        "void start(boolean m) { new Thread(m ? this::mail : this::call).start(); }",
        "",
        "users.add(STOP);");
  }

  @Test
  void markerOfAResourceForEachConsumer() {
    markers(
        """
        try (Printer first = new Printer(); Printer second = new Printer()) {
          queue.add("a");
        }
        """,
        "");
  }

  @Test
  void markerByAFunctionThatIsKeptForEachConsumer() {
    markers(
        """
        List<Runnable> stops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          new Thread(this::print).start();
          stops.add(() -> queue.add(END));
        }
        stops.forEach(Runnable::run);
        """,
        "");
  }

  @Test
  void oneMarkerForThreeConsumers() {
    markers(
        """
        for (int i = 0; i < 3; i++) {
          new Thread(this::print).start();
        }
        queue.add(END);
        """,
        "// BUG: Diagnostic contains: 'END' is sent to 'queue' once");
  }

  @Test
  void someOfTheThreadsStarted() {
    markers(
        """
        Thread[] threads = new Thread[3];
        for (int i = 0; i < 3; i++) {
          threads[i] = new Thread(this::print);
        }
        threads[0].start();
        threads[1].start();
        queue.add(END);
        queue.add(END);
        """,
        "");
  }

  @Test
  void threadsOfTwoKindsStartedTogether() {
    markers(
        """
        Thread[] threads = {new Thread(this::print), new Thread(() -> queue.add("text"))};
        for (Thread thread : threads) {
          thread.start();
        }
        queue.add(END);
        """,
        "");
  }

  @Test
  void threadMadeInOneOfTwoWays() {
    markers(
        """
        Thread thread;
        if (queue.isEmpty()) {
          thread = new Thread(this::print, "new");
        } else {
          thread = new Thread(this::print, "old");
        }
        thread.start();
        queue.add(END);
        """,
        "");
  }

  @Test
  void allThreadsOfAListStarted() {
    markers(
        """
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          threads.add(new Thread(this::print));
        }
        for (Thread thread : threads) {
          thread.start();
        }
        queue.add(END);
        """,
        "// BUG: Diagnostic contains: 'END' is sent to 'queue' once");
  }

  @Test
  void poolThatRefusesConsumers() {
    for (String pool :
        new String[] {"2, room", "3, room, new ThreadPoolExecutor.DiscardPolicy()"}) {
      markers(
          """
          BlockingQueue<Runnable> room = new SynchronousQueue<>();
          ThreadPoolExecutor pool = new ThreadPoolExecutor(0, SIZE);
          try {
            for (int i = 0; i < 4; i++) {
              pool.execute(this::print);
            }
          } catch (EXCEPTION e) {
            System.out.println("full");
          }
          queue.add(END);
          queue.add(END);
          """
              .replace("SIZE", pool.replace(", room", ", 1, TimeUnit.SECONDS, room"))
              .replace("EXCEPTION", pool.contains("2") ? "RejectedExecutionException" : "Error"),
          "");
    }
  }

  @Test
  void markersInAStream() {
    for (String number : new String[] {"2", "1"}) {
      markers(
          """
          List<String> rooms = List.of("east", "west");
          rooms.forEach(room -> new Thread(this::print, room).start());
          REPORT
          rooms.stream().limit(NUMBER).map(room -> END).forEach(queue::add);
          """
              .replace("NUMBER", number)
              .replace("REPORT", number.equals("1") ? "// BUG: Diagnostic contains: once" : ""),
          "");
    }
  }

  private void markers(String code, String report) {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Office.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            final class Office {
              private static final String END = new String("end");
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              private void print() {
                try {
                  for (String text = queue.take(); text != END; text = queue.take()) {
                    System.out.println(text);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              %s

              void run() {
                %s
              }
            }
            """
                .formatted(
                    code.startsWith("try") ? PRINTER : "",
                    code.replace("queue.add(END);\n", report + "\nqueue.add(END);\n")))
        .doTest();
  }

  private static final String PRINTER =
      """
      private final class Printer implements AutoCloseable {
        Printer() {
          new Thread(Office.this::print).start();
        }

        @Override
        public void close() {
          queue.add(END);
        }
      }
      """;
}
